"""When something is due: the arithmetic of versioned rules. Standard library only; the rules and the closed days are data.

A day is a calendar day of the court's place, and the day of the event is day 0 (EOIR Policy Manual, part II, 3.1(c)).
"""

from calendar import isleap
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

CALENDAR, BUSINESS, HOURS, YEARS, COURT_SETS = "calendar", "business", "hours", "years", "court_sets"
UNITS = (CALENDAR, BUSINESS, HOURS, YEARS, COURT_SETS)
AFTER, BEFORE = "after", "before"
IN_FORCE, STAYED, VACATED, CONTESTED = "in_force", "stayed", "vacated", "contested"
COUNTS = frozenset({IN_FORCE, CONTESTED})
OPEN = ("proposed", "confirmed")
ANY, DETAINED, AT_LIBERTY = "any", "detained", "at_liberty"
NEXT_BUSINESS_DAY, AS_IT_FALLS = "next_business_day", "as_it_falls"

# Why a date needs a second look.
IS_CONTESTED, NO_CIRCUIT, NO_CUSTODY = "contested", "circuit_unknown", "custody_unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. `circuits` empty: in all of them. `amount` is in `unit`, and nothing where the court sets the date."""

    code: str
    version: int
    anchor: str
    amount: int
    unit: str = CALENDAR
    direction: str = AFTER
    falls: str = NEXT_BUSINESS_DAY
    applies_to: str = ANY
    circuits: frozenset[str] = frozenset()
    effective_from: date = date.min
    effective_to: date | None = None
    status: str = IN_FORCE

    def is_in_effect(self, on: date) -> bool:
        """For an event of that day. What a court has stayed or vacated counts for nobody."""
        return (
            self.status in COUNTS
            and self.effective_from <= on
            and (self.effective_to is None or on <= self.effective_to)
        )

    def may_apply(self, *, circuit: str | None, detained: bool | None) -> bool:
        """What is not known rules nothing out: the earlier date counts until it is."""
        custody = {None: True, True: self.applies_to != AT_LIBERTY, False: self.applies_to != DETAINED}[detained]
        return custody and (not self.circuits or circuit is None or circuit in self.circuits)


@dataclass(frozen=True, slots=True)
class Days:
    """Which days courts and agencies work: the weekdays that are not closed."""

    closed: frozenset[date] = frozenset()

    def is_business(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def business_day_from(self, day: date) -> date:
        """That day, or the next on which they work."""
        while not self.is_business(day):
            day += timedelta(days=1)
        return day

    def business_days_from(self, day: date, amount: int) -> date:
        """So many business days later, or earlier for a negative amount; day 0 need not be one."""
        step = timedelta(days=1 if amount > 0 else -1)
        for _number in range(abs(amount)):
            day += step
            while not self.is_business(day):
                day += step
        return day


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one version says: a day, or to the minute where the rule counts hours. None: the court sets the date."""

    rule: Rule
    day: date | None
    at: datetime | None = None

    @property
    def moment(self) -> tuple[date, datetime]:
        """For ordering: the earlier one first."""
        return (self.day or date.max, self.at or datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Due:
    """The date that goes into calendars, the earliest of all that may be right, and the others beside it."""

    chosen: Candidate
    others: tuple[Candidate, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def day(self) -> date | None:
        return self.chosen.day


def due(
    rules: Iterable[Rule],
    *,
    event: datetime,
    circuit: str | None,
    detained: bool | None,
    days: Days,
) -> Due | None:
    """What the versions of one rule say of one event; None where none of them applies.

    `event` is aware, in the time zone of the court: its date there is day 0. An unknown circuit or custody, and a version that is
    contested, leave several dates: the earliest is chosen and says so.
    """
    relevant = [rule for rule in rules if rule.is_in_effect(event.date())]
    possible = _latest(rule for rule in relevant if rule.may_apply(circuit=circuit, detained=detained))
    if not possible:
        return None
    found = sorted((_candidate(rule, event, days) for rule in possible), key=lambda one: one.moment)
    return Due(found[0], tuple(found[1:]), _flags(possible, circuit, detained))


def _latest(rules: Iterable[Rule]) -> list[Rule]:
    """Of versions in force for the same circuits and custody the newest counts; a contested one stands beside it."""
    newest: dict[object, Rule] = {}
    for rule in rules:
        scope = (rule.circuits, rule.applies_to, rule.status == CONTESTED)
        if scope not in newest or newest[scope].version < rule.version:
            newest[scope] = rule
    return list(newest.values())


def _flags(rules: Collection[Rule], circuit: str | None, detained: bool | None) -> frozenset[str]:
    flags = set()
    if any(rule.status == CONTESTED for rule in rules):
        flags.add(IS_CONTESTED)
    if circuit is None and any(rule.circuits for rule in rules):
        flags.add(NO_CIRCUIT)
    if detained is None and any(rule.applies_to != ANY for rule in rules):
        flags.add(NO_CUSTODY)
    return frozenset(flags)


def _candidate(rule: Rule, event: datetime, days: Days) -> Candidate:
    if rule.unit == COURT_SETS:
        return Candidate(rule, None)
    if rule.unit == HOURS:
        # On the clock of the world: an hour that the court's clock skips or repeats is an hour all the same.
        at = (event.astimezone(UTC) + timedelta(hours=rule.amount)).astimezone(event.tzinfo)
        return Candidate(rule, at.date(), at)
    day = _counted(rule, event.date(), days)
    return Candidate(rule, days.business_day_from(day) if rule.falls == NEXT_BUSINESS_DAY else day)


def _counted(rule: Rule, day: date, days: Days) -> date:
    amount = -rule.amount if rule.direction == BEFORE else rule.amount
    if rule.unit == BUSINESS:
        return days.business_days_from(day, amount)
    if rule.unit == YEARS:
        return _years_from(day, amount)
    return day + timedelta(days=amount)


def _years_from(day: date, amount: int) -> date:
    """The same day of that year; from 29 February the 28th, the earlier one."""
    year = day.year + amount
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )
