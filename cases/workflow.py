"""The legal moves of a case, a legal matter and an offer, and who may ask for which. Standard library only."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

VERBS = ("assign", "accept", "decline", "notes", "outcome", "request-close", "close")

_UNDER_WAY = ("contacting", "locating", "in_custody", "at_liberty", "removed")
_MAY_GO_TO = frozenset({*_UNDER_WAY, "pending_close", "blocked_opposed"})

CASE = {
    "new": _MAY_GO_TO,
    **{state: _MAY_GO_TO - {state} for state in _UNDER_WAY},
    "blocked_opposed": _MAY_GO_TO - {"blocked_opposed"},
    "pending_close": frozenset({"closed", "blocked_opposed", *_UNDER_WAY}),
    "closed": frozenset({"reopened"}),
    "reopened": _MAY_GO_TO,
}

MATTER = {
    "screening": frozenset({"ineligible", "seeking_counsel", "closed"}),
    "ineligible": frozenset({"closed"}),
    "seeking_counsel": frozenset({"offered", "ineligible", "closed"}),
    "offered": frozenset({"accepted_pending_conflict", "seeking_counsel"}),
    "accepted_pending_conflict": frozenset({"engaged", "seeking_counsel"}),
    "engaged": frozenset({"active", "concluded", "seeking_counsel"}),
    "active": frozenset({"concluded", "seeking_counsel"}),
    "concluded": frozenset({"closed"}),
    "closed": frozenset(),
}

OFFER = {
    "drafted": frozenset({"sent", "withdrawn"}),
    "sent": frozenset({"viewed", "accepted", "declined", "expired", "withdrawn"}),
    "viewed": frozenset({"accepted", "declined", "expired", "withdrawn"}),
    "accepted": frozenset({"withdrawn"}),
    "declined": frozenset(),
    "expired": frozenset(),
    "withdrawn": frozenset(),
}

CHILD = {
    "reported": frozenset({"located", "in_safe_care", "state_care", "reunified"}),
    "located": frozenset({"in_safe_care", "state_care", "reunified"}),
    "in_safe_care": frozenset({"located", "state_care", "reunified", "repatriation_assisted", "closed"}),
    "state_care": frozenset({"located", "in_safe_care", "reunified", "repatriation_assisted", "closed"}),
    "reunified": frozenset({"located", "repatriation_assisted", "closed"}),
    "repatriation_assisted": frozenset({"located", "reunified", "closed"}),
    "closed": frozenset(),
}
CHILD_IN_CARE = frozenset({"in_safe_care", "state_care", "reunified", "repatriation_assisted", "closed"})
# How the case of children may end from each state: what is written down at the end is what was so.
CHILD_OUTCOMES = {
    "in_safe_care": frozenset({"safe_care", "informed"}),
    "state_care": frozenset({"state_care"}),
    "reunified": frozenset({"reunified", "informed"}),
    "repatriation_assisted": frozenset({"repatriation_assisted"}),
}

_AGREES = frozenset({"given", "declined"})
CONSENT = {
    "unknown": _AGREES | {"expressly_opposed"},
    "given": frozenset({"withdrawn", "expressly_opposed"}),
    "declined": frozenset({"given", "expressly_opposed"}),
    "expressly_opposed": _AGREES,
    "withdrawn": _AGREES | {"expressly_opposed"},
}
NOT_AGREED = frozenset({"declined", "withdrawn"})

OPEN_OFFER = frozenset({"sent", "viewed"})
WITH_LAWYER = frozenset({"accepted_pending_conflict", "engaged", "active", "concluded"})
ENGAGED = frozenset({"engaged", "active", "concluded"})
REPORTS = frozenset({"engaged", "active"})
FINISHED_MATTER = frozenset({"ineligible", "closed"})
STOPPED = frozenset({"closed", "blocked_opposed"})
LOCATED = frozenset({"in_custody", "at_liberty", "removed"})
NOT_LOCATED = frozenset({"new", "contacting", "locating", "reopened"})
FOLLOWS_THE_PERSON = frozenset({"new", "reopened", *_UNDER_WAY})

# Confidentiality levels of notes and documents: what the post may hold, and what belongs to the lawyers of the matter.
POST_LEVELS = frozenset({1, 2, 3})
PRIVILEGED_LEVELS = frozenset({4, 5})


class IllegalMove(Exception):
    """There is no such move in the table."""

    def __init__(self, before: str, after: str):
        super().__init__(f"{before} -> {after}")


def moved(table: dict[str, frozenset[str]], before: str, *path: str) -> str:
    """The state after walking `path` from `before`. Raises IllegalMove at a step that the table does not hold."""
    for after in path:
        if after not in table[before]:
            raise IllegalMove(before, after)
        before = after
    return before


class CaseFacts(Protocol):
    """What the rules ask of a case. The model answers; a test may answer in its place."""

    @property
    def state(self) -> str: ...

    @property
    def consulate_id(self) -> int: ...

    @property
    def matter_state(self) -> str: ...

    @property
    def lawyer_id(self) -> int | None: ...

    @property
    def close_requested_by_id(self) -> int | None: ...

    def has_open_offer_for(self, user_id: int) -> bool: ...

    def missing_outcomes(self) -> Iterable[str]: ...

    def keeps_it_open(self) -> Iterable[str]: ...


class ViewerFacts(Protocol):
    """What the rules ask of whoever looks."""

    @property
    def user_id(self) -> int: ...

    @property
    def is_lawyer(self) -> bool: ...

    @property
    def officer_posts(self) -> frozenset[int]: ...

    @property
    def supervisor_posts(self) -> frozenset[int]: ...


def is_officer(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.consulate_id in viewer.officer_posts


def is_supervisor(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.consulate_id in viewer.supervisor_posts


def is_of_post(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return is_officer(case, viewer) or is_supervisor(case, viewer)


def is_engaged_lawyer(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return viewer.is_lawyer and case.lawyer_id == viewer.user_id and case.matter_state in {*ENGAGED, "closed"}


def has_offer(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return viewer.is_lawyer and case.has_open_offer_for(viewer.user_id)


def has_role_for(verb: str, case: CaseFacts, viewer: ViewerFacts) -> bool:
    """May this viewer ever ask for this, whatever the state? No: 403. Yes, but not now: 409."""
    return _ROLES[verb](case, viewer)


def is_possible(verb: str, case: CaseFacts, viewer: ViewerFacts) -> bool:
    """Does the state of the case let this viewer do it now?"""
    return _STATES[verb](case, viewer)


def may(verb: str, case: CaseFacts, viewer: ViewerFacts) -> bool:
    """Would it succeed now? What a page asks before it shows a form."""
    return has_role_for(verb, case, viewer) and is_possible(verb, case, viewer)


def allowed(case: CaseFacts, viewer: ViewerFacts) -> list[str]:
    """The verbs of the API that would succeed now, in the order of the work; pages show these and those of their tabs."""
    return [verb for verb in VERBS if may(verb, case, viewer)]


def writable_levels(case: CaseFacts, viewer: ViewerFacts) -> list[int]:
    """Levels of notes and documents that this viewer may write: the post below the privilege, the engaged lawyer also inside it."""
    levels: set[int] = set()
    if is_of_post(case, viewer):
        levels |= POST_LEVELS
    if is_engaged_lawyer(case, viewer):
        levels |= POST_LEVELS | PRIVILEGED_LEVELS
    return sorted(levels)


def writable_axes(case: CaseFacts, viewer: ViewerFacts, axes: Iterable[str]) -> list[str]:
    """Outcome axes that this viewer may write.

    The lawyer reports on every axis. The post knows where the person is held, so it may always write custody;
    the others only while nobody is engaged who answers for them.
    """
    if is_engaged_lawyer(case, viewer):
        return list(axes)
    if not is_officer(case, viewer):
        return []
    return [axis for axis in axes if axis == "custody" or case.lawyer_id is None]


def may_unmask(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """Who may see the person's identity, each look with a purpose and on record."""
    return is_of_post(case, viewer) or is_engaged_lawyer(case, viewer)


def may_keep_calendar(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """The engaged lawyer; while there is none, the post, so that no day in court is lost."""
    return is_engaged_lawyer(case, viewer) or (is_of_post(case, viewer) and case.lawyer_id is None)


def _may_know_custody(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return is_of_post(case, viewer) or is_engaged_lawyer(case, viewer)


def _may_answer(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """Whoever has taken it may say so again: a repeated accept is not an offence."""
    return has_offer(case, viewer) or is_engaged_lawyer(case, viewer)


def _may_outcome(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return is_officer(case, viewer) or is_engaged_lawyer(case, viewer)


def _may_ask_to_close(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return is_of_post(case, viewer) or is_engaged_lawyer(case, viewer)


def _can_be_assigned(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """An engaged lawyer is taken off by a supervisor only: officers ask, they do not replace counsel."""
    if case.state in STOPPED or case.matter_state in FINISHED_MATTER or case.matter_state == "concluded":
        return False
    return case.lawyer_id is None or is_supervisor(case, viewer)


def _can_answer(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state not in STOPPED and case.lawyer_id is None and has_offer(case, viewer)


def _is_running(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed"


def _can_be_written_about(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """Against the person's express wish no letter goes out (Vienna Convention, art. 36(1)(c))."""
    return case.state not in STOPPED


def _has_running_counsel(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.matter_state in ENGAGED


def _can_be_asked_to_close(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return "pending_close" in CASE[case.state]


def _can_be_closed(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return (
        case.state == "pending_close"
        and case.close_requested_by_id not in (None, viewer.user_id)
        and not list(case.missing_outcomes())
        and not list(case.keeps_it_open())
    )


def _can_search(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """One search at a time, and none for who has counsel."""
    return case.state not in STOPPED and case.matter_state in ("screening", "seeking_counsel")


def _may_name_parties(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return is_of_post(case, viewer) or is_engaged_lawyer(case, viewer)


def _is_in_counsels_hands(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed" and case.matter_state in ("engaged", "active")


def _can_start_work(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed" and case.matter_state == "engaged"


def reachable(case: CaseFacts) -> list[str]:
    """Where the post may move the case by hand: to where the person is, or to being looked for."""
    return [state for state in _UNDER_WAY if state in CASE[case.state]]


def is_inside(case: CaseFacts, viewer: ViewerFacts) -> bool:
    """The post, and the lawyer whose matter it is."""
    return is_of_post(case, viewer) or is_engaged_lawyer(case, viewer)


def _can_be_moved(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state not in STOPPED


def _is_closed(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state == "closed"


def _can_be_screened_again(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state not in STOPPED and case.matter_state in {"ineligible", "concluded"}


def _can_be_ineligible(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed" and "ineligible" in MATTER[case.matter_state]


def _can_be_concluded(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed" and "concluded" in MATTER[case.matter_state]


def _has_counsel(case: CaseFacts, viewer: ViewerFacts) -> bool:
    return case.state != "closed" and case.matter_state in ENGAGED


_Rule = Callable[[Any, Any], bool]
_ROLES: dict[str, _Rule] = {
    "assign": is_of_post,
    "accept": _may_answer,
    "decline": _may_answer,
    "notes": lambda case, viewer: bool(writable_levels(case, viewer)),
    "outcome": _may_outcome,
    "documents": lambda case, viewer: bool(writable_levels(case, viewer)),
    "withdraw-document": lambda case, viewer: bool(writable_levels(case, viewer)),
    "letters": may_unmask,
    "leave-file": is_engaged_lawyer,
    "request-close": _may_ask_to_close,
    "close": is_supervisor,
    # Verbs of the tabs, by form only.
    "stint": _may_know_custody,
    "look": _may_know_custody,
    "handover": is_of_post,
    "hearing": may_keep_calendar,
    "hearing_check": _may_know_custody,
    "deadline_event": may_keep_calendar,
    "deadline": is_engaged_lawyer,
    "wave": is_of_post,
    "names": has_offer,
    "parties": _may_name_parties,
    "terms": is_engaged_lawyer,
    "activate": is_engaged_lawyer,
    "identity": may_unmask,
    "merge": is_of_post,
    "task": may_unmask,
    "move": is_of_post,
    "reopen": is_supervisor,
    "screen_again": is_supervisor,
    "ineligible": is_of_post,
    "conclude": is_engaged_lawyer,
    "hold": is_engaged_lawyer,
    "consent": is_inside,
    "flag": is_inside,
    "end_flag": is_inside,
    "priority": is_supervisor,
    "child_open": is_of_post,
    "child_change": is_of_post,
    "child_ask_close": is_of_post,
    "child_close": is_of_post,
    "consular_action": is_of_post,
    "approve_money": is_of_post,
    "art36": is_inside,
    "progress": is_engaged_lawyer,
    "time": is_engaged_lawyer,
    "void_time": is_engaged_lawyer,
}
_STATES: dict[str, _Rule] = {
    "assign": _can_be_assigned,
    "accept": _can_answer,
    "decline": _can_answer,
    "notes": _is_running,
    "outcome": _is_running,
    "documents": _is_running,
    "withdraw-document": _is_running,
    "letters": _can_be_written_about,
    "leave-file": _has_running_counsel,
    "request-close": _can_be_asked_to_close,
    "close": _can_be_closed,
    "stint": _is_running,
    "look": _is_running,
    "handover": _is_running,
    "hearing": _is_running,
    "hearing_check": _is_running,
    "deadline_event": _is_running,
    "deadline": _is_running,
    "wave": _can_search,
    "names": _can_answer,
    "parties": _is_running,
    "terms": _is_in_counsels_hands,
    "activate": _can_start_work,
    "identity": _is_running,
    "merge": lambda case, viewer: True,
    "task": _is_running,
    "move": _can_be_moved,
    "reopen": _is_closed,
    "screen_again": _can_be_screened_again,
    "ineligible": _can_be_ineligible,
    "conclude": _can_be_concluded,
    "hold": _has_counsel,
    "consent": _is_running,
    "flag": _is_running,
    "end_flag": _is_running,
    "priority": _is_running,
    "child_open": _is_running,
    "child_change": _is_running,
    "child_ask_close": _is_running,
    "child_close": _is_running,
    "consular_action": _is_running,
    "approve_money": _is_running,
    "art36": _is_running,
    "progress": lambda case, viewer: case.state != "closed" and case.matter_state in REPORTS,
    "time": _has_counsel,
    "void_time": _has_counsel,
}
