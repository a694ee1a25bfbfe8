"""Where is she? The words of several sources, ranked. Standard library only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

# How fast a word grows old: after this time it counts half. People are moved at night and without notice.
HALF_LIFE = {
    "visit": timedelta(hours=48),
    "facility": timedelta(hours=24),
    "locator": timedelta(hours=24),
    "notice": timedelta(hours=36),
    "lawyer": timedelta(hours=48),
    "person": timedelta(hours=24),
    "family": timedelta(hours=12),
    "track": timedelta(hours=6),
}
# What a source is worth when it is fresh, by the confidence that whoever entered it gave.
WORTH = {3: 1.0, 2: 0.7, 1: 0.4, 0: 0.0}


class Claim(Protocol):
    """Somebody's word that the person is at a place."""

    @property
    def source(self) -> str: ...

    @property
    def confidence(self) -> int: ...

    @property
    def said_at(self) -> datetime: ...

    @property
    def verified_at(self) -> datetime | None: ...

    @property
    def went_out_at(self) -> datetime | None: ...


Said = TypeVar("Said", bound=Claim)


def strength(claim: Claim, now: datetime) -> float:
    """From 0 to 1: what it is worth now. A stint that has ended, or was refuted, is worth nothing."""
    if claim.went_out_at is not None and claim.went_out_at <= now:
        return 0.0
    age = max(now - (claim.verified_at or claim.said_at), timedelta())
    return WORTH[claim.confidence] * 0.5 ** (age / HALF_LIFE[claim.source])


def ranked(claims: Iterable[Said], now: datetime) -> list[tuple[Said, float]]:
    """The strongest first, of equal ones the newest; those that are worth nothing are left out."""
    judged = [(claim, strength(claim, now)) for claim in claims]
    return sorted(
        ((claim, worth) for claim, worth in judged if worth > 0), key=lambda one: (-one[1], -one[0].said_at.timestamp())
    )
