"""Rows about people behind a figure: which columns there are, and the rows of a batch in the reader's language. No name, no place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import Alert
from cases import languages, outcomes
from cases.models import Case
from cases.models.choices import Category
from cases.reports.about_alerts import CHANNELS
from cases.reports.question import FILTERS, Question

BATCH = 2_000
# "none" is what has no code. The facility of what has moved is the other post's to know: a filter by facility leaves it out.
FILTERED = """, filtered AS (
SELECT * FROM mine
WHERE (%(kind)s = '' OR coalesce(nullif(kind, ''), 'none') = %(kind)s)
  AND (%(channel)s = '' OR coalesce(nullif(channel, ''), 'none') = %(channel)s)
  AND (%(facility)s = '' OR facility = %(facility)s AND NOT moved)
  AND (%(language)s = '' OR coalesce(nullif(language, ''), 'none') = %(language)s)
)
"""
NEXT = "SELECT * FROM filtered WHERE (at, id) > (%(after_at)s, %(after_id)s::uuid) ORDER BY at, id LIMIT %(batch)s"


@dataclass(frozen=True, slots=True)
class Field:
    """`of_next_post`: how it goes on after a hand-over belongs to the post that has it now."""

    key: str
    heading: Promise
    read: Callable[[Any], str] = str
    of_next_post: bool = False
    is_moment: bool = False


def _by(choices: Any) -> Callable[[Any], str]:
    return lambda code: str(dict(choices).get(code, code)) if code else ""


def _outcome(axis: str) -> Callable[[Any], str]:
    return lambda code: str(meaning.label) if (meaning := outcomes.find(axis, code or "")) else ""


def _at(key: str, heading: Promise, *, of_next_post: bool = False) -> Field:
    return Field(key, heading, lambda at: at.isoformat() if at else "", of_next_post, is_moment=True)


_KIND = Field("kind", gettext_lazy("Kind of alert"), _by(Alert.Kind.choices))
_CHANNEL = Field("channel", gettext_lazy("Channel"), _by(CHANNELS.items()))
_LANGUAGE = Field("language", gettext_lazy("Language"), lambda tag: languages.name(tag) if tag else "")
_FACILITY = Field("facility_name", gettext_lazy("Facility"), of_next_post=True)
_MOVED = Field("moved", gettext_lazy("At another post now"), lambda moved: _("yes") if moved else _("no"))

FIELDS: dict[str, tuple[Field, ...]] = {
    "alerts": (
        Field("code", gettext_lazy("Alert")),
        Field("post", gettext_lazy("Post")),
        _KIND,
        _CHANNEL,
        _LANGUAGE,
        _at("pressed_at", gettext_lazy("Pressed at (UTC)")),
        _at("at", gettext_lazy("Received at (UTC)")),
        _at("first_claimed_at", gettext_lazy("First claimed at (UTC)")),
        _at("contacted_at", gettext_lazy("First contact at (UTC)"), of_next_post=True),
        _at("located_at", gettext_lazy("Located at (UTC)"), of_next_post=True),
        _at("handled_at", gettext_lazy("Handled at (UTC)"), of_next_post=True),
        _FACILITY,
        Field("state", gettext_lazy("State"), _by(Alert.State.choices), of_next_post=True),
        Field("disposition", gettext_lazy("Ended as"), _by(Alert.Disposition.choices), of_next_post=True),
        Field("case_code", gettext_lazy("Case"), of_next_post=True),
        _MOVED,
    ),
    "cases": (
        Field("code", gettext_lazy("Case")),
        Field("post", gettext_lazy("Post")),
        _KIND,
        _CHANNEL,
        _LANGUAGE,
        Field("category", gettext_lazy("Field of protection"), _by(Category.choices)),
        _at("at", gettext_lazy("Opened at (UTC)")),
        _at("taken_at", gettext_lazy("First taken by a lawyer at (UTC)"), of_next_post=True),
        _at("closed_at", gettext_lazy("Closed at (UTC)"), of_next_post=True),
        _FACILITY,
        Field("state", gettext_lazy("State"), _by(Case.State.choices), of_next_post=True),
        *(Field(axis, label, _outcome(axis), of_next_post=True) for axis, label in outcomes.AXES.items()),
        _MOVED,
    ),
}
_SQL = {what: Path(__file__).with_name(f"people_{what}.sql").read_text() + FILTERED for what in FIELDS}


def count(what: str, question: Question, post_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"{_SQL[what]} SELECT count(*) FROM filtered", _given(question, post_id))  # noqa: S608  our own files
        return cursor.fetchone()[0]


def batch(what: str, question: Question, post_id: int, after: list[str] | None) -> dict[str, Any]:
    """The next rows after a place (`[at, id]`, None: from the start), in words and ISO moments, and the place after them."""
    at, last = after or [datetime.min.replace(tzinfo=UTC).isoformat(), str(UUID(int=0))]
    given = _given(question, post_id) | {"after_at": at, "after_id": last, "batch": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(f"{_SQL[what]} {NEXT}", given)
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) | {"post": question.post} for row in cursor.fetchall()]
    place = [found[-1]["at"].isoformat(), str(found[-1]["id"])] if found else after
    return {"rows": [_words(what, row) for row in found], "after": place}


def headings(what: str) -> list[str]:
    return [str(field.heading) for field in FIELDS[what]]


def typed(what: str, row: list[str]) -> list[Any]:
    """Moments as moments again, for a file that has a type for them."""
    return [
        datetime.fromisoformat(value) if field.is_moment and value else value
        for field, value in zip(FIELDS[what], row, strict=True)
    ]


def definitions(what: str) -> list[tuple[str, str]]:
    """What a row is, for the first sheet."""
    texts = {
        "alerts": _(
            "Alerts received in the period, at the post that they reached first; no drills, no alerts merged as duplicates. "
            "How an alert goes on at another post is that post's: these columns are empty."
        ),
        "cases": _(
            "Cases opened in the period, at the post that opened them; no drills, and merged cases once. How a case goes on "
            "at another post is that post's: these columns are empty."
        ),
    }
    return [(_("What a row is"), texts[what])]


def _words(what: str, row: dict[str, Any]) -> list[str]:
    hidden = row["moved"]
    return ["" if hidden and field.of_next_post else field.read(row[field.key]) for field in FIELDS[what]]


def _given(question: Question, post_id: int) -> dict[str, Any]:
    filters = {name: getattr(question, name) for name in FILTERS}
    return {"post": post_id, "start": question.period.start, "end": question.period.end, **filters}
