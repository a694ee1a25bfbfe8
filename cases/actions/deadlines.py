"""Verbs of deadlines: what happened that starts one, confirm it, end it, answer another date; and computing them anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines, hearings, workflow
from cases.actions import wall as asylum_wall
from cases.actions.locked import admit, conflict, record, visible
from cases.models import Case, ClosedDay, DateProposal, Deadline, DeadlineRule, Hearing, LegalMatter
from cases.rules import FEDERAL
from cases.standing import Standing, born_on, standing_of
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer

NOON = time(12)
BATCH = 500
RESULT = ("due_on", "due_at", "others", "flags")


@dataclass(frozen=True, slots=True)
class Computed:
    """What the rules say of one deadline now, as its columns hold it."""

    rule: DeadlineRule
    due_on: date | None
    due_at: datetime | None
    others: list[dict]
    flags: list[str]

    @property
    def digest(self) -> dict[str, Any]:
        """To see whether the rules give something else than they did, whatever date the lawyer has chosen."""
        moment = self.due_at.astimezone(UTC).isoformat() if self.due_at else None
        day = self.due_on.isoformat() if self.due_on else None
        return {"due_on": day, "due_at": moment, "others": self.others, "flags": self.flags}

    def columns(self) -> dict[str, Any]:
        return {"rule": self.rule, "computed": self.digest} | {name: getattr(self, name) for name in RESULT}


def working_days() -> deadlines.Days:
    """The federal calendar with what an administrator has added."""
    return deadlines.Days(frozenset(ClosedDay.objects.filter(calendar=FEDERAL).values_list("day", flat=True)))


def compute(
    rules: Iterable[DeadlineRule], event_at: datetime, standing: Standing, days: deadlines.Days
) -> Computed | None:
    """The versions of one rule, applied. None where none applies any more."""
    by_plain = {rule.plain(): rule for rule in rules}
    event = event_at.astimezone(ZoneInfo(standing.zone))
    due = deadlines.due(by_plain, event=event, circuit=standing.circuit, detained=standing.detained, days=days)
    if due is None:
        return None
    return Computed(
        rule=by_plain[due.chosen.rule],
        due_on=due.day,
        due_at=due.chosen.at,
        others=[
            {
                "due_on": one.day.isoformat() if one.day else None,
                "version": one.rule.version,
                "applies_to": one.rule.applies_to,
                "status": one.rule.status,
            }
            for one in due.others
        ],
        flags=sorted(due.flags),
    )


@transaction.atomic(durable=True)
def note_event(*, code: str, actor: Any, viewer: Viewer, anchor: str, on: date, at: time | None = None) -> Case:
    """Something happened from which rules count: each becomes a deadline that the lawyer confirms."""
    case = visible(code, viewer)
    admit("deadline_event", case, viewer)
    rules = list(DeadlineRule.objects.filter(anchor=anchor).order_by("code"))
    if not rules or anchor in hearings.ANCHORS.values():
        raise invalid(anchor=_("No rule counts from that."))
    if max(rule.level for rule in rules) > 3 and not workflow.is_engaged_lawyer(case, viewer):
        raise Forbidden
    now = timezone.now()
    standing = standing_of(case, case.matter, now)
    event_at = datetime.combine(on, at or NOON, ZoneInfo(standing.zone))
    if any(rule.unit == deadlines.HOURS for rule in rules) and at is None:
        raise invalid(at=_("This rule counts hours: the time is needed."))
    if event_at.date() > now.astimezone(event_at.tzinfo).date():
        raise invalid(on=_("This day has not come yet."))
    if (born := born_on(case)) and on < born:
        raise invalid(on=_("This is before the person was born."))
    add_deadlines(case.matter, rules, event_at, standing, actor, now)
    return case


def add_deadlines(
    matter: LegalMatter,
    rules: Iterable[DeadlineRule],
    event_at: datetime,
    standing: Standing,
    actor: Any,
    now: datetime,
    hearing: Hearing | None = None,
) -> None:
    """One deadline per rule, unless the same event has been entered already."""
    days = working_days()
    for rule_code, versions in groupby(sorted(rules, key=lambda rule: rule.code), key=lambda rule: rule.code):
        found = compute(versions, event_at, standing, days)
        known = matter.deadlines.filter(rule__code=rule_code, event_at=event_at, state__in=deadlines.OPEN)
        if found is None or known.exists():
            continue
        deadline = Deadline.objects.create(
            matter=matter,
            hearing=hearing,
            level=found.rule.level,
            event_at=event_at,
            zone=standing.zone,
            circuit=standing.circuit or "",
            detained=standing.detained,
            computed_at=now,
            set_by=actor,
            set_at=now,
            **found.columns(),
        )
        tell("matter.deadline_set", deadline, actor)


@transaction.atomic(durable=True)
def add_own_deadline(
    *, code: str, actor: Any, viewer: Viewer, title: str, on: date, protected: bool = False, wall: str = ""
) -> Case:
    """One that no rule gives, as its lawyer knows it; it is confirmed by being entered."""
    case = visible(code, viewer)
    admit("deadline", case, viewer)
    now = timezone.now()
    zone = standing_of(case, case.matter, now).zone
    if on < now.astimezone(ZoneInfo(zone)).date():
        raise invalid(on=_("This day is over."))
    protected = protected or wall == asylum_wall.MOVE
    if not protected:
        asylum_wall.passes(title, wall, case=case, viewer=viewer, field="title")
    deadline = Deadline.objects.create(
        matter=case.matter,
        title=title,
        level=5 if protected else 3,
        zone=zone,
        due_on=on,
        state=Deadline.State.CONFIRMED,
        set_by=actor,
        set_at=now,
        confirmed_by=actor,
        confirmed_at=now,
    )
    tell("matter.deadline_set", deadline, actor)
    return case


@transaction.atomic(durable=True)
def confirm_deadline(
    *, code: str, which: UUID, actor: Any, viewer: Viewer, on: date | None = None, sure: bool = False
) -> Case:
    """The lawyer answers for the date: the computed one, or another. A later one than the rule gives has to be meant."""
    case, deadline = _open_one(code, which, viewer)
    chosen = on or deadline.due_on
    if chosen is None:
        raise invalid(on=_("The court sets this date: enter it."))
    if deadline.due_on and chosen > deadline.due_on and not sure:
        raise invalid(on=_("This is later than the rule gives. Tick that you mean it."))
    now = timezone.now()
    if chosen != deadline.due_on:
        deadline.due_on, deadline.due_at = chosen, None
    deadline.state = Deadline.State.CONFIRMED
    deadline.confirmed_by, deadline.confirmed_at = actor, now
    _save(deadline, "due_on", "due_at", "state", "confirmed_by", "confirmed_at")
    tell("matter.deadline_confirmed", deadline, actor)
    return case


@transaction.atomic(durable=True)
def end_deadline(*, code: str, which: UUID, actor: Any, viewer: Viewer, how: str) -> Case:
    """Met, missed or dropped; an open proposal goes with it."""
    case, deadline = _open_one(code, which, viewer)
    if how in (Deadline.State.MET, Deadline.State.MISSED) and deadline.due_on is None:
        raise invalid(how=_("It has no date yet."))
    end(deadline, how, actor, timezone.now())
    return case


def end(deadline: Deadline, how: str, actor: Any, now: datetime) -> None:
    deadline.state = how
    deadline.ended_by, deadline.ended_at = actor, now
    _save(deadline, "state", "ended_by", "ended_at")
    deadline.proposals.filter(answer="").update(answer=DateProposal.Answer.LEFT, answered_at=now, answered_by=actor)
    tell("matter.deadline_ended", deadline, actor, how=how)


@transaction.atomic(durable=True)
def answer_proposal(*, code: str, which: UUID, actor: Any, viewer: Viewer, take: bool) -> Case:
    """The lawyer takes the other date, or leaves the deadline as it stands."""
    case, deadline = _open_one(code, which, viewer)
    proposal = deadline.open_proposal
    if proposal is None:
        raise conflict(case, "no_proposal", _("There is no other date to answer any more."))
    now = timezone.now()
    proposal.answer = DateProposal.Answer.TAKEN if take else DateProposal.Answer.LEFT
    proposal.answered_by, proposal.answered_at = actor, now
    proposal.save(update_fields=["answer", "answered_by", "answered_at"])
    tell("matter.date_answered", deadline, actor, taken=take)
    deadline.computed = proposal.computed
    deadline.save(update_fields=["computed"])
    if take and proposal.due_on is None and not proposal.others:
        end(deadline, Deadline.State.DROPPED, actor, now)
    elif take:
        for name in ("rule", *RESULT):
            setattr(deadline, name, getattr(proposal, name))
        deadline.state = Deadline.State.CONFIRMED if deadline.due_on else deadline.state
        if deadline.due_on:
            deadline.confirmed_by, deadline.confirmed_at = actor, now
        _save(deadline, "rule", *RESULT, "state", "confirmed_by", "confirmed_at")
    return case


@transaction.atomic(durable=True)
def tell_of_unowned(*, now: datetime) -> int:
    """Once per deadline that has had no lawyer for a week, or is due within one: the post is told, without what it is."""
    found = Deadline.objects.unowned(now).filter(unowned_told_at=None).select_related("matter__case")
    rows = list(found.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for deadline in rows:
        deadline.unowned_told_at = now
        deadline.save(update_fields=["unowned_told_at"])
        if deadline.level <= 3:
            record("case.deadline_unowned", deadline.matter.case, None, due_on=str(deadline.earliest))
    return len(rows)


def recompute_matter(case: Case, matter: LegalMatter, reason: str, now: datetime) -> int:
    """What is known has changed: every open deadline is computed anew. Returns how many other dates were proposed."""
    standing = standing_of(case, matter, now)
    found = matter.deadlines.filter(state__in=deadlines.OPEN, rule__isnull=False, event_at__isnull=False)
    return _recompute(found.select_related("rule", "matter__case").prefetch_related("proposals"), reason, now, standing)


def recompute_open(chosen: Q, reason: str, now: datetime, limit: int) -> int:
    """Deadlines whose rule or closed days have changed, with custody and circuit as they were known."""
    found = Deadline.objects.filter(chosen, state__in=deadlines.OPEN, rule__isnull=False, event_at__isnull=False)
    locked = found.select_related("rule", "matter__case").select_for_update(of=("self",), skip_locked=True)[:limit]
    rows = list(locked)
    _recompute(rows, reason, now)
    return len(rows)


def _recompute(found: Iterable[Deadline], reason: str, now: datetime, standing: Standing | None = None) -> int:
    days, proposed = working_days(), 0
    versions: dict[str, list[DeadlineRule]] = {}
    for deadline in found:
        assert deadline.rule is not None
        assert deadline.event_at is not None
        if standing is not None:
            deadline.circuit, deadline.detained = standing.circuit or "", standing.detained
        known = Standing(deadline.circuit or None, deadline.detained, deadline.zone)
        code = deadline.rule.code
        if code not in versions:
            versions[code] = list(DeadlineRule.objects.filter(code=code))
        deadline.computed_at = now
        deadline.save(update_fields=["circuit", "detained", "computed_at"])
        proposed += _propose(deadline, compute(versions[code], deadline.event_at, known, days), reason, now)
    return proposed


def _propose(deadline: Deadline, found: Computed | None, reason: str, now: datetime) -> bool:
    """Another date is proposed, never set; what was proposed and no longer holds is taken back."""
    assert deadline.rule is not None
    found = found or Computed(deadline.rule, None, None, [], [])
    current = deadline.open_proposal
    if current and found.digest == current.computed:
        return False
    if current:
        current.delete()
    if found.digest == deadline.computed:
        return False
    DateProposal.objects.create(deadline=deadline, reason=reason, made_at=now, **found.columns())
    tell("matter.date_proposed", deadline, None, reason=reason)
    return True


def tell(kind: str, deadline: Deadline, actor: Any, **payload: Any) -> None:
    """An event of the matter: what a deadline is about is its lawyer's. No word of it, and no post hears of it."""
    payload = {"deadline": str(deadline.pk), "level": deadline.level, **payload}
    outbox.record(kind, subject=deadline.matter, posts=[], actor=actor, payload=payload)


def _open_one(code: str, which: UUID, viewer: Viewer) -> tuple[Case, Deadline]:
    case = visible(code, viewer)
    admit("deadline", case, viewer)
    readable = Deadline.objects.readable_by(viewer, case).select_related("rule").prefetch_related("proposals")
    deadline = readable.filter(pk=which).first()
    if deadline is None:
        raise NotFound
    if not deadline.is_open:
        raise conflict(case, "deadline_over", _("This deadline is over already."))
    return case, deadline


def _save(deadline: Deadline, *fields: str) -> None:
    deadline.version += 1
    deadline.save(update_fields=[*fields, "version"])
