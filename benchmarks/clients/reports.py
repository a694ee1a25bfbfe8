"""The pages of reports as the application serves them, in this process, and one figure by three roads: roll-ups, SQL, rows of the ORM.

Task: {times}. Result: {"pages": {page: {"ms", "queries"}}, "cold_ms": [...], "roads": {weeks: {road: [ms]}}, "equal": bool}.
"""

import importlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

POST = "LAX"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
    importlib.import_module("consular.asgi")  # loaded as the server loads it
    task = json.load(sys.stdin)
    json.dump(measure(task["times"]), sys.stdout)


def measure(times: int) -> dict[str, Any]:
    from cases.reports.period import Period, monday_of  # noqa: PLC0415  settings must be ready first

    last = monday_of(datetime.now(UTC).date()) - timedelta(days=1)
    periods = {weeks: Period(last - timedelta(days=7 * weeks - 1), last) for weeks in (12, 103)}
    cold = [timed(lambda period=period: _rollups(period)) for period in periods.values()]
    roads = {str(weeks): _roads(period, times) for weeks, period in periods.items()}
    return {
        "cold_ms": cold,
        "roads": {weeks: taken for weeks, (taken, _equal) in roads.items()},
        "equal": all(equal for _taken, equal in roads.values()),
        "pages": _pages(times, periods[12].last),
    }


def _roads(period: Any, times: int) -> tuple[dict[str, list[float]], bool]:
    """How long each takes, in turns; the slow ones fewer times."""
    taken: dict[str, list[float]] = defaultdict(list)
    answers: dict[str, Any] = {}
    slow = 1 if (period.last - period.first).days > 200 else 3
    for number in range(times):
        for road, ask, most in (("rollups", _rollups, times), ("sql", _raw, slow), ("orm", _orm, 1)):
            if number < most:
                began = time.perf_counter()
                answers[road] = ask(period)
                taken[road].append(1000 * (time.perf_counter() - began))
    from cases.reports.rollup.checking import agree  # noqa: PLC0415

    return taken, agree(_posts(), period) and _claims(answers["sql"]) == answers["orm"]


def _posts() -> list[int]:
    from consular.organisation.models import Consulate  # noqa: PLC0415

    return list(Consulate.objects.order_by("pk").values_list("pk", flat=True))


def _rollups(period: Any) -> Any:
    from cases.reports import figures  # noqa: PLC0415

    rolled = figures.figures_of(_posts(), period)
    for place in ((1, period.weeks[0].monday), (1, None), (None, period.weeks[0].monday), (None, None)):
        rolled.wait(place)  # waits are worked out when they are asked for: at all four levels, as SQL does
    return rolled


def _raw(period: Any) -> Any:
    from cases.reports import raw  # noqa: PLC0415

    return raw.figures_of(_posts(), period)


def _orm(period: Any) -> dict[tuple[int, date], tuple[int, float | None, float | None]]:
    """As a textbook would: the rows of the period as objects, grouped and sorted here. Only the waits for a claim."""
    from alerts.models import Alert  # noqa: PLC0415

    waits: dict[tuple[int, date], list[float]] = defaultdict(list)
    rows = Alert.objects.filter(received_at__gte=period.start, received_at__lt=period.end, drill=False)
    for alert in rows.exclude(disposition="duplicate_of").iterator(chunk_size=5_000):
        day = alert.received_at.astimezone(UTC).date()
        claimed = alert.first_claimed_at
        wait = (claimed - alert.received_at).total_seconds() if claimed else float("inf")
        waits[alert.consulate_id, day - timedelta(days=day.weekday())].append(wait)
    return {
        place: (len(some), *(_percentile(sorted(some), share) for share in (0.5, 0.9))) for place, some in waits.items()
    }


def _percentile(ordered: list[float], share: float) -> float | None:
    rank = share * (len(ordered) - 1)
    low = int(rank)
    high = min(low + (rank > low), len(ordered) - 1)
    if ordered[high] == float("inf"):
        return None
    return round(ordered[low] + (rank - low) * (ordered[high] - ordered[low]), 3)


def _claims(figures: Any) -> dict[tuple[int, date], tuple[int, float | None, float | None]]:
    return {place: (wait.n, wait.p50, wait.p90) for place, wait in figures.waits.items() if None not in place}


def _pages(times: int, last: date) -> dict[str, Any]:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from consular.organisation.models import Consulate, Posting, User  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["localhost"]
    backend = settings.AUTHENTICATION_BACKENDS[-1]

    def signed_in(name: str, role: str, posts: list[Consulate | None]) -> Client:
        user, _ = User.objects.get_or_create(username=name, defaults={"is_demo": True})
        for post in posts:
            Posting.objects.get_or_create(user=user, role=role, consulate=post, defaults={"starts_at": timezone.now()})
        client = Client(HTTP_HOST="localhost")
        client.force_login(user, backend=backend)
        return client

    one = signed_in("bench.one", "supervisor", [Consulate.objects.get(code=POST)])
    many = signed_in("bench.many", "supervisor", list(Consulate.objects.filter(is_active=True)))
    network = signed_in("bench.network", "analyst", [Consulate.objects.get(code="SRE")])

    def of(weeks: int) -> str:
        return f"from={last - timedelta(days=7 * weeks - 1)}&to={last}"

    asked = {
        "alerts, one post, 8 weeks": (one, f"/reports/?{of(8)}"),
        "alerts, one post, 52 weeks": (one, f"/reports/?{of(52)}"),
        "alerts, one post, compared": (one, f"/reports/?{of(8)}&compare=year"),
        "alerts, one post, filtered": (one, f"/reports/?{of(8)}&kind=panic&language=mix"),
        "cases, one post, 8 weeks": (one, f"/reports/cases/?{of(8)}"),
        "cases, one post, 52 weeks": (one, f"/reports/cases/?{of(52)}"),
        "the rows behind a figure": (one, f"/reports/rows/?{of(8)}&figure=endings&row=no_contact"),
        "the map, one post, 8 weeks": (one, f"/reports/where/?{of(8)}"),
        "alerts, all posts, 8 weeks": (many, f"/reports/?{of(8)}"),
        "cases, all posts, 8 weeks": (many, f"/reports/cases/?{of(8)}"),
        "alerts, the network": (network, f"/reports/?{of(13)}"),
        "cases, the network": (network, f"/reports/cases/?{of(13)}"),
        "now": (one, "/reports/now/"),
        "data quality": (one, "/reports/quality/"),
        "access oversight": (one, "/reports/oversight/"),
    }
    return {
        name: _page(lambda client=client, path=path: client.get(path), times) for name, (client, path) in asked.items()
    }


def _page(ask: Callable[[], Any], times: int) -> dict[str, Any]:
    from django.db import connection, reset_queries  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    reset_queries()  # the log is short, and full by now
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
    spent = len(queries)  # before the next request empties the log
    slowest = sorted(queries.captured_queries, key=lambda one: -float(one["time"]))[:2]
    return {
        "ms": [timed(ask) for _time in range(times)],
        "queries": spent,
        "slowest": [[one["time"], one["sql"][:160]] for one in slowest],
    }


def timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
