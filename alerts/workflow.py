"""Which moves an alert allows, to whom, and what each disposition needs. Standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

RECEIVED, CLAIMED, CONTACTING, HANDLED = "received", "claimed", "contacting", "handled"
OPEN = (RECEIVED, CLAIMED, CONTACTING)
OWNED = (CLAIMED, CONTACTING)

STALE_AFTER = timedelta(seconds=45)
PEER_MAY_TAKE_AFTER = timedelta(seconds=65)

# verb -> states from which it is legal
MOVES = {
    "claim": (RECEIVED,),
    "beat": OWNED,
    "release": OWNED,
    "take": OWNED,
    "contact": OWNED,
    "note": (RECEIVED, CLAIMED, CONTACTING, HANDLED),
    "dispose": OWNED,
    "handover": OWNED,
    "handover-accept": OWNED,
    "open-case": OWNED,
    "person": OPEN,
    "attach": (RECEIVED, CLAIMED, CONTACTING, HANDLED),
    "detach": (RECEIVED, CLAIMED, CONTACTING, HANDLED),
    "tick": OWNED,
    "welfare": (*OWNED, HANDLED),
    "welfare-done": (RECEIVED, CLAIMED, CONTACTING, HANDLED),
    "handover-decline": OWNED,
    "handover-withdraw": OWNED,
    "undo-duplicate": (HANDLED,),
}
OWNER_VERBS = ("beat", "release", "contact", "dispose", "handover", "open-case", "tick")
# What must hold of the alert, beside its state, before anybody may use the verb.
NEEDS = {"welfare-done": "welfare", "handover-withdraw": "offer", "undo-duplicate": "duplicate"}

CONTACT_CHANNELS = ("phone", "sms", "whatsapp", "in_person", "family", "other")
CONTACT_RESULTS = ("reached", "no_answer", "refused", "wrong_number", "left_message")

# Dispositions that an officer may give with `dispose`; `case_opened` is given by opening a case.
DISPOSITIONS = ("orientation_given", "false_alarm", "duplicate_of", "cancelled_confirmed", "no_contact")
MAKES_SAFE = ("cancelled_confirmed", "false_alarm")
ALLOWED_WHILE_UNLOCATED = ("case_opened", "duplicate_of", "no_contact", *MAKES_SAFE)
UNLOCATED = ("unknown", "detained_unconfirmed")
IN_CUSTODY = ("detained_unconfirmed", "detained_confirmed", "transferred")  # a facility may be named
NEEDS_FACILITY = ("detained_confirmed",)
PERSON_SOURCES = ("person", "family", "lawyer", "agency", "locator", "track", "other")
LOCATE_HOURS = (1, 24, 48, 72)
NO_CONTACT_TRIES, NO_CONTACT_CHANNELS, NO_CONTACT_SPAN = 3, 2, timedelta(hours=72)

# Endings that say so little by themselves that whoever gives them says in words what happened.
NOTE_REQUIRED = ("orientation_given", "false_alarm", "cancelled_confirmed", "no_contact")
NOTE_AT_LEAST = 3

WELFARE_AT_LEAST, WELFARE_AT_MOST = timedelta(minutes=1), timedelta(days=3)
WELFARE_WAITS = timedelta(minutes=10)
WELFARE_OWNER, WELFARE_POST = 1, 2  # whom the timer has rung
STALE_OWNER, STALE_POST, STALE_SUPERVISORS = 1, 2, 3  # whom a claim without beats has rung
STALE_POST_WAITS = timedelta(minutes=2)
HANDOVER_WAITS = timedelta(minutes=10)
LOCATE_WITHIN = tuple(timedelta(hours=hours) for hours in (1, 24, 48, 72))

CANCEL_WAITS = timedelta(minutes=10)
LAST_STEP_AGAIN_AFTER = timedelta(minutes=5)
DUTY, POST, NEIGHBOURS, FALLBACK, SUPERVISORS = "duty", "post", "neighbours", "fallback", "supervisors"
CALL_CENTRE = "call_centre"
RINGS = (DUTY, POST, NEIGHBOURS, FALLBACK, CALL_CENTRE, SUPERVISORS)
BEYOND_THE_POST = (NEIGHBOURS, FALLBACK, CALL_CENTRE)
CHAIN_STEPS_AT_MOST = 8
FIRST_STEP_WITHIN_S = {"emergency": (5, 60), "orientation": (60, 14_400)}
LAST_STEP_WITHIN_S = {"emergency": 900, "orientation": 86_400}

# A board counts as eyes while it beats, has read what was there at its last beat, and somebody could see or hear an alert.
EYES_GONE_AFTER = timedelta(seconds=30)
BOARD_GONE_AFTER = timedelta(seconds=25)
NOBODY_THERE_AFTER = timedelta(minutes=30)

# ANSI/ISA-18.2 and EEMUA 191 call more than 10 alarms in 10 minutes for one operator a flood, and less than 5 its end.
LOAD_WINDOW = timedelta(minutes=10)
LEAN_ABOVE, LEAN_ENDS_BELOW = 10, 5
HELP_LASTS = timedelta(minutes=30)
FLOOD_LANE_AFTER = 3  # open alerts of one device in the window; the next ones wait together

WRONG_PINS, PIN_LOCKED_FOR = 5, timedelta(minutes=15)

DRILL_SIZES, DRILL_SPREADS_S, DRILL_LASTS = (1, 50), (0, 900), timedelta(minutes=30)

BASE_PRIORITY = {"panic": 1, "relative": 1, "witness": 2, "call": 2, "orientation": 3}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a viewer is to an alert: the whole of what decides which buttons they get."""

    officer: bool = False
    supervisor: bool = False
    owner: bool = False
    stale: bool = False
    offered: bool = False
    supervises_offer: bool = False
    called: bool = False  # an incident calls the viewer's post in
    attached: bool = False  # it belongs to an incident

    @property
    def works_here(self) -> bool:
        return self.officer or self.supervisor

    @property
    def number(self) -> int:
        """Equal for equal standings, and quicker to look up than the standing."""
        flags = (
            self.officer,
            self.supervisor,
            self.owner,
            self.stale,
            self.offered,
            self.supervises_offer,
            self.called,
            self.attached,
        )
        return sum(flag << place for place, flag in enumerate(flags))


def is_stale(beat_at: datetime | None, now: datetime) -> bool:
    """Whether a peer may take the alert: its owner's boards have been silent for too long."""
    return beat_at is not None and now - beat_at >= PEER_MAY_TAKE_AFTER


def allowed(state: str, standing: Standing, holds: frozenset[str] = frozenset()) -> list[str]:
    """The verbs that this viewer may use now, in the order in which a panel shows them; `holds` comes from `circumstances`."""
    return [
        verb
        for verb, states in MOVES.items()
        if state in states and NEEDS.get(verb, "") in ("", *holds) and _may(verb, standing, state, holds)
    ]


def circumstances(alert: Any) -> frozenset[str]:
    """What holds of an alert beside its state, as far as moves depend on it. For an Alert or a card's row."""
    present = {
        "welfare": alert.welfare_at is not None,
        "offer": alert.handover_to_id is not None,
        "duplicate": alert.disposition == "duplicate_of",
        "safe": alert.person_state == "safe_confirmed",
    }
    return frozenset(name for name, holds in present.items() if holds)


def _may(verb: str, standing: Standing, state: str, holds: frozenset[str]) -> bool:
    if verb in ("handover-accept", "handover-decline"):
        return standing.offered
    if verb == "claim" and standing.called:
        return True
    if not standing.works_here:
        return False
    if verb in ("attach", "detach"):
        return standing.attached == (verb == "detach")
    if verb == "welfare":
        return "safe" in holds if state == HANDLED else standing.owner
    if verb == "handover-withdraw":
        return standing.owner or standing.supervisor
    if verb == "take":
        return not standing.owner and (standing.supervisor or standing.stale)
    if verb in OWNER_VERBS:
        return standing.owner
    if verb == "person":
        return standing.owner or standing.supervisor
    return True


def has_locate_clock(kind: str, person_state: str) -> bool:
    """Whether somebody must find out where the person is. Who asks for orientation is at the other end of the line, unless held."""
    return person_state in UNLOCATED and (kind != "orientation" or person_state != "unknown")


def locate_due_at(since: datetime, step: int) -> datetime | None:
    """When the next hour of the locate clock strikes; None after the last."""
    return since + timedelta(hours=LOCATE_HOURS[step]) if step < len(LOCATE_HOURS) else None


def chain_for(kind: str) -> list[dict]:
    """Who is rung when nobody claims, in seconds since the press was received; the alert keeps this copy (domain.md, section 1)."""
    steps = ((3_600, POST), (14_400, SUPERVISORS)) if kind == "orientation" else EMERGENCY
    return [{"after_s": after_s, "to": to} for after_s, to in steps]


def inside_the_post(chain: list[dict]) -> list[dict]:
    """The same chain without other posts: a drill exercises one post, and must ring nobody else."""
    return [step for step in chain if step["to"] not in BEYOND_THE_POST]


def step_beyond(chain: list[dict]) -> int | None:
    """The place in a chain of the first step that calls other posts; None where none does."""
    return next((n for n, step in enumerate(chain) if step["to"] in BEYOND_THE_POST), None)


def has_called(chain: list[dict], step: int) -> bool:
    """Whether a step that calls other posts has fired."""
    beyond = step_beyond(chain)
    return beyond is not None and step > beyond


def step_after_release(chain: list[dict], step: int) -> int:
    """Where the chain of an alert that somebody gave back goes on: those who were called stood down meanwhile, and are called anew."""
    beyond = step_beyond(chain)
    return step if beyond is None else min(step, beyond)


def kind_of_chain(kind: str) -> str:
    """Which of a post's two chains an alert of this kind copies."""
    return "orientation" if kind == "orientation" else "emergency"


def chain_problems(kind: str, steps: list[dict]) -> list[str]:
    """Codes of what is wrong with a post's own chain: none of them may lose an alert. `kind` is one of `kind_of_chain`."""
    if not 1 <= len(steps) <= CHAIN_STEPS_AT_MOST:
        return ["length"]
    times = [step["after_s"] for step in steps]
    least, most = FIRST_STEP_WITHIN_S[kind]
    found = {
        "unknown": any(step["to"] not in RINGS for step in steps),
        "order": any(later <= earlier for earlier, later in pairwise(times)),
        "first": not least <= times[0] <= most,
        "last": steps[-1]["to"] != SUPERVISORS,
        "late": times[-1] > LAST_STEP_WITHIN_S[kind],
        "beyond": kind == "emergency" and all(step["to"] not in BEYOND_THE_POST for step in steps),
    }
    return [code for code, wrong in found.items() if wrong]


EMERGENCY = ((15, DUTY), (60, POST), (120, NEIGHBOURS), (300, SUPERVISORS))


def emergency_chain() -> list[dict]:
    return chain_for("panic")


def default_chain(kind: str) -> list[dict]:
    """For one of the two kinds of chain, where a post has set none."""
    return chain_for("orientation" if kind == "orientation" else "panic")


def next_step_at(chain: list[dict], step: int, waiting_since: datetime, now: datetime) -> datetime:
    """When the chain goes on for an alert that waits: its clock does not begin anew, and what is overdue is due now."""
    if step >= len(chain):
        return now + LAST_STEP_AGAIN_AFTER
    return max(waiting_since + timedelta(seconds=chain[step]["after_s"]), now)


def somebody_attends(*, visible: bool, sound: bool, idle_s: int) -> bool:
    """Whether an alert that arrives on this board would be seen or heard, as far as a browser can tell."""
    return (visible or sound) and idle_s < NOBODY_THERE_AFTER.total_seconds()


def is_lean(arrivals: int, officers: int, *, was_lean: bool) -> bool:
    """Whether a post has more alerts than its active officers can hear one by one. It ends lower than it begins."""
    load = arrivals / max(officers, 1)
    return load >= LEAN_ENDS_BELOW if was_lean else load > LEAN_ABOVE


def flood_chain() -> list[dict]:
    """The flood lane is emptied by a person, in groups; one by one it rings nobody for a day."""
    return [{"after_s": 86_400, "to": POST}]


def rings(alert: Any, standing: Standing) -> list[str]:
    """Why an alert rings at this viewer's board beside the claim that its own posts wait for (for a card's row)."""
    rung, stale = alert.welfare_rung or 0, alert.stale_rung or 0
    why = {
        "called": standing.called and alert.called and alert.state == RECEIVED,
        "claim_stale": (standing.owner and stale >= STALE_OWNER) or (standing.works_here and stale >= STALE_POST),
        "welfare_due": (standing.owner and rung >= WELFARE_OWNER) or (standing.works_here and rung >= WELFARE_POST),
        "handover_offered": standing.offered,
        "handover_overdue": bool(alert.handover_rung) and (standing.supervisor or standing.supervises_offer),
    }
    return [name for name, holds in why.items() if holds]


def says_enough(note: str) -> bool:
    """Whether a note holds words: spaces do not count."""
    return len("".join(note.split())) >= NOTE_AT_LEAST


def pin_is_locked(wrong_pins: int, last_wrong_at: datetime | None, now: datetime) -> bool:
    """After five wrong PINs in a row none is let in until nobody has tried for a quarter of an hour."""
    return wrong_pins >= WRONG_PINS and last_wrong_at is not None and now - last_wrong_at < PIN_LOCKED_FOR


def disposition_refusal(disposition: str, *, kind: str, person_state: str) -> str | None:
    """Why an alert may not end this way: a stable code, or None when it may."""
    if disposition not in DISPOSITIONS:
        return "unknown_disposition"
    if disposition == "orientation_given" and kind != "orientation":
        return "not_orientation"
    if disposition == "orientation_given" and not has_locate_clock(kind, person_state):
        return None
    if person_state in UNLOCATED and disposition not in ALLOWED_WHILE_UNLOCATED:
        return "person_not_located"
    return None
