"""Pressing somewhere: a place is taken exactly as it was sent, or not at all. No point is ever moved."""

import math

import pytest

from alerts.models import Alert, Position, Submission
from tests.alerts.stage import ALERTS, press_of, written

NAN, INFINITY = float("nan"), float("inf")
LA = {"lat": 34.0522, "lng": -118.2437}


@pytest.mark.parametrize(
    ("lat", "lng"),
    [
        (34.0522, -118.2437), (90, 180), (90, -180), (-90, 180), (-90, -180), (90.0, 0), (-90, 0), (0, 180), (0, -180), (0, 1e-9),
        (1e-9, 0),
        (89.99999999999999, 179.99999999999997), (-0.0, 51.5), (34, -118), (51.87, 179.999), (51.87, -179.999), (71.4, -156.8),
        (-71.06, 42.36),
        (5e-324, 1), (34.052200000000006, -118.24370000000002), (1.7976931348623157e-308, -1e-300),
    ],
)  # fmt: skip
def test_a_place_on_earth_is_stored_to_the_last_digit(sender, lat, lng):
    """The last but two: Boston with its numbers swapped is a place in the Antarctic; nobody may "correct" it."""
    answer = sender.press(location={"lat": lat, "lng": lng})

    assert (answer.status_code, answer.json()["problems"]) == (201, [])
    assert Alert.objects.get().point.coords == (lng, lat)
    assert Position.objects.get().point.coords == (lng, lat)
    assert not Submission.objects.exists()


OUT_OF_RANGE = [
    (90.0000001, 0), (-90.0000001, 0), (0, 180.0000001), (0, -180.0000001), (math.nextafter(90, 91), 0), (0, math.nextafter(180, 181)),
    (-118.2437, 34.0522), (200, 95), (95, 200), (34.0522, 241.7563), (34.0522, -478.2437), (3405.22, -11824.37), (1e308, 1e308),
    (10**30, 0),
]  # fmt: skip
UNREADABLE = [
    (NAN, -118), (34, NAN), (INFINITY, 0), (0, -INFINITY), (10**400, 0), ("34.0522", "-118.2437"), ("34.0522", -118.2437), ("", ""),
    (True, False),
    (True, -118), (None, None), (None, -118.2437), ([34.0522], [-118.2437]), ({}, {}), ("34°N", "118°W"), ("34,0522", "-118,2437"),
    ("NaN", "NaN"),
]  # fmt: skip
OTHER_SHAPES = [
    {}, [], "", "34.0522,-118.2437", 34.0522, True, [34.0522, -118.2437], [-118.2437, 34.0522], [-118.2437, 34.0522, 90.0], [LA],
    {"type": "Point", "coordinates": [-118.2437, 34.0522]}, {"type": "Point", "coordinates": [-118.2437, 34.0522, 12.0]},
    {"type": "Polygon", "coordinates": [[[-119, 34], [-118, 34], [-118, 35], [-119, 34]]]},
    {"type": "GeometryCollection", "geometries": []},
    {"latitude": 34.0522, "longitude": -118.2437}, {"lat": 34.0522}, {"lng": -118.2437}, {"lat": 34.0522, "lon": -118.2437},
    "POINT(-118.2437 34.0522)",
    "SRID=4326;POINT(-118.2437 34.0522)", {"LAT": 34.0522, "LNG": -118.2437}, "0101000020E6100000",
    {"lat": {"lat": 34}, "lng": {"lng": -118}},
]  # fmt: skip


def no_place(sender, location, problem):
    body = written(press_of(message="ayuda", location=location))

    answer = sender.send(ALERTS, body)

    assert (answer.status_code, answer.json()["problems"]) == (201, [problem])
    alert = Alert.objects.get()
    assert (alert.point, alert.accuracy_m, alert.fixed_at, alert.place, alert.message) == (
        None,
        None,
        None,
        "",
        "ayuda",
    )
    assert not Position.objects.exists()
    assert Submission.objects.get().body.encode("latin-1") == body


@pytest.mark.parametrize(("lat", "lng"), OUT_OF_RANGE)
def test_a_place_off_the_globe_is_no_place(sender, lat, lng):
    no_place(sender, {"lat": lat, "lng": lng}, "location_out_of_range")


@pytest.mark.parametrize(("lat", "lng"), UNREADABLE, ids=str)
def test_what_is_not_a_pair_of_numbers_is_no_place(sender, lat, lng):
    no_place(sender, {"lat": lat, "lng": lng}, "location_unreadable")


@pytest.mark.parametrize("location", OTHER_SHAPES, ids=str)
def test_any_other_shape_is_no_place(sender, location):
    no_place(sender, location, "location_unreadable")


@pytest.mark.parametrize(("lat", "lng"), [(0, 0), (0.0, -0.0), (-0.0, 0)])
def test_zero_zero_is_a_broken_phone_and_no_place(sender, lat, lng):
    no_place(sender, {"lat": lat, "lng": lng}, "location_null_island")


@pytest.mark.parametrize("location", [None, ...])
def test_no_place_is_nothing_to_complain_about(sender, location):
    answer = sender.press(location=location)

    assert (answer.status_code, answer.json()["problems"]) == (201, [])
    assert Alert.objects.get().point is None


@pytest.mark.parametrize(("accuracy", "stored", "problems"), [
    (25, 25, []), (0, 0, []), (0.5, 0.5, []), (20_000_000, 20_000_000, []), (None, None, []),
    (-1, None, ["accuracy_unreadable"]), (20_000_001, None, ["accuracy_unreadable"]), (NAN, None, ["accuracy_unreadable"]),
    (INFINITY, None, ["accuracy_unreadable"]), ("25", None, ["accuracy_unreadable"]), (True, None, ["accuracy_unreadable"]),
    ([], None, ["accuracy_unreadable"]),
])  # fmt: skip
def test_an_accuracy_that_cannot_be_read_costs_the_accuracy_not_the_place(sender, accuracy, stored, problems):
    answer = sender.press(location=LA | {"accuracy_m": accuracy})

    assert (answer.status_code, answer.json()["problems"]) == (201, problems)
    alert = Alert.objects.get()
    assert (alert.point.coords, alert.accuracy_m) == ((-118.2437, 34.0522), stored)


@pytest.mark.parametrize(("source", "stored", "problems"), [
    ("gps", "gps", []), (None, "", []), ("mock", "mock", []), ("GPS", "unknown", ["fix_source_unknown"]),
    ("", "unknown", ["fix_source_unknown"]),
    (7, "unknown", ["fix_source_unknown"]), ([], "unknown", ["fix_source_unknown"]), ({"gps": 1}, "unknown", ["fix_source_unknown"]),
])  # fmt: skip
def test_where_a_fix_comes_from_is_kept_or_said_to_be_unknown(sender, source, stored, problems):
    answer = sender.press(location=LA | {"source": source})

    assert (answer.status_code, answer.json()["problems"]) == (201, problems)
    assert Alert.objects.get().fix_source == stored


def test_an_officer_sees_the_place_and_its_uncertainty(sender, staff, cast, clock):
    alert_id = sender.pressed(location=LA | {"accuracy_m": 40, "source": "wifi", "fixed_at": clock.ago(minutes=3)})

    location = staff.card(cast.ana, alert_id)["location"]

    assert location.pop("fixed_at") < clock.ago(minutes=2)
    assert location == LA | {"accuracy_m": 40.0, "source": "wifi", "precision": "exact"}
