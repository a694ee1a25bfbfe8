"""What tests of the tabs of a case share: a page, a form sent to it, a moment as a browser types it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def page(stage, user, code, tab="", expected=200):
    response = stage.client(user).get(f"/cases/{code}/{tab}/" if tab else f"/cases/{code}/")
    assert response.status_code == expected
    return response.content.decode()


def send(stage, user, code, verb, data=None):
    return stage.client(user).post(f"/cases/{code}/{verb}/", data or {})


def moment(hours: float, zone: ZoneInfo = LOS_ANGELES) -> str:
    """So many hours from now, by the clock of the post."""
    return (timezone.now() + timedelta(hours=hours)).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
