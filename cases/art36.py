"""How long the consular notification took, and what of it is missing (Vienna Convention, art. 36(1)(b)). Standard library only.

The treaty says "without delay" and names no hours. 72 hours is our own mark for saying so loudly, not a legal limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LOUD_AFTER = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Delays in hours. `running`: the consulate has not been notified, and the delay still grows.

    `alarms` are codes: not_informed, not_notified, late, found_out, no_contact.
    """

    notice_h: float | None
    contact_h: float | None
    running: bool
    alarms: tuple[str, ...]


def ledger(at: Mapping[str, datetime], now: datetime, *, found_out: bool = False) -> Ledger:
    """`at`: kind of fact -> when. The delay counts from the request where one is known, else from the detention.

    `found_out`: the consulate learned of it by itself, so that nobody has notified it.
    """
    since = at.get("asked") or at.get("detained")
    notified = at.get("notified")
    contacted = at.get("first_contact")
    running = since is not None and notified is None
    notice = (notified or now) - since if since else None
    contact = contacted - notified if contacted and notified else None
    return Ledger(_hours(notice), _hours(contact), running, tuple(_alarms(at, notice, running, found_out)))


def _alarms(at: Mapping[str, datetime], notice: timedelta | None, running: bool, found_out: bool) -> list[str]:
    alarms = []
    if "detained" in at and "informed" not in at:
        alarms.append("not_informed")
    if running:
        alarms.append("not_notified")
    if found_out:
        alarms.append("found_out")
    if notice is not None and notice > LOUD_AFTER:
        alarms.append("late")
    if "notified" in at and "first_contact" not in at:
        alarms.append("no_contact")
    return alarms


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 3600, 1)
