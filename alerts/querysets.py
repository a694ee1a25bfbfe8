"""Questions about many alerts, above all: which of them may this viewer see?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db import connection, models
from django.db.models import BigIntegerField, Case, F, Func, Q, Value, When
from django.utils import timezone

from alerts import workflow
from consular.organisation.access import Viewer

OPERATOR_WINDOW = timedelta(hours=24)
# The order of the queue as one number: five keys take four times as long to sort, and a board asks for 10,000. From the top:
# claimed, drill, priority (0-3), authenticity band (0-3), microseconds since 1970 (53 bits last until the year 2255).
QUEUE_ORDER = (
    Case(When(owner__isnull=True, then=0), default=2**58, output_field=BigIntegerField())
    + Case(When(drill=False, then=0), default=2**57, output_field=BigIntegerField())
    + F("priority") * Value(2**55, BigIntegerField())
    + F("band") * Value(2**53, BigIntegerField())
    + Func(
        "received_at",
        template="(extract(epoch FROM %(expressions)s) * 1000000)::bigint",
        output_field=BigIntegerField(),
    )
)


def named_rows(query: str, parameters: Any) -> list[SimpleNamespace]:
    """What a query of our own finds, columns by name."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def sees(
    viewer: Viewer,
    *,
    posts: Iterable[int],
    handover_to: int | None,
    offered: Iterable[int] | None,
    received_at: datetime,
    now: datetime,
) -> bool:
    """The rule of `visible_to` for one alert that is already in memory (domain.md, section 4)."""
    if viewer.posts and (
        not viewer.posts.isdisjoint(posts) or handover_to in viewer.posts or not viewer.posts.isdisjoint(offered or ())
    ):
        return True
    return viewer.is_operator and received_at >= now - OPERATOR_WINDOW


def sees_row(viewer: Viewer, row: Any, now: datetime) -> bool:
    """The same for anything with posts, handover_to_id, offered and received_at: an alert, a card's row, a group of alerts alike."""
    return sees(
        viewer,
        posts=row.posts,
        handover_to=row.handover_to_id,
        offered=row.offered,
        received_at=row.received_at,
        now=now,
    )


class AlertQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "AlertQuerySet":
        """Officers and supervisors: their posts', and what is offered to them. Operators: all, for 24 hours. Others: none."""
        rule = Q(pk__in=[])
        if viewer.posts:
            rule |= Q(posts__overlap=sorted(viewer.posts)) | self.lent_to(viewer)
        if viewer.is_operator:
            rule |= Q(received_at__gte=timezone.now() - OPERATOR_WINDOW)
        return self.filter(rule)

    @staticmethod
    def lent_to(viewer: Viewer) -> Q:
        """What is shown to the viewer's posts with a place of about 1 km: a hand-over to them, an incident that calls them in."""
        return Q(handover_to__in=viewer.posts) | Q(offered__overlap=sorted(viewer.posts))

    def open(self) -> "AlertQuerySet":
        return self.exclude(state=workflow.HANDLED)

    def heard_one_by_one(self) -> "AlertQuerySet":
        """Without the flood lane, which waits in groups."""
        return self.filter(flood_lane=False)

    def owed_to(self, viewer: Viewer) -> "AlertQuerySet":
        """Handled, but something of it is still owed: a look that is due, or the note of an ending, by whoever gave it."""
        note = Q(note_due_since__isnull=False, owner=viewer.user_id)
        return self.filter(Q(welfare_rung__isnull=False) | note, state=workflow.HANDLED)

    def in_queue_order(self) -> "AlertQuerySet":
        """Unclaimed first, real ones before drills, then by risk, then the better known sender, then the longest waiting."""
        return self.order_by(QUEUE_ORDER, "id")

    def in_box(self, west: float, south: float, east: float, north: float) -> "AlertQuerySet":
        """Inside the box, or without a place: what nobody can place must not vanish from every map."""
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = 4326
        return self.filter(Q(point__isnull=True) | Q(point__bboverlaps=box))
