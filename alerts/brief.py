"""What the next post must know before it takes an alert over: facts, what was done, what was promised, what is due next."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from alerts import cards, script, workflow
from alerts.cards import iso
from alerts.models import Alert
from alerts.standing import standing_of
from alerts.timeline import sentence
from consular.errors import Forbidden
from consular.events.models import Event
from consular.organisation.access import Viewer

DONE = ("alert.claimed", "alert.taken", "alert.contact_tried", "alert.handover_accepted", "alert.case_opened")
DONE_SHOWN = 12


def for_viewer(alert: Alert, viewer: Viewer) -> dict[str, Any]:
    """`{alert: card, facts, offer, done, contacts, promised, next}`. The card says about one kilometre until the offer is accepted.

    Nothing here depends on duress: the script's steps have the same codes and titles with it and without.
    """
    now = timezone.now()
    standing = standing_of(alert, viewer, now)
    if not (standing.works_here or standing.offered):
        raise Forbidden
    events = list(Event.objects.about(alert).filter(kind__in=DONE).select_related("actor"))
    tries = [event for event in events if event.kind == "alert.contact_tried"]
    return {
        "alert": cards.render([alert.pk], viewer)[0],
        "facts": {"language": script.spoken(alert.language, *alert.person.languages), "presses": alert.presses},
        "offer": _offer(alert),
        "done": [_told(event) for event in events[-DONE_SHOWN:]],
        "contacts": {
            "tries": len(tries),
            "reached": sum(event.payload["result"] == "reached" for event in tries),
            "last_at": iso(tries[-1].at) if tries else None,
        },
        "promised": {"welfare_at": iso(alert.welfare_at), "script": _script(alert)},
        "next": _next(alert, now),
    }


def _told(event: Event) -> dict[str, Any]:
    return {
        "at": iso(event.at),
        "kind": event.kind,
        "text": sentence(event),
        "actor": event.actor.display_name() if event.actor else None,
    }


def _offer(alert: Alert) -> dict[str, Any] | None:
    if alert.handover_to is None:
        return None
    return {
        "to": alert.handover_to.code,
        "by": alert.handover_by.display_name() if alert.handover_by else None,
        "at": iso(alert.handover_at),
        "answer_due_at": iso(alert.handover_due_at),
        "asked_again": alert.handover_rung or 0,
    }


def _script(alert: Alert) -> dict[str, Any]:
    reader = get_language() or ""
    done = set(alert.ticks.values_list("step", flat=True))
    steps = script.codes(alert.kind)
    open_steps = [{"code": code, "title": script.title(code, reader)} for code in steps if code not in done]
    return {"done": len(steps) - len(open_steps), "total": len(steps), "open": open_steps}


def _next(alert: Alert, now: datetime) -> dict[str, Any] | None:
    """The next thing that falls due for whoever has the alert: a promised look, or the clock of locating the person."""
    due = [("welfare", alert.welfare_at)] if alert.welfare_at else []
    if alert.person_state in workflow.UNLOCATED:
        due += [("locate", alert.received_at + within) for within in workflow.LOCATE_WITHIN]
    coming = [(at, what) for what, at in due if at > now or what == "welfare"]
    if not coming:
        return None
    at, what = min(coming)
    return {"what": what, "at": iso(at)}
