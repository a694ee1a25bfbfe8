"""A county moves to another consulate: the map follows at once, and the log says who and why."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from consular.organisation.actions import reassign_county
from consular.organisation.geography import consulate_for
from consular.organisation.models import Consulate, County, CountyReassignment, District
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def kern(network) -> County:
    return County.objects.get(code="06029")


@pytest.fixture
def los_angeles(network) -> Consulate:
    return Consulate.objects.get(code="LAX")


@pytest.fixture
def ivan(network):
    return someone("admin", "SRE")


def versions(*codes: str) -> list[int]:
    return [District.objects.get(consulate__code=code).version for code in codes]


def test_the_interior_point_moves_and_both_versions_go_up(kern, los_angeles, ivan):
    inside = kern.boundary.point_on_surface
    fresno_before, los_angeles_before, houston_before = versions("FRE", "LAX", "HOU")
    assert consulate_for(inside).consulate.code == "FRE"

    reassign_county(county=kern, to=los_angeles, actor=ivan, reason="Notice of the ministry, 2026-11-20")

    assert consulate_for(inside).consulate.code == "LAX"
    assert versions("FRE", "LAX", "HOU") == [fresno_before + 1, los_angeles_before + 1, houston_before]


def test_the_move_is_logged_and_the_county_marked(kern, los_angeles, ivan):
    entry = reassign_county(county=kern, to=los_angeles, actor=ivan, reason="  Notice of the ministry  ")

    assert CountyReassignment.objects.get() == entry
    assert (entry.from_consulate.code, entry.to_consulate.code, entry.by) == ("FRE", "LAX", ivan)
    assert entry.reason == "Notice of the ministry"
    kern.refresh_from_db()
    assert (kern.consulate, kern.source) == (los_angeles, "corrected")


def test_both_districts_stay_whole(kern, los_angeles, ivan):
    reassign_county(county=kern, to=los_angeles, actor=ivan, reason="Notice")

    with connection.cursor() as cursor:
        cursor.execute(
            """
            select bool_and(st_isvalid(boundary)), bool_and(st_equals(boundary, st_union)) from organisation_district
            join (select district_id, st_union(area) from organisation_districtpart group by 1) parts
              on parts.district_id = organisation_district.id
            join organisation_consulate post on post.id = consulate_id where post.code in ('FRE', 'LAX')
            """
        )
        valid, _same = cursor.fetchone()
    assert valid
    assert abs(_area("FRE") + _area("LAX") - _counties("FRE") - _counties("LAX")) < 1e-9


def _area(code: str) -> float:
    return District.objects.get(consulate__code=code).boundary.area


def _counties(code: str) -> float:
    return sum(county.boundary.area for county in County.objects.filter(consulate__code=code))


def test_a_consulate_that_loses_its_last_county_keeps_an_empty_district(los_angeles, ivan):
    ventura = Consulate.objects.get(code="PRS")
    for county in ventura.counties.all():
        reassign_county(county=county, to=los_angeles, actor=ivan, reason="Closed")

    district = District.objects.get(consulate__code="PRS")
    assert district.boundary.empty
    assert not district.parts.exists()


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor", "analyst"])
def test_only_an_administrator_moves_a_county(kern, los_angeles, role):
    with pytest.raises(PermissionDenied):
        reassign_county(county=kern, to=los_angeles, actor=someone(role, "LAX"), reason="Because")
    assert not CountyReassignment.objects.exists()


@pytest.mark.parametrize("to, reason", [("FRE", "Same place"), ("CIAM", "Not a consulate"), ("LAX", "   ")])
def test_a_move_that_makes_no_sense_is_refused(kern, ivan, to, reason):
    with pytest.raises(ValidationError):
        reassign_county(county=kern, to=Consulate.objects.get(code=to), actor=ivan, reason=reason)
    assert not CountyReassignment.objects.exists()
