"""After the claim: the script by keyboard, a promise that rings, a link and its undoing, a hand-over read before it is answered."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Alert
from tests.alerts.stage import Staff

pytestmark = [pytest.mark.browser, pytest.mark.served]


@pytest.fixture
def board(visit):
    def board(user, **options):
        page = visit(user, "/board/", **options)
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
        return page

    return board


@pytest.fixture
def staff(cast, signed_in):
    return Staff(signed_in)


@pytest.fixture
def choose():
    def choose(page, alert_id):
        row = page.locator(f'[data-testid="queue-row"][data-alert-id="{alert_id}"]')
        row.click()
        return row

    return choose


def test_ana_goes_through_the_script_by_keyboard(board, choose, cast, press):
    page, alert_id = board(cast.ana), press(language="es")
    choose(page, alert_id)
    page.keyboard.press("c")
    progress = page.get_by_test_id("script-progress")
    expect(progress).to_have_text("0/10")
    expect(page.get_by_test_id("tick-safe_contact")).to_be_enabled()

    page.keyboard.press("s")
    for done, following in ((1, "place"), (2, "custody")):
        page.keyboard.press("Space")
        expect(progress).to_have_text(f"{done}/10")
        expect(page.get_by_test_id(f"tick-{following}")).to_be_focused()

    expect(page.get_by_text("¿Hay agentes con usted?")).to_be_visible()
    assert Alert.objects.get().ticks.count() == 2


def test_what_was_promised_rings_and_is_kept(board, choose, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    page = board(cast.ana)
    row = choose(page, alert_id)
    page.keyboard.press("w")
    page.keyboard.press("Control+Enter")
    promises = page.get_by_test_id("promises")
    expect(promises.get_by_test_id("verb-welfare-done")).to_be_visible()

    Alert.objects.update(welfare_due_at=timezone.now())

    expect(row).to_have_class("queue-row is-due")
    expect(page.get_by_test_id("toast").filter(has_text=row.locator(".code").text_content())).to_be_visible()
    page.keyboard.press("v")
    page.keyboard.press("Control+Enter")
    expect(row).to_have_class("queue-row is-mine")


def test_one_key_links_and_one_undoes(board, choose, staff, cast, press):
    original, double = press(), press()
    staff.done(cast.ana, double, "claim")
    page = board(cast.ana)
    row = choose(page, double)
    expect(page.get_by_test_id("link")).to_be_visible()

    page.keyboard.press("d")

    expect(row).to_be_hidden()
    assert Alert.objects.get(pk=double).duplicate_of_id == original
    page.keyboard.press("z")
    page.keyboard.type("her cousin")
    page.keyboard.press("Control+Enter")
    expect(row).to_have_attribute("data-state", "received")


def test_an_ending_without_a_word_is_not_sent_and_loses_nothing(board, choose, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    page = board(cast.ana, expected=("400 (Bad Request)",))
    row = choose(page, alert_id)
    page.keyboard.press("f")
    note = page.locator("#field-note")
    expect(note).to_have_attribute("required", "")

    page.get_by_test_id("dialog-submit").click()
    note.fill("ok")
    page.get_by_test_id("dialog-submit").click()

    expect(page.get_by_test_id("dialog-error")).to_be_visible()
    expect(note).to_have_value("ok")
    expect(row).to_have_attribute("data-state", "claimed")
    note.fill("Her son pressed it.")
    page.get_by_test_id("dialog-submit").click()
    expect(row).to_be_hidden()


def test_houston_reads_the_brief_says_no_and_ana_reads_why(board, choose, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "contact", channel="phone", result="no_answer")
    hectors = board(cast.hector)
    anas = board(cast.ana)
    choose(anas, alert_id)
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    expect(anas.get_by_test_id("verb-handover-withdraw")).to_be_visible()

    row = choose(hectors, alert_id)
    hectors.keyboard.press("a")
    brief = hectors.get_by_test_id("brief")
    expect(brief).to_contain_text("34.05, -118.24")
    expect(brief).not_to_contain_text("34.0522")
    expect(hectors.get_by_test_id("dialog-submit")).to_be_focused()
    hectors.get_by_test_id("dialog-other").click()
    hectors.keyboard.type("She lives in San Diego.")
    hectors.keyboard.press("Control+Enter")

    expect(row).to_be_hidden()
    expect(anas.get_by_text("She lives in San Diego.")).to_be_visible()
    expect(anas.get_by_test_id("verb-handover-withdraw")).to_be_hidden()


def test_houston_accepts_after_reading(board, choose, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    page = board(cast.hector)
    row = choose(page, alert_id)
    page.keyboard.press("a")
    expect(page.get_by_test_id("brief")).to_be_visible()

    page.keyboard.press("Enter")

    expect(row).to_have_class("queue-row is-mine")
    expect(page.get_by_test_id("script-progress")).to_be_visible()
