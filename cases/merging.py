"""Reads for the merge of two people: who may be the same, what agrees, and what each has. Marks are compared, names are not opened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from alerts import marks
from alerts.models import Alert, IdentityMark, Person
from cases.models import Case, PersonMerge
from cases.querysets import people_called
from consular.organisation.access import Viewer

SUGGESTED = 5
SHOWN = 20
SAME_SOUNDS = 2


@dataclass(frozen=True)
class Side:
    """One of the two, as far as the viewer's posts know them."""

    person: Person
    cases: list[Case]
    alerts: list[Alert]


def person_known_to(viewer: Viewer, code: str) -> Person | None:
    """By the person's code or by that of a case, among those of whom the viewer's posts have a case or an alert."""
    cases = Case.objects.filter(consulate_id__in=viewer.posts)
    if case := cases.called(code, viewer).select_related("person").first():
        return case.person
    return (
        Person.objects.filter(pk__in=people_called(code)).filter(pk__in=_with_alerts(viewer).values("person")).first()
    )


def side(person: Person, viewer: Viewer) -> Side:
    cases = Case.objects.filter(consulate_id__in=viewer.posts, person=person).select_related(
        "consulate", "counted_with"
    )
    alerts = _with_alerts(viewer).filter(person=person).select_related("consulate")
    return Side(
        person=person,
        cases=list(cases.order_by("-opened_at")[:SHOWN]),
        alerts=list(alerts.order_by("-received_at")[:SHOWN]),
    )


def agreeing(person: Person, other: Person) -> list[str]:
    """Which marks the two share, as their labels: numbers and the whole name, else that parts of the name sound alike."""
    return _words(_shared(person).filter(person=other).values_list("kind", flat=True))


def suggestions(person: Person, viewer: Viewer) -> list[tuple[Person, list[str]]]:
    """Others of whom the viewer's posts have a case or an alert, and who share a number or the whole name; most in common first."""
    same: dict[UUID, list[str]] = defaultdict(list)
    strong = _shared(person).exclude(kind=marks.SOUND).filter(person__merged_into=None)
    for pk, kind in strong.values_list("person", "kind")[: SHOWN * 10]:
        same[pk].append(kind)
    if not same:
        return []
    known = Q(pk__in=Case.objects.filter(consulate_id__in=viewer.posts, person__in=same).values("person"))
    known |= Q(pk__in=_with_alerts(viewer).filter(person__in=same).values("person"))
    people = sorted(Person.objects.filter(known), key=lambda other: (-len(same[other.pk]), other.code))
    return [(other, _words(same[other.pk])) for other in people[:SUGGESTED]]


def merges_into(person: Person) -> QuerySet[PersonMerge]:
    """What this person was merged from and still is, the newest first."""
    standing = PersonMerge.objects.filter(kept=person, undone_at=None)
    return standing.select_related("absorbed", "merged_by").order_by("-merged_at")


def _shared(person: Person) -> QuerySet[IdentityMark]:
    """The marks of others that are also this person's."""
    own = list(person.marks.values_list("kind", "index"))
    rule = Q(pk__in=[])
    for kind, index in own:
        rule |= Q(kind=kind, index=index)
    return IdentityMark.objects.filter(rule).exclude(person=person)


def _words(kinds: Iterable[str]) -> list[str]:
    found = list(kinds)
    strong = [kind for kind in IdentityMark.Kind if kind in found and kind != marks.SOUND]
    if marks.NAME not in found and found.count(marks.SOUND) >= SAME_SOUNDS:
        strong.append(IdentityMark.Kind.SOUND)
    return [str(kind.label) for kind in strong]


def _with_alerts(viewer: Viewer) -> QuerySet[Alert]:
    return Alert.objects.visible_to(viewer).filter(posts__overlap=sorted(viewer.posts))
