"""Who is asked first, and why: facts about a need and a lawyer to points, each with the reason for it. Standard library only.

The points are our own weighing: there is no standard for it. They are stored with what went in, so that each offer can be worked out again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

VERSION = 1
WAVE = 3  # lawyers who are asked at the same time
# How long an offer waits for its answer. P0: domain.md, section 3; the others let a lawyer leave a court room, then sleep, then think.
ANSWER_WITHIN = {
    0: timedelta(minutes=30),
    1: timedelta(hours=2),
    2: timedelta(hours=8),
    3: timedelta(hours=24),
}
# The most that each factor can give; together 100. The person must be understood, then represented, then reached.
MOST = {"language": 30, "admission": 20, "court": 12, "facility": 13, "capacity": 15, "contract": 10}

IMMIGRATION = frozenset({"migratory"})  # federal practice: any state's bar, with EOIR registration (8 CFR 1292.1)
# Areas in which no court has to be named for a lawyer to be of use.
ANY_BAR = frozenset({"migratory", "human_rights", "administrative"})
INTERPRETED, AREA_ONLY = 8, 6  # points for Spanish beside an interpreter; for covering the area but not the very place
UNREGISTERED = 8  # of the 20 for admission: a bar, but EOIR does not know the lawyer yet

# Why somebody is not asked at all, the first that holds.
NO_CONTRACT, ABSENT, ASKED, CONFLICT, TAKEN_OFF, FULL, NOT_DETAINED = (
    "no_contract",
    "absent",
    "asked",
    "conflict",
    "taken_off",
    "full",
    "not_detained",
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a matter needs. `state`, `district` and `county` are those of the facility, else of the court, else of the post."""

    area: str
    language: str
    is_detained: bool
    court: int | None
    facility: int | None
    state: str
    district: int
    county: str
    priority: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a lawyer; `load` counts a detained person's matter `detained_weight` times. Places are those of the need."""

    lawyer: int
    languages: tuple[str, ...] = ()
    admitted_in: tuple[str, ...] = ()
    has_eoir: bool = False
    covers_court: bool = False
    covers_facility: bool = False
    covers_area: bool = False
    capacity: float = 0
    load: float = 0
    detained_weight: float = 2
    takes_detained: bool = True
    contract: str = ""
    share_left: float = 0  # of the contract's hours or fees, whichever is less
    is_absent: bool = False
    earlier: str = ""  # how an earlier offer of this matter ended, when that says not to ask again
    asked_lately: int = 0  # offers of the last 90 days: of equal ones the less asked goes first


@dataclass(frozen=True, slots=True)
class Factor:
    name: str
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    factors: tuple[Factor, ...]

    @property
    def points(self) -> int:
        return sum(factor.points for factor in self.factors)


def rank(need: Need, candidates: Iterable[Candidate]) -> tuple[list[Ranked], list[tuple[Candidate, str]]]:
    """The best first, and those who cannot be asked with the code of the reason."""
    able: list[Ranked] = []
    unable: list[tuple[Candidate, str]] = []
    for one in candidates:
        if reason := cannot(need, one):
            unable.append((one, reason))
        else:
            able.append(Ranked(one, factors(need, one)))
    able.sort(key=lambda one: (-one.points, one.candidate.asked_lately, one.candidate.lawyer))
    return able, unable


def cannot(need: Need, one: Candidate) -> str:
    """Why this lawyer cannot be asked; empty when nothing speaks against it."""
    if one.earlier:
        return one.earlier
    if not one.contract or one.share_left <= 0:
        return NO_CONTRACT
    if one.is_absent:
        return ABSENT
    if need.is_detained and not one.takes_detained:
        return NOT_DETAINED
    return "" if room_after(need, one) >= 0 else FULL


def room_after(need: Need, one: Candidate) -> float:
    """Matters that still fit when this one is taken."""
    return one.capacity - one.load - (one.detained_weight if need.is_detained else 1)


def factors(need: Need, one: Candidate) -> tuple[Factor, ...]:
    return (
        _language(need, one),
        _admission(need, one),
        _place("court", need.court, one.covers_court, one),
        _place("facility", need.facility, one.covers_facility, one),
        _capacity(need, one),
        _contract(one),
    )


def as_data(what: Any) -> dict[str, Any]:
    """For the JSON columns of a wave and its offers."""
    return asdict(what)


def again(need: Mapping[str, Any], facts: Mapping[str, Any]) -> Ranked:
    """Works out a stored offer anew. Raises TypeError for what another version of this file has stored."""
    tuples: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    candidate = Candidate(**tuples)
    return Ranked(candidate, factors(Need(**need), candidate))


def base(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _language(need: Need, one: Candidate) -> Factor:
    spoken = {base(tag) for tag in one.languages}
    wanted = base(need.language)
    if not wanted:
        return Factor("language", MOST["language"] // 2, "language_not_known")
    if wanted in spoken:
        return Factor("language", MOST["language"], "speaks_it")
    if wanted != "en" and "es" in spoken:
        return Factor("language", INTERPRETED, "spanish_with_interpreter")
    return Factor("language", 0, "does_not_speak_it")


def _admission(need: Need, one: Candidate) -> Factor:
    if need.area in IMMIGRATION:
        if not one.admitted_in:
            return Factor("admission", 0, "no_bar")
        if one.has_eoir:
            return Factor("admission", MOST["admission"], "bar_and_eoir")
        return Factor("admission", UNREGISTERED, "bar_without_eoir")
    if need.state in one.admitted_in:
        return Factor("admission", MOST["admission"], "admitted_in_state")
    if need.area in ANY_BAR and one.admitted_in:
        return Factor("admission", MOST["admission"] // 2, "admitted_elsewhere")
    return Factor("admission", 0, "not_admitted_in_state")


def _place(name: str, place: int | None, covers: bool, one: Candidate) -> Factor:
    if place is not None and covers:
        return Factor(name, MOST[name], f"covers_{name}")
    if one.covers_area:
        return Factor(name, AREA_ONLY, "covers_area")
    return Factor(name, 0, "does_not_cover")


def _capacity(need: Need, one: Candidate) -> Factor:
    """Full points with half of the capacity free after taking it; in steps, so that a tenth of a matter decides nothing."""
    free = room_after(need, one) / one.capacity if one.capacity else 0
    points = min(MOST["capacity"], round(free * 2 * MOST["capacity"]))
    return Factor("capacity", points, "much_room" if points >= MOST["capacity"] * 2 // 3 else "little_room")


def _contract(one: Candidate) -> Factor:
    points = round(MOST["contract"] * min(max(one.share_left, 0), 1))
    return Factor("contract", points, "balance_large" if points > MOST["contract"] // 2 else "balance_small")
