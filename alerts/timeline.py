"""The story of an alert in words, from its events."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from alerts import script
from alerts.board import FOR_THOSE_WHO_KNOW
from alerts.cards import iso
from alerts.models import Alert
from alerts.standing import sees_duress, standing_of
from consular.events.models import Event
from consular.organisation.access import Viewer


def timeline(alert: Alert, viewer: Viewer) -> list[dict[str, Any]]:
    """`{seq, kind, at, actor, text, note}` per event, oldest first. Notes are for the posts that work on the alert."""
    standing = standing_of(alert, viewer, timezone.now())
    notes = {str(note.pk): note.text for note in alert.notes.all()} if standing.works_here else {}
    story = Event.objects.about(alert).select_related("actor")
    if not sees_duress(standing):
        story = story.exclude(kind__in=FOR_THOSE_WHO_KNOW)
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": iso(event.at),
            "actor": event.actor.display_name() if event.actor else None,
            "text": sentence(event),
            "note": notes.get(event.payload.get("note")),
        }
        for event in story
    ]


def word_of(kind: str) -> str:
    """A kind of event by itself, in the reader's language."""
    said = {
        "alert.received": _("Alert received"),
        "alert.pressed_again": _("Pressed again"),
        "alert.lifted": _("Taken out of the flood lane"),
        "alert.flooded": _("Alert received in the flood lane"),
        "alert.reopened": _("Pressed again after the end: open again"),
        "alert.wrong_pin": _("Somebody tried a wrong PIN on the phone"),
        "alert.moved": _("New position"),
        "alert.caught_up": _("Earlier news arrived with the alert"),
        "alert.cancel_requested": _("The sender asks to cancel"),
        "alert.claimed": _("Claimed"),
        "alert.released": _("Released"),
        "alert.taken": _("Taken over"),
        "alert.contact_tried": _("Contact tried"),
        "alert.noted": _("Note"),
        "alert.contact_opposed": _("The person opposes consular contact"),
        "alert.opposition_ended": _("The person no longer opposes consular contact"),
        "alert.escalated": _("Escalated"),
        "alert.claim_went_stale": _("The owner's board is silent"),
        "alert.stale_claim_rung": _("The owner is still silent"),
        "alert.claim_renewed": _("The owner is back"),
        "alert.cancel_pretended": _("The phone was told that the alert is closed; it is not"),
        "alert.disposed": _("Handled"),
        "alert.handover_offered": _("Hand-over offered"),
        "alert.handover_accepted": _("Hand-over accepted"),
        "alert.case_opened": _("Case opened"),
        "alert.attached": _("Part of an incident"),
        "alert.detached": _("Taken out of the incident"),
        "alert.offered": _("Offered to more posts of the incident"),
        "alert.incident_closed": _("The incident was closed"),
        "alert.person_state": _("The person"),
        "alert.locate_due": _("Nobody has located the person"),
        "alert.facility_proposed": _("The track suggests a custody facility"),
        "alert.facility_withdrawn": _("The track no longer suggests that facility"),
        "alert.facility_rejected": _("Not at the suggested facility"),
        "alert.rerouted": _("The district has changed"),
        "alert.script_ticked": _("Call-back script"),
        "alert.welfare_set": _("To be looked after again"),
        "alert.welfare_due": _("Time to look after this person again"),
        "alert.welfare_done": _("Looked after again"),
        "alert.duplicate_undone": _("Not a duplicate after all: open again"),
        "alert.person_merged": _("The person is the same as"),
        "alert.person_merge_undone": _("Two people after all"),
        "alert.handover_declined": _("Hand-over declined"),
        "alert.handover_withdrawn": _("Hand-over withdrawn"),
        "alert.handover_overdue": _("Hand-over not answered"),
        "incident.opened": _("Incident opened"),
        "incident.joined": _("Alerts joined the incident"),
        "incident.left": _("An alert was taken out of the incident"),
        "incident.merged": _("Incident merged into another"),
        "incident.noted": _("Note"),
        "incident.closed": _("The incident was closed"),
        "incident.coordinator": _("Coordination of the incident"),
    }
    return said.get(kind, kind)


def sentence(event: Event) -> str:
    """What an event says to a reader, in their language."""
    detail = _detail(event)
    return f"{word_of(event.kind)}: {detail}" if detail else word_of(event.kind)


def _detail(event: Event) -> str:
    payload = event.payload
    if event.kind == "alert.contact_tried":
        return f"{_channel(payload['channel'])}, {_result(payload['result'])}"
    if event.kind == "alert.disposed" and payload.get("by") == "drill":
        return _("the drill is over")
    if event.kind == "alert.disposed":
        return str(Alert.Disposition(payload["disposition"]).label)
    if event.kind == "alert.received":
        if payload.get("nobody_on_duty"):
            return _("nobody was on duty, so the fallback got it too")
        return _("nobody was at a board, so the fallback got it too") if payload.get("nobody_watches") else ""
    if event.kind == "alert.person_state":
        return str(Alert.PersonState(payload["state"]).label)
    if event.kind == "alert.locate_due":
        return ngettext("after %(n)s hour", "after %(n)s hours", payload["hour"]) % {"n": payload["hour"]}
    if event.kind in ("alert.escalated", "alert.stale_claim_rung"):
        return step_word(payload["to"])
    if event.kind == "alert.script_ticked":
        return _ticked(payload["step"], payload["done"])
    if event.kind == "alert.welfare_set":
        return ngettext("in %(n)s minute", "in %(n)s minutes", payload["minutes"]) % {"n": payload["minutes"]}
    if event.kind == "alert.welfare_due":
        return _("its owner is rung") if payload["to"] == "owner" else _("the whole post is rung")
    return str(payload.get("to") or payload.get("case") or payload.get("incident") or "")


def _ticked(code: str, done: bool) -> str:
    step = script.title(code, get_language() or "")
    return step if done else _("%(step)s, not done after all") % {"step": step}


def step_word(code: str) -> str:
    """Whom a step of the chain rings."""
    return {
        "duty": _("officers on duty"),
        "post": _("the whole post"),
        "neighbours": _("neighbouring posts and the fallback"),
        "fallback": _("the fallback post"),
        "call_centre": _("the 24-hour centre"),
        "supervisors": _("supervisors"),
    }.get(code, code)


def _channel(code: str) -> str:
    return {
        "phone": _("by phone"),
        "sms": _("by SMS"),
        "whatsapp": _("by WhatsApp"),
        "in_person": _("in person"),
        "family": _("through the family"),
        "other": _("another way"),
    }.get(code, code)


def _result(code: str) -> str:
    return {
        "reached": _("reached"),
        "no_answer": _("no answer"),
        "refused": _("refused"),
        "wrong_number": _("wrong number"),
        "left_message": _("message left"),
    }.get(code, code)
