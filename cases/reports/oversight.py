"""Who looked at protected data, why and when; and nothing of what was seen but its code.

A supervisor sees the looks of the own post's staff, and those of others at the post's own people. What a lawyer looks at under
attorney-client privilege (L4, L5) is for the auditor alone, as a line of the log.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert, Person
from cases.forms.case import PURPOSES
from cases.models import Case, Document, LegalMatter, Task
from cases.reports.period import Period
from cases.reports.tables import Column, Row, Table
from consular.organisation.models import Consulate, Posting, Role, User
from consular.privacy.models import AccessRecord, ReadAlarm

PEOPLE_SHOWN, OTHERS_SHOWN, ALARMS_SHOWN = 100, 100, 50
UNMASKS = ("name", "phone", "extra", "message", "kept")
PRIVILEGED = (
    *(f"{what}.L{level}" for what in ("note", "document", "document.content") for level in (4, 5)),
    "time.text",
    "recovery.grant",
    "recovery.read",
)
IS_PRIVILEGED = Q(fields__overlap=list(PRIVILEGED)) | Q(subject_type="legalmatter")
IS_UNMASKING = Q(subject_type="person", fields__overlap=list(UNMASKS))
STAFF = (Role.OFFICER, Role.SUPERVISOR)

WORDS = dict(PURPOSES) | {"search": _("Search"), "oversight": _("Oversight"), "page": _("Shown on a page")}
COLUMNS = (
    Column("looks", _("Looks")),
    Column("subjects", _("People, cases and others")),
    Column("unmaskings", _("Unmaskings")),
)
FIGURES: dict[str, Any] = {
    "looks": Count("pk"),
    "subjects": Count("subject_id", distinct=True),
    "unmaskings": Count("pk", filter=IS_UNMASKING),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`posts`: whose staff; None: everybody's, for the auditor. `who` and `purpose` narrow what is shown."""

    posts: list[Consulate] | None
    period: Period
    who: int | None = None
    purpose: str = ""

    @property
    def span(self) -> dict[str, datetime]:
        return {"at__gte": self.period.start, "at__lt": self.period.end}


def staff_of(posts: Iterable[Consulate], period: Period) -> QuerySet:
    """Ids of those who were officers or supervisors of the posts at some time of the period."""
    then = Q(ends_at=None) | Q(ends_at__gt=period.start)
    held = Posting.objects.filter(then, consulate__in=posts, role__in=STAFF, starts_at__lt=period.end)
    return held.values("user_id")


def looks_of(asked: Asked) -> QuerySet[AccessRecord]:
    found = AccessRecord.objects.filter(**asked.span)
    if asked.posts is not None:
        found = found.filter(reader__in=staff_of(asked.posts, asked.period)).exclude(IS_PRIVILEGED)
    if asked.who is not None:
        found = found.filter(reader=asked.who)
    return found.filter(purpose=asked.purpose) if asked.purpose else found


def tables_of(asked: Asked) -> list[Table]:
    looks = looks_of(asked).order_by()
    return [_by_person(looks), _by_purpose(looks), _by_day(looks), *([] if asked.posts else [_privileged(looks)])]


def _figures(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[column.key] for column in COLUMNS)


def _by_person(looks: QuerySet) -> Table:
    counted = list(looks.values("reader").annotate(**FIGURES).order_by("-looks", "reader")[:PEOPLE_SHOWN])
    names = _names(row["reader"] for row in counted)
    return Table(
        key="who",
        title=_("By person"),
        definition=_(
            "Looks at protected data in the period, each written down before it was shown. An unmasking is a look at the "
            "name, the telephone or the words of a person. Those with the most looks are shown, 100 at most."
        ),
        rows_are=_("Who"),
        columns=COLUMNS,
        rows=tuple(Row(str(row["reader"]), names[row["reader"]], _figures(row)) for row in counted),
    )


def _by_purpose(looks: QuerySet) -> Table:
    counted = looks.values("purpose").annotate(**FIGURES).order_by("-looks", "purpose")
    return Table(
        key="purpose",
        title=_("By purpose"),
        definition=_(
            "What the reader said that the look was for, or what the page or the program was for that showed it."
        ),
        rows_are=_("Purpose"),
        columns=COLUMNS,
        rows=tuple(Row(row["purpose"], word(row["purpose"]), _figures(row)) for row in counted),
    )


def word(purpose: str) -> Any:
    return WORDS.get(purpose, purpose)


def _by_day(looks: QuerySet) -> Table:
    counted = looks.annotate(day=TruncDate("at")).values("day").annotate(**FIGURES).order_by("-day")
    return Table(
        key="day",
        title=_("By day"),
        definition=_("Days in UTC; days without a look are not shown."),
        rows_are=_("Day"),
        columns=COLUMNS,
        rows=tuple(Row(row["day"].isoformat(), row["day"].isoformat(), _figures(row)) for row in counted),
    )


def _privileged(looks: QuerySet) -> Table:
    counted = list(looks.filter(IS_PRIVILEGED).values("reader").annotate(**FIGURES).order_by("-looks", "reader"))
    names = _names(row["reader"] for row in counted)
    return Table(
        key="privileged",
        title=_("Privileged data (L4 and L5)"),
        definition=_(
            "Looks at what is between lawyer and client, and recoveries of it. Nobody but an auditor sees that they were."
        ),
        rows_are=_("Who"),
        columns=COLUMNS[:2],
        rows=tuple(Row(str(row["reader"]), names[row["reader"]], _figures(row)[:2]) for row in counted),
    )


def _names(users: Iterable[int]) -> dict[int, str]:
    return {user.pk: user.display_name() for user in User.objects.filter(pk__in=set(users))}


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the log."""

    at: datetime
    reader: str
    about: str
    code: str
    fields: list[str]
    purpose: Any


def lines(records: Iterable[AccessRecord]) -> list[Look]:
    """With the codes of what was looked at, which are read together."""
    shown = list(records)
    codes = codes_of((record.subject_type, record.subject_id) for record in shown)
    return [
        Look(
            record.at,
            record.reader.display_name(),
            record.subject_type,
            codes.get((record.subject_type, record.subject_id), ""),
            record.fields,
            word(record.purpose),
        )
        for record in shown
    ]


Subject = tuple[str, uuid.UUID]
# subject type: (model, what its code is)
CODES: dict[str, tuple[type[models.Model], str]] = {
    "case": (Case, "code"),
    "person": (Person, "code"),
    "alert": (Alert, "code"),
    "document": (Document, "case__code"),
    "legalmatter": (LegalMatter, "case__code"),
    "task": (Task, "case__code"),
    "consulate": (Consulate, "code"),
}


def codes_of(subjects: Iterable[Subject]) -> dict[Subject, str]:
    by_type: dict[str, set[uuid.UUID]] = defaultdict(set)
    for kind, pk in subjects:
        by_type[kind].add(pk)
    found: dict[Subject, str] = {}
    for kind, pks in by_type.items():
        if kind not in CODES:
            continue
        model, code = CODES[kind]
        is_counted = not isinstance(model._meta.pk, models.UUIDField)
        wanted = [pk.int for pk in pks if pk.int < 2**63] if is_counted else list(pks)
        for pk, told in model._base_manager.filter(pk__in=wanted).values_list("pk", code):
            found[(kind, uuid.UUID(int=pk) if is_counted else pk)] = told or ""
    return found


def from_other_posts(asked: Asked) -> list[AccessRecord]:
    """Looks at these posts' people, cases and alerts by somebody who is not of them; the newest. Lawyers look at their own matters."""
    posts = asked.posts or []
    lawyers = Posting.objects.filter(role=Role.LAWYER).values("user_id")
    found = AccessRecord.objects.filter(**asked.span).exclude(reader__in=staff_of(posts, asked.period))
    found = found.exclude(reader__in=lawyers).exclude(IS_PRIVILEGED).filter(_is_about(posts))
    return list(found.select_related("reader").order_by("-id")[:OTHERS_SHOWN])


def _is_about(posts: list[Consulate]) -> Q:
    cases, alerts = Case.objects.filter(consulate__in=posts), Alert.objects.filter(consulate__in=posts)
    subject = OuterRef("subject_id")
    return (
        Q(Exists(cases.filter(pk=subject)), subject_type="case")
        | Q(Exists(alerts.filter(pk=subject)), subject_type="alert")
        | Q(Exists(cases.filter(person=subject)) | Exists(alerts.filter(person=subject)), subject_type="person")
        | Q(Exists(Document.objects.filter(pk=subject, case__consulate__in=posts)), subject_type="document")
    )


def alarms_of(asked: Asked) -> list[ReadAlarm]:
    """Of more than thirty people within an hour (`consular.privacy.oversight` raises them), open ones first."""
    found = ReadAlarm.objects.filter(raised_at__gte=asked.period.start, raised_at__lt=asked.period.end)
    if asked.posts is not None:
        found = found.filter(reader__in=staff_of(asked.posts, asked.period))
    return list(found.select_related("reader", "seen_by").order_by("seen_at", "-raised_at")[:ALARMS_SHOWN])


def links_of(table: Table, address: Callable[..., str]) -> dict[str, str]:
    """What a row of a table narrows the page to."""
    if table.key == "day":
        return {row.key: address(**{"from": date.fromisoformat(row.key), "to": row.key}) for row in table.rows}
    name = "who" if table.key == "privileged" else table.key
    return {row.key: address(**{name: row.key}) for row in table.rows}
