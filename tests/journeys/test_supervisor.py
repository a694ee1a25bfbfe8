"""Carmen's Monday: she opens the report of her post, reads the week, follows a link, takes the figures with her."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

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


def test_carmen_reads_the_week_of_her_post(visit, cast, a_week_of_work):
    page = visit(cast.carmen, "/")
    expect(page).to_have_url("http://" + page.url.split("/")[2] + "/reports/")

    expect(page.get_by_role("heading", name="Weekly report")).to_be_visible()
    tile = page.locator(".stat").filter(has_text="Alerts").first
    expect(tile.locator(".stat-value")).to_have_text("4")
    expect(page.locator("svg[role=img]").first).to_be_visible()
    expect(page.get_by_text("Time to claim, median").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) > 5


def test_carmen_asks_for_a_period_in_which_nothing_happened(visit, cast):
    page = visit(cast.carmen, "/reports/?from=2026-01-05&to=2026-01-11")
    expect(page.get_by_text("Nothing in this period").first).to_be_visible()


def test_helena_in_houston_does_not_see_los_angeles(visit, cast, a_week_of_work):
    page = visit(cast.helena, "/reports/")
    expect(page.get_by_text("Nothing in this period").first).to_be_visible()
