"""What leaves a post: no count of 1 to 10, and nothing that one could be worked out from."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.reports.figures import OPENED, TOTAL, Figures
from cases.reports.suppression import OUTSIDE, Cell, Release, bridges, protect
from tests.reports.conftest import WEDNESDAY, WEEK

MONDAYS = [date(2026, 10, 5) + timedelta(weeks=n) for n in range(3)]
POSTS = [1, 2, 3]
KEYS = {
    "kind": ("panic", "call", "witness"),
    "disposition": ("false_alarm", "open"),
    "claim": ("claimed", "open"),
    "custody": ("parole", "pending"),
    "proceeding": ("terminated", "pending"),
    "service": ("advice", "pending"),
}
BREAKS_DOWN = {TOTAL: ("kind", "disposition", "claim"), OPENED: ("custody", "proceeding", "service")}
COUNTS = st.one_of(st.just(0), st.integers(0, 12), st.integers(11, 60))


@st.composite
def worlds(draw):
    """Figures whose parts add up, of up to three posts in up to three weeks; many are busy in some weeks only."""
    figures = Figures()
    posts, weeks = POSTS[: draw(st.integers(1, 3))], MONDAYS[: draw(st.integers(1, 3))]
    for post, week, (total, groups) in product(posts, weeks, BREAKS_DOWN.items()):
        n = draw(COUNTS)
        _add(figures, post, week, total, n)
        for group in groups:
            left = n
            for key in KEYS[group][:-1]:
                part = draw(st.one_of(st.integers(0, left), st.just(left)))
                _add(figures, post, week, (group, key), part)
                left -= part
            _add(figures, post, week, (group, KEYS[group][-1]), left)
    return figures, posts, weeks


def _add(figures, post, week, figure, n):
    for place in ((post, week), (post, None), (None, week), (None, None)):
        figures.counts[place][figure] = figures.count(place, figure) + n


def sums_of(posts, weeks):
    """Every sum that a reader can know of: (the result, its parts)."""
    for total, groups in BREAKS_DOWN.items():
        places = [(None, None), *((p, None) for p in posts), *((None, w) for w in weeks), *product(posts, weeks)]
        for figure in [total, *((group, key) for group in groups for key in KEYS[group])]:
            yield ((None, None), figure), [((p, None), figure) for p in posts]
            yield ((None, None), figure), [((None, w), figure) for w in weeks]
            for post in posts:
                yield ((post, None), figure), [((post, w), figure) for w in weeks]
            for week in weeks:
                yield ((None, week), figure), [((p, week), figure) for p in posts]
        for place, group in product(places, groups):
            yield (place, total), [(place, (group, key)) for key in KEYS[group]]


def can_be_solved(unknown, equations):
    """The unknowns that the equations fix, by exact elimination: those alone in a row of the reduced matrix."""
    columns = {name: number for number, name in enumerate(sorted(unknown, key=repr))}
    rows = []
    for equation in equations:
        row = {columns[name]: Fraction(n) for name, n in equation.items() if name in columns and n}
        for pivot, reduced in rows:
            if pivot in row:
                row = _less(row, reduced, row[pivot])
        if row:
            pivot = min(row)
            row = {column: n / row[pivot] for column, n in row.items()}
            rows = [(p, _less(r, row, r[pivot]) if pivot in r else r) for p, r in rows]
            rows.append((pivot, row))
    names = {number: name for name, number in columns.items()}
    return {names[pivot] for pivot, row in rows if len(row) == 1}


def _less(row, other, times):
    left = {column: row.get(column, 0) - times * other.get(column, 0) for column in row.keys() | other.keys()}
    return {column: n for column, n in left.items() if n}


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_no_count_that_is_left_out_can_be_worked_out_from_those_that_are_shown(world):
    """Not even by someone who sees that the parts of an empty sum are empty."""
    figures, posts, weeks = world
    release = Release(figures, posts=posts, weeks=weeks, keys=KEYS)
    sums = list(sums_of(posts, weeks))
    cells = {name for result, parts in sums for name in (result, *parts)}
    shown = {name for name in cells if release.shows(*name)}
    empty = {part for result, parts in sums if result in shown and not figures.count(*result) for part in parts}
    unknown = cells - shown - empty
    equations = [Counter({result: -1, **dict.fromkeys(parts, 1)}) for result, parts in sums]

    solved = can_be_solved(unknown, equations)

    assert not [name for name in shown if 1 <= figures.count(*name) <= 10]
    assert not [name for name in solved if 1 <= figures.count(*name) <= 10]


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_the_network_is_not_left_out_for_nothing(world):
    """Without a small count anywhere, all totals are shown, kinds by week, and the other break-downs by post."""
    figures, posts, weeks = world
    by_post, by_week = [(None, None), *((p, None) for p in posts)], [(None, None), *((None, w) for w in weeks)]
    if any(1 <= n <= 10 for place, counts in figures.counts.items() for n in counts.values()):
        return
    release = Release(figures, posts=posts, weeks=weeks, keys=KEYS)
    assert all(release.shows(place, total) for place in by_post + by_week for total in BREAKS_DOWN)
    for group, keys in KEYS.items():
        places = by_week if group == "kind" else by_post
        assert all(release.shows(place, (group, key)) for place in places for key in keys)


def test_one_small_part_takes_the_next_smallest_with_it():
    table = {name: Cell(n, part_of=("sum", OUTSIDE)) for name, n in {"a": 4, "b": 50, "c": 30, "d": 0}.items()}

    assert protect(table) == {"a", "c"}


def test_two_small_parts_of_little_together_are_not_left_alone_either():
    table = {name: Cell(n, part_of=("sum", OUTSIDE)) for name, n in {"a": 2, "b": 3, "c": 90}.items()}

    assert protect(table) == {"a", "b", "c"}


def test_two_small_parts_that_are_many_together_are_enough():
    table = {name: Cell(n, part_of=("sum", OUTSIDE)) for name, n in {"a": 7, "b": 8, "c": 90}.items()}

    assert protect(table) == {"a", "b"}


def test_an_empty_part_goes_only_where_nothing_else_can():
    beside_a_large_one = {name: Cell(n, part_of=("sum", OUTSIDE)) for name, n in {"a": 4, "b": 0, "c": 50}.items()}
    beside_empty_ones = {name: Cell(n, part_of=("sum", OUTSIDE)) for name, n in {"a": 4, "b": 0, "c": 0}.items()}

    assert protect(beside_a_large_one) == {"a", "c"}
    assert protect(beside_empty_ones) == {"a", "b"}


def test_a_cell_between_two_rings_of_cells_is_found():
    ring = {"a": (1, 2), "b": (2, 3), "c": (3, 1), "between": (3, 4), "d": (4, 5), "e": (5, 6), "f": (6, 4)}

    assert bridges(ring) == ["between"]
    assert bridges({"one": (1, 2), "two": (1, 2)}) == []


@pytest.fixture
def network(world):
    """Los Angeles has many alerts, Houston few, nobody else any."""
    world.alerts(30, waited=20)
    world.alerts(5, post="HOU", waited=20)
    world.alerts(40, WEDNESDAY + WEEK, waited=20)
    world.alerts(35, WEDNESDAY + WEEK, post="HOU", waited=20)


def test_an_analyst_cannot_subtract_one_post_from_the_network(world, ask, cast):
    world.alerts(30)
    world.alerts(5, post="HOU")

    report = ask(cast.nadia).json()
    posts = {post["post"]: post["totals"] for post in report["posts"]}

    assert report["suppressed"] is True
    assert (report["totals"]["alerts"]["total"], posts["BRO"]["alerts"]["total"]) == (35, 0)
    assert posts["HOU"]["alerts"]["total"] is None
    assert posts["LAX"]["alerts"]["total"] is None  # or Houston's five are what is missing
    assert posts["HOU"]["suppressed"] and posts["LAX"]["suppressed"] and not posts["BRO"]["suppressed"]
    assert ask(cast.nadia, post="LAX").json()["totals"] == posts["LAX"]


def test_an_analyst_sees_posts_and_weeks_that_are_busy_enough(network, ask, cast):
    report = ask(cast.nadia, last="2026-10-25").json()
    posts = {post["post"]: post["totals"]["alerts"]["total"] for post in report["posts"]}

    assert [week["alerts"]["total"] for week in report["weeks"] if week["alerts"]["total"]] == [35, 75]
    assert (posts["LAX"], posts["HOU"], posts["BRO"]) == (70, 40, 0)
    assert "weeks" not in report["posts"][0]


def test_the_supervisor_of_the_post_sees_its_true_counts(network, ask, cast):
    report = ask(cast.helena, last="2026-10-25").json()

    assert report["suppressed"] is False
    assert [week["alerts"]["total"] for week in report["weeks"]] == [5, 35]
    assert report["weeks"][0]["time_to_claim"]["p50_s"] == 20.0


def test_percentiles_of_ten_alerts_stay_inside_and_those_of_eleven_do_not(world, ask, cast):
    world.alerts(10, waited=20)
    assert ask(cast.nadia).json()["totals"]["time_to_claim"]["p50_s"] is None
    world.alerts(1, waited=20)
    totals = ask(cast.nadia).json()["totals"]
    assert (totals["alerts"]["total"], totals["time_to_claim"]["p50_s"]) == (11, 20.0)


def test_the_weeks_of_one_post_do_not_leave_it(world, ask, cast):
    world.alerts(40, waited=20)

    report = ask(cast.nadia, post="LAX").json()

    week = next(week for week in report["weeks"] if week["week"] == "2026-W42")
    assert (week["week"], week["suppressed"], week["alerts"]["total"]) == ("2026-W42", True, None)
    assert week["time_to_claim"]["p50_s"] is None
    assert report["totals"]["alerts"]["total"] == 40
    assert report["totals"]["alerts"]["by_kind"]["panic"] is None  # kinds leave by week, not by post
    assert report["totals"]["time_to_claim"]["p50_s"] == 20.0


def test_an_analysts_period_is_widened_to_quarters_that_are_over(world, ask, cast):
    for first, last, told in (
        ("2026-10-14", "2026-10-20", ("2026-09-21", "2026-12-20")),
        ("2026-09-01", "2026-10-20", ("2026-06-22", "2026-12-20")),
        ("2026-12-22", "2026-12-28", ("2026-09-21", "2026-12-20")),  # its own is not over
    ):
        report = ask(cast.nadia, first=first, last=last).json()
        assert (report["from"], report["to"]) == told


def test_two_periods_cannot_be_subtracted_to_a_small_count(world, ask, cast):
    """Houston had 5 in one quarter and 40 in the other: their sum would tell the 5 to whoever has the 40."""
    summer = WEDNESDAY - 13 * WEEK
    world.alerts(30, waited=20)
    world.alerts(40, post="HOU", waited=20)
    world.alerts(30, summer, waited=20)
    world.alerts(5, summer, post="HOU", waited=20)

    autumn = {post["post"]: post["totals"]["alerts"]["total"] for post in ask(cast.nadia).json()["posts"]}
    both = {
        post["post"]: post["totals"]["alerts"]["total"] for post in ask(cast.nadia, first="2026-07-01").json()["posts"]
    }

    assert autumn["HOU"] == 40
    assert both["HOU"] is None and both["LAX"] is None


def test_an_analyst_who_supervises_a_post_sees_that_post_as_it_is(world, ask, cast):
    world.alerts(3)
    posting = cast.nadia.postings.create(role="supervisor", consulate=cast.posts["LAX"])
    try:
        assert ask(cast.nadia, post="LAX").json()["totals"]["alerts"]["total"] == 3
        assert ask(cast.nadia, post="HOU").json()["suppressed"] is True
        assert ask(cast.nadia).json()["suppressed"] is True
    finally:
        posting.delete()
