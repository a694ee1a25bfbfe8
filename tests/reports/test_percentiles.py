"""The percentile rule against its definition: over all alerts, one that nobody has claimed waits for ever."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.models import Alert
from cases.reports.period import Period
from cases.reports.raw import figures_of
from tests.reports.conftest import WEDNESDAY

WAITS = st.lists(st.one_of(st.none(), st.integers(0, 90_000_000).map(lambda ms: ms / 1000)), min_size=1, max_size=14)
WEEK_42 = Period(WEDNESDAY.date() - timedelta(days=2), WEDNESDAY.date() + timedelta(days=4))


def by_definition(waits: list[float | None], share: float) -> float | None:
    """Between the ranks around `share` of the way; None as soon as one of them is a wait that has no end."""
    known = sorted(wait for wait in waits if wait is not None)
    rank = (len(waits) - 1) * share
    below = int(rank)
    above = below if rank == below else below + 1
    if above >= len(known):
        return None
    return known[below] + (known[above] - known[below]) * (rank - below)


@pytest.fixture
def measured(world):
    """What the report says of a post whose alerts waited that long."""
    template = world.alert()
    template.delete()

    def measured(waits: list[float | None]) -> tuple[float | None, float | None]:
        with transaction.atomic():
            Alert.objects.bulk_create([_copy(template, wait, world.cast.ana) for wait in waits])
            wait = figures_of([world.cast.posts["LAX"].pk], WEEK_42).wait((None, None))
            transaction.set_rollback(True)
        assert wait.n == len(waits)
        return wait.p50, wait.p90

    return measured


def _copy(template: Alert, wait: float | None, owner) -> Alert:
    copy = Alert(**{field.attname: getattr(template, field.attname) for field in Alert._meta.concrete_fields})
    copy.pk = Alert._meta.pk.get_default()
    if wait is not None:
        copy.state, copy.owner = Alert.State.CLAIMED, owner
        copy.first_claimed_at = copy.owner_since = copy.received_at + timedelta(seconds=wait)
    return copy


def test_any_waits_give_what_the_definition_gives(measured):
    @settings(max_examples=60, deadline=None)
    @given(WAITS)
    def holds(waits):
        for found, expected in zip(
            measured(waits), (by_definition(waits, 0.5), by_definition(waits, 0.9)), strict=True
        ):
            assert (found is None) == (expected is None)
            assert found is None or found == pytest.approx(expected, abs=0.0011)

    holds()


@pytest.mark.parametrize(
    ("waits", "p50", "p90"),
    [
        ([5.0], 5.0, 5.0),
        ([None], None, None),
        ([5.0, None], None, None),  # rank 0.5 lies half-way to never
        ([5.0, 7.0, None], 7.0, None),  # rank 1 is known exactly
        ([float(n) for n in range(10)] + [None], 5.0, 9.0),  # rank 9 of 0..10 is the last that is known
        ([0.0, 0.0, 0.0, None, None], 0.0, None),
    ],
)
def test_by_hand(measured, waits, p50, p90):
    assert measured(waits) == (p50, p90)


def test_a_claim_never_counts_as_less_than_no_wait_at_all(measured):
    assert measured([-3.0, -3.0]) == (0.0, 0.0)
