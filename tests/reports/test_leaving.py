"""What leaves a post, over any run of quarters: no count of 1 to 10 can be solved from all that is published together."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.reports.leaving import Grid, Parts, in_quarters, quarter_of
from cases.reports.tables import Mark
from tests.reports.test_suppression import can_be_solved

PARTS = ("a", "b", "c", "d")
COUNTS = st.one_of(st.just(0), st.integers(0, 12), st.integers(11, 60))
BLOCKS = st.lists(st.fixed_dictionaries(dict.fromkeys(PARTS, COUNTS)), min_size=1, max_size=4)
ROWS = ("LAX", "HOU", "CHI")
GRIDS = st.lists(
    st.fixed_dictionaries(dict.fromkeys(ROWS, st.fixed_dictionaries({"open": COUNTS, "over": COUNTS}))),
    min_size=1,
    max_size=3,
)


def runs(blocks):
    return [range(first, last + 1) for first in range(len(blocks)) for last in range(first, len(blocks))]


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
def test_no_part_can_be_solved_from_every_period_that_can_be_asked_for(blocks):
    """Single parts, totals and what is added up step by step (the funnel), of every run of quarters."""
    equations = []
    for run in runs(blocks):
        parts = Parts([blocks[number] for number in run], leaves=True)
        for some in [*((part,) for part in PARTS), *(PARTS[n:] for n in range(len(PARTS)))]:
            shown = parts.show(*some)
            if shown is not Mark.LEFT_OUT:
                assert not 1 <= shown <= 10
                equations.append(Counter({(number, part): 1 for number in run for part in some}))
    cells = {(number, part): block[part] for number, block in enumerate(blocks) for part in PARTS}

    solved = can_be_solved(cells, equations)

    assert not [cell for cell in solved if 1 <= cells[cell] <= 10]


@settings(max_examples=200, deadline=None)
@given(GRIDS)
def test_no_post_can_be_solved_by_what_ended_and_what_is_open(blocks):
    equations = []
    for run in runs(blocks):
        grid = Grid([blocks[number] for number in run], leaves=True)
        for row in ROWS:
            if (shown := grid.rows.show(row)) is not Mark.LEFT_OUT:
                assert not 1 <= shown <= 10
                equations.append(Counter({(number, row, part): 1 for number in run for part in ("open", "over")}))
            if (shown := grid.show(row, "open")) is not Mark.LEFT_OUT:
                assert not 1 <= shown <= 10
                equations.append(Counter({(number, row, "open"): 1 for number in run}))
        for part in ("open", "over"):  # the network's own, if it is told elsewhere
            if not 1 <= sum(blocks[number][row][part] for number in run for row in ROWS) <= 10:
                equations.append(Counter({(number, row, part): 1 for number in run for row in ROWS}))
    cells = {
        (number, row, part): n
        for number, block in enumerate(blocks)
        for row, parts in block.items()
        for part, n in parts.items()
    }

    solved = can_be_solved(cells, equations)

    assert not [cell for cell in solved if 1 <= cells[cell] <= 10]


@settings(max_examples=100, deadline=None)
@given(BLOCKS)
def test_without_a_small_count_nothing_is_left_out(blocks):
    if any(1 <= n <= 10 for block in blocks for n in block.values()):
        return
    parts = Parts(blocks, leaves=True)
    assert all(parts.show(part) is not Mark.LEFT_OUT for part in PARTS)


def test_inside_of_the_post_everything_is_as_it_is():
    assert Parts([{"a": 3, "b": 70}], leaves=False).show("a") == 3


def test_a_total_of_few_is_left_out_with_all_its_parts():
    parts = Parts([{"a": 3, "b": 4}], leaves=True)
    assert {parts.show("a"), parts.show("b"), parts.show("a", "b")} == {Mark.LEFT_OUT}


def test_quarters_begin_on_a_monday_and_have_thirteen_weeks():
    assert quarter_of(date(2026, 10, 14)) == date(2026, 9, 21)
    assert in_quarters(date(2026, 10, 1), date(2026, 10, 14), today=date(2026, 12, 28)) == (
        date(2026, 9, 21),
        date(2026, 12, 20),
    )
    assert in_quarters(date(2026, 12, 21), date(2026, 12, 28), today=date(2026, 12, 28)) == (
        date(2026, 9, 21),
        date(2026, 12, 20),
    )
