"""The report over time: its tables equal what is counted by hand and by the database from the tables themselves."""

from datetime import date, timedelta

from django.utils import timezone

from cases.reports.overview import build
from cases.reports.question import Question
from cases.reports.rollup import rolling
from cases.reports.scope import Scope
from tests.reports.conftest import WEDNESDAY

OCTOBER = Question(date(2026, 10, 12), date(2026, 10, 25))


def inside(*posts):
    return Scope(posts=list(posts), counted=list(posts), asked=posts[0], leaves_the_post=False)


def test_every_table_of_a_small_world(world, cast):
    for waited in (10, 20, 30, 40):
        world.alert(waited=waited)
    world.alert(kind="relative")
    world.case(taken=WEDNESDAY + timedelta(hours=2), custody="parole")
    rolling.rebuild(now=timezone.now())

    report = build(OCTOBER, inside(cast.posts["LAX"]))

    plain = {key: table.plain() for key, table in report.tables.items()}
    assert plain["waits"]["claim"] == {"n": 6, "p50": 25.0, "p90": "not_reached", "running": 1, "never": 0}
    assert plain["alerts_by_step"]["2026-W42"]["n"] == 6
    assert plain["funnel"]["claimed"] == {"n": 5, "share": 5 / 6}
    assert plain["cases_by_step"]["total"] == {"opened": 1, "taken": 1, "closed": 0, "reopened": 0}
    assert plain["outcomes_custody"]["parole"]["n"] == 1
    assert plain["targets"]["claim_15s"] == {"n": 6, "inside": 2, "share": 2 / 6, "goal": 0.90}
