"""The story of a case, read from its events, as one viewer may know it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alerts.models import Identity
from cases import outcomes, timeline_words, workflow
from cases.models import Case, DateProposal, Deadline, Hearing, HearingCheck, LocateCheck, Offer, Party, Stint, Task
from consular.events.models import Event
from consular.organisation.access import Viewer
from consular.privacy import circles

LABELS = {
    "case.opened": _("Case opened"),
    "case.offered": _("Offered to a lawyer"),
    "case.offer_viewed": _("Offer seen"),
    "case.offer_withdrawn": _("Offer withdrawn"),
    "case.accepted": _("Accepted by the lawyer"),
    "case.engaged": _("Lawyer engaged, conflict check certified"),
    "case.declined": _("Declined"),
    "case.lawyer_removed": _("Lawyer taken off the case"),
    "case.noted": _("Note written"),
    "case.outcome_set": _("Outcome reported"),
    "case.locate_due": _("Nobody has located the person"),
    "case.stint_entered": _("Place of custody entered"),
    "case.stint_judged": _("Place of custody checked"),
    "case.stint_ended": _("Left the place of custody"),
    "case.looked": _("Looked for the person"),
    "case.handover_opened": _("Offered to another post"),
    "case.handover_withdrawn": _("Offer to the other post taken back"),
    "case.handover_overdue": _("The other post has not answered"),
    "case.handed_over": _("Handed over to another post"),
    "case.hearing_set": _("Hearing entered"),
    "case.hearing_checked": _("Asked whether the hearing is on"),
    "case.hearing_ended": _("Hearing over"),
    "case.deadline_unowned": _("No lawyer answers for a deadline"),
    "case.identity_changed": _("Identity of the person written down"),
    "case.person_merged": _("The same person as somebody known before"),
    "case.person_merge_undone": _("Two people after all"),
    "case.task_added": _("Task written down"),
    "case.task_nudged": _("Reminder of a task"),
    "case.task_done": _("Task done"),
    "case.close_requested": _("Closing asked for"),
    "case.closed": _("Case closed"),
    "case.document_added": _("Document kept"),
    "case.document_withdrawn": _("Document withdrawn"),
    "matter.noted": _("Privileged note written"),
    "matter.deadline_set": _("Deadline entered"),
    "matter.deadline_confirmed": _("Deadline confirmed"),
    "matter.deadline_ended": _("Deadline over"),
    "matter.date_proposed": _("Another date proposed for a deadline"),
    "matter.date_answered": _("Answered the other date"),
    "matter.hearing_set": _("Protected hearing entered"),
    "matter.hearing_checked": _("Asked whether the protected hearing is on"),
    "matter.hearing_ended": _("Protected hearing over"),
    "case.wave_sent": _("Lawyers asked"),
    "case.offer_expired": _("Offer expired without an answer"),
    "case.names_asked": _("The lawyer means to accept and was shown the names"),
    "case.nobody_left": _("Nobody is left to ask"),
    "case.terms_set": _("Terms of the engagement recorded"),
    "case.work_started": _("The lawyer has started work"),
    "case.party_named": _("Party named"),
    "matter.party_named": _("Party named by the lawyer"),
    "matter.document_added": _("Privileged document kept"),
    "matter.document_withdrawn": _("Privileged document withdrawn"),
    "matter.file_left": _("Privileged file left to the successor"),
    "matter.file_kept": _("Privileged file no longer left to the successor"),
    "matter.recovered": _("Privileged file opened with the recovery key"),
    "matter.task_added": _("Privileged task written down"),
    "matter.task_nudged": _("Reminder of a privileged task"),
    "matter.task_done": _("Privileged task done"),
    **timeline_words.LABELS,
}
# What the codes in an event's payload mean, in the order in which they are said.
_CODED: dict[str, list[tuple[str, Callable[[Any], Any]]]] = {
    "case.stint_entered": [
        ("source", lambda code: Stint.Source(code).label),
        ("confidence", lambda n: Stint.Confidence(n).label),
    ],
    "case.stint_judged": [("confidence", lambda n: Stint.Confidence(n).label)],
    "case.looked": [
        ("place", lambda code: LocateCheck.Place(code).label),
        ("result", lambda code: LocateCheck.Result(code).label),
    ],
    "case.hearing_set": [("hearing_kind", lambda code: Hearing.Kind(code).label)],
    "case.hearing_checked": [("says", lambda code: HearingCheck.Says(code).label)],
    "case.hearing_ended": [("how", lambda code: Hearing.State(code).label)],
    "matter.hearing_set": [("hearing_kind", lambda code: Hearing.Kind(code).label)],
    "matter.deadline_ended": [("how", lambda code: Deadline.State(code).label)],
    "matter.date_proposed": [("reason", lambda code: DateProposal.Reason(code).label)],
}
_BY_LEVEL = {"case.noted", "case.document_added", "case.document_withdrawn"}
_WITH_LEVEL = _BY_LEVEL | {"matter.noted", "matter.document_added", "matter.document_withdrawn"}
# What a reader may choose to see alone. A kind belongs to the first group that has a word of it.
GROUPS = {
    "counsel": (
        _("Counsel"),
        (
            "offer",
            "accepted",
            "engaged",
            "declined",
            "lawyer",
            "names",
            "wave",
            "nobody_left",
            "terms",
            "work",
            "hours",
            "party",
        ),
    ),
    "custody": (_("Custody"), ("locat", "stint", "custody", "handover", "located", "outcome", "released", "transfer")),
    "calendar": (_("Calendar"), ("hearing", "deadline", "date_")),
    "notes": (_("Notes, documents and tasks"), ("note", "document", "task")),
}
PAGE_SIZE = 50
CHUNK = 200
_OF_OFFERS = {"case.offered", "case.offer_viewed", "case.offer_withdrawn", "case.declined", "case.lawyer_removed"}
_OF_OFFERS |= {"case.offer_expired", "case.names_asked"}
_OF_THE_SEARCH = {"case.wave_sent", "case.nobody_left"}


def story(case: Case, viewer: Viewer) -> list[dict]:
    """Oldest first: `{kind, label, text, at, actor}`. The matter's own events are for its lawyer alone."""
    events: list[Event] = []
    for subject in _subjects(case, viewer):
        knows = _knowing(subject, case, viewer)
        events += filter(knows, Event.objects.about(subject).select_related("actor"))
    events.sort(key=lambda event: event.id)
    names = _names(events)
    return [_entry(event, names) for event in events if event.kind in LABELS]


@dataclass(frozen=True)
class StoryPage:
    """`next` is where the following page begins, as the reader may ask for it; None at the end."""

    steps: list[dict]
    next: int | None


def page_of_story(
    case: Case,
    viewer: Viewer,
    *,
    group: str = "",
    newest_first: bool = True,
    start: int | None = None,
    size: int = PAGE_SIZE,
) -> StoryPage:
    """One page of the story. It reads only as many events as it shows, along the index by subject, however many there are."""
    kinds = kinds_of(group)
    known = [
        _known(subject, kinds, _knowing(subject, case, viewer), newest_first, start, size + 1)
        for subject in _subjects(case, viewer)
    ]
    events = sorted((event for some in known for event in some), key=lambda event: event.id, reverse=newest_first)
    shown, names = events[:size], _names(events[:size])
    return StoryPage(
        steps=[_entry(event, names) for event in shown], next=shown[-1].id if shown and len(events) > size else None
    )


def kinds_of(group: str) -> list[str]:
    words = GROUPS[group][1] if group in GROUPS else ()
    return [kind for kind in LABELS if not words or any(word in kind.partition(".")[2] for word in words)]


def _subjects(case: Case, viewer: Viewer) -> list[Any]:
    return [case, case.matter] if workflow.is_engaged_lawyer(case, viewer) else [case]


def _knowing(subject: Any, case: Case, viewer: Viewer) -> Callable[[Event], bool]:
    """Of the matter's events a lawyer whom the file was not left to does not learn what a former one kept in it."""
    if subject is case:
        return lambda event: _may_know(event, case, viewer)
    is_whole = circles.is_whole(subject.pk, viewer.user_id)
    return lambda event: is_whole or event.kind not in _WITH_LEVEL or event.actor_id == viewer.user_id


def _known(
    subject: Any,
    kinds: list[str],
    knows: Callable[[Event], bool],
    newest_first: bool,
    start: int | None,
    size: int,
) -> list[Event]:
    """The next so many events of one subject that the viewer may know."""
    found: list[Event] = []
    order = "-id" if newest_first else "id"
    after = "id__lt" if newest_first else "id__gt"
    while True:
        events = Event.objects.about(subject).filter(kind__in=kinds).select_related("actor").order_by(order)
        chunk = list(events.filter(**{after: start})[:CHUNK] if start is not None else events[:CHUNK])
        found += filter(knows, chunk)
        if len(found) >= size or len(chunk) < CHUNK:
            return found[:size]
        start = chunk[-1].id


def _may_know(event: Event, case: Case, viewer: Viewer) -> bool:
    """The post knows all of the case. A lawyer does not learn who else was asked, nor that the post keeps notes."""
    if workflow.is_of_post(case, viewer):
        return True
    if event.kind in _OF_OFFERS:
        return event.payload.get("lawyer") == viewer.user_id
    if event.kind in _OF_THE_SEARCH:
        return False
    if not workflow.is_engaged_lawyer(case, viewer):
        return event.kind == "case.opened"
    if event.kind.startswith("case.task_"):
        return viewer.user_id in (event.payload.get("owner"), event.actor_id)
    if event.kind in ("case.person_merged", "case.person_merge_undone"):
        return False
    if event.kind in _BY_LEVEL:
        written_by = event.payload.get("author", event.actor_id)
        return event.payload.get("level") == 3 or event.payload.get("shared") or written_by == viewer.user_id
    return True


def _names(events: Iterable[Event]) -> dict[int, str]:
    asked = {event.payload[who] for event in events for who in ("lawyer", "owner") if who in event.payload}
    return {user.pk: user.display_name() for user in get_user_model().objects.filter(pk__in=asked)} if asked else {}


def _entry(event: Event, names: dict[int, str]) -> dict:
    actor = event.actor
    return {
        "kind": event.kind,
        "label": str(LABELS[event.kind]),
        "text": _text(event, names),
        "at": event.at,
        "actor": {"id": actor.pk, "name": actor.display_name()} if actor else None,
    }


def _text(event: Event, names: dict[int, str]) -> str:
    payload = event.payload
    if event.kind in timeline_words.WORDS:
        return timeline_words.WORDS[event.kind](payload)
    if event.kind == "case.outcome_set":
        meaning = outcomes.find(payload["axis"], payload["code"])
        return f"{outcomes.AXES[payload['axis']]}: {meaning.label if meaning else payload['code']}"
    if event.kind == "case.declined":
        return str(Offer.DeclineCode(payload["reason"]).label)
    if event.kind == "case.locate_due":
        return ngettext("after %(n)s hour", "after %(n)s hours", payload["hour"]) % {"n": payload["hour"]}
    if ".task_" in event.kind:
        return f"{Task.Kind(payload['task']).label} · {names.get(payload['owner'], '')}"
    if event.kind == "case.identity_changed":
        labels = {field.name: field.verbose_name for field in Identity._meta.concrete_fields}
        return ", ".join(str(labels[name]) for name in payload["fields"] if name in labels)
    if event.kind in ("case.person_merged", "case.person_merge_undone"):
        return f"{payload['absorbed']} · {payload['kept']}"
    if event.kind in _CODED:
        return " · ".join(
            str(label(payload[name])) for name, label in _CODED[event.kind] if payload.get(name) is not None
        )
    if event.kind in _WITH_LEVEL:
        shared = " · " + gettext("shared with the lawyer") if payload.get("shared") else ""
        return f"L{payload['level']}{shared}"
    if event.kind == "case.close_requested" and payload.get("missing"):
        return gettext("Still missing: %(axes)s") % {
            "axes": ", ".join(str(outcomes.AXES[axis]) for axis in payload["missing"])
        }
    if event.kind == "case.wave_sent":
        return gettext("wave %(wave)s, %(asked)s asked") % payload
    if event.kind in ("case.party_named", "matter.party_named"):
        return str(Party.Role(payload["role"]).label)
    lawyer = payload.get("lawyer")
    return names.get(lawyer, "") if lawyer != event.actor_id else ""
