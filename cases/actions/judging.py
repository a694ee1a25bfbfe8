"""What every action does that changes a flag or where the person is: judge anew how urgent the case is, in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import explained, priority, workflow
from cases.actions.locked import record, save
from cases.models import Case, VulnerabilityFlag

BATCH = 200
HAND = ("hand_until", "hand_at", "hand_by", "hand_reason")
JUDGED = ("priority", "priority_why", *HAND)


def judge_anew(case: Case, now: datetime, actor: Any = None) -> tuple[str, ...]:
    """Sets the priority by the flags that count now. The caller saves the fields that are returned.

    While nobody knows where the person is, a case is never less urgent than its alert was: silence is no good news.
    What a supervisor set by hand holds for its time, unless something newer and worse is flagged.
    """
    if case.is_over:
        return ()
    counting = list(case.flags.counting(now))
    judged = _judged(case, [flag.flag for flag in counting])
    if case.hand_until and (case.hand_until <= now or _newer_and_worse(case, counting, judged)):
        end_by_hand(case)
    before = case.priority
    if not case.is_set_by_hand:
        case.priority = judged.priority
    case.priority_why = list(judged.reasons)
    if case.priority != before:
        record("case.priority_changed", case, actor, before=before, priority=case.priority, reasons=case.priority_why)
    return JUDGED


def raise_flag(case: Case, flag: str, now: datetime, actor: Any = None, **more: Any) -> None:
    """Sets a flag that nobody has set yet. The caller judges anew. What ran out unswept makes room first."""
    known = case.flags.filter(flag=flag, ended_at=None).first()
    if known and (known.expires_at is None or known.expires_at > now):
        return
    if known:
        _end(known, known.expires_at or now, None)
    VulnerabilityFlag.objects.create(case=case, flag=flag, set_by=actor, set_at=now, **more)
    record("case.flag_set", case, actor, flag=flag)


def drop_flags(case: Case, now: datetime, actor: Any = None, **which: Any) -> None:
    """Ends what no longer holds. The caller judges anew."""
    for flag in case.flags.filter(ended_at=None, **which):
        _end(flag, now, actor)
        record("case.flag_ended", case, actor, flag=flag.flag)


def end_by_hand(case: Case) -> None:
    case.hand_until = case.hand_at = case.hand_by = None
    case.hand_reason = ""


@transaction.atomic(durable=True)
def judge_what_ran_out(*, now: datetime | None = None) -> int:
    """Flags and priorities by hand whose time is over: ends them and judges anew. Returns how many cases."""
    now = now or timezone.now()
    # Two questions that each have an index; as one with OR they would read every case twice a second.
    due = {*VulnerabilityFlag.objects.run_out(now).values_list("case", flat=True)[:BATCH]}
    due |= {*Case.objects.filter(hand_until__lte=now).values_list("pk", flat=True)[:BATCH]}
    if not due:
        return 0
    found = Case.objects.filter(pk__in=due).select_for_update(of=("self",), skip_locked=True)
    cases = list(found.order_by("pk"))
    for case in cases:
        for flag in case.flags.run_out(now):
            _end(flag, flag.expires_at or now, None)
            record("case.flag_ran_out", case, None, flag=flag.flag)
        if case.is_over:
            end_by_hand(case)
            case.save(update_fields=list(HAND))
            continue
        save(case, now, *judge_anew(case, now))
    return len(cases)


def _end(flag: VulnerabilityFlag, at: datetime, actor: Any) -> None:
    flag.ended_at, flag.ended_by = at, actor
    flag.save(update_fields=["ended_at", "ended_by"])


def _judged(case: Case, flags: list[str]) -> priority.Judged:
    located = not workflow.LOCATED.isdisjoint((case.state, case.stopped_from)) or case.state == "pending_close"
    as_it_came = priority.Judged(case.priority_start, (explained.AS_IT_CAME,))
    if not located and not flags:
        return as_it_came
    judged = priority.judge(flags, in_custody=case.is_held)
    return judged if located or judged.priority <= case.priority_start else as_it_came


def _newer_and_worse(case: Case, flags: list[VulnerabilityFlag], judged: priority.Judged) -> bool:
    hand_at = case.hand_at
    return hand_at is not None and judged.priority < case.priority and any(flag.set_at > hand_at for flag in flags)
