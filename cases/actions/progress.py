"""The lawyer's own verbs: report progress, log time, void an entry; and the sweeper that asks for the report."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import reporting, workflow
from cases.actions.engagement import contract_to_charge
from cases.actions.judging import drop_flags, judge_anew, raise_flag
from cases.actions.locked import admit, record, save, save_matter, visible
from cases.actions.notes import keep_below
from cases.consent import CONSULAR, refuse_if_opposed
from cases.models import Case, LegalMatter, ProgressReport, TimeEntry, VulnerabilityFlag
from consular.errors import NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer

BATCH = 200
REMOVAL, REMOVAL_COUNTS = "removal_imminent_48h", timedelta(hours=48)


@transaction.atomic(durable=True)
def report_progress(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    stage: str,
    next_step: str,
    hearing_known: bool,
    hours: Decimal,
    needs: Iterable[str],
    removal_risk: bool,
    remark: str = "",
    wall: str = "",
) -> Case:
    """What the post may know of the matter. A risk of removal makes the case P0 at once, and for 48 hours.

    Who opposes the consulate is not reported on to it: the lawyer's work goes on, the bridge is closed.
    """
    case = visible(code, viewer)
    admit("progress", case, viewer)
    refuse_if_opposed(case, CONSULAR)
    _check_remark(remark)
    now = timezone.now()
    matter = case.matter
    ProgressReport.objects.create(
        matter=matter,
        stage=stage,
        next_step=next_step,
        hearing_known=hearing_known,
        hours=hours,
        needs=list(needs),
        removal_risk=removal_risk,
        remark=keep_below(remark, wall, case=case, actor=actor, viewer=viewer, field="remark"),
        written_by=actor,
        written_at=now,
    )
    matter.reported_at = now
    save_matter(matter, now, "reported_at", *_begin_work(matter, now))
    report = VulnerabilityFlag.Source.REPORT
    drop_flags(case, now, actor, flag=REMOVAL, source=report)
    if removal_risk:
        until = now + REMOVAL_COUNTS
        raise_flag(case, REMOVAL, now, actor, source=report, expires_at=until, review_on=timezone.localdate(until))
    save(case, now, *judge_anew(case, now, actor))
    record("case.progress_reported", case, actor, stage=stage, removal_risk=removal_risk)
    return case


@transaction.atomic(durable=True)
def log_time(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    day: date,
    minutes: int,
    activity: str,
    text: str = "",
    fee: Decimal | None = None,
) -> TimeEntry:
    """Minutes of the lawyer on one day, charged to the firm's contract. Over all matters a day has 24 hours.

    The post is told nothing: the sums are its.
    """
    case = visible(code, viewer)
    admit("time", case, viewer)
    matter = case.matter
    now = timezone.now()
    # One entry at a time per lawyer, so that the sum of the day holds.
    get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)
    _check_time(matter, actor, day, minutes, activity, now)
    fee = fee or Decimal(0)
    entry = TimeEntry.objects.create(
        matter=matter,
        lawyer=actor,
        day=day,
        minutes=minutes,
        activity=activity,
        contract=contract_to_charge(case, actor, day, minutes, fee),
        fee=fee,
        text=text.strip(),
        recorded_at=now,
    )
    save_matter(matter, now, *_begin_work(matter, now))
    payload = {"entry": str(entry.pk), "minutes": minutes, "activity": activity}
    outbox.record("matter.time_logged", subject=matter, posts=[], actor=actor, payload=payload)
    return entry


@transaction.atomic(durable=True)
def void_time(*, code: str, actor: Any, viewer: Viewer, entry: UUID) -> TimeEntry:
    """Takes a wrong entry out of every sum; it stays to be seen. Void already: nothing changes."""
    case = visible(code, viewer)
    admit("void_time", case, viewer)
    found = TimeEntry.objects.filter(matter=case.matter, lawyer=actor, pk=entry).first()
    if found is None:
        raise NotFound
    if found.voided_at is None:
        found.voided_at = timezone.now()
        found.save(update_fields=["voided_at"])
        payload = {"entry": str(found.pk), "minutes": found.minutes}
        outbox.record("matter.time_voided", subject=case.matter, posts=[], actor=actor, payload=payload)
    return found


@transaction.atomic(durable=True)
def ask_for_reports(*, now: datetime) -> int:
    """Asks the lawyer when a month has passed without a report, and tells the post a week later. Returns how many matters.

    GREATEST leaves NULL out in PostgreSQL: a matter that was never reported counts from its engagement.
    """
    due = now - reporting.EVERY
    loud = due - reporting.PATIENCE
    owing = LegalMatter.objects.filter(state__in=["engaged", "active"], case__drill=False, engaged_at__lte=due).exclude(
        case__state__in=workflow.STOPPED
    )
    since = owing.annotate(since=Greatest("engaged_at", "reported_at"))
    to_ask = Q(report_nudged_at=None) | Q(report_nudged_at__lt=F("since") + reporting.EVERY)
    to_tell = Q(since__lte=loud, report_nudged_at__lt=F("since") + reporting.EVERY + reporting.PATIENCE)
    found = since.filter(since__lte=due).filter(to_ask | to_tell).order_by("pk")
    matters = list(found.select_related("case").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for matter in matters:
        overdue = matter.since <= loud
        matter.report_nudged_at = now
        save_matter(matter, now, "report_nudged_at")
        if overdue:
            record("case.report_overdue", matter.case, None, lawyer=matter.lawyer_id)
        else:
            outbox.record("matter.report_due", subject=matter, posts=[])
    return len(matters)


def _begin_work(matter: LegalMatter, now: datetime) -> list[str]:
    """The first report or entry says that the work has begun, once the terms of the engagement are whole. What changed."""
    if matter.state != LegalMatter.State.ENGAGED or matter.missing_terms():
        return []
    matter.state = workflow.moved(workflow.MATTER, matter.state, "active")
    matter.work_started_at = now
    return ["state", "work_started_at"]


def _check_remark(remark: str) -> None:
    if len(remark.strip()) > ProgressReport.REMARK_LIMIT:
        raise invalid(remark=_("At most %(n)s letters.") % {"n": ProgressReport.REMARK_LIMIT})


def _check_time(matter: LegalMatter, lawyer: Any, day: date, minutes: int, activity: str, now: datetime) -> None:
    if activity not in TimeEntry.Activity.values:
        raise invalid(activity=_("There is no such activity."))
    if not 1 <= minutes <= TimeEntry.DAY:
        raise invalid(minutes=_("Give from 1 to 1440 minutes."))
    # A day begins in the east of the network while it is still yesterday by the server's clock, and the other way round.
    if day > timezone.localdate(now) + timedelta(days=1):
        raise invalid(day=_("That is in the future."))
    if day < timezone.localdate(matter.opened_at) - timedelta(days=1):
        raise invalid(day=_("That was before the matter was opened."))
    spent = TimeEntry.objects.spent(lawyer, day, day).minutes()
    if spent + minutes > TimeEntry.DAY:
        raise invalid(minutes=_("With what is entered for that day already, it would have more than 24 hours."))
