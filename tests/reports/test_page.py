"""The page: what it shows, in both languages, without inline style, and its drawings."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.reports import cells, shapes
from cases.reports.charts import shade_bounds, tick_step
from cases.reports.rollup import rolling
from consular.organisation.models import Consulate, District
from tests.reports.conftest import LATER, WEDNESDAY, WEEK

PERIOD = "from=2026-10-12&to=2026-10-18"


@pytest.fixture
def page(signed_in):
    def page(user, query=PERIOD, language="en", path="/reports/"):
        rolling.rebuild(now=timezone.now())
        with time_machine.travel(LATER):
            answer = signed_in(user, accept_language=language).get(f"{path}?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def test_a_supervisor_sees_the_figures_with_their_n_and_definitions(world, page, cast):
    for waited in (10, 20, 30, None):
        world.alert(waited=waited)
    shown = page(cast.carmen)

    tile = re.search(r'data-testid="tile-p90".*?</div>', shown, re.S).group()
    assert "not reached" in tile and "n = 4" in tile
    assert shown.count('<details class="definition">') >= 12
    assert (
        'data-testid="chart"' in shown
        and 'data-testid="claim-lines"' in shown
        and 'data-testid="funnel-chart"' in shown
    )
    assert f"/api/v1/reports/weekly/?post=&amp;{PERIOD.replace('&', '&amp;')}&amp;format=csv" in shown


def test_cases_and_the_map_have_pages_of_their_own(world, page, cast):
    world.case(taken=WEDNESDAY + timedelta(hours=2), custody="parole")

    cases, where = page(cast.carmen, path="/reports/cases/"), page(cast.carmen, path="/reports/where/")

    assert 'data-testid="table-outcomes_custody"' in cases and "Released on parole" in cases
    assert 'data-testid="backlog-chart"' in cases
    assert 'data-testid="map"' in where


@pytest.mark.parametrize("path", ["/reports/", "/reports/cases/", "/reports/where/"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_keeps_the_content_policy_and_writes_svg_numbers_with_a_point(world, page, cast, language, path):
    world.alerts(7, waited=12.5)
    shown = page(cast.carmen, language=language, path=path)

    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", shown)
    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|width|height|viewBox)="([^"]*)"', shown)
    assert numbers and not [number for number in numbers if "," in number]
    assert f'lang="{language}"' in shown


def test_an_empty_period_says_so(page, cast):
    for path in ("/reports/", "/reports/cases/", "/reports/where/"):
        assert 'data-testid="empty"' in page(cast.carmen, path=path)


def test_the_page_of_an_analyst_has_no_small_count(world, page, cast):
    world.alerts(7)
    for path in ("/reports/", "/reports/cases/", "/reports/where/"):
        network, post = page(cast.nadia, path=path), page(cast.nadia, f"post=LAX&{PERIOD}", path=path)
        for shown in (network, post):
            assert 'class="left-out"' in shown
            assert not re.search(r">\s*7\s*<|: 7<", shown)


def test_a_period_is_compared_with_the_one_before(world, page, cast):
    world.alerts(4, WEDNESDAY - WEEK, waited=40)
    world.alerts(3, waited=20)

    tile = re.search(r'data-testid="tile-p50".*?</div>', page(cast.carmen, f"{PERIOD}&compare=before"), re.S).group()

    assert "20.0 s" in tile and "before:" in tile and "40.0 s" in tile


def test_filters_make_a_link_and_leave_out_the_rest(world, page, cast):
    world.alerts(4, kind="relative")
    world.alerts(3)

    shown = page(cast.carmen, f"{PERIOD}&kind=relative")

    tile = re.search(r'data-testid="tile-alerts".*?</div>', shown, re.S).group()
    assert re.search(r'stat-value">\s*4\s*<', tile)
    assert "kind=relative" in re.search(r'href="(\?[^"]*to=[^"]*)"', shown).group(1)


def test_a_figure_leads_to_the_alerts_behind_it(world, page, cast):
    shown_ones = [world.alert(waited=waited).code for waited in (10, 300)]
    world.alert(ended="false_alarm")
    link = re.search(r'href="(/reports/rows/[^"]*figure=endings[^"]*row=open)"', page(cast.carmen)).group(1)
    path, query = link.replace("&amp;", "&").split("?", 1)

    rows = page(cast.carmen, query, path=path)

    assert "How alerts ended: open" in rows and "2 alerts" in rows
    assert all(code in rows for code in shown_ones)


def test_nobody_but_a_supervisor_of_the_post_follows_a_figure(world, signed_in, cast):
    world.alert(waited=10)
    rolling.rebuild(now=timezone.now())
    rows = f"/reports/rows/?{PERIOD}&figure=endings&row=open"

    assert signed_in(cast.nadia).get(rows).status_code == 403
    assert signed_in(cast.carmen).get(f"{rows}&post=HOU").status_code == 404
    assert (
        "0 alerts" in signed_in(cast.helena).get(rows).content.decode()
        or "empty" in signed_in(cast.helena).get(rows).content.decode()
    )
    for wrong in (
        "figure=nonsense&row=open",
        "figure=claim_bins&row=",
        "figure=deadlines&row=met",
        "figure=waits&row=at",
    ):
        answer = signed_in(cast.carmen).get(f"/reports/rows/?{PERIOD}&{wrong}")
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "step=century",
        "compare=never",
        "facility=NOWHERE",
        "from=2026-10-18&to=2026-10-01",
        "language=%00",
        "channel=canary",
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(signed_in, cast, query):
    for path in ("/reports/", "/reports/cases/", "/reports/where/"):
        answer = signed_in(cast.carmen).get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "field-error" in answer.content.decode() or "errorlist" in answer.content.decode()


def test_an_analyst_is_told_that_figures_outside_are_not_filtered(signed_in, cast):
    answer = signed_in(cast.nadia).get("/reports/?kind=panic")

    assert answer.status_code == 400 and "Outside of a post, figures are not filtered" in answer.content.decode()


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
