"""Presses, fixes, cancels and retries in any order, against a model of ten lines: what counts is what was sent, not when it came."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from alerts.actions import intake
from alerts.models import Alert, CancelRequest, Device, Position, Submission
from consular.events.models import Event
from tests import cast as people
from tests.alerts.stage import ALERTS, press_of, written


@pytest.fixture
def machine(sender, staff, cast, clock, monkeypatch):
    monkeypatch.setitem(intake.RULES, "flood_lane_after", 100_000)  # one phone plays them all

    class AnyOrder(RuleBasedStateMachine):
        """One phone, one alert. A fix is named by its age in minutes; its latitude tells it apart."""

        @initialize(age=st.none() | st.integers(1, 50))
        def a_phone_is_about_to_press(self, age):
            clock.forward(seconds=1)
            self.id, self.start = uuid.uuid4(), clock.now
            self.first = written(press_of(id=str(self.id), location=None if age is None else self.fix(age)))
            self.first_age = age
            self.pressed, self.contents, self.ages, self.pins, self.owner, self.handled = (
                False,
                set(),
                set(),
                [],
                None,
                False,
            )
            self.receipt, self.version = None, 0

        def fix(self, age):
            return {"lat": 30 + age / 100, "lng": -118.2, "fixed_at": (self.start - timedelta(minutes=age)).isoformat()}

        def send(self, body):
            answer = sender.send(ALERTS, body, key=people.DEVICE_TOKEN)
            assert answer.status_code == (200 if self.pressed else 201)
            self.receipt = self.receipt or answer.json()["receipt"]
            assert answer.json()["receipt"] == self.receipt
            self.pressed = True

        @rule()
        def press_or_retry(self):
            if not self.pressed and self.first_age is not None:
                self.ages.add(self.first_age)
            self.send(self.first)

        @precondition(lambda self: self.pressed)
        @rule(words=st.sampled_from(["one", "two", "three"]), age=st.none() | st.integers(1, 50))
        def press_again(self, words, age):
            self.send(
                written(press_of(id=str(self.id), message=words, location=None if age is None else self.fix(age)))
            )
            if (words, age) not in self.contents:
                self.contents.add((words, age))
                if age is not None:
                    self.ages.add(age)

        @rule(ages=st.lists(st.integers(1, 50), max_size=4))
        def walk(self, ages):
            answer = sender.locate(self.id, *map(self.fix, ages), key=people.DEVICE_TOKEN)
            assert (answer.status_code, answer.json()["problems"]) == (202, [])
            self.ages.update(ages)

        @rule(pin=st.sampled_from([people.PIN, people.DURESS_PIN, "0000"]))
        def cancel(self, pin):
            Device.objects.update(wrong_pins=0, wrong_pin_at=None)  # that too many stop every PIN is another story
            answer = sender.cancel(self.id, pin, key=people.DEVICE_TOKEN)
            assert answer.status_code == (403 if pin == "0000" else 202)
            if pin != "0000":
                self.pins.append(pin)

        @precondition(lambda self: self.pressed and self.owner is None)
        @rule()
        def ana_claims(self):
            Alert.objects.filter(pk=self.id).update(posts=[cast.posts["LAX"].pk])
            staff.done(cast.ana, self.id, "claim")
            self.owner = cast.ana.pk

        @precondition(lambda self: self.owner is not None)
        @rule()
        def ana_releases(self):
            staff.done(cast.ana, self.id, "release")
            self.owner = None

        @rule()
        def time_passes(self):
            clock.forward(seconds=20)

        @invariant()
        def what_is_stored_is_what_was_sent(self):
            if not getattr(self, "pressed", False):
                return
            alert = Alert.objects.get(pk=self.id)
            assert alert.presses == 1 + len(self.contents)
            assert alert.priority == max(0, 1 - len(self.contents))
            assert Submission.objects.filter(alert_id=self.id).count() == len(self.contents)
            assert Position.objects.filter(alert_id=self.id).count() == len(self.ages)
            newest = self.fix(min(self.ages)) if self.ages else None
            assert (alert.point and alert.point.y) == (newest and newest["lat"])
            assert CancelRequest.objects.filter(alert_id=self.id).count() == len(self.pins)
            assert (alert.cancel_requested_at is not None) == bool(self.pins)
            assert alert.duress == (people.DURESS_PIN in self.pins)
            assert alert.owner_id == self.owner

        @invariant()
        def the_phone_and_the_story_fit(self):
            if not getattr(self, "pressed", False):
                return
            status = sender.look(self.id, key=people.DEVICE_TOKEN).json()
            assert status["state"] == ("claimed" if self.owner else "received")
            assert ("cancel_pending" in status["marks"]) == bool(self.pins)
            assert "duress" not in status["marks"]
            kinds = list(Event.objects.filter(subject_id=self.id).order_by("id").values_list("kind", flat=True))
            assert kinds[0] == "alert.received" and kinds.count("alert.received") == 1
            assert kinds.count("alert.pressed_again") == len(self.contents)
            version = Alert.objects.get(pk=self.id).version
            assert version == len(kinds)
            assert version >= self.version
            self.version = version

    return AnyOrder


def test_any_order_ends_the_same(machine):
    run_state_machine_as_test(machine, settings=settings(max_examples=25, stateful_step_count=12, deadline=None))
