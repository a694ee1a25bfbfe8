"""Tables about what is open at this moment: how old it is, and for how long nothing has happened."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from cases.reports.building import Builder
from cases.reports.tables import Column, Row, Table

AGES = (
    ("1d", 1, _("up to 1 day")), ("3d", 3, _("1 to 3 days")), ("7d", 7, _("3 to 7 days")), ("30d", 30, _("7 to 30 days")),
    ("90d", 90, _("30 to 90 days")), ("180d", 180, _("90 to 180 days")), ("more", None, _("more than 180 days")),
)  # fmt: skip
BOUNDS = [timedelta(days=days) for _code, days, _label in AGES if days]
OPEN = """
WITH waiting(what, began, moved) AS (
    SELECT 'alerts', received_at, updated_at FROM alerts_alert
    WHERE state <> 'handled' AND posts && %(posts)s::bigint[] AND consulate_id = ANY(%(posts)s) AND NOT drill
    UNION ALL
    SELECT 'cases', opened_at, updated_at FROM cases_case
    WHERE state <> 'closed' AND consulate_id = ANY(%(posts)s) AND NOT drill AND counted_with_id IS NULL
)
SELECT what, width_bucket(now() - began, %(bounds)s::interval[]), width_bucket(now() - moved, %(bounds)s::interval[]), count(*)
FROM waiting GROUP BY 1, 2, 3
"""


def backlog(builder: Builder) -> Table:
    """Open alerts and cases of the posts by age and by silence. It is of this moment, and stays inside of the post."""
    counts: dict[tuple[str, int], int] = {}
    if not builder.leaves:
        given: dict[str, Any] = {"posts": [post.pk for post in builder.posts], "bounds": BOUNDS}
        with connection.cursor() as cursor:
            cursor.execute(OPEN, given)
            for what, age, silence, n in cursor:
                for key in ((what, age), (f"{what}_quiet", silence)):
                    counts[key] = counts.get(key, 0) + n
    columns = ("alerts", "cases", "alerts_quiet", "cases_quiet")
    rows = tuple(
        Row(code, label, tuple(counts.get((column, number), 0) for column in columns))
        for number, (code, _days, label) in enumerate(AGES)
    )
    total = Row("total", _("Total"), tuple(sum(row.cells[n] for row in rows) for n in range(len(columns))))  # type: ignore[misc]
    labels = (_("Alerts by age"), _("Cases by age"), _("Alerts without news"), _("Cases without news"))
    return Table(
        "backlog",
        _("Backlog"),
        _(
            "What is open now, whatever the period: by the time since its receipt or opening, and by the time since anything happened "
            "with it. Filters do not apply."
        ),
        _("Since when"),
        tuple(Column(key, label) for key, label in zip(columns, labels, strict=True)),
        rows if not builder.leaves else (),
        total if not builder.leaves else None,
    )
