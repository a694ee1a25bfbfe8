"""How a file comes to be: figures at once, and in the background step by step, so that a killed worker costs one step."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.reports import people_rows, workflow
from cases.reports.actions import exports as actions
from cases.reports.export_content import kept_rows, last_rows
from cases.reports.files import asked, csv_files, pack, pdf_files, xlsx_files
from cases.reports.models import ExportRequest
from cases.reports.overview import build
from cases.reports.question import Question
from cases.reports.scope import scope_of, visible_posts
from cases.reports.tables import Report
from consular.errors import Refusal
from consular.organisation.access import Viewer, viewer_of

log = logging.getLogger(__name__)

TYPES = {"csv": csv_files.TYPE, "xlsx": xlsx_files.TYPE, "pdf": pdf_files.TYPE, "zip": pack.TYPE}
WRITERS: dict[str, Callable[[Report], bytes]] = {
    "csv": csv_files.report_csv,
    "xlsx": xlsx_files.report_xlsx,
    "pdf": pdf_files.report_pdf,
}
AT_ONCE_S = 60  # after this a worker lets go and the next one goes on: below the limit of a task
NAMES = {"figures": "report", "pack": "public-counters", "alerts": "alerts", "cases": "cases"}


class Stopped(Exception):
    """The export was stopped, or another worker has it."""


def figures(question: Question, viewer: Viewer) -> Report:
    """As the page shows them to this reader. Raises LookupError for a post that the reader may not see."""
    return build(question, scope_of(viewer, visible_posts(viewer), question.post))


def public_counters(question: Question, viewer: Viewer) -> Report:
    """They always leave the post, whoever asks."""
    return build(question, scope_of(viewer, visible_posts(viewer), question.post).leaving())


def at_once(what: str, format: str, question: Question, viewer: Viewer) -> tuple[Question, bytes]:
    """The file, and the question that it answers: what leaves the post is widened to whole quarters."""
    if what == "pack":
        answered = public_counters(question, viewer).question
        return answered, pack.zipped(pack.files(lambda: public_counters(question, viewer)))
    report = figures(question, viewer)
    return report.question, WRITERS[format](report)


def file_name(what: str, format: str, question: Question) -> str:
    return f"{asked.file_stem(NAMES[what], question)}.{format}"


def go_on(export_id: UUID, now: datetime | None = None) -> bool:
    """Takes an export up and brings it as far as one task may take. Whether it was there to be taken up."""
    export = actions.take_up(export_id=export_id, now=now or timezone.now())
    if export is None:
        return False
    try:
        with translation.override(export.language):
            _work(export)
    except Stopped:
        pass
    except LookupError:
        _let_go(export, "no_access", for_good=True)
    except Refusal as refusal:
        _let_go(export, "not_printed" if refusal.status_code == 503 else "error")
    except Exception:
        log.exception("export %s could not be made", export.pk)
        _let_go(export, "error")
    return True


def _work(export: ExportRequest) -> None:
    viewer = viewer_of(export.asked_by)
    if export.is_about_people:
        _rows(export, viewer)
    elif export.what == "pack":
        parts = _counted(export, pack.files(lambda: public_counters(export.asked, viewer)), of=pack.FILES + 1)
        _finish(export, pack.zipped(parts))
    else:
        report = figures(export.asked, viewer)
        _step(export, 1, of=2)
        _finish(export, WRITERS[export.format](report))


def _rows(export: ExportRequest, viewer: Viewer) -> None:
    """Batch by batch, each kept before the next is read; then the file of all of them."""
    if export.consulate_id not in viewer.supervisor_posts:
        raise LookupError(export.consulate_id)
    question, post_id, began = export.asked, export.consulate_id, time.monotonic()
    of = people_rows.count(export.what, question, post_id)
    if of > workflow.MOST_ROWS:
        return _let_go(export, "too_many", for_good=True)
    last = last_rows(export)
    done = export.done
    while last is None or len(last["rows"]) == people_rows.BATCH:
        last = people_rows.batch(export.what, question, post_id, last["after"] if last else None)
        done += len(last["rows"])
        _step(export, done, of=of + 1, rows=last)
        if time.monotonic() - began > AT_ONCE_S:
            return _let_go(export)
    rows = [row for batch in kept_rows(export) for row in batch["rows"]]
    _finish(export, _rows_file(export, rows), rows=len(rows))


def _rows_file(export: ExportRequest, rows: list[list[str]]) -> bytes:
    headings = people_rows.headings(export.what)
    if export.format == "csv":
        return csv_files.written([headings, *rows])
    title = str(ExportRequest.What(export.what).label)
    typed = (people_rows.typed(export.what, row) for row in rows)
    return xlsx_files.rows_xlsx(title, _about(export, len(rows)), headings, people_rows.definitions(export.what), typed)


def _about(export: ExportRequest, rows: int) -> list[asked.Line]:
    """For whom, why and until when, beside what was asked: whoever finds the file can tell."""
    return [
        (_("Post"), str(export.consulate)),
        (_("First day"), export.asked.first),
        (_("Last day"), export.asked.last),
        *asked.filters(export.asked),
        (_("Rows"), rows),
        (_("Asked by"), export.asked_by.display_name()),
        (_("Approved by"), export.decided_by.display_name() if export.decided_by else ""),
        (_("Made at (UTC)"), timezone.now()),
        (
            _("Note"),
            _("Rows about people: for the reason that was given, and for no other. Delete the file when it is done."),
        ),
    ]


def _counted(export: ExportRequest, parts: Iterator[tuple[str, bytes]], *, of: int) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(parts, start=1):
        _step(export, number, of=of + 1)
        yield part


def _step(export: ExportRequest, done: int, *, of: int, rows: dict[str, Any] | None = None) -> None:
    now = timezone.now()
    if not actions.come_forward(export_id=export.pk, turn=export.turn, done=done, of=of, rows=rows, now=now):
        raise Stopped


def _finish(export: ExportRequest, content: bytes, rows: int | None = None) -> None:
    actions.finish(export_id=export.pk, turn=export.turn, content=content, rows=rows, now=timezone.now())


def _let_go(export: ExportRequest, failure: str = "", *, for_good: bool = False) -> None:
    actions.let_go(export_id=export.pk, turn=export.turn, now=timezone.now(), failure=failure, for_good=for_good)
