"""Rows about people: a reason, a second person, 24 hours, a record of each download; and a worker that may die at any time."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from cases.reports import making, people_rows, tasks, workflow
from cases.reports.actions import exports as actions
from cases.reports.models import ExportChunk, ExportRequest
from cases.reports.question import Question
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import Posting
from consular.privacy.keys import Unreadable
from consular.privacy.models import AccessRecord
from tests.reports.conftest import WEDNESDAY, WEEK
from tests.reports.test_files import sheets

REASON = "Quarterly review of waits, for the deputy consul"
ASKED = {"what": "alerts", "format": "csv", "post": "LAX", "from": "2026-10-12", "to": "2026-10-18", "reason": REASON}


class Desk:
    """Asks, answers and fetches by the pages; the worker works when it is told to."""

    def __init__(self, cast: Any, signed_in: Any):
        self.cast, self.signed_in = cast, signed_in

    def ask(self, user: Any, **other: str) -> Any:
        return self.signed_in(user, accept_language="en").post("/reports/exports/rows/", ASKED | other)

    def asked(self, **other: str) -> ExportRequest:
        answer = self.ask(self.cast.carmen, **other)
        assert answer.status_code == 302, answer.content.decode()
        return ExportRequest.objects.get(pk=answer["Location"].split("/")[-2])

    def do(self, user: Any, export: ExportRequest, verb: str, **form: str) -> Any:
        return self.signed_in(user).post(f"/reports/exports/{export.pk}/{verb}/", form)

    def get(self, user: Any, export: ExportRequest, part: str = "") -> Any:
        return self.signed_in(user, accept_language="en").get(f"/reports/exports/{export.pk}/{part}")

    def approved(self, **other: str) -> ExportRequest:
        export = self.asked(**other)
        assert self.do(self.cast.olga, export, "approve").status_code == 302
        export.refresh_from_db()
        return export

    def ready(self, **other: str) -> ExportRequest:
        export = self.approved(**other)
        assert making.go_on(export.pk)
        export.refresh_from_db()
        assert export.state == "ready"
        return export


def content(answer: Any) -> bytes:
    return b"".join(answer)


@pytest.fixture
def desk(cast: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(tasks.build_export, "apply_async", lambda *args, **options: None)
    return Desk(cast, signed_in)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(answer).decode("utf-8-sig"))))


def test_a_second_supervisor_approves_and_the_asker_fetches_the_rows(world, desk, cast):
    alert = world.alert(waited=10, message="They are taking Juana Pérez away")
    world.alert(WEDNESDAY + WEEK)
    world.alert(post="HOU")
    export = desk.asked()

    assert 'data-testid="waiting"' in desk.signed_in(cast.olga).get("/reports/exports/").content.decode()
    assert 'data-testid="waiting"' not in desk.signed_in(cast.carmen).get("/reports/exports/").content.decode()
    assert desk.do(cast.olga, export, "approve").status_code == 302
    assert making.go_on(export.pk)
    answer = desk.get(cast.carmen, export, "file/")

    assert answer["Content-Disposition"] == 'attachment; filename="consular-alerts-LAX-2026-10-12-2026-10-18.csv"'
    (row,) = rows_of(answer)
    assert (row["Alert"], row["Post"], row["Kind of alert"]) == (alert.code, "LAX", "panic button")
    assert row["Received at (UTC)"] == "2026-10-14T12:00:00+00:00"
    assert row["First claimed at (UTC)"] == "2026-10-14T12:00:10+00:00"
    assert row["At another post now"] == "no"
    assert not {"message", "name", "phone", "person", "place", "point"} & {key.lower() for key in row}
    assert "Juana" not in str(row) and "34.05" not in str(row)


def test_the_rows_of_cases_have_their_outcomes_as_words_and_times_as_times(world, desk, cast):
    case = world.case(custody="parole", taken=WEDNESDAY + timedelta(hours=1))
    export = desk.ready(what="cases", format="xlsx")

    found = sheets(content(desk.get(cast.carmen, export, "file/")))
    about, rows = found.values()
    said = {row[0]: row[1] for row in about if len(row) == 2}
    assert said["Asked by"] == "Carmen Duarte" and said["Approved by"] == "Olga Escobedo" and said["Rows"] == 1
    assert rows[0][:2] == ["Case", "Post"]
    assert case.code in rows[1] and "Released on parole" in rows[1]
    opened = (WEDNESDAY.date() - date(1899, 12, 30)).days + 0.5
    assert pytest.approx(opened) in rows[1]


def test_rows_are_those_behind_the_figure_and_filtered_like_it(world, desk, cast):
    world.alert(kind="call")
    world.alert(kind="panic")
    export = desk.ready(kind="call")

    assert [row["Kind of alert"] for row in rows_of(desk.get(cast.carmen, export, "file/"))] == ["phone call"]


def test_how_an_alert_went_on_at_another_post_is_not_told(world, desk, cast):
    alert = world.alert(waited=5, ended="no_contact")
    alert.consulate, alert.owner_since = cast.posts["HOU"], alert.owner_since + timedelta(hours=2)
    alert.save()
    export = desk.ready()

    (row,) = rows_of(desk.get(cast.carmen, export, "file/"))
    assert row["Alert"] == alert.code and row["At another post now"] == "yes"
    assert row["State"] == row["Ended as"] == row["Handled at (UTC)"] == row["Facility"] == ""


@pytest.mark.parametrize("name", ["ana", "luis", "oscar", "nadia", "aurelio", "adela"])
def test_other_roles_may_not_ask(desk, cast, name):
    assert desk.ask(getattr(cast, name)).status_code == 403
    assert not ExportRequest.objects.exists()


def test_a_supervisor_asks_for_the_own_post_only(desk, cast):
    for post in ("HOU", "NOPE", "lax'--"):
        assert desk.ask(cast.carmen, post=post).status_code == 404
    assert desk.ask(cast.carmen, post="").status_code == 422
    assert not ExportRequest.objects.exists()


@pytest.mark.parametrize("reason", ["", "short", "..........", "1234567890123", "aaaaaaaaaaaaa", " . " * 20])
def test_a_reason_has_to_say_something(desk, cast, reason):
    answer = desk.ask(cast.carmen, reason=reason)

    assert answer.status_code == 422
    assert "what the rows are for" in answer.content.decode() or "required" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "pdf"},
        {"format": "exe"},
        {"what": "people"},
        {"from": "2026-10-20", "to": "2026-10-10"},
        {"from": "soon"},
        {"kind": "x"},
        {"channel": "y"},
        {"facility": "nowhere"},
        {"language": "<b>"},
        {"reason": "x" * 600},
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(desk, cast, wrong):
    answer = desk.ask(cast.carmen, **wrong)

    assert answer.status_code == 422 and "errorlist" in answer.content.decode()
    assert not ExportRequest.objects.exists()


def test_who_asked_is_never_the_second_person(desk, cast):
    export = desk.asked()

    for verb in ("approve", "refuse"):
        assert desk.do(cast.carmen, export, verb).status_code == 403
    export.refresh_from_db()
    assert export.state == "requested"


def test_the_database_refuses_the_same_person_and_no_person(desk, cast):
    export = desk.asked()
    rows = ExportRequest.objects.filter(pk=export.pk)
    now = timezone.now()

    with pytest.raises(IntegrityError, match="export_decided_by_another_person"), transaction.atomic():
        rows.update(state="approved", decided_by=cast.carmen, decided_at=now)
    with pytest.raises(IntegrityError, match="export_of_people_has_second_person"), transaction.atomic():
        rows.update(state="approved")
    with pytest.raises(IntegrityError, match="export_of_people_has_post_and_reason"), transaction.atomic():
        rows.update(reason=b"")


def test_other_posts_and_roles_do_not_know_of_it(desk, cast):
    export = desk.ready()

    assert desk.get(cast.helena, export).status_code == 404
    assert desk.get(cast.helena, export, "file/").status_code == 404
    assert desk.do(cast.helena, export, "approve").status_code == 404
    assert desk.get(cast.nadia, export).status_code == 404
    for name in ("ana", "luis", "oscar", "adela"):
        assert desk.get(getattr(cast, name), export).status_code == 403


def test_only_the_asker_downloads(desk, cast):
    export = desk.ready()

    assert desk.get(cast.olga, export, "file/").status_code == 403
    assert desk.get(cast.aurelio, export, "file/").status_code == 403
    assert not AccessRecord.objects.filter(fields__contains=["file"]).exists()


def test_the_asker_who_has_left_the_post_downloads_no_longer(desk, cast):
    export = desk.ready()
    posting = Posting.objects.get(user=cast.carmen, role="supervisor")
    Posting.objects.filter(pk=posting.pk).update(consulate=cast.posts["HOU"])
    try:
        assert desk.get(cast.carmen, export, "file/").status_code == 403
    finally:
        Posting.objects.filter(pk=posting.pk).update(consulate=cast.posts["LAX"])


def test_who_has_left_the_post_before_it_is_made_gets_nothing(desk, cast):
    export = desk.approved()
    posting = Posting.objects.get(user=cast.carmen, role="supervisor")
    Posting.objects.filter(pk=posting.pk).update(consulate=cast.posts["HOU"])
    try:
        making.go_on(export.pk)
    finally:
        Posting.objects.filter(pk=posting.pk).update(consulate=cast.posts["LAX"])
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "no_access")


def test_each_download_is_in_the_record_before_a_byte_is_sent(desk, cast):
    export = desk.ready()
    answer = desk.get(cast.carmen, export, "file/")  # nothing of it has been read yet

    (look,) = AccessRecord.objects.filter(subject_id=export.pk, fields__contains=["file"])
    assert look.reader == cast.carmen and look.subject_type == "exportrequest"
    assert content(answer).startswith(b"\xef\xbb\xbfAlert,")
    log = desk.signed_in(cast.aurelio, accept_language="en").get("/reports/exports/").content.decode()
    assert 'data-testid="log"' in log and "Carmen Duarte" in log and "Olga Escobedo" in log
    page = desk.get(cast.aurelio, export).content.decode()
    assert REASON in page
    assert AccessRecord.objects.filter(reader=cast.aurelio, subject_id=export.pk, fields=["reason"]).count() == 1


def test_every_step_is_an_event_without_a_word_of_the_reason(desk, cast):
    export = desk.ready()
    content(desk.get(cast.carmen, export, "file/"))
    events = Event.objects.filter(subject_id=export.pk).order_by("id")

    assert [event.kind for event in events] == [
        f"export.{what}" for what in ("asked", "approved", "building", "ready", "downloaded")
    ]
    assert not [event for event in events if event.posts or "review" in str(event.payload)]


def test_the_reason_and_the_rows_are_sealed_in_the_database(world, desk, cast):
    alert = world.alert()
    export = desk.ready()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM reports_exportrequest")
        assert b"review" not in bytes(cursor.fetchone()[0])
        cursor.execute("SELECT content FROM reports_exportchunk")
        assert alert.code.encode() not in b"".join(bytes(row[0]) for row in cursor.fetchall())
    ExportChunk.objects.filter(export=export).update(number=1)
    with pytest.raises((Unreadable, ExportChunk.DoesNotExist)):
        content(desk.get(cast.carmen, export, "file/"))


def test_after_24_hours_it_is_gone_even_before_it_is_deleted(desk, cast):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        export = desk.ready()
        assert export.expires_at == now + timedelta(hours=24)
    with time_machine.travel(now + timedelta(hours=24, seconds=-1), tick=False):
        assert content(desk.get(cast.carmen, export, "file/"))
    with time_machine.travel(now + timedelta(hours=24), tick=False):
        gone = desk.get(cast.carmen, export, "file/")
        assert gone.status_code == 410 and "24 hours are over" in gone.content.decode()
        assert ExportChunk.objects.filter(export=export).exists()
        assert tasks.forget_exports() == 1
        assert not ExportChunk.objects.filter(export=export).exists()
        assert desk.get(cast.carmen, export, "file/").status_code == 410
        assert tasks.forget_exports() == 0
    export.refresh_from_db()
    assert export.state == "expired"


def test_a_request_that_nobody_answers_ends_after_a_week(desk, cast):
    export = desk.asked()
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert tasks.forget_exports() == 1
        assert desk.do(cast.olga, export, "approve").status_code == 409


def test_refused_with_a_word_and_withdrawn_before_an_answer(desk, cast):
    refused, withdrawn = desk.asked(), desk.asked()

    assert desk.do(cast.olga, refused, "refuse", answer="Figures will do").status_code == 302
    assert "Figures will do" in desk.get(cast.carmen, refused).content.decode()
    assert desk.do(cast.olga, withdrawn, "withdraw").status_code == 403
    assert desk.do(cast.carmen, withdrawn, "withdraw").status_code == 302
    assert desk.do(cast.olga, withdrawn, "approve").status_code == 409
    assert desk.get(cast.carmen, refused, "file/").status_code == 409
    assert not making.go_on(refused.pk) and not making.go_on(withdrawn.pk)


def test_two_answers_at_once_are_one(desk, cast):
    posting = Posting.objects.create(user=cast.helena, role="supervisor", consulate=cast.posts["LAX"])
    export = desk.asked()

    def answer(given: tuple[Any, str]) -> int:
        try:
            return desk.do(given[0], export, given[1]).status_code
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(6) as pool:
            calls = [(cast.olga, "approve"), (cast.helena, "refuse")] * 3
            answers = list(pool.map(answer, calls))
    finally:
        posting.delete()
    assert sorted(answers) == [302] + [409] * 5
    assert Event.objects.filter(subject_id=export.pk, kind__in=["export.approved", "export.refused"]).count() == 1


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(people_rows, "BATCH", 3)


def test_a_worker_killed_between_two_batches_costs_one_batch(world, desk, cast, small_batches, monkeypatch):
    world.alerts(8)
    export = desk.approved()
    read = people_rows.batch
    calls: list[Any] = []

    def dies(*given: Any) -> dict:
        calls.append(given)
        if len(calls) == 3:
            raise SystemExit  # nothing catches it: the process is gone, the lease stays
        return read(*given)

    monkeypatch.setattr(people_rows, "batch", dies)
    with pytest.raises(SystemExit):
        making.go_on(export.pk)
    export.refresh_from_db()
    assert (export.state, export.done, export.of) == ("building", 6, 9)
    assert "66 %" in desk.get(cast.carmen, export, "live/").content.decode()
    assert not making.go_on(export.pk)  # it is held as long as the lease lasts

    monkeypatch.setattr(people_rows, "batch", read)
    later = timezone.now() + workflow.LEASE
    assert list(ExportRequest.objects.to_be_made(later)) == [export]
    assert making.go_on(export.pk, later)
    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", 8)
    codes = [row["Received at (UTC)"] for row in rows_of(desk.get(cast.carmen, export, "file/"))]
    assert len(codes) == 8
    assert not ExportChunk.objects.filter(export=export, part="rows").exists()


def test_a_worker_that_comes_back_after_its_lease_writes_nothing(world, desk, cast, small_batches):
    world.alerts(4)
    export = desk.approved()
    first = actions.take_up(export_id=export.pk, now=timezone.now())
    later = timezone.now() + workflow.LEASE
    second = actions.take_up(export_id=export.pk, now=later)

    assert second.turn == first.turn + 1
    stale = {"export_id": export.pk, "turn": first.turn, "now": later}
    assert not actions.come_forward(**stale, done=3, of=5, rows={"rows": [], "after": None})
    assert not actions.finish(**stale, content=b"x", rows=1)
    assert not ExportChunk.objects.exists()


def test_what_fails_again_and_again_is_given_up_and_says_so(desk, cast, monkeypatch):
    export = desk.approved()
    monkeypatch.setattr(people_rows, "batch", lambda *given: 1 / 0)

    now = timezone.now()
    for _try in range(workflow.TRIES):
        assert making.go_on(export.pk, now)
        now += 2 * workflow.LEASE
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "error")
    assert "failed several times" in desk.get(cast.carmen, export).content.decode()


def test_stopped_while_it_is_made_it_is_deleted(world, desk, cast, small_batches, monkeypatch):
    world.alerts(8)
    export = desk.approved()
    read = people_rows.batch

    def stops(*given: Any) -> dict:
        if ExportChunk.objects.exists():
            assert desk.do(cast.carmen, export, "stop").status_code == 302
        return read(*given)

    monkeypatch.setattr(people_rows, "batch", stops)
    assert making.go_on(export.pk)
    export.refresh_from_db()
    assert export.state == "stopped" and not ExportChunk.objects.exists()
    assert not making.go_on(export.pk)
    assert desk.get(cast.carmen, export, "file/").status_code == 409


def test_who_approved_may_stop_it_too_and_others_may_not(desk, cast):
    export = desk.approved()

    assert desk.do(cast.helena, export, "stop").status_code == 404
    assert desk.do(cast.olga, export, "stop").status_code == 302


def test_the_page_of_an_export_under_way_follows_by_itself_and_works_without_scripts(desk, cast):
    export = desk.approved()
    page = desk.get(cast.carmen, export).content.decode()

    assert "<progress" in page and 'hx-trigger="every 2s"' in page and 'data-testid="stop"' in page
    making.go_on(export.pk)
    page = desk.get(cast.carmen, export).content.decode()
    assert "hx-trigger" not in page and 'data-testid="download"' in page


def test_more_rows_than_a_file_may_have_are_refused_with_a_sentence(world, desk, cast, monkeypatch):
    world.alerts(3)
    monkeypatch.setattr(workflow, "MOST_ROWS", 2)

    assert "shorter period" in desk.ask(cast.carmen).content.decode()


def test_twenty_are_enough(desk, cast, monkeypatch):
    monkeypatch.setattr(actions, "MOST_WAITING", 1)
    desk.asked()

    assert "withdraw or stop one first" in desk.ask(cast.carmen).content.decode()


def test_the_periodic_task_rings_for_what_waits(desk, cast, monkeypatch):
    export = desk.approved()
    rung: list[str] = []
    monkeypatch.setattr(tasks.build_export, "delay", rung.append)

    assert tasks.build_exports() == 1 and rung == [str(export.pk)]


def test_the_task_of_the_worker_makes_it_and_a_second_message_does_nothing(desk, cast):
    export = desk.approved()

    tasks.build_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == "ready"
    ready_at, turn = export.ready_at, export.turn
    tasks.build_export(str(export.pk))
    export.refresh_from_db()
    assert (export.ready_at, export.turn) == (ready_at, turn)


def test_without_redis_an_export_is_asked_for_all_the_same(desk, cast, monkeypatch):
    def refuses(*args: Any, **options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.build_export, "apply_async", refuses)
    assert desk.approved().state == "approved"


def test_the_batches_are_all_the_rows_once_and_in_order(world, small_batches, cast):
    world.alerts(7)
    question, post = Question(date(2026, 10, 12), date(2026, 10, 18), post="LAX"), cast.posts["LAX"].pk

    after, sizes = None, []
    while not sizes or sizes[-1] == 3:
        found = people_rows.batch("alerts", question, post, after)
        after, sizes = found["after"], [*sizes, len(found["rows"])]
    assert sizes == [3, 3, 1] and people_rows.count("alerts", question, post) == 7


def test_a_viewer_without_a_post_waits_for_nothing(desk, cast):
    desk.asked()

    assert not ExportRequest.objects.waiting_for(viewer_of(cast.nadia)).exists()
    assert not ExportRequest.objects.waiting_for(viewer_of(cast.helena)).exists()
