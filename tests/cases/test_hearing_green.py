"""When a hearing is green: two independent sources inside 72 hours, and nothing said against it since."""

from datetime import UTC, datetime, timedelta

import pytest

from cases import hearings

HEARING = datetime(2026, 12, 7, 17, tzinfo=UTC)


def at(hours_before):
    return HEARING - timedelta(hours=hours_before)


@pytest.mark.parametrize(("checks", "green"), [
    ([], False),
    ([("portal", "same", 24)], False),
    ([("portal", "same", 24), ("portal", "same", 2)], False),       # the same source twice is one
    ([("portal", "same", 24), ("clerk", "same", 2)], True),
    ([("clerk", "same", 2), ("portal", "same", 24)], True),         # in whatever order they are read
    ([("portal", "same", 73), ("clerk", "same", 2)], False),        # one too early
    ([("portal", "same", 72), ("clerk", "same", 2)], True),
    ([("portal", "same", 24), ("clerk", "no_answer", 2)], False),
    ([("portal", "same", 24), ("clerk", "same", 20), ("hotline", "moved", 3)], False),
    ([("hotline", "not_listed", 30), ("portal", "same", 24), ("clerk", "same", 20)], True),  # cleared up since
])  # fmt: skip
def test_two_independent_sources_make_it_green(checks, green):
    assert hearings.is_green(HEARING, [(source, says, at(hours)) for source, says, hours in checks]) is green


@pytest.mark.parametrize("kind", sorted(hearings.PROTECTED_KINDS))
def test_an_interview_about_fear_stays_with_the_lawyer(kind):
    assert hearings.level_of(kind) == 5


def test_what_is_over_stays_over():
    for state, moves in hearings.MOVES.items():
        assert moves <= hearings.MOVES.keys()
        assert bool(moves) == (state in hearings.TO_COME or state == "missed")
