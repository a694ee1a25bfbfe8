"""The board watches itself: colleagues see who looks, a test press is painted and acknowledged, a flood makes the board lean."""

import time
import uuid

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from alerts import canary
from alerts.models import BoardSession, PostWatch
from consular.organisation.models import Posting, User
from tests import databases
from tests.alerts.stage import Staff

pytestmark = [pytest.mark.browser, pytest.mark.served]

ALARM = "rgb(196, 24, 44)"


def live(page):
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    return page


def row(page, alert_id):
    return page.locator(f'[data-testid="queue-row"][data-alert-id="{alert_id}"]')


def test_bruno_sees_that_ana_is_looking_and_when_she_looks_away(visit, cast, press):
    ana, bruno = live(visit(cast.ana, "/board/")), live(visit(cast.bruno, "/board/"))
    alert_id = press()
    row(ana, alert_id).click()
    row(bruno, alert_id).click()

    expect(bruno.get_by_test_id("lookers")).to_have_text("Ana Beltrán is looking at this.")
    expect(row(bruno, alert_id).locator(".seen-by")).to_have_attribute("title", "Looking at this: Ana Beltrán")
    ana.keyboard.press("Escape")
    expect(bruno.get_by_test_id("lookers")).to_be_hidden()


def test_a_test_press_is_painted_acknowledged_and_gone(visit, cast, served, monkeypatch):
    page = live(visit(cast.ana, "/board/"))
    monkeypatch.setattr(settings, "CANARY_URL", served.base)
    canary.register()
    deadline = time.monotonic() + 15
    while not canary.send_due():
        assert time.monotonic() < deadline, "the board's beat never came"
        time.sleep(0.2)

    expect(page.get_by_test_id("glass")).to_be_visible()
    while not (seen := PostWatch.objects.filter(canary_seen_at__isnull=False).first()):
        assert time.monotonic() < deadline, "the browser acknowledged nothing"
        time.sleep(0.1)
    assert seen.consulate_id == cast.posts["LAX"].pk
    expect(page.get_by_test_id("queue-row")).to_have_count(0)
    expect(page.get_by_test_id("count-open")).to_have_text("0")


def test_a_board_that_hears_no_test_press_for_ninety_seconds_says_so(visit, cast):
    # A clock that leaps by a minute makes the board give up on a line that is being opened, which Chromium notes.
    page = visit(cast.ana, "/f/", expected=("closed before the connection is established",))
    page.clock.install()
    page.goto(page.url.replace("/f/", "/board/"))
    expect(page.get_by_test_id("live")).to_have_text("Live")
    page.clock.run_for(60_000)
    expect(page.get_by_test_id("canary-late")).to_be_hidden()

    page.clock.run_for(31_000)

    expect(page.get_by_test_id("canary-late")).to_contain_text("No test press for 9")
    said = page.get_by_test_id("canary-late").get_by_role("alert")
    expect(said).to_have_text("No test press has come: new alerts may not arrive here.")
    expect(page.locator(".status-bar")).to_have_css("background-color", ALARM)


def test_in_a_flood_the_board_is_lean_and_the_lane_is_emptied_in_groups(visit, cast, press, served):
    page = live(visit(cast.ana, "/board/"))
    BoardSession.objects.exclude(hears_bulletins=True).delete()
    for _n in range(12):
        press()
    expect(page.locator("html")).to_have_attribute("data-lean", "yes")
    expect(page.get_by_test_id("load")).to_contain_text("12")
    heights = {box["height"] for box in (one.bounding_box() for one in page.get_by_test_id("queue-row").all())}
    assert max(heights) <= 28
    expect(page.get_by_test_id("newest")).to_be_hidden()
    expect(page.locator(".queue-group:visible, .ping, .is-new")).to_have_count(0)  # one list, and nothing pops up

    page.get_by_test_id("call-help").click()
    page.get_by_test_id("dialog-submit").click()
    expect(page.get_by_test_id("call-help")).to_have_text("Help is called")


def test_the_fallback_hears_an_alert_where_nobody_watches_until_it_is_claimed(
    visit, cast, press, signed_in, staff_of_the_centre
):
    page = live(visit(staff_of_the_centre, "/board/"))
    BoardSession.objects.exclude(user=staff_of_the_centre).delete()
    page.keyboard.press("ArrowDown")
    alert_id = press()
    expect(row(page, alert_id)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-ringing", "panic")

    Staff(signed_in).done(cast.ana, alert_id, "claim")

    expect(page.locator("html")).to_have_attribute("data-ringing", "")


@pytest.fixture
def staff_of_the_centre(cast):
    user = User.objects.create(username=f"centre-{uuid.uuid4().hex[:6]}", first_name="Íñigo", is_demo=True)
    posting = Posting.objects.create(user=user, role="officer", consulate=cast.posts["CIAM"], starts_at=timezone.now())
    yield user
    databases.empty_of_stories()
    posting.delete()
    user.delete()
