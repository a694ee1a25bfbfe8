"""Verbs of custody: where the person is said to be, who confirms or refutes it, when they left, where somebody looked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import Alert
from cases import workflow
from cases.actions.deadlines import recompute_matter
from cases.actions.handovers import open_if_moved
from cases.actions.locating import CLOCK, follow_person, settle
from cases.actions.locked import admit, conflict, record, save, visible
from cases.models import Case, CustodyEpisode, DateProposal, LocateCheck, Stint
from cases.standing import born_on, likeliest
from cases.words import check_past
from consular.errors import NotFound, invalid
from consular.organisation.access import Viewer
from consular.organisation.models import Facility

OVERLAPS = "stint_confirmed_overlaps_none"
LOCATES = frozenset({Stint.Confidence.LIKELY, Stint.Confidence.CONFIRMED})


@transaction.atomic(durable=True)
def enter_stint(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    agency: str,
    came_in_at: datetime,
    source: str,
    confidence: int,
    facility: Facility | None = None,
    place: str = "",
    went_out_at: datetime | None = None,
) -> Case:
    """Keeps somebody's word of where the person is or was. District, circuit and deadlines are computed anew; who now
    lies in another post's district is offered to it."""
    case = visible(code, viewer)
    admit("stint", case, viewer)
    now = timezone.now()
    _check_times(came_in_at, went_out_at, now)
    born = born_on(case)
    if born and came_in_at.date() < born:
        raise invalid(came_in_at=_("This is before the person was born."))
    if facility is None and not place:
        raise invalid(place=_("Choose a facility, or say where it is."))
    stint = Stint(
        episode=_episode(case, came_in_at),
        facility=facility,
        place="" if facility else place,
        agency=agency,
        came_in_at=came_in_at,
        went_out_at=went_out_at,
        source=source,
        confidence=confidence,
        said_by=actor,
        said_at=now,
        verified_at=now if confidence == Stint.Confidence.CONFIRMED else None,
    )
    _keep(stint)
    if confidence == Stint.Confidence.CONFIRMED and went_out_at is None:
        _leave_others(stint)
    record("case.stint_entered", case, actor, source=source, confidence=confidence)
    follow_custody(case, actor, now)
    return case


@transaction.atomic(durable=True)
def judge_stint(*, code: str, which: UUID, actor: Any, viewer: Viewer, confidence: int) -> Case:
    """Somebody has checked a claim: it is confirmed, or refuted, or only as likely as this."""
    case, stint = _stint(code, which, viewer)
    now = timezone.now()
    stint.confidence = confidence
    if confidence in LOCATES:
        stint.verified_at = now
    _keep(stint, "confidence", "verified_at")
    if confidence == Stint.Confidence.CONFIRMED and stint.went_out_at is None:
        _leave_others(stint)
    record("case.stint_judged", case, actor, confidence=confidence)
    follow_custody(case, actor, now)
    return case


@transaction.atomic(durable=True)
def end_stint(*, code: str, which: UUID, actor: Any, viewer: Viewer, went_out_at: datetime, released: bool) -> Case:
    """The person has left that place; released, the episode ends with it."""
    case, stint = _stint(code, which, viewer)
    now = timezone.now()
    _check_times(stint.came_in_at, went_out_at, now)
    stint.went_out_at = went_out_at
    _keep(stint, "went_out_at")
    if released:
        stint.episode.stints.filter(went_out_at=None).update(went_out_at=went_out_at)
        stint.episode.ended_at = went_out_at
        stint.episode.save(update_fields=["ended_at"])
        _follow(case, Case.State.AT_LIBERTY)
    record("case.stint_ended", case, actor, released=released)
    follow_custody(case, actor, now)
    return case


@transaction.atomic(durable=True)
def look(*, code: str, actor: Any, viewer: Viewer, place: str, result: str) -> Case:
    """One line of the locate checklist: who looked where, and what came of it."""
    case = visible(code, viewer)
    admit("look", case, viewer)
    now = timezone.now()
    LocateCheck.objects.create(case=case, place=place, result=result, looked_by=actor, looked_at=now)
    if case.state in ("new", "contacting") and result != LocateCheck.Result.FOUND:
        _follow(case, Case.State.LOCATING)
    save(case, now, "state", *settle(case, now, actor))
    record("case.looked", case, actor, place=place, result=result)
    return case


def begin_from_alert(case: Case, alert: Alert, actor: Any, now: datetime) -> None:
    """What the alert knew of the facility is the case's first claim."""
    if alert.facility is None or case.state != Case.State.IN_CUSTODY:
        return
    Stint.objects.create(
        episode=CustodyEpisode.objects.create(case=case, began_at=alert.received_at),
        facility=alert.facility,
        agency=Stint.Agency.OTHER,
        came_in_at=alert.received_at,
        source=Stint.Source.TRACK,
        confidence=Stint.Confidence.LIKELY,
        said_by=actor,
        said_at=now,
        verified_at=now,
    )
    open_if_moved(case, alert.facility, actor, now)


def follow_custody(case: Case, actor: Any, now: datetime) -> None:
    """What a word on custody brings with it: the state of the case, its clock, its deadlines, the post that answers."""
    place = likeliest(Stint.objects.of(case), now)
    if place and place.confidence in LOCATES:
        _follow(case, Case.State.IN_CUSTODY)
    follow_person(case)
    save(case, now, "state", *CLOCK, *settle(case, now, actor))
    recompute_matter(case, case.matter, DateProposal.Reason.CUSTODY, now)
    if place and place.facility:
        open_if_moved(case, place.facility, actor, now)


def _follow(case: Case, state: str) -> None:
    if state != case.state and case.state in workflow.FOLLOWS_THE_PERSON:
        case.state = workflow.moved(workflow.CASE, case.state, state)


def _episode(case: Case, came_in_at: datetime) -> CustodyEpisode:
    """The one that runs, begun earlier if the new word says so; another one when the last is over."""
    running = case.episodes.filter(ended_at=None).first()
    if running is None:
        return CustodyEpisode.objects.create(case=case, began_at=came_in_at)
    if came_in_at < running.began_at:
        running.began_at = came_in_at
        running.save(update_fields=["began_at"])
    return running


def _leave_others(stint: Stint) -> None:
    """Nobody is held in two places: an open claim of another place, from before, ends where the confirmed one begins."""
    others = stint.episode.stints.filter(went_out_at=None, came_in_at__lte=stint.came_in_at).exclude(pk=stint.pk)
    others.exclude(facility=stint.facility, place=stint.place).update(went_out_at=stint.came_in_at)


def _check_times(came_in_at: datetime, went_out_at: datetime | None, now: datetime) -> None:
    check_past("came_in_at", came_in_at, now)
    if went_out_at is None:
        return
    check_past("went_out_at", went_out_at, now)
    if went_out_at < came_in_at:
        raise invalid(went_out_at=_("This is before the person came in."))


def _keep(stint: Stint, *fields: str) -> None:
    """Saves. Confirmed stints of one episode never overlap: the database says so, and the field says it to the person."""
    if stint.confidence == Stint.Confidence.CONFIRMED and not fields:
        before = stint.episode.stints.filter(confidence=3, went_out_at=None, came_in_at__lt=stint.came_in_at)
        before.update(went_out_at=stint.came_in_at)
    try:
        with transaction.atomic():
            stint.save(update_fields=fields) if fields else stint.save(force_insert=True)
    except IntegrityError as error:
        if OVERLAPS not in str(error):
            raise
        raise invalid(came_in_at=_("Another confirmed stint covers part of that time.")) from error


def _stint(code: str, which: UUID, viewer: Viewer) -> tuple[Case, Stint]:
    case = visible(code, viewer)
    admit("stint", case, viewer)
    stint = Stint.objects.of(case).filter(pk=which).first()
    if stint is None:
        raise NotFound
    if stint.episode.ended_at is not None:
        raise conflict(case, "episode_over", _("This time in custody is over."))
    return case, stint
