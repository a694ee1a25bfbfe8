"""Where the person is, on the board: the track as it was judged, the proposed facility, and who is not located."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.actions import add_positions
from alerts.intake.decoder import Fix, Track
from alerts.models import Alert
from alerts.models.sender import fingerprint
from consular.organisation.models import Facility
from tests import cast as people

pytestmark = [pytest.mark.browser, pytest.mark.served]


def walk(alert_id, *fixes):
    """(latitude, longitude, minutes ago, source)."""
    now = timezone.now()
    read = [
        Fix(lat, lng, 30, now - timedelta(minutes=minutes), now - timedelta(minutes=minutes), source)
        for lat, lng, minutes, source in fixes
    ]
    add_positions(alert_id=alert_id, key_hash=fingerprint(people.SOURCE_KEY), track=Track(read, []))


@pytest.fixture
def taken_to_adelanto(press):
    adelanto = Facility.objects.get(code="adelanto-ice-processing-center")
    an_hour_ago = (timezone.now() - timedelta(hours=3)).isoformat()
    alert_id = press(location=people.DOWNTOWN_LA | {"fixed_at": an_hour_ago})
    walk(alert_id, (34.3, -117.8, 100, "gps"), (adelanto.point.y, adelanto.point.x, 20, "gps"))
    walk(alert_id, (36.5, -115.0, 10, "gps"), (10.0, 10.0, 9, "mock"), (10.0, 10.0, 8, "mock"))
    return alert_id


def test_ana_reads_what_was_held_back_and_accepts_the_facility(visit, cast, taken_to_adelanto):
    page = visit(cast.ana, f"/board/#alert={taken_to_adelanto}")
    panel = page.get_by_test_id("panel")

    expect(page.get_by_test_id("held-back")).to_have_text("Not used: 2 simulated fixes, 1 impossible jump.")
    expect(page.get_by_test_id("proposal")).to_contain_text("Probably at ADELANTO ICE PROCESSING CENTER")
    expect(page.get_by_test_id("nearest-facility")).to_contain_text("ADELANTO ICE PROCESSING CENTER")
    expect(page.get_by_test_id("why-here")).to_contain_text("the place lies in its district")
    expect(page.get_by_test_id("proposal-accept")).to_have_count(0)  # nobody has claimed it
    page.get_by_test_id("verb-claim").click()
    page.get_by_test_id("proposal-accept").click()

    expect(page.get_by_test_id("person-state")).to_have_text("Detained, unconfirmed")
    expect(panel).to_contain_text("ADELANTO ICE PROCESSING CENTER")
    expect(page.get_by_test_id("proposal")).to_have_count(0)
    assert Alert.objects.get().facility.code == "adelanto-ice-processing-center"


def test_the_form_offers_what_the_track_proposes_and_who_is_released_is_at_no_facility(visit, cast, taken_to_adelanto):
    page = visit(
        cast.ana,
        f"/board/#alert={taken_to_adelanto}",
    )
    page.get_by_test_id("verb-claim").click()
    page.get_by_test_id("verb-person").click()
    form = page.get_by_test_id("dialog-person")
    form.locator("[value=detained_confirmed]").check()
    form.get_by_label("Who says so").select_option("family")
    expect(form.get_by_label("Custody facility")).not_to_have_value("")  # what the track proposes is filled in

    form.locator("[value=released]").check()
    expect(form.get_by_label("Custody facility")).to_be_hidden()
    page.get_by_test_id("dialog-submit").click()

    expect(page.get_by_test_id("person-state")).to_have_text("Released")
    expect(page.get_by_test_id("count-unlocated")).to_have_text("0")


def test_the_count_of_who_is_not_located_is_a_filter(visit, cast, press, taken_to_adelanto):
    other = press()
    Alert.objects.filter(pk=other).update(person_state="released", version=2)
    page = visit(cast.ana, "/board/")
    rows = page.get_by_test_id("queue-row")
    expect(rows).to_have_count(2)
    expect(page.get_by_test_id("count-unlocated")).to_have_text("1")

    page.get_by_test_id("filter-unlocated").click()

    expect(rows).to_have_count(1)
    expect(page.locator(".queue-group:visible")).to_have_text("Not located · first hour1")
    expect(page.get_by_test_id("locate-left")).to_contain_text("until 1 h")
    assert "located=no" in page.url
    page.reload()
    expect(rows).to_have_count(1)
    expect(page.get_by_test_id("filter-unlocated")).to_have_attribute("aria-pressed", "true")
