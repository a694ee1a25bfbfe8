"""When the storage is away a sender is told so in time, and nothing that was answered with 2xx is lost."""

import time
import uuid

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection, connections

from alerts import actions
from alerts.intake import endpoint, receipts
from alerts.models import Alert, Submission
from tests import cast as people
from tests.alerts.stage import ALERTS, press_of, written


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(endpoint, "RETRY_PAUSE_S", 0.0)


@pytest.fixture
def failing(monkeypatch):
    """The action fails so many times, then works again."""

    def fail(module, name, error, times=10**9):
        works, left = getattr(module, name), [times]

        def action(*args, **kwargs):
            if left[0]:
                left[0] -= 1
                raise error
            return works(*args, **kwargs)

        monkeypatch.setattr(module, name, action)

    return fail


def refused(answer):
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json().keys() == {"code", "detail", "fields"}
    assert answer.json()["code"] == "unavailable"


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), TimeoutError()])
def test_a_press_is_told_to_come_again(sender, failing, error):
    failing(receipts, "accept", error)

    refused(sender.press())


@pytest.mark.parametrize(("module", "action", "path", "body"), [
    (actions, "add_positions", "positions", {"positions": []}), (actions, "request_cancel", "cancel", {}),
    (receipts, "cancelled", "cancel", {}),
])  # fmt: skip
def test_so_are_fixes_and_a_cancel(sender, failing, module, action, path, body):
    failing(module, action, OperationalError("gone"))

    refused(sender.send(f"{ALERTS}{uuid.uuid4()}/{path}/", body))


def test_a_short_absence_is_bridged(sender, failing):
    failing(receipts, "accept", OperationalError("gone"), times=2)

    assert sender.press().status_code == 201
    assert Alert.objects.count() == 1


def test_everybody_who_waits_in_the_same_batch_is_told(sender, failing):
    failing(receipts, "accept", OperationalError("gone"))

    for answer in sender.send_at_once([(ALERTS, press_of(), people.SOURCE_KEY)] * 20):
        refused(answer)


def test_a_slow_commit_is_given_up_in_time_and_the_retry_finds_the_alert(sender, monkeypatch):
    accept = receipts.accept

    def slowly(batch):
        taken = accept(batch)
        time.sleep(0.5)
        return taken

    monkeypatch.setattr(receipts, "accept", slowly)
    monkeypatch.setattr(endpoint, "ANSWER_WITHIN_S", 0.2)
    body = press_of()
    refused(sender.send(ALERTS, body))

    monkeypatch.setattr(endpoint, "ANSWER_WITHIN_S", 10.0)
    assert sender.send(ALERTS, body).status_code == 200
    assert Alert.objects.count() == 1


def test_a_death_between_commit_and_answer_loses_and_doubles_nothing(sender, monkeypatch):
    """The first time the answer is lost after the commit; the service itself tries again and finds its own alert."""
    accept, calls = receipts.accept, []

    def once_lost(batch):
        taken = accept(batch)
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("the connection died after the commit")
        return taken

    monkeypatch.setattr(receipts, "accept", once_lost)

    assert sender.press().status_code in (200, 201)
    assert Alert.objects.get().presses == 1


def test_what_the_database_refuses_does_not_sink_its_neighbours_and_is_kept_itself(sender, monkeypatch):
    """A value that nobody thought of: the press is stored unread rather than lost."""
    accept = receipts.accept

    def refusing(batch):
        if any(press.message == "poison" for _key, press in batch):
            raise DataError("a value that nobody thought of")
        return accept(batch)

    monkeypatch.setattr(receipts, "accept", refusing)
    bodies = [press_of(message="poison" if n == 3 else str(n)) for n in range(8)]

    answers = sender.send_at_once([(ALERTS, body, people.SOURCE_KEY) for body in bodies])

    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json()["id"] for answer in answers] == [body["id"] for body in bodies]
    assert "unreadable" in answers[3].json()["problems"]
    assert Submission.objects.get().body.encode() == written(bodies[3])


def test_a_failure_that_nobody_thought_of_is_still_an_answer(sender, failing):
    failing(receipts, "accept", RuntimeError("a name: Marta Canary"))

    answer = sender.press()

    refused(answer)
    assert "Marta" not in answer.text


def test_when_postgresql_ends_connections_presses_go_on(sender):
    """Two of them: the pool waits a second before it tries each further one."""
    sender.press()
    pids = [one.info.backend_pid for one in connections["default"].pool._pool][:2]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid WHERE pid <> pg_backend_pid()", [pids]
        )
    body = press_of()

    answers = [sender.send(ALERTS, body) for _ in range(8)]

    assert {answer.status_code for answer in answers} <= {200, 201, 503}
    assert answers[-1].status_code == 200
    assert Alert.objects.filter(pk=body["id"]).count() == 1
