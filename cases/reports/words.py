"""Figures in words, in the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.reports.tables import Mark

MINUTE, HOUR, DAY = 60, 3600, 86_400


def duration(seconds: float) -> str:
    """With the precision that somebody acts on: tenths of a second, seconds, minutes, hours."""
    if seconds < MINUTE - 0.05:
        return _("%(s)s s") % {"s": number_format(round(seconds, 1), 1)}
    whole = round(seconds)
    if whole < HOUR:
        return _("%(min)d min %(s)02d s") % {"min": whole // MINUTE, "s": whole % MINUTE}
    if whole < DAY:
        return _("%(h)d h %(min)02d min") % {"h": whole // HOUR, "min": whole % HOUR // MINUTE}
    return _("%(d)d d %(h)d h") % {"d": whole // DAY, "h": whole % DAY // HOUR}


def marked(mark: Mark) -> str:
    """What stands in a cell in place of a figure."""
    return {Mark.LEFT_OUT: _("left out"), Mark.NOT_REACHED: _("not reached")}[mark]
