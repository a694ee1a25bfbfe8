"""Pages: telephones are reached through a real gateway over HTTP, told nothing, tried again, and never for a drill."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from alerts import actions, paging, sweeping
from alerts.actions import pages
from alerts.models import BoardSession, Page
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import User
from tests.alerts import test_duty

on_duty = test_duty.on_duty
NUMBER = "+12135550147"


class Gateway:
    """A gateway on a port of its own. `statuses` are its next answers, then 200."""

    def __init__(self):
        gateway = self
        self.got, self.statuses, self.answer = [], [], None

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.got.append((json.loads(body), dict(self.headers)))
                if gateway.answer is not None:
                    self.wfile.write(gateway.answer)
                    return
                self.send_response(gateway.statuses.pop(0) if gateway.statuses else 200)
                self.end_headers()

            def log_message(self, *_arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"


@pytest.fixture
def gateway(settings):
    gateway = Gateway()
    settings.PAGER_URL, settings.PAGER_TOKEN = gateway.url, "t0ken"
    yield gateway
    gateway.server.shutdown()
    gateway.server.server_close()


@pytest.fixture
def carmens_pager(cast):
    actions.set_pager(actor=cast.carmen, number=NUMBER)


def pass_time(clock, **time):
    clock.forward(**time)
    sweeping.sweep()
    paging.send_due_pages()


def test_the_step_of_the_supervisors_writes_and_calls(cast, clock, sender, gateway, carmens_pager):
    sender.pressed(person={"name": "Itzel Canché", "phone": "+15550001111"}, message="They are at the door")
    pass_time(clock, seconds=299)
    assert gateway.got == []
    pass_time(clock, seconds=1)

    assert sorted(body["channel"] for body, _headers in gateway.got) == ["sms", "voice"]
    for body, headers in gateway.got:
        assert body["to"] == NUMBER
        assert body["text"] == "Consular: an alert waits. Open the board."
        assert headers["Authorization"] == "Bearer t0ken"
    assert set(Page.objects.values_list("user", "state")) == {(cast.carmen.pk, "sent")}
    paging.send_due_pages()
    assert len(gateway.got) == 2


@pytest.fixture
def carmen_reads_spanish(cast):
    User.objects.filter(pk=cast.carmen.pk).update(language="es")
    yield
    User.objects.filter(pk=cast.carmen.pk).update(language=cast.carmen.language)


def test_it_is_said_in_the_language_of_its_reader(clock, sender, gateway, carmens_pager, carmen_reads_spanish):
    sender.pressed()
    pass_time(clock, seconds=300)
    assert {body["text"] for body, _headers in gateway.got} == {"Consular: una alerta espera. Abra el tablero."}


def test_whoever_is_on_duty_and_at_no_board_is_paged_first(cast, clock, sender, gateway, on_duty):
    for user in (cast.ana, cast.bruno):
        actions.set_pager(actor=user, number=NUMBER)
        on_duty(user, minutes=-5)
    BoardSession.objects.all().delete()
    BoardSession.objects.create(
        user=cast.bruno, posts=[cast.posts["LAX"].pk], seq=1, visible=True, sound=True, idle_s=0,
        beat_at=clock.now + timedelta(seconds=15), eyes_at=clock.now + timedelta(seconds=15),
    )  # fmt: skip
    sender.pressed()
    pass_time(clock, seconds=15)

    assert [body["channel"] for body, _headers in gateway.got] == ["sms"]
    assert Page.objects.get().user == cast.ana


def test_what_fails_is_tried_four_times_and_then_said(cast, clock, sender, gateway, carmens_pager):
    sender.pressed()
    gateway.statuses = [503] * 99
    pass_time(clock, seconds=300)
    assert len(gateway.got) == 2
    for seconds, calls in ((14, 2), (1, 4), (59, 4), (1, 6), (239, 6)):
        clock.forward(seconds=seconds)
        paging.send_due_pages()
        assert len(gateway.got) == calls
    clock.forward(seconds=1)
    paging.send_due_pages()
    assert len(gateway.got) == 8
    assert set(Page.objects.values_list("state", flat=True)) == {"failed"}


def test_a_gateway_that_is_away_stops_nothing_else(cast, clock, sender, gateway, carmens_pager):
    gateway.server.shutdown()
    gateway.server.server_close()
    sender.pressed()
    pass_time(clock, seconds=300)
    assert set(Page.objects.values_list("state", "tries")) == {("queued", 1)}


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b""], ids=["no HTTP", "nothing"])
def test_an_answer_that_is_none_holds_up_no_other_page(cast, clock, sender, gateway, carmens_pager, answer):
    gateway.answer = answer
    sender.pressed()
    pass_time(clock, seconds=300)
    assert len(gateway.got) == 2
    assert set(Page.objects.values_list("state", "tries")) == {("queued", 1)}


def test_a_page_for_one_alert_does_not_silence_the_call_for_another(
    cast, clock, sender, gateway, carmens_pager, on_duty
):
    """Carmen is on duty, gets a message at 15 s for the second alert, and still the call for the first at 300 s."""
    on_duty(cast.carmen, minutes=-5)
    BoardSession.objects.all().delete()
    sender.pressed()
    pass_time(clock, seconds=285)
    sender.pressed()
    pass_time(clock, seconds=15)
    assert [body["channel"] for body, _headers in gateway.got].count("voice") == 1


def test_a_step_fires_also_when_nobody_can_be_paged(cast, clock, sender, gateway, monkeypatch):
    def fails(*_arguments):
        raise OverflowError

    monkeypatch.setattr(pages, "_queue", fails)
    alert_id = sender.pressed()
    pass_time(clock, seconds=300)
    fired = Event.objects.filter(kind="alert.escalated", subject_id=alert_id).values_list("payload__to", flat=True)
    assert set(fired) == {"duty", "post", "neighbours", "supervisors"}


def test_a_claim_that_stays_silent_pages_the_supervisors(cast, clock, sender, staff, gateway, carmens_pager):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    for seconds in (45, 20, 120):
        pass_time(clock, seconds=seconds)
    assert sorted(body["channel"] for body, _headers in gateway.got) == ["sms", "voice"]


def test_pages_that_nobody_sends_stop_the_heartbeat(cast, clock, sender, gateway, carmens_pager):
    sender.pressed()
    clock.forward(seconds=300)
    sweeping.sweep()
    assert sweeping.audit()
    clock.forward(minutes=3)
    sweeping.sweep()
    assert not sweeping.audit()


def test_a_sender_that_is_killed_only_delays_its_pages(cast, clock, sender, gateway, carmens_pager):
    sender.pressed()
    clock.forward(seconds=300)
    sweeping.sweep()
    assert len(pages.take_due_pages(now=clock.now)) == 2  # and then kill -9: it never came to send them
    paging.send_due_pages()
    assert gateway.got == []
    clock.forward(seconds=60)
    paging.send_due_pages()
    assert len(gateway.got) == 2


def test_a_flood_of_alerts_is_no_flood_of_pages(cast, clock, sender, gateway, carmens_pager):
    for _n in range(5):
        sender.pressed()
        clock.forward(seconds=1)
    pass_time(clock, seconds=310)
    pass_time(clock, seconds=60)
    assert len(gateway.got) == 2
    pass_time(clock, seconds=300)
    assert len(gateway.got) == 4  # still nobody: again


def test_drills_page_nobody_and_without_a_gateway_nothing_is_queued(
    cast, clock, sender, gateway, carmens_pager, settings
):
    sender.pressed(drill=True)
    pass_time(clock, seconds=301)
    settings.PAGER_URL = ""
    sender.pressed()
    pass_time(clock, seconds=301)
    assert gateway.got == [] and not Page.objects.exists()


def test_a_claimed_alert_pages_nobody(cast, clock, sender, staff, gateway, carmens_pager):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    for _half_minute in range(11):
        pass_time(clock, seconds=30)
        staff.done(cast.ana, alert_id, "beat")
    assert gateway.got == []


def test_without_a_pager_nobody_is_paged(cast, clock, sender, gateway):
    sender.pressed()
    pass_time(clock, seconds=301)
    assert not Page.objects.exists()
    assert viewer_of(cast.carmen).supervisor_posts
