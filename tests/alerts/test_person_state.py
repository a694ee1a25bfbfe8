"""Where the human is: said by the owner or a supervisor, and a clock that runs while nobody knows."""

import pytest

from alerts import sweeping
from alerts.models import Alert
from consular.events.models import Event
from consular.organisation.models import Facility
from tests import cast as people


@pytest.fixture
def adelanto(reference):
    return Facility.objects.get(code="adelanto-ice-processing-center")


@pytest.fixture
def claimed(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def last_event():
    return Event.objects.order_by("id").last()


def test_ana_says_that_he_is_held_and_where(staff, cast, claimed, adelanto, clock):
    card = staff.done(cast.ana, claimed, "person", state="detained_confirmed", facility=adelanto.pk, source="locator")

    assert card["person_state"] == "detained_confirmed"
    assert card["facility"] == {"id": adelanto.pk, "name": adelanto.name}
    assert card["located_at"] and "unlocated" not in card["marks"] and card["locate"] is None
    event = last_event()
    assert event.kind == "alert.person_state"
    assert event.payload == {"state": "detained_confirmed", "facility": adelanto.pk, "source": "locator"}


def test_confirmed_needs_a_facility_and_nothing_is_changed_without(staff, cast, claimed):
    answer = staff.act(cast.ana, claimed, "person", state="detained_confirmed")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["facility"])
    assert Alert.objects.get().person_state == "unknown"


@pytest.mark.parametrize(
    "body", [{"state": "detained_confirmed", "facility": 10**9}, {"state": "released", "facility": 1}]
)
def test_a_facility_that_is_none_or_has_no_place_here_is_refused(staff, cast, claimed, body):
    answer = staff.act(cast.ana, claimed, "person", **body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["facility"])


@pytest.mark.parametrize("state", ["arrested", "", None, 7])
def test_an_unknown_state_is_refused(staff, cast, claimed, state):
    assert staff.act(cast.ana, claimed, "person", state=state).status_code == 400


def test_a_supervisor_may_and_a_colleague_may_not(staff, cast, claimed):
    assert staff.done(cast.carmen, claimed, "person", state="released")["person_state"] == "released"
    answer = staff.act(cast.bruno, claimed, "person", state="unknown")
    assert (answer.status_code, answer.json()["code"], answer.json()["owner"]["name"]) == (
        409,
        "not_owner",
        "Ana Beltrán",
    )


def test_nobody_has_claimed_it_and_only_the_supervisor_may(staff, cast, press):
    alert_id = press()
    assert staff.act(cast.ana, alert_id, "person", state="released").json()["code"] == "not_claimed"
    assert staff.done(cast.carmen, alert_id, "person", state="released")["located_at"]


def test_released_is_at_no_facility_any_more(staff, cast, claimed, adelanto):
    staff.done(cast.ana, claimed, "person", state="detained_confirmed", facility=adelanto.pk)

    assert staff.done(cast.ana, claimed, "person", state="released")["facility"] is None


def test_an_operator_and_another_post_may_not(staff, cast, claimed):
    assert staff.act(cast.oscar, claimed, "person", state="released").status_code == 403
    assert staff.act(cast.hector, claimed, "person", state="released").status_code == 404


def test_a_post_that_it_is_offered_to_is_not_told_the_facility(staff, cast, claimed, adelanto):
    """Its name is a place, and finer than 1 km."""
    staff.done(cast.ana, claimed, "person", state="detained_confirmed", facility=adelanto.pk)
    staff.done(cast.ana, claimed, "handover", to="HOU")

    card = staff.card(cast.helena, claimed)

    assert (card["facility"], card["proposal"], card["districts"]) == (None, None, [])
    assert adelanto.name not in str(staff.timeline(cast.helena, claimed))


def test_the_clock_strikes_at_1_24_48_and_72_hours(sender, staff, cast, clock):
    alert_id = sender.pressed()
    struck = []
    for hours in (1, 23, 24, 24, 24):
        clock.forward(seconds=hours * 3600 - 1)
        sweeping.sweep()
        struck.append(Event.objects.filter(kind="alert.locate_due").count())
        clock.forward(seconds=1)
        sweeping.sweep()
        struck.append(Event.objects.filter(kind="alert.locate_due").count())

    assert struck == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]
    hours = Event.objects.filter(kind="alert.locate_due").order_by("id").values_list("payload__hour", flat=True)
    assert list(hours) == [1, 24, 48, 72]
    staff.clients.clear()
    assert staff.card(cast.ana, alert_id)["locate"] == {"hour": 72, "next_hour": None, "due_at": None}


def test_the_card_names_the_hour_that_passed_and_the_next(sender, staff, cast, clock):
    alert_id = sender.pressed()
    assert staff.card(cast.ana, alert_id)["locate"]["next_hour"] == 1
    clock.forward(hours=1)
    sweeping.sweep()

    locate = staff.card(cast.ana, alert_id)["locate"]

    assert (locate["hour"], locate["next_hour"]) == (1, 24)


def test_located_stops_the_clock_and_lost_again_goes_on_where_it_is(staff, cast, claimed, clock):
    staff.done(cast.ana, claimed, "person", state="released")
    clock.forward(hours=5)
    sweeping.sweep()
    assert not Event.objects.filter(kind="alert.locate_due").exists()

    locate = staff.done(cast.ana, claimed, "person", state="detained_unconfirmed")["locate"]

    assert (locate["hour"], locate["next_hour"]) == (1, 24)


def test_the_end_stops_the_clock(staff, cast, claimed, clock):
    staff.done(cast.ana, claimed, "dispose", disposition="false_alarm")
    clock.forward(hours=2)
    sweeping.sweep()

    assert not Event.objects.filter(kind="alert.locate_due").exists()
    assert Alert.objects.get().located_at


def test_an_orientation_has_no_clock_until_somebody_is_held(sender, staff, cast):
    alert_id = sender.pressed(kind="orientation")
    staff.done(cast.ana, alert_id, "claim")
    assert staff.card(cast.ana, alert_id)["locate"] is None

    staff.done(cast.ana, alert_id, "person", state="detained_unconfirmed")

    assert staff.card(cast.ana, alert_id)["locate"]["next_hour"] == 1
    answer = staff.act(cast.ana, alert_id, "dispose", disposition="orientation_given")
    assert (answer.status_code, answer.json()["code"]) == (409, "person_not_located")


def test_the_board_counts_who_is_not_located(staff, cast, claimed, press):
    press()
    assert staff.board(cast.ana)["counts"]["unlocated"] == 2
    staff.done(cast.ana, claimed, "person", state="released")
    assert staff.board(cast.ana)["counts"]["unlocated"] == 1


def test_the_auditor_misses_a_clock_that_nobody_strikes(sender, cast, clock):
    alert_id = sender.pressed()
    Alert.objects.filter(pk=alert_id).update(step_due_at=clock.now.replace(year=2100))
    assert sweeping.audit()
    clock.forward(hours=1, minutes=1)

    assert not sweeping.audit()


def test_pressing_again_after_safe_starts_the_clock_anew(sender, staff, cast, claimed, clock):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    clock.forward(hours=3)
    sender.press(id=str(alert_id), message="they took me", location=people.DOWNTOWN_LA)

    staff.clients.clear()
    card = staff.card(cast.ana, alert_id)
    assert (card["located_at"], card["locate"]["hour"], card["locate"]["next_hour"]) == (None, None, 1)
