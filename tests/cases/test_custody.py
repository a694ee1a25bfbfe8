"""Where is she: several words, ranked; a stint that moves the case to another post; the checklist and the spellings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, CaseHandover, LocateCheck, Stint
from consular.events.models import Event
from consular.organisation.models import Facility
from consular.privacy.models import AccessRecord
from tests.cases.pages import moment, page, send
from tests.cast import DOWNTOWN_HOUSTON

FINE = 302


@pytest.fixture
def in_houston(reference):
    return Facility.objects.filter(consulate__code="HOU", is_active=True).order_by("code").first()


@pytest.fixture
def far_away(reference):
    return Facility.objects.filter(consulate__code="ELP", is_active=True).order_by("code").first()


@pytest.fixture
def code(stage, cast):
    """A case of the post in Houston, in whose district there are custody facilities."""
    return stage.opened(cast.hector, location=DOWNTOWN_HOUSTON, person={"name": "María de la Cruz Núñez"})


def stint(facility, hours_ago=2, **more):
    return {
        "facility": str(facility or ""),
        "agency": "ice",
        "came_in_at": moment(-hours_ago),
        "source": "facility",
        "confidence": "2",
        **more,
    }


def test_a_word_on_the_place_stops_the_clock_and_shows_its_age(stage, cast, code, in_houston):
    case = Case.objects.get(code=code)
    case.locate_due_at = timezone.now() + timedelta(hours=1)
    case.save(update_fields=["locate_due_at"])
    assert send(stage, cast.hector, code, "custody/enter", stint(in_houston)).status_code == FINE
    case.refresh_from_db()
    assert (case.state, case.locate_due_at) == ("in_custody", None)
    shown = page(stage, cast.hector, code, "custody")
    assert in_houston.name in shown
    assert "70 %" in shown or "69 %" in shown
    assert "Héctor Fuentes" in shown


def test_the_strongest_word_comes_first_and_a_refuted_one_counts_no_more(stage, cast, code, in_houston):
    send(
        stage,
        cast.hector,
        code,
        "custody/enter",
        stint(None, place="Bus to the border", source="family", confidence="1"),
    )
    send(stage, cast.hector, code, "custody/enter", stint(in_houston, source="visit", confidence="3"))
    shown = page(stage, cast.hector, code, "custody")
    assert shown.index(f"<h3>{in_houston.name}") < shown.index("Bus to the border")
    visit = Stint.objects.get(source="visit")
    assert send(stage, cast.hector, code, f"custody/{visit.pk}/judge", {"confidence": "0"}).status_code == FINE
    shown = page(stage, cast.hector, code, "custody")
    assert f"<h3>{in_houston.name}" not in shown
    assert "Bus to the border" in shown


def test_a_family_rumour_does_not_locate_anybody(stage, cast, code, in_houston):
    send(stage, cast.hector, code, "custody/enter", stint(in_houston, source="family", confidence="1"))
    assert Case.objects.get(code=code).state != "in_custody"


def test_confirmed_stints_never_overlap(stage, cast, code, in_houston, far_away):
    first = stint(in_houston, 48, went_out_at=moment(-24), confidence="3")
    assert send(stage, cast.hector, code, "custody/enter", first).status_code == FINE
    refused = send(
        stage, cast.hector, code, "custody/enter", stint(far_away, 30, went_out_at=moment(-20), confidence="3")
    )
    assert refused.status_code == 400
    assert "Another confirmed stint covers part of that time." in refused.content.decode()
    assert Stint.objects.count() == 1


def test_a_confirmed_place_ends_the_one_before(stage, cast, code, in_houston, far_away):
    send(stage, cast.hector, code, "custody/enter", stint(in_houston, 48, confidence="3"))
    send(stage, cast.hector, code, "custody/enter", stint(far_away, 5, confidence="3"))
    before, after = Stint.objects.order_by("came_in_at")
    assert before.went_out_at == after.came_in_at
    assert after.went_out_at is None


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"came_in_at": moment(+48)}, "came_in_at", "That is in the future."),
        ({"went_out_at": moment(-90)}, "went_out_at", "This is before the person came in."),
        ({"facility": "Nowhere Prison"}, "facility", "There is no such facility in the list."),
        ({"facility": "", "place": ""}, "place", "Choose a facility, or say where it is."),
        ({"came_in_at": "yesterday"}, "came_in_at", "Enter a valid date/time."),
        ({"agency": "kgb"}, "agency", "Select a valid choice."),
    ],
)
def test_a_stint_that_cannot_be_is_refused_and_loses_nothing(stage, cast, code, in_houston, wrong, field, said):
    typed = stint(in_houston) | wrong
    refused = send(stage, cast.hector, code, "custody/enter", typed)
    assert refused.status_code in (400, 422)
    assert said in refused.content.decode()
    assert f'value="{typed["came_in_at"]}"' in refused.content.decode()
    assert not Stint.objects.exists()


def test_the_refusal_is_in_the_readers_language(stage, cast, code, in_houston):
    client = stage.client(cast.hector)
    client.cookies["django_language"] = "es"
    refused = client.post(f"/cases/{code}/custody/enter/", stint(in_houston, came_in_at=moment(+48)))
    assert "Eso está en el futuro." in refused.content.decode()


def test_held_in_another_district_the_case_is_offered_to_that_post(stage, cast, in_houston):
    code = stage.opened()
    send(stage, cast.ana, code, "custody/enter", stint(in_houston, confidence="3"))
    offered = CaseHandover.objects.get()
    assert (offered.sender, offered.receiver, offered.reason) == (cast.posts["LAX"], cast.posts["HOU"], "moved")
    assert Case.objects.get(code=code).consulate == cast.posts["LAX"]
    event = Event.objects.get(kind="case.handover_opened")
    assert sorted(event.posts) == sorted([cast.posts["LAX"].pk, cast.posts["HOU"].pk])
    assert stage.client(cast.hector).get(f"/cases/{code}/").status_code == 404
    brief = stage.client(cast.hector).get(f"/handovers/{offered.pk}/").content.decode()
    assert in_houston.name in brief
    assert code in stage.client(cast.hector).get("/cases/").content.decode()
    assert stage.client(cast.helena).post(f"/handovers/{offered.pk}/").status_code == 403
    assert stage.client(cast.ana).get(f"/handovers/{offered.pk}/").status_code == 404
    assert stage.client(cast.hector).post(f"/handovers/{offered.pk}/").status_code == FINE
    case = Case.objects.get(code=code)
    assert (case.consulate, case.officer) == (cast.posts["HOU"], cast.hector)
    assert stage.client(cast.ana).get(f"/cases/{code}/").status_code == 404
    assert stage.client(cast.hector).post(f"/handovers/{offered.pk}/").status_code == 409


def test_back_in_the_district_the_offer_is_taken_back(stage, cast, code, in_houston, far_away):
    send(stage, cast.hector, code, "custody/enter", stint(far_away, 5))
    send(stage, cast.hector, code, "custody/enter", stint(in_houston, 1, confidence="3"))
    assert CaseHandover.objects.get().withdrawn_at is not None


def test_an_offer_that_nobody_answers_is_told_once_to_both_posts(stage, cast):
    from cases.actions.handovers import WAITS, ring_unanswered_case_handovers  # noqa: PLC0415

    code = stage.opened()
    assert send(stage, cast.ana, code, "handover", {"receiver": cast.posts["HOU"].pk}).status_code == FINE
    late = timezone.now() + WAITS + timedelta(minutes=1)
    assert (ring_unanswered_case_handovers(now=late), ring_unanswered_case_handovers(now=late)) == (1, 0)
    assert Event.objects.filter(kind="case.handover_overdue").count() == 1
    assert "Nobody there has answered" in page(stage, cast.ana, code, "custody")
    assert send(stage, cast.ana, code, "handover/withdraw").status_code == FINE
    assert send(stage, cast.ana, code, "handover/withdraw").status_code == 409


def test_released_the_episode_ends_and_the_person_is_at_liberty(stage, cast, code, in_houston):
    send(stage, cast.hector, code, "custody/enter", stint(in_houston, 10, confidence="3"))
    held = Stint.objects.get()
    left = {"went_out_at": moment(-1), "released": "on"}
    assert send(stage, cast.hector, code, f"custody/{held.pk}/leave", left).status_code == FINE
    assert Case.objects.get(code=code).state == "at_liberty"
    held.refresh_from_db()
    assert held.episode.ended_at == held.went_out_at
    assert send(stage, cast.hector, code, f"custody/{held.pk}/judge", {"confidence": "3"}).status_code == 409


def test_the_checklist_says_who_looked_where(stage, cast):
    code = stage.opened()
    assert "ICE detainee locator, every spelling of the name" in page(stage, cast.ana, code, "custody")
    assert send(stage, cast.bruno, code, "custody/look", {"place": "jail", "result": "not_found"}).status_code == FINE
    assert LocateCheck.objects.get().looked_by == cast.bruno
    assert "Bruno Cárdenas" in page(stage, cast.ana, code, "custody")
    assert Case.objects.get(code=code).state == "locating"


def test_the_spellings_carry_the_name_so_the_look_is_logged_first(stage, cast, code):
    assert "NUNEZ" not in page(stage, cast.hector, code, "custody")
    before = AccessRecord.objects.count()
    shown = send(stage, cast.hector, code, "custody/names", {"purpose": "locate"}).content.decode()
    assert AccessRecord.objects.filter(pk__gt=0).count() == before + 1
    for last in ("DE LA CRUZ NUNEZ", "DELACRUZ", "CRUZ", "NUNEZ"):
        assert f"<td>{last}</td>" in shown
    assert send(stage, cast.hector, code, "custody/names", {}).status_code == 422


def test_nobody_is_held_before_being_born(stage, cast, code, in_houston):
    stage.client(cast.hector).post(f"/cases/{code}/identity/set/", {"given_names": "Rosa", "birth_date": "1990-02-03"})
    early = stint(in_houston, came_in_at="1989-12-31T10:00")
    refused = send(stage, cast.hector, code, "custody/enter", early)
    assert (refused.status_code, "This is before the person was born." in refused.content.decode()) == (400, True)


def test_others_may_not_see_or_write_custody(stage, cast, in_houston):
    code = stage.offered(cast.luis)
    for user, answer in ((cast.luis, 404), (cast.hector, 404), (cast.oscar, 403), (cast.nadia, 403), (cast.adela, 403)):
        assert stage.client(user).get(f"/cases/{code}/custody/").status_code == answer
        assert send(stage, user, code, "custody/enter", stint(in_houston)).status_code == answer
    stage.done(cast.luis, code, "accept")
    assert send(stage, cast.luis, code, "custody/enter", stint(in_houston, source="lawyer")).status_code == FINE


def test_what_the_alert_knew_is_the_first_word(stage, cast, in_houston):
    from alerts.models import Alert  # noqa: PLC0415

    alert_id = stage.claimed()
    Alert.objects.filter(pk=alert_id).update(facility=in_houston, person_state="detained_confirmed")
    code = stage.post(cast.ana, f"alerts/{alert_id}/open-case/").json()["case"]["code"]
    assert in_houston.name in page(stage, cast.ana, code, "custody")
