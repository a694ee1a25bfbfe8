"""What the journeys share: a night at Los Angeles that leaves no page empty."""

from collections.abc import Callable
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from alerts import actions
from alerts.intake.decoder import Fix, Track
from alerts.models import Alert, Page
from alerts.models.sender import fingerprint
from cases.reports import publishing
from cases.reports.models import Schedule, ScheduledMail
from cases.reports.question import Question
from cases.reports.rollup import rolling
from consular.organisation.access import viewer_of
from consular.organisation.models import Facility
from tests import cast as people
from tests.alerts.incident_stage import beside
from tests.alerts.stage import Staff
from tests.cases.conftest import Stage
from tests.reports.papers import ready_export


@pytest.fixture
def night(cast: Any, signed_in: Callable, press: Callable, publish: Callable) -> SimpleNamespace:
    """Of everything something: whose is what, a raid, a flood, a drill, cases, a roster, a shift that nobody has signed."""
    staff, law = Staff(signed_in), Stage(cast, signed_in, press)
    lax = {"consulate_id": cast.posts["LAX"].pk}
    for user in (cast.ana, cast.carmen):
        _put_on_duty(user, cast.carmen, lax)
    cases = {"case": law.reported(), "offer": law.offered(), "closed": law.closed()}
    law.done(cast.luis, cases["case"], "notes", {"text": "Bond hearing expected this week.", "level": 3})
    raid = [press(location=beside(east)) for east in (0, 300, 600)]
    publish()
    actions.detect_incidents(now=timezone.now())
    incident = Alert.objects.get(pk=raid[0]).incident_id
    alerts = {
        "mine": _followed_up(cast, staff, press),
        "forced": _forced(cast, staff, press),
        "theirs": press(kind="relative", location=beside(9_000)),
        "alert": press(kind="witness", location=beside(-9_000), message="Dos camionetas blancas en la esquina."),
        "unplaced": press(kind="call", location=None),
    }
    staff.done(cast.bruno, alerts["theirs"], "claim")
    actions.request_cancel(alert_id=alerts["theirs"], key_hash=fingerprint(people.SOURCE_KEY), pin=None)
    Alert.objects.update(received_at=F("received_at") - timedelta(minutes=40))  # at once they would make the board lean
    drill = actions.start_drill(size=2, spread_s=0, **_by(cast.carmen), **lax)
    actions.send_drill_presses(now=timezone.now())
    shift = actions.hand_over_shift(remark="Two vans downtown.", **_by(cast.ana), **lax)
    told = _told(cast, publish)
    told |= {"incident": incident, "drill": drill.pk, "shift": shift.pk, "export": ready_export(cast)}
    return SimpleNamespace(lawyer=cast.luis.pk, **told, **alerts, **cases)


def _told(cast: Any, publish: Callable) -> dict[str, Any]:
    """A published report of the week, and a schedule whose mail waits."""
    now = timezone.now()
    publish()
    rolling.rebuild(now=now)
    days = {"first": now.date() - timedelta(days=6), "last": now.date()}
    week, note = Question(post="LAX", **days), "For the meeting on Monday."
    report = publishing.publish(question=week, audience="post", note=note, **_by(cast.carmen))
    lax = cast.posts["LAX"]
    schedule = Schedule.objects.create(
        owner=cast.carmen, post=lax, home=lax, period="last_week", asked={"kind": "panic"}, rhythm="weekly", weekday=0,
        hour=8, language="es", created_at=now, last_due_at=now, next_at=now + timedelta(days=7),
    )  # fmt: skip
    mail = ScheduledMail.objects.create(schedule=schedule, due_at=now, try_at=now, question=week.plain())
    return {"publication": report.code, "schedule": schedule.pk, "mail": mail.pk}


def _by(user: Any) -> dict[str, Any]:
    return {"actor": user, "viewer": viewer_of(user)}


def _put_on_duty(user: Any, chief: Any, lax: dict[str, int]) -> None:
    now = timezone.now()
    hours = {"starts": time(7), "ends": time(19), "valid_from": now.date(), "valid_until": None}
    actions.add_shifts(user_id=user.pk, weekdays=range(5), **hours, **_by(chief), **lax)
    day_off = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2)}
    actions.add_absence(user_id=user.pk, **day_off, **_by(chief))
    Page.objects.create(user=user, step="duty", channel="sms", state="failed", queued_at=now, due_at=now, **lax)


def _followed_up(cast: Any, staff: Staff, press: Callable) -> Any:
    """Ana's: moved to Adelanto, called, promised, offered to Houston."""
    now = timezone.now()
    fixed = people.DOWNTOWN_LA | {"fixed_at": (now - timedelta(hours=3)).isoformat()}
    alert_id = press(location=fixed, language="es", person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"})
    adelanto = Facility.objects.get(code="adelanto-ice-processing-center").point
    places = ((34.3, -117.8, 100, "gps"), (adelanto.y, adelanto.x, 20, "gps"), (10.0, 10.0, 9, "mock"))
    fixes = [
        Fix(lat, lng, 30, ago, ago, source) for lat, lng, m, source in places for ago in [now - timedelta(minutes=m)]
    ]
    actions.add_positions(alert_id=alert_id, key_hash=fingerprint(people.SOURCE_KEY), track=Track(fixes, []))
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "contact", channel="phone", result="no_answer", note="A child answers.")
    staff.done(cast.ana, alert_id, "tick", step="safe_contact", done=True)
    staff.done(cast.ana, alert_id, "welfare", minutes=30)
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    Alert.objects.filter(pk=alert_id).update(welfare_due_at=now)
    return alert_id


def _forced(cast: Any, staff: Staff, press: Callable) -> Any:
    """Of a telephone that also floods; its cancel was forced, and Ana has it."""
    alert_id, *_rest = [press(key=people.DEVICE_TOKEN, location=beside(0, 12_000)) for _n in range(5)]
    staff.done(cast.ana, alert_id, "claim")
    actions.request_cancel(alert_id=alert_id, key_hash=fingerprint(people.DEVICE_TOKEN), pin=people.DURESS_PIN)
    return alert_id
