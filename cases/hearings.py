"""The legal moves of a hearing, what its kind implies, and when it is green. Standard library only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MOVES = {
    "tentative": frozenset({"scheduled", "verified", "vacated"}),
    "scheduled": frozenset({"tentative", "verified", "held", "adjourned", "vacated", "missed"}),
    "verified": frozenset({"scheduled", "held", "adjourned", "vacated", "missed"}),
    "held": frozenset(),
    "adjourned": frozenset(),
    "vacated": frozenset(),
    "missed": frozenset({"held", "adjourned", "vacated"}),
}
TO_COME = ("tentative", "scheduled", "verified")

# A fear interview tells of fear: its very existence stays in the lawyer's circle (domain.md, levels).
PROTECTED_KINDS = frozenset({"credible_fear", "reasonable_fear", "fear_review"})
# Which rules count from a hearing of that kind.
ANCHORS = {"master": "master_hearing", "individual": "individual_hearing"}

GREEN_WITHIN = timedelta(hours=72)
INDEPENDENT_SOURCES = 2


def level_of(kind: str) -> int:
    return 5 if kind in PROTECTED_KINDS else 3


def is_green(starts_at: datetime, checks: Iterable[tuple[str, str, datetime]]) -> bool:
    """Whether two independent sources have said "as entered" inside the 72 hours before it, and none has said otherwise since.

    `checks` are (source, what it says, when), in any order.
    """
    agreeing: set[str] = set()
    for source, says, at in sorted(checks, key=lambda check: check[2]):
        if says == "same" and starts_at - at <= GREEN_WITHIN:
            agreeing.add(source)
        elif says in ("moved", "not_listed"):
            agreeing.clear()
    return len(agreeing) >= INDEPENDENT_SOURCES
