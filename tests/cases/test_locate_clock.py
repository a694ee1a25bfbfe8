"""Opening a case moves the locate clock to it: it strikes there until somebody says where the person is."""

import pytest

from alerts import sweeping
from alerts.models import Alert
from cases.models import Case
from consular.events.models import Event
from tests.alerts.stage import Clock


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def opened(signed_in, cast, press, clock):
    def open_one(**body):
        alert_id, ana = press(**body), signed_in(cast.ana)
        ana.post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")
        clock.forward(minutes=10)
        answer = ana.post(f"/api/v1/alerts/{alert_id}/open-case/", {}, content_type="application/json")
        assert answer.status_code == 201
        return Case.objects.get(code=answer.json()["case"]["code"])

    return open_one


def struck():
    return list(Event.objects.filter(kind="case.locate_due").order_by("id").values_list("payload__hour", flat=True))


def test_the_clock_goes_on_in_the_case_from_the_time_of_the_alert(opened, clock):
    case = opened()
    assert Alert.objects.get().locate_due_at is None
    clock.forward(minutes=49)
    sweeping.sweep()
    assert struck() == []

    clock.forward(minutes=1)
    sweeping.sweep()
    clock.forward(hours=71)
    sweeping.sweep()

    assert struck() == [1, 24, 48, 72]
    case.refresh_from_db()
    assert case.locate_due_at is None
    assert not Event.objects.filter(kind="alert.locate_due").exists()


def test_who_is_known_to_be_in_custody_has_no_clock_any_more(opened, signed_in, cast, clock):
    case = opened()
    body = {"axis": "custody", "code": "still_detained"}
    answer = signed_in(cast.ana).post(f"/api/v1/cases/{case.code}/outcome/", body, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["locate_due_at"] is None
    clock.forward(hours=80)
    sweeping.sweep()

    assert struck() == []


def test_the_case_shows_until_when(opened, signed_in, cast):
    case = opened()
    client = signed_in(cast.ana)

    assert client.get(f"/api/v1/cases/{case.code}/").json()["locate_due_at"]
    assert "To be located by" in client.get(f"/cases/{case.code}/", headers={"accept-language": "en"}).content.decode()


def test_a_located_alert_brings_no_clock(opened, signed_in, cast, press):
    alert_id = press()
    ana = signed_in(cast.ana)
    for verb, body in (("claim", {}), ("person", {"state": "released"})):
        assert ana.post(f"/api/v1/alerts/{alert_id}/{verb}/", body, content_type="application/json").status_code == 200
    ana.post(f"/api/v1/alerts/{alert_id}/open-case/", {}, content_type="application/json")

    assert Case.objects.get().locate_due_at is None
