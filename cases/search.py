"""Search: by code, by an exact number, by a name as it sounds; inside of what the searcher may know, and on record before it is shown.

A name that is not there and one that is not the searcher's take the same road and get the same answer and the same record.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alerts import marks, phonetics
from alerts.models import Alert, IdentityMark, Person
from cases import cards, workflow
from cases.models import Case
from cases.querysets import CaseQuerySet, people_called
from consular.organisation.access import Viewer
from consular.privacy import access_log

SHOWN = 10  # people; more than 30 within an hour are an alarm, and nobody can tell more than ten by codes
EACH = 10  # cases and alerts of one person
PURPOSE = "search"
RANKED = (Path(__file__).parent / "search.sql").read_text()
# Whose case or alert it is, as `people_known` puts it into RANKED.
OWN = "EXISTS (SELECT FROM ({}) AS own WHERE own.person_id = ranked.person_id)"


@dataclass
class Found:
    """One person: by code only, with what fits the question and what the searcher may open."""

    person: str | None
    matched: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)


@dataclass
class Answer:
    items: list[Found]
    more: bool = False


@dataclass(frozen=True)
class Hit:
    person_id: UUID
    kinds: list[str]
    sounds: int


def search(text: str, *, reader: Any, viewer: Viewer) -> Answer:
    """Codes first; a text that can only be a code is not looked up as a name."""
    text = text.replace("\x00", "").strip()
    coded = _by_code(text, viewer)
    if not text or re.match(r"(?i)\s*(?:C|PX)-", text):
        return Answer(coded)
    answer = _by_identity(text, reader=reader, viewer=viewer)
    return Answer(coded + answer.items, answer.more)


def _by_code(text: str, viewer: Viewer) -> list[Found]:
    """What lists and boards show by its code anyway: no identity is looked up, so nothing is logged."""
    if not text:
        return []
    cases = cards.with_facts(Case.objects.visible_to(viewer).called(text, viewer)).order_by("-opened_at")[:EACH]
    alerts = (
        Alert.objects.visible_to(viewer).filter(person__in=people_called(text)).select_related("consulate", "person")
    )
    people: dict[str | None, Found] = {}
    for case in cases:
        code = None if cards.is_limited(case, viewer) else case.person.code
        people.setdefault(code, Found(code, [_("code")])).cases.append(case)
    for alert in alerts.order_by("-received_at")[:EACH]:
        people.setdefault(alert.person.code, Found(alert.person.code, [_("code")])).alerts.append(alert)
    return list(people.values())


def wanted(text: str) -> tuple[list[marks.Mark], int]:
    """The marks that the text may stand for, and how many parts of a name it has."""
    found = marks.of_numbers((kind, text) for kind in marks.NUMBERS)
    if re.search(r"\d", text):
        return found, 0
    return found + marks.of_name(text), len(phonetics.sounds(text))


def _by_identity(text: str, *, reader: Any, viewer: Viewer) -> Answer:
    asked, parts = wanted(text)
    cases, alerts = _identifiable(viewer)
    hits = _ranked(asked, parts, cases, alerts)
    found = _filled(hits[:SHOWN], parts, cases, alerts, viewer)
    people = {person.pk: person for person in Person.objects.filter(pk__in=found)}
    looks = [(people[hit.person_id], _fields(hit)) for hit in hits if hit.person_id in found]
    access_log.record_reads(reader=reader, looks=looks or [(reader, ["search.nobody"])], purpose=PURPOSE)
    return Answer(list(found.values()), more=len(hits) > SHOWN)


def _identifiable(viewer: Viewer) -> tuple[CaseQuerySet | None, QuerySet | None]:
    """Cases and alerts whose person the viewer may know by name, or None. Operators know one during a call, and then no more."""
    cases = alerts = None
    if viewer.posts or viewer.is_lawyer:
        cases = Case.objects.visible_to(viewer).identifiable_to(viewer)
    if viewer.posts:
        alerts = Alert.objects.visible_to(viewer).filter(posts__overlap=sorted(viewer.posts))
    return cases, alerts


def _ranked(asked: list[marks.Mark], parts: int, *owned: QuerySet | None) -> list[Hit]:
    """Two of three parts must agree, or three of four: one alone is half of Mexico."""
    own = [one for one in owned if one is not None]
    if not asked or not own:
        return []
    least = max(1, -(-parts * 2 // 3))
    among, few = _among(own[0]) if len(own) == 1 else ("true", [])
    known: list[str] = []
    parameters: list[Any] = []
    for one in own:
        sql, given = one.order_by().values("person_id").query.sql_with_params()
        known.append(OWN.format(sql))
        parameters += given
    kinds, indexes = zip(*asked, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            RANKED.replace("{among}", among).replace("{known}", " OR ".join(known)),
            [list(kinds), list(indexes), *few, least, *parameters, SHOWN + 1],
        )
        return [Hit(*row) for row in cursor.fetchall()]


def _among(cases: QuerySet) -> tuple[str, list[Any]]:
    """For a lawyer: the marks of the few hundred people of their cases, and of who was merged into them, instead of all that sound so."""
    sql, given = cases.order_by().values("person_id").query.sql_with_params()
    merged = f"SELECT id FROM alerts_person WHERE merged_into_id IN ({sql})"  # noqa: S608 - the ORM's own text
    return f"mark.person_id IN ({sql} UNION {merged})", [*given, *given]


def _filled(
    hits: list[Hit], parts: int, cases: CaseQuerySet | None, alerts: QuerySet | None, viewer: Viewer
) -> dict[UUID, Found]:
    """What each person has, in the order of the hits; whoever has nothing that the rules of one case let through is dropped."""
    found = {hit.person_id: Found(None, _words(hit, parts)) for hit in hits}
    theirs = Q(person__in=found)
    for case in cards.with_facts(cases.filter(theirs)).order_by("-opened_at") if cases is not None else ():
        if workflow.may_unmask(case, viewer):
            found[case.person_id].person = case.person.code
            found[case.person_id].cases.append(case)
    for alert in (
        alerts.filter(theirs).select_related("consulate", "person").order_by("-received_at")
        if alerts is not None
        else ()
    ):
        found[alert.person_id].person = alert.person.code
        found[alert.person_id].alerts.append(alert)
    for one in found.values():
        one.cases, one.alerts = one.cases[:EACH], one.alerts[:EACH]
    return {pk: one for pk, one in found.items() if one.person}


def _words(hit: Hit, parts: int) -> list[str]:
    words = [str(kind.label) for kind in IdentityMark.Kind if kind in hit.kinds and kind != marks.SOUND]
    if marks.NAME not in hit.kinds and hit.sounds:
        words.append(_("name sounds alike, %(n)s of %(all)s") % {"n": hit.sounds, "all": parts})
    return words


def _fields(hit: Hit) -> Iterable[str]:
    return sorted({f"search.{kind}" for kind in hit.kinds})
