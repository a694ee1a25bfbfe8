"""Who watches: the beats of open boards, what the relay counts from them, and calling for help."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import duty, workflow
from alerts.actions.moves import save, tell
from alerts.actions.ownership import end_in_transaction
from alerts.lane import LANE, leave_the_lane
from alerts.models import Alert, BoardSession, Canary, PostWatch
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What one beat of a board says, after it was checked; `canaries` are test presses that it has painted, with milliseconds."""

    seq: int
    visible: bool
    sound: bool
    idle_s: int
    looks_at: uuid.UUID | None
    hears_bulletins: bool
    canaries: tuple[tuple[uuid.UUID, int], ...] = ()


def board_beats(*, board_id: uuid.UUID, viewer: Viewer, told: Told, keeps_up: bool) -> None:
    """Keeps what an open board tells. A board that has fallen behind the events shows nobody what arrives: it has no eyes."""
    now = timezone.now()
    attended = keeps_up and workflow.somebody_attends(visible=told.visible, sound=told.sound, idle_s=told.idle_s)
    values = {
        "seq": told.seq,
        "visible": told.visible,
        "sound": told.sound,
        "idle_s": told.idle_s,
        "looks_at": told.looks_at if told.visible else None,
        "hears_bulletins": told.hears_bulletins,
        "beat_at": now,
    } | ({"eyes_at": now} if attended else {})
    known = BoardSession.objects.filter(pk=board_id).update(**values)
    if not known:
        posts = sorted(viewer.posts)
        BoardSession.objects.create(pk=board_id, user_id=viewer.user_id, posts=posts, **values)
    for canary_id, milliseconds in told.canaries:
        _canary_seen(canary_id, viewer, milliseconds, now)


def board_closed(*, board_id: uuid.UUID) -> None:
    """The board is gone; its last eyes count until their time is over, so that a reload sends nothing to the fallback."""
    BoardSession.objects.filter(pk=board_id).update(
        visible=False, sound=False, looks_at=None, beat_at=timezone.now() - workflow.BOARD_GONE_AFTER
    )


def _canary_seen(canary_id: uuid.UUID, viewer: Viewer, milliseconds: int, now: datetime) -> None:
    canary = Canary.objects.filter(pk=canary_id, consulate_id__in=viewer.posts).first()
    if canary:
        PostWatch.objects.filter(consulate_id=canary.consulate_id).update(canary_seen_at=now, canary_ms=milliseconds)


COUNT = """
INSERT INTO alerts_postwatch AS watch (consulate_id, eyes, officers, arrivals, flooded)
SELECT post.id, coalesce(boards.eyes, 0), coalesce(boards.officers, 0), coalesce(came.n, 0), coalesce(lane.n, 0)
FROM organisation_consulate AS post
LEFT JOIN (
    SELECT post_id, count(*) AS eyes, count(DISTINCT user_id) AS officers
    FROM alerts_boardsession, unnest(posts) AS post_id WHERE eyes_at > %(eyes_since)s GROUP BY post_id
) AS boards ON boards.post_id = post.id
LEFT JOIN (
    SELECT consulate_id, count(*) AS n FROM alerts_alert
    WHERE received_at > %(load_since)s AND NOT flood_lane AND NOT drill GROUP BY consulate_id
) AS came ON came.consulate_id = post.id
LEFT JOIN (
    SELECT consulate_id, count(*) AS n FROM alerts_alert WHERE flood_lane AND NOT drill AND state <> 'handled' GROUP BY consulate_id
) AS lane ON lane.consulate_id = post.id
WHERE post.is_active
ON CONFLICT (consulate_id) DO UPDATE
SET eyes = excluded.eyes, officers = excluded.officers, arrivals = excluded.arrivals, flooded = excluded.flooded
WHERE (watch.eyes, watch.officers, watch.arrivals, watch.flooded)
    IS DISTINCT FROM (excluded.eyes, excluded.officers, excluded.arrivals, excluded.flooded)
"""


@transaction.atomic(durable=True)
def count_watches(*, now: datetime) -> None:
    """Counts eyes and load per post, and says which posts are lean: more alerts than their officers can hear one by one."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"eyes_since": now - workflow.EYES_GONE_AFTER, "load_since": now - workflow.LOAD_WINDOW})
    _count_duty(now)
    for watch in PostWatch.objects.all():
        lean = workflow.is_lean(watch.arrivals, watch.officers, was_lean=watch.lean_since is not None)
        if lean != (watch.lean_since is not None):
            PostWatch.objects.filter(pk=watch.pk).update(lean_since=now if lean else None)
    BoardSession.objects.filter(beat_at__lt=now - KEPT_FOR).delete()
    Canary.objects.filter(received_at__lt=now - KEPT_FOR).delete()


def _count_duty(now: datetime) -> None:
    """How many are on duty at each post that keeps a roster; None for a post without one, which is nobody's omission."""
    counted = {post: len({turn.user_id for turn in roster.on_duty(now)}) for post, roster in duty.rosters(now).items()}
    for watch in PostWatch.objects.only("consulate_id", "on_duty"):
        if watch.on_duty != counted.get(watch.consulate_id):
            PostWatch.objects.filter(pk=watch.pk).update(on_duty=counted.get(watch.consulate_id))


@transaction.atomic(durable=True)
def call_for_help(*, post_code: str, actor: Any, viewer: Viewer) -> int:
    """Neighbours and the fallback get every unclaimed alert of the post now; the fallback gets what comes in the next half hour.

    Returns how many alerts were sent on. Raises NotFound for a post that is not the viewer's.
    """
    post = Consulate.objects.filter(code=post_code, is_active=True, pk__in=viewer.posts).first()
    if post is None:
        raise NotFound
    now = timezone.now()
    PostWatch.objects.update_or_create(consulate=post, defaults={"help_until": now + workflow.HELP_LASTS})
    waiting = Alert.objects.filter(consulate=post, state=workflow.RECEIVED, drill=False, flood_lane=False)
    sent = 0
    for alert in waiting.select_for_update(of=("self",)).order_by("pk"):
        beyond = workflow.step_beyond(alert.chain)
        if beyond is not None and alert.step <= beyond:
            alert.step, alert.step_due_at = beyond, now  # the sweeper rings them
            alert.save(update_fields=["step", "step_due_at"])
            sent += 1
    outbox.record("post.help_called", subject=post, posts=[post.pk], actor=actor, payload={"alerts": sent})
    return sent


def flood_groups(viewer: Viewer) -> dict[str, Any]:
    """The open alerts of the flood lane by sender: the 200 largest groups, how many groups there are, and how many alerts."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [sorted(viewer.posts)])
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    groups, alerts = (found[0]["groups"], found[0]["alerts"]) if found else (0, 0)
    items = [{name: value for name, value in one.items() if name not in ("groups", "alerts")} for one in found]
    return {"items": items, "groups": groups, "alerts": int(alerts)}


GROUPS = """
SELECT alert.device_id AS device, min(alert.code) AS code, count(*) AS n, min(alert.received_at) AS first_at,
       max(alert.received_at) AS last_at, post.code AS post, (array_agg(alert.place ORDER BY alert.received_at DESC))[1] AS place,
       count(*) OVER () AS groups, sum(count(*)) OVER () AS alerts
FROM alerts_alert AS alert JOIN organisation_consulate AS post ON post.id = alert.consulate_id
WHERE alert.flood_lane AND alert.state <> 'handled' AND alert.consulate_id = ANY(%s)
GROUP BY alert.device_id, post.code ORDER BY n DESC, first_at LIMIT 200
"""
AT_ONCE = 500


@transaction.atomic(durable=True)
def lift(*, device_id: int, actor: Any, viewer: Viewer) -> int:
    """A person says that this sender is real: its alerts leave the lane and ring like any other. Returns how many, at most 500."""
    now = timezone.now()
    alerts = _lane_of(device_id, viewer)
    for alert in alerts:
        leave_the_lane(alert, now, since=now)
        save(alert, *LANE)
        tell(alert, "alert.lifted", actor, {})
    return len(alerts)


@transaction.atomic(durable=True)
def close_group(*, device_id: int, actor: Any, viewer: Viewer, note: str) -> int:
    """A person says, and why, that what this sender has in the lane is a false alarm. Returns how many, at most 500."""
    if not workflow.says_enough(note):
        raise invalid(note=_("Say in a few words what happened: this ending needs a note."))
    alerts = _lane_of(device_id, viewer)
    for alert in alerts:
        end_in_transaction(alert, disposition=Alert.Disposition.FALSE_ALARM, by="group", actor=actor, note=note)
    return len(alerts)


def _lane_of(device_id: int, viewer: Viewer) -> list[Alert]:
    if not viewer.posts:
        raise Forbidden
    lane = Alert.objects.filter(
        device_id=device_id, flood_lane=True, state=workflow.RECEIVED, duress=False, consulate_id__in=viewer.posts
    )
    alerts = list(lane.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    if not alerts:
        raise NotFound
    return alerts
