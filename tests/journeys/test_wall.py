"""The display on the wall: counts read from across the room, one district after the other, and nobody who could be known by it."""

import re

import pytest
from playwright.sync_api import expect

from alerts.models import Alert
from tests import cast as people

pytestmark = [pytest.mark.browser, pytest.mark.served]

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to load")


@pytest.fixture
def wall(visit, cast):
    def wall(user, **options):
        page = visit(user, "/board/wall/", **options)
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
        return page

    return wall


def test_it_counts_what_waits_and_names_nobody(wall, cast, press):
    press(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"}, message="Two vans at the corner.")
    press(drill=True)
    page = wall(cast.carmen)
    expect(page.get_by_test_id("wall-unclaimed")).to_have_text("1")
    press()
    expect(page.get_by_test_id("wall-unclaimed")).to_have_text("2")
    expect(page.get_by_test_id("wall-open")).to_have_text("2")
    expect(page.get_by_test_id("wall-stale")).to_have_text("0")
    expect(page.get_by_test_id("wall-oldest")).to_contain_text("the oldest waits")
    expect(page.locator("#district-facts")).to_contain_text("Drill: 1 alert")

    told = page.content() + page.request.get(page.url.replace("/board/wall/", "/api/v1/board/wall/")).text()
    for alert in Alert.objects.all():
        assert alert.code not in told
        assert str(alert.pk) not in told
    for word in ("Rosa", "213 555", "Two vans", "Los Angeles, CA", "34.05", "118.24"):
        assert word not in told


def test_it_turns_from_one_district_to_the_next_and_stops_when_told(wall, cast, press):
    press()
    press(location=people.DOWNTOWN_HOUSTON)
    page = wall(cast.oscar)
    shown = page.get_by_test_id("wall-district")
    expect(shown).to_contain_text("HOU")
    expect(shown).to_contain_text("LAX")

    page.get_by_test_id("hold").click()

    page.wait_for_timeout(13_000)
    expect(shown).to_contain_text("LAX")


def test_a_wall_that_hears_nothing_says_so(wall, cast, press):
    press()
    page = wall(cast.carmen, expected=OFFLINE)
    page.context.set_offline(True)

    expect(page.locator("html")).to_have_attribute("data-link", "dead", timeout=40_000)
    expect(page.get_by_test_id("live")).to_contain_text("Not live since")


def test_beats_alone_do_not_make_it_live(visit, cast, press):
    page = visit(cast.carmen, "/f/")
    counted = re.compile('"type":"bulletin"')

    def hold_back(socket):
        server = socket.connect_to_server()
        server.on_message(lambda frame: counted.search(str(frame)) or socket.send(frame))

    page.route_web_socket("**/ws/wall/", hold_back)
    page.goto(page.url.replace("/f/", "/board/wall/"))

    expect(page.locator("html")).to_have_attribute("data-link", "polling")
    press()
    expect(page.get_by_test_id("wall-unclaimed")).to_have_text("1")
    page.wait_for_timeout(11_000)  # a beat comes every ten seconds
    expect(page.locator("html")).to_have_attribute("data-live", "no")


def test_who_was_never_tested_is_late_from_the_start_where_somebody_watches(visit, cast):
    # A clock that leaps makes the display give up on a line that is being opened, which Chromium notes.
    visit(cast.ana, "/board/")
    page = visit(cast.carmen, "/f/", expected=("closed before the connection is established",))
    page.clock.install()
    page.goto(page.url.replace("/f/", "/board/wall/"))
    expect(page.get_by_test_id("live")).to_have_text("Live")
    expect(page.locator("#district-facts")).to_contain_text(re.compile("[1-9] boards? watched"))
    expect(page.get_by_test_id("wall-warnings")).not_to_contain_text("no test press")

    page.clock.run_for(125_000)

    expect(page.get_by_test_id("wall-warnings")).to_contain_text("LAX: no test press was seen for 2 minutes.")
