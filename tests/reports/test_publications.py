"""Published reports: kept as they were, counted again, and never a way to a small count."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from alerts import actions
from alerts.models import Alert
from cases.models import Case, Hearing, LegalMatter
from cases.reports import audience, kept, publishing, rerun
from cases.reports.models import Publication
from cases.reports.question import Question
from cases.reports.rollup import rolling
from cases.reports.tables import AsOf, Column, Kind, Mark, Report, Row, Table
from consular.events import outbox
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests.alerts.incident_stage import beside
from tests.alerts.stage import Staff
from tests.cases.forms_stage import sent
from tests.databases import owner_connection
from tests.reports.conftest import WEDNESDAY
from tests.reports.conftest import WEEK as A_WEEK

WEEK = {"from": "2026-10-12", "to": "2026-10-18"}
QUESTION = Question(date(2026, 10, 12), date(2026, 10, 18), "LAX")


@pytest.fixture
def roll(publish):
    """Tells the events and brings the roll-ups in step, as the relay does."""

    def roll():
        publish()
        rolling.rebuild(now=timezone.now())

    return roll


@pytest.fixture
def post(signed_in):
    def post(user, path, **body):
        return signed_in(user).post(f"/reports/{path}", body)

    return post


@pytest.fixture
def published(post, roll):
    """Publishes the week by hand, as somebody, and returns what was kept."""

    def published(user, audience="post", **more):
        roll()
        answer = post(user, "publish/", **(WEEK | {"post": "LAX", "audience": audience, "confirmed": "yes"} | more))
        assert answer.status_code == 302, answer.content.decode()
        return Publication.objects.get(code=answer.url.rstrip("/").rpartition("/")[2])

    return published


def report_with(**rows):
    """A small report: {row: (counts of two columns, "left_out" where none is said)}; the last row is the total."""
    columns = (Column("asked", "Asked"), Column("done", "Done"))
    made = [
        Row(key, key.title(), tuple(Mark.LEFT_OUT if cell == "left_out" else cell for cell in cells))
        for key, cells in rows.items()
    ]
    table = Table("things", "Things", "Counted.", "Kind", columns, tuple(made[:-1]), made[-1])
    return Report(QUESTION, "Report", {"things": table}, AsOf(0, timezone.now()), leaves_the_post=True)


@pytest.fixture
def counting(monkeypatch):
    """What counting gives from now on; every time it is asked for is noted."""
    asked = []

    def counting(report):
        monkeypatch.setattr(
            audience,
            "build",
            lambda question, scope: asked.append((question, scope)) or replace(report, question=question),
        )
        return asked

    return counting


def keep(cast, user="nadia", audience="outside", question=QUESTION):
    actor = getattr(cast, user)
    return publishing.publish(question=question, audience=audience, note="", actor=actor, viewer=viewer_of(actor))


def test_publishing_asks_first_and_says_who_will_see_it(post, cast, roll):
    roll()
    asked = post(cast.carmen, "publish/", post="LAX", **WEEK)

    assert asked.status_code == 200 and not Publication.objects.exists()
    page = asked.content.decode()
    assert "Publish this report?" in page and "LAX" in page
    assert "The supervisors of the post: true figures" in page and "Leaves the post" in page


def test_a_published_report_keeps_question_figures_suppression_and_hash(world, published, signed_in, cast):
    world.alerts(12)
    kept_one = published(cast.carmen, note="For the quarterly meeting")

    page = signed_in(cast.carmen).get(f"/reports/published/{kept_one.code}/").content.decode()

    assert kept_one.code.startswith("R-") and len(kept_one.code) == 8
    assert kept_one.sha256 in page and "For the quarterly meeting" in page
    assert kept_one.question == {"first": "2026-10-12", "last": "2026-10-18", "post": "LAX", "step": "week"}
    assert kept_one.posts == ["LAX"] and kept_one.left_out == {}
    assert kept_one.sha256 == kept.hash_of(kept.document_of(kept_one))
    assert kept_one.code in signed_in(cast.carmen).get("/reports/published/").content.decode()
    event = Event.objects.get(kind="report.published")
    assert event.payload == {"code": kept_one.code, "audience": "post", "sha256": kept_one.sha256}


def test_the_same_again_gives_the_same_hash(world, published, post, roll, cast):
    world.alerts(12, waited=33.333333)
    for _ in range(2):
        one = published(cast.carmen)
        roll()
        again = rerun.run_again(one)
        assert again.same and again.sha256 == one.sha256 and not again.differences
        assert "The same figures, the same hash." in post(cast.carmen, f"published/{one.code}/again/").content.decode()
    assert len(set(Publication.objects.values_list("sha256", flat=True))) == 1
    assert Publication.objects.values("code").distinct().count() == 2


def test_an_alert_that_was_disposed_later_is_listed_as_a_late_edit(
    world, press, signed_in, published, post, roll, cast
):
    alert_id = press()
    officer = signed_in(cast.ana)
    claimed = officer.post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")
    assert claimed.status_code == 200
    today = timezone.now().date().isoformat()
    one = published(cast.carmen, **{"from": today, "to": today})

    body = {"disposition": "false_alarm", "reason": "test"}
    done = officer.post(f"/api/v1/alerts/{alert_id}/dispose/", body, content_type="application/json")
    assert done.status_code == 200, done.content
    roll()
    page = post(cast.carmen, f"published/{one.code}/again/").content.decode()

    again = rerun.run_again(one)
    assert not again.same and again.sha256 != one.sha256
    assert {(kind.kind, kind.n) for kind in again.kinds} == {("alert.disposed", 1)}
    assert [(edit.kind, edit.subject_id) for edit in again.edits] == [("alert.disposed", alert_id)]
    assert "What differs" in page and "Handled" in page and f"/board/#alert={alert_id}" in page
    assert again.differences


def test_a_late_outcome_of_a_case_is_listed_with_its_code(signed_in, press, published, post, roll, cast):
    def do(user, path, body=None):
        answer = signed_in(user).post(f"/api/v1/{path}/", body or {}, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    alert_id = press()
    do(cast.ana, f"alerts/{alert_id}/claim")
    code = do(cast.ana, f"alerts/{alert_id}/open-case")["case"]["code"]
    do(cast.ana, f"cases/{code}/assign", {"lawyer": cast.luis.pk})
    do(cast.luis, f"cases/{code}/accept")
    today = timezone.now().date().isoformat()
    one = published(cast.carmen, **{"from": today, "to": today})
    do(cast.luis, f"cases/{code}/outcome", {"axis": "custody", "code": "bond_judge"})
    roll()

    again = rerun.run_again(one)
    page = post(cast.carmen, f"published/{one.code}/again/").content.decode()

    assert ("case.outcome_set", code) in {(edit.kind, edit.code) for edit in again.edits}
    assert "Outcome reported" in page and f"/cases/{code}/" in page


def test_a_late_result_of_a_hearing_of_an_older_case_is_listed(stage, published, roll, cast):
    code = stage.taken()
    matter = LegalMatter.objects.get(case__code=code)
    Case.objects.filter(code=code).update(opened_at=WEDNESDAY - 4 * A_WEEK, taken_at=WEDNESDAY - 4 * A_WEEK)
    hearing = Hearing.objects.create(matter=matter, kind="bond", zone="UTC", starts_at=WEDNESDAY, set_by=cast.ana)
    one = published(cast.carmen)

    sent(stage, cast.luis, code, f"hearings/{hearing.pk}/end", {"how": "held", "result": "Bond was set."})
    roll()

    again = rerun.run_again(one)
    assert not again.same and code in {edit.code for edit in again.edits}


def test_what_another_post_did_afterwards_is_counted_and_not_told(signed_in, press, published, roll, cast):
    alert_id = press()
    officers = {"LAX": Staff(signed_in), "HOU": Staff(signed_in)}
    officers["LAX"].done(cast.ana, alert_id, "claim")
    today = timezone.now().date().isoformat()
    one = published(cast.carmen, **{"from": today, "to": today})

    officers["LAX"].done(cast.ana, alert_id, "handover", to="HOU")
    officers["HOU"].done(cast.hector, alert_id, "handover-accept")
    officers["HOU"].done(cast.hector, alert_id, "dispose", disposition="false_alarm", reason="test")
    roll()

    again = rerun.run_again(one)
    assert not again.same
    assert "alert.handover_offered" in {edit.kind for edit in again.edits}
    assert "alert.disposed" not in {kind.kind for kind in again.kinds} | {edit.kind for edit in again.edits}
    (elsewhere,) = [kind for kind in again.kinds if kind.word == "Told at another post"]
    assert elsewhere.n >= 1 and elsewhere.first is None


def test_what_another_post_does_with_its_own_cases_is_not_even_counted(world, published, roll, cast):
    world.alert()
    theirs = world.case(WEDNESDAY - A_WEEK, post="HOU")
    matter = theirs.matters.create(area="migratory", opened_at=theirs.opened_at)
    Hearing.objects.create(matter=matter, kind="bond", zone="UTC", starts_at=WEDNESDAY, set_by=cast.hector)
    one = published(cast.carmen)

    with transaction.atomic():
        outbox.record("case.moved", subject=theirs, posts=[cast.posts["HOU"].pk], actor=cast.hector, payload={})
    roll()

    again = rerun.run_again(one)
    assert again.same and again.kinds == [] and again.edits == []


def test_a_raid_that_is_coordinated_later_is_listed_in_words(signed_in, press, published, post, roll, publish, cast):
    raid = [press(location=beside(east)) for east in (0, 300, 600)]
    publish()
    actions.detect_incidents(now=timezone.now())
    incident = Alert.objects.get(pk=raid[0]).incident_id
    for alert_id in raid:
        Staff(signed_in).done(cast.ana, alert_id, "claim")
    today = timezone.now().date().isoformat()
    one = published(cast.carmen, **{"from": today, "to": today})

    for alert_id in raid:
        Staff(signed_in).done(cast.ana, alert_id, "dispose", disposition="false_alarm", reason="test")
    verb = f"/api/v1/incidents/{incident}/coordinate/"
    coordinated = signed_in(cast.ana).post(verb, {}, content_type="application/json")
    assert coordinated.status_code == 200, coordinated.content
    roll()
    page = post(cast.carmen, f"published/{one.code}/again/").content.decode()

    assert "Coordination of the incident" in page and f"/board/#incident={incident}" in page


def test_what_happens_outside_of_the_period_is_no_late_edit(world, press, signed_in, published, roll, cast):
    world.alert()
    one = published(cast.carmen)
    later = press()
    signed_in(cast.ana).post(f"/api/v1/alerts/{later}/claim/", content_type="application/json")
    roll()

    again = rerun.run_again(one)

    assert again.same and again.kinds == [] and again.edits == []


def test_the_kept_figures_cannot_be_updated_nor_deleted(world, published, cast):
    one = published(cast.carmen)
    for change in ({"tables": []}, {"sha256": "0" * 64}, {"note": b""}, {"published_at": timezone.now()}):
        with pytest.raises(DatabaseError, match="permission denied"):
            Publication.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError, match="permission denied"):
        one.delete()
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_publication")


def test_figures_that_somebody_else_changed_are_noticed(published, signed_in, cast):
    one = published(cast.carmen)
    with owner_connection() as owner:
        owner.execute("UPDATE reports_publication SET left_out = '{\"weeks\": {}}' WHERE id = %s", [one.pk])

    page = signed_in(cast.carmen).get(f"/reports/published/{one.code}/").content.decode()

    assert "do not agree with their hash" in page


def test_a_withdrawn_report_stays_listed_with_its_reason(published, post, signed_in, cast):
    one = published(cast.carmen)
    assert post(cast.carmen, f"published/{one.code}/withdraw/", reason="").status_code == 422
    assert post(cast.carmen, f"published/{one.code}/withdraw/", reason="Counted twice").status_code == 302
    again = post(cast.carmen, f"published/{one.code}/withdraw/", reason="Again")

    assert again.status_code == 409
    reader = signed_in(cast.olga)
    assert "Counted twice" in reader.get(f"/reports/published/{one.code}/").content.decode()
    assert "withdrawn" in reader.get("/reports/published/").content.decode()
    assert Event.objects.filter(kind="report.withdrawn").count() == 1
    with owner_connection() as owner, pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE reports_publication SET withdrawn_reason = '' WHERE id = %s", [one.pk])


def test_who_may_read_a_publication(published, signed_in, client, cast):
    inside, outside = published(cast.carmen), published(cast.carmen, audience="outside")
    readers = {"carmen": (200, 200), "olga": (200, 200), "nadia": (404, 200), "helena": (404, 404)}
    refused = {"ana": 403, "oscar": 403, "luis": 403, "aurelio": 403, "adela": 403}
    for name, answers in readers.items() | {(name, (code, code)) for name, code in refused.items()}:
        reader = signed_in(getattr(cast, name))
        for one, answer in zip((inside, outside), answers, strict=True):
            for path in (f"/reports/published/{one.code}/", f"/api/v1/reports/published/{one.code}/"):
                assert reader.get(path).status_code == answer, (name, path)
            for verb in ("again", "withdraw"):
                asked = reader.post(f"/reports/published/{one.code}/{verb}/", {})
                assert asked.status_code == (answer if answer != 200 or verb == "again" else 422), (name, verb)
    assert client.get(f"/reports/published/{inside.code}/").status_code == 302
    assert client.get(f"/api/v1/reports/published/{inside.code}/").status_code == 401
    assert inside.code not in signed_in(cast.nadia).get("/reports/published/").content.decode()
    assert signed_in(cast.helena).get("/api/v1/reports/published/").json()["items"] == []


@pytest.mark.parametrize("code", ["R-000000", "nothing", "r", "R-%00", "' OR 1=1"])
def test_an_unknown_code_is_404(signed_in, cast, code):
    assert signed_in(cast.carmen).get(f"/reports/published/{code}/").status_code == 404
    assert signed_in(cast.carmen).get(f"/api/v1/reports/published/{code}/").status_code == 404


def test_a_code_is_found_as_somebody_says_it(published, signed_in, cast):
    one = published(cast.carmen)
    said = one.code.lower().replace("r-", "r ").replace("0", "o")

    assert signed_in(cast.carmen).get(f"/reports/published/{said}/").status_code == 200


def test_who_may_publish_what(post, published, roll, cast, second_post):
    roll()
    for name in ("ana", "oscar", "luis", "aurelio", "adela"):
        assert post(getattr(cast, name), "publish/", post="LAX", **WEEK).status_code == 403
    for wrong in ("CIAM", "NOPE"):
        assert post(cast.carmen, "publish/", post=wrong, **WEEK).status_code == 404
    true_figures = {"post": "LAX", "audience": "post", "confirmed": "yes", **WEEK}
    assert post(cast.nadia, "publish/", **true_figures).status_code == 422
    # A sum of two posts is neither guarded as one post nor as the network.
    both = {"post": "", "audience": "outside", "confirmed": "yes", **WEEK}
    assert post(cast.carmen, "publish/", **both).status_code == 422
    assert published(cast.carmen, post="").posts == ["HOU", "LAX"]
    assert len(published(cast.nadia, audience="outside", post="").posts) > 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-10-19", "to": "2026-10-18"},
        {"from": "yesterday"},
        {"step": "fortnight"},
        {"kind": "rumour"},
        {"compare": "never"},
        {"facility": "nowhere"},
        {"channel": "a\0b"},
        {"language": "<script>"},
        {"from": "2020-01-01"},
        {"audience": "everybody"},
        {"audience": ""},
        {"note": "x" * 501},
    ],
    ids=str,
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_bad_input_gives_sentences_and_publishes_nothing(signed_in, cast, wrong, language):
    body = {"post": "LAX", "audience": "post", "confirmed": "yes", **WEEK} | wrong
    answer = signed_in(cast.carmen, accept_language=language).post("/reports/publish/", body)

    assert answer.status_code == 422
    assert not Publication.objects.exists()


def test_what_leaves_the_post_is_built_suppressed_whoever_publishes_it(counting, cast):
    asked = counting(report_with(kind=(40, 20), total=(40, 20)))
    for user in ("carmen", "nadia"):
        one = keep(cast, user)
        rerun.run_again(one)
    assert len({scope.leaves_the_post for _, scope in asked}) == 1
    for _, scope in asked:
        assert scope.leaves_the_post and [post.code for post in scope.posts] == ["LAX"]
        assert len(scope.counted) > 2


def test_suppression_is_kept_when_it_is_counted_again(counting, cast):
    counting(report_with(one=("left_out", 30), two=("left_out", 40), three=(50, "left_out"), total=(90, "left_out")))
    one = keep(cast)
    assert one.left_out == {"things": {"one": ["asked"], "two": ["asked"], "three": ["done"], "total": ["done"]}}
    counting(report_with(one=(40, 30), two=(60, "left_out"), three=(80, 60), total=(180, 130)))

    again = rerun.run_again(one)

    now = {(one.row, one.column): one.now for one in again.differences}
    assert ("one", "asked") not in now and ("three", "done") not in now  # left out then: it stays left out
    assert now["two", "done"] == "left_out"  # left out now: it is not said, though it once was
    assert (40, 60) not in now.values()


def test_two_runs_cannot_be_subtracted_to_give_a_small_count(counting, cast):
    counting(report_with(one=(40, 30), two=(60, 40), total=(100, 70)))
    one = keep(cast)
    counting(report_with(one=(43, 30), two=(80, 40), total=(123, 70)))  # 3 is small; 123 - 80 would give it

    again = rerun.run_again(one)

    assert not again.same
    assert {(d.row, d.column): d.now for d in again.differences} == {
        ("one", "asked"): "left_out",
        ("two", "asked"): "left_out",
        ("total", "asked"): "left_out",
    }
    assert again.sha256 == ""  # or whoever guesses at 43 could try it against the hash


def test_a_total_does_not_tell_what_a_hidden_row_changed_by(counting, cast):
    counting(report_with(one=("left_out", 30), two=("left_out", 40), three=(50, 20), total=(90, 90)))
    one = keep(cast)
    counting(report_with(one=("left_out", 30), two=("left_out", 40), three=(70, 20), total=(112, 90)))  # 22 - 20 = 2

    assert {d.now for d in rerun.run_again(one).differences} == {"left_out"}


def test_inside_a_table_that_lacks_small_counts_for_everybody_is_guarded_too(counting, cast):
    counting(report_with(one=("left_out", 30), two=(60, 40), total=(70, 70)))
    one = keep(cast, "carmen", "post")
    counting(report_with(one=("left_out", 30), two=(62, 40), total=(72, 70)))
    guarded = rerun.run_again(one)
    counting(report_with(one=(12, 30), two=(60, 40), total=(72, 70)))

    assert {d.now for d in guarded.differences} == {"left_out"} and guarded.sha256 == ""
    assert ("one", "asked") not in {(d.row, d.column) for d in rerun.run_again(one).differences}


def test_large_changes_are_said(counting, cast):
    counting(report_with(one=(40, 30), two=(60, 40), total=(100, 70)))
    one = keep(cast)
    counting(report_with(one=(60, 30), two=(60, 40), total=(120, 70)))

    again = rerun.run_again(one)

    assert [(d.row, d.published, d.now) for d in again.differences] == [("one", 40, 60), ("total", 100, 120)]


def test_a_changed_share_or_wait_is_not_said_outside_and_is_said_inside(counting, cast):
    columns = (Column("n", "n"), Column("share", "Share", Kind.SHARE), Column("p50", "Median", Kind.SECONDS))

    def made(share, wait):
        table = Table("things", "Things", "Counted.", "Kind", columns, (Row("one", "One", (100, share, wait)),))
        return replace(report_with(total=(0, 0)), tables={"things": table})

    counting(made(0.5, 12.345678))
    outside, inside = keep(cast), keep(cast, "carmen", "post")
    counting(made(0.52, Mark.NOT_REACHED))

    assert {d.now for d in rerun.run_again(outside).differences} == {"left_out"}
    assert {d.now for d in rerun.run_again(inside).differences} == {0.52, "not_reached"}
    assert inside.tables[0]["cells"]["one"] == {"n": 100, "share": 0.5, "p50": 12.3457}


def test_rows_that_came_and_went_are_listed(counting, post, cast):
    counting(report_with(gone=(40, 30), total=(40, 30)))
    one = keep(cast, "carmen", "post")
    counting(report_with(come=(5, 1), total=(5, 1)))

    found = {(d.row, d.column): (d.published, d.now) for d in rerun.run_again(one).differences}
    page = post(cast.carmen, f"published/{one.code}/again/").content.decode()

    assert found["gone", "asked"] == (40, None) and found["come", "asked"] == (None, 5)
    assert "Come" in page and "Gone" in page


def test_late_edits_outside_are_counted_by_kind_and_only_when_not_few(counting, press, signed_in, publish, cast):
    counting(report_with(one=(40, 30), total=(40, 30)))
    today = timezone.now().date()
    one = keep(cast, question=replace(QUESTION, first=today, last=today))
    officer = signed_in(cast.ana)
    pressed = [press() for _ in range(11)]
    for alert_id in pressed[:10]:
        officer.post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")
    publish()

    again = rerun.run_again(one)

    assert {(kind.kind, kind.n, kind.first) for kind in again.kinds} == {("alert.received", 11, None)}
    assert again.edits == []


def test_another_definition_is_named(counting, post, cast):
    counting(report_with(one=(40, 30), total=(40, 30)))
    one = keep(cast, "carmen", "post")
    changed = report_with(one=(40, 30), total=(40, 30))
    changed.tables["things"] = replace(changed.tables["things"], definition="Counted otherwise.")
    counting(changed)

    again = rerun.run_again(one)

    assert not again.same and again.differences == [] and again.definitions != one.definitions
    assert "defined differently now" in post(cast.carmen, f"published/{one.code}/again/").content.decode()


def test_anyone_can_recompute_the_hash_from_the_json(world, published, signed_in, cast):
    """The recipe of docs/api: sorted keys, no blanks, UTF-8, SHA-256. Nothing of this product is used."""
    world.alerts(3, waited=7.77777777)
    one = published(cast.carmen)
    body = signed_in(cast.carmen).get(f"/api/v1/reports/published/{one.code}/").content

    said = json.loads(body)
    text = json.dumps(said["hashed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(text.encode()).hexdigest() == said["sha256"] == one.sha256
    assert "e-" not in text.replace("e-mail", "")  # no exponents, which other languages write otherwise


def test_the_list_goes_by_pages(signed_in, counting, cast):
    counting(report_with(one=(40, 30), total=(40, 30)))
    for _ in range(3):
        keep(cast, "carmen", "post")
    reader = signed_in(cast.carmen)

    listed = reader.get("/api/v1/reports/published/").json()

    assert listed["count"] == 3 and listed["pages"] == 1 and len(listed["items"]) == 3
    assert reader.get("/api/v1/reports/published/?page=x").status_code == 400
    assert reader.post("/api/v1/reports/published/", {}).status_code == 405


def test_a_publication_is_read_in_either_language(counting, signed_in, cast):
    counting(report_with(one=(40, 30), total=(40, 30)))
    one = keep(cast, "carmen", "post")

    assert set(one.words) == {"en", "es"}
    assert signed_in(cast.carmen, accept_language="es").get(f"/reports/published/{one.code}/").status_code == 200


def test_a_quarter_of_the_network_is_kept_suppressed_and_gives_the_same_again(world, published, roll, cast):
    spring = datetime(2026, 5, 13, 12, tzinfo=UTC)
    world.alerts(30, spring)
    world.alerts(25, spring, post="HOU")
    world.alerts(3, spring, kind="relative")
    spring_quarter = {"post": "", "from": "2026-04-01", "to": "2026-06-20"}
    one = published(cast.nadia, audience="outside", **spring_quarter)

    assert one.left_out and one.question["first"] < "2026-04-01"
    counts = [n for table in one.tables for row in table["cells"].values() for n in row.values() if isinstance(n, int)]
    assert counts
    roll()
    again = rerun.run_again(one)
    assert again.same and again.sha256 == one.sha256

    world.alert(spring)
    roll()
    again = rerun.run_again(one)
    assert again.differences and {difference.now for difference in again.differences} == {"left_out"}
    assert again.sha256 == "" and again.edits == []


def test_what_is_open_at_this_moment_is_not_published(world, published, cast):
    world.alert()

    assert "backlog" not in {table["key"] for table in published(cast.carmen).tables}
