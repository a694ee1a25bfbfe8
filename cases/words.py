"""Whether a time that somebody gave can be, and how long what they type may be."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from consular.errors import invalid

CLOCKS_DIFFER = timedelta(minutes=5)
TEXT_LIMIT = 4_000


def check_past(field: str, at: datetime, now: datetime) -> None:
    """400 for a time that is yet to come."""
    if at > now + CLOCKS_DIFFER:
        raise invalid(**{field: _("That is in the future.")})
