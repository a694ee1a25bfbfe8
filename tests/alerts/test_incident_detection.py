"""A raid looks like a raid: three people within 2 km and 30 minutes open an incident, and only they; in whatever order they come."""

import math
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts import incident_workflow as rule
from alerts import sweeping
from alerts.actions import detect, detect_incidents
from alerts.models import Alert, Incident, Membership, Person
from consular.events.models import Event, Stream
from tests import cast as people
from tests.alerts.incident_stage import DEGREE_M, beside
from tests.databases import empty_of_stories


def test_three_people_in_one_place_are_an_incident_and_two_are_none(raids):
    ana_maria, beto = raids.press(beside(), beside(300))
    assert not Incident.objects.exists()

    [chela] = raids.press(beside(0, 900))

    assert raids.groups() == {frozenset([ana_maria, beto, chela])}
    incident = Incident.objects.get()
    assert incident.code.startswith("IN-") and len(incident.code) == 9
    assert incident.place == "Los Angeles, CA"
    assert set(Membership.objects.values_list("alert_id", flat=True)) == {ana_maria, beto, chela}


def test_one_telephone_that_presses_three_times_is_one_person(raids, cast):
    for _time in range(3):
        raids.press(beside(), key=people.DEVICE_TOKEN)
    raids.press(beside(100))
    assert not Incident.objects.exists()

    raids.press(beside(200))

    assert Incident.objects.get().alerts.count() == 5  # every press of hers belongs to it


@pytest.mark.parametrize(
    "third",
    [
        beside(2_100),
        beside(0, -2_100),
        beside(100) | {"source": "mock"},
        beside(100) | {"accuracy_m": 15_000},
        None,
    ],
    ids=["too far east", "too far south", "simulated", "only a city's name", "nowhere"],
)
def test_a_third_who_is_not_truly_there_opens_none(raids, third):
    raids.press(beside(), beside(0.1), third)

    assert not Incident.objects.exists()


def test_a_third_at_the_edge_opens_one(raids):
    raids.press(beside(), beside(0.1), beside(1_995))

    assert Incident.objects.exists()


def test_half_an_hour_later_is_another_matter(raids, clock):
    raids.press(beside(), beside(10))
    clock.forward(minutes=30, seconds=1)
    raids.press(beside(20))
    assert not Incident.objects.exists()

    raids.press(beside(30), beside(40))

    assert Incident.objects.get().alerts.count() == 3


def test_questions_are_no_raid(raids):
    raids.press(beside(), beside(10), beside(20), kind="orientation")
    assert not Incident.objects.exists()

    raids.press(beside(), beside(10), beside(20), kind="call")

    assert Incident.objects.get().alerts.count() == 3


def test_a_false_alarm_and_a_duplicate_do_not_count(raids, staff, cast):
    first, again = raids.press(beside(), beside(100))
    [wrong] = raids.press(beside(6_000))
    ends = {again: {"disposition": "duplicate_of", "duplicate_of": str(first)}, wrong: {"disposition": "false_alarm"}}
    for alert_id, ending in ends.items():
        staff.done(cast.ana, alert_id, "claim")
        staff.done(cast.ana, alert_id, "dispose", **ending)

    second, *_others = raids.press(beside(200), beside(6_100), beside(6_200))
    assert raids.groups() == set()
    [third] = raids.press(beside(300))

    assert raids.groups() == {frozenset([first, second, third])}


def test_drills_and_real_alerts_never_mix(raids):
    raids.press(beside(), beside(10), drill=True)
    raids.press(beside(20), beside(30))
    assert not Incident.objects.exists()

    raids.press(beside(40), drill=True)

    assert Incident.objects.get().drill is True
    assert Incident.objects.get().alerts.count() == 3


def test_a_fourth_and_a_fifth_near_anybody_in_it_join(raids):
    raids.press(beside(), beside(100), beside(200))
    raids.press(beside(2_100))  # near the third
    raids.press(beside(4_000))  # near the fourth alone

    incident = Incident.objects.get()

    assert incident.alerts.count() == 5
    assert incident.radius_m == pytest.approx(2_720, abs=30)


def test_two_that_touch_become_the_older_one_with_a_trace(raids, cast):
    west = raids.press(beside(), beside(100), beside(200))
    east = raids.press(beside(3_500), beside(3_600), beside(3_700))
    older, younger = Incident.objects.order_by("opened_at")
    raids.done(cast.ana, younger, "coordinate")

    [bridge] = raids.press(beside(1_900))

    assert raids.groups() == {frozenset([*west, *east, bridge])}
    older.refresh_from_db()
    younger.refresh_from_db()
    assert (younger.state, younger.merged_into, older.state) == ("closed", older, "open")
    assert older.coordinator == cast.ana  # nobody had the older one
    moved = Membership.objects.filter(incident=younger)
    assert {(row.alert_id, row.reason) for row in moved} == {(alert_id, "merged") for alert_id in east}
    told = Event.objects.about(younger).values_list("kind", "payload")
    assert ("incident.merged", {"into": older.code}) in list(told)


def test_whoever_gets_a_first_place_later_is_looked_at_then(raids, sender):
    _near, _by, unplaced = raids.press(beside(), beside(100), None)
    assert not Incident.objects.exists()

    sender.locate(unplaced, beside(200))
    raids.look()

    assert raids.of(unplaced)


def test_whoever_walks_into_it_joins(raids, sender, clock):
    *_three, walker = raids.press(beside(), beside(100), beside(200), beside(9_000))
    assert raids.of(walker) is None

    clock.forward(minutes=1)
    sender.locate(walker, beside(500) | {"fixed_at": clock.now.isoformat()})
    raids.look()

    assert raids.of(walker) == Incident.objects.get()


def test_whoever_was_taken_out_is_not_put_back_and_does_not_count(raids, staff, cast):
    _one, _two, third = raids.press(beside(), beside(100), beside(200))
    staff.done(cast.ana, third, "detach", reason="she is the journalist")

    raids.press(beside(300))
    raids.sender.press(id=str(third), location=beside(250), message="again")
    raids.look()

    assert raids.of(third) is None
    assert Incident.objects.get().alerts.count() == 3


def test_a_closed_incident_takes_nobody_in(raids, staff, cast):
    for alert_id in raids.press(beside(), beside(100), beside(200)):
        staff.done(cast.ana, alert_id, "claim")
    incident = Incident.objects.get()
    raids.done(cast.carmen, incident, "close")

    raids.press(beside(50), beside(60))
    assert Incident.objects.count() == 1
    raids.press(beside(70))

    assert sorted(one.alerts.count() for one in Incident.objects.all()) == [3, 3]


def test_the_relay_finds_it_and_a_second_look_changes_nothing(raids, sender, publish):
    for place in (beside(), beside(100), beside(200)):
        sender.pressed(location=place)
    publish()
    sweeping.sweep()
    before = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert before.count("incident.opened") == 1

    Stream.objects.filter(name="incidents").update(last=0)  # killed before it wrote down how far it was
    raids.look()
    Stream.objects.filter(name="incidents").update(last=10_000)  # a restored backup set the events back
    raids.look()

    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == before


def test_what_fails_half_way_is_done_again_whole(raids, sender, publish, clock, monkeypatch):
    for place in (beside(), beside(100), beside(200)):
        sender.pressed(location=place)
    publish()

    class Killed(BaseException):
        pass

    def dies(*_args, **_keywords):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("alerts.actions.incidents._tell", dies)
        with pytest.raises(Killed):
            detect_incidents(now=clock.now)
    assert not Incident.objects.exists()

    raids.look()

    assert Incident.objects.get().alerts.count() == 3


def test_an_alert_that_cannot_be_looked_at_hides_no_raid(raids, sender, publish, clock, monkeypatch):
    poison = sender.pressed(location=people.DOWNTOWN_HOUSTON)
    for place in (beside(), beside(100), beside(200)):
        sender.pressed(location=place)
    publish()
    near = detect._near

    def chokes(alert_ids):
        if poison in alert_ids:
            raise ValueError("a place that is none")
        return near(alert_ids)

    monkeypatch.setattr(detect, "_near", chokes)
    raids.look()

    assert Incident.objects.get().alerts.count() == 3
    assert detect.behind(now=clock.now) == timedelta()


def test_the_flood_lane_makes_no_raid_and_joins_none(raids, sender, cast):
    for place in (beside(), beside(100), beside(200)):
        sender.pressed(location=place)
    lane = [sender.pressed(location=beside(50)) for _n in range(3)]
    Alert.objects.filter(pk__in=lane).update(flood_lane=True)

    raids.look()

    assert Incident.objects.get().alerts.count() == 3


def test_a_raid_of_a_drill_calls_no_other_post(raids, cast):
    raids.press(beside(), beside(100), beside(200), drill=True)
    raids.look()
    assert Incident.objects.get().posts == [cast.posts["LAX"].pk]


# ---- against the definition, by brute force ---------------------------------------------------------------------------

# Places on a grid of 650 m and whole minutes: no distance and no time is near an edge of the rule.
PRESS = st.tuples(
    st.integers(0, 9),
    st.integers(0, 5),
    st.integers(0, 75),
    st.integers(0, 7),
    st.sampled_from(["", "", "", "drill", "mock"]),
)


def metres(a, b):
    """The great circle."""
    (lat1, lng1), (lat2, lng2) = ((math.radians(place["lat"]), math.radians(place["lng"])) for place in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 2 * math.degrees(math.asin(math.sqrt(half))) * DEGREE_M


def incidents_of(scene):
    """The definition: connected groups in which somebody has three people near."""
    near = {
        one: {
            other for other in scene
            if metres(scene[one]["place"], scene[other]["place"]) <= 2_000
            and abs(scene[one]["minute"] - scene[other]["minute"]) <= 30
            and scene[one]["drill"] == scene[other]["drill"]
        }
        for one in scene
    }  # fmt: skip
    groups, left = set(), set(scene)
    while left:
        group, edge = set(), {left.pop()}
        while edge:
            group |= edge
            edge = {other for one in edge for other in near[one]} - group
        left -= group
        if any(len({scene[other]["person"] for other in near[one]}) >= 3 for one in group):
            groups.add(frozenset(group))
    return groups


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(PRESS, min_size=3, max_size=14), cuts=st.sets(st.integers(1, 13)), rows=st.randoms())
def test_what_is_found_is_what_the_definition_says(cast, clock, press, publish, raids, presses, cuts, rows):
    empty_of_stories()
    template = Alert.objects.get(pk=press(location=people.DOWNTOWN_HOUSTON))
    fields = {field.attname: getattr(template, field.attname) for field in Alert._meta.concrete_fields}
    crowd = [Person.objects.create(code=f"PX-CROWD{number}", created_at=clock.now) for number in range(8)]
    scene, made = {}, []
    for east, north, minute, person, mark in presses:
        place, received_at = beside(650 * east, 650 * north), clock.now + timedelta(minutes=minute)
        alert = Alert(
            **fields
            | {
                "id": uuid.uuid4(),
                "person_id": crowd[person].pk,
                "point": f"SRID=4326;POINT({place['lng']} {place['lat']})",
                "received_at": received_at,
                "fix_source": "mock" if mark == "mock" else "gps",
                "drill": mark == "drill",
            }
        )
        made.append(alert)
        if mark != "mock":
            scene[alert.pk] = {
                "place": place, "minute": minute, "person": person, "drill": mark == "drill",
            }  # fmt: skip
    rows.shuffle(made)
    for number, alert in enumerate(made):
        alert.save(force_insert=True)
        Event.objects.create(
            kind="alert.received", subject_type="alert", subject_id=alert.pk, posts=alert.posts, at=clock.now
        )
        if number in cuts:
            raids.look()
    raids.look()

    assert raids.groups() == incidents_of(scene)
    assert rule.PEOPLE == 3
