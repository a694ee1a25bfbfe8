"""Rows about people: Carmen asks, Olga reads why and approves, the bar moves while they are made, Carmen fetches them once."""

import pytest
from playwright.sync_api import expect

from cases.reports import making
from cases.reports.actions import exports
from cases.reports.models import ExportRequest
from tests.journeys.test_accessibility import Reader

pytestmark = [pytest.mark.browser, pytest.mark.served, pytest.mark.timeout(180)]


def test_carmen_asks_olga_approves_and_the_bar_moves(visit, press, cast, tmp_path):
    press()
    page = visit(cast.carmen, "/reports/exports/", expected=("status of 422",))
    page.get_by_role("link", name="Ask for rows about people").click()
    page.get_by_label("What they are for").fill("for me")
    page.get_by_role("button", name="Ask for the rows").click()
    expect(page.get_by_text("Say in a few words what the rows are for")).to_be_visible()
    page.get_by_label("What they are for").fill("Waits of the week, for the deputy consul")
    page.get_by_label("Format").select_option("csv")
    page.get_by_role("button", name="Ask for the rows").click()
    expect(page.get_by_test_id("export-state")).to_have_text("Waits for a second person")

    second = visit(cast.olga, "/reports/exports/")
    second.get_by_test_id("waiting").get_by_role("link").click()
    expect(second.get_by_test_id("reason")).to_have_text("Waits of the week, for the deputy consul")
    second.get_by_test_id("approve").click()
    expect(second.locator("progress")).to_be_visible()

    export = ExportRequest.objects.get()
    taken = exports.take_up(export_id=export.pk, now=export.asked_at)
    exports.come_forward(export_id=export.pk, turn=taken.turn, done=1, of=2, now=export.asked_at)
    expect(second.get_by_test_id("percent")).to_have_text("50 %")
    exports.let_go(export_id=export.pk, turn=taken.turn, now=export.asked_at)
    making.go_on(export.pk)
    expect(second.get_by_test_id("export-state")).to_have_text("Ready")
    expect(second.get_by_test_id("download")).to_have_count(0)

    page.reload()
    with page.expect_download() as downloading:
        page.get_by_test_id("download").click()
    downloading.value.save_as(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text("utf-8-sig").startswith("Alert,Post,")


@pytest.mark.parametrize("locale", ["es-MX", pytest.param("en-US", marks=pytest.mark.nightly)])
def test_the_pages_while_something_waits_and_is_made(visit, signed_in, cast, locale):
    asked = {"from": "2025-10-01", "to": "2026-10-18", "format": "pdf"}
    rows = {"what": "cases", "format": "xlsx", "post": "LAX", "from": "2026-10-12", "to": "2026-10-18"}
    signed_in(cast.carmen).post("/reports/exports/file/", asked)
    signed_in(cast.carmen).post("/reports/exports/rows/", rows | {"reason": "Review of the outcomes of the quarter"})
    waiting = ExportRequest.objects.get(what="cases").pk
    running = ExportRequest.objects.get(what="figures").pk
    reader = Reader(visit, locale)
    for user, paths in (
        (cast.carmen, [f"/reports/exports/{waiting}/", f"/reports/exports/{running}/", "/reports/exports/"]),
        (cast.carmen, ["/reports/download/?format=exe", "/reports/download/?format=pdf&from=2025-01-01&to=2026-01-01"]),
        (cast.olga, ["/reports/exports/", f"/reports/exports/{waiting}/"]),
        (cast.aurelio, ["/reports/exports/", f"/reports/exports/{waiting}/"]),
    ):
        page = reader.open(user, "/f/", viewport={"width": 390, "height": 844})
        for path in paths:
            reader.go(page, path)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, path
    assert not reader.findings, "\n".join(reader.findings)
