"""A drill: presses through the real intake at their times, apart from everything real, and nothing left ringing."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point

from alerts import actions, drilling, sweeping
from alerts.drilling import Wait
from alerts.models import Alert, DrillPress, DrillRun, Identity
from consular.errors import Conflict, Forbidden, NotFound, Refusal
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import District
from tests import databases


@pytest.fixture
def drill(cast, clock):
    """Starts a drill of Los Angeles as Carmen, its supervisor."""

    def start(size=5, spread_s=60, by=cast.carmen, post="LAX"):
        return actions.start_drill(
            consulate_id=cast.posts[post].pk, actor=by, viewer=viewer_of(by), size=size, spread_s=spread_s
        )

    return start


def stop(run, by):
    return actions.stop_drill(run_id=run.pk, actor=by, viewer=viewer_of(by))


def sweep(clock, **forward):
    clock.forward(**forward)
    sweeping.sweep()


def sent():
    return Alert.objects.filter(drill=True)


def kinds(run):
    return list(Event.objects.about(run).values_list("kind", flat=True))


def test_its_presses_come_at_their_times_as_alerts_of_the_post(drill, staff, clock, cast):
    run = drill(size=8, spread_s=60)
    sweep(clock, seconds=0)
    assert sent().count() >= 1
    for _second in range(61):
        sweep(clock, seconds=1)
        late = DrillPress.objects.filter(sent_at=None, due_at__lte=clock.now)
        assert not late.exists()

    alerts = list(sent())
    boundary = District.objects.get(consulate=cast.posts["LAX"]).boundary
    assert len(alerts) == 8 == run.presses.count()
    assert {alert.consulate.code for alert in alerts} == {"LAX"}
    assert all(boundary.covers(Point(alert.point.x, alert.point.y, srid=4326)) for alert in alerts)
    assert all(alert.problems == [] and alert.place for alert in alerts)
    assert "drill" in staff.card(cast.ana, alerts[0].pk)["marks"]


def test_its_people_are_nobody_and_have_no_phone(drill, clock):
    drill(size=2, spread_s=0)
    sweep(clock)
    identities = Identity.objects.all()
    assert sorted(identity.name for identity in identities) == ["DRILL · SIMULACRO 01", "DRILL · SIMULACRO 02"]
    assert all(identity.phone == "" for identity in identities)


def test_it_rings_its_own_post_and_nobody_else(drill, clock, cast):
    drill(size=1, spread_s=0)
    for _minute in range(15):
        sweep(clock, minutes=1)

    steps = list(Event.objects.filter(kind="alert.escalated").order_by("id").values_list("payload__to", flat=True))
    assert steps[:3] == ["duty", "post", "supervisors"]
    assert "neighbours" not in steps
    assert sent().get().posts == [cast.posts["LAX"].pk]


def test_it_cannot_be_handed_to_another_post(drill, clock, staff, cast):
    drill(size=1, spread_s=0)
    sweep(clock)
    alert_id = sent().get().pk
    staff.done(cast.ana, alert_id, "claim")

    answer = staff.act(cast.ana, alert_id, "handover", to="HOU")

    assert answer.status_code == 409
    assert answer.json()["code"] == "drill_stays"
    assert answer.json()["owner"]["name"] == "Ana Beltrán"


def test_a_real_person_is_never_the_duplicate_of_a_drill(drill, clock, sender, staff, cast):
    drill(size=1, spread_s=0)
    sweep(clock)
    real = sender.pressed()
    staff.done(cast.ana, real, "claim")

    answer = staff.act(cast.ana, real, "dispose", disposition="duplicate_of", duplicate_of=str(sent().get().pk))

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["duplicate_of"]
    assert staff.card(cast.ana, real)["state"] == "claimed"


def test_real_alerts_stand_before_drills_that_came_earlier(drill, clock, sender, staff, cast):
    drill(size=3, spread_s=0)
    sweep(clock)
    clock.forward(seconds=5)
    real = sender.pressed(kind="witness")

    assert staff.board(cast.ana)["alerts"][0]["id"] == str(real)


def test_it_ends_by_itself_when_all_is_handled(drill, clock, staff, cast):
    run = drill(size=2, spread_s=0)
    sweep(clock)
    for alert in sent():
        staff.done(cast.ana, alert.pk, "claim")
        staff.done(cast.ana, alert.pk, "dispose", disposition="false_alarm")
        assert DrillRun.objects.get().is_running
    sweep(clock, seconds=1)

    run.refresh_from_db()
    assert (run.state, run.ended_by) == ("ended", None)
    assert kinds(run) == ["drill.started", "drill.ended"]


def test_after_half_an_hour_it_is_over_whoever_has_what(drill, clock, staff, cast):
    run = drill(size=3, spread_s=0)
    sweep(clock)
    claimed = sent().first().pk
    staff.done(cast.ana, claimed, "claim")
    sweep(clock, minutes=29)
    assert DrillRun.objects.get().is_running

    sweep(clock, minutes=1)

    run.refresh_from_db()
    assert run.state == "ended"
    assert not Alert.objects.open().exists()
    assert staff.card(cast.ana, claimed)["owner"]["name"] == "Ana Beltrán"
    assert "Handled: the drill is over" in [step["text"] for step in staff.timeline(cast.ana, claimed)]


def test_a_sweeper_that_comes_back_after_its_time_rings_nobody(drill, clock):
    run = drill(size=5, spread_s=60)
    sweep(clock, minutes=31)

    run.refresh_from_db()
    assert run.state == "ended"
    assert not sent().exists()
    assert drilling.figures(run).unsent == 5


def test_stopped_it_sends_nothing_more_and_leaves_nothing_open(drill, clock, staff, live, cast):
    run = drill(size=10, spread_s=600)
    sweep(clock)
    staff.done(cast.ana, sent().first().pk, "claim")
    live.news(cast.ana)

    stop(run, cast.olga)
    sweep(clock, seconds=1)
    before = sent().count()
    sweep(clock, minutes=20)

    run.refresh_from_db()
    assert (run.state, run.ended_by) == ("stopped", cast.olga)
    assert run.settled_at
    assert sent().count() == before < 10
    assert not Alert.objects.open().exists()
    [heard] = live.news(cast.ana)
    assert {event["kind"] for event in heard} >= {"alert.disposed"}


def test_an_alert_that_somebody_holds_is_cleared_away_by_the_next_sweep(drill, clock, cast):
    """Nothing waits for a lock; what was skipped is not forgotten."""
    run = drill(size=2, spread_s=0)
    sweep(clock)
    stop(run, cast.carmen)
    with databases.owner_connection() as other, other.transaction():
        other.execute("SELECT FROM alerts_alert WHERE id = %s FOR UPDATE", [sent().first().pk])
        sweep(clock)
        assert Alert.objects.open().count() == 1
    sweep(clock, seconds=1)

    assert not Alert.objects.open().exists()
    assert DrillRun.objects.get().settled_at


def test_a_sweeper_that_died_after_the_commit_sends_no_second_alert(drill, clock):
    drill(size=3, spread_s=0)
    sweep(clock)
    DrillPress.objects.update(sent_at=None)
    sweep(clock, seconds=1)

    assert sent().count() == 3
    assert set(sent().values_list("presses", flat=True)) == {1}


def test_one_at_a_time_and_the_second_is_told_whose_it_is(drill, cast):
    drill()
    with pytest.raises(Conflict) as refused:
        drill(by=cast.olga)
    assert refused.value.code == "drill_running"
    assert refused.value.extra["owner"]["name"] == "Carmen Duarte"


def test_what_is_over_cannot_be_stopped(drill, cast):
    run = drill()
    stop(run, cast.carmen)
    with pytest.raises(Conflict) as refused:
        stop(run, cast.carmen)
    assert refused.value.code == "drill_over"


def test_an_officer_may_not_start_one_and_houston_does_not_see_it(drill, cast):
    with pytest.raises(Forbidden):
        drill(by=cast.ana)
    with pytest.raises(NotFound):
        drill(by=cast.helena)
    run = drill()
    with pytest.raises(NotFound):
        stop(run, cast.helena)


@pytest.mark.parametrize(("size", "spread_s", "field"), [(0, 60, "size"), (51, 60, "size"), (5, 901, "spread_s")])
def test_too_many_or_too_long_is_refused_by_field(drill, size, spread_s, field):
    with pytest.raises(Refusal) as refused:
        drill(size=size, spread_s=spread_s)
    assert list(refused.value.fields) == [field]


def test_the_figures_are_those_of_the_story(drill, clock, staff, cast):
    run = drill(size=4, spread_s=0)
    sweep(clock)
    first, second, third, _fourth = sent().order_by("pk").values_list("pk", flat=True)
    clock.forward(seconds=10)
    staff.done(cast.ana, first, "claim")
    clock.forward(seconds=10)
    staff.done(cast.bruno, second, "claim")
    sweep(clock, seconds=0)
    clock.forward(seconds=10)
    staff.done(cast.ana, first, "contact", channel="phone", result="no_answer")
    clock.forward(seconds=10)
    staff.done(cast.ana, first, "contact", channel="phone", result="reached")
    staff.done(cast.ana, first, "dispose", disposition="false_alarm")
    staff.done(cast.bruno, third, "claim")
    clock.forward(seconds=10)
    stop(run, cast.carmen)
    sweep(clock)

    shown = drilling.figures(run)

    assert shown.claim == Wait([10, 20, 40], 4)
    assert (shown.claim.p50, shown.claim.p90, shown.claim.longest) == (30, None, None)
    assert shown.contact == Wait([30], 4)
    assert shown.reached == Wait([40], 4)
    assert shown.handled == Wait([40], 4)
    assert (shown.sent, shown.unclaimed, shown.open, shown.left) == (4, 1, 0, 3)
    assert shown.steps == {"duty": 2, "post": 0, "supervisors": 0}
    assert [(one.name, one.claims, one.tries, one.handled) for one in shown.workers] == [
        ("Bruno Cárdenas", 2, 0, 0),
        ("Ana Beltrán", 1, 2, 1),
    ]


@pytest.mark.parametrize(
    ("waits", "p50", "p90"),
    [([], None, None), ([5], 5, 5), ([None], None, None), ([1, 2, 3], 2, 2.8), ([1, 2, None], 2, None)],
)
def test_what_never_came_counts_as_longer_than_all_that_did(waits, p50, p90):
    shown = Wait.of(waits)
    assert (shown.p50, shown.p90) == (p50, pytest.approx(p90) if p90 else None)


def test_it_enters_no_figure_of_the_week(drill, clock, staff, cast):
    week = {"post": "LAX", "from": (clock.now - timedelta(days=7)).date(), "to": clock.now.date()}

    def report():
        found = staff.get(cast.carmen, "reports/weekly/", **week).json()
        return {name: value for name, value in found.items() if name not in ("generated_at", "provenance", "query")}

    before = report()
    drill(size=3, spread_s=0)
    sweep(clock)
    first, second, _third = sent().values_list("pk", flat=True)
    staff.done(cast.ana, first, "claim")
    staff.done(cast.ana, first, "open-case", category="migratory")
    staff.done(cast.ana, second, "claim")
    staff.done(cast.ana, second, "dispose", disposition="false_alarm")

    assert report() == before
