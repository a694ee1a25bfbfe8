"""Rosa's phone: she presses, is told what is true, and cancels; with and without a network. And her sister, who has the receipt."""

import re
import time
import uuid

import pytest
from playwright.sync_api import expect

from alerts.models import Alert, Position
from tests.cast import DEVICE_TOKEN, DOWNTOWN_LA, DURESS_PIN, PIN

pytestmark = [pytest.mark.browser, pytest.mark.served]

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "permissions": ["geolocation"],
    "geolocation": {"latitude": DOWNTOWN_LA["lat"], "longitude": DOWNTOWN_LA["lng"], "accuracy": 25},
}
LINK = f"/sos/#token={DEVICE_TOKEN}"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource: net::")
WRONG_PIN = ("status of 403",)
SLOW_PLACE = """
  const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
  navigator.geolocation.getCurrentPosition = (found, ...rest) => real((fix) => setTimeout(found, 4000, fix), ...rest);
"""


@pytest.fixture
def phone(visit, cast):
    """Rosa's phone with the link from the consulate opened on it."""
    pages, under_way = [], set()

    def open_phone(path=LINK, **options):
        page = visit(None, path, **PHONE | options)
        page.on("request", lambda request: under_way.add(request))
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda request: under_way.discard(request))
        pages.append(page)
        expect(page.locator("body")).to_have_attribute("data-sos", re.compile("."))
        return page

    yield open_phone
    for page in pages:
        put_away(page, under_way)


def put_away(page, under_way):
    """Without its key it sends no more, and what it sent has been answered: the tables can be emptied."""
    page.evaluate("try { localStorage.clear() } catch {}")
    deadline = time.monotonic() + 10
    while under_way and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    page.goto("about:blank")


def hold(page, seconds=1.2):
    page.locator("#hold").hover()
    page.mouse.down()
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()


def expect_stands(page, where, **options):
    expect(page.locator("body")).to_have_attribute("data-sos", where, **options)


def headline(page):
    """What is said, not what is kept hidden for later."""
    return page.locator("#headline span:visible")


def type_pin(page, pin):
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="OK").click()


def shown_alert(page):
    return Alert.objects.get(pk=uuid.UUID(page.evaluate("JSON.parse(localStorage['consular.sos.alert']).id")))


def wait_for(what, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it never came true")


def test_rosa_presses_an_officer_takes_it_and_she_cancels_with_her_pin(phone, signed_in, cast):
    page = phone(expected=WRONG_PIN)
    status = page.locator(".sos-status")

    hold(page)

    expect(headline(page)).to_have_text("The consulate has your alert")
    alert = shown_alert(page)
    assert alert.kind == "panic" and alert.device == cast.device and not alert.problems
    assert (round(alert.point.y, 4), round(alert.point.x, 4)) == (DOWNTOWN_LA["lat"], DOWNTOWN_LA["lng"])
    expect(status).to_contain_text(alert.receipt)
    expect(status).to_contain_text(cast.posts["LAX"].name)
    officer_step = page.locator('[data-step="claimed"] .when:visible')
    expect(officer_step).to_have_text("not yet")

    signed_in(cast.ana).post(f"/api/v1/alerts/{alert.pk}/claim/", content_type="application/json")
    expect(headline(page)).to_have_text("An officer has it", timeout=5_000)
    expect(officer_step).to_have_text(re.compile(r"\d:\d\d"))
    expect(status).not_to_contain_text("Beltrán")

    page.get_by_role("button", name="I am safe: cancel").click()
    type_pin(page, "9999")
    expect(page.get_by_role("alert").filter(has_text="That PIN is not right")).to_be_visible()
    type_pin(page, PIN)
    expect(headline(page)).to_have_text("You asked to cancel")
    alert.refresh_from_db()
    assert alert.cancel_requested_at and not alert.duress and alert.owner == cast.ana


def test_a_forced_cancel_leaves_the_same_screen(phone, cast):
    screens = []
    for pin in (PIN, DURESS_PIN):
        page = phone()
        hold(page)
        expect_stands(page, "stored")
        page.get_by_role("button", name="I am safe: cancel").click()
        type_pin(page, pin)
        expect_stands(page, "cancelled")
        alert = shown_alert(page)
        assert alert.duress is (pin == DURESS_PIN)
        text = page.locator("main").inner_text().replace(alert.receipt, "")
        screens.append(re.sub(r"\d+:\d\d:\d\d", "", text))

    assert screens[0] == screens[1]


def test_a_press_without_a_network_leaves_when_the_network_returns(phone):
    page = phone(expected=OFFLINE)
    page.context.set_offline(True)
    expect(page.get_by_text("No connection now.")).to_be_visible()

    hold(page)
    expect(headline(page)).to_have_text("Not sent yet")
    assert not Alert.objects.exists()

    page.context.set_offline(False)
    expect_stands(page, "stored")
    assert shown_alert(page).presses == 1
    assert page.evaluate("localStorage['consular.sos.presses']") == "[]"


def test_without_a_network_nothing_old_is_shown_as_new(phone):
    page = phone(expected=OFFLINE)
    hold(page)
    expect_stands(page, "stored")
    expect(page.get_by_text("your place goes to the consulate")).to_be_visible()

    page.context.set_offline(True)

    expect(page.get_by_text("This is what was last known.")).to_be_visible()
    expect(page.get_by_text("your place goes to the consulate")).to_be_hidden()
    page.context.set_offline(False)
    expect(page.get_by_text("This is what was last known.")).to_be_hidden()


def test_a_press_outlives_the_page(phone):
    page = phone(expected=OFFLINE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    hold(page)
    expect_stands(page, "waiting")

    page.reload()
    expect_stands(page, "waiting")
    expect(page.locator(".people-call:visible")).to_have_count(1)

    page.context.set_offline(False)
    expect_stands(page, "stored")
    assert Alert.objects.count() == 1


def test_the_worker_keeps_the_shell_and_nothing_else(phone):
    page = phone()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    hold(page)
    expect_stands(page, "stored")

    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              const kept = await cache.match(request);
              found.push([new URL(request.url).pathname, await kept.text()]);
            }
          }
          return found;
        }"""
    )

    assert "/sos/" in [path for path, _text in kept]
    assert not [path for path, _text in kept if not path.startswith(("/sos/", "/static/"))]
    receipt = shown_alert(page).receipt
    assert not [path for path, text in kept if DEVICE_TOKEN in text or receipt in text]


def test_the_key_is_out_of_the_address_and_stays_on_the_phone(phone):
    page = phone()

    assert page.url.endswith("/sos/")
    page.reload()
    expect_stands(page, "ready")


def test_a_strangers_link_does_not_take_the_phone_over(phone):
    page = phone()
    page.evaluate("location.hash = 'token=dev_of-a-stranger'")

    expect(page.get_by_text("A link wants to change this phone's key")).to_be_visible()
    assert page.url.endswith("/sos/")
    page.get_by_role("button", name="Keep my key").click()
    hold(page)
    expect_stands(page, "stored")


def test_without_a_key_the_page_says_how_to_get_one_and_whom_to_call(phone):
    page = phone("/sos/")

    expect_stands(page, "setup")
    expect(page.locator("#hold")).to_be_hidden()
    expect(page.locator(".people-call:visible")).to_have_count(1)
    page.get_by_label("Key").fill(f" {DEVICE_TOKEN} ")
    page.get_by_role("button", name="Save on this phone").click()
    expect(page.locator("#hold")).to_be_visible()


def test_a_key_that_the_consulate_does_not_know_is_said_plainly(phone):
    page = phone("/sos/#token=dev_unknown", expected=("status of 401",))

    hold(page)

    expect(page.get_by_text("does not accept this phone's key")).to_be_visible()
    expect(headline(page)).to_have_text("Not sent yet")


def test_a_short_press_sends_nothing_and_a_key_held_down_does(phone):
    page = phone()
    hold(page, 0.3)
    expect(page.get_by_text("Keep your finger on it for one second.")).to_be_visible()
    assert not Alert.objects.exists()

    page.locator("#hold").focus()
    page.keyboard.down("Enter")
    page.wait_for_timeout(1_200)
    page.keyboard.up("Enter")
    expect_stands(page, "stored")


def test_a_switch_that_cannot_hold_presses_twice(phone):
    page = phone()

    page.evaluate("document.getElementById('hold').click()")
    expect(page.get_by_text("Press once more to send.")).to_be_visible()
    page.evaluate("document.getElementById('hold').click()")
    expect_stands(page, "stored")


def test_a_slow_place_holds_nothing_up_and_follows(visit, phone):
    page = phone("/sos/")
    page.context.add_init_script(SLOW_PLACE)
    page.goto(page.url + f"#token={DEVICE_TOKEN}")
    page.reload()

    hold(page)
    expect_stands(page, "stored", timeout=4_000)
    assert shown_alert(page).point is None

    wait_for(lambda: shown_alert(page).point)
    assert Position.objects.filter(alert_id=shown_alert(page).pk).exists()


def test_pressing_again_is_the_same_alert_and_more_urgent(phone):
    page = phone()
    hold(page)
    expect_stands(page, "stored")
    before = shown_alert(page)

    hold(page)

    expect(page.get_by_text("Pressed again")).to_be_visible()
    wait_for(lambda: shown_alert(page).presses == 2)
    assert Alert.objects.get().priority < before.priority


def test_leaving_at_once_still_sends(phone):
    page = phone("/sos/")
    page.context.add_init_script(SLOW_PLACE)
    page.goto(page.url + f"#token={DEVICE_TOKEN}")
    page.reload()
    hold(page, 1.1)

    page.get_by_role("button", name="Leave this page").click()

    page.wait_for_url("about:blank")
    wait_for(Alert.objects.exists)


def test_a_question_is_no_siren(phone):
    page = phone()

    page.get_by_role("button", name="Ask for advice").click()
    page.get_by_label("What do you want to know?").fill("¿Qué papeles necesito?")
    page.get_by_role("button", name="Send the question").click()

    expect_stands(page, "stored")
    alert = shown_alert(page)
    assert (alert.kind, alert.message) == ("orientation", "¿Qué papeles necesito?")
    expect(page.locator("#hold")).to_contain_text("Ask for help")


def test_removing_the_key_erases_everything(phone):
    page = phone()
    hold(page)
    expect_stands(page, "stored")

    page.get_by_text("This phone", exact=True).click()
    page.get_by_text("Remove the key").click()
    page.get_by_role("button", name="Remove it from this phone").click()

    expect_stands(page, "setup")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("language", ["en-US", "es-MX"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_320_pixels_nothing_scrolls_sideways_and_fingers_find_their_targets(phone, language, scheme):
    page = phone(viewport={"width": 320, "height": 568}, locale=language, color_scheme=scheme)
    hold(page)
    expect_stands(page, "stored")

    width = page.evaluate("document.documentElement.scrollWidth")
    targets = page.evaluate(
        """[...document.querySelectorAll("a, button, summary, input")]
             .filter((one) => one.checkVisibility() && !one.matches(".skip-link"))
             .map((one) => one.getBoundingClientRect()).map(({width, height}) => Math.min(width, height))"""
    )

    assert width <= 320
    assert min(targets) >= 48


def test_her_sister_looks_with_the_receipt(visit, cast, press, signed_in):
    alert = Alert.objects.get(pk=press(person={"name": "Rosa Ejemplo"}))
    page = visit(None, "/f/")

    page.get_by_label("Receipt").fill("AAAAbbbbCCCCdddd")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("alert")).to_contain_text("Check the letters.")

    page.get_by_label("Receipt").fill(alert.receipt)
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#stands")).to_have_text("Received")
    assert page.url.endswith("/f/")

    signed_in(cast.ana).post(f"/api/v1/alerts/{alert.pk}/claim/", content_type="application/json")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("#stands")).to_have_text("An officer has it")
