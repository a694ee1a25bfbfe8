"""The map of one post: each alert where it is now, whoever has it now, and as many as the report says."""

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from alerts.models import Alert
from cases.reports.period import Period
from cases.reports.rollup import rolling
from cases.reports.scope import scope_of
from cases.reports.weekly import weekly_report
from cases.reports.where import where
from consular.organisation.access import viewer_of
from tests.reports.conftest import WEDNESDAY

PASADENA, HOUSTON = Point(-118.1445, 34.1478), Point(-95.3698, 29.7604)


@pytest.fixture
def seen(cast):
    """The rows of the map for Carmen at her own post."""

    def seen():
        rolling.rebuild(now=timezone.now())
        lax = cast.posts["LAX"]
        scope = scope_of(viewer_of(cast.carmen), [lax], "LAX")
        found = where(weekly_report(scope, Period(WEDNESDAY.date(), WEDNESDAY.date())))
        assert sum(n for _name, n in found.rows) == found.total
        return dict(found.rows)

    return seen


def test_the_map_follows_an_alert_that_turns_out_to_be_elsewhere(world, seen):
    first, second = world.alert(), world.alert()
    assert sorted(seen().values()) == [2]
    downtown = next(iter(seen()))

    Alert.objects.filter(pk=first.pk).update(point=PASADENA)
    assert seen()[downtown] == 1 and len(seen()) == 2

    Alert.objects.filter(pk=second.pk).update(point=HOUSTON)
    assert seen()["Outside of the district"] == 1

    Alert.objects.filter(pk=second.pk).update(point=None)
    assert seen()["Without a place"] == 1 and len(seen()) == 2


def test_an_alert_that_was_handed_over_counts_for_the_post_that_it_reached(world, seen, cast):
    handed, kept = world.alert(), world.alert()
    before = seen()

    Alert.objects.filter(pk=handed.pk).update(consulate=cast.posts["HOU"])

    assert seen() == before and kept.consulate == cast.posts["LAX"]
