"""Who sees an incident and what they may do: neighbours are called in, one coordinator, each member its own owner, everything told."""

import json

import pytest

from alerts.models import Alert, Incident, IncidentNote, Membership
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.organisation.models import Consulate, Posting, User
from tests import cast as people
from tests.alerts.incident_stage import beside


@pytest.fixture
def raid(raids):
    """Three people in downtown Los Angeles."""
    raids.members = raids.press(beside(), beside(300), beside(0, 400))
    return Incident.objects.get()


@pytest.fixture
def nuria(raid):
    """An officer of a neighbouring post that the raid calls in."""
    user, _made = User.objects.get_or_create(username="nuria", first_name="Nuria", last_name="Ochoa", is_demo=True)
    post = Consulate.objects.filter(pk__in=raid.posts, kind="consulate").exclude(code="LAX").order_by("code").first()
    Posting.objects.create(user=user, role="officer", consulate=post)
    yield user
    Posting.objects.filter(user=user).delete()


def test_neighbours_and_the_centre_are_called_in_and_houston_is_not(raid, staff, cast, raids):
    card = staff.card(cast.ana, raids.members[0])
    codes = set(Consulate.objects.filter(pk__in=raid.posts).values_list("code", flat=True))

    assert card["incident"] == {"id": str(raid.pk), "code": raid.code}
    assert card["posts"] == ["LAX"]
    assert {"LAX", "CIAM"} < codes and len(codes) == 4
    assert set(Alert.objects.get(pk=raids.members[0]).offered) == {*raid.posts} - {cast.posts["LAX"].pk}
    assert staff.listed(cast.hector) == set()
    assert staff.get(cast.hector, f"incidents/{raid.pk}/").status_code == 404


def test_a_neighbour_sees_about_where_and_may_claim_and_nothing_else(raid, staff, raids, nuria):
    card = staff.card(nuria, raids.members[0])

    assert card["allowed"] == ["claim"]
    assert (card["location"]["precision"], card["location"]["lat"]) == ("1km", 34.05)
    assert staff.listed(nuria) == {str(alert_id) for alert_id in raids.members}
    assert staff.act(nuria, raids.members[0], "unmask", purpose="contact").status_code == 403
    assert staff.act(nuria, raids.members[0], "note", text="x").status_code == 403


def test_no_box_is_so_small_that_it_tells_a_neighbour_the_exact_place(raid, staff, raids, nuria):
    assert staff.listed(nuria, bbox="-80,30,-79,31") == {str(alert_id) for alert_id in raids.members}


def test_a_neighbour_claims_and_works_on_it_from_then_on(raid, staff, raids, nuria, cast):
    first, second, _third = raids.members
    card = staff.done(nuria, first, "claim")

    assert card["owner"]["name"] == "Nuria Ochoa"
    assert len(card["posts"]) == 2 and card["location"]["precision"] == "exact"
    assert staff.done(nuria, first, "contact", channel="phone", result="reached")["state"] == "contacting"
    assert staff.card(cast.ana, first)["owner"]["name"] == "Nuria Ochoa"
    assert staff.card(nuria, second)["location"]["precision"] == "1km"
    assert staff.act(cast.ana, first, "claim").json()["owner"]["name"] == "Nuria Ochoa"


def test_the_board_is_told_live_what_a_fresh_one_shows(raids, staff, cast, live):
    raids.press(beside(), beside(300), beside(0, 400))
    [news] = live.news(cast.ana)
    opened = [item for item in news if item["kind"] == "incident.opened"]
    fresh = staff.board(cast.ana)

    assert [item["incident"] for item in opened] == fresh["incidents"]
    assert opened[0]["alert"] is None and opened[0]["id"] == fresh["incidents"][0]["id"]
    assert (fresh["incidents"][0]["people"], fresh["incidents"][0]["coordinator"]) == (3, None)
    attached = {item["id"]: item["alert"] for item in news if item["kind"] == "alert.attached"}
    assert attached == {card["id"]: card for card in fresh["alerts"]}
    assert all(card["incident"]["code"] == fresh["incidents"][0]["code"] for card in fresh["alerts"])


def test_houston_is_told_nothing(raids, staff, cast, live):
    raids.press(beside(), beside(300), beside(0, 400))

    assert live.news(cast.hector) == [[]]
    assert staff.board(cast.hector)["incidents"] == []
    assert staff.get(cast.hector, "incidents/").json() == {"items": []}


def test_the_summary_gives_no_exact_place(raid, staff, cast, raids):
    location = raids.whole(cast.ana, raid)["location"]

    assert (location["lat"], location["lng"]) == (34.05, -118.24)
    assert location["radius_m"] >= raid.radius_m + 500


def test_one_coordinator_and_the_other_is_told_who(raid, staff, cast, raids, live):
    assert raids.done(cast.ana, raid, "coordinate")["coordinator"]["name"] == "Ana Beltrán"
    assert raids.act(cast.ana, raid, "coordinate").status_code == 200

    lost = raids.act(cast.bruno, raid, "coordinate")

    assert (lost.status_code, lost.json()["code"]) == (409, "already_coordinated")
    assert (lost.json()["owner"]["name"], lost.json()["state"]) == ("Ana Beltrán", "open")
    assert raids.act(cast.bruno, raid, "release").json()["code"] == "not_coordinator"
    [news] = live.news(cast.bruno)
    assert [item["incident"]["coordinator"]["name"] for item in news if item["kind"] == "incident.coordinator"] == [
        "Ana Beltrán"
    ]


def test_to_coordinate_owns_nobody(raid, staff, cast, raids):
    raids.done(cast.ana, raid, "coordinate")

    whole = raids.whole(cast.ana, raid)

    assert whole["counts"] == {"people": 3, "open": 3, "unclaimed": 3, "not_located": 3}
    assert {card["state"] for card in whole["members"]} == {"received"}
    staff.done(cast.bruno, raids.members[0], "claim")
    assert raids.whole(cast.ana, raid)["counts"]["unclaimed"] == 2


def test_a_supervisor_gives_an_absent_coordinators_incident_back(raid, cast, raids):
    raids.done(cast.ana, raid, "coordinate")
    raids.done(cast.carmen, raid, "release")

    assert raids.done(cast.bruno, raid, "coordinate")["coordinator"]["name"] == "Bruno Cárdenas"


def test_it_is_closed_when_everybody_has_an_owner_and_the_neighbours_leave(raid, staff, cast, raids, nuria, live):
    raids.done(cast.ana, raid, "coordinate")
    staff.done(nuria, raids.members[0], "claim")
    staff.done(cast.ana, raids.members[1], "claim")
    early = raids.act(cast.ana, raid, "close")
    assert (early.status_code, early.json()["code"]) == (409, "members_unclaimed")
    staff.done(cast.ana, raids.members[2], "claim")
    assert raids.act(cast.bruno, raid, "close").json()["code"] == "not_coordinator"
    live.news(nuria)

    closed = raids.done(cast.ana, raid, "close", note="All three have a lawyer.")

    assert (closed["state"], closed["allowed"]) == ("closed", ["note"])
    assert closed["timeline"][-1]["note"] == "All three have a lawyer."
    assert staff.board(cast.ana)["incidents"] == []
    assert staff.listed(nuria) == {str(raids.members[0])}
    [news] = live.news(nuria)
    gone = {item["id"] for item in news if item["kind"] == "alert.hidden"}
    assert gone == {str(alert_id) for alert_id in raids.members[1:]}
    assert raids.act(cast.ana, raid, "coordinate").json()["code"] == "already_closed"


def test_notes_are_sealed_and_told_without_their_words(raid, cast, raids, staff):
    raids.done(cast.ana, raid, "note", text="Two vans at the taquería of Doña Lupe.")

    assert raids.whole(cast.bruno, raid)["timeline"][-1]["note"] == "Two vans at the taquería of Doña Lupe."
    assert raids.whole(cast.oscar, raid)["timeline"][-1]["note"] is None
    assert "Lupe" not in json.dumps(list(Event.objects.values_list("payload", flat=True)))
    assert "Lupe" not in str(IncidentNote.objects.values_list("id", "text").get())


def test_an_operator_reads_it_and_may_do_nothing(raid, cast, raids):
    assert raids.whole(cast.oscar, raid)["allowed"] == []
    for verb, body in (("coordinate", {}), ("release", {}), ("note", {"text": "x"}), ("close", {})):
        assert raids.act(cast.oscar, raid, verb, **body).status_code == 403


@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela"])
def test_others_are_refused(raid, cast, raids, name):
    for verb, body in (("coordinate", {}), ("release", {}), ("note", {"text": "x"}), ("close", {})):
        assert raids.act(getattr(cast, name), raid, verb, **body).status_code == 403


def test_houston_gets_404_for_every_verb(raid, cast, raids):
    for verb, body in (("coordinate", {}), ("release", {}), ("note", {"text": "x"}), ("close", {})):
        assert raids.act(cast.hector, raid, verb, **body).status_code == 404


def test_an_empty_note_is_400_and_names_its_field(raid, cast, raids):
    answer = raids.act(cast.ana, raid, "note", text=" ")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["text"])


def test_a_person_attaches_what_the_detector_could_not_know(raid, staff, cast, raids):
    [far] = raids.press(beside(9_000))

    card = staff.done(cast.ana, far, "attach", incident=raid.code.lower())

    assert card["incident"]["code"] == raid.code
    assert Membership.objects.get(alert_id=far).attached_by == cast.ana
    assert staff.timeline(cast.ana, far)[-1]["text"] == f"Part of an incident: {raid.code}"
    again = staff.act(cast.ana, far, "attach", incident=raid.code)
    assert (again.status_code, again.json()["code"]) == (409, "already_attached")


def test_another_posts_alert_brings_its_post_in(raid, staff, cast, raids):
    [far] = raids.press(people.DOWNTOWN_HOUSTON)
    Alert.objects.filter(pk=far).update(posts=sorted([cast.posts["LAX"].pk, cast.posts["HOU"].pk]))

    staff.done(cast.ana, far, "attach", incident=raid.code)

    assert staff.listed(cast.hector) == {str(alert_id) for alert_id in [*raids.members, far]}
    assert staff.card(cast.hector, raids.members[0])["location"]["precision"] == "1km"


def test_a_drill_is_never_attached_to_the_real_thing(raid, staff, cast, raids):
    [drill] = raids.press(beside(10), drill=True)

    answer = staff.act(cast.ana, drill, "attach", incident=raid.code)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["incident"])


def test_taken_out_with_a_reason_that_its_timeline_keeps(raid, staff, cast, raids, nuria):
    out = raids.members[0]

    card = staff.done(cast.ana, out, "detach", reason="A birthday party next door.")

    assert card["incident"] is None
    last = staff.timeline(cast.ana, out)[-1]
    assert (last["kind"], last["note"]) == ("alert.detached", "A birthday party next door.")
    assert str(out) not in staff.listed(nuria)
    assert raids.whole(cast.ana, raid)["people"] == 2
    assert staff.act(cast.ana, out, "detach", reason="again").json()["code"] == "not_attached"


def test_when_the_last_is_taken_out_it_is_closed(raid, staff, cast, raids):
    for alert_id in raids.members:
        staff.done(cast.ana, alert_id, "detach", reason="a test of the app")

    raid.refresh_from_db()
    assert raid.state == "closed"


def test_the_database_itself_refuses_a_second_incident_for_an_alert(raid, raids):
    from django.db import IntegrityError, transaction  # noqa: PLC0415  for this test alone

    with pytest.raises(IntegrityError, match="alert_in_one_incident_at_most"), transaction.atomic():
        Membership.objects.create(alert_id=raids.members[0], incident=raid, attached_at=raid.opened_at)


def test_what_the_allowed_list_says_is_what_works(raid, staff, cast, raids):
    bodies = {"coordinate": {}, "release": {}, "note": {"text": "x"}, "close": {}}
    for alert_id in raids.members:
        staff.done(cast.ana, alert_id, "claim")
    for name in ("bruno", "ana", "carmen", "oscar"):
        for verb, body in bodies.items():
            allowed = raids.whole(getattr(cast, name), raid)["allowed"]
            answer = raids.act(getattr(cast, name), raid, verb, **body)
            own = verb == "coordinate" and Incident.objects.get().coordinator == getattr(cast, name)
            assert (answer.status_code == 200) == (verb in allowed or own), (name, verb, answer.content)


def test_who_sees_the_incident_is_one_rule(raid, cast, raids):
    from alerts import incident_cards  # noqa: PLC0415  for this test alone

    row = incident_cards.read([raid.pk])[raid.pk]
    for name in people.PEOPLE:
        viewer = viewer_of(getattr(cast, name))
        in_database = Incident.objects.visible_to(viewer).filter(pk=raid.pk).exists()
        assert incident_cards.is_seen(viewer, row, raid.opened_at) is in_database, name
