"""Days in court and days when something is due: entered, asked about, confirmed, put off; nothing moves in silence."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cases.models import Case, DateProposal, Deadline, DeadlineRule, Hearing, HearingCheck
from consular.events.models import Event
from consular.organisation.models import Court, State
from tests.cases.pages import LOS_ANGELES, moment, page, send

FINE = 302


@pytest.fixture
def court(reference):
    """In New Orleans: another clock, and another circuit, than the post in Los Angeles."""
    return Court.objects.filter(state="LA", is_active=True).order_by("code").first()


def hearing(court, hours=24 * 40, **more):
    zone = ZoneInfo(court.timezone) if court else LOS_ANGELES
    return {"kind": "individual", "court": court.pk if court else "", "starts": moment(hours, zone), **more}


def post_hearing(stage, user, code, data):
    response = send(stage, user, code, "calendar/hearing", data)
    assert response.status_code == FINE, response.content.decode()
    return Hearing.objects.latest("set_at")


def event(stage, user, code, anchor, day, **more):
    response = send(stage, user, code, "calendar/event", {"anchor": anchor, "on": day.isoformat(), **more})
    assert response.status_code == FINE, response.content.decode()


def test_a_hearing_stands_by_the_clock_of_its_court_and_brings_its_deadline(stage, cast, court):
    code = stage.taken(cast.luis)
    Case.objects.filter(code=code).update(state="at_liberty")
    one = post_hearing(stage, cast.luis, code, hearing(court))
    assert one.zone == court.timezone == "America/Chicago"
    shown = page(stage, cast.luis, code, "calendar")
    assert one.local.strftime("%H:%M") in shown
    due = Deadline.objects.get()
    assert (due.rule.code, due.hearing, due.state) == ("FILE-INDIV", one, "proposed")
    assert due.due_on >= one.local.date() - timedelta(days=30)
    assert Case.objects.get(code=code).matter.court == court


def test_detained_the_court_sets_the_date_and_unknown_the_earlier_counts(stage, cast, court):
    code = stage.taken(cast.luis)
    post_hearing(stage, cast.luis, code, hearing(court))
    due = Deadline.objects.get()
    assert due.flags == ["custody_unknown"]
    assert due.due_on is not None
    assert [one["applies_to"] for one in due.others] == ["detained"]
    assert "custody not known: the earlier day" in page(stage, cast.luis, code, "calendar")


def test_two_independent_sources_turn_it_green_and_a_contrary_word_turns_it_back(stage, cast, court):
    code = stage.taken(cast.luis)
    one = post_hearing(stage, cast.luis, code, hearing(court, 30))
    for user, source in ((cast.ana, "portal"), (cast.luis, "clerk")):
        assert (
            send(stage, user, code, f"hearings/{one.pk}/check", {"source": source, "says": "same"}).status_code == FINE
        )
    one.refresh_from_db()
    assert one.state == "verified"
    send(stage, cast.ana, code, f"hearings/{one.pk}/check", {"source": "facility", "says": "moved"})
    one.refresh_from_db()
    assert one.state == "scheduled"
    assert HearingCheck.objects.filter(hearing=one).count() == 3


def test_the_call_sheet_holds_what_nobody_has_confirmed(stage, cast, court):
    code = stage.taken(cast.luis)
    soon, later = (post_hearing(stage, cast.luis, code, hearing(court, hours)) for hours in (30, 100))
    for user in (cast.ana, cast.luis):
        sheet = stage.client(user).get("/calendar/calls/").content.decode()
        assert f"s-{soon.pk}" in sheet
        assert f"s-{later.pk}" not in sheet
    assert code not in stage.client(cast.hector).get("/calendar/calls/").content.decode()
    for source in ("portal", "hotline"):
        stage.client(cast.ana).post(f"/calendar/calls/{code}/{soon.pk}/", {"source": source, "says": "same"})
    assert f"s-{soon.pk}" not in stage.client(cast.ana).get("/calendar/calls/").content.decode()


def test_put_off_the_next_day_follows_and_its_deadlines_are_new(stage, cast, court):
    code = stage.taken(cast.luis)
    Case.objects.filter(code=code).update(state="at_liberty")
    one = post_hearing(stage, cast.luis, code, hearing(court))
    next_starts = moment(24 * 90, ZoneInfo(court.timezone))
    body = {"how": "adjourned", "adjourned_for": "interpreter", "next_starts": next_starts}
    assert send(stage, cast.luis, code, f"hearings/{one.pk}/end", body).status_code == FINE
    one.refresh_from_db()
    following = Hearing.objects.get(follows=one)
    assert (one.state, one.adjourned_for, following.kind) == ("adjourned", "interpreter", "individual")
    assert dict(Deadline.objects.values_list("hearing__pk", "state")) == {one.pk: "dropped", following.pk: "proposed"}
    assert send(stage, cast.luis, code, f"hearings/{one.pk}/end", body).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": "2020-01-01T09:00"}, "this moment is over"),
        ({"starts": ""}, "This field is required."),
        ({"kind": "party"}, "Select a valid choice."),
        ({"starts": "2027-03-14T02:30"}, "The clocks of the court skip this hour on that day."),
    ],
)
def test_a_hearing_that_cannot_be_is_refused(stage, cast, court, change, said):
    code = stage.taken(cast.luis)
    refused = send(stage, cast.luis, code, "calendar/hearing", hearing(court) | change)
    assert refused.status_code in (400, 422)
    assert said in refused.content.decode()
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"how": "held", "result": "Bond 5,000"}, "It has not begun yet."),
        ({"how": "adjourned"}, "Say why it was put off."),
        ({"how": ""}, "This field is required."),
    ],
)
def test_an_end_that_cannot_be_is_refused(stage, cast, court, body, said):
    code = stage.taken(cast.luis)
    one = post_hearing(stage, cast.luis, code, hearing(court))
    refused = send(stage, cast.luis, code, f"hearings/{one.pk}/end", body)
    assert refused.status_code in (400, 422)
    assert said in refused.content.decode()


def test_a_final_order_starts_every_deadline_that_counts_from_it(stage, cast):
    code = stage.taken(cast.luis)
    today = timezone.now().astimezone(LOS_ANGELES).date()
    event(stage, cast.luis, code, "final_order", today)
    found = {one.rule.code: one for one in Deadline.objects.select_related("rule")}
    assert set(found) == {"PFR", "MTR", "MTRECON", "REMOVAL-90"}
    assert found["REMOVAL-90"].due_on == today + timedelta(days=90)
    event(stage, cast.luis, code, "final_order", today)
    assert Deadline.objects.count() == 4
    shown = page(stage, cast.luis, code, "calendar")
    assert "8 USC 1252(b)(1)" in shown


def test_the_lawyer_confirms_and_a_later_day_has_to_be_meant(stage, cast):
    code = stage.taken(cast.luis)
    event(stage, cast.luis, code, "bond_order", timezone.now().astimezone(LOS_ANGELES).date())
    one = Deadline.objects.get()
    later = (one.due_on + timedelta(days=3)).isoformat()
    refused = send(stage, cast.luis, code, f"deadlines/{one.pk}/confirm", {"on": later})
    assert refused.status_code == 400
    assert "This is later than the rule gives." in refused.content.decode()
    assert send(stage, cast.luis, code, f"deadlines/{one.pk}/confirm", {"on": later, "sure": "on"}).status_code == FINE
    one.refresh_from_db()
    assert (one.state, one.due_on.isoformat(), one.confirmed_by) == ("confirmed", later, cast.luis)
    assert send(stage, cast.luis, code, f"deadlines/{one.pk}/end", {"how": "met"}).status_code == FINE
    assert send(stage, cast.luis, code, f"deadlines/{one.pk}/end", {"how": "met"}).status_code == 409


def test_the_post_sees_the_day_and_not_what_it_is(stage, cast):
    code = stage.taken(cast.luis)
    event(stage, cast.luis, code, "bond_order", timezone.now().astimezone(LOS_ANGELES).date())
    one = Deadline.objects.get()
    for address in (f"/cases/{code}/calendar/", "/calendar/?from=" + one.due_on.isoformat()):
        shown = stage.client(cast.ana).get(address).content.decode()
        assert one.due_on.strftime("%m/%d/%Y") in shown
        assert "Appeal of a bond decision" not in shown
        assert "BIA-BOND" not in shown
    for verb, body in (("confirm", {}), ("end", {"how": "met"}), ("answer", {"take": "yes"})):
        assert send(stage, cast.ana, code, f"deadlines/{one.pk}/{verb}", body).status_code == 403
        assert send(stage, cast.hector, code, f"deadlines/{one.pk}/{verb}", body).status_code == 404
    assert send(stage, cast.ana, code, "calendar/hearing", hearing(None, place="Jail")).status_code == 403


def test_while_there_is_no_lawyer_the_post_keeps_the_calendar(stage, cast, court):
    code = stage.opened()
    post_hearing(stage, cast.ana, code, hearing(court))
    event(stage, cast.ana, code, "bond_order", timezone.now().astimezone(LOS_ANGELES).date())
    assert "No lawyer answers for the deadlines of this case." in page(stage, cast.ana, code, "calendar")
    fear = hearing(court, kind="credible_fear")
    assert send(stage, cast.ana, code, "calendar/hearing", fear).status_code == 422
    refused = {"anchor": "last_arrival", "on": "2026-01-05"}
    assert send(stage, cast.ana, code, "calendar/event", refused).status_code == 422


def test_what_tells_of_fear_stays_with_the_lawyer(stage, cast, court):
    code = stage.taken(cast.luis)
    before = Case.objects.get(code=code)
    one = post_hearing(stage, cast.luis, code, hearing(court, kind="credible_fear"))
    event(stage, cast.luis, code, "last_arrival", timezone.now().date() - timedelta(days=100))
    assert set(Deadline.objects.values_list("level", flat=True)) == {5}
    after = Case.objects.get(code=code)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    for user in (cast.ana, cast.carmen):
        for address in (f"/cases/{code}/", f"/cases/{code}/calendar/", "/calendar/", "/calendar/calls/", "/cases/"):
            shown = stage.client(user).get(address).content.decode()
            assert "fear" not in shown.casefold().replace("credible fear interview</option>", "")
            assert str(one.pk) not in shown
        assert (
            send(stage, user, code, f"hearings/{one.pk}/check", {"source": "clerk", "says": "same"}).status_code == 404
        )
    assert not Event.objects.filter(posts__len__gt=0, kind__contains="hearing").exists()
    assert "Credible fear interview" in page(stage, cast.luis, code, "calendar")
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert stage.client(cast.luis).get(f"/cases/{code}/calendar/").status_code == 404


def test_a_move_to_another_circuit_proposes_and_never_moves(stage, cast, court):
    rule = DeadlineRule.objects.get(code="BIA-BOND", version=1)
    only_here = DeadlineRule.objects.create(
        **{field.name: getattr(rule, field.name) for field in rule._meta.fields if field.name not in ("id", "version")}
        | {"version": 9, "circuits": ["9"], "amount": 10}
    )
    try:
        code = stage.taken(cast.luis)
        today = timezone.now().astimezone(LOS_ANGELES).date()
        event(stage, cast.luis, code, "bond_order", today)
        one = Deadline.objects.get()
        assert one.flags == ["circuit_unknown"]
        assert one.rule == only_here
        send(stage, cast.luis, code, f"deadlines/{one.pk}/confirm")
        confirmed = Deadline.objects.get().due_on
        facility = {"place": "Basile", "facility": "", "agency": "ice", "came_in_at": moment(-1), "source": "visit"}
        louisiana = _facility("LA")
        send(stage, cast.luis, code, "custody/enter", facility | {"facility": str(louisiana), "confidence": "3"})
        one.refresh_from_db()
        assert one.due_on == confirmed
        other = DateProposal.objects.get(answer="")
        assert (other.reason, other.rule.version, other.due_on > confirmed) == ("custody", 1, True)
        assert one.circuit == State.objects.get(code="LA").circuit == "5"
        assert "Custody, place or court has changed" in page(stage, cast.luis, code, "calendar")
        assert send(stage, cast.luis, code, f"deadlines/{one.pk}/answer", {"take": "yes"}).status_code == FINE
        one.refresh_from_db()
        assert (one.due_on, one.state) == (other.due_on, "confirmed")
        assert send(stage, cast.luis, code, f"deadlines/{one.pk}/answer", {"take": "yes"}).status_code == 409
    finally:
        Deadline.objects.all().delete()
        only_here.delete()


def test_a_week_without_a_lawyer_is_told_once(stage, cast):
    from cases.actions.deadlines import tell_of_unowned  # noqa: PLC0415

    code = stage.opened()
    event(stage, cast.ana, code, "final_order", timezone.now().astimezone(LOS_ANGELES).date())
    now = timezone.now()
    assert tell_of_unowned(now=now) == 0
    assert tell_of_unowned(now=now + timedelta(days=8)) == 4
    assert tell_of_unowned(now=now + timedelta(days=8)) == 0
    assert Event.objects.filter(kind="case.deadline_unowned").count() == 4
    Deadline.objects.update(set_at=now - timedelta(days=8))
    shown = stage.client(cast.ana).get("/calendar/").content.decode()
    assert "Deadlines that no lawyer answers for" in shown
    assert "Deadlines that no lawyer answers for" not in stage.client(cast.hector).get("/calendar/").content.decode()


def test_strange_days_in_the_address_show_today(stage, cast):
    for text in ("nonsense", "0001-01-01", "9999-12-31", "2026-13-40", ""):
        assert stage.client(cast.ana).get(f"/calendar/?from={text}").status_code == 200
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.client(user).get("/calendar/").status_code == 403


def test_hours_count_from_the_minute(stage, cast):
    code = stage.taken(cast.luis)
    Case.objects.filter(code=code).update(state="in_custody")
    day = timezone.now().astimezone(LOS_ANGELES).date() - timedelta(days=1)
    refused = send(stage, cast.luis, code, "calendar/event", {"anchor": "child_apprehended", "on": day.isoformat()})
    assert refused.status_code == 400
    event(stage, cast.luis, code, "child_apprehended", day, at="14:20")
    due = {one.rule.code: one.due_at for one in Deadline.objects.select_related("rule")}
    began = datetime.combine(day, datetime.min.time(), LOS_ANGELES).replace(hour=14, minute=20)
    assert due == {"UAC-MX-48": began + timedelta(hours=48), "UAC-72": began + timedelta(hours=72)}
    tomorrow = (timezone.now().date() + timedelta(days=3)).isoformat()
    future = send(stage, cast.luis, code, "calendar/event", {"anchor": "bond_order", "on": tomorrow})
    assert (future.status_code, "This day has not come yet." in future.content.decode()) == (400, True)


def _facility(state):
    from consular.organisation.models import Facility  # noqa: PLC0415

    return Facility.objects.filter(state=state, is_active=True).order_by("code").first()


def test_a_deadline_of_ones_own(stage, cast):
    code = stage.taken(cast.luis)
    body = {"title": "Send the records request", "on": (date.today() + timedelta(days=9)).isoformat()}
    assert send(stage, cast.luis, code, "calendar/deadline", body).status_code == FINE
    assert Deadline.objects.get().state == "confirmed"
    past = send(stage, cast.luis, code, "calendar/deadline", body | {"on": "2024-01-01"})
    assert (past.status_code, "This day is over." in past.content.decode()) == (400, True)
    assert send(stage, cast.ana, code, "calendar/deadline", body).status_code == 403
