"""What may leave a post: counts of 1 to 10 are left out, and so much else that no sum gives one of them away.

Two tables leave a post, for the whole network: weeks by figure, and posts by figure. A third, posts by weeks, does not:
where a post was busy in one week only, the three together would give away what the others did in it.

Every cell of the two stands in exactly two sums. Sums are then the nodes of a graph and the cells that are left out its
edges: a cell can be worked out from what is published exactly when its edge is a bridge (Gusfield, SIAM J. Comput. 17,
1988). So cells are left out until each sum lacks at least two, together more than 10, and until there is no bridge.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.reports.figures import CLOSED, OPENED, TAKEN, TOTAL, Figure, Figures, Place

SMALL = 10
Name = Any  # of a cell or a sum; anything that can be hashed
OUTSIDE = "outside"  # the other end of a cell that stands in one sum only; not itself a sum


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, the sums that it is a part of, and the sums that it is the result of: two in all."""

    value: int
    part_of: tuple[Name, ...] = ()
    sum_of: tuple[Name, ...] = ()

    @property
    def ends(self) -> tuple[Name, Name]:
        first, second = (*self.part_of, *self.sum_of)
        return first, second


Table = dict[Name, Cell]


def is_small(n: int) -> bool:
    return 1 <= n <= SMALL


def protect(table: Table, *, also: Iterable[Name] = (), known: Iterable[Name] = ()) -> set[Name]:
    """The cells to leave out: the small ones, those in `also`, and what would give one of them away.

    The sum of the cells in `known` is published. It follows from the other sums, so it is no node of the graph.
    """
    lines: dict[Name, list[Name]] = defaultdict(list)
    lines["known"] = list(known)
    for name, cell in table.items():
        for end in cell.ends:
            if end != OUTSIDE:
                lines[end].append(name)
    hidden = {name for name, cell in table.items() if is_small(cell.value)} | set(also)
    while more := _lacking(table, lines, hidden) or _against_bridges(table, hidden):
        hidden |= more
    return hidden


def _lacking(table: Table, lines: dict[Name, list[Name]], hidden: set[Name]) -> set[Name]:
    """For each sum that lacks one cell, or little altogether, the smallest cell that could go too."""
    more: set[Name] = set()
    for line, names in lines.items():
        out = [table[name] for name in names if name in hidden]
        left = sorted((name for name in names if name not in hidden), key=lambda name: _cost(table[name]))
        if len(out) == 1:
            more.update(left[:1])
        elif _is_little(line, out):
            more.update(name for name in left[:1] if table[name].value)
    return more


def _is_little(line: Name, out: list[Cell]) -> bool:
    """Few that are missing from a sum that is known tell nearly as much as one."""
    return not any(line in cell.sum_of for cell in out) and is_small(sum(cell.value for cell in out))


def _cost(cell: Cell) -> int:
    """A small count is worth less than a large one; an empty cell is left out only where nothing else can be."""
    return cell.value or 10**9


def _against_bridges(table: Table, hidden: set[Name]) -> set[Name]:
    """For the first cell that can still be worked out, the cheapest way around it."""
    for name in bridges({name: table[name].ends for name in hidden}):
        if way := _cheapest_way(table, hidden, around=name):
            return way
    return set()


def bridges(edges: dict[Name, tuple[Name, Name]]) -> list[Name]:
    """The edges without which their ends would be apart (Tarjan's low-link, without recursion)."""
    at: dict[Name, list[tuple[Name, Name]]] = defaultdict(list)
    for name, (a, b) in edges.items():
        at[a].append((b, name))
        at[b].append((a, name))
    order: dict[Name, int] = {}
    low: dict[Name, int] = {}
    found: list[Name] = []
    for root in at:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        path: list[tuple[Name, Name, Iterator[tuple[Name, Name]]]] = [(root, None, iter(at[root]))]
        while path:
            node, came_by, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path:
                    parent = path[-1][0]
                    low[parent] = min(low[parent], low[node])
                    if low[node] > order[parent]:
                        found.append(came_by)
                continue
            other, name = step
            if name == came_by:
                continue
            if other in order:
                low[node] = min(low[node], order[other])
            else:
                order[other] = low[other] = len(order)
                path.append((other, name, iter(at[other])))
    return found


def _cheapest_way(table: Table, hidden: set[Name], *, around: Name) -> set[Name]:
    """The cells, hidden ones for nothing, that join the ends of a cell without it (Dijkstra)."""
    at: dict[Name, list[tuple[Name, Name, int]]] = defaultdict(list)
    for name, cell in table.items():
        if name != around:
            a, b = cell.ends
            cost = 0 if name in hidden else _cost(cell)
            at[a].append((b, name, cost))
            at[b].append((a, name, cost))
    start, goal = table[around].ends
    best: dict[Name, int] = {start: 0}
    came: dict[Name, tuple[Name, Name]] = {}
    queue = [(0, 0, start)]
    tie = 0
    while queue:
        spent, _, node = heapq.heappop(queue)
        if node == goal:
            break
        for other, name, cost in at[node]:
            if spent + cost < best.get(other, 10**18):
                best[other] = spent + cost
                came[other] = (node, name)
                heapq.heappush(queue, (spent + cost, tie := tie + 1, other))
    way = set()
    node = goal
    while node in came:
        node, name = came[node]
        way.add(name)
    return way - hidden


# Which figures break down which total.
GROUPS: dict[Figure, tuple[str, ...]] = {
    TOTAL: ("kind", "disposition", "claim"),
    OPENED: ("custody", "proceeding", "service"),
    TAKEN: (),
    CLOSED: (),
}


# The axis along which a break-down leaves the network. Along both, a reader who knows which parts are empty could work out
# the weeks of single posts, from one break-down what another leaves open.
ALONG_WEEKS = ("kind",)


class Release:
    """What analysts are shown of the network's figures. `keys` names the keys of each group."""

    def __init__(
        self, figures: Figures, *, posts: Iterable[int], weeks: Iterable[date], keys: Mapping[str, Iterable[str]]
    ):
        self.figures = figures
        self.posts, self.weeks = list(posts), list(weeks)
        self.hidden: set[tuple[Place, Figure]] = set()
        for total, groups in GROUPS.items():
            rows = protect(self._totals(total))
            self.hidden |= {(place, total) for place in rows}
            for group in groups:
                self.hidden |= self._hidden_of([(group, key) for key in keys[group]], rows)

    def shows(self, place: Place, figure: Figure) -> bool:
        return None in place and (place, figure) not in self.hidden

    def _totals(self, total: Figure) -> Table:
        """Weeks and posts have the same sum."""
        table: Table = {(None, None): Cell(self.figures.count((None, None), total), sum_of=("weeks", "posts"))}
        for week in self.weeks:
            table[None, week] = Cell(self.figures.count((None, week), total), part_of=("weeks", OUTSIDE))
        for post in self.posts:
            table[post, None] = Cell(self.figures.count((post, None), total), part_of=("posts", OUTSIDE))
        return table

    def _hidden_of(self, columns: list[Figure], left_out: set[Place]) -> set[tuple[Place, Figure]]:
        """Where a total is left out, so is its break-down. The other totals count as known."""
        weeks: list[Place] = [(None, week) for week in self.weeks]
        posts: list[Place] = [(post, None) for post in self.posts]
        rows, never = (weeks, posts) if columns[0][0] in ALONG_WEEKS else (posts, weeks)
        of = next(total for total, groups in GROUPS.items() if columns[0][0] in groups)
        never = [
            row for row in never if row in left_out or self.figures.count(row, of)
        ]  # of nothing, all parts are nothing
        hidden = {(row, column) for row in never for column in columns}
        if (None, None) in left_out:
            return hidden | {(row, column) for row in [(None, None), *rows] for column in columns}
        table: Table = {}
        for column in columns:
            table[(None, None), column] = Cell(
                self.figures.count((None, None), column), sum_of=(("rows", column), OUTSIDE)
            )
            for row in rows:
                table[row, column] = Cell(self.figures.count(row, column), part_of=(("rows", column), row))
        also = [name for name in table if name[0] in left_out]
        return hidden | protect(table, also=also, known=[((None, None), column) for column in columns])
