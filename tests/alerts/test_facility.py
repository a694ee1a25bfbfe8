"""Facility match: the track enters a known facility, or the newest circle covers one; an officer accepts or rejects it."""

import pytest

from alerts import sweeping
from alerts.models import Alert, FacilityProposal
from consular.events.models import Event
from consular.organisation.models import Facility
from tests import cast as people

MILE = 0.0145  # degrees of latitude


@pytest.fixture
def mesa_verde(reference):
    """In the district of Fresno, away from every other facility."""
    return Facility.objects.get(code="mesa-verde-ice-processing-center")


def at(facility, *, north=0.0, **more):
    return {"lat": facility.point.y + north, "lng": facility.point.x, "accuracy_m": 30} | more


@pytest.fixture
def arrives(sender, staff, cast, clock):
    """Claimed in Los Angeles, two hours later somewhere else."""

    def arrive(*places):
        alert_id = sender.pressed()
        staff.done(cast.ana, alert_id, "claim")
        for place in places:
            clock.forward(hours=2)
            sender.locate(alert_id, place | {"fixed_at": clock.now.isoformat()})
        return alert_id

    return arrive


def proposal(staff, cast, alert_id):
    return staff.card(cast.ana, alert_id)["proposal"]


def test_a_track_that_enters_one_proposes_it(arrives, staff, cast, mesa_verde):
    found = proposal(staff, cast, arrives(at(mesa_verde, north=0.002)))

    assert found["facility"] == {"id": mesa_verde.pk, "name": mesa_verde.name}
    assert (found["basis"], round(found["distance_m"], -1)) == ("enter", 220)
    event = Event.objects.order_by("id").last()
    assert event.kind == "alert.facility_proposed"
    assert event.payload == {"facility": mesa_verde.pk, "basis": "enter", "distance_m": 222}


def test_a_circle_that_covers_one_proposes_it_and_a_small_one_beside_it_does_not(arrives, staff, cast, mesa_verde):
    assert proposal(staff, cast, arrives(at(mesa_verde, north=MILE))) is None
    found = proposal(staff, cast, arrives(at(mesa_verde, north=MILE, accuracy_m=1_500)))
    assert found["basis"] == "covers"


def test_a_circle_that_no_longer_covers_it_withdraws_it_and_a_place_entered_stays(arrives, staff, cast, mesa_verde):
    covers = arrives(at(mesa_verde, north=MILE, accuracy_m=1_500), people.DOWNTOWN_LA)
    assert proposal(staff, cast, covers) is None
    assert Event.objects.filter(kind="alert.facility_withdrawn").count() == 1

    staff.clients.clear()  # a session lasts 8 hours
    entered = arrives(at(mesa_verde), people.DOWNTOWN_LA)
    assert proposal(staff, cast, entered)["facility"]["id"] == mesa_verde.pk


def test_a_press_inside_one_proposes_it_at_once(sender, staff, cast, clock):
    adelanto = Facility.objects.get(code="adelanto-ice-processing-center")
    alert_id = sender.pressed(location=at(adelanto))

    assert FacilityProposal.objects.get().facility_id == adelanto.pk
    assert Alert.objects.get(pk=alert_id).version == 2


def test_a_simulated_fix_and_a_jump_propose_nothing(arrives, sender, staff, cast, clock, mesa_verde):
    alert_id = arrives(at(mesa_verde, source="mock"), people.DOWNTOWN_LA)
    clock.forward(seconds=5)
    sender.locate(alert_id, at(mesa_verde, fixed_at=clock.now.isoformat()))

    assert proposal(staff, cast, alert_id) is None


def test_accepting_says_where_and_offers_it_to_the_district(arrives, staff, cast, mesa_verde):
    alert_id = arrives(at(mesa_verde))

    card = staff.done(cast.ana, alert_id, "facility/accept")

    assert (card["person_state"], card["facility"]["id"]) == ("detained_unconfirmed", mesa_verde.pk)
    assert card["proposal"] is None
    assert "unlocated" in card["marks"]  # probably is not confirmed: the clock runs on
    alert = Alert.objects.select_related("handover_to").get()
    assert alert.handover_to.code == mesa_verde.consulate.code != "LAX"
    assert card["owner"]["name"] == "Ana Beltrán"
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["alert.person_state", "alert.handover_offered"]


def test_accepting_in_the_own_district_offers_nothing(sender, staff, cast, reference):
    facility = Facility.objects.filter(consulate__code="HOU", point__isnull=False).first()
    alert_id = sender.pressed(location=at(facility))
    if cast.posts["HOU"].pk not in Alert.objects.get().posts:
        pytest.skip("no facility well inside Houston's district")
    staff.done(cast.hector, alert_id, "claim")

    staff.done(cast.hector, alert_id, "facility/accept")

    assert Alert.objects.get().handover_to is None


def test_a_rejected_one_is_not_proposed_again(arrives, sender, staff, cast, clock, mesa_verde):
    alert_id = arrives(at(mesa_verde))
    assert staff.done(cast.ana, alert_id, "facility/reject")["proposal"] is None

    clock.forward(minutes=5)
    sender.locate(alert_id, at(mesa_verde, north=0.001, fixed_at=clock.now.isoformat()))

    assert proposal(staff, cast, alert_id) is None
    assert FacilityProposal.objects.get().answered_by == cast.ana


def test_a_facility_left_for_another_is_proposed_again_when_the_track_comes_back(arrives, staff, cast, mesa_verde):
    golden = Facility.objects.get(code="golden-state-annex")

    for places, expected in (((mesa_verde, golden), golden), ((mesa_verde, golden, mesa_verde), mesa_verde)):
        staff.clients.clear()  # a session lasts 8 hours
        found = proposal(staff, cast, arrives(*map(at, places)))
        assert found["facility"]["id"] == expected.pk


def test_only_one_answer(arrives, staff, cast, mesa_verde):
    alert_id = arrives(at(mesa_verde))
    staff.done(cast.ana, alert_id, "facility/accept")
    for verb in ("facility/accept", "facility/reject"):
        answer = staff.act(cast.ana, alert_id, verb)
        assert (answer.status_code, answer.json()["code"]) == (409, "no_proposal")


def test_bruno_does_not_answer_for_ana(arrives, staff, cast, mesa_verde):
    alert_id = arrives(at(mesa_verde))
    assert staff.act(cast.bruno, alert_id, "facility/accept").json()["code"] == "not_owner"
    assert staff.act(cast.hector, alert_id, "facility/accept").status_code == 404


def test_naming_the_facility_by_hand_answers_the_proposal(arrives, staff, cast, mesa_verde):
    alert_id = arrives(at(mesa_verde))

    card = staff.done(cast.ana, alert_id, "person", state="detained_confirmed", facility=mesa_verde.pk)

    assert card["proposal"] is None
    assert FacilityProposal.objects.get().state == "accepted"


def test_a_circle_that_covers_one_keeps_a_cancelled_alert_open(sender, cast, clock, mesa_verde):
    """The same rule as for proposals."""
    alert_id = sender.pressed(key=people.DEVICE_TOKEN, location=at(mesa_verde, north=MILE, accuracy_m=1_500))
    sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)
    clock.forward(seconds=700)
    sweeping.sweep()

    assert Alert.objects.get().state == "received"
