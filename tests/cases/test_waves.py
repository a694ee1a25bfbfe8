"""Waves of offers: who is asked, why, for how long, and what happens when nobody answers."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import sweeping
from cases import candidates, ranking
from cases.actions import expire_offers
from cases.models import Absence, Case, LegalMatter, Offer, OfferWave
from consular.events.models import Event
from tests.alerts.stage import Clock
from tests.cases import counsel_stage
from tests.cases.test_offers import at_once

FINE = 302


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def lawyers(cast):
    """Five who can be asked: Luis and Lucía of the cast, and three more."""
    firm = counsel_stage.contract(cast).firm
    everybody = [cast.luis, cast.lucia, *counsel_stage.more_lawyers(3)]
    for user in everybody:
        counsel_stage.ready(user, firm)
    yield everybody
    counsel_stage.send_home()


def send(stage, user, code, verb="wave", data=None):
    return stage.client(user).post(f"/cases/{code}/{verb}/", data or {})


def later(stage, clock, **by):
    """Hours later everybody has to sign in again, and the sweeper has come by."""
    clock.forward(**by)
    stage.clients.clear()
    sweeping.sweep()


def sent(stage, cast, **body):
    code = stage.opened(**body)
    assert send(stage, cast.ana, code).status_code == FINE
    return code


def asked(code, state="sent"):
    return set(Offer.objects.filter(matter__case__code=code, state=state).values_list("lawyer__username", flat=True))


def matter_of(code):
    return LegalMatter.objects.get(case__code=code)


def test_a_wave_asks_three_and_keeps_why(stage, cast, lawyers):
    code = sent(stage, cast)
    offers = list(Offer.objects.filter(state="sent").order_by("place"))
    assert [offer.place for offer in offers] == [1, 2, 3]
    assert matter_of(code).state == "offered"
    wave = OfferWave.objects.get()
    assert (wave.search, wave.number, wave.sent_by) == (1, 1, cast.ana)
    for offer in offers:
        anew = ranking.again(wave.need, offer.facts)
        assert (anew.points, [ranking.as_data(one) for one in anew.factors]) == (offer.points, offer.factors)
        assert {one["name"] for one in offer.factors} == set(ranking.MOST)


@pytest.mark.parametrize(("priority", "minutes"), [(0, 30), (1, 120), (2, 480), (3, 1440)])
def test_how_long_an_offer_waits_follows_from_the_priority(stage, cast, lawyers, priority, minutes):
    code = stage.opened()
    Case.objects.filter(code=code).update(priority=priority)
    assert send(stage, cast.ana, code).status_code == FINE
    offer = Offer.objects.first()
    assert offer.expires_at - offer.sent_at == timedelta(minutes=minutes)


def test_who_speaks_the_language_is_asked_before_who_does_not(stage, cast, lawyers):
    profile = lawyers[-1].profile
    profile.languages = ["es", "mix"]
    profile.save(update_fields=["languages"])
    sent(stage, cast, language="mix")
    first = Offer.objects.get(place=1)
    assert first.lawyer == lawyers[-1]
    assert first.factors[0] == {"name": "language", "points": 30, "why": "speaks_it"}


def test_who_is_away_full_or_without_a_contract_is_left_out_and_the_wave_says_so(stage, cast, lawyers):
    today = timezone.localdate()
    Absence.objects.create(lawyer=lawyers[0], starts_on=today, ends_on=today)
    for user, change in ((lawyers[1], {"capacity": 0}), (lawyers[2], {"firm": None})):
        for name, value in change.items():
            setattr(user.profile, name, value)
        user.profile.save()
    code = sent(stage, cast)
    assert asked(code) == {lawyers[3].username, lawyers[4].username}
    left_out = {one["lawyer"]: one["why"] for one in OfferWave.objects.get().left_out}
    assert [left_out[user.pk] for user in lawyers[:3]] == ["absent", "full", "no_contract"]


def test_a_contract_of_another_post_or_area_pays_for_nothing_here(stage, cast):
    firm = counsel_stage.contract(cast, post="HOU").firm
    counsel_stage.contract(cast, firm=firm, areas=["family"])
    counsel_stage.ready(cast.luis, firm)
    code = stage.opened()
    assert send(stage, cast.ana, code).status_code == FINE
    assert (matter_of(code).state, matter_of(code).nobody_left_at is None) == ("seeking_counsel", False)


def test_on_accept_the_others_are_withdrawn_and_told(stage, cast, lawyers):
    code = sent(stage, cast)
    offers = list(Offer.objects.order_by("place"))
    winner, loser = offers[0].lawyer, offers[1].lawyer
    stage.done(winner, code, "accept")
    assert asked(code) == set()
    assert len(asked(code, "withdrawn")) == 2
    assert OfferWave.objects.get().ended_at is not None
    late = stage.do(loser, code, "accept")
    assert (late.status_code, late.json()["owner"]["id"]) == (409, winner.pk)


def test_of_a_wave_that_accepts_at_once_one_is_engaged(stage, cast, lawyers):
    for _ in range(4):
        code = sent(stage, cast)
        calls = [(offer.lawyer, f"cases/{code}/accept/", {}) for offer in Offer.objects.filter(matter__case__code=code)]
        answers = at_once(stage, calls)
        assert sorted(status for status, _ in answers) == [200, 409, 409]
        winner = next(body["lawyer"]["id"] for status, body in answers if status == 200)
        assert {body["owner"]["id"] for status, body in answers if status == 409} == {winner}
        assert Offer.objects.filter(matter__case__code=code, state="accepted").count() == 1


def test_three_who_decline_at_once_bring_one_next_wave(stage, cast, lawyers):
    for _ in range(3):
        code = sent(stage, cast)
        asked_now = [offer.lawyer for offer in Offer.objects.filter(matter__case__code=code, state="sent")]
        answers = at_once(stage, [(user, f"cases/{code}/decline/", {"code": "fee"}) for user in asked_now])
        assert [status for status, _ in answers] == [200] * 3
        waves = OfferWave.objects.filter(matter__case__code=code)
        assert [wave.number for wave in waves] == [1, 2]
        assert len(asked(code)) == 2


def test_ten_sweepers_at_once_send_one_next_wave(stage, cast, lawyers, clock):
    code = sent(stage, cast)
    clock.forward(hours=9)

    def sweep():
        expire_offers(now=timezone.now())
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [wave.number for wave in OfferWave.objects.filter(matter__case__code=code)] == [1, 2]
    assert len(asked(code, "expired")) == 3


def test_two_officers_who_press_at_the_same_moment_send_one_wave(stage, cast, lawyers):
    code = stage.opened()
    clients = [stage.signed_in(user) for user in (cast.ana, cast.bruno, cast.carmen)]
    ready, answers = threading.Barrier(3), []

    def press(client):
        ready.wait()
        answers.append(client.post(f"/cases/{code}/wave/").status_code)
        connections.close_all()

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409, 409]
    assert OfferWave.objects.count() == 1 and len(asked(code)) == 3


def test_an_offer_that_nobody_answers_expires_and_the_next_wave_goes_out_by_itself(stage, cast, lawyers, clock):
    code = sent(stage, cast)
    first = asked(code)
    later(stage, clock, hours=8, minutes=1)
    assert asked(code, "expired") == first
    assert asked(code) == {user.username for user in lawyers} - first
    assert [wave.number for wave in OfferWave.objects.all()] == [1, 2]
    assert matter_of(code).nobody_left_at is None

    later(stage, clock, hours=8, minutes=1)
    matter = matter_of(code)
    assert (matter.state, matter.nobody_left_at is None) == ("seeking_counsel", False)
    event = Event.objects.get(kind="case.nobody_left")
    assert event.posts == [cast.posts["LAX"].pk]
    for path in (f"/cases/{code}/", f"/cases/{code}/counsel/", "/cases/"):
        assert "Nobody is left to ask" in stage.client(cast.ana).get(path).content.decode(), path


def test_when_all_have_declined_the_next_wave_goes_out_at_once(stage, cast, lawyers):
    code = sent(stage, cast)
    first = list(Offer.objects.order_by("place"))
    for offer in first[:2]:
        stage.done(offer.lawyer, code, "decline", {"code": "capacity"})
    assert len(asked(code)) == 1
    card = stage.done(first[2].lawyer, code, "decline", {"code": "conflict"})
    assert card["matter_state"] == "offered"
    assert len(asked(code)) == 2


def test_a_second_search_asks_again_who_was_silent_but_not_who_has_a_conflict(stage, cast, lawyers, clock):
    code = sent(stage, cast)
    first = Offer.objects.get(place=1).lawyer
    stage.done(first, code, "decline", {"code": "conflict"})
    for _ in range(2):
        later(stage, clock, hours=9)
    assert matter_of(code).nobody_left_at is not None
    assert send(stage, cast.ana, code).status_code == FINE
    assert len(asked(code)) == 3 and first.username not in asked(code)
    assert matter_of(code).nobody_left_at is None


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_after_the_time_is_refused_even_before_the_sweeper_has_come(stage, cast, lawyers, clock, verb):
    code = sent(stage, cast)
    late = Offer.objects.get(place=1).lawyer
    clock.forward(hours=8, minutes=1)
    stage.clients.clear()
    body = {"code": "fee"} if verb == "decline" else {}
    refused = stage.do(late, code, verb, body)
    assert (refused.status_code, refused.json()["code"], refused.json()["owner"]) == (409, "offer_expired", None)
    sweeping.sweep()
    other = Offer.objects.filter(state="sent").first().lawyer
    stage.done(other, code, "accept")
    refused = stage.do(late, code, verb, body)
    assert (refused.status_code, refused.json()["owner"]["id"]) == (409, other.pk)


def test_an_offer_by_hand_expires_too_and_the_post_is_told(stage, cast, clock):
    code = stage.offered(cast.luis)
    later(stage, clock, hours=8, minutes=1)
    assert asked(code, "expired") == {"luis"}
    assert matter_of(code).nobody_left_at is not None
    assert stage.do(cast.luis, code, "accept").status_code == 409


def test_whom_nobody_was_left_for_can_be_found_ineligible_and_waits_no_longer(stage, cast, clock):
    code = stage.offered(cast.luis)
    later(stage, clock, hours=8, minutes=1)
    assert matter_of(code).nobody_left_at is not None
    assert send(stage, cast.ana, code, "ineligible", {"reason": "represented"}).status_code == FINE
    assert (matter_of(code).state, matter_of(code).nobody_left_at) == ("ineligible", None)


def test_a_case_that_was_stopped_asks_nobody_else(stage, cast, lawyers, clock):
    code = sent(stage, cast)
    Case.objects.filter(code=code).update(state="blocked_opposed")
    later(stage, clock, hours=9)
    assert asked(code) == set()
    assert matter_of(code).state == "seeking_counsel"
    assert send(stage, cast.ana, code).status_code == 409


def test_asking_one_by_hand_ends_the_wave(stage, cast, lawyers):
    code = sent(stage, cast)
    by_hand = next(user for user in lawyers if user.username not in asked(code))
    stage.done(cast.ana, code, "assign", {"lawyer": by_hand.pk})
    assert asked(code) == {by_hand.username}
    assert OfferWave.objects.get().ended_at is not None


def test_a_closing_case_takes_its_wave_along(stage, cast, lawyers):
    code = sent(stage, cast)
    for axis, outcome in (("custody", "bond_judge"), ("proceeding", "terminated"), ("service", "extended")):
        stage.done(cast.ana, code, "outcome", {"axis": axis, "code": outcome})
    stage.done(cast.ana, code, "request-close")
    stage.done(cast.carmen, code, "close")
    assert (matter_of(code).state, asked(code), OfferWave.objects.get().ended_at is None) == ("closed", set(), False)


def test_who_may_send_a_wave(stage, cast, lawyers):
    code = stage.opened()
    for user in (cast.hector, cast.helena, cast.luis):
        assert send(stage, user, code).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert send(stage, user, code).status_code == 403
    assert OfferWave.objects.count() == 0
    assert send(stage, cast.ana, code, data={"court": "99999999"}).status_code == 422
    assert send(stage, cast.carmen, code).status_code == FINE


def test_a_ranking_of_many_lawyers_costs_as_much_as_of_few(stage, cast, lawyers):
    code = stage.opened()
    case = Case.objects.get(code=code)

    def queries():
        with CaptureQueriesContext(connection) as spent:
            need = candidates.need_of(case, timezone.now())
            ranking.rank(need, candidates.candidates(case, need, timezone.now()))
        return len(spent)

    few = queries()
    more = counsel_stage.more_lawyers(40)[3:]
    for user in more:
        counsel_stage.ready(user, cast.luis.profile.firm)
    many = queries()
    assert (few, many <= few) == (few, True) and few <= 16


def test_one_case_that_fails_keeps_no_other_waiting(stage, cast, lawyers, clock, monkeypatch):
    codes = [sent(stage, cast) for _ in range(2)]
    clock.forward(hours=9)
    broken = Case.objects.get(code=codes[0]).pk
    from cases.actions import waves  # noqa: PLC0415

    whole = waves.go_on
    monkeypatch.setattr(waves, "go_on", lambda case, *more: 1 / 0 if case.pk == broken else whole(case, *more))
    expire_offers(now=timezone.now())
    assert asked(codes[1], "expired") and not asked(codes[0], "expired")
