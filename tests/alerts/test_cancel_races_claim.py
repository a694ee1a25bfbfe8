"""A phone that cancels and officers who claim, at the same time on real connections: whatever comes first, the story holds.

Each run is generated: what the phone does and what the officers do, in two threads that start together. After each:
an owner is never lost, and nobody who had an alert is left to find out by themselves that it is closed.
"""

import threading
import time
import uuid
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alerts import actions, workflow
from alerts.actions import timers
from alerts.actions.intake import accept
from alerts.intake.decoder import read_press
from alerts.models import Alert
from alerts.models.sender import fingerprint
from consular.errors import Refusal
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests import cast as people

PHONE = ("cancel", "force", "press", "settle", "wait")
DESK = ("ana claims", "bruno claims", "ana releases", "bruno takes", "carmen takes", "ana disposes", "wait")
OWNS = ("alert.claimed", "alert.taken", "alert.handover_accepted")
ENDS_OWNERSHIP = ("alert.released", "alert.reopened")
KEY = fingerprint(people.DEVICE_TOKEN)


class Race:
    """One alert, two threads. `failures` is what no caller should ever see."""

    def __init__(self, cast: Any):
        self.cast, self.id, self.failures = cast, uuid.uuid4(), []
        self.viewers = {name: viewer_of(getattr(cast, name)) for name in ("ana", "bruno", "carmen")}
        self.press(1)

    def press(self, number: int) -> None:
        body = {"id": str(self.id), "location": people.DOWNTOWN_LA, "message": str(number)}
        accept([(KEY, read_press(orjson.dumps(body), sender=KEY, received_at=timezone.now()))])

    def run(self, phone: list[str], desk: list[str]) -> None:
        together = threading.Barrier(2)
        threads = [
            threading.Thread(target=self.play, args=(steps, do, together))
            for steps, do in ((phone, self.phone), (desk, self.desk))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"

    def play(self, steps: list[str], do: Any, together: threading.Barrier) -> None:
        try:
            connection.ensure_connection()
            together.wait(10)
            for step in steps:
                do(step)
        except Exception as error:
            self.failures.append(f"{step}: {error!r}")
        finally:
            connection.close()

    def phone(self, step: str) -> None:
        if step == "wait":
            time.sleep(0.004)
        elif step == "press":
            self.press(time.monotonic_ns())
        elif step == "settle":
            timers.settle_cancels(now=timezone.now() + workflow.CANCEL_WAITS + timedelta(seconds=1))
        else:
            pin = people.DURESS_PIN if step == "force" else people.PIN
            actions.request_cancel(alert_id=self.id, key_hash=KEY, pin=pin)

    def desk(self, step: str) -> None:
        name, _space, does = step.partition(" ")
        if step == "wait":
            time.sleep(0.004)
            return
        call = {"alert_id": self.id, "actor": getattr(self.cast, name), "viewer": self.viewers[name]}
        try:
            if does == "claims":
                actions.claim(**call)
            elif does == "releases":
                actions.release(**call)
            elif does == "takes":
                actions.take(**call, reason="The owner has gone home.")
            else:
                actions.dispose(**call, disposition="false_alarm")
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise


def check(race: Race) -> None:
    """Folds the story: who owned the alert when, and who was told when it closed."""
    assert race.failures == []
    alert = Alert.objects.get(pk=race.id)
    owner, open_, told = None, True, True
    for event in Event.objects.about(alert):
        if event.kind in OWNS:
            assert open_, f"{event.kind} after the end"
            owner, told = event.actor_id, False
        elif event.kind == "alert.disposed":
            assert open_, "closed twice"
            if event.payload.get("by") == "cancel":
                assert owner is None, "a cancel closed what somebody had"
            open_ = False
        elif event.kind in ENDS_OWNERSHIP:
            owner, open_ = None, True
        if owner and event.kind not in OWNS:
            told = told or not set(event.posts).isdisjoint(race.viewers["ana"].posts)
    assert alert.owner_id == owner, "an owner was lost"
    assert (alert.state == workflow.HANDLED) == (not open_)
    if alert.state == workflow.HANDLED and owner:
        assert told, "closed, and its owner was told nothing"
    if alert.state == workflow.RECEIVED:
        assert alert.step_due_at is not None
    if alert.duress and alert.state == workflow.HANDLED:
        last = Event.objects.about(alert).filter(kind="alert.disposed").last()
        assert last and last.payload.get("by") != "cancel", "a forced cancel closed it"


def play_many(cast: Any, runs: int) -> int:
    """How many of the races ended with the alert closed by its cancel, owned, or otherwise: all must occur."""
    seen = {"closed by cancel": 0, "owned": 0, "refused or waiting": 0}

    @settings(
        max_examples=runs,
        deadline=None,
        database=None,
        derandomize=runs < 1_000,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(st.sampled_from(PHONE), max_size=4).map(lambda steps: ["cancel", *steps, "settle"])
        | st.lists(st.sampled_from(PHONE), min_size=2, max_size=6),
        st.integers(0, 6).flatmap(
            lambda pauses: st.lists(st.sampled_from(DESK), min_size=1, max_size=5).map(
                lambda steps: ["wait"] * pauses + steps
            )
        ),
    )
    def race(phone: list[str], desk: list[str]) -> None:
        one = Race(cast)
        one.run(phone, desk)
        check(one)
        alert = Alert.objects.get(pk=one.id)
        ending = "owned" if alert.owner_id else "closed by cancel" if alert.disposition else "refused or waiting"
        seen[ending] += 1

    race()
    assert all(seen.values()), seen
    return sum(seen.values())


def test_a_cancel_that_races_a_claim_never_loses_an_owner(cast):
    assert play_many(cast, 100) >= 100


@pytest.mark.nightly
@pytest.mark.timeout(1_200)
def test_a_thousand_races(cast):
    assert play_many(cast, 1_000) >= 1_000
