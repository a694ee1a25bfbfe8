"""Recording: an event stands or falls with the change that it tells of."""

import os
import uuid

import psycopg
import pytest
from django.db import transaction

from alerts.actions import triage
from alerts.models import Alert
from consular.events import outbox
from consular.events.models import Event
from consular.organisation.access import viewer_of


@pytest.fixture
def subject(cast):
    return cast.device.person


def test_outside_a_transaction_nothing_is_recorded(subject):
    with pytest.raises(RuntimeError, match=r"alert\.claimed"):
        outbox.record("alert.claimed", subject=subject, posts=[1])

    assert not Event.objects.exists()


def test_inside_one_it_is_there_after_the_commit(subject, cast):
    with transaction.atomic():
        outbox.record("alert.claimed", subject=subject, posts=[3, 1, 3, 2], actor=cast.ana, payload={"waited_s": 2})

    event = Event.objects.get()
    assert (event.kind, event.subject_type, event.subject_id) == ("alert.claimed", "person", subject.pk)
    assert (event.posts, event.actor, event.payload) == ([1, 2, 3], cast.ana, {"waited_s": 2})


def test_a_change_that_fails_afterwards_takes_the_event_with_it(subject):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.record("alert.claimed", subject=subject, posts=[1])
        raise ZeroDivisionError

    assert not Event.objects.exists()


def test_so_does_a_part_of_a_change_that_is_undone(subject):
    with transaction.atomic():
        outbox.record("alert.claimed", subject=subject, posts=[1])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            outbox.record("alert.released", subject=subject, posts=[1])
            raise ZeroDivisionError

    assert [event.kind for event in Event.objects.all()] == ["alert.claimed"]


VERBS = {"claim": {}, "note": {"text": "x"}}


@pytest.mark.parametrize("verb", VERBS)
def test_an_action_whose_event_cannot_be_written_changes_nothing(cast, press, monkeypatch, verb):
    alert_id = press()

    def fails(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(outbox, "record", fails)
    with pytest.raises(OSError, match="disk"):
        getattr(triage, verb)(alert_id=alert_id, actor=cast.ana, viewer=viewer_of(cast.ana), **VERBS[verb])

    alert = Alert.objects.get()
    assert (alert.state, alert.owner, alert.version) == ("received", None, 1)
    assert not alert.notes.exists()


def test_an_action_refuses_to_be_a_part_of_another_transaction(cast, press):
    alert_id = press()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        triage.claim(alert_id=alert_id, actor=cast.ana, viewer=viewer_of(cast.ana))


@pytest.fixture
def bell(cast):
    """Hears the publisher's doorbell in this test's own database."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as listener:
        listener.execute(f"LISTEN {outbox.CHANNEL}")
        yield lambda: len(list(listener.notifies(timeout=0.3)))


def test_the_bell_rings_at_the_commit_and_not_before(subject, bell):
    with transaction.atomic():
        outbox.record("alert.claimed", subject=subject, posts=[1])
        assert bell() == 0
    assert bell() == 1


def test_the_bell_does_not_ring_for_what_did_not_happen(subject, bell):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.record("alert.claimed", subject=subject, posts=[1])
        raise ZeroDivisionError
    assert bell() == 0


def test_a_press_rings_it_too(press, bell):
    press()
    assert bell() == 1


def test_the_story_of_one_subject_is_its_own_in_order(cast, press):
    alert, other = Alert(pk=press()), Alert(pk=press())
    with transaction.atomic():
        for kind in ("alert.claimed", "alert.noted"):
            outbox.record(kind, subject=alert, posts=[])
        outbox.record("alert.claimed", subject=other, posts=[])

    assert [event.kind for event in Event.objects.about(alert)] == ["alert.received", "alert.claimed", "alert.noted"]
    assert not Event.objects.about(Alert(pk=uuid.uuid4())).exists()
