"""What a shift hands to the next: the digest of a post as plain JSON (codes, numbers, names of staff), and how two moments differ.

Nothing in it depends on who reads: of duress it knows nothing, and of the person only the code that screens show.
"""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.utils.module_loading import import_string

from alerts import workflow
from alerts.cards import iso
from alerts.models import Alert, AlertNote, DrillRun, ShiftDigest
from alerts.standing import owner_of
from consular.events.models import Event
from consular.organisation.models import Consulate, User

FIRST_SHIFT = timedelta(hours=24)  # what the first digest of a post looks back on
LISTED = 500
SHIFT_PARTS = tuple(settings.SHIFT_PARTS.items())  # parts of apps that stand above this one
LOUD_AFTER = timedelta(minutes=30)
WITHOUT_A_NOTE = (Alert.Disposition.CASE_OPENED, Alert.Disposition.DUPLICATE_OF)  # their story goes on elsewhere


def began(post: Consulate, now: datetime) -> datetime:
    """Where the running shift begins: at the last hand-over, so that nothing falls between it and its signature."""
    last = ShiftDigest.objects.filter(consulate=post).order_by("-handed_at").values_list("handed_at", flat=True).first()
    return last or now - FIRST_SHIFT


def digest(post: Consulate, *, since: datetime, now: datetime) -> dict[str, Any]:
    """The shift of one post from `since` to `now`. Only strings, whole numbers, lists and objects: it is hashed."""
    theirs = Alert.objects.open().filter(posts__contains=[post.pk]) | Alert.objects.open().filter(handover_to=post)
    seen = theirs.heard_one_by_one()
    waiting = list(seen.in_queue_order().select_related("owner", "consulate", "handover_to"))
    ended = Alert.objects.filter(consulate=post, state=workflow.HANDLED, handled_at__gte=since, handled_at__lte=now)
    received = Alert.objects.filter(consulate=post, received_at__gte=since, received_at__lte=now)
    real = [alert for alert in waiting if not alert.drill]
    return {
        "post": post.code,
        "since": iso(since),
        "until": iso(now),
        "open": [_open(alert, post) for alert in waiting[:LISTED]],
        "counts": {
            "open": len(real),
            **{f"{state}_open": sum(alert.state == state for alert in real) for state in workflow.OPEN},
            "to_locate": sum(alert.person_state in workflow.UNLOCATED for alert in real),
            "stale": sum(alert.claim_stale_at is not None for alert in real),
            "drills_open": len(waiting) - len(real),
            "in_flood_lane": theirs.filter(flood_lane=True, drill=False).count(),
            "received": received.filter(drill=False).count(),
        },
        "handled": _counted(ended.filter(drill=False).values_list("disposition").annotate(n=Count("pk"))),
        "notes_due": _notes_due(ended),
        "drills": _drills(post, since, now),
        "worked": _worked(waiting, ended, received, post, since, now),
        **{name: import_string(f"{path}.digest")(post, since=since, now=now) for name, path in SHIFT_PARTS},
    }


def _open(alert: Alert, post: Consulate) -> dict[str, Any]:
    owner = owner_of(alert)
    return {
        "id": str(alert.pk),
        "code": alert.code,
        "kind": alert.kind,
        "drill": alert.drill,
        "state": alert.state,
        "person_state": alert.person_state,
        "place": alert.place,
        "received_at": iso(alert.received_at),
        "owner": {"id": owner["id"], "name": owner["name"], "since": iso(owner["since"])} if owner else None,
        "stale": alert.claim_stale_at is not None,
        "cancel_pending": alert.cancel_requested_at is not None,
        "next": _next(alert),
        "handover": _handover(alert, post),
    }


def _next(alert: Alert) -> dict[str, Any] | None:
    """Whom the chain rings next, and when; None for an alert that somebody has."""
    if alert.state != workflow.RECEIVED or not alert.chain:
        return None
    return {"to": alert.chain[min(alert.step, len(alert.chain) - 1)]["to"], "at": iso(alert.step_due_at)}


def _handover(alert: Alert, post: Consulate) -> dict[str, str] | None:
    """A hand-over that nobody has accepted: ours to another post, or another's to us."""
    if alert.handover_to is None:
        return None
    return {"from": alert.consulate.code, "to": alert.handover_to.code}


def _counted(rows: Any) -> dict[str, int]:
    return {str(name): n for name, n in sorted(rows)}


def _notes_due(ended: Any) -> list[dict[str, Any]]:
    """Handled by somebody, and nobody has written down a word about it."""
    notes = AlertNote.objects.filter(alert=OuterRef("pk"))
    due = ended.filter(~Exists(notes), drill=False, owner__isnull=False).exclude(disposition__in=WITHOUT_A_NOTE)
    return [
        {
            "id": str(alert.pk),
            "code": alert.code,
            "disposition": alert.disposition,
            "owner": alert.owner.display_name(),
            "handled_at": iso(alert.handled_at),
        }
        for alert in due.select_related("owner").order_by("handled_at")[:LISTED]
    ]


def _drills(post: Consulate, since: datetime, now: datetime) -> list[dict[str, Any]]:
    runs = DrillRun.objects.filter(consulate=post, started_at__gte=since, started_at__lte=now)
    return [
        {"id": str(run.pk), "started_at": iso(run.started_at), "size": run.size, "state": run.state}
        for run in runs.order_by("started_at")
    ]


def _worked(waiting: list[Alert], ended: Any, received: Any, post: Consulate, since: datetime, now: datetime) -> list:
    """Who did something with a real alert of the shift; most first. Asked by alert, for events have no index by time."""
    touched = {alert.pk for alert in waiting if not alert.drill}
    touched |= {pk for alerts in (ended, received) for pk in alerts.filter(drill=False).values_list("pk", flat=True)}
    acts = Event.objects.filter(subject_type="alert", subject_id__in=touched, at__gte=since, at__lte=now)
    pairs = acts.filter(actor__isnull=False, posts__contains=[post.pk]).values_list("actor_id", "subject_id").distinct()
    alerts_of = Counter(actor for actor, _alert in pairs)
    names = {user.pk: user.display_name() for user in User.objects.filter(pk__in=alerts_of)}
    ranked = sorted(alerts_of.items(), key=lambda item: (-item[1], names[item[0]]))
    return [{"id": actor, "name": names[actor], "alerts": n} for actor, n in ranked]


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted keys, in hexadecimal."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def is_intact(one: ShiftDigest) -> bool:
    return fingerprint(one.content) == one.sha256


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """What has changed among the open alerts: `{id, code, drill, what, from, to}`, ended ones first, then new, then the rest."""
    old = {alert["id"]: alert for alert in before["open"]}
    new = {alert["id"]: alert for alert in now["open"]}
    left = Alert.objects.filter(pk__in=old.keys() - new.keys())
    endings = {str(pk): disposition for pk, disposition in left.values_list("pk", "disposition")}
    gone = [_change(old[pk], "ended", "", endings.get(pk, "")) for pk in old if pk not in new]
    come = [_change(new[pk], "new", "", new[pk]["state"]) for pk in new if pk not in old]
    other = [
        _change(new[pk], what, was, now_is)
        for pk in new
        if pk in old
        for what, was, now_is in (
            ("owner", _name(old[pk]), _name(new[pk])),
            ("person", old[pk]["person_state"], new[pk]["person_state"]),
            ("handover", _offer(old[pk]), _offer(new[pk])),
        )
        if was != now_is
    ]
    return gone + come + other


def _change(alert: dict[str, Any], what: str, was: str, now_is: str) -> dict[str, Any]:
    return {
        "id": alert["id"],
        "code": alert["code"],
        "drill": alert["drill"],
        "what": what,
        "from": was,
        "to": now_is,
    }


def _name(alert: dict[str, Any]) -> str:
    return alert["owner"]["name"] if alert["owner"] else ""


def _offer(alert: dict[str, Any]) -> str:
    return alert["handover"]["to"] if alert["handover"] else ""


def unsigned_at(posts: Any, now: datetime) -> list[dict[str, Any]]:
    """For the board: hand-overs of these posts that have waited for a signature for too long."""
    late = ShiftDigest.objects.unsigned().filter(consulate__in=posts, handed_at__lte=now - LOUD_AFTER)
    return [
        {"post": one.consulate.code, "by": one.handed_by.display_name(), "since": iso(one.handed_at)}
        for one in late.select_related("consulate", "handed_by").order_by("handed_at")
    ]
