"""What stands at the head of every file of a report: what was asked, of which days, as of when, and what is left out."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.reports.forms import CHOICES
from cases.reports.question import MONTH, Question
from cases.reports.tables import Report, Table
from consular.organisation.models import Facility

Line = tuple[str, Any]  # a name and a value: text, a day, a moment or a number


def lines(report: Report) -> list[Line]:
    """In the reader's language; days and moments stay what they are, so that a spreadsheet can count with them."""
    question: Question = report.question
    as_of = report.as_of.at
    return [
        (_("Figures of"), str(report.title)),
        (_("First day"), report.first if report.first != date.min else question.first),
        (_("Last day"), report.last if report.last != date.min else question.last),
        (_("By"), _("months") if question.step == MONTH else _("weeks")),
        *filters(question),
        (_("As of (UTC)"), as_of.astimezone(UTC) if isinstance(as_of, datetime) else _("no event yet")),
        (_("Last event counted"), report.as_of.seq),
        (_("Made at (UTC)"), timezone.now().astimezone(UTC)),
        (_("Small counts"), small_counts(report.leaves_the_post)),
    ]


def filters(question: Question) -> list[Line]:
    """The filters that are set, by name."""
    names = {
        "kind": _("Kind of alert"),
        "channel": _("Channel"),
        "facility": _("Facility"),
        "language": _("Language"),
    }
    return [(names[name], _named(name, code)) for name, code in question.filters.items()]


def notes(table: Table) -> list[tuple[str, str]]:
    """What single rows and columns mean, by their names."""
    names = {row.key: str(row.label) for row in table.rows} | {one.key: str(one.label) for one in table.columns}
    return [(names.get(key, key), str(text)) for key, text in table.definitions]


def definitions(report: Report) -> list[tuple[str, str]]:
    """Of every table, and of single rows and columns in it."""
    found: list[tuple[str, str]] = []
    for table in report.tables.values():
        found.append((str(table.title), str(table.definition)))
        found += [(f"{table.title}: {name}", text) for name, text in notes(table)]
    return found


def small_counts(leaves_the_post: bool) -> str:
    if not leaves_the_post:
        return _("Figures of the post, for those who answer for it: small counts are shown. Do not pass them on.")
    return _(
        "Counts of 1 to 10 are left out, with what is worked out of them, and so are other counts that would give one of "
        "them away by a sum."
    )


def file_stem(what: str, question: Question) -> str:
    """For names of files: codes and days, nothing that somebody typed."""
    post = question.post if question.post.isalnum() and question.post.isascii() else "all"
    return f"consular-{what}-{post}-{question.first}-{question.last}"


def _named(name: str, code: str) -> str:
    if name == "facility":
        return Facility.objects.filter(code=code).values_list("name", flat=True).first() or code
    return str(dict(CHOICES[name]).get(code, code))
