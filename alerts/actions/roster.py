"""What supervisors set for their post: who is on duty when, who is away, whom the chains ring; and each one's own pager."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import duty, workflow
from alerts.models import DutyAbsence, DutyShift, Pager, PostChain
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

AN_ABSENCE_WITHIN = timedelta(days=730)


@transaction.atomic(durable=True)
def set_chain(
    *, consulate_id: int, kind: str, steps: list[dict], version: int, actor: Any, viewer: Viewer
) -> PostChain | None:
    """Sets whom the post rings; no steps: the default again. Alerts that are open keep the chain that they came with.

    `version` is the one that the editor saw, 0 for the default: who saved in between is not overwritten (409).
    """
    post = _admit(consulate_id, viewer)
    if steps and (problems := workflow.chain_problems(kind, steps)):
        raise invalid(steps=" ".join(sentences(kind)[code] for code in problems))
    own = PostChain.objects.select_for_update().filter(consulate=post, kind=kind).first()
    if (own.version if own else 0) != version:
        raise Conflict("chain_changed", _("Somebody has changed this chain meanwhile. Look at it again."), state=kind)
    payload = {"chain": kind, "from": own.steps if own else workflow.default_chain(kind), "to": steps or "default"}
    if own and not steps:
        own.delete()
        own = None
    elif own:
        own.steps, own.version, own.changed_by, own.changed_at = steps, own.version + 1, actor, timezone.now()
        own.save(update_fields=["steps", "version", "changed_by", "changed_at"])
    elif steps:
        own = PostChain.objects.create(consulate=post, kind=kind, steps=steps, changed_by=actor)
    outbox.record("post.chain_changed", subject=post, posts=[post.pk], actor=actor, payload=payload)
    return own


@transaction.atomic(durable=True)
def set_fallback(*, consulate_id: int, to: str, actor: Any, viewer: Viewer) -> Consulate:
    """Names the post that stands in when nobody of this one is there; "" for the call centre."""
    post = _admit(consulate_id, viewer)
    other = Consulate.objects.filter(code=to, is_active=True).exclude(pk=post.pk).first() if to else None
    if to and other is None:
        raise invalid(fallback=_("There is no other active post with that code."))
    payload = {"from": post.fallback.code if post.fallback else None, "to": other.code if other else None}
    post.fallback = other
    post.save(update_fields=["fallback"])
    outbox.record("post.fallback_changed", subject=post, posts=[post.pk], actor=actor, payload=payload)
    return post


def sentences(kind: str) -> dict[str, str]:
    """What is wrong with a chain, in words."""
    least, most = workflow.FIRST_STEP_WITHIN_S[kind]
    numbers = {"least": least, "most": most, "last": workflow.LAST_STEP_WITHIN_S[kind]}
    return {
        "length": _("A chain has from 1 to %(most)s steps.") % {"most": workflow.CHAIN_STEPS_AT_MOST},
        "unknown": _("One of the steps rings nobody that is known."),
        "order": _("Each step comes later than the one before it."),
        "first": _("The first step comes after %(least)s to %(most)s seconds.") % numbers,
        "last": _("The last step rings the supervisors: it is the one that comes again and again."),
        "late": _("The last step comes after %(last)s seconds at the latest.") % numbers,
        "beyond": _("An emergency must reach the neighbouring posts or the fallback as well."),
    }


@transaction.atomic(durable=True)
def add_shifts(
    *,
    consulate_id: int,
    user_id: int,
    weekdays: Iterable[int],
    starts: time,
    ends: time,
    valid_from: date,
    valid_until: date | None,
    actor: Any,
    viewer: Viewer,
) -> int:
    """Puts somebody of the post on duty on these days of every week. What is there already is left. Returns how many are new."""
    post = _admit(consulate_id, viewer)
    if not duty.present([post.pk], timezone.now()).filter(user_id=user_id).exists():
        raise invalid(user=_("Only an officer or a supervisor of the post can be on duty there."))
    if valid_until is not None and valid_until < valid_from:
        raise invalid(valid_until=_("It ends before it begins."))
    times = {"starts": starts, "ends": ends, "valid_from": valid_from}
    new = 0
    for weekday in sorted(set(weekdays)):
        _shift, made = DutyShift.objects.get_or_create(
            consulate=post, user_id=user_id, weekday=weekday, **times, defaults={"valid_until": valid_until}
        )
        new += made
    _tell_roster(post, actor, {"added": new, "user": user_id})
    return new


@transaction.atomic(durable=True)
def remove_shift(*, shift_id: int, actor: Any, viewer: Viewer) -> DutyShift:
    """Takes one shift of every week out of the roster."""
    shift = DutyShift.objects.select_related("consulate").filter(pk=shift_id, consulate__in=viewer.posts).first()
    if shift is None:
        raise NotFound
    _admit(shift.consulate_id, viewer)
    user_id = shift.user_id
    DutyShift.objects.filter(pk=shift_id).delete()
    _tell_roster(shift.consulate, actor, {"removed": 1, "user": user_id})
    return shift


@transaction.atomic(durable=True)
def add_absence(*, user_id: int, starts_at: datetime, ends_at: datetime, actor: Any, viewer: Viewer) -> DutyAbsence:
    """Takes somebody off duty for a time: themselves, or a supervisor one of their post."""
    _admit_for(user_id, viewer)
    if ends_at <= starts_at:
        raise invalid(ends_at=_("It ends before it begins."))
    now = timezone.now()
    if starts_at < now - AN_ABSENCE_WITHIN or ends_at > now + AN_ABSENCE_WITHIN:
        raise invalid(ends_at=_("An absence lies within two years of today."))
    absence = DutyAbsence.objects.create(user_id=user_id, starts_at=starts_at, ends_at=ends_at)
    _tell_absence(user_id, actor, {"absent": user_id})
    return absence


@transaction.atomic(durable=True)
def remove_absence(*, absence_id: int, actor: Any, viewer: Viewer) -> None:
    """They are there after all."""
    absence = DutyAbsence.objects.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    _admit_for(absence.user_id, viewer)
    absence.delete()
    _tell_absence(absence.user_id, actor, {"back": absence.user_id})


@transaction.atomic(durable=True)
def set_pager(*, actor: Any, number: str) -> None:
    """The actor's own telephone for pages; empty: none."""
    Pager.objects.filter(pk=actor.pk).delete()
    if number:
        Pager.objects.create(user=actor, number=number)


def _admit(consulate_id: int, viewer: Viewer) -> Consulate:
    if consulate_id not in viewer.posts:
        raise NotFound
    if consulate_id not in viewer.supervisor_posts:
        raise Forbidden
    return Consulate.objects.select_for_update(no_key=True).get(pk=consulate_id)


def _admit_for(user_id: int, viewer: Viewer) -> None:
    mine = duty.present(viewer.posts, timezone.now()).filter(user_id=user_id)
    if user_id != viewer.user_id and not mine.exists():
        raise NotFound
    if user_id != viewer.user_id and not mine.filter(consulate__in=viewer.supervisor_posts).exists():
        raise Forbidden


def _tell_roster(post: Consulate, actor: Any, payload: dict[str, Any]) -> None:
    outbox.record("post.roster_changed", subject=post, posts=[post.pk], actor=actor, payload=payload)


def _tell_absence(user_id: int, actor: Any, payload: dict[str, Any]) -> None:
    posts = list(
        duty.present(Consulate.objects.all(), timezone.now()).filter(user_id=user_id).select_related("consulate")
    )
    for posting in {one.consulate_id: one for one in posts}.values():
        _tell_roster(posting.consulate, actor, payload)
