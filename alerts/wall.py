"""The wall display: how each district stands, in counts alone. No code, name or place of anybody leaves this module."""

from collections import defaultdict
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import orjson
from django.utils import timezone

from alerts import board, bulletin, cards, incident_cards, workflow
from alerts.models import Incident
from alerts.querysets import OPERATOR_WINDOW, named_rows, sees_row
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

# Grouped by all that decides who may see an alert, so that the rule itself stays where it is: in `sees`.
STANDING = """
SELECT consulate_id, posts, offered, handover_to_id, drill, max(received_at) AS received_at, count(*) AS open,
       count(*) FILTER (WHERE owner_id IS NULL) AS unclaimed, min(waiting_since) FILTER (WHERE owner_id IS NULL) AS waiting_since,
       count(*) FILTER (WHERE person_state = ANY(%s)) AS unlocated, count(claim_stale_at) AS stale
FROM alerts_alert WHERE state <> 'handled' AND NOT flood_lane
GROUP BY consulate_id, posts, offered, handover_to_id, drill, received_at >= %s
"""


class Wall:
    """How the network stands at one moment, to be told to each audience."""

    def __init__(self, now: datetime):
        self.now = now
        self.codes = dict(Consulate.objects.values_list("pk", "code"))
        self.standing = named_rows(STANDING, [list(workflow.UNLOCATED), now - OPERATOR_WINDOW])
        self.incidents = list(Incident.objects.open().filter(drill=False))
        self.watches = {row.id: row for row in named_rows(bulletin.POSTS, [])}
        self._frames: dict[Any, bytes] = {}

    def frame(self, reader: board.BoardReader) -> bytes:
        """The socket frame. It says when it was counted, so each is another: a wall that gets none knows that it is not live."""
        audience = (reader.viewer.posts, reader.viewer.is_operator)
        if audience not in self._frames:
            self._frames[audience] = orjson.dumps({"type": "bulletin", **self.shown_to(reader.viewer)})
        return self._frames[audience]

    def shown_to(self, viewer: Viewer) -> dict[str, Any]:
        """`{at, posts, incidents}`: the viewer's own posts and every other one from which they see an alert, and how many raids."""
        raids = [row for row in self.incidents if incident_cards.is_seen(viewer, row, self.now)]
        return {"at": cards.iso(self.now), "posts": self._posts(viewer, raids), "incidents": len(raids)}

    def _posts(self, viewer: Viewer, raids: list[Incident]) -> list[dict[str, Any]]:
        seen: dict[int, list[SimpleNamespace]] = defaultdict(list)
        for row in self.standing:
            if sees_row(viewer, row, self.now):
                seen[row.consulate_id].append(row)
        told = [self._post(pk, seen[pk], raids, viewer) for pk in {*viewer.posts, *seen}]
        return sorted(told, key=lambda post: post["code"])

    def _post(self, pk: int, alerts: list[SimpleNamespace], raids: list[Incident], viewer: Viewer) -> dict[str, Any]:
        real = [row for row in alerts if not row.drill]
        watch = self.watches.get(pk) if pk in viewer.posts else None
        return {
            "code": self.codes[pk],
            "own": pk in viewer.posts,
            "open": sum(row.open for row in real),
            "unclaimed": sum(row.unclaimed for row in real),
            "waiting_since": cards.iso(min((row.waiting_since for row in real if row.unclaimed), default=None)),
            "unlocated": sum(row.unlocated for row in real),
            "stale": sum(row.stale for row in real),
            "incidents": sum(pk in raid.posts for raid in raids),
            "drills": sum(row.open for row in alerts if row.drill),
            "watch": watch and bulletin.watch_of(watch, self.now) | {"test_press_at": cards.iso(watch.canary_seen_at)},
        }


class _Nothing:
    """Events are no news for a wall: what they change is in its next bulletin."""

    more = False

    def __init__(self, first: int, last: int):
        self.first, self.last = first, last

    def frame(self, _reader: Any) -> None:
        return None


class WallSource(board.BoardSource):
    """What the feed reads for wall displays: how things stand, and never a card."""

    def read(self, after: int, until: int | None = None) -> _Nothing:  # type: ignore[override]
        return _Nothing(after, until or board.head())

    def bulletin(self) -> Wall:  # type: ignore[override]
        return Wall(timezone.now())
