"""What the tests of incidents share: presses around a place, the detector, and the verbs of an incident over HTTP."""

import json
import math
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alerts.actions import detect_incidents
from alerts.models import Alert, Incident
from tests import cast as people
from tests.alerts.stage import API, Sender, Staff

DEGREE_M = 6_371_008.7714 * math.pi / 180  # of latitude, on the sphere that PostGIS measures on


def beside(east_m: float = 0, north_m: float = 0, *, of: dict[str, float] = people.DOWNTOWN_LA) -> dict[str, float]:
    """A place so many metres from another."""
    lat = of["lat"] + north_m / DEGREE_M
    return {"lat": lat, "lng": of["lng"] + east_m / (DEGREE_M * math.cos(math.radians(of["lat"]))), "accuracy_m": 25}


class Raids:
    """Presses of different people, and what became of them."""

    def __init__(self, sender: Sender, staff: Staff, publish: Callable[[], int]):
        self.sender, self.staff, self.publish = sender, staff, publish

    def press(self, *places: Any, **fields: Any) -> list[Any]:
        """One person at each place; then the detector looks."""
        pressed = [self.sender.pressed(location=place, **fields) for place in places]
        self.look()
        return pressed

    def look(self) -> None:
        self.publish()
        while detect_incidents(now=timezone.now()):
            pass

    def of(self, alert_id: Any) -> Incident | None:
        return Alert.objects.select_related("incident").get(pk=alert_id).incident

    def groups(self) -> set[frozenset]:
        """Which alerts stand together in an open incident."""
        found: dict[Any, set] = {}
        for alert_id, incident_id in Alert.objects.filter(incident__state="open").values_list("pk", "incident_id"):
            found.setdefault(incident_id, set()).add(alert_id)
        return {frozenset(group) for group in found.values()}

    def whole(self, user: Any, incident: Incident) -> dict[str, Any]:
        answer = self.staff.get(user, f"incidents/{incident.pk}/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def act(self, user: Any, incident: Incident, verb: str, **body: Any) -> Any:
        path = f"{API}incidents/{incident.pk}/{verb}/"
        return self.staff.at(user).post(path, json.dumps(body), content_type="application/json")

    def done(self, user: Any, incident: Incident, verb: str, **body: Any) -> dict[str, Any]:
        answer = self.act(user, incident, verb, **body)
        assert answer.status_code == 200, answer.content
        return answer.json()
