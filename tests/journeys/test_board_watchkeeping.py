"""The board at three in the morning: it rings until somebody has it, never louder than it must, and never looks calmer than things are."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Alert
from tests import cast as people
from tests.alerts.incident_stage import beside
from tests.alerts.stage import Staff

pytestmark = [pytest.mark.browser, pytest.mark.served]

MINE = re.compile("is-mine")


def live(page):
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    return page


def row(page, alert_id):
    return page.locator(f'[data-testid="queue-row"][data-alert-id="{alert_id}"]')


def rings(page, tone):
    expect(page.locator("html")).to_have_attribute("data-ringing", tone)


@pytest.fixture
def board(visit, cast):
    return live(visit(cast.ana, "/board/"))


@pytest.fixture
def heard(board):
    """Ana's board once she has touched a key: before that, browsers let no page ring."""
    board.keyboard.press("ArrowDown")
    expect(board.locator("html")).to_have_attribute("data-sound", "on")
    return board


@pytest.fixture
def staff(cast, signed_in):
    return Staff(signed_in)


def test_it_rings_until_somebody_has_it(heard, staff, cast, press):
    rings(heard, "")
    alert_id = press()
    rings(heard, "panic")
    expect(heard.get_by_test_id("bell")).to_have_text("Ringing")

    staff.done(cast.bruno, alert_id, "claim")

    rings(heard, "")


def test_ana_hears_claims_calls_writes_and_opens_a_case_without_a_mouse(heard, press):
    alert_id = press(language="es", person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"})
    dialog = heard.get_by_role("dialog")
    rings(heard, "panic")
    heard.keyboard.press("ArrowDown")
    heard.keyboard.press("c")
    rings(heard, "")
    expect(row(heard, alert_id)).to_have_class(MINE)
    expect(heard.get_by_test_id("first-contact")).to_be_visible()

    heard.keyboard.press("u")
    expect(heard.get_by_test_id("phone")).to_have_text("+1 213 555 0100")
    heard.keyboard.press("l")
    heard.keyboard.press("Tab")
    heard.keyboard.press("Space")
    heard.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(row(heard, alert_id)).to_have_attribute("data-state", "contacting")
    heard.keyboard.press("n")
    heard.keyboard.type("She waits in the kitchen.")
    heard.keyboard.press("Control+Enter")
    expect(heard.get_by_text("She waits in the kitchen.")).to_be_visible()
    heard.keyboard.press("o")
    heard.keyboard.press("Control+Enter")

    expect(heard.get_by_test_id("case-link")).to_be_visible()
    expect(row(heard, alert_id)).to_have_count(0)


def test_every_key_is_for_one_thing(board):
    board.keyboard.press("?")
    keys = board.get_by_test_id("dialog-help").locator("kbd").all_text_contents()
    assert len(keys) > 20
    assert len(keys) == len(set(keys))


def test_the_press_that_lets_it_ring_does_not_hush_it(board):
    bell = board.get_by_test_id("bell")
    bell.hover()
    board.mouse.down()
    expect(board.locator("html")).to_have_attribute("data-sound", "on")
    board.mouse.up()
    expect(bell).to_have_text("Sound on")


def test_quiet_ends_with_the_next_alert_that_is_no_drill(heard, press):
    press()
    rings(heard, "panic")
    heard.wait_for_timeout(1_100)
    heard.get_by_test_id("bell").click()
    rings(heard, "")
    drill = press(drill=True)
    expect(row(heard, drill)).to_be_visible()
    expect(heard.locator("html")).to_have_attribute("data-sound", "quiet")

    press()

    rings(heard, "panic")


def test_a_raid_that_is_practised_rings_as_a_drill_and_is_counted_apart(heard, press):
    for place in (beside(), beside(300), beside(0, 400)):
        press(location=place, drill=True)

    expect(heard.get_by_test_id("incident-line")).to_contain_text("Drill of a raid")
    rings(heard, "drill")
    expect(heard.get_by_test_id("count-unclaimed")).to_have_text("0")
    expect(heard.get_by_test_id("count-drills")).to_have_text("3")
    expect(heard).to_have_title(re.compile(r"^Board"))
    expect(heard.get_by_test_id("announcer")).to_contain_text("Drill: Panic")


def test_a_simulated_position_is_hollow_and_named(visit, cast, press):
    alert_id, _true = press(), press()
    Alert.objects.filter(pk=alert_id).update(fix_source="mock", version=2)
    board = live(visit(cast.ana, "/board/"))
    expect(board.get_by_test_id("map")).to_have_attribute("data-marks", "2")
    expect(board.get_by_test_id("map")).to_have_attribute("data-hollow", "1")
    expect(row(board, alert_id)).to_contain_text("Simulated position")

    row(board, alert_id).click()
    expect(board.get_by_test_id("simulated")).to_be_visible()


def test_a_filter_does_not_hide_that_somebody_waits(board, press):
    board.get_by_test_id("filter-mine").click()
    alert_id = press()
    expect(board.get_by_test_id("hidden-ringing")).to_contain_text("Hidden by filters: 1 unclaimed")

    board.get_by_test_id("show-all").click()

    expect(row(board, alert_id)).to_be_visible()
    expect(board.get_by_test_id("hidden-ringing")).to_be_hidden()


def test_ana_is_told_who_took_it_from_her_and_houston_what_it_is_offered(board, visit, staff, cast, press):
    taken, offered = press(), press()
    for alert_id in (taken, offered):
        staff.done(cast.ana, alert_id, "claim")
    hector = live(visit(cast.hector, "/board/"))
    expect(row(board, taken)).to_have_class(MINE)

    staff.done(cast.carmen, taken, "take", reason="Ana is on another call.")
    staff.done(cast.ana, offered, "handover", to="HOU")

    code = Alert.objects.get(pk=taken).code
    expect(board.get_by_test_id("toast")).to_contain_text(f"Carmen Duarte took {code} over")
    expect(hector.get_by_test_id("toast")).to_contain_text("LAX offers")
    expect(row(hector, offered)).to_have_class(re.compile("is-offered"))


def test_what_ana_types_and_holds_is_left_alone_when_others_write(board, staff, cast, press):
    alert_id = press(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"})
    row(board, alert_id).click()
    board.keyboard.press("c")
    board.keyboard.press("u")
    board.get_by_test_id("phone").select_text()
    board.get_by_test_id("verb-note").focus()

    staff.done(cast.carmen, alert_id, "note", text="Her lawyer has called.")

    expect(board.get_by_text("Her lawyer has called.")).to_be_visible()
    expect(board.get_by_test_id("verb-note")).to_be_focused()
    assert board.evaluate("getSelection().toString()") == "+1 213 555 0100"


def test_after_a_dialog_the_focus_is_where_it_was_or_at_the_queue(board, press):
    row(board, press()).click()
    board.keyboard.press("c")
    board.get_by_test_id("verb-note").focus()
    board.keyboard.press("n")
    board.keyboard.type("Nobody answers.")
    board.keyboard.press("Control+Enter")
    expect(board.get_by_text("Nobody answers.")).to_be_visible()
    expect(board.get_by_test_id("verb-note")).to_be_focused()

    board.get_by_test_id("verb-release").focus()
    board.keyboard.press("r")
    board.keyboard.press("Control+Enter")
    expect(board.get_by_test_id("verb-claim")).to_be_visible()
    expect(board.get_by_test_id("queue")).to_be_focused()


@pytest.fixture
def flooded(visit, cast, press):
    """Six presses of one telephone: three ring, three wait in the lane."""
    for _n in range(6):
        press(key=people.DEVICE_TOKEN)
    board = live(visit(cast.ana, "/board/", expected=("400 (Bad Request)",)))
    board.get_by_test_id("flood").click()
    return board


def test_one_of_the_flood_lane_is_claimed_like_any_other(flooded):
    flooded.get_by_test_id("flood-look").click()
    expect(flooded.get_by_test_id("flood-alert")).to_have_count(3)
    flooded.get_by_test_id("flood-alert").first.click()
    expect(flooded.get_by_test_id("count-unclaimed")).to_have_text("3")  # what only waits in the lane is not among them
    flooded.get_by_test_id("verb-claim").click()

    expect(flooded.locator(".queue-row.is-mine")).to_have_count(1)


def test_many_false_alarms_at_once_need_a_word_on_why(flooded):
    flooded.get_by_test_id("flood-close").click()
    dialog = flooded.get_by_test_id("dialog-flood-close")
    expect(dialog).to_contain_text("3 alerts of this sender")
    dialog.get_by_test_id("dialog-submit").click()
    note = dialog.get_by_role("textbox")
    note.fill("ok")
    dialog.get_by_test_id("dialog-submit").click()
    expect(dialog.get_by_test_id("dialog-error")).to_be_visible()
    expect(note).to_have_value("ok")
    note.fill("Her brother was playing with it.")
    dialog.get_by_test_id("dialog-submit").click()

    expect(flooded.get_by_test_id("flood-group")).to_contain_text("3 alerts closed")
    assert Alert.objects.filter(disposition="false_alarm").count() == 3


def test_a_broken_sequence_is_not_green_before_a_fresh_snapshot(visit, cast):
    page = visit(cast.ana, "/f/", expected=("Failed to load",))
    to_page = []

    def pass_on(socket):
        socket.connect_to_server()
        to_page.append(socket)

    page.route_web_socket("**/ws/board/", pass_on)
    page.goto(page.url.replace("/f/", "/board/"))
    live(page)
    page.route("**/api/v1/board/", lambda route: route.abort())

    to_page[-1].send('{"type":"resync"}')

    expect(page.locator("html")).to_have_attribute("data-live", "no")
    expect(page.get_by_test_id("live")).to_contain_text("Not live since")
    page.unroute("**/api/v1/board/")
    live(page)


def test_a_layer_that_cannot_be_read_says_so_and_comes_at_the_next_press(visit, cast):
    board = live(visit(cast.ana, "/board/", expected=("Failed to load",)))
    board.route("**/api/v1/places/layers/", lambda route: route.abort())
    board.get_by_test_id("layers").click()
    courts = board.locator("[data-layer=courts]")

    courts.click()

    expect(board.locator("#toasts")).to_contain_text("The places could not be read. Try again.")
    expect(courts).not_to_be_checked()
    board.unroute("**/api/v1/places/layers/")
    courts.check()
    expect(courts).to_be_checked()


def test_without_a_socket_she_still_sees_who_looks_and_what_arrives(visit, cast, press):
    cut = visit(cast.ana, "/f/", expected=("WebSocket",))
    cut.route_web_socket("**/ws/board/", lambda socket: socket.close())
    cut.goto(cut.url.replace("/f/", "/board/"))
    bruno = live(visit(cast.bruno, "/board/"))
    expect(cut.locator("html")).to_have_attribute("data-link", "polling")
    alert_id = press()

    row(cut, alert_id).click(timeout=15_000)
    row(bruno, alert_id).click()

    expect(cut.get_by_test_id("lookers")).to_have_text("Bruno Cárdenas is looking at this.", timeout=15_000)


def test_an_hour_without_anybody_locating_him_is_told_to_its_owner(board, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    expect(row(board, alert_id)).to_have_class(MINE)

    Alert.objects.update(locate_due_at=timezone.now())

    expect(board.locator("#toasts")).to_contain_text(
        "1 h have passed, and nobody has located the person.", timeout=15_000
    )
    expect(row(board, alert_id)).to_contain_text("1 h")
