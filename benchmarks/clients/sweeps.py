"""The detector, alert by alert, as the relay runs it: read the event, look around, write, commit.

Task: {scenes: {name: [alerts that are there before, samples]}, at: [lat, lng]}. Result: {name: [ms], "limit": [ms]}.
"""

import asyncio
import json
import math
import os
import sys
import time
import uuid
from typing import Any

import django
import psycopg

SPOTS_APART = 0.1  # degrees: further than anything that is near


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    task = json.load(sys.stdin)
    scene = Scene(*task["at"])
    taken: dict[str, list[float]] = {"limit": scene.round_trips(300)}
    for name, (there, samples) in task["scenes"].items():
        taken[name] = scene.play(there, samples)
    json.dump(taken, sys.stdout)


class Scene:
    """Presses at spots far from each other, and the clock beside the detector."""

    def __init__(self, lat: float, lng: float):
        from alerts.models import Alert, Person, Source  # noqa: PLC0415  settings must be ready first
        from consular.organisation.models import Consulate  # noqa: PLC0415

        self.lat, self.lng, self.spots = lat, lng, 0
        self.alert, self.person = Alert, Person
        self.source, self.post = Source.objects.order_by("pk")[0], Consulate.objects.get(code="LAX")

    def play(self, there: int, samples: int) -> list[float]:
        """`there` 0, 1 or 2: a spot of its own for every sample. More: one spot, which the samples widen."""
        crowd = there > 2
        taken = []
        for number in range(samples):
            if not crowd or number == 0:
                self.spots += 1
                self.detect([self.press() for _person in range(there)])
            taken.append(self.detect([self.press()]))
        return taken

    def press(self) -> uuid.UUID:
        from django.utils import timezone  # noqa: PLC0415

        now, number = timezone.now(), uuid.uuid4()
        angle, away = number.int % 628 / 100, number.int % 1000 / 1e6 * 9  # up to a kilometre
        lat = self.lat + self.spots // 50 * SPOTS_APART + away * math.sin(angle)
        lng = self.lng + self.spots % 50 * SPOTS_APART + away * math.cos(angle)
        person = self.person.objects.create(code=f"PX-{number.hex[:8]}", created_at=now)
        self.alert.objects.create(
            id=number, code=person.code, kind="panic", source=self.source, person=person, receipt=number.hex, body_hash=b"",
            consulate=self.post, posts=[self.post.pk], point=f"SRID=4326;POINT({lng} {lat})", accuracy_m=25, fixed_at=now,
            fix_source="gps", pressed_at=now, received_at=now, updated_at=now, waiting_since=now, step_due_at=now,
        )  # fmt: skip
        return number

    def detect(self, ids: list[uuid.UUID]) -> float:
        """Milliseconds from the published event to the commit of what came of it."""
        from alerts.actions import detect_incidents  # noqa: PLC0415
        from consular.events.models import Event  # noqa: PLC0415

        now = self._now()
        Event.objects.bulk_create(
            Event(kind="alert.received", subject_type="alert", subject_id=pk, posts=[self.post.pk], at=now)
            for pk in ids
        )
        asyncio.run(_stamp())
        began = time.perf_counter()
        detect_incidents(now=now)
        taken = 1000 * (time.perf_counter() - began)
        while True:  # what it wrote itself, and the rest of a crowd
            asyncio.run(_stamp())
            if not detect_incidents(now=now):
                return taken

    def round_trips(self, times: int) -> list[float]:
        """One row by its key, over the same connection: what any question costs."""
        from django.db import connection  # noqa: PLC0415

        key, taken = self.press(), []
        with connection.cursor() as cursor:
            for _number in range(times):
                began = time.perf_counter()
                cursor.execute("SELECT id, point, received_at FROM alerts_alert WHERE id = %s", [key])
                cursor.fetchone()
                taken.append(1000 * (time.perf_counter() - began))
        self.alert.objects.filter(pk=key).delete()
        return taken

    def _now(self) -> Any:
        from django.utils import timezone  # noqa: PLC0415

        return timezone.now()


async def _stamp() -> None:
    from consular.events import publisher  # noqa: PLC0415

    async with await psycopg.AsyncConnection.connect(publisher.dsn(), autocommit=True) as plain:
        while (await publisher.stamp(plain))[1]:
            pass


if __name__ == "__main__":
    main()
