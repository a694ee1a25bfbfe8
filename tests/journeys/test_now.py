"""The page of the moment, looked at: a press changes it without a reload, a lost line is said, and nobody's place on it is lost."""

import re

import pytest
from playwright.sync_api import expect

from alerts.models import BoardSession

pytestmark = [pytest.mark.browser, pytest.mark.served]

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to load")


@pytest.fixture
def now_page(visit, cast):
    def now_page(**options):
        page = visit(cast.carmen, "/reports/now/", **options)
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
        return page

    return now_page


def value(page, key):
    return page.get_by_test_id(f"now-{key}").locator("[data-value]")


def test_a_press_arrives_and_the_figure_changes_without_a_reload(now_page, press):
    page = now_page()
    page.evaluate("window.isTheSame = true")
    expect(value(page, "unclaimed")).to_have_text("0")
    expect(page.get_by_test_id("now-state")).to_have_text("Live")

    press()

    expect(value(page, "unclaimed")).to_have_text("1")
    expect(page.locator("#now-said")).to_have_text("1 unclaimed")
    expect(page.get_by_test_id("now-unclaimed")).to_contain_text("the oldest waits")
    before = page.get_by_test_id("now-unclaimed").locator("time").inner_text()
    expect(page.get_by_test_id("now-unclaimed").locator("time")).not_to_have_text(before)
    assert page.evaluate("window.isTheSame")


def test_only_the_unclaimed_are_said_aloud(now_page, press):
    page = now_page()
    press(drill=True)
    press()
    expect(page.locator("#now-said")).to_have_text("1 unclaimed")
    assert page.locator("[role=status], [aria-live]").count() == 1


def test_a_lost_line_is_said_and_what_comes_meanwhile_is_there_afterwards(now_page, press):
    page = now_page(expected=OFFLINE)
    page.context.set_offline(True)
    expect(page.get_by_test_id("now-state")).to_contain_text(re.compile(r"Not live since \d\d:\d\d"), timeout=40_000)
    expect(page.locator("html")).to_have_attribute("data-live", "no")
    press()
    page.context.set_offline(False)
    expect(page.get_by_test_id("now-state")).to_have_text("Live", timeout=40_000)
    expect(value(page, "unclaimed")).to_have_text("1")


def test_without_a_socket_it_asks_by_itself_and_does_not_call_that_live(visit, cast, press):
    page = visit(cast.carmen, "/f/", expected=("WebSocket",))
    page.route_web_socket("**/ws/wall/", lambda socket: socket.close())
    page.goto(page.url.replace("/f/", "/reports/now/"))
    expect(page.locator("html")).to_have_attribute("data-link", "polling")
    press()
    expect(value(page, "unclaimed")).to_have_text("1")
    expect(page.get_by_test_id("now-state")).to_contain_text("Not live since")


def test_focus_an_open_definition_and_the_place_on_the_page_stay(now_page, press):
    page = now_page(viewport={"width": 390, "height": 700})
    definition = page.get_by_test_id("now-unclaimed").locator("summary")
    definition.focus()
    page.keyboard.press("Enter")
    page.evaluate("scrollTo(0, 150)")
    at = page.evaluate("scrollY")

    press()

    expect(value(page, "unclaimed")).to_have_text("1")
    expect(definition).to_be_focused()
    expect(page.get_by_test_id("now-unclaimed").locator("details")).to_have_attribute("open", "")
    assert abs(page.evaluate("scrollY") - at) < 60

    link = page.get_by_test_id("now-unclaimed").get_by_role("link")
    link.focus()
    press()
    expect(value(page, "unclaimed")).to_have_text("2")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/?unclaimed=1&post=LAX")


def test_whoever_looks_at_it_is_nobodys_eyes(now_page):
    page = now_page()
    BoardSession.objects.all().delete()  # of a board that an earlier test has left open
    page.wait_for_timeout(11_000)  # a board beats every ten seconds
    assert not BoardSession.objects.exists()
    expect(page.get_by_test_id("now-eyes")).to_contain_text("at 1 post")


def test_without_scripts_it_is_the_same_page(visit, cast, press):
    press()
    page = visit(cast.carmen, "/reports/now/", java_script_enabled=False)
    expect(value(page, "unclaimed")).to_have_text("1")
    expect(page.get_by_test_id("now-state")).to_contain_text("reload the page")
    expect(page.get_by_test_id("now-unclaimed").locator("time")).not_to_be_empty()
