"""Verbs of hearings: enter one, ask whether it is still on, end it, put it off to another day."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines, hearings, workflow
from cases.actions.deadlines import add_deadlines, end
from cases.actions.locked import admit, conflict, record, save, save_matter, visible
from cases.actions.notes import keep_below
from cases.models import Case, Deadline, DeadlineRule, Hearing, HearingCheck
from cases.standing import standing_of
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Court


@transaction.atomic(durable=True)
def set_hearing(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    kind: str,
    starts: datetime,
    court: Court | None = None,
    place: str = "",
    by_video: bool = False,
    interpreter: str = "",
    tentative: bool = False,
) -> Case:
    """Enters a hearing. `starts` is naive, by the clock of the court; its deadlines are computed with it."""
    case = visible(code, viewer)
    admit("hearing", case, viewer)
    if hearings.level_of(kind) > 3 and not workflow.is_engaged_lawyer(case, viewer):
        raise Forbidden(_("Fear interviews and their review are entered by the engaged lawyer alone."))
    zone = court.timezone if court else case.consulate.timezone
    hearing = Hearing(
        matter=case.matter,
        kind=kind,
        level=hearings.level_of(kind),
        court=court,
        place=place,
        zone=zone,
        starts_at=_moment(starts, zone),
        by_video=by_video,
        interpreter=interpreter,
        state=Hearing.State.TENTATIVE if tentative else Hearing.State.SCHEDULED,
        set_by=actor,
    )
    _enter(hearing, case, actor, timezone.now())
    return case


@transaction.atomic(durable=True)
def check_hearing(*, code: str, which: UUID, actor: Any, viewer: Viewer, source: str, says: str) -> Case:
    """Keeps who was asked and what they said. Two independent sources inside 72 hours turn it green, a contrary one back."""
    case, hearing = _to_come(code, which, viewer, "hearing_check")
    now = timezone.now()
    HearingCheck.objects.create(hearing=hearing, source=source, says=says, by=actor, at=now)
    checks = hearing.checks.values_list("source", "says", "at")
    green = hearings.is_green(hearing.starts_at, checks)
    if green and hearing.state != Hearing.State.VERIFIED:
        _move(hearing, "verified")
    elif not green and hearing.state == Hearing.State.VERIFIED:
        _move(hearing, "scheduled")
    _tell("hearing_checked", hearing, case, actor, says=says, state=hearing.state)
    return case


@transaction.atomic(durable=True)
def end_hearing(
    *,
    code: str,
    which: UUID,
    actor: Any,
    viewer: Viewer,
    how: str,
    result: str = "",
    adjourned_for: str = "",
    next_starts: datetime | None = None,
    wall: str = "",
) -> Case:
    """Held with its result, put off with a reason (and the next day, when it is known), vacated, or missed."""
    case, hearing = _to_come(code, which, viewer, "hearing")
    now = timezone.now()
    if how in ("held", "missed") and hearing.starts_at > now:
        raise invalid(how=_("It has not begun yet."))
    if how == "held" and not result:
        raise invalid(result=_("Say what came of it."))
    if how == "adjourned" and not adjourned_for:
        raise invalid(adjourned_for=_("Say why it was put off."))
    if hearing.level <= 3:
        result = keep_below(result, wall, case=case, actor=actor, viewer=viewer, field="result")
    hearing.result, hearing.ended_at = result, now
    hearing.adjourned_for = adjourned_for if how == "adjourned" else ""
    if hearing.state == Hearing.State.TENTATIVE and how != "vacated":
        _move(hearing, "scheduled")
    _move(hearing, how, "result", "ended_at", "adjourned_for")
    _tell("hearing_ended", hearing, case, actor, how=how)
    following = _following(hearing, next_starts, actor) if how == "adjourned" and next_starts else None
    if following:
        _enter(following, case, actor, now)
    if how in ("adjourned", "vacated"):
        for deadline in hearing.deadlines.filter(state__in=deadlines.OPEN):
            end(deadline, Deadline.State.DROPPED, actor, now)
    return case


def _enter(hearing: Hearing, case: Case, actor: Any, now: datetime) -> None:
    if hearing.starts_at <= now:
        raise invalid(starts=_("A hearing that is entered lies ahead: this moment is over."))
    matter = case.matter
    hearing.set_at = now
    hearing.save(force_insert=True)
    if hearing.court and hearing.court != matter.court and hearing.level <= 3:
        matter.court = hearing.court
        save_matter(matter, now, "court")
    if anchor := hearings.ANCHORS.get(hearing.kind):
        rules = DeadlineRule.objects.filter(anchor=anchor)
        add_deadlines(matter, rules, hearing.starts_at, standing_of(case, matter, now), actor, now, hearing)
    _tell("hearing_set", hearing, case, actor, hearing_kind=hearing.kind)


def _following(hearing: Hearing, starts: datetime, actor: Any) -> Hearing:
    return Hearing(
        matter=hearing.matter,
        kind=hearing.kind,
        level=hearing.level,
        court=hearing.court,
        place=hearing.place,
        zone=hearing.zone,
        starts_at=_moment(starts, hearing.zone, "next_starts"),
        by_video=hearing.by_video,
        interpreter=hearing.interpreter,
        follows=hearing,
        set_by=actor,
    )


def _moment(naive: datetime, zone: str, field: str = "starts") -> datetime:
    """By the clock of the court. An hour that this clock skips in spring does not exist there."""
    moment = naive.replace(tzinfo=ZoneInfo(zone))
    if timezone.make_naive(moment.astimezone(ZoneInfo("UTC")), ZoneInfo(zone)) != naive:
        raise invalid(**{field: _("The clocks of the court skip this hour on that day.")})
    return moment


def _to_come(code: str, which: UUID, viewer: Viewer, verb: str) -> tuple[Case, Hearing]:
    case = visible(code, viewer)
    admit(verb, case, viewer)
    hearing = Hearing.objects.readable_by(viewer, case).select_related("matter", "court").filter(pk=which).first()
    if hearing is None:
        raise NotFound
    if hearing.state not in hearings.TO_COME:
        raise conflict(case, "hearing_over", _("This hearing is over already."))
    return case, hearing


def _move(hearing: Hearing, state: str, *fields: str) -> None:
    hearing.state = workflow.moved(hearings.MOVES, hearing.state, state)
    hearing.version += 1
    hearing.save(update_fields=["state", "version", *fields])


def _tell(what: str, hearing: Hearing, case: Case, actor: Any, **payload: Any) -> None:
    """The post reads hearings, but not those that tell of fear: their event is the matter's, and the case does not change."""
    payload = {"hearing": str(hearing.pk), **payload}
    if hearing.level > 3:
        outbox.record(f"matter.{what}", subject=hearing.matter, posts=[], actor=actor, payload={"level": 5, **payload})
        return
    save(case, timezone.now())
    record(f"case.{what}", case, actor, **payload)
