"""The page: what it shows, in both languages, without inline style, and its drawings."""

import re

import pytest

from cases.reports import cells, shapes
from cases.reports.charts import shade_bounds, tick_step
from consular.organisation.models import Consulate, District

PERIOD = "from=2026-10-12&to=2026-10-18"


@pytest.fixture
def page(signed_in):
    def page(user, query=PERIOD, language="en"):
        answer = signed_in(user, accept_language=language).get(f"/reports/?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def test_a_supervisor_sees_the_figures_with_their_n_and_definitions(world, page, cast):
    for waited in (10, 20, 30, None):
        world.alert(waited=waited)
    shown = page(cast.carmen)

    tile = re.search(r'data-testid="tile-p90".*?</div>', shown, re.S).group()
    assert "not reached" in tile and "n = 4, 1 still running" in tile
    assert shown.count('<details class="definition">') >= 8
    assert 'data-testid="chart"' in shown and 'data-testid="map"' in shown
    assert f"/api/v1/reports/weekly/?post=&amp;{PERIOD.replace('&', '&amp;')}&amp;format=csv" in shown


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_keeps_the_content_policy_and_writes_svg_numbers_with_a_point(world, page, cast, language):
    world.alerts(7, waited=12.5)
    shown = page(cast.carmen, language=language)

    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", shown)
    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|width|height|viewBox)="([^"]*)"', shown)
    assert numbers and not [number for number in numbers if "," in number]
    assert f'lang="{language}"' in shown


def test_an_empty_period_says_so(page, cast):
    assert 'data-testid="empty"' in page(cast.carmen)


def test_the_page_of_an_analyst_has_no_small_count(world, page, cast):
    world.alerts(7)
    network, post = page(cast.nadia), page(cast.nadia, f"post=LAX&{PERIOD}")

    for shown in (network, post):
        assert 'class="left-out"' in shown
        assert not re.search(r">\s*7\s*<|: 7<", shown)
    assert 'data-testid="weeks"' in network and 'data-testid="weeks"' not in post


def test_outlines_are_kept_until_a_district_changes(reference):
    post = Consulate.objects.get(code="PHX")
    first = shapes.counties(post.pk)
    assert shapes.counties(post.pk) is first
    District.objects.filter(consulate=post).update(version=2)
    try:
        assert shapes.counties(post.pk) is not first
    finally:
        District.objects.filter(consulate=post).update(version=1)


def test_a_district_of_few_counties_is_drawn_in_cells(reference):
    los_angeles, phoenix = (Consulate.objects.get(code=code).pk for code in ("LAX", "PHX"))
    assert len(cells.grid(los_angeles).outline.shapes) > 40
    assert cells.grid(phoenix) is None
    assert len(shapes.counties(phoenix).shapes) == 7


def test_far_away_parts_have_a_frame_of_their_own(reference):
    network = shapes.districts(Consulate.objects.values_list("pk", flat=True))

    assert len(network.shapes) == 53
    assert network.insets
    assert all(0 <= shape.x <= network.width and 0 <= shape.y <= network.height for shape in network.shapes)


@pytest.mark.parametrize(("most", "step"), [(0, 1), (1, 1), (4, 1), (5, 2), (119, 50), (4001, 2000)])
def test_ticks_are_round_and_few(most, step):
    assert tick_step(most) == step


def test_shades_share_the_values_out_without_gaps():
    assert shade_bounds([]) == []
    assert shade_bounds([3]) == [(1, 3)]
    bounds = shade_bounds(range(1, 101))
    assert [low for low, _ in bounds[1:]] == [high + 1 for _, high in bounds[:-1]]
    assert (len(bounds), bounds[0][0], bounds[-1][1]) == (5, 1, 100)
