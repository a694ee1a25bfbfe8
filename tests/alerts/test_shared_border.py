"""A circle across a border: on both boards, the first claim wins, the decision is kept and can be replayed."""

from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from alerts import routing
from alerts.actions import fade_places
from alerts.models import Alert
from consular.events.models import Event
from consular.organisation.actions import AFTER_REASSIGNMENT, reassign_county, rebuild_districts_in_transaction
from consular.organisation.models import Consulate, County, District, Posting
from tests import cast as people

# On the line between the counties of Los Angeles and San Bernardino, north of the mountains.
BORDER = {"lat": 34.5, "lng": -117.667, "accuracy_m": 2_000}


@pytest.fixture
def sonia(cast):
    """An officer in San Bernardino, for as long as the test lasts."""
    posting = Posting.objects.create(
        user=cast.bruno, role="officer", consulate=Consulate.objects.get(code="SBD"), starts_at=cast.bruno.date_joined
    )
    lax = Posting.objects.filter(user=cast.bruno, consulate__code="LAX")
    lax.update(role="officer", ends_at="2020-01-01T00:00:00Z", starts_at="2019-01-01T00:00:00Z")
    yield cast.bruno
    posting.delete()
    lax.update(ends_at=None)


def shares(alert_id):
    return {one["post"]: one["share"] for one in Alert.objects.get(pk=alert_id).routing["shares"]}


def test_both_boards_have_it(sender, staff, cast, sonia):
    alert_id = sender.pressed(location=BORDER)

    assert str(alert_id) in staff.listed(cast.ana) & staff.listed(sonia)
    card = staff.card(cast.ana, alert_id)
    assert sorted(card["posts"]) == ["LAX", "SBD"]
    assert next(one["post"] for one in card["districts"]) == card["post"]
    assert 0.2 < min(shares(alert_id).values()) <= max(shares(alert_id).values()) < 0.8
    assert sum(shares(alert_id).values()) == pytest.approx(1, abs=0.001)
    assert set(Event.objects.get().posts) == set(Alert.objects.get().posts)


@pytest.mark.parametrize(("lng", "posts"), [(-117.70, ["LAX"]), (-117.667, ["LAX", "SBD"]), (-117.63, ["SBD"])])
def test_a_clear_share_has_one_home(sender, lng, posts):
    sender.pressed(location=BORDER | {"lng": lng})

    alert = Alert.objects.get()
    assert sorted(Consulate.objects.filter(pk__in=alert.posts).values_list("code", flat=True)) == posts


def test_a_sharp_fix_beside_the_border_has_one_home_and_an_unknown_accuracy_counts_as_1_km(sender):
    for accuracy, homes in ((20, 1), (None, 2)):
        alert_id = sender.pressed(location=BORDER | {"lng": -117.663, "accuracy_m": accuracy})
        assert len(Alert.objects.get(pk=alert_id).posts) == homes, shares(alert_id)


def test_the_shares_are_those_of_a_circle_on_the_ground(reference):
    """Against PostGIS's own buffer and area on the spheroid."""
    exactly = """
        SELECT home.code, sum(ST_Area(ST_Intersection(part.area, ST_Buffer(place::geography, %s)::geometry)::geography))
               / (pi() * %s * %s)
        FROM ST_SetSRID(ST_MakePoint(%s, %s), 4326) AS place, organisation_districtpart AS part
        JOIN organisation_district AS district ON district.id = part.district_id
        JOIN organisation_consulate AS home ON home.id = district.consulate_id
        WHERE ST_Intersects(part.area, ST_Buffer(place::geography, %s)::geometry) GROUP BY 1
    """
    for lat, lng, radius in ((34.5, -117.67, 3_000), (39.1, -94.6, 40_000), (45.6, -122.6, 90_000)):
        with connection.cursor() as cursor:
            cursor.execute(exactly, [radius, radius, radius, lng, lat, radius])
            truth = dict(cursor.fetchall())
        total = sum(truth.values())
        ours = routing.route(Point(lng, lat, srid=4326), radius).decision["shares"]
        for one in ours:
            assert one["share"] == pytest.approx(truth[one["post"]] / total, abs=0.02), (lat, lng, one)


def test_the_first_claim_wins_and_brings_it_home(sender, staff, cast, sonia):
    alert_id = sender.pressed(location=BORDER)

    card = staff.done(sonia, alert_id, "claim")

    assert (card["post"], sorted(card["posts"])) == ("SBD", ["LAX", "SBD"])
    answer = staff.act(cast.ana, alert_id, "claim")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_claimed")


def test_a_claim_elsewhere_moves_no_home(sender, staff, cast):
    """Houston was rung as a neighbour; it is none of the districts."""
    alert_id = sender.pressed(location=BORDER)
    alert = Alert.objects.get()
    Alert.objects.update(posts=[*alert.posts, cast.posts["HOU"].pk])

    assert staff.done(cast.hector, alert_id, "claim")["post"] == routing.posts_of(alert.routing)[0]


def test_the_post_that_it_is_only_offered_to_is_not_told_the_shares(sender, staff, cast):
    alert_id = sender.pressed(location=BORDER)
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")

    assert staff.card(cast.ana, alert_id)["districts"]
    assert staff.card(cast.helena, alert_id)["districts"] == []


def replayed(**options):
    out = StringIO()
    call_command("replay_routing", stdout=out, **options)
    return out.getvalue()


KERN = {"lat": 35.37, "lng": -118.99, "accuracy_m": 100}  # Bakersfield: Fresno's


@pytest.fixture
def kern_moves(cast):
    """Kern goes from Fresno to Los Angeles, and back when the test is over."""
    kern = County.objects.get(code="06029")
    before = (kern.consulate, kern.source, kern.source_ref)

    def move():
        reassign_county(county=kern, to=cast.posts["LAX"], actor=cast.adela, reason="Notice")

    yield move
    County.objects.filter(pk=kern.pk).update(consulate=before[0], source=before[1], source_ref=before[2])
    with transaction.atomic():
        rebuild_districts_in_transaction([before[0].pk, cast.posts["LAX"].pk])
    District.objects.filter(version__gt=1).update(version=1)


def test_nothing_changes_while_the_districts_stand(sender):
    sender.pressed(location=KERN)
    assert "0 open alerts" in replayed()


def test_a_county_that_moves_takes_what_waits_in_it_along(sender, staff, cast, kern_moves):
    alert_id = sender.pressed(location=KERN)
    kern_moves()

    assert staff.card(cast.ana, alert_id)["post"] == "LAX"
    assert sorted(staff.card(cast.ana, alert_id)["posts"]) == ["FRE", "LAX"]
    event = Event.objects.order_by("id").last()
    assert (event.kind, event.payload) == ("alert.rerouted", {"from": "FRE", "to": "LAX", "outcome": "moved"})
    assert Alert.objects.get().routing["district_version"] > 1


def test_the_command_reports_first_and_changes_when_told(sender, staff, cast, kern_moves, monkeypatch, clock):
    monkeypatch.setattr("consular.organisation.actions.AFTER_REASSIGNMENT", [])
    alert_id = sender.pressed(location=KERN)
    kern_moves()

    assert "FRE -> LAX" in replayed() and "1 open alerts would change" in replayed()
    assert str(alert_id) not in staff.listed(cast.ana)
    assert "0 open" in replayed(since=(clock.now.replace(year=clock.now.year + 1)).isoformat(), apply=True)
    assert "1 open alerts changed" in replayed(apply=True)
    assert str(alert_id) in staff.listed(cast.ana)
    assert "0 open" in replayed()


def test_an_owned_alert_is_offered_and_never_taken_away(sender, staff, cast, kern_moves):
    alert_id = sender.pressed(location=KERN)
    Alert.objects.update(posts=[Alert.objects.get().consulate_id, cast.posts["HOU"].pk])
    staff.done(cast.hector, alert_id, "claim")
    kern_moves()

    card = staff.card(cast.hector, alert_id)
    assert (card["owner"]["name"], card["post"]) == ("Héctor Fuentes", "FRE")
    assert Alert.objects.get().handover_to == cast.posts["LAX"]
    assert staff.done(cast.ana, alert_id, "handover-accept")["post"] == "LAX"


def test_what_was_handed_over_stays_where_people_put_it(sender, staff, cast, kern_moves):
    sender.pressed(location=KERN)
    Alert.objects.update(consulate=cast.posts["HOU"], posts=[cast.posts["HOU"].pk])
    kern_moves()

    assert Alert.objects.get().posts == [cast.posts["HOU"].pk]


def test_a_replay_that_fails_does_not_stop_the_county(sender, cast, kern_moves, monkeypatch):
    sender.pressed(location=KERN)
    monkeypatch.setattr("alerts.routing.route", lambda *_: 1 / 0)
    kern_moves()

    assert County.objects.get(code="06029").consulate == cast.posts["LAX"]
    assert AFTER_REASSIGNMENT


def test_a_time_that_is_none_is_said(cast):
    with pytest.raises(CommandError):
        replayed(since="yesterday")


def test_the_exact_point_in_the_decision_fades_with_the_place(sender, staff, cast, clock):
    alert_id = sender.pressed(location=people.DOWNTOWN_LA)
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    fade_places(now=clock.forward(days=31))

    assert "lat" not in Alert.objects.get().routing
