"""The bulletin: who looks at which alert, and how each post is watched and loaded. State, not news: sent whole when it changed."""

from collections import defaultdict
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import orjson
from django.utils import timezone

from alerts import workflow
from alerts.querysets import named_rows, sees_row
from consular.organisation.access import Viewer

LOOKING = """
SELECT DISTINCT ON (alert.id, board.user_id) alert.id, alert.posts, alert.offered, alert.handover_to_id, alert.received_at, board.user_id,
       board.posts AS lookers_posts, trim(looker.first_name || ' ' || looker.last_name) AS name, looker.username
FROM alerts_boardsession AS board
JOIN alerts_alert AS alert ON alert.id = board.looks_at
JOIN organisation_user AS looker ON looker.id = board.user_id
WHERE board.beat_at > %s
ORDER BY alert.id, board.user_id
"""
POSTS = """
SELECT post.id, post.code, watch.eyes, watch.officers, watch.on_duty, watch.arrivals, watch.flooded, watch.lean_since, watch.help_until,
       watch.canary_seen_at
FROM alerts_postwatch AS watch JOIN organisation_consulate AS post ON post.id = watch.consulate_id
ORDER BY post.code
"""


class Bulletin:
    """What the boards of this process are told about each other."""

    def __init__(self, looking: list[SimpleNamespace], posts: list[SimpleNamespace]):
        self.now = timezone.now()
        self.looking = [row for row in looking if _shares(row.lookers_posts, row)]
        self.posts = posts
        self._frames: dict[Any, bytes] = {}

    def frame(self, reader: Any) -> bytes:
        """The socket frame for a reader of the board; the same bytes as long as nothing that they may see has changed."""
        viewer: Viewer = reader.viewer
        audience = (viewer.posts, viewer.is_operator)
        if audience not in self._frames:
            self._frames[audience] = orjson.dumps({"type": "bulletin", **self.shown_to(viewer)})
        return self._frames[audience]

    def shown_to(self, viewer: Viewer) -> dict[str, Any]:
        looking: dict[str, list[dict]] = defaultdict(list)
        for row in self.looking:
            if sees_row(viewer, row, self.now):
                looking[str(row.id)].append({"id": row.user_id, "name": row.name or row.username})
        return {
            "looking": looking,
            "posts": {row.code: watch_of(row, self.now) for row in self.posts if row.id in viewer.posts},
        }


def watch_of(row: SimpleNamespace, now: datetime) -> dict[str, Any]:
    """How a post is watched and loaded, from a row of POSTS; `on_duty` is null where the post keeps no roster."""
    return {
        "eyes": row.eyes,
        "officers": row.officers,
        "on_duty": row.on_duty,
        "load": round(row.arrivals / max(row.officers, 1), 1),
        "lean": row.lean_since is not None,
        "flooded": row.flooded,
        "help": row.help_until is not None and row.help_until > now,
    }


def _shares(posts: list[int], row: SimpleNamespace) -> bool:
    """A browser may say that it looks at anything; it is shown only where its user could."""
    return not set(posts).isdisjoint({*row.posts, *(row.offered or ()), row.handover_to_id})


def read() -> Bulletin:
    return Bulletin(named_rows(LOOKING, [timezone.now() - workflow.BOARD_GONE_AFTER]), named_rows(POSTS, []))
