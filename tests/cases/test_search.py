"""Search: by code, number or sound of a name; inside of what one may see, and on record before it is shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import actions as alert_actions
from alerts.models import Alert
from cases import actions
from cases.models import Case
from consular.organisation.access import viewer_of
from consular.privacy.models import AccessRecord
from tests import cast as people

NAMES = {"given_names": "Xóchitl", "first_surname": "Vázquez", "second_surname": "Muñoz"}


@pytest.fixture
def known(stage, cast):
    """A case whose person is known by name and numbers."""

    def known(code=None, by=None, **given):
        code = code or stage.opened()
        by = by or cast.ana
        actions.set_identity(code=code, actor=by, viewer=viewer_of(by), given=NAMES | given)
        return code

    return known


def found(stage, user, q):
    answer = stage.post(user, "search/", {"q": q})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def codes(items):
    return [case["code"] for one in items for case in one["cases"]]


@pytest.mark.parametrize(
    ("q", "matched"),
    [
        ("A12345678", "A-number"),
        ("a 012 345 678", "A-number"),
        ("(213) 555-0100", "telephone"),
        ("+52 55 1234 5678", "telephone"),
        ("boxw310820hnerxn09", "CURP"),
        ("MX 123456", "consular identity card"),
        ("xochitl vazquez munoz", "name"),
        ("Sochitl Basques Munos", "name sounds alike, 3 of 3"),
        ("Basques Munos", "name sounds alike, 2 of 2"),
        ("Sochitl Munos Garcia", "name sounds alike, 2 of 3"),
    ],
)
def test_a_number_or_the_sound_of_a_name_finds_the_person(stage, cast, known, q, matched):
    code = known(
        a_number="A012345678",
        phone="+12135550100",
        phones="+525512345678",
        curp="BOXW310820HNERXN09",
        consular_id="MX123456",
    )
    other = stage.opened()
    known(other, given_names="Luz", first_surname="Pérez", second_surname="Lara")
    [one] = found(stage, cast.bruno, q)
    assert (one["matched"], codes([one])) == ([matched], [code])
    assert one["person"] == Case.objects.get(code=code).person.code
    assert [alert["code"] for alert in one["alerts"]] == [one["person"]]


def test_the_most_parts_and_the_exact_name_come_first(stage, cast, known):
    two = known(second_surname="Lara")
    three = known(second_surname="Muñós")
    exact = known()
    assert codes(found(stage, cast.ana, "Xochitl Vazquez Muñoz")) == [exact, three, two]


def test_one_part_of_three_is_not_enough(stage, cast, known):
    known()
    assert found(stage, cast.ana, "Vazquez Perez Lara") == []


def test_codes_of_case_and_person_find_what_lists_show_and_log_nothing(stage, cast, known):
    code = known()
    person = Case.objects.get(code=code).person.code
    before = AccessRecord.objects.count()
    assert codes(found(stage, cast.bruno, code.lower())) == [code]
    [one] = found(stage, cast.bruno, f" {person.lower()} ")
    assert (codes([one]), len(one["alerts"])) == ([code], 1)
    assert AccessRecord.objects.count() == before
    assert found(stage, cast.hector, code) == found(stage, cast.hector, person) == []


def test_the_name_never_shows_and_each_person_shown_is_on_record_first(stage, cast, known):
    known(a_number="A012345678")
    page = stage.client(cast.ana).post("/search/", {"q": "Xochitl Basques"})
    assert page.status_code == 200
    assert page.content.decode().count("Basques") == 1  # what was typed
    for name in ("Vázquez", "Muñoz", "A012345678"):
        assert name not in page.content.decode()
    record = AccessRecord.objects.order_by("id").last()
    assert (record.subject_type, record.fields, record.purpose) == ("person", ["search.sound"], "search")


def test_not_there_and_not_yours_get_the_same_answer_record_and_number_of_queries(stage, cast, known):
    known(a_number="A012345678")
    found(stage, cast.hector, "the first record begins the chain")
    answers = []
    for q in ("A012345678", "A099999999", "Xochitl Vazquez", "Nadie Ninguno"):
        stage.client(cast.hector)
        with CaptureQueriesContext(connection) as queries:
            answer = stage.post(cast.hector, "search/", {"q": q})
        record = AccessRecord.objects.order_by("id").last()
        answers.append((answer.content, len(queries), record.subject_type, tuple(record.fields), record.reader_id))
    assert len(set(answers)) == 1


def test_an_offer_alone_finds_nobody_by_name_and_engagement_does(stage, cast, known):
    code = known(stage.offered())
    assert found(stage, cast.luis, "Xochitl Vazquez") == []
    assert codes(found(stage, cast.luis, code)) == [code]
    assert found(stage, cast.luis, code)[0]["person"] is None
    stage.done(cast.luis, code, "accept")
    assert codes(found(stage, cast.luis, "Xochitl Vazquez")) == [code]
    assert found(stage, cast.lucia, "Xochitl Vazquez") == []


def test_a_lawyer_who_was_taken_off_finds_them_no_longer(stage, cast, known):
    code = known(stage.taken())
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert found(stage, cast.luis, "Xochitl Vazquez") == []


def test_an_alert_without_a_case_is_found_by_what_the_phone_said(stage, cast, press):
    alert_id = press(person={"name": "Canary Quetzal", "phone": "213 555 0100"})
    alert_actions.mark_identities(now=timezone.now())
    for q in ("2135550100", "Kanary Quetzal"):
        [one] = found(stage, cast.ana, q)
        assert [alert["id"] for alert in one["alerts"]] == [str(alert_id)]
    assert found(stage, cast.hector, "2135550100") == []


def test_an_operator_finds_by_code_and_not_by_name(stage, cast, press):
    alert_id = press(person={"name": "Canary Quetzal", "phone": "213 555 0100"})
    alert_actions.mark_identities(now=timezone.now())
    [one] = found(stage, cast.oscar, Alert.objects.get(pk=alert_id).code)
    assert [alert["id"] for alert in one["alerts"]] == [str(alert_id)]
    assert found(stage, cast.oscar, "Canary Quetzal") == found(stage, cast.oscar, "2135550100") == []


def test_no_more_than_ten_people_at_once(stage, cast, known):
    for _time in range(11):
        known()
    answer = stage.post(cast.ana, "search/", {"q": "Xochitl Vazquez Munoz"}).json()
    assert (len(answer["items"]), answer["more"]) == (10, True)
    assert AccessRecord.objects.filter(purpose="search").count() == 10


@pytest.mark.parametrize("who", ["nadia", "aurelio", "adela"])
def test_others_may_not_search(stage, cast, who):
    user = getattr(cast, who)
    assert stage.post(user, "search/", {"q": "x"}).status_code == 403
    assert stage.client(user).post("/search/", {"q": "x"}).status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"q": ""}, {"q": "x" * 121}, {"q": None}, {"q": "a\x00b"}, {"q": ["a"]}, {"q": {}}]
)
def test_what_cannot_be_looked_for_is_refused(stage, cast, body):
    assert stage.post(cast.ana, "search/", body).status_code == 400


@pytest.mark.parametrize("q", ["C-", "PX-", "%", "'; --", "🙂", "李小龙", "0" * 120, "a " * 59, "C-7F3K2M", "\u202e"])
def test_anything_that_is_typed_gets_an_answer(stage, cast, q):
    assert found(stage, cast.ana, q) == []


def test_an_address_takes_no_question(stage, cast, known):
    known()
    assert 'data-testid="found"' not in stage.client(cast.ana).get("/search/?q=Xochitl+Vazquez").content.decode()
    assert stage.get(cast.ana, "search/?q=Xochitl").status_code == 405


def test_the_board_of_another_post_is_never_found(stage, cast, press, known):
    press(location=people.DOWNTOWN_HOUSTON, person={"name": "Canary Quetzal"})
    alert_actions.mark_identities(now=timezone.now())
    assert found(stage, cast.ana, "Canary Quetzal") == []
    assert len(found(stage, cast.hector, "Canary Quetzal")) == 1
