"""Moments as people read them. In Python, because a list has one in every row."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def ago(at: datetime, zone: str = "") -> SafeString:
    """How long ago; the exact time, by the clock of the zone or UTC, where one points at it."""
    age = timesince(at)
    words = _("just now") if age.startswith("0") else _("%(age)s ago") % {"age": age}
    exact = f"{at.astimezone(ZoneInfo(zone or 'UTC')):%Y-%m-%d %H:%M %Z}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.astimezone(UTC).isoformat(), exact, words)
