"""What `/metrics` tells of how the posts are watched: numbers per post, of nobody."""

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from alerts.models import PostWatch


class Watches(Collector):
    """Read from what the relay last counted, at each question; silent while the database is away."""

    def describe(self) -> list[Metric]:
        return []  # nothing is read when the collector is registered

    def collect(self) -> Iterator[Metric]:
        with contextlib.suppress(DatabaseError):
            yield from self._read()

    def _read(self) -> Iterator[Metric]:
        now = timezone.now()
        eyes = GaugeMetricFamily("consular_eyes", "Boards with eyes on them", labels=["post"])
        load = GaugeMetricFamily("consular_arrivals", "Alerts in the last ten minutes", labels=["post"])
        glass = GaugeMetricFamily("consular_glass_seconds", "Press to glass of the last test press", labels=["post"])
        silent = GaugeMetricFamily("consular_test_press_age_seconds", "Since a test press was seen", labels=["post"])
        for watch in PostWatch.objects.select_related("consulate"):
            post = [watch.consulate.code]
            eyes.add_metric(post, watch.eyes)
            load.add_metric(post, watch.arrivals)
            if watch.canary_seen_at and watch.canary_ms is not None:
                glass.add_metric(post, watch.canary_ms / 1_000)
                silent.add_metric(post, (now - watch.canary_seen_at).total_seconds())
        yield from (eyes, load, glass, silent)
