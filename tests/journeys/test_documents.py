"""The file of a case: Luis keeps a scan, is asked about a word, writes a letter, and takes a document away again."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from cases.models import Document
from tests.journeys.test_lawyer import opened_case

__all__ = ["opened_case"]

pytestmark = [pytest.mark.browser, pytest.mark.served]


def scan() -> dict:
    made = io.BytesIO()
    Image.new("L", (200, 280), 200).save(made, "PNG")
    return {"name": "scan.png", "mimeType": "image/png", "buffer": made.getvalue()}


def test_luis_keeps_a_scan_writes_a_letter_and_withdraws(visit, signed_in, cast, opened_case, tmp_path):
    path = f"/api/v1/cases/{opened_case.code}"
    as_json = {"content_type": "application/json"}
    signed_in(cast.ana).post(f"{path}/assign/", {"lawyer": cast.luis.pk}, **as_json)
    signed_in(cast.luis).post(f"{path}/accept/", {}, **as_json)

    page = visit(cast.luis, f"/cases/{opened_case.code}/documents/", expected=("status of 422",))
    upload = page.locator('form[enctype="multipart/form-data"]')
    upload.get_by_label("File").set_input_files(scan())
    upload.get_by_label("Title").fill("Asylum interview notice")
    upload.get_by_role("combobox", name="Kind").select_option("court")
    upload.get_by_role("button", name="Keep the document").click()
    expect(upload.get_by_label("Title")).to_have_value("Asylum interview notice")
    upload.get_by_label("Yes: keep it as protection-sensitive").check()
    upload.get_by_label("File").set_input_files(scan())
    upload.get_by_role("button", name="Keep the document").click()
    row = page.locator("tr", has_text="Asylum interview notice")
    expect(row).to_contain_text("L5 · protection-sensitive")

    with page.expect_download() as downloading:
        row.get_by_role("link", name="Download").click()
    downloading.value.save_as(tmp_path / "out.png")
    assert downloading.value.suggested_filename == "Asylum interview notice.png"
    assert Image.open(tmp_path / "out.png").size == (200, 280)

    letter = page.locator('form[action$="/letters/"]')
    letter.get_by_role("combobox", name="Letter").select_option("bond_checklist")
    letter.get_by_role("combobox", name="Purpose").select_option("court")
    letter.get_by_role("button", name="Write it as PDF").click()
    expect(page.locator("tr", has_text="Checklist for the bond packet")).to_be_visible()

    row = page.locator("tr", has_text="Asylum interview notice")
    row.get_by_text("Withdraw", exact=True).click()
    row.get_by_label("Why").fill("Wrong scan")
    row.get_by_label("Erase the content").check()
    row.get_by_role("button", name="Withdraw and erase").click()
    expect(page.locator("tr", has_text="Asylum interview notice")).to_contain_text("Wrong scan")
    assert Document.objects.get(content_type="image/png").chunks.count() == 0

    officer = visit(cast.ana, f"/cases/{opened_case.code}/documents/")
    expect(officer.locator("tbody tr")).to_have_count(1)
    expect(officer.locator("body")).not_to_contain_text("Asylum interview notice")
