"""Asking a lawyer, and the lawyer's answer."""

import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from cases.models import Case, LegalMatter, Offer
from consular.events.models import Event


def test_an_officer_asks_a_lawyer_and_the_lawyer_sees_little(stage, cast):
    code = stage.opened(language="es", person={"name": "Canary Quetzal", "phone": "+1 213 555 0100"})
    card = stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})
    assert card["matter_state"] == "offered"
    assert card["lawyer"] is None
    assert (card["offer"]["lawyer"]["id"], card["offer"]["state"]) == (cast.luis.pk, "sent")
    seen = stage.get(cast.luis, f"cases/{code}/")
    assert seen.status_code == 200
    assert (seen.json()["area"], seen.json()["language"]) == ("migratory", "es")
    assert (seen.json()["person"], seen.json()["alert_ids"], seen.json()["officer"]) == (None, [], None)
    assert seen.json()["allowed"] == ["accept", "decline"]
    assert "Quetzal" not in seen.content.decode()


@pytest.mark.parametrize("who", ["carmen", "olga", "bruno"])
def test_everyone_of_the_post_may_ask(stage, cast, who):
    card = stage.done(getattr(cast, who), stage.opened(), "assign", {"lawyer": "lucia"})
    assert card["offer"]["lawyer"]["name"] == "Lucía Ibarra"


def test_nobody_else_may_ask(stage, cast):
    code = stage.taken()
    body = {"lawyer": cast.lucia.pk}
    assert stage.do(cast.luis, code, "assign", body).status_code == 403
    for user in (cast.hector, cast.helena, cast.lucia, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.do(user, code, "assign", body).status_code == 404


def test_who_is_asked_must_be_a_lawyer_now(stage, cast):
    code = stage.opened()
    strangers = (
        cast.ana.pk,
        "ana",
        0,
        -1,
        2**63,
        10**30,
        "nobody",
        "",
        "\x00",
        "x" * 500,
        None,
        True,
        1.5,
        [1],
        {"id": 1},
    )
    for lawyer in strangers:
        refused = stage.do(cast.ana, code, "assign", {"lawyer": lawyer})
        assert refused.status_code == 400, lawyer
        assert "lawyer" in refused.json()["fields"]
    assert stage.do(cast.ana, code, "assign", {}).json()["fields"]["lawyer"]
    for court in ("nowhere", "\x00", 7, [], "x" * 200):
        refused = stage.do(cast.ana, code, "assign", {"lawyer": "luis", "court": court})
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["court"])
    assert stage.done(cast.ana, code, "assign", {"lawyer": str(cast.luis.pk)})["matter_state"] == "offered"


def test_asking_another_withdraws_the_first_offer_in_the_same_breath(stage, cast):
    code = stage.offered(cast.luis)
    stage.done(cast.ana, code, "assign", {"lawyer": cast.lucia.pk})
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    assert stage.get(cast.lucia, f"cases/{code}/").status_code == 200
    assert sorted(Offer.objects.values_list("lawyer__username", "state")) == [("lucia", "sent"), ("luis", "withdrawn")]
    late = stage.do(cast.luis, code, "accept")
    assert (late.status_code, late.json()["state"], late.json()["owner"]) == (409, "offered", None)


def test_asking_the_same_lawyer_again_changes_nothing(stage, cast):
    code = stage.offered(cast.luis)
    before = stage.get(cast.ana, f"cases/{code}/").json()
    assert stage.done(cast.bruno, code, "assign", {"lawyer": cast.luis.pk}) == before
    assert Offer.objects.count() == 1


def test_the_lawyer_accepts_and_has_the_case(stage, cast):
    code = stage.offered()
    card = stage.done(cast.luis, code, "accept")
    assert card["matter_state"] == "engaged"
    assert (card["lawyer"]["id"], card["lawyer"]["name"]) == (cast.luis.pk, "Luis Herrera")
    assert card["allowed"] == ["notes", "outcome", "request-close"]
    assert card["person"].startswith("PX-")
    assert stage.get(cast.ana, f"cases/{code}/").json()["taken_at"] is not None
    kinds = Event.objects.filter(kind__startswith="case.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["case.opened", "case.offered", "case.accepted", "case.engaged"]


def test_accepting_again_is_the_same_acceptance(stage, cast):
    code = stage.taken()
    before = stage.get(cast.luis, f"cases/{code}/").json()
    assert stage.done(cast.luis, code, "accept") == before
    assert Event.objects.filter(kind="case.engaged").count() == 1


@pytest.mark.parametrize(("body", "kept"), [({}, "by_accepting"), ({"conflict_certified": True}, "stated")])
def test_who_certified_that_there_is_no_conflict_is_kept(stage, cast, body, kept):
    code = stage.offered()
    stage.done(cast.luis, code, "accept", body)
    matter = LegalMatter.objects.get()
    assert (matter.conflict_certification, matter.conflict_certified_by) == (kept, cast.luis)
    assert matter.conflict_certified_at is not None


def test_a_lawyer_with_a_conflict_cannot_accept(stage, cast):
    code = stage.offered()
    refused = stage.do(cast.luis, code, "accept", {"conflict_certified": False})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["conflict_certified"])
    assert stage.get(cast.luis, f"cases/{code}/").json()["matter_state"] == "offered"


def test_nobody_accepts_for_the_lawyer(stage, cast):
    code = stage.offered()
    for user in (cast.ana, cast.carmen):
        assert stage.do(user, code, "accept").status_code == 403
        assert stage.do(user, code, "decline", {"code": "capacity"}).status_code == 403
    for user in (cast.lucia, cast.hector, cast.helena, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.do(user, code, "accept").status_code == 404
        assert stage.do(user, code, "decline", {"code": "capacity"}).status_code == 404


def test_a_declined_offer_is_no_longer_theirs_to_see(stage, cast):
    code = stage.offered()
    card = stage.done(cast.luis, code, "decline", {"code": "conflict"})
    assert (card["matter_state"], card["person"], card["allowed"]) == ("seeking_counsel", None, [])
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    assert stage.do(cast.luis, code, "decline", {"code": "conflict"}).status_code == 409
    assert stage.do(cast.luis, code, "accept").status_code == 409
    assert "assign" in stage.get(cast.ana, f"cases/{code}/").json()["allowed"]
    assert stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})["matter_state"] == "offered"


def test_declining_needs_a_known_reason(stage, cast):
    code = stage.offered()
    for body in ({}, {"code": ""}, {"code": "tired"}, {"code": None}, {"code": ["fee"]}, [], {"code": "\x00"}):
        refused = stage.do(cast.luis, code, "decline", body)
        assert (refused.status_code, bool(refused.json()["fields"])) == (400, True), body
    assert stage.do(cast.luis, code, "decline", {"code": "fee"}).status_code == 200


def test_an_officer_does_not_replace_an_engaged_lawyer_but_a_supervisor_does(stage, cast):
    code = stage.taken(cast.luis)
    refused = stage.do(cast.ana, code, "assign", {"lawyer": cast.lucia.pk})
    assert (refused.status_code, refused.json()["state"], refused.json()["owner"]["id"]) == (
        409,
        "engaged",
        cast.luis.pk,
    )
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    assert stage.do(cast.luis, code, "notes", {"text": "still mine", "level": 4}).status_code == 404
    stage.done(cast.lucia, code, "accept")
    late = stage.do(cast.luis, code, "accept")
    assert (late.status_code, late.json()["owner"]["name"]) == (409, "Lucía Ibarra")


def at_once(stage, calls):
    """Answers of many who act at the same moment: (status, body), in no order."""
    ready = threading.Barrier(len(calls))
    answers = []

    def act(client, path, body):
        ready.wait()
        response = client.post(f"/api/v1/{path}", body, content_type="application/json")
        answers.append((response.status_code, response.json()))
        connections.close_all()

    threads = [threading.Thread(target=act, args=(stage.signed_in(user), path, body)) for user, path, body in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_lawyers_who_accept_at_once_one_is_engaged_and_one_is_told(stage, cast):
    for _ in range(5):
        code = stage.offered(cast.luis)
        # Waves of offers come later; the rule that decides between two is here already.
        matter = LegalMatter.objects.get(case__code=code)
        Offer.objects.create(matter=matter, lawyer=cast.lucia, state="sent", sent_by=cast.ana, sent_at=timezone.now())
        answers = at_once(stage, [(user, f"cases/{code}/accept/", {}) for user in (cast.luis, cast.lucia)])
        (won, winner), (lost, refusal) = sorted(answers, key=lambda answer: answer[0])
        assert (won, lost) == (200, 409)
        assert refusal["owner"]["id"] == winner["lawyer"]["id"]
        assert sorted(Offer.objects.filter(matter=matter).values_list("state", flat=True)) == ["accepted", "withdrawn"]
        assert Event.objects.filter(kind="case.engaged", subject_id=matter.case_id).count() == 1


def test_an_acceptance_repeated_ten_times_at_once_is_one(stage, cast):
    code = stage.offered()
    answers = at_once(stage, [(cast.luis, f"cases/{code}/accept/", {})] * 10)
    assert [status for status, _ in answers] == [200] * 10
    assert Event.objects.filter(kind="case.accepted").count() == 1


def test_ten_officers_who_ask_at_once_leave_one_open_offer(stage, cast):
    code = stage.opened()
    calls = [
        (officer, f"cases/{code}/assign/", {"lawyer": lawyer.pk})
        for _ in range(3)
        for officer in (cast.ana, cast.bruno)
        for lawyer in (cast.luis, cast.lucia)
    ]
    answers = at_once(stage, calls)
    assert {status for status, _ in answers} == {200}
    assert Offer.objects.filter(state="sent").count() == 1


def test_the_database_refuses_a_second_accepted_offer(stage, cast):
    code = stage.taken(cast.luis)
    matter = Case.objects.get(code=code).matter
    now = timezone.now()
    with pytest.raises(IntegrityError, match="matter_has_one_accepted_offer"), transaction.atomic():
        Offer.objects.create(
            matter=matter, lawyer=cast.lucia, state="accepted", sent_by=cast.ana, sent_at=now, answered_at=now
        )


def test_the_list_of_lawyers_is_for_the_post(stage, cast):
    stage.taken(cast.luis)
    items = stage.get(cast.ana, "lawyers/").json()["items"]
    assert [(one["username"], one["running"], one["waiting"]) for one in items] == [("luis", 1, 0), ("lucia", 0, 0)]
    assert stage.get(cast.carmen, "lawyers/").status_code == 200
    for user in (cast.luis, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.get(user, "lawyers/").status_code == 403
