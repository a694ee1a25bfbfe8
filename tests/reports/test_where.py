"""The map of one post: each alert where it is now, whoever has it now, and as many as the report says."""

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alerts.models import Alert
from cases.reports.period import Period
from cases.reports.rollup import rolling
from cases.reports.scope import Scope
from cases.reports.weekly import weekly_report
from cases.reports.where import where
from consular.organisation.models import Consulate, District, DistrictPart
from tests.cast import DOWNTOWN_HOUSTON
from tests.reports.conftest import WEDNESDAY

PASADENA, HOUSTON = Point(-118.1445, 34.1478), Point(-95.3698, 29.7604)
GALVESTON = {"lat": 29.3013, "lng": -94.7977, "accuracy_m": 25}


def map_of(code):
    """As the post's own supervisor sees it."""
    post = Consulate.objects.get(code=code)
    scope = Scope([post], [post], post, leaves_the_post=False)
    found = where(weekly_report(scope, Period(WEDNESDAY.date(), WEDNESDAY.date())))
    assert sum(n for _name, n in found.rows) == found.total
    return found


@pytest.fixture
def seen(cast):
    """The rows of the map of Los Angeles, as of now."""

    def seen():
        rolling.rebuild(now=timezone.now())
        return dict(map_of("LAX").rows)

    return seen


def test_the_map_follows_an_alert_that_turns_out_to_be_elsewhere(world, seen):
    first, second = world.alert(), world.alert()
    (downtown,) = seen()
    assert seen() == {downtown: 2}

    Alert.objects.filter(pk=first.pk).update(point=PASADENA)
    assert seen()[downtown] == 1 and len(seen()) == 2

    Alert.objects.filter(pk=second.pk).update(point=HOUSTON)
    assert seen()["Outside of the district"] == 1

    Alert.objects.filter(pk=second.pk).update(point=None)
    assert seen()["Without a place"] == 1 and len(seen()) == 2


def test_an_alert_that_was_handed_over_counts_for_the_post_that_it_reached(world, seen, cast):
    handed, _kept = world.alert(), world.alert()
    before = seen()

    Alert.objects.filter(pk=handed.pk).update(consulate=cast.posts["HOU"])

    assert seen() == before


def test_a_district_of_many_counties_is_shown_by_county(world, cast):
    for place in (DOWNTOWN_HOUSTON, DOWNTOWN_HOUSTON, GALVESTON):
        world.alert(post="HOU", location=place)
    rolling.rebuild(now=timezone.now())

    for _time in ("asked", "remembered"):
        found = map_of("HOU")
        assert found.by == "county"
        assert [(name.split()[0].rstrip(","), n) for name, n in found.rows] == [("Harris", 2), ("Galveston", 1)]


def test_a_district_that_has_changed_is_asked_anew(world, seen, cast):
    world.alert()
    assert "Outside of the district" not in seen()

    with transaction.atomic():
        of_los_angeles = DistrictPart.objects.filter(district__consulate=cast.posts["LAX"])
        of_los_angeles.update(area=Polygon.from_bbox((-119, 35, -118.9, 35.1)))
        District.objects.filter(consulate=cast.posts["LAX"]).update(version=F("version") + 1)
        changed = dict(map_of("LAX").rows)
        transaction.set_rollback(True)

    assert changed == {"Outside of the district": 1}
