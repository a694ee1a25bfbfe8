"""Routing: the consulate whose district has the person, the nearest outside of all, and somebody in any case."""

import random

import pytest
from django.contrib.gis.geos import Point

from alerts.models import Alert
from consular.events.models import Event
from consular.organisation.geography import consulate_for
from consular.organisation.models import Consulate
from tests import cast as people
from tests.alerts.stage import ALERTS


def route():
    alert = Alert.objects.select_related("consulate").get()
    return alert.consulate.code, alert.routing["method"]


@pytest.mark.parametrize(
    ("lat", "lng", "post", "method"),
    [
        (34.0522, -118.2437, "LAX", "district"), (29.7604, -95.3698, "HOU", "district"), (32.7157, -117.1611, "SAN", "district"),
        (61.2, -149.9, "SEA", "district"), (18.4, -66.0, "SJU", "district"), (51.9, 179.5, "SEA", "district"),
        (32.5, -117.6, "SAN", "nearest"), (19.43, -99.13, "BRO", "nearest"), (90, 0, "SEA", "nearest"), (-90, 180, None, "nearest"),
    ],
)  # fmt: skip
def test_a_press_goes_to_the_post_of_its_place(sender, lat, lng, post, method):
    answer = sender.press(location={"lat": lat, "lng": lng})

    code, how = route()
    assert (code, how) == (post or code, method)
    assert answer.json()["consulate"]["code"] == code
    alert = Alert.objects.get()
    assert alert.posts == [alert.consulate_id]


def test_the_intake_and_the_geography_agree_wherever_it_is(sender, reference):
    """The rule is written twice, once in the intake's one statement: a hundred places, in and out of every district."""
    dice = random.Random(7)
    places = [(dice.uniform(15, 72), dice.uniform(-170, -60)) for _ in range(60)]
    places += [(dice.uniform(-89, 89), dice.uniform(-180, 180)) for _ in range(40)]

    answers = sender.send_at_once([
        ("/api/v1/alerts/", {"id": None, "message": str(n), "location": {"lat": lat, "lng": lng}}, people.SOURCE_KEY)
        for n, (lat, lng) in enumerate(places)
    ])  # fmt: skip

    for (lat, lng), answer in zip(places, answers, strict=True):
        found = consulate_for(Point(lng, lat, srid=4326))
        stored = Alert.objects.select_related("consulate").get(pk=answer.json()["id"])
        assert (stored.consulate.code, stored.routing["method"]) == (found.consulate.code, found.method), (lat, lng)


def test_without_a_place_the_call_centre_has_it(sender, staff, cast):
    alert_id = sender.pressed(location=None)

    assert route() == ("CIAM", "call_centre")
    assert str(alert_id) in staff.listed(cast.oscar)
    assert str(alert_id) not in staff.listed(cast.ana)


@pytest.fixture
def no_call_centre(cast):
    Consulate.objects.filter(kind="call_centre").update(is_active=False)
    yield
    Consulate.objects.filter(kind="call_centre").update(is_active=True)


@pytest.mark.parametrize("body", [b'{"location": null}', b"unreadable", b""])
def test_a_network_without_a_call_centre_loses_nothing(sender, no_call_centre, body):
    answer = sender.send(ALERTS, body)

    assert answer.status_code == 201
    assert Alert.objects.get().consulate.kind == "consulate"


@pytest.fixture
def at_home_in_houston(cast):
    type(cast.device).objects.filter(pk=cast.device.pk).update(consulate=cast.posts["HOU"])
    yield
    type(cast.device).objects.filter(pk=cast.device.pk).update(consulate=None)


def test_a_phone_without_a_place_is_at_its_home_post(sender, staff, cast, at_home_in_houston):
    alert_id = sender.pressed(location=None, key=people.DEVICE_TOKEN)

    assert route() == ("HOU", "home_post")
    assert str(alert_id) in staff.listed(cast.hector)


def test_a_phone_with_a_place_is_where_it_is(sender, at_home_in_houston):
    sender.pressed(key=people.DEVICE_TOKEN)

    assert route() == ("LAX", "district")


def test_a_place_that_comes_later_brings_the_post_and_keeps_the_one_before(
    sender, staff, cast, clock, at_home_in_houston
):
    alert_id = sender.pressed(location=None, key=people.DEVICE_TOKEN)
    clock.forward(seconds=5)

    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": clock.now.isoformat()}, key=people.DEVICE_TOKEN)

    assert route() == ("LAX", "district")
    assert str(alert_id) in staff.listed(cast.ana) & staff.listed(cast.hector)
    assert Event.objects.order_by("id").last().posts == sorted(cast.posts[code].pk for code in ("LAX", "HOU"))


def test_a_place_that_comes_after_the_claim_takes_nothing_from_hector(sender, staff, cast, clock, at_home_in_houston):
    alert_id = sender.pressed(location=None, key=people.DEVICE_TOKEN)
    staff.done(cast.hector, alert_id, "claim")
    clock.forward(seconds=5)

    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": clock.now.isoformat()}, key=people.DEVICE_TOKEN)

    card = staff.card(cast.hector, alert_id)
    assert (card["post"], card["owner"]["name"]) == ("HOU", "Héctor Fuentes")
    assert card["location"]["lat"] == people.DOWNTOWN_LA["lat"]


def test_walking_into_another_district_does_not_move_the_alert_away(sender, staff, cast, clock):
    alert_id = sender.pressed()
    clock.forward(minutes=1)

    sender.locate(alert_id, people.DOWNTOWN_HOUSTON | {"fixed_at": clock.now.isoformat()})

    assert route() == ("LAX", "district")
    assert str(alert_id) not in staff.listed(cast.hector)


def test_the_decision_is_kept_with_the_version_of_the_district(sender, reference):
    sender.pressed()

    assert Alert.objects.get().routing == {
        "method": "district",
        "post": "LAX",
        "district_version": 1,
        **people.DOWNTOWN_LA,
        "shares": [{"post": "LAX", "share": 1, "district_version": 1}],
    }


def test_the_card_says_the_place_in_words(sender, staff, cast):
    assert staff.card(cast.ana, sender.pressed())["place"] == "Los Angeles, CA"


def test_a_simulated_place_is_shown_and_routes_nothing(sender, staff, cast):
    alert_id = sender.pressed(location=people.DOWNTOWN_HOUSTON | {"source": "mock"})

    assert route() == ("CIAM", "call_centre")
    assert staff.card(cast.oscar, alert_id)["location"]["source"] == "mock"

    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": "2020-01-01T00:00:00Z", "source": "gps"})

    assert route() == ("LAX", "district")
    assert staff.card(cast.ana, alert_id)["location"]["source"] == "gps"
