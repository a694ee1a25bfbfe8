"""The lawyer's report, the only bridge from the matter to the post; and the lawyer's time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from alerts import sweeping
from cases import actions
from cases.models import Case, LegalMatter, ProgressReport, TimeEntry, VulnerabilityFlag
from cases.tasks import ask_for_progress
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.privacy.models import AccessRecord
from tests.alerts.stage import Clock
from tests.cases.forms_stage import later, read, send, sent


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def report(**more):
    return {
        "stage": "preparing",
        "next_step": "bond",
        "hearing_known": "yes",
        "hours": "3.5",
        "needs": ["documents", "visit"],
        "removal_risk": "no",
        "remark": "Canary remark",
        **more,
    }


def hours(**more):
    return {
        "day": timezone.localdate().isoformat(),
        "minutes": "90",
        "activity": "client",
        "text": "Canary text",
        **more,
    }


def test_the_lawyer_reports_and_the_post_reads_codes(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.luis, code, "progress", report())
    for user in (cast.ana, cast.bruno, cast.carmen):
        for tab in ("", "log/"):
            html = read(stage, user, code, tab)
            assert "Ask for release or bond" in html and "Documents, A visit" in html and "3.5" in html
    assert LegalMatter.objects.get().state == "engaged"
    terms = {"conflict_certified": "on", "client_agreed": "on", "scope": "full", "e28_on": "", "no_appearance": "on"}
    sent(stage, cast.luis, code, "terms", terms)
    sent(stage, cast.luis, code, "time", hours())
    assert LegalMatter.objects.get().state == "active"


def test_the_remark_is_for_the_officer_in_charge(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.luis, code, "progress", report())
    assert "Canary remark" in read(stage, cast.ana, code, "log/")
    assert AccessRecord.objects.filter(reader=cast.ana, fields__contains=["report.remark"]).exists()
    for user in (cast.bruno, cast.carmen):
        assert "Canary remark" not in read(stage, user, code, "log/")
    assert "Canary" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_a_risk_of_removal_makes_the_case_p0_for_48_hours_and_the_next_report_ends_it(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.luis, code, "progress", report(removal_risk="yes"))
    assert Case.objects.get().priority == 0
    flag = VulnerabilityFlag.objects.get()
    assert flag.source == "report" and flag.expires_at - flag.set_at == timedelta(hours=48)
    sent(stage, cast.luis, code, "progress", report())
    assert Case.objects.get().priority == 2


@pytest.mark.parametrize(
    "typed",
    [
        {"stage": "asylum"},
        {"hours": "745"},
        {"hours": "-1"},
        {"hours": "NaN"},
        {"needs": ["a car"]},
        {"hearing_known": ""},
        {"removal_risk": "perhaps"},
        {"remark": "x" * 281},
    ],
)
def test_what_the_report_does_not_know_is_refused(stage, cast, typed):
    code = stage.taken(cast.luis)
    assert send(stage, cast.luis, code, "progress", report() | typed).status_code == 422
    assert not ProgressReport.objects.exists()


def test_nobody_but_the_engaged_lawyer_reports_or_logs_time(stage, cast):
    code = stage.taken(cast.luis)
    for user, status in ((cast.ana, 403), (cast.carmen, 403), (cast.lucia, 404), (cast.hector, 404), (cast.oscar, 403)):
        assert send(stage, user, code, "progress", report()).status_code == status
        assert send(stage, user, code, "time", hours()).status_code == status
    offered = stage.offered(cast.luis)
    assert send(stage, cast.luis, offered, "progress", report()).status_code == 404


def test_a_concluded_matter_owes_no_report(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.luis, code, "conclude")
    assert send(stage, cast.luis, code, "progress", report()).status_code == 409


def test_the_report_is_asked_for_monthly_and_loud_when_overdue(stage, cast, clock):
    code = stage.taken(cast.luis)
    ask_for_progress()
    assert not Event.objects.filter(kind="matter.report_due").exists()
    later(stage, clock, days=31)
    ask_for_progress()
    ask_for_progress()
    assert Event.objects.filter(kind="matter.report_due").count() == 1
    desk = stage.client(cast.luis).get("/desk/", headers={"accept-language": "en"}).content.decode()
    assert "Write the progress report." in desk
    assert "A progress report is due since" in read(stage, cast.ana, code)
    later(stage, clock, days=7)
    ask_for_progress()
    ask_for_progress()
    assert Event.objects.filter(kind="case.report_overdue").count() == 1
    assert "The lawyer&#x27;s progress report is overdue since" in read(stage, cast.ana, code).replace("'", "&#x27;")
    sent(stage, cast.luis, code, "progress", report())
    assert "overdue" not in read(stage, cast.ana, code, "log/")
    later(stage, clock, days=31)
    ask_for_progress()
    assert Event.objects.filter(kind="matter.report_due").count() == 2


def test_a_new_lawyer_has_a_month_of_their_own(stage, cast, clock):
    code = stage.taken(cast.luis)
    later(stage, clock, days=40)
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    stage.done(cast.lucia, code, "accept")
    sweeping.sweep()
    assert not Event.objects.filter(kind__in=["matter.report_due", "case.report_overdue"]).exists()


def test_the_sweep_of_reports_is_batched(stage, cast, clock, monkeypatch):
    for _ in range(3):
        stage.taken(cast.luis)
    monkeypatch.setattr("cases.actions.progress.BATCH", 2)
    clock.forward(days=31)
    assert [actions.ask_for_reports(now=clock.now) for _ in range(3)] == [2, 1, 0]


def test_time_is_summed_by_month_and_its_words_are_the_lawyers_alone(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.luis, code, "time", hours())
    sent(stage, cast.luis, code, "time", hours(minutes="30", activity="hearing"))
    assert "120 minutes" in read(stage, cast.ana, code, "log/")
    assert "Canary text" not in read(stage, cast.ana, code, "log/")
    assert "Meeting or calling the client" not in read(stage, cast.carmen, code, "log/")
    assert "Canary text" in read(stage, cast.luis, code, "log/")
    matter = LegalMatter.objects.get()
    assert AccessRecord.objects.filter(subject_id=matter.pk, fields=["time.text"]).count() == 1
    today = timezone.localdate()
    assert TimeEntry.objects.spent(cast.luis, today, today).minutes() == 120
    assert TimeEntry.objects.spent(cast.lucia, today, today).minutes() == 0
    assert not Event.objects.filter(kind="matter.time_logged").exclude(posts=[]).exists()


def test_a_wrong_entry_is_voided_and_counts_no_more(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.luis, code, "time", hours())
    entry = TimeEntry.objects.get().pk
    assert send(stage, cast.ana, code, f"time/{entry}/void").status_code == 403
    sent(stage, cast.luis, code, f"time/{entry}/void")
    sent(stage, cast.luis, code, f"time/{entry}/void")
    assert TimeEntry.objects.valid().minutes() == 0
    assert send(stage, cast.luis, stage.taken(cast.luis), f"time/{entry}/void").status_code == 404


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"minutes": "0"}, 422),
        ({"minutes": "1441"}, 422),
        ({"day": "2999-01-01"}, 400),
        ({"day": "2001-01-01"}, 400),
        ({"day": "9999-99-99"}, 422),
        ({"activity": "sleep"}, 422),
        ({"text": "x" * 401}, 422),
    ],
)
def test_time_that_cannot_be_is_refused(stage, cast, typed, status):
    code = stage.taken(cast.luis)
    assert send(stage, cast.luis, code, "time", hours() | typed).status_code == status
    assert not TimeEntry.objects.exists()


def test_a_day_has_24_hours_also_when_two_entries_come_at_once(stage, cast):
    codes = [stage.taken(cast.luis), stage.taken(cast.luis)]
    viewer = viewer_of(cast.luis)

    def log(code):
        try:
            actions.log_time(
                code=code, actor=cast.luis, viewer=viewer, day=timezone.localdate(), minutes=800, activity="travel"
            )
            return "kept"
        except Exception as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(log, codes)) == ["Refusal", "kept"]
    assert TimeEntry.objects.valid().minutes() == 800
