"""The weekly figures, counted by hand beside."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reports.conftest import LATER, WEDNESDAY, WEEK


def test_alerts_by_kind_and_the_time_to_claim(world, ask, cast):
    for waited in (10, 20, 30, 40):
        world.alert(waited=waited)
    world.alert(kind="relative")

    report = ask(cast.carmen, post="LAX").json()

    (week,) = report["weeks"]
    assert (week["week"], week["from"], week["to"]) == ("2026-W42", "2026-10-12", "2026-10-18")
    assert week["alerts"]["total"] == 5
    assert week["alerts"]["by_kind"] == {"panic": 4, "relative": 1, "witness": 0, "call": 0, "orientation": 0}
    claim = week["time_to_claim"]
    assert (claim["n"], claim["claimed"], claim["open"], claim["ended_unclaimed"]) == (5, 4, 1, 0)
    # Five waits, the last without an end: rank 0.5 * 4 = 2 is 30 s; rank 0.9 * 4 = 3.6 lies between 40 s and never.
    assert (claim["p50_s"], claim["p50_not_reached"]) == (30.0, False)
    assert (claim["p90_s"], claim["p90_not_reached"]) == (None, True)
    assert {key: report["totals"][key] for key in ("alerts", "time_to_claim")} == {
        key: week[key] for key in ("alerts", "time_to_claim")
    }


def test_an_alert_that_ended_without_a_claim_is_not_open_and_does_not_flatter(world, ask, cast):
    world.alert(waited=10)
    world.alert(ended="cancelled_confirmed")

    claim = ask(cast.carmen).json()["totals"]["time_to_claim"]

    assert (claim["n"], claim["claimed"], claim["open"], claim["ended_unclaimed"]) == (2, 1, 0, 1)
    assert claim["p50_not_reached"] and claim["p90_not_reached"]


def test_nothing_came_and_nothing_is_claimed_to_have_been_missed(world, ask, cast):
    report = ask(cast.carmen).json()

    assert report["empty"] is True
    assert report["detail"] == "There was no alert and no case in this period."
    assert report["totals"]["alerts"]["total"] == 0
    claim = report["totals"]["time_to_claim"]
    assert (claim["n"], claim["p50_s"], claim["p50_not_reached"]) == (0, None, False)
    assert len(report["weeks"]) == 1


def test_drills_and_merged_duplicates_enter_no_figure(world, ask, cast):
    world.alert(waited=10, ended="false_alarm")
    world.alert(waited=10, ended="duplicate_of")
    world.alert(waited=10, drill=True)
    world.case(drill=True)  # its own alert is no drill

    report = ask(cast.carmen).json()

    assert report["totals"]["alerts"]["total"] == 2
    assert report["totals"]["dispositions"] == {
        "case_opened": 0,
        "orientation_given": 0,
        "false_alarm": 1,
        "duplicate_of": 0,
        "cancelled_confirmed": 0,
        "no_contact": 0,
        "open": 1,
    }
    assert report["totals"]["cases"] == {"opened": 0, "taken": 0, "closed": 0}


def test_an_alert_belongs_to_the_week_of_its_receipt_in_utc(world, ask, cast):
    sunday_night = datetime(2026, 10, 18, 23, 59, 59, tzinfo=UTC)
    world.alert(sunday_night)
    world.alert(sunday_night + timedelta(seconds=1))
    world.alert(datetime(2026, 10, 11, 23, 59, 59, tzinfo=UTC))  # before the period

    report = ask(cast.carmen, last="2026-10-25").json()

    assert [(week["week"], week["alerts"]["total"]) for week in report["weeks"]] == [("2026-W42", 1), ("2026-W43", 1)]
    assert report["totals"]["alerts"]["total"] == 2


def test_a_period_cuts_its_first_and_last_week(world, ask, cast):
    for day in range(12, 27):
        world.alert(datetime(2026, 10, day, 8, tzinfo=UTC))

    weeks = ask(cast.carmen, first="2026-10-14", last="2026-10-26").json()["weeks"]

    assert [(week["from"], week["to"], week["alerts"]["total"]) for week in weeks] == [
        ("2026-10-14", "2026-10-18", 5),
        ("2026-10-19", "2026-10-25", 7),
        ("2026-10-26", "2026-10-26", 1),
    ]


def test_the_week_of_new_year_is_the_iso_week(world, ask, cast):
    world.alert(datetime(2027, 1, 1, tzinfo=UTC))

    (week,) = ask(cast.carmen, first="2026-12-28", last="2027-01-03").json()["weeks"]

    assert (week["week"], week["alerts"]["total"]) == ("2026-W53", 1)


def test_an_alert_that_was_handed_over_stays_with_the_post_that_had_it_first(signed_in, press, ask, cast):
    alert_id = press()
    for user, verb, body in (
        (cast.ana, "claim", {}),
        (cast.ana, "handover", {"to": "HOU"}),
        (cast.hector, "handover/accept", {}),
    ):
        answer = signed_in(user).post(f"/api/v1/alerts/{alert_id}/{verb}/", body, content_type="application/json")
        assert answer.status_code == 200, answer.content

    assert ask(cast.carmen, first="", last="").json()["totals"]["time_to_claim"]["claimed"] == 1
    assert ask(cast.helena, first="", last="").json()["empty"]


def test_an_alert_that_changed_hands_inside_the_post_stays_too(world, ask, cast):
    alert = world.alert(waited=10)
    alert.owner, alert.owner_since = cast.bruno, alert.owner_since + timedelta(minutes=5)
    alert.save()
    released = world.alert(waited=10)
    released.state, released.owner, released.owner_since = "received", None, None
    released.save()

    claim = ask(cast.carmen).json()["totals"]["time_to_claim"]

    assert (claim["n"], claim["claimed"], claim["p50_s"]) == (2, 2, 10.0)


def test_cases_count_in_the_week_in_which_it_happened(world, ask, cast):
    world.case(taken=WEDNESDAY + timedelta(hours=1), closed=WEDNESDAY + WEEK)
    world.case(taken=WEDNESDAY + WEEK)
    world.case(WEDNESDAY - WEEK, taken=WEDNESDAY)

    report = ask(cast.carmen, last="2026-10-25").json()

    assert [week["cases"] for week in report["weeks"]] == [
        {"opened": 2, "taken": 2, "closed": 0},
        {"opened": 0, "taken": 1, "closed": 1},
    ]
    assert report["totals"]["cases"] == {"opened": 2, "taken": 3, "closed": 1}


def test_outcomes_are_those_that_stand_now_for_the_cases_opened(world, ask, cast):
    case = world.case(custody="still_detained", service="advice")
    case.outcomes.filter(axis="custody").update(superseded_at=WEDNESDAY)
    case.outcomes.create(axis="custody", code="parole", set_by=cast.ana)
    world.case()
    world.case(WEDNESDAY - WEEK, custody="parole")  # opened before the period

    outcomes = ask(cast.carmen).json()["totals"]["outcomes"]

    assert {axis: {code: n for code, n in counts.items() if n} for axis, counts in outcomes.items()} == {
        "custody": {"parole": 1, "pending": 1},
        "proceeding": {"pending": 2},
        "service": {"advice": 1, "pending": 1},
    }


def test_the_story_of_one_alert_shows_in_the_report_of_its_post(signed_in, press, ask, cast):
    def do(user, path, body=None):
        answer = signed_in(user).post(f"/api/v1/{path}/", body or {}, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    alert_id = press()
    do(cast.ana, f"alerts/{alert_id}/claim")
    code = do(cast.ana, f"alerts/{alert_id}/open-case")["case"]["code"]
    do(cast.ana, f"cases/{code}/assign", {"lawyer": cast.luis.pk})
    do(cast.luis, f"cases/{code}/accept")
    for axis, outcome in (("custody", "bond_judge"), ("proceeding", "terminated"), ("service", "extended")):
        do(cast.luis, f"cases/{code}/outcome", {"axis": axis, "code": outcome})
    do(cast.ana, f"cases/{code}/request-close")
    do(cast.carmen, f"cases/{code}/close")

    totals = ask(cast.carmen, first="", last="").json()["totals"]

    assert totals["alerts"]["total"] == totals["time_to_claim"]["claimed"] == totals["dispositions"]["case_opened"] == 1
    assert totals["cases"] == {"opened": 1, "taken": 1, "closed": 1}
    assert totals["outcomes"]["custody"]["bond_judge"] == totals["outcomes"]["service"]["extended"] == 1


def test_a_supervisor_of_two_posts_sees_each_and_the_sum(world, ask, cast, second_post):
    world.alerts(3)
    world.alerts(2, post="HOU", waited=60)

    report = ask(cast.carmen).json()

    assert report["post"] is None
    assert report["totals"]["alerts"]["total"] == 5
    assert [(post["post"], post["totals"]["alerts"]["total"]) for post in report["posts"]] == [("HOU", 2), ("LAX", 3)]
    assert [post["weeks"][0]["alerts"]["total"] for post in report["posts"]] == [2, 3]
    assert report["posts"][0]["totals"]["time_to_claim"]["p90_s"] == 60.0
    assert report["totals"]["time_to_claim"]["p50_not_reached"]
    assert ask(cast.carmen, post="hou").json()["totals"]["alerts"]["total"] == 2
    assert ask(cast.carmen, post="hou").json()["posts"] == []


def test_without_a_period_the_report_covers_eight_weeks_up_to_today(ask, cast):
    report = ask(cast.carmen, first="", last="").json()

    assert len(report["weeks"]) == 8
    assert datetime.fromisoformat(report["from"]).weekday() == 0
    assert report["to"] == LATER.date().isoformat()


def test_every_figure_is_defined_in_the_answer(ask, cast):
    definitions = ask(cast.carmen).json()["definitions"]

    assert {"period", "alerts", "time_to_claim", "p50", "p90", "dispositions", "outcomes"} <= set(definitions)
    assert {"cases_opened", "cases_taken", "cases_closed"} <= set(definitions)
    assert all(len(text) > 40 for text in definitions.values())


def test_the_number_of_queries_does_not_grow_with_posts_or_weeks(signed_in, world, cast, second_post):
    world.alert()
    client = signed_in(cast.carmen)

    def cost(**asked):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/reports/weekly/", asked).status_code == 200
        return len(queries)

    assert cost(post="LAX", **{"from": "2026-10-12", "to": "2026-10-18"}) == cost(
        **{"from": "2025-01-01", "to": "2026-12-31"}
    )
