"""A published report counted again: the same, or what differs and which late edits made it so.

What left its post, and a table that lacks small counts for everybody, must not give one away by being counted twice. So what either
run leaves out stays left out; a change of 1 to 10 is itself a small count, and where there is one, also as what a total lacks, no new
figure is said. Shares and waits that changed are never said anew: with the number they are of, two of them give a change of a count.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.timeline import word_of
from cases.reports import kept
from cases.reports.audience import report_of, scope_of_audience
from cases.reports.facts import Facts, as_array
from cases.reports.models import Publication
from cases.reports.question import Question
from cases.reports.raw import sql
from cases.reports.suppression import is_small
from cases.reports.tables import AsOf, Kind, Mark
from cases.timeline import LABELS

ROWS = 200
LEFT_OUT = Mark.LEFT_OUT.value
Figure = int | float | str | None

SINCE = sql("late")
KINDS = """
SELECT CASE WHEN is_theirs THEN kind ELSE '' END, count(*), min(at), max(at) FROM late GROUP BY 1 ORDER BY 2 DESC, 1
"""
EDITS = "SELECT kind, subject_type, subject_id, code, at FROM late WHERE is_theirs ORDER BY seq DESC LIMIT %(rows)s"
ELSEWHERE = ""  # the kind of what was told at another post


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell. `now` is "left_out" where the new figure is not said; the codes are those of the table."""

    table: str
    row: str
    column: str
    kind: Kind
    published: Figure
    now: Figure


@dataclass(frozen=True, slots=True)
class LateKind:
    """How often something was told late. When, is said inside of the post alone, and of what is the post's own."""

    kind: str
    n: int
    first: datetime | None = None
    last: datetime | None = None

    @property
    def word(self) -> str:
        return _word(self.kind)


@dataclass(frozen=True, slots=True)
class LateEdit:
    kind: str
    subject_type: str
    subject_id: UUID
    code: str
    at: datetime

    @property
    def word(self) -> str:
        return _word(self.kind)


@dataclass(frozen=True)
class Rerun:
    """`same`: every figure, every cell that was left out, and the definitions; then the hash is the same as well.

    Where figures are not said, neither is another hash: who guesses at them could try them against it. Of what left its post the late
    edits are counts alone, those that are not small.
    """

    same: bool
    sha256: str
    definitions: str
    as_of: AsOf
    differences: list[Difference]
    kinds: list[LateKind]
    edits: list[LateEdit]
    words: dict[str, Any]


def run_again(publication: Publication) -> Rerun:
    question = Question.of(publication.question)
    scope = scope_of_audience(publication.posts, publication.audience, asked=question.post)
    report = report_of(question, scope)
    with translation.override(settings.LANGUAGE_CODE):
        definitions = kept.version_of(kept.words_of(report))
    tables = kept.tables_of(kept.without(report, publication.left_out))
    found = list(_differences(publication.tables, tables))
    guarded = _tables_to_guard(publication, tables)
    differences = _guarded(found, guarded, publication.tables)
    now = kept.document_of(publication) | {"tables": tables, "left_out": kept.left_out_of(tables)}
    now["parameters"] = now["parameters"] | {"definitions": definitions}
    given = _given(publication, question)
    sha256 = kept.hash_of(now)
    same = sha256 == publication.sha256
    return Rerun(
        same=same,
        sha256="" if any(one.table in guarded for one in found) else sha256,
        definitions=definitions,
        as_of=report.as_of,
        differences=differences,
        kinds=list(_kinds(publication, given)),
        edits=[] if publication.leaves_the_post else list(_edits(given)),
        words=kept.words_of(report),
    )


def _differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Difference]:
    """Cell by cell, in the order of the published tables, then what only the new ones have."""
    old, new = ({table["key"]: table for table in tables} for tables in (before, after))
    for key in [*old, *(key for key in new if key not in old)]:
        was, now = old.get(key, {}).get("cells", {}), new.get(key, {}).get("cells", {})
        kinds = {one["key"]: Kind(one["kind"]) for side in (old, new) for one in side.get(key, {}).get("columns", [])}
        rows = [*old.get(key, {}).get("rows", []), *was, *new.get(key, {}).get("rows", []), *now]
        for row in dict.fromkeys(rows):
            for column, kind in kinds.items():
                published, today = was.get(row, {}).get(column), now.get(row, {}).get(column)
                if published != today:
                    yield Difference(key, row, column, kind, published, today)


def _tables_to_guard(publication: Publication, tables: list[dict[str, Any]]) -> set[str]:
    """Outside all of them; inside those in which small counts are left out for everybody."""
    if publication.leaves_the_post:
        return {table["key"] for table in (*publication.tables, *tables)}
    return publication.left_out.keys() | kept.left_out_of(tables).keys()


def _guarded(found: list[Difference], guarded: set[str], before: list[dict[str, Any]]) -> list[Difference]:
    """A cell that is new has no figure to be compared with, and is not said either."""
    asked = [one for one in found if one.table in guarded]
    tells = any(_is_small_change(one) for one in asked) or _total_tells(asked, before)

    def is_said(one: Difference) -> bool:
        if one.table not in guarded:
            return True
        return not tells and one.kind is Kind.COUNT and isinstance(one.published, int)

    return [one if is_said(one) else replace(one, now=LEFT_OUT) for one in found]


def _is_small_change(one: Difference) -> bool:
    change = _change(one)
    return change is not None and is_small(abs(change))


def _change(one: Difference) -> int | None:
    """None where a figure is missing on one side; a row that came or went had or has nothing."""
    if one.kind is not Kind.COUNT or isinstance(one.published, str) or isinstance(one.now, str):
        return None
    return int(one.now or 0) - int(one.published or 0)


def _total_tells(differences: list[Difference], before: list[dict[str, Any]]) -> bool:
    """Whether the change of a total, less the changes that are said of its rows, leaves a small count for those that are not."""
    totals = {table["key"]: table["total"] for table in before}
    changed: dict[tuple[str, str], list[Difference]] = {}
    for one in differences:
        changed.setdefault((one.table, one.column), []).append(one)
    for (table, _column), some in changed.items():
        total = totals.get(table)
        above = sum(_change(one) or 0 for one in some if one.row == total)
        below = sum(_change(one) or 0 for one in some if one.row != total)
        if total is not None and is_small(abs(above - below)):
            return True
    return False


def _given(publication: Publication, question: Question) -> dict[str, Any]:
    facts = Facts(Question(question.first, question.last), publication.post_ids)
    return {
        "alerts": as_array(facts.alerts.subject_hexes),
        "posts": publication.post_ids,
        "first": question.first,
        "last": question.last,
        "start": question.period.start,
        "end": question.period.end,
        "after": publication.as_of_seq,
        "rows": ROWS,
    }


def _kinds(publication: Publication, given: dict[str, Any]) -> Iterator[LateKind]:
    with connection.cursor() as cursor:
        cursor.execute(SINCE + KINDS, given)
        for kind, n, first, last in cursor.fetchall():
            if not publication.leaves_the_post:
                yield LateKind(kind, n) if kind == ELSEWHERE else LateKind(kind, n, first, last)
            elif not is_small(n):
                yield LateKind(kind, n)


def _edits(given: dict[str, Any]) -> Iterator[LateEdit]:
    with connection.cursor() as cursor:
        cursor.execute(SINCE + EDITS, given)
        for kind, subject_type, subject_id, code, at in cursor.fetchall():
            yield LateEdit(kind, subject_type, subject_id, code, at)


def _word(kind: str) -> str:
    if kind == ELSEWHERE:
        return _("Told at another post")
    return str(LABELS[kind]) if kind in LABELS else word_of(kind)
