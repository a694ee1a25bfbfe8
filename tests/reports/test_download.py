"""Figures as a file at one address: the scope of the page, clear refusals, long ones in the background; and the pack."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.utils import timezone

from cases.files import printing
from cases.reports import making, tasks
from cases.reports.models import ExportRequest
from cases.reports.rollup import rolling
from cases.reports.tables import Kind
from cases.reports.templatetags.report_tables import figure
from consular.errors import Refusal
from consular.events.models import Event
from tests.reports.conftest import WEDNESDAY, WEEK
from tests.reports.test_files import sheets

PERIOD = {"from": "2026-10-12", "to": "2026-10-18"}
LONG = {"from": "2025-10-01", "to": "2026-10-18", "format": "pdf"}


@pytest.fixture
def rolled():
    """Does the worker's work: the figures are read from roll-ups."""
    return lambda: rolling.rebuild(now=timezone.now())


@pytest.fixture
def download(signed_in, monkeypatch):
    monkeypatch.setattr(tasks.build_export, "apply_async", lambda *args, **options: None)

    def download(user: Any, **asked: str) -> Any:
        return signed_in(user, accept_language="en").get("/reports/download/", PERIOD | asked)

    return download


def values(answer: Any) -> dict[tuple[str, str, str], str]:
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {(row["table"], row["row"], row["column"]): row["value"] for row in rows}


def test_a_supervisor_downloads_the_true_figures_of_the_post(world, rolled, download, cast):
    world.alerts(3)
    world.alert(post="HOU")
    rolled()
    answer = download(cast.carmen, post="LAX", format="csv")

    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="consular-report-LAX-2026-10-12-2026-10-18.csv"'
    assert "3" in values(answer).values()
    assert "left_out" not in values(answer).values()


def test_what_an_analyst_downloads_has_no_small_count(world, rolled, download, cast):
    world.alerts(7, WEDNESDAY - 20 * WEEK)
    rolled()
    asked = {"from": str((WEDNESDAY - 21 * WEEK).date()), "to": str((WEDNESDAY - 19 * WEEK).date())}

    found = values(download(cast.nadia, format="csv", **asked))
    assert "left_out" in found.values() and "7" not in found.values()


@pytest.mark.parametrize(("format", "magic"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbftable")])
def test_each_format_is_what_it_says(world, rolled, download, cast, format, magic):
    world.alerts(2)
    rolled()
    answer = download(cast.carmen, format=format)

    assert answer.status_code == 200 and answer.content.startswith(magic)
    assert answer["Content-Type"] == making.TYPES[format]
    assert "attachment" in answer["Content-Disposition"]
    if format == "xlsx":
        assert next(iter(sheets(answer.content))) == "About"


@pytest.mark.parametrize("name", ["ana", "luis", "oscar", "aurelio", "adela"])
def test_other_roles_may_not(download, cast, name):
    assert download(getattr(cast, name), format="csv").status_code == 403


@pytest.mark.parametrize("post", ["HOU", "NOPE", "../x", "lax'--"])
@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
def test_a_post_that_one_may_not_see_is_not_there(download, cast, post, format):
    assert download(cast.carmen, post=post, format=format).status_code == 404
    assert download(cast.carmen, post=post, what="pack").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "exe"},
        {"format": ""},
        {"format": "zip"},
        {"what": "pack", "format": "pdf"},
        {"what": "people", "format": "csv"},
        {"what": "alerts", "format": "csv"},
        {"from": "2026-10-18", "to": "2026-10-12"},
        {"from": "1066-10-14"},
        {"from": "\x00"},
        {"to": "tomorrow"},
        {"step": "century"},
        {"kind": "=1+1"},
        {"channel": "x"},
        {"facility": "NOWHERE"},
        {"language": "'; --"},
        {"compare": "x"},
        {"post": "x" * 40},
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(download, cast, wrong):
    answer = download(cast.carmen, **{"format": "csv"} | wrong)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_when_the_printer_fails_the_page_says_what_to_do(download, cast, monkeypatch):
    def fails(html: str) -> None:
        raise Refusal(503, "not_printed", "x")

    monkeypatch.setattr(printing, "pdf", fails)
    answer = download(cast.carmen, format="pdf")
    assert answer.status_code == 503 and "take CSV or XLSX" in answer.content.decode()


def test_a_long_paper_is_offered_in_the_background_and_made_with_progress(world, rolled, download, signed_in, cast):
    world.alert()
    rolled()
    offered = download(cast.carmen, **LONG)
    assert offered.status_code == 200 and 'data-testid="in-background"' in offered.content.decode()
    assert not ExportRequest.objects.exists()

    made = signed_in(cast.carmen).post("/reports/exports/file/", LONG)
    export = ExportRequest.objects.get()
    assert made.status_code == 302 and made["Location"] == f"/reports/exports/{export.pk}/"
    assert export.state == "approved" and making.go_on(export.pk)
    answer = signed_in(cast.carmen).get(f"/reports/exports/{export.pk}/file/")
    assert answer["Content-Type"] == "application/pdf"
    assert len(pikepdf.open(io.BytesIO(b"".join(answer))).pages) > 1
    assert Event.objects.filter(subject_id=export.pk, kind="export.downloaded").exists()


def test_a_long_table_of_figures_is_not_long_to_write(download, cast):
    assert download(cast.carmen, **LONG | {"format": "csv"})["Content-Type"].startswith("text/csv")


def test_what_is_made_in_the_background_is_refused_like_a_download(signed_in, cast):
    assert signed_in(cast.carmen).post("/reports/exports/file/", LONG | {"post": "HOU"}).status_code == 404
    assert signed_in(cast.carmen).post("/reports/exports/file/", LONG | {"what": "alerts"}).status_code == 422
    assert signed_in(cast.ana).post("/reports/exports/file/", LONG).status_code == 403
    assert not ExportRequest.objects.exists()


def test_the_exports_of_one_reader_are_not_shown_to_another(download, signed_in, cast):
    signed_in(cast.carmen).post("/reports/exports/file/", LONG)
    export = ExportRequest.objects.get()

    for other, status in ((cast.olga, 404), (cast.nadia, 404), (cast.aurelio, 200)):
        assert signed_in(other).get(f"/reports/exports/{export.pk}/").status_code == status


@pytest.mark.parametrize("name", ["carmen", "nadia"])
def test_the_pack_leaves_small_counts_out_whoever_asks(world, rolled, download, cast, name):
    for _case in range(3):
        world.case(WEDNESDAY - 20 * WEEK)
    rolled()
    first = WEDNESDAY - 21 * WEEK
    asked = {"from": str(first.date()), "to": str((first + timedelta(weeks=2)).date())}

    answer = download(getattr(cast, name), what="pack", **asked)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    pack = zipfile.ZipFile(io.BytesIO(answer.content))
    names = pack.namelist()
    assert [one.rpartition(".")[2] for one in names] == ["pdf", "pdf", "xlsx", "csv", "txt"]
    (counters,) = [one for one in names if one.endswith(".csv")]
    rows = list(csv.DictReader(io.StringIO(pack.read(counters).decode("utf-8-sig"))))
    found = {row["row"]: row["value"] for row in rows}
    assert set(found) == {
        "repatriated",
        "assisted",
        "visits",
        "consultations",
        "sweeps",
        "detained_in_sweeps",
        "deaths",
        "diplomatic_notes",
    }
    assert found["assisted"] == "left_out"


def test_a_long_pack_is_made_in_the_background(download, signed_in, cast):
    asked = {"from": "2025-10-01", "to": "2026-10-18", "what": "pack"}
    assert 'data-testid="in-background"' in download(cast.carmen, **asked).content.decode()

    assert signed_in(cast.carmen).post("/reports/exports/file/", asked).status_code == 302
    export = ExportRequest.objects.get()
    assert making.go_on(export.pk)
    export.refresh_from_db()
    assert (export.state, export.format) == ("ready", "zip")


def test_the_page_of_a_report_leads_to_its_files_with_the_whole_question(world, rolled, signed_in, cast):
    world.alerts(2)
    rolled()
    page = signed_in(cast.carmen).get("/reports/", PERIOD | {"kind": "panic"}).content.decode()

    for ending in ("format=pdf", "format=xlsx", "format=csv", "what=pack"):
        assert f"/reports/download/?from=2026-10-12&amp;to=2026-10-18&amp;step=week&amp;kind=panic&amp;{ending}" in page
    assert "/reports/exports/rows/?from=2026-10-12" in page
    shown = signed_in(cast.nadia).get("/reports/", PERIOD).content.decode()
    assert "what=pack" in shown and "/reports/exports/rows/" not in shown


def test_a_share_is_rounded_not_cut_off():
    assert figure(24 / 222, Kind.SHARE).startswith("11")
    assert figure(0.129, Kind.RATIO).endswith("13")
