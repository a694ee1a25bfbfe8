"""Claiming: one winner, and everyone else is told who."""

from alerts.models import Alert


def test_ana_claims_an_alert_of_her_post(signed_in, cast, press):
    alert_id = press()

    answer = signed_in(cast.ana).post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")

    assert answer.status_code == 200, answer.content
    card = answer.json()
    assert card["state"] == "claimed"
    assert card["owner"]["name"] == "Ana Beltrán"
    assert "release" in card["allowed"] and "claim" not in card["allowed"]


def test_bruno_comes_second_and_is_told_that_ana_has_it(signed_in, cast, press):
    alert_id = press()
    signed_in(cast.ana).post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")

    answer = signed_in(cast.bruno).post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")

    assert answer.status_code == 409
    assert answer.json()["code"] == "already_claimed"
    assert answer.json()["state"] == "claimed"
    assert answer.json()["owner"]["name"] == "Ana Beltrán"
    assert Alert.objects.get(pk=alert_id).owner == cast.ana


def test_an_alert_in_los_angeles_does_not_exist_for_hector_in_houston(signed_in, cast, press):
    answer = signed_in(cast.hector).post(f"/api/v1/alerts/{press()}/claim/", content_type="application/json")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_an_operator_sees_the_alert_but_may_not_claim_it(signed_in, cast, press):
    answer = signed_in(cast.oscar).post(f"/api/v1/alerts/{press()}/claim/", content_type="application/json")

    assert answer.status_code == 403


def test_without_a_session_the_answer_is_401(client, cast, press):
    answer = client.post(f"/api/v1/alerts/{press()}/claim/", content_type="application/json")

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
