"""A small world whose figures can be counted by hand: alerts and cases at chosen times."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from alerts.models import Alert
from cases.models import Case, Outcome
from cases.reports import quality
from cases.reports.rollup import rolling
from consular.organisation.models import Posting
from tests.cases.conftest import stage
from tests.cast import DOWNTOWN_HOUSTON, DOWNTOWN_LA

__all__ = ["stage"]  # a fixture of cases, for reports too

WEDNESDAY = datetime(2026, 10, 14, 12, tzinfo=UTC)  # in 2026-W42
WEEK = timedelta(days=7)
LATER = datetime(2026, 12, 28, 9, tzinfo=UTC)  # the quarter of that Wednesday (21 September to 20 December) is over


class World:
    """Writes what intake and officers would have written, at the hour that a test needs."""

    def __init__(self, cast: SimpleNamespace, press: Callable):
        self.cast, self.press = cast, press

    def alert(
        self, at: datetime = WEDNESDAY, *, post: str = "LAX", waited: float | None = None, ended: str = "", **press: Any
    ) -> Alert:
        """`waited`: seconds to the first claim, None while unclaimed. `ended`: its disposition."""
        place = DOWNTOWN_LA if post == "LAX" else DOWNTOWN_HOUSTON
        alert = Alert.objects.get(pk=self.press(**{"location": place} | press))
        alert.received_at = at
        if waited is not None:
            alert.state, alert.owner = Alert.State.CLAIMED, self.cast.ana
            alert.first_claimed_at = alert.owner_since = at + timedelta(seconds=waited)
        if ended:
            alert.state, alert.disposition, alert.handled_at = Alert.State.HANDLED, ended, at + timedelta(hours=1)
        alert.save()
        return alert

    def alerts(self, n: int, at: datetime = WEDNESDAY, **more: Any) -> None:
        """Many of one kind, without a visit to the intake for each."""
        first = self.alert(at, **more)
        copies = [
            Alert(**{f.attname: getattr(first, f.attname) for f in Alert._meta.concrete_fields}) for _ in range(n - 1)
        ]
        for copy in copies:
            copy.pk = Alert._meta.pk.get_default()
        Alert.objects.bulk_create(copies)

    def case(self, opened: datetime = WEDNESDAY, *, post: str = "LAX", **more: Any) -> Case:
        """`taken`, `closed`: times; `drill`; the rest are outcomes, axis=code."""
        alert = self.alert(opened, post=post, waited=1)
        closed = more.pop("closed", None)
        case = Case.objects.create(
            code=f"C-{alert.code[3:]}",
            consulate=self.cast.posts[post],
            person_id=alert.person_id,
            officer=self.cast.ana,
            opened_by=self.cast.ana,
            opened_at=opened,
            taken_at=more.pop("taken", None),
            drill=more.pop("drill", False),
            **({"state": "closed", "closed_at": closed, "closed_by": self.cast.carmen} if closed else {}),
            **({"close_requested_by": self.cast.ana, "close_requested_at": closed} if closed else {}),
        )
        for axis, code in more.items():
            Outcome.objects.create(case=case, axis=axis, code=code, set_by=self.cast.ana)
        return case


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a process keeps for minutes is of another test."""
    quality.of_network.clear()


@pytest.fixture
def world(cast: SimpleNamespace, press: Callable) -> World:
    return World(cast, press)


@pytest.fixture
def second_post(cast: SimpleNamespace) -> Iterator[None]:
    """Carmen also supervises Houston."""
    posting = Posting.objects.create(user=cast.carmen, role="supervisor", consulate=cast.posts["HOU"])
    yield
    posting.delete()


@pytest.fixture
def ask(signed_in: Callable) -> Callable[..., HttpResponse]:
    """Asks the API as somebody; `first` and `last` are the days of the period."""

    def ask(user: Any, *, first: str = "2026-10-12", last: str = "2026-10-18", **more: Any) -> HttpResponse:
        rolling.rebuild(now=timezone.now())
        with time_machine.travel(LATER):
            return signed_in(user).get("/api/v1/reports/weekly/", {"from": first, "to": last, **more})

    return ask
