"""The test press goes the way of every alert, from HTTP to a painted row, and is in no queue, no timer and no figure."""

import json
import uuid

import pytest

from alerts import canary, sweeping
from alerts.actions import watch
from alerts.models import Alert, BoardSession, Canary, Person, PostWatch
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import District
from tests.alerts.stage import ALERTS


@pytest.fixture
def registered(cast, clock):
    canary.register()


@pytest.fixture
def test_press(sender, cast, registered):
    def send(post="LAX"):
        return sender.send(ALERTS, canary.press_for(cast.posts[post].pk), key=canary.key())

    return send


def test_it_is_routed_and_told_to_the_boards_of_its_post_alone(test_press, live, cast):
    answer = test_press()

    assert answer.status_code == 201
    ana, hector = live.news(cast.ana, cast.hector)
    assert [(item["kind"], item["alert"]["post"], item["alert"]["code"]) for item in ana] == [
        ("canary.received", "LAX", "CANARY")
    ]
    assert hector == []


def test_it_is_never_an_alert(test_press, staff, cast, clock):
    before = Person.objects.count()
    test_press()

    assert not Alert.objects.exists()
    assert Person.objects.count() == before
    assert staff.board(cast.ana)["alerts"] == []
    assert set(staff.board(cast.oscar)["counts"].values()) == {0}
    clock.forward(minutes=20)
    sweeping.sweep()
    assert not Event.objects.filter(subject_type="alert").exists()
    assert sweeping.audit()
    watch.count_watches(now=clock.now)
    assert PostWatch.objects.get(consulate__code="LAX").arrivals == 0


def test_the_browser_that_painted_it_says_how_long_it_took(test_press, cast, clock):
    pk = test_press().json()["id"]
    PostWatch.objects.create(consulate=cast.posts["LAX"])
    told = watch.Told(1, True, True, 0, None, True, canaries=((Canary.objects.get().pk, 42),))

    watch.board_beats(board_id=Canary.objects.get().pk, viewer=viewer_of(cast.ana), told=told, keeps_up=True)

    seen = PostWatch.objects.get(consulate__code="LAX")
    assert (str(Canary.objects.get().pk), seen.canary_ms, seen.canary_seen_at) == (pk, 42, clock.now)


def test_every_post_with_an_open_board_gets_one_a_minute(cast, clock, registered):
    BoardSession.objects.all().delete()
    assert canary.due_posts() == []
    told = watch.Told(1, True, True, 0, None, hears_bulletins=True)

    board_id = uuid.uuid4()

    def beat():
        watch.board_beats(board_id=board_id, viewer=viewer_of(cast.carmen), told=told, keeps_up=True)

    beat()
    assert canary.due_posts() == [cast.posts["LAX"].pk]
    clock.forward(seconds=59)
    beat()
    assert canary.due_posts() == []
    clock.forward(seconds=1)
    beat()
    assert canary.due_posts() == [cast.posts["LAX"].pk]
    clock.forward(seconds=61)
    assert canary.due_posts() == []  # nobody is there any more


def test_every_district_is_reached_by_its_own_test_press(sender, registered, reference):
    for district in District.objects.select_related("consulate"):
        if not district.consulate.is_active or district.boundary.empty:
            continue
        assert sender.send(ALERTS, canary.press_for(district.consulate_id), key=canary.key()).status_code == 201
        assert Canary.objects.latest("received_at").consulate_id == district.consulate_id, district


def test_its_key_opens_nothing_else(test_press, sender, press):
    alert_id = press()
    assert sender.look(alert_id, key=canary.key()).status_code == 404
    assert sender.cancel(alert_id, key=canary.key()).status_code == 202  # as to any sender of another alert
    assert Alert.objects.get().cancel_requested_at is None
    assert "canary" not in json.dumps(sender.look(alert_id).json())
