"""The drill pages: a supervisor is asked first, watches, stops, and reads the result."""

import time

import pytest

from alerts import actions, sweeping
from alerts.models import Alert, DrillRun
from consular.organisation.access import viewer_of
from tests.served import Served


def form(cast, **fields):
    return {"post": cast.posts["LAX"].pk, "size": 3, "spread_s": 0} | fields


@pytest.fixture
def running(cast):
    return actions.start_drill(
        consulate_id=cast.posts["LAX"].pk, actor=cast.carmen, viewer=viewer_of(cast.carmen), size=3, spread_s=0
    )


def test_carmen_is_asked_before_anything_rings(signed_in, cast, press):
    press()
    page = signed_in(cast.carmen).post("/drills/", form(cast))

    assert page.status_code == 200
    assert "There is 1 real alert at LAX that nobody has claimed." in page.content.decode()
    assert not DrillRun.objects.exists()


def test_confirmed_it_starts_and_shows_itself(signed_in, cast):
    client = signed_in(cast.carmen)
    answer = client.post("/drills/", form(cast, confirmed="yes"))
    run = DrillRun.objects.get()
    assert answer.headers["Location"] == f"/drills/{run.pk}/"

    sweeping.sweep()
    page = client.get(f"/drills/{run.pk}/").content.decode()
    assert "hx-get" in page and "Stop the drill" in page
    assert "Carmen Duarte" in client.get("/drills/").content.decode()


def test_what_cannot_be_read_is_said_and_kept(signed_in, cast):
    page = signed_in(cast.carmen).post("/drills/", form(cast, size=99))
    assert page.status_code == 422
    assert 'value="99"' in page.content.decode()


def test_houston_is_not_hers_to_drill(signed_in, cast):
    page = signed_in(cast.carmen).post("/drills/", form(cast, post=cast.posts["HOU"].pk, confirmed="yes"))
    assert page.status_code == 422
    assert not DrillRun.objects.exists()


def test_a_second_one_is_refused_with_the_name_of_who_started_the_first(signed_in, cast, running):
    page = signed_in(cast.olga).post("/drills/", form(cast, confirmed="yes", size=7))
    assert page.status_code == 409
    assert "It was started by Carmen Duarte." in page.content.decode()
    assert 'value="7"' in page.content.decode()


def test_stopping_it_twice_is_said_and_changes_nothing(signed_in, cast, running):
    client = signed_in(cast.carmen)
    assert "The drill was stopped." in client.post(f"/drills/{running.pk}/stop/", follow=True).content.decode()
    assert "This drill is over." in client.post(f"/drills/{running.pk}/stop/", follow=True).content.decode()


def test_over_and_cleared_away_the_page_asks_no_more(signed_in, cast, running):
    sweeping.sweep()
    client = signed_in(cast.carmen)
    client.post(f"/drills/{running.pk}/stop/")
    sweeping.sweep()
    page = client.get(f"/drills/{running.pk}/").content.decode()
    assert "hx-get" not in page and "Stop the drill" not in page
    assert "Closed by the end of the drill" in page


def test_the_drill_before_stands_beside_it(signed_in, cast, running, staff):
    sweeping.sweep()
    for alert in Alert.objects.filter(drill=True):
        staff.done(cast.ana, alert.pk, "claim")
        staff.done(cast.ana, alert.pk, "dispose", disposition="false_alarm")
    sweeping.sweep()
    client = signed_in(cast.carmen)
    client.post("/drills/", form(cast, confirmed="yes", size=1))
    second = DrillRun.objects.running().get()

    page = client.get(f"/drills/{second.pk}/").content.decode()
    assert "Before: half" in page


@pytest.mark.parametrize("who", ["ana", "helena"])
def test_it_is_its_supervisors_business(signed_in, cast, running, who):
    answer = signed_in(getattr(cast, who)).get(f"/drills/{running.pk}/")
    assert answer.status_code == (403 if who == "ana" else 404)


@pytest.mark.served
@pytest.mark.timeout(120)
def test_a_relay_killed_in_the_middle_sends_the_rest_when_it_is_back_and_none_twice(cast, tmp_path):
    own = Served(tmp_path)
    own.start("relay")
    try:
        run = actions.start_drill(
            consulate_id=cast.posts["LAX"].pk, actor=cast.carmen, viewer=viewer_of(cast.carmen), size=20, spread_s=8
        )
        alerts = Alert.objects.filter(pk__in=run.presses.values("pk"))
        wait_until(lambda: alerts.count() >= 3)
        own.kill("relay")
        assert alerts.count() < 20
        own.start("relay")
        wait_until(lambda: alerts.count() == 20)
        assert set(alerts.values_list("presses", flat=True)) == {1}
        wait_until(lambda: not run.presses.filter(sent_at=None).exists())
    finally:
        actions.stop_drill(run_id=run.pk, actor=cast.carmen, viewer=viewer_of(cast.carmen))
        wait_until(lambda: not alerts.exclude(state="handled").exists())
        own.stop_all()


def wait_until(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
