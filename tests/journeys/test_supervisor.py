"""Carmen's Monday: how her post stands now, what the weeks were like, what is behind a figure, and the answer for the minister."""

import csv
import io
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Alert
from cases.reports.models import Publication
from cases.reports.rollup import rolling

pytestmark = [pytest.mark.browser, pytest.mark.served]


@pytest.fixture
def a_week_of_work(signed_in, cast, press) -> None:
    """Four alerts: two claimed, one of them with a case; a drill, which counts nowhere."""
    ana = signed_in(cast.ana)
    alerts = [press() for _ in range(4)]
    press(drill=True)
    for alert_id in alerts[:2]:
        ana.post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")
    ana.post(f"/api/v1/alerts/{alerts[0]}/open-case/", {"category": "migratory"}, content_type="application/json")
    rolling.rebuild(now=timezone.now())


def tile(page, name):
    return page.get_by_test_id(f"tile-{name}").locator(".stat-value")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "en-US",
            {
                "ended": "How alerts ended: open",
                "found": "3 alerts",
                "same": "The same figures",
                "nothing": "Nothing in this period",
            },
        ),
        (
            "es-MX",
            {"ended": "abiertas", "found": "3 alertas", "same": "mismas cifras", "nothing": "Nada en este periodo"},
        ),
    ],
)
def test_carmen_answers_the_minister(visit, cast, a_week_of_work, locale, words):
    """Now, over time, compared, behind a figure, cases, a workbook, and a published report that is counted again."""
    page = visit(cast.carmen, "/reports/now/", locale=locale)
    expect(page.get_by_test_id("now-state")).to_be_visible()

    page.locator("nav.tabs a[href='/reports/']").press("Enter")
    expect(tile(page, "alerts")).to_have_text("4")
    expect(page.get_by_test_id("chart").locator("svg[role=img]")).to_be_visible()
    tile_p50 = page.get_by_test_id("tile-p50")
    tile_p50.locator("summary").press("Enter")
    expect(tile_p50.locator("details p").first).to_be_visible()  # the definition is one key away

    page.locator("select[name=compare]").select_option("before")
    with page.expect_navigation():
        page.get_by_test_id("filter").locator("button").press("Enter")
    assert "compare=before" in page.url  # the question is a link
    expect(page.get_by_test_id("tile-alerts").locator(".stat-note")).to_contain_text("0")

    with page.expect_navigation():
        page.locator("[data-testid=table-endings] tr[data-key=open] a").press("Enter")
    expect(page.locator("h1")).to_contain_text(words["ended"])
    expect(page.locator("main")).to_contain_text(words["found"])
    expect(page.get_by_test_id("rows").locator("tbody tr")).to_have_count(3)
    with page.expect_navigation():
        page.go_back()

    with page.expect_navigation():
        page.locator("nav.tabs a[href^='/reports/cases/']").press("Enter")
    expect(page.locator("[data-testid=table-cases_by_step] tfoot td").first).to_have_text("1")

    page.get_by_test_id("take").locator("summary").press("Enter")
    with page.expect_download() as download:
        page.get_by_test_id("download-xlsx").press("Enter")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")

    with page.expect_navigation():
        page.get_by_test_id("publish").press("Enter")
    page.locator("[name=audience]").first.press("Space")  # for the post's own
    with page.expect_navigation():
        page.get_by_test_id("publish").press("Enter")
    expect(page.get_by_test_id("sha256")).to_have_text(Publication.objects.get().sha256)
    with page.expect_navigation():
        page.get_by_test_id("run-again").press("Enter")
    expect(page.get_by_test_id("again")).to_contain_text(words["same"])


def test_a_handled_alert_behind_a_figure_opens_on_the_board(visit, cast, a_week_of_work, signed_in):
    alert = Alert.objects.filter(state="claimed", case_code="").first()
    body = {"disposition": "false_alarm", "reason": "test"}
    signed_in(cast.ana).post(f"/api/v1/alerts/{alert.pk}/dispose/", body, content_type="application/json")
    rolling.rebuild(now=timezone.now())
    page = visit(cast.carmen, "/reports/")

    with page.expect_navigation():
        page.locator("[data-testid=table-endings] tr[data-key=false_alarm] a").press("Enter")
    page.get_by_test_id("rows").get_by_role("link", name=alert.code).press("Enter")

    expect(page.get_by_test_id("panel")).to_contain_text(alert.code)
    assert page.url.endswith(f"/board/#alert={alert.pk}")


def test_carmen_takes_the_weekly_figures_with_her(visit, cast, a_week_of_work):
    page = visit(cast.carmen, "/")
    expect(page).to_have_url("http://" + page.url.split("/")[2] + "/reports/")

    page.get_by_test_id("take").locator("summary").click()
    with page.expect_download() as download:
        page.get_by_test_id("csv").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) > 5


def test_carmen_asks_for_a_period_in_which_nothing_happened(visit, cast):
    page = visit(cast.carmen, "/reports/?from=2026-01-05&to=2026-01-11")
    expect(page.get_by_text("Nothing in this period").first).to_be_visible()


def test_helena_in_houston_does_not_see_los_angeles(visit, cast, a_week_of_work):
    page = visit(cast.helena, "/reports/")
    expect(page.get_by_text("Nothing in this period").first).to_be_visible()
