"""What the person agrees to: a history, and the treaty's stop at the level of the actions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections

from alerts.models import Alert, Person
from cases.models import Case, Consent, ConsularAction, Offer
from consular.events.models import Event
from consular.privacy.models import AccessRecord
from tests import cast as people
from tests.cases.forms_stage import local, read, said, send, sent


def opposes(**more):
    return said("expressly_opposed", how="in_person", words="I want nobody from the consulate.", ago=0) | more


def no_longer(**more):
    return said("given", how="in_person", words="I have thought again, please come.", ago=0) | more


def contact(stage, user, alert_id):
    return stage.post(user, f"alerts/{alert_id}/contact/", {"channel": "phone", "result": "reached"})


def visit(**more):
    return {"kind": "visit", "result": "done", "happened_at": local(), **more}


def test_what_the_person_says_is_kept_scope_by_scope(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", said("given", ago=5))
    sent(stage, cast.bruno, code, "consent", said("declined", scope="media", ago=4))
    sent(stage, cast.ana, code, "consent", said("withdrawn", words="No more.", ago=1))
    assert list(Consent.objects.order_by("recorded_at").values_list("scope", "state")) == [
        ("consular", "given"),
        ("media", "declined"),
        ("consular", "withdrawn"),
    ]
    html = read(stage, cast.ana, code, "people/")
    assert "Withdrawn" in html and "Declined" in html and "Not asked yet" in html


def test_the_same_word_again_changes_nothing_and_a_move_that_is_not_there_is_refused(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", said("given"))
    sent(stage, cast.ana, code, "consent", said("given"))
    assert Consent.objects.count() == 1
    assert send(stage, cast.ana, code, "consent", said("declined")).status_code == 409
    assert send(stage, cast.ana, code, "consent", said("given", ago=90) | {"state": "withdrawn"}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"state": "unknown"}, 422),
        ({"scope": "everything"}, 422),
        ({"said_at": "yesterday"}, 422),
        ({"said_at": "0001-01-01T00:00"}, 422),
        ({"said_at": "2999-01-01T00:00"}, 400),
        ({"said_how": ""}, 422),
        ({"state": "expressly_opposed"}, 400),  # without a statement
        ({"state": "expressly_opposed", "statement": "He does not want you.", "said_how": "authority"}, 400),
        ({"state": "expressly_opposed", "statement": "She said no.", "said_how": "family"}, 400),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_page(stage, cast, typed, status):
    code = stage.opened()
    answer = send(stage, cast.ana, code, "consent", said("given") | typed)
    assert answer.status_code == status
    assert "Record what the person says" in answer.content.decode()
    assert not Consent.objects.exists()


def test_an_opposition_stops_outreach_offers_and_visits_at_the_actions(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", opposes())
    case = Case.objects.get(code=code)
    assert (case.state, case.locate_due_at) == ("blocked_opposed", None)
    for kind in ("visit", "interview", "call", "letter", "diplomatic_note", "family_message"):
        answer = send(stage, cast.ana, code, "actions", visit(kind=kind))
        assert answer.status_code == 409, kind
        assert "expressly opposed" in answer.content.decode()
    money = visit(kind="money", amount="20", currency="USD")
    assert send(stage, cast.ana, code, "actions", money).status_code == 409
    assert stage.do(cast.ana, code, "assign", {"lawyer": cast.luis.pk}).status_code == 409
    assert not ConsularAction.objects.exists() and not Offer.objects.exists()
    for user in (cast.ana, cast.carmen):
        for tab in ("", "people/", "log/"):
            assert "The person has expressly opposed consular assistance." in read(stage, user, code, tab)


def test_a_visit_before_the_opposition_was_made_and_stays_a_fact(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", opposes())
    long_ago = visit() | {"happened_at": local(timedelta(hours=3))}
    sent(stage, cast.ana, code, "actions", long_ago)
    assert ConsularAction.objects.count() == 1


def test_only_a_statement_of_the_person_ends_it_and_the_case_goes_back(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.ana, code, "consent", opposes())
    assert send(stage, cast.ana, code, "move", {"state": "contacting"}).status_code == 409
    assert send(stage, cast.ana, code, "consent", no_longer(statement="")).status_code == 400
    assert send(stage, cast.ana, code, "consent", no_longer(said_how="authority")).status_code == 400
    sent(stage, cast.ana, code, "consent", no_longer())
    assert Case.objects.get(code=code).state == "in_custody"
    assert Person.objects.get(cases__code=code).opposed_at is None
    sent(stage, cast.ana, code, "actions", visit())


def test_who_was_not_located_is_looked_for_again_when_it_ends(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", opposes())
    sent(stage, cast.ana, code, "consent", no_longer())
    case = Case.objects.get(code=code)
    assert case.state == "contacting" and case.locate_due_at is not None


def test_alerts_of_the_person_show_it_and_refuse_contact(stage, cast):
    alert_id = stage.claimed(key=people.DEVICE_TOKEN)
    stage.post(cast.ana, f"alerts/{alert_id}/open-case/")
    code = Case.objects.get().code
    version = Alert.objects.get(pk=alert_id).version
    sent(stage, cast.ana, code, "consent", opposes())
    assert stage.get(cast.ana, f"alerts/{alert_id}/").json()["opposed_at"]
    assert Alert.objects.get(pk=alert_id).version > version
    assert Event.objects.filter(kind="alert.contact_opposed").count() == 1
    sent(stage, cast.ana, code, "consent", no_longer())
    assert "opposed_at" not in stage.get(cast.ana, f"alerts/{alert_id}/").json()


def test_an_open_alert_from_before_is_not_answered_but_a_later_press_is_a_new_fact(stage, cast):
    first = stage.claimed(key=people.DEVICE_TOKEN)
    stage.post(cast.ana, f"alerts/{first}/open-case/")
    code = Case.objects.get().code
    older = stage.claimed(key=people.DEVICE_TOKEN)
    sent(stage, cast.ana, code, "consent", opposes())
    Person.objects.filter(cases__code=code).update(opposed_at=Alert.objects.get(pk=older).received_at)
    refused = contact(stage, cast.ana, older)
    assert (refused.status_code, refused.json()["code"]) == (409, "opposed")

    pressed = stage.claimed(key=people.DEVICE_TOKEN)
    card = stage.get(cast.ana, f"alerts/{pressed}/").json()
    assert card["opposed_at"] and card["state"] == "claimed"
    assert contact(stage, cast.ana, pressed).status_code == 200
    assert contact(stage, cast.ana, older).status_code == 409


def test_a_case_that_is_opened_after_begins_stopped_unless_they_pressed_since(stage, cast):
    first = stage.claimed(key=people.DEVICE_TOKEN)
    older = stage.claimed(key=people.DEVICE_TOKEN)
    stage.post(cast.ana, f"alerts/{first}/open-case/")
    sent(stage, cast.ana, Case.objects.get().code, "consent", opposes())
    Person.objects.update(opposed_at=Alert.objects.get(pk=older).received_at)
    stopped = stage.post(cast.ana, f"alerts/{older}/open-case/").json()["case"]
    assert stopped["state"] == "blocked_opposed"
    newer = stage.claimed(key=people.DEVICE_TOKEN)
    runs = stage.post(cast.ana, f"alerts/{newer}/open-case/").json()["case"]
    assert runs["state"] == "new"
    assert "They have pressed for help after that" in read(stage, cast.ana, runs["code"])
    sent(stage, cast.ana, runs["code"], "actions", visit(kind="call"))


def test_every_open_case_of_the_person_is_stopped(stage, cast):
    codes = []
    for _ in range(2):
        alert_id = stage.claimed(key=people.DEVICE_TOKEN)
        codes.append(stage.post(cast.ana, f"alerts/{alert_id}/open-case/").json()["case"]["code"])
    sent(stage, cast.ana, codes[0], "consent", opposes())
    assert set(Case.objects.values_list("state", flat=True)) == {"blocked_opposed"}


def test_two_who_record_the_opposite_at_once_leave_one_history(stage, cast):
    codes = []
    for _ in range(2):
        alert_id = stage.claimed(key=people.DEVICE_TOKEN)
        codes.append(stage.post(cast.ana, f"alerts/{alert_id}/open-case/").json()["case"]["code"])
    for user in (cast.ana, cast.bruno):
        stage.client(user)

    def tell(which):
        user, code, words = which
        try:
            return send(stage, user, code, "consent", words).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                tell,
                [
                    (cast.ana, codes[0], opposes()),
                    (cast.bruno, codes[1], said("expressly_opposed", words="No, never.", ago=2)),
                ],
            )
        )
    assert set(answers) <= {302, 400, 409}
    assert Consent.objects.filter(state="expressly_opposed").count() == 1
    assert set(Case.objects.values_list("state", flat=True)) == {"blocked_opposed"}


def test_who_was_asked_is_asked_no_longer_and_who_is_engaged_stays_but_reports_nothing(stage, cast):
    asked = stage.offered(cast.luis)
    sent(stage, cast.ana, asked, "consent", opposes())
    assert Offer.objects.get().state == "withdrawn"
    assert stage.get(cast.luis, f"cases/{asked}/").status_code == 404

    taken = stage.taken(cast.luis)
    sent(stage, cast.ana, taken, "consent", opposes())
    assert stage.get(cast.luis, f"cases/{taken}/").json()["matter_state"] == "engaged"
    report = {"stage": "filed", "next_step": "wait", "hearing_known": "no", "hours": "1", "removal_risk": "no"}
    assert send(stage, cast.luis, taken, "progress", report).status_code == 409
    time = {"day": local()[:10], "minutes": "5", "activity": "client"}
    sent(stage, cast.luis, taken, "time", time)


def test_declined_for_the_family_or_a_lawyer_stops_that_alone(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", said("declined", scope="family"))
    assert send(stage, cast.ana, code, "actions", visit(kind="family_message")).status_code == 409
    sent(stage, cast.ana, code, "actions", visit())
    sent(stage, cast.ana, code, "consent", said("declined", scope="lawyer"))
    refused = stage.do(cast.ana, code, "assign", {"lawyer": cast.luis.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "declined")


def test_the_statement_is_for_the_officer_in_charge_and_its_author_and_the_look_is_logged(stage, cast):
    code = stage.opened(cast.ana)
    sent(stage, cast.bruno, code, "consent", said("given", words="Canary statement"))
    assert "Canary statement" in read(stage, cast.ana, code, "people/")
    assert AccessRecord.objects.filter(fields__contains=["consent.statement"], reader=cast.ana).count() == 1
    assert "Canary statement" in read(stage, cast.bruno, code, "people/")
    assert "Canary statement" not in read(stage, cast.carmen, code, "people/")
    assert not AccessRecord.objects.filter(reader=cast.carmen).exists()


def test_who_may_record_consent(stage, cast):
    code = stage.taken(cast.luis)
    for user in (cast.hector, cast.helena, cast.lucia):
        assert send(stage, user, code, "consent", said("given")).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert send(stage, user, code, "consent", said("given")).status_code == 403
    sent(stage, cast.luis, code, "consent", said("given", how="lawyer"))
    sent(stage, cast.carmen, code, "consent", said("given", scope="family"))


def test_a_lawyer_with_only_an_offer_learns_nothing_of_it(stage, cast):
    code = stage.offered(cast.luis)
    for tab in ("people/", "log/"):
        assert stage.client(cast.luis).get(f"/cases/{code}/{tab}").status_code == 404
    assert send(stage, cast.luis, code, "consent", said("given")).status_code == 404


def test_the_database_keeps_the_history_as_it_was(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "consent", said("given"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "consular_app"
    with pytest.raises(DatabaseError):
        Consent.objects.update(state="withdrawn")
