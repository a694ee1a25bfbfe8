"""From a desk to a small telephone: targets can be hit, the phone's board is a list, the bar shows where one is."""

import pytest
from playwright.sync_api import expect

from tests.browser import SCREENS

pytestmark = [pytest.mark.browser, pytest.mark.served]

TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea, [role=option]")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip-link"))
  .map((one) => (one.matches("[type=checkbox], [type=radio]") && one.labels[0]) || one)
  .map((one) => [one.getBoundingClientRect(), one]).filter(([box]) => box.width && Math.min(box.width, box.height) < 24)
  .map(([box, one]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 150)}`)"""


# Spanish words are the longer ones: English is measured at night.
@pytest.fixture(params=["es-MX", pytest.param("en-US", marks=pytest.mark.nightly)])
def open_as(request, visit):
    def open_as(user, path, **options):
        page = visit(user, path, locale=request.param, expected=("status of 404",), **options)  # /admin/ has no icon
        settle(page)
        return page

    return open_as


def settle(page):
    page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")
    if "/board/" in page.url:
        expect(page.locator("html")).to_have_attribute("data-live", "yes")


def test_every_target_of_board_wall_and_duty_can_be_hit(open_as, cast, night):
    small = []
    for path in (f"/board/#alert={night.mine}", "/board/wall/", "/duty/"):
        page = open_as(cast.carmen, path)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            small += [f"{page.url} at {width}: {target}" for target in page.evaluate(TOO_SMALL)]
    assert not small, "\n".join(small)


def test_on_the_phone_the_board_is_a_list_with_tabs(open_as, cast, night):
    page = open_as(cast.ana, "/board/", viewport={"width": 390, "height": 844}, has_touch=True)
    parts = {
        "list": page.get_by_test_id("queue"),
        "map": page.get_by_test_id("map"),
        "panel": page.get_by_test_id("panel"),
    }

    def expect_only(shown):
        for name, part in parts.items():
            expect(part).to_be_visible(visible=name == shown)
            expect(page.locator(f'[data-tab="{name}"][aria-pressed]')).to_have_attribute(
                "aria-pressed", str(name == shown).lower()
            )

    expect_only("list")
    page.get_by_test_id("queue-row").first.tap()
    expect_only("panel")
    page.locator('button[data-tab="map"]').tap()
    expect_only("map")
    page.locator('button[data-tab="list"]').tap()
    expect_only("list")


def test_on_the_phone_the_page_that_one_is_on_is_in_sight_in_the_bar(open_as, cast):
    page = open_as(cast.carmen, "/reports/", viewport={"width": 390, "height": 844})
    expect(page.locator(".site-nav [aria-current]")).to_be_in_viewport(ratio=0.95)
