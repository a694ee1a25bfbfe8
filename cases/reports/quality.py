"""What the records lack: each as a number of those of which it could be said, with the rows behind it for who may see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cases.reports.lacking import PARTS, Asked, Measure, Part
from cases.reports.models import Progress
from cases.reports.rollup.kept import Kept
from cases.reports.suppression import is_small
from cases.reports.tables import Cell, Column, Kind, Mark, Row, Table
from consular.events.models import Stream

ROWS_SHOWN = 100
KEPT_FOR = timedelta(minutes=5)
of_network: Kept[tuple[datetime, dict[str, Table]]] = Kept(8)
COLUMNS = (
    Column("n", _("Number")),
    Column("of", _("of how many")),
    Column("share", _("Share"), Kind.SHARE),
)


def tables_of(asked: Asked, *, leaves_the_post: bool) -> dict[str, Table]:
    """One table for each kind of row. Those of the network are kept for some minutes: the open cases of all posts are many."""
    if asked.posts is not None:
        return _tables(asked, leaves_the_post)
    known = of_network.get(asked.period)
    if known is None or known[0] < asked.now - KEPT_FOR:
        known = of_network.put(asked.period, (asked.now, _tables(asked, leaves_the_post)))
    return known[1]


def _tables(asked: Asked, leaves_the_post: bool) -> dict[str, Table]:
    return {part.key: _table(part, asked, leaves_the_post) for part in PARTS}


def _table(part: Part, asked: Asked, leaves_the_post: bool) -> Table:
    measures = part.measures(asked)
    counts: dict[str, Any] = {}
    for one in measures:
        counts[f"{one.key}_n"] = Count("pk", filter=one.whole & one.part)
        counts[f"{one.key}_of"] = Count("pk", filter=one.whole) if one.whole else Count("pk")
    found = part.base(asked).order_by().aggregate(**counts)
    rows = tuple(
        Row(one.key, one.label, _cells(found[f"{one.key}_n"], found[f"{one.key}_of"], leaves_the_post))
        for one in measures
    )
    return Table(part.key, part.title, part.definition, _("What is missing"), COLUMNS, rows)


def _cells(n: int, of: int, leaves_the_post: bool) -> tuple[Cell, ...]:
    """Outside of a post a small count is left out, and one of which so few are missing that they would be the small count."""
    if leaves_the_post and is_small(of):
        return Mark.LEFT_OUT, Mark.LEFT_OUT, Mark.LEFT_OUT
    if leaves_the_post and (is_small(n) or is_small(of - n)):
        return Mark.LEFT_OUT, of, Mark.LEFT_OUT
    return n, of, n / of if of else None


def notes_of(asked: Asked) -> dict[str, Any]:
    """The definition of each measure."""
    return {one.key: one.definition for part in PARTS for one in part.measures(asked)}


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows behind one figure: codes, times and where each is shown."""

    label: Any
    rows: list[tuple[str, datetime, str]]
    is_cut: bool


def rows_of(asked: Asked, key: str) -> Listed:
    """For the post's own supervisor. Raises LookupError for a measure that does not exist."""
    for part in PARTS:
        for one in part.measures(asked):
            if one.key == key:
                return _listed(part, one, asked)
    raise LookupError(key)


def _listed(part: Part, one: Measure, asked: Asked) -> Listed:
    found = part.base(asked).filter(one.whole & one.part).order_by(f"-{part.at}")
    shown = list(found.values_list("pk", part.code, part.at)[: ROWS_SHOWN + 1])
    rows = [(code, at, part.path % (pk if part.key == "alerts" else code)) for pk, code, at in shown[:ROWS_SHOWN]]
    return Listed(one.label, rows, len(shown) > ROWS_SHOWN)


@dataclass(frozen=True, slots=True)
class RollUps:
    """`behind`: events that have been told and that they have not read."""

    progress: Progress
    behind: int


def roll_ups() -> list[RollUps]:
    head = Stream.objects.order_by("-last").values_list("last", flat=True).first() or 0
    return [RollUps(one, max(0, head - one.seq)) for one in Progress.objects.order_by("name")]
