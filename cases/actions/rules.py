"""Verbs of deadline rules: see what a change would do, publish it; the deadlines that it touches get another date proposed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.actions.deadlines import compute, recompute_open, working_days
from cases.models import DateProposal, Deadline, DeadlineRule
from cases.standing import Standing
from consular.errors import Forbidden, NotFound, invalid
from consular.organisation.access import Viewer

BATCH = 500
SHOWN_LEVEL = 3  # how many deadlines tell of fear is nobody's to count (domain.md, section 3)


@dataclass(frozen=True)
class Change:
    """A new version of a rule (`version` None), or another status of a version that exists."""

    code: str
    applies_to: str
    version: int | None = None
    amount: int | None = None
    unit: str = ""
    status: str = ""
    circuits: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Preview:
    """`amounts`: (what it was, what it would be) -> how many deadlines. `moves`: "earlier", "later", "same", "no_longer"."""

    amounts: dict[tuple[str, str], int]
    moves: dict[str, int]
    confirmed: int
    is_counted: bool = True

    @property
    def touched(self) -> int:
        return sum(number for move, number in self.moves.items() if move != "same")


def preview(change: Change) -> Preview:
    """What the open deadlines of the rule would become. Nothing is written."""
    versions = list(DeadlineRule.objects.filter(code=change.code))
    if not versions:
        raise NotFound
    after = _after(versions, change)
    if max(rule.level for rule in versions) > SHOWN_LEVEL:
        return Preview({}, {}, 0, is_counted=False)
    amounts: Counter[tuple[str, str]] = Counter()
    moves: Counter[str] = Counter()
    days, confirmed = working_days(), 0
    for deadline in _open(change.code).select_related("rule").iterator(2000):
        assert deadline.rule is not None
        assert deadline.event_at is not None
        known = Standing(deadline.circuit or None, deadline.detained, deadline.zone)
        found = compute(after, deadline.event_at, known, days)
        move = _move(deadline.computed.get("due_on"), found.digest["due_on"] if found else "gone")
        moves[move] += 1
        if move != "same":
            amounts[str(deadline.rule.length), str(found.rule.length) if found else str(_("no longer applies"))] += 1
            confirmed += deadline.state == Deadline.State.CONFIRMED
    return Preview(dict(amounts.most_common()), dict(moves), confirmed)


@transaction.atomic(durable=True)
def publish(*, change: Change, actor: Any, viewer: Viewer) -> DeadlineRule:
    """Puts the change in force. The worker then proposes the other dates, in batches; no date moves by itself."""
    if not viewer.is_admin:
        raise Forbidden
    versions = list(DeadlineRule.objects.filter(code=change.code).select_for_update())
    if not versions:
        raise NotFound
    now = timezone.now()
    if change.version is None:
        rule = _new_version(versions, change)
        rule.published_by, rule.published_at = actor, now
        rule.save(force_insert=True)
        return rule
    rule = _version(versions, change)
    rule.status, rule.effective_to = change.status, change.effective_to
    rule.published_by, rule.published_at = actor, now
    rule.save(update_fields=["status", "effective_to", "published_by", "published_at"])
    return rule


@transaction.atomic(durable=True)
def propose_after_rule_changes(*, now: datetime) -> int:
    """One batch of open deadlines that were computed before a version of their rule was published. Returns how many."""
    codes = DeadlineRule.objects.filter(published_at__gte=now - timedelta(days=30)).values_list("code", "published_at")
    stale = Q(pk__in=[])
    for code, published_at in codes:
        stale |= Q(rule__code=code, computed_at__lt=published_at)
    return recompute_open(stale, DateProposal.Reason.RULE, now, BATCH)


@transaction.atomic(durable=True)
def propose_after_closed_days(*, now: datetime, since: datetime) -> int:
    """One batch of the deadlines not computed since then: a day may have been added to the calendar. Returns how many."""
    return recompute_open(Q(computed_at__lt=since), DateProposal.Reason.RULE, now, BATCH)


def _open(code: str) -> Any:
    return Deadline.objects.filter(
        rule__code=code, level__lte=SHOWN_LEVEL, state__in=deadlines.OPEN, event_at__isnull=False
    )


def _after(versions: list[DeadlineRule], change: Change) -> list[DeadlineRule]:
    """The versions as they would be; the rows themselves stay untouched."""
    if change.version is None:
        return [*versions, _new_version(versions, change)]
    chosen = _version(versions, change)
    chosen.status, chosen.effective_to = change.status, change.effective_to
    return versions


def _version(versions: list[DeadlineRule], change: Change) -> DeadlineRule:
    wanted = (change.version, change.applies_to)
    found = next((rule for rule in versions if (rule.version, rule.applies_to) == wanted), None)
    if found is None:
        raise NotFound
    return found


def _new_version(versions: list[DeadlineRule], change: Change) -> DeadlineRule:
    """Like the newest of them, but for what changes."""
    newest = max(versions, key=lambda rule: (rule.applies_to == change.applies_to, rule.version))
    if change.unit != deadlines.COURT_SETS and not change.amount:
        raise invalid(amount=_("Say how many."))
    if not change.source:
        raise invalid(source=_("A rule has a source."))
    return DeadlineRule(
        code=change.code,
        version=max(rule.version for rule in versions) + 1,
        anchor=newest.anchor,
        amount=change.amount or 0,
        unit=change.unit,
        direction=newest.direction,
        falls=newest.falls,
        applies_to=change.applies_to,
        circuits=list(change.circuits),
        effective_from=change.effective_from,
        effective_to=change.effective_to,
        status=change.status,
        level=newest.level,
        source=change.source,
        titles=newest.titles,
    )


def _move(before: str | None, after: str | None) -> str:
    if after == "gone":
        return "no_longer"
    if before == after:
        return "same"
    if before is None or after is None:
        return "later" if after is None else "earlier"
    return "earlier" if after < before else "later"
