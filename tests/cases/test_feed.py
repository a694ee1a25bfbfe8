"""The lawyer's own calendar: a secret address, no personal data, gone when revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from cases.models import CalendarFeed, Deadline, Hearing
from consular.organisation.models import Court, Posting
from tests.cases.pages import send
from tests.cases.test_calendar import event, hearing, post_hearing

FINE = 302


@pytest.fixture
def court(reference):
    return Court.objects.filter(state="LA", is_active=True).order_by("code").first()


def subscribe(stage, user, **more):
    shown = stage.client(user).post("/calendar/feeds/", {"label": "Telephone", **more})
    assert shown.status_code == 200
    return shown.context["address"].removeprefix("http://testserver")


def test_the_calendar_says_code_kind_time_and_court_and_nothing_else(stage, cast, client, court):
    code = stage.taken(cast.luis, person={"name": "Canary Quetzal", "phone": "+1 213 555 0100"})
    one = post_hearing(stage, cast.luis, code, hearing(court, 200, kind="bond"))
    fear = post_hearing(stage, cast.luis, code, hearing(court, 300, kind="reasonable_fear"))
    event(stage, cast.luis, code, "last_arrival", one.local.date() - timedelta(days=60))
    response = client.get(subscribe(stage, cast.luis))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    text = response.content.decode()
    for secret in ("Quetzal", "555", code, "fear", "asylum", "One year", "ASY", "Luis"):
        assert secret.casefold() not in text.casefold().replace("\r\n ", "")
    events = {str(item["uid"]): item for item in Calendar.from_ical(response.content).walk("VEVENT")}
    bond = events[f"h-{one.pk}@consular"]
    assert bond["summary"] == f"{one.matter.case.person.code} · bond · {one.local:%H:%M}"
    assert court.address in bond["location"]
    assert bond["dtstart"].dt == one.local
    assert [alarm["trigger"].dt for alarm in bond.walk("VALARM")] == [
        -timedelta(days=7),
        -timedelta(hours=72),
        -timedelta(hours=24),
    ]
    quiet = events[f"h-{fear.pk}@consular"]
    assert "appointment" in quiet["summary"]
    assert "location" not in quiet
    due = Deadline.objects.get()
    assert events[f"d-{due.pk}@consular"]["dtstart"].dt == due.due_on


def test_revoked_it_answers_410_and_unknown_404(stage, cast, client):
    address = subscribe(stage, cast.luis)
    feed = CalendarFeed.objects.get()
    assert address.split("/")[-1].removesuffix(".ics") not in str(vars(feed))
    assert stage.client(cast.lucia).post(f"/calendar/feeds/{feed.pk}/revoke/").status_code == 404
    assert client.get(address).status_code == 200
    assert stage.client(cast.luis).post(f"/calendar/feeds/{feed.pk}/revoke/").status_code == FINE
    assert client.get(address).status_code == 410
    assert client.get("/calendar/feed/nothing.ics").status_code == 404


def test_who_is_a_lawyer_no_more_reads_nothing(stage, cast, client):
    address = subscribe(stage, cast.luis)
    posting = Posting.objects.get(user=cast.luis)
    ends, posting.ends_at = posting.ends_at, timezone.now()
    posting.save(update_fields=["ends_at"])
    try:
        assert client.get(address).status_code == 410
    finally:
        posting.ends_at = ends
        posting.save(update_fields=["ends_at"])


def test_taken_off_a_case_its_days_are_gone_from_the_calendar(stage, cast, client, court):
    code = stage.taken(cast.luis)
    post_hearing(stage, cast.luis, code, hearing(court, 200))
    address = subscribe(stage, cast.luis)
    assert b"VEVENT" in client.get(address).content
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert b"VEVENT" not in client.get(address).content
    assert Hearing.objects.count() == 1


def test_five_subscriptions_are_enough(stage, cast):
    for number in range(5):
        subscribe(stage, cast.luis, label=f"number {number}")
    refused = stage.client(cast.luis).post("/calendar/feeds/", {"label": "sixth"})
    assert (refused.status_code, "revoke one first" in refused.content.decode()) == (400, True)
    assert stage.client(cast.ana).get("/calendar/feeds/").status_code == 403


def test_in_spanish_when_it_was_made_in_spanish(stage, cast, client, court):
    code = stage.taken(cast.luis)
    post_hearing(stage, cast.luis, code, hearing(court, 200, kind="bond"))
    stage.client(cast.luis).cookies["django_language"] = "es"
    text = client.get(subscribe(stage, cast.luis)).content.decode()
    assert "· fianza ·" in text


def test_a_vacated_hearing_leaves_the_calendar(stage, cast, client, court):
    code = stage.taken(cast.luis)
    one = post_hearing(stage, cast.luis, code, hearing(court, 200))
    address = subscribe(stage, cast.luis)
    assert send(stage, cast.luis, code, f"hearings/{one.pk}/end", {"how": "vacated"}).status_code == FINE
    assert b"VEVENT" not in client.get(address).content
