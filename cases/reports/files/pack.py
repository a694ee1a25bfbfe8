"""The pack of the ministry's public counters: one ZIP with PDF in both languages, XLSX, CSV, and a note with the hash of each."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation

from cases.reports.files import asked
from cases.reports.files.csv_files import report_csv
from cases.reports.files.pdf_files import report_pdf
from cases.reports.files.xlsx_files import report_xlsx
from cases.reports.tables import Report

TYPE = "application/zip"
TABLE = "public_counters"
LANGUAGES = ("es", "en")
FILES = len(LANGUAGES) + 2

Build = Callable[[], Report]  # in the language that is active: it is called once for each


def files(build: Build) -> Iterator[tuple[str, bytes]]:
    """Name and content, one after the other; the note comes last. Only the public counters are taken over, whatever else was built."""
    hashes: list[tuple[str, str]] = []
    reports: dict[str, Report] = {}
    for language in LANGUAGES:
        with translation.override(language):
            report = reports[language] = counters_of(build())
            content = report_pdf(report)
        name = f"{asked.file_stem('public-counters', report.question)}.{language}.pdf"
        hashes.append((name, hashlib.sha256(content).hexdigest()))
        yield name, content
    with translation.override(LANGUAGES[0]):
        report = reports[LANGUAGES[0]]
        for ending, made in (("xlsx", report_xlsx), ("csv", report_csv)):
            name, content = f"{asked.file_stem('public-counters', report.question)}.{ending}", made(report)
            hashes.append((name, hashlib.sha256(content).hexdigest()))
            yield name, content
    yield "README.txt", _note(reports, hashes)


def counters_of(report: Report) -> Report:
    """The table of the counters alone. What is not meant for outside stays out, and so does a report with true small counts."""
    if not report.leaves_the_post:
        raise ValueError("the public counters leave the post: build them with the scope that leaves small counts out")
    return replace(report, tables={TABLE: report.tables[TABLE]})


def zipped(parts: Iterator[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts:
            pack.writestr(name, content)
    return made.getvalue()


def _note(reports: dict[str, Report], hashes: list[tuple[str, str]]) -> bytes:
    """In both languages, one after the other."""
    texts = []
    for language, report in reports.items():
        with translation.override(language):
            facts = {
                "about": asked.lines(report),
                "table": report.tables[TABLE],
                "notes": asked.notes(report.tables[TABLE]),
                "hashes": hashes,
            }
            texts.append(render_to_string("reports/print/readme.txt", facts).strip())
    return ("\n\n" + "-" * 72 + "\n\n").join(texts).replace("\n", "\r\n").encode() + b"\r\n"
