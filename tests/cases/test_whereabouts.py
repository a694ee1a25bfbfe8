"""Several people say where she is: whose word counts most tonight?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases import whereabouts

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


@dataclass
class Word:
    source: str
    confidence: int
    said_at: datetime
    verified_at: datetime | None = None
    went_out_at: datetime | None = None


def word(source, confidence, hours, **more):
    return Word(source, confidence, NOW - timedelta(hours=hours), **more)


def test_a_fresh_call_to_the_facility_counts_more_than_yesterdays_locator():
    locator, call = word("locator", 3, 20), word("facility", 3, 1)

    assert [claim for claim, _worth in whereabouts.ranked([locator, call], NOW)] == [call, locator]


def test_what_a_relative_heard_is_worth_half_after_twelve_hours():
    assert whereabouts.strength(word("family", 1, 0), NOW) == 0.4
    assert whereabouts.strength(word("family", 1, 12), NOW) == 0.2


def test_asking_again_makes_an_old_word_fresh():
    old = word("locator", 3, 72)
    again = word("locator", 3, 72, verified_at=NOW)

    assert whereabouts.strength(again, NOW) == 1.0 > whereabouts.strength(old, NOW)


def test_where_she_has_left_and_what_was_refuted_is_no_answer():
    left = word("visit", 3, 5, went_out_at=NOW - timedelta(hours=1))

    assert whereabouts.ranked([left, word("facility", 0, 1)], NOW) == []


@given(
    source=st.sampled_from(sorted(whereabouts.HALF_LIFE)),
    confidence=st.sampled_from([1, 2, 3]),
    hours=st.floats(-5, 10_000),
    later=st.floats(0, 1_000),
)
def test_a_word_never_grows_stronger_with_age(source, confidence, hours, later):
    claim = word(source, confidence, hours)

    assert 0 <= whereabouts.strength(claim, NOW + timedelta(hours=later)) <= whereabouts.strength(claim, NOW) <= 1
