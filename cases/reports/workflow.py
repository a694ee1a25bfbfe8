"""The legal moves of an export, who may ask for which, and the times that hold for it. Standard library only."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

EXPORT = {
    "requested": frozenset({"approved", "refused", "withdrawn", "expired"}),
    "approved": frozenset({"building", "stopped", "failed"}),
    "building": frozenset({"ready", "failed", "stopped"}),
    "ready": frozenset({"expired"}),
    "refused": frozenset(),
    "withdrawn": frozenset(),
    "failed": frozenset(),
    "stopped": frozenset(),
    "expired": frozenset(),
}
VERBS = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn", "stop": "stopped"}
UNDER_WAY = frozenset({"approved", "building"})

ABOUT_PEOPLE = frozenset({"alerts", "cases"})
FORMATS = {
    "figures": ("csv", "xlsx", "pdf"),
    "pack": ("zip",),
    "alerts": ("csv", "xlsx"),
    "cases": ("csv", "xlsx"),
}

KEPT_FOR = timedelta(hours=24)
ANSWER_WITHIN = timedelta(days=7)  # a request that nobody answers is not waiting for ever
LEASE = timedelta(seconds=150)  # longer than the task may run: two never build the same
TRIES = 4  # without any progress in between
DIRECT_WEEKS = 26  # a longer period is printed in the background
MOST_ROWS = 100_000
REASON_AT_LEAST, LETTERS_AT_LEAST = 10, 5


class IllegalMove(Exception):
    """There is no such move in the table."""


class ExportFacts(Protocol):
    """What the rules ask of an export."""

    @property
    def state(self) -> str: ...

    @property
    def what(self) -> str: ...

    @property
    def consulate_id(self) -> int | None: ...

    @property
    def asked_by_id(self) -> int: ...

    @property
    def decided_by_id(self) -> int | None: ...


class ViewerFacts(Protocol):
    @property
    def user_id(self) -> int: ...

    @property
    def supervisor_posts(self) -> frozenset[int]: ...


def moved(before: str, after: str) -> str:
    """Raises IllegalMove at a step that the table does not hold."""
    if after not in EXPORT[before]:
        raise IllegalMove(f"{before} -> {after}")
    return after


def is_mine(export: ExportFacts, viewer: ViewerFacts) -> bool:
    return export.asked_by_id == viewer.user_id


def is_second_person(export: ExportFacts, viewer: ViewerFacts) -> bool:
    """Another supervisor of the post: never who asked."""
    return not is_mine(export, viewer) and export.consulate_id in viewer.supervisor_posts


def has_role_for(verb: str, export: ExportFacts, viewer: ViewerFacts) -> bool:
    if verb in ("approve", "refuse"):
        return is_second_person(export, viewer)
    if verb == "stop":
        return is_mine(export, viewer) or export.decided_by_id == viewer.user_id
    return verb == "withdraw" and is_mine(export, viewer)


def is_possible(verb: str, export: ExportFacts) -> bool:
    return VERBS[verb] in EXPORT[export.state]


def allowed(export: ExportFacts, viewer: ViewerFacts) -> list[str]:
    return [verb for verb in VERBS if has_role_for(verb, export, viewer) and is_possible(verb, export)]


def is_long(weeks: int, formats: Iterable[str]) -> bool:
    """Whether a file of figures takes longer than somebody waits for an answer."""
    return weeks > DIRECT_WEEKS and not {"pdf", "zip"}.isdisjoint(formats)


def gives_a_reason(text: str) -> bool:
    """Whether it can tell an auditor something: not only dots, digits or one key held down."""
    letters = "".join(text.split())
    return (
        len(letters) >= REASON_AT_LEAST and len({one for one in letters.lower() if one.isalpha()}) >= LETTERS_AT_LEAST
    )
