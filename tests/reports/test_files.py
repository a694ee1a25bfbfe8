"""Files of a report: every text stays text, numbers are numbers, and what is left out is nowhere a number."""

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pikepdf
import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from cases.files import printing
from cases.reports.files import asked, csv_files, pack, pdf_files, xlsx_files
from cases.reports.tables import Mark
from tests.reports.papers import COUNTERS, FORMULA, WEEKS, question, report

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content: bytes) -> dict[str, list[list]]:
    """Sheet by sheet, row by row; numbers as floats, texts as text, with what the standard library reads."""
    book = zipfile.ZipFile(io.BytesIO(content))
    texts = [
        "".join(part.text or "" for part in one.iter(f"{SHEET}t"))
        for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    names = [one.get("name") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
    found = {}
    for number, name in enumerate(names, start=1):
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        assert not list(tree.iter(f"{SHEET}f")), "a formula"
        assert not list(tree.iter(f"{SHEET}hyperlink")), "a link"
        found[name] = [
            [
                texts[int(cell.find(f"{SHEET}v").text)] if cell.get("t") == "s" else float(cell.find(f"{SHEET}v").text)
                for cell in row
                if cell.find(f"{SHEET}v") is not None
            ]
            for row in tree.iter(f"{SHEET}row")
        ]
    return found


def test_the_csv_has_a_line_for_each_cell_in_codes():
    content = csv_files.report_csv(report())

    assert content.startswith(b"\xef\xbb\xbftable,row,row_name,column,column_name,unit,value\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 4 * 4 + 2
    values = {(row["table"], row["row"], row["column"]): row["value"] for row in rows}
    assert values["weeks", "2026-W42", "p90"] == "12.5"
    assert values["weeks", "2026-W43", "n"] == "left_out"
    assert values["weeks", "2026-W44", "p90"] == "not_reached"
    assert values["weeks", "2026-W43", "load"] == ""
    assert {row["unit"] for row in rows} == {"count", "seconds", "share", "ratio"}


def test_no_cell_of_the_csv_begins_a_formula():
    rows = list(csv.reader(io.StringIO(csv_files.report_csv(report()).decode("utf-8-sig"))))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert ["weeks", "2026-W43", "'" + FORMULA] in [row[:3] for row in rows]


def test_the_spreadsheet_has_typed_cells_and_no_formula():
    found = sheets(xlsx_files.report_xlsx(report()))

    assert list(found) == ["About", "Time to claim", "Public counters what the minist"]
    heading, first, second, third, total = found["Time to claim"]
    assert heading == ["Week", "Begins on", "n", "Nine of ten within (seconds)", "On time", "Load"]
    day = (date(2026, 10, 12) - date(1899, 12, 30)).days
    assert first == ["12 October", day, 1234, 12.5, 0.912, 3.5]
    assert second == [FORMULA, day + 7, "left out", "left out", "left out"]
    assert third == ["@SUM(A1)", day + 14, 40, "not reached", 0.0, 0.25]
    assert total == ["All weeks", 1285, 14.0, 0.9, 1.0]


def test_shares_and_days_have_the_format_of_shares_and_days():
    styles = zipfile.ZipFile(io.BytesIO(xlsx_files.report_xlsx(report()))).read("xl/styles.xml").decode()

    for number in ("0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0.0"):
        assert f'formatCode="{number}"' in styles


def test_the_first_sheet_says_what_was_asked_and_what_the_figures_mean():
    about = sheets(xlsx_files.report_xlsx(report(leaves=True)))["About"]
    said = {row[0]: row[1] for row in about if len(row) == 2}

    assert said["Kind of alert"] == "panic button"
    assert said["Last event counted"] == 4711
    assert "left out" in said["Small counts"]
    assert said["Time to claim"] == WEEKS.definition


@pytest.mark.parametrize(("language", "word"), [("en", "left out"), ("es", "omitido")])
def test_what_is_left_out_is_said_in_the_language_of_the_reader_and_is_nowhere_a_number(language, word):
    small = replace(WEEKS, rows=tuple(replace(row, cells=(Mark.LEFT_OUT,) * 4) for row in WEEKS.rows), total=None)
    with translation.override(language):
        found = sheets(xlsx_files.report_xlsx(report(small)))

    *_about, table = found.values()
    assert [row[2:] for row in table[1:]] == [[word] * 4] * 3


def test_two_sheets_never_have_one_name():
    tables = [replace(WEEKS, key=str(n), title="History") for n in range(3)]

    assert list(sheets(xlsx_files.report_xlsx(report(*tables)))) == ["About", "History 2", "History 3", "History 4"]


def test_a_text_with_control_characters_makes_no_broken_file():
    bad = replace(WEEKS, definition="a\x00b\x0bc\ud800d" + "x" * 40_000)

    sheets(xlsx_files.report_xlsx(report(bad)))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_paper_has_the_texts_and_the_pages_in_both_languages(language):
    with translation.override(language):
        html = pdf_files.report_html(report(leaves=True))
        pdf = pikepdf.open(io.BytesIO(pdf_files.report_pdf(report(leaves=True))))

    assert f'<html lang="{language}">' in html
    assert WEEKS.definition in html and "n = 1" in html
    assert ("omitido" if language == "es" else "left out") in html
    assert "=HYPERLINK(&quot;http://example.org" in html
    assert len(pdf.pages) >= 1 and str(pdf.Root.Lang) == language
    assert str(pdf.docinfo.Title) == "Time to claim, LAX"


def test_a_drawing_stands_above_its_table():
    html = pdf_files.report_html(
        report(), {"weeks": mark_safe('<figure><svg viewBox="0 0 9 9"><rect class="s1"/></svg></figure>')}
    )

    assert html.count("<svg") == 1
    assert html.index("<svg") < html.index("12 October")
    assert '<svg viewBox="0 0 9 9"><style>' in html


def test_the_pack_holds_both_languages_a_table_a_csv_and_the_hash_of_each():
    built = []

    def build():
        built.append(translation.get_language())
        return report(WEEKS, COUNTERS, leaves=True)

    found = zipfile.ZipFile(io.BytesIO(pack.zipped(pack.files(build))))

    stem = "consular-public-counters-LAX-2026-10-12-2026-11-01"
    assert found.namelist() == [f"{stem}.es.pdf", f"{stem}.en.pdf", f"{stem}.xlsx", f"{stem}.csv", "README.txt"]
    note = found.read("README.txt").decode()
    for name in found.namelist()[:-1]:
        assert f"{hashlib.sha256(found.read(name)).hexdigest()}  {name}" in note
    assert built == ["es", "en"]
    assert COUNTERS.definition in note
    assert WEEKS.definition not in note and "weeks" not in found.read(f"{stem}.csv").decode()


def test_the_pack_is_never_made_of_true_small_counts():
    with pytest.raises(ValueError, match="leave the post"):
        list(pack.files(lambda: report(COUNTERS)))


def test_a_name_of_a_file_has_codes_alone():
    assert asked.file_stem("report", question(post="../x")) == "consular-report-all-2026-10-12-2026-11-01"


def test_the_printer_reaches_no_address():
    html = pdf_files.report_html(report()).replace(
        "</body>", '<img src="file:///usr/share/pixmaps/debian-logo.png"></body>'
    )

    pdf = pikepdf.open(io.BytesIO(b"".join(printing.pdf(html).pieces(1 << 20))))
    assert not [page for page in pdf.pages if page.get_images()]
