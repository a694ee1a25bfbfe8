"""Opening a case from an alert."""

import threading
import uuid

from django.db import connections

from alerts.models import Alert
from cases.models import Case, LegalMatter
from consular.events.models import Event


def test_the_owner_opens_a_case_and_the_alert_is_handled(stage, cast):
    alert_id = stage.claimed()
    response = stage.post(
        cast.ana, f"alerts/{alert_id}/open-case/", {"category": "migratory", "note": "Calls from a van."}
    )
    assert response.status_code == 201
    case, alert = response.json()["case"], response.json()["alert"]
    assert case["code"].startswith("C-")
    assert (case["state"], case["matter_state"], case["post"]) == ("new", "screening", "LAX")
    assert (case["priority"], case["category"], case["alert_ids"]) == (1, "migratory", [alert_id])
    assert case["outcomes"] == {"custody": None, "proceeding": None, "service": None}
    assert case["lawyer"] is None
    assert (alert["state"], alert["disposition"], alert["case"]) == ("handled", "case_opened", case["code"])


def test_opening_again_finds_the_same_case_whoever_of_the_post_asks(stage, cast):
    alert_id = stage.claimed()
    first = stage.post(cast.ana, f"alerts/{alert_id}/open-case/")
    for user in (cast.ana, cast.bruno, cast.carmen):
        again = stage.post(user, f"alerts/{alert_id}/open-case/", {"category": "family"})
        assert again.status_code == 200
        assert again.json()["case"]["code"] == first.json()["case"]["code"]
        assert again.json()["case"]["category"] == "migratory"
    assert Case.objects.count() == 1


def test_only_the_owner_may_open_it(stage, cast):
    alert_id = stage.claimed()
    refused = stage.post(cast.bruno, f"alerts/{alert_id}/open-case/")
    assert refused.status_code == 409
    assert refused.json()["owner"]["id"] == cast.ana.pk
    assert Case.objects.count() == 0
    assert stage.post(cast.ana, f"alerts/{alert_id}/open-case/").status_code == 201


def test_an_unclaimed_alert_becomes_no_case(stage, cast, press):
    alert_id = press()
    refused = stage.post(cast.ana, f"alerts/{alert_id}/open-case/")
    assert (refused.status_code, refused.json()["state"]) == (409, "received")


def test_another_post_does_not_see_the_alert_and_a_lawyer_neither(stage, cast):
    alert_id = stage.claimed()
    for user in (cast.hector, cast.helena, cast.luis, cast.nadia, cast.aurelio, cast.adela):
        assert stage.post(user, f"alerts/{alert_id}/open-case/").status_code == 404
    assert stage.post(cast.ana, f"alerts/{uuid.uuid4()}/open-case/").status_code == 404


def test_an_operator_sees_the_alert_and_may_not_open_a_case(stage, cast):
    alert_id = stage.claimed()
    assert stage.post(cast.oscar, f"alerts/{alert_id}/open-case/").status_code == 403


def test_wrong_values_are_named_and_leave_the_alert_as_it_was(stage, cast):
    alert_id = stage.claimed()
    wrong = (
        {"category": "piracy"},
        {"category": 7},
        {"note": "\x00"},
        {"note": "x" * 10_001},
        {"note": ["a"]},
        [],
        "text",
        3,
    )
    for body in wrong:
        response = stage.post(cast.ana, f"alerts/{alert_id}/open-case/", body)
        assert response.status_code == 400, body
        assert response.json()["code"] == "invalid"
        assert response.json()["fields"], body
    assert Alert.objects.get(pk=alert_id).state == "claimed"


def test_a_drill_stays_a_drill(stage, cast):
    code = stage.opened(drill=True)
    assert stage.get(cast.ana, f"cases/{code}/").json()["drill"] is True


def test_many_at_once_open_one_case(stage, cast):
    alert_id = stage.claimed()
    clients = [stage.signed_in(cast.ana) for _ in range(8)]
    answers: list[tuple[int, str]] = []

    def open_it(client):
        response = client.post(f"/api/v1/alerts/{alert_id}/open-case/", {}, content_type="application/json")
        answers.append((response.status_code, response.json()["case"]["code"]))
        connections.close_all()

    threads = [threading.Thread(target=open_it, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({code for _, code in answers}) == 1
    assert (Case.objects.count(), LegalMatter.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="case.opened").count() == 1


def test_codes_are_unlike_and_never_come_twice(stage):
    codes = {stage.opened() for _ in range(5)}
    assert len(codes) == 5
    assert len({code[2:5] for code in codes}) > 1
