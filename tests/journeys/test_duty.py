"""Carmen makes the week's roster and the chain of her post in a browser; Ana reads it, and enters that she is away."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.served]


def test_carmen_puts_ana_on_duty_and_sets_whom_the_post_rings(visit, cast):
    page = visit(cast.carmen, "/duty/", expected=("status of 422",))
    expect(page.get_by_text("This post keeps no roster")).to_be_visible()

    form = page.get_by_test_id("shift-form")
    form.get_by_label("Person").select_option(label="Ana Beltrán")
    for day in ("Monday", "Sunday"):
        form.get_by_label(day).check()
    form.get_by_label("From", exact=True).fill("22:00")
    form.get_by_label("Until", exact=True).fill("06:00")
    form.get_by_role("button", name="Add to the roster").click()

    expect(page.get_by_text("The roster is changed.")).to_be_visible()
    expect(page.get_by_test_id("week")).to_contain_text("22:00–06:00")
    expect(page.get_by_test_id("gaps")).to_be_visible()

    chain = page.get_by_test_id("chain-emergency")
    chain.get_by_label("After seconds").first.fill("soon")
    chain.get_by_role("button", name="Save the chain").click()
    expect(page.get_by_role("alert").filter(has_text="“soon” is no number of seconds.")).to_be_visible()
    expect(chain.get_by_label("After seconds").first).to_have_value("soon")

    chain.get_by_label("After seconds").first.fill("10")
    chain.get_by_role("button", name="Save the chain").click()
    expect(page.get_by_text("set by this post")).to_be_visible()


def test_ana_reads_it_and_enters_that_she_is_away(visit, cast):
    page = visit(cast.ana, "/duty/")
    expect(page.get_by_test_id("shift-form")).to_have_count(0)
    expect(page.get_by_text("15 s")).to_be_visible()

    form = page.get_by_test_id("absence-form")
    form.get_by_label("Person").select_option(label="Ana Beltrán")
    form.get_by_label("From", exact=True).fill("2027-01-05T08:00")
    form.get_by_label("Until", exact=True).fill("2027-01-05T18:00")
    form.get_by_role("button", name="Enter the absence").click()

    expect(page.get_by_text("The absence is entered.")).to_be_visible()
    expect(page.get_by_test_id("absences")).to_contain_text(re.compile(r"5 Jan\.? 08:00 – 5 Jan\.? 18:00"))
    page.get_by_test_id("absences").get_by_role("button").click()
    expect(page.get_by_test_id("absences")).to_have_count(0)
