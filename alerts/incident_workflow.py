"""Which moves an incident allows, and to whom. Standard library only."""

from dataclasses import dataclass
from datetime import timedelta

OPEN, CLOSED = "open", "closed"

PEOPLE = 3  # distinct people near each other make an incident
NEAR_M = 2_000
NEAR_TIME = timedelta(minutes=30)
SURE_WITHIN_M = 2_000  # a place that is less certain than this is near nothing

MOVES = {"coordinate": (OPEN,), "release": (OPEN,), "note": (OPEN, CLOSED), "close": (OPEN,)}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a viewer is to an incident. `works_here`: an officer or a supervisor of one of its posts."""

    works_here: bool = False
    supervisor: bool = False
    coordinator: bool = False


def allowed(state: str, standing: Standing, *, coordinated: bool) -> list[str]:
    """The verbs that this viewer may use now, in the order in which a panel shows them."""
    return [verb for verb, states in MOVES.items() if state in states and _may(verb, standing, coordinated=coordinated)]


def _may(verb: str, standing: Standing, *, coordinated: bool) -> bool:
    if not standing.works_here:
        return False
    if verb == "coordinate":
        return not coordinated
    if verb == "release":
        return coordinated and (standing.coordinator or standing.supervisor)
    if verb == "close":
        return standing.coordinator or standing.supervisor
    return True
