"""What the post did for the person, money with a second person, and the ledger of the consular notification."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from cases import actions, art36
from cases.models import Art36Fact, ConsularAction
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import Facility
from consular.privacy.models import AccessRecord
from tests.cases.forms_stage import local, read, send, sent

PLACE = "Canary hospital, room 4"


def did(kind="visit", **more):
    return {"kind": kind, "result": "done", "happened_at": local(), **more}


def money(amount="900", currency="USD", **more):
    return did("money", amount=amount, currency=currency, **more)


def fact(kind, hours_ago, **more):
    ago = local(timedelta(hours=hours_ago))
    return {"kind": kind, "at": ago, "source": "notice", "how": "fax" if kind == "notified" else "", **more}


def test_a_visit_is_kept_with_its_facility_and_told_to_the_timeline(stage, cast):
    code = stage.opened()
    facility = Facility.objects.filter(is_active=True).first()
    sent(stage, cast.ana, code, "actions", did(facility=facility.pk, minutes="45", done_by=cast.bruno.pk))
    kept = ConsularAction.objects.get()
    assert (kept.facility, kept.minutes, kept.done_by, kept.recorded_by) == (facility, 45, cast.bruno, cast.ana)
    html = read(stage, cast.carmen, code, "log/")
    assert "Visit · Done" in html and facility.name in html and "45 minutes" in html
    assert "Consular action" in read(stage, cast.ana, code)


def test_place_and_remark_are_sealed_for_the_post(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.ana, code, "actions", did(place=PLACE, remark="Canary remark"))
    for user in (cast.ana, cast.bruno, cast.carmen):
        html = read(stage, user, code, "log/")
        assert PLACE in html and "Canary remark" in html
        assert AccessRecord.objects.filter(reader=user, fields=["action.place", "action.remark"]).exists()
    html = read(stage, cast.luis, code, "log/")
    assert "Visit · Done" in html and "Canary" not in html
    assert "Canary" not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"kind": "party"}, 422),
        ({"result": ""}, 422),
        ({"happened_at": "2999-01-01T00:00"}, 400),
        ({"minutes": "1441"}, 422),
        ({"facility": "999999999"}, 422),
        ({"amount": "5", "currency": "USD"}, 400),  # a visit costs nothing
        ({"kind": "money"}, 400),
        ({"kind": "money", "amount": "5"}, 400),
        ({"kind": "money", "amount": "0", "currency": "USD"}, 400),
        ({"kind": "money", "amount": "5", "currency": "EUR"}, 422),
        ({"kind": "money", "amount": "1e30", "currency": "USD"}, 422),
    ],
)
def test_what_cannot_be_is_refused(stage, cast, typed, status):
    code = stage.opened()
    assert send(stage, cast.ana, code, "actions", did() | typed).status_code == status
    assert not ConsularAction.objects.exists()


def test_little_money_needs_nobody_else(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "actions", money("500"))
    assert not ConsularAction.objects.get().needs_approval


def test_much_money_waits_for_a_second_person(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "actions", money(done_by=cast.bruno.pk))
    action = ConsularAction.objects.get()
    day = (timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    assert action.is_waiting and not ConsularAction.objects.counted(*day).exists()
    assert list(ConsularAction.objects.waiting()) == [action]
    for user in (cast.ana, cast.bruno):
        assert send(stage, user, code, f"actions/{action.pk}/approve").status_code == 403
        assert "waits for a second person" in read(stage, user, code, "log/")
    sent(stage, cast.carmen, code, f"actions/{action.pk}/approve")
    assert ConsularAction.objects.counted(*day).count() == 1
    assert "approved by Carmen Duarte" in read(stage, cast.ana, code, "log/")
    assert send(stage, cast.olga, code, f"actions/{action.pk}/refuse").status_code == 409


def test_money_that_is_refused_enters_no_figure(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "actions", money("10000.01", "MXN"))
    action = ConsularAction.objects.get()
    sent(stage, cast.carmen, code, f"actions/{action.pk}/refuse")
    assert send(stage, cast.olga, code, f"actions/{action.pk}/approve").status_code == 409
    assert not ConsularAction.objects.counted(timezone.now() - timedelta(days=1), timezone.now()).exists()


def test_of_two_who_answer_at_once_one_wins(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "actions", money())
    action = ConsularAction.objects.get().pk

    def answer(how):
        user, act = how
        try:
            act(code=code, actor=user, viewer=viewer_of(user), action=action)
            return "done"
        except Exception as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(answer, [(cast.carmen, actions.approve_money), (cast.olga, actions.refuse_money)])
        assert sorted(answers) == ["Conflict", "done"]


def test_the_database_refuses_who_approves_their_own(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "actions", money())
    with pytest.raises(IntegrityError, match="approved_by_a_second_person"), transaction.atomic():
        ConsularAction.objects.update(approved_by=cast.ana, approved_at=timezone.now())


def test_who_may_write_down_what(stage, cast):
    code = stage.taken(cast.luis)
    for user, status in ((cast.luis, 403), (cast.lucia, 404), (cast.hector, 404), (cast.oscar, 403), (cast.nadia, 403)):
        assert send(stage, user, code, "actions", did()).status_code == status
        if user != cast.luis:
            assert send(stage, user, code, "art36", fact("detained", 5)).status_code == status
    sent(stage, cast.luis, code, "art36", fact("detained", 5))
    sent(stage, cast.carmen, code, "art36", fact("informed", 4))


def test_the_ledger_counts_the_delay_and_says_loudly_what_is_missing(stage, cast):
    code = stage.opened()
    assert "Nothing is known of the notification yet." in read(stage, cast.ana, code, "log/")
    sent(stage, cast.ana, code, "art36", fact("detained", 100))
    html = read(stage, cast.ana, code, "log/")
    for sentence in (
        "The consulate has not been notified.",
        "Nobody is known to have told the person",
        "not without delay",
    ):
        assert sentence in html
    sent(stage, cast.ana, code, "art36", fact("asked", 90))
    sent(stage, cast.ana, code, "art36", fact("notified", 10, agency="ice"))
    html = read(stage, cast.ana, code, "log/")
    assert "Notified after 80.0 hours." in html and "That is not without delay." in html and "By fax" in html
    assert "The consulate has not yet spoken with the person." in html
    sent(stage, cast.ana, code, "actions", did())
    html = read(stage, cast.ana, code, "log/")
    assert "First contact of the consulate with the person" in html and "First contact 10.0 hours after that." in html
    assert Art36Fact.objects.filter(kind="first_contact").count() == 1


def test_a_better_fact_replaces_and_both_stay(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "art36", fact("detained", 50))
    sent(stage, cast.bruno, code, "art36", fact("detained", 60, source="person"))
    assert Art36Fact.objects.count() == 2
    assert Art36Fact.objects.get(superseded_at=None).source == "person"
    assert "What was recorded before" in read(stage, cast.ana, code, "log/")


def test_nobody_notified_when_the_consulate_found_out(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "art36", fact("detained", 5))
    sent(stage, cast.ana, code, "art36", fact("notified", 4, how="found"))
    assert "the consulate found out by itself" in read(stage, cast.ana, code, "log/")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"kind": "guessed"}, 422),
        ({"source": ""}, 422),
        ({"at": ""}, 422),
        ({"at": "2999-01-01T00:00"}, 400),
        ({"kind": "notified", "how": ""}, 400),
        ({"kind": "notified", "how": "fax", "at": "1999-01-01T00:00"}, 400),  # before the detention
    ],
)
def test_a_fact_that_cannot_be_is_refused(stage, cast, typed, status):
    code = stage.opened()
    sent(stage, cast.ana, code, "art36", fact("detained", 50))
    assert send(stage, cast.ana, code, "art36", fact("informed", 5) | typed).status_code == status
    assert Art36Fact.objects.count() == 1


def test_the_detention_is_not_moved_behind_what_followed(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "art36", fact("informed", 50))
    assert send(stage, cast.ana, code, "art36", fact("detained", 40)).status_code == 400
    sent(stage, cast.ana, code, "art36", fact("detained", 60))


def test_the_ledger_is_plain_arithmetic():
    now = timezone.now()
    assert art36.ledger({}, now).alarms == ()
    facts = {"detained": now - timedelta(hours=30), "informed": now - timedelta(hours=29)}
    running = art36.ledger(facts, now)
    assert (running.notice_h, running.running, running.alarms) == (30.0, True, ("not_notified",))
    told = art36.ledger(facts | {"notified": now - timedelta(hours=6), "first_contact": now}, now)
    assert (told.notice_h, told.contact_h, told.alarms) == (24.0, 6.0, ())
