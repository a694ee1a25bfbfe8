"""A report is published, counted again and withdrawn; a schedule is added and removed: by keyboard, readable by all, on a telephone too."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.reports.models import Publication, Schedule
from tests.browser import sideways
from tests.journeys.test_accessibility import Reader

pytestmark = [pytest.mark.browser, pytest.mark.served, pytest.mark.timeout(180)]

# As the button of the report's page does: a form with the question.
PUBLISH = """(asked) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/reports/publish/" });
  form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  for (const [name, value] of Object.entries(asked)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}"""


def week():
    today = timezone.now().date()
    return {"from": (today - timedelta(days=6)).isoformat(), "to": today.isoformat(), "post": "LAX"}


def ask_to_publish(page, asked):
    with page.expect_navigation():
        page.evaluate(PUBLISH, asked)


def press(page, test_id):
    with page.expect_navigation():
        page.get_by_test_id(test_id).focus()
        page.keyboard.press("Enter")


@pytest.mark.parametrize("locale", ["es-MX", pytest.param("en-US", marks=pytest.mark.nightly)])
def test_every_step_can_be_heard_and_fits_a_telephone(visit, cast, night, locale):
    reader = Reader(visit, locale)
    page = reader.open(cast.carmen, "/reports/schedules/")

    def check():
        reader.read(page)
        reader.findings += sideways(page)

    check()
    ask_to_publish(page, week())
    check()
    page.evaluate("document.querySelector('main form').noValidate = true")
    press(page, "publish")  # nobody is chosen yet
    check()
    ask_to_publish(page, week() | {"from": "2030-01-01"})
    check()
    page.goto(f"http://{page.url.split('/')[2]}/reports/published/{night.publication}/")
    check()
    press(page, "run-again")
    check()
    page.goto(f"http://{page.url.split('/')[2]}/reports/published/")
    check()
    assert not reader.findings, "\n".join(reader.findings)


def test_carmen_publishes_counts_again_and_withdraws_by_keyboard(visit, cast, night):
    page = visit(cast.carmen, "/reports/schedules/", expected=("status of 422",))
    ask_to_publish(page, week())
    page.locator("[name=audience]").first.focus()
    page.keyboard.press("Space")
    press(page, "publish")
    code = Publication.objects.latest("published_at").code
    expect(page.get_by_text(f"The report was published as {code}.")).to_be_visible()
    press(page, "run-again")
    expect(page.get_by_test_id("again")).to_contain_text("The same figures, the same hash.")
    page.locator("summary", has_text="Withdraw this report").focus()
    page.keyboard.press("Enter")
    page.locator("[name=reason]").focus()
    page.keyboard.type("The wrong week")
    press(page, "withdraw")
    expect(page.get_by_text("The wrong week")).to_be_visible()
    assert Publication.objects.get(code=code).withdrawn_reason == "The wrong week"


def test_carmen_removes_her_schedule_by_keyboard(visit, cast, night):
    page = visit(cast.carmen, f"/reports/schedules/{night.schedule}/remove/")
    press(page, "remove")
    expect(page.get_by_text("The schedule was removed.")).to_be_visible()
    assert not Schedule.objects.exists()
