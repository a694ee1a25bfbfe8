"""Ana's night: an alert comes, she claims it, calls, writes it down, opens a case. By keyboard, on the live map."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.served]


def test_ana_triages_an_alert_on_the_live_map_by_keyboard_alone(visit, cast, press):
    page = visit(cast.ana, "/board/")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")

    alert_id = press(kind="panic", person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"})
    row = page.locator(f'[data-testid="queue-row"][data-alert-id="{alert_id}"]')
    expect(row).to_be_visible(timeout=3_000)
    expect(row).to_have_attribute("data-state", "received")
    expect(page.locator("body")).not_to_contain_text("Rosa Ejemplo")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    expect(row).to_have_attribute("data-state", "claimed")

    page.keyboard.press("l")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(row).to_have_attribute("data-state", "contacting")

    page.keyboard.press("n")
    expect(dialog).to_be_visible()
    page.keyboard.type("Her sister answers the phone.")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Her sister answers the phone.")).to_be_visible()

    page.keyboard.press("o")
    expect(dialog).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator('a[href^="/cases/C-"]').first).to_be_visible()


def test_bruno_sees_at_once_that_ana_has_it(visit, cast, press):
    ana, bruno = visit(cast.ana, "/board/"), visit(cast.bruno, "/board/")
    for page in (ana, bruno):
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
    alert_id = press()
    row = f'[data-testid="queue-row"][data-alert-id="{alert_id}"]'
    expect(bruno.locator(row)).to_have_attribute("data-state", "received")

    ana.locator(row).click()
    ana.locator('[data-verb="claim"]').click()

    expect(bruno.locator(row)).to_have_attribute("data-state", "claimed")
    expect(bruno.locator(row)).to_contain_text("Ana Beltrán")


def test_a_dead_board_says_so(visit, cast, press):
    page = visit(cast.ana, "/board/", expected=("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to load"))
    expect(page.locator("html")).to_have_attribute("data-live", "yes")

    page.context.set_offline(True)

    expect(page.locator("html")).to_have_attribute("data-live", "no", timeout=40_000)
    expect(page.get_by_text("Not live since").first).to_be_visible()
