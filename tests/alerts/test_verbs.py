"""Every verb of the staff: who is refused and how, which bodies are refused, and that a card's buttons tell the truth."""

import itertools
import json
import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import workflow
from alerts.models import Alert, Incident
from consular.organisation.models import Posting
from tests.alerts.stage import ALERTS, path_of

VERBS = {
    "claim": {},
    "beat": {},
    "release": {"reason": "shift ends"},
    "take": {"reason": "nobody answers"},
    "contact": {"channel": "phone", "result": "no_answer"},
    "note": {"text": "called the family"},
    "dispose": {"disposition": "false_alarm"},
    "handover": {"to": "HOU"},
    "handover-accept": {},
    "attach": {"incident": "IN-TEST01"},
    "detach": {"reason": "a street away, another matter"},
    "person": {"state": "released"},
    "tick": {"step": "place", "done": True},
    "welfare": {"minutes": 30},
    "welfare-done": {"note": "she is at home"},
    "handover-decline": {"reason": "we have no officer awake"},
    "handover-withdraw": {},
    "undo-duplicate": {"reason": "another person"},
}
EACH = pytest.mark.parametrize("verb", VERBS)


def address(alert_id, verb):
    return f"{ALERTS}{alert_id}/{path_of(verb)}/"


def well_formed(answer, code=None):
    assert answer["content-type"] == "application/json"
    body = answer.json()
    assert {"code", "detail", "fields"} <= body.keys()
    assert isinstance(body["detail"], str) and body["detail"]
    assert isinstance(body["fields"], dict)
    assert code is None or body["code"] == code
    return body


@EACH
def test_without_a_session_it_is_401(client, cast, press, verb):
    for alert_id in (press(), uuid.uuid4()):
        answer = client.post(address(alert_id, verb), VERBS[verb], content_type="application/json")
        assert answer.status_code == 401
        well_formed(answer, "not_authenticated")


@EACH
def test_without_the_pages_token_it_is_403(cast, press, verb):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana, backend=django_settings.AUTHENTICATION_BACKENDS[-1])
    alert_id = press()

    answer = client.post(address(alert_id, verb), VERBS[verb], content_type="application/json")

    assert answer.status_code == 403
    well_formed(answer)
    assert Alert.objects.get().version == 1


@EACH
def test_for_another_post_the_alert_does_not_exist(staff, cast, press, verb):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")

    for user in (cast.hector, cast.helena):
        foreign, nowhere = (staff.act(user, one, verb, **VERBS[verb]) for one in (alert_id, uuid.uuid4()))
        assert (foreign.status_code, nowhere.status_code) == (404, 404)
        assert foreign.content == nowhere.content
        well_formed(foreign, "not_found")


@EACH
def test_an_operator_sees_it_and_may_not_act(staff, cast, press, verb):
    alert_id = press()
    assert staff.card(cast.oscar, alert_id)["allowed"] == []

    answer = staff.act(cast.oscar, alert_id, verb, **VERBS[verb])

    assert answer.status_code == 403
    well_formed(answer, "not_permitted")
    assert Alert.objects.get().version == 1


@EACH
@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela"])
def test_who_does_not_work_on_alerts_is_refused_alike_for_each(staff, cast, press, verb, name):
    real, nowhere = (staff.act(getattr(cast, name), one, verb, **VERBS[verb]) for one in (press(), uuid.uuid4()))

    assert real.status_code in (403, 404)
    assert (real.status_code, real.content) == (nowhere.status_code, nowhere.content)
    well_formed(real)
    assert Alert.objects.get().version == 1


def test_an_officer_whose_posting_has_ended_is_refused_at_once(staff, cast, press):
    alert_id = press()
    posting = Posting.objects.filter(user=cast.bruno)
    posting.update(ends_at=timezone.now())
    try:
        for verb, body in VERBS.items():
            assert staff.act(cast.bruno, alert_id, verb, **body).status_code in (403, 404)
        assert staff.get(cast.bruno, "board/").status_code == 403
    finally:
        posting.update(ends_at=None)


@EACH
def test_a_body_over_1_mib_is_413(signed_in, cast, press, verb):
    answer = signed_in(cast.ana).post(address(press(), verb), b" " * (1024 * 1024 + 1), content_type="application/json")

    assert answer.status_code == 413
    well_formed(answer, "too_large")


BAD_BODIES = [
    b"{", b"[]", b"[1]", b"7", b'"x"', b"true", b"\xff\xfe", b"\x00", b'{"reason": NaN}', b"[" * 100_000, b'{"reason":' + b"[" * 100_000,
    b'{"a":' * 100_000, "{}".encode("utf-16"), b"9" * 5_000, b'{"reason": ' + b"9" * 4_200 + b"}", b'{"reason": "\\ud800"}',
]  # fmt: skip


@EACH
def test_a_body_that_cannot_be_read_is_400(signed_in, cast, press, verb):
    alert_id = press()
    client = signed_in(cast.ana)
    client.raise_request_exception = False
    for body in BAD_BODIES:
        answer = client.post(address(alert_id, verb), body, content_type="application/json")
        assert answer.status_code == 400, (body[:20], answer.status_code)
        well_formed(answer)


@EACH
def test_what_is_not_json_is_415_and_what_is_not_a_post_405(signed_in, cast, press, verb):
    client = signed_in(cast.ana)
    path = address(press(), verb)

    assert client.post(path, {"reason": "x"}).status_code == 415
    for method in (client.get, client.put, client.delete, client.patch):
        answer = method(path)
        assert answer.status_code == 405
        well_formed(answer)


MISSING = {
    "take": ["reason"], "contact": ["channel", "result"], "note": ["text"], "dispose": ["disposition"], "handover": ["to"],
    "attach": ["incident"], "detach": ["reason"],
    "tick": ["step"], "welfare": ["minutes"], "handover-decline": ["reason"], "undo-duplicate": ["reason"],
}  # fmt: skip


@pytest.mark.parametrize("verb", MISSING)
def test_what_is_missing_is_named_in_the_language_of_the_reader(signed_in, cast, press, verb):
    path = address(press(), verb)

    spanish = signed_in(cast.ana, accept_language="es").post(path, {}, content_type="application/json")
    english = signed_in(cast.ana, accept_language="en").post(path, {}, content_type="application/json")

    for answer, sentence in ((spanish, "Este campo es requerido."), (english, "This field is required.")):
        assert answer.status_code == 400
        assert well_formed(answer, "invalid")["fields"] == {name: [sentence] for name in MISSING[verb]}


@pytest.mark.parametrize(("verb", "field", "value"), [
    ("take", "reason", "   "), ("take", "reason", None), ("take", "reason", ["x"]), ("take", "reason", "x" * 4_001),
    ("take", "reason", "\x00"),
    ("contact", "channel", "pigeon"), ("contact", "result", ""), ("contact", "note", None), ("note", "text", ""),
    ("note", "text", {"a": 1}),
    ("dispose", "disposition", "vanished"), ("dispose", "disposition", ""), ("dispose", "disposition", "x" * 25),
    ("dispose", "duplicate_of", "x"), ("dispose", "note", ""), ("dispose", "note", " a b "),
    ("tick", "step", "dance"), ("tick", "done", "maybe"),
    ("welfare", "minutes", 0), ("welfare", "minutes", 4_321), ("welfare", "minutes", "soon"), ("welfare", "minutes", None),
    ("dispose", "disposition", "case_opened"), ("handover", "to", "NOWHERE"), ("handover", "to", "LAX"),
    ("handover", "to", "hou"), ("handover", "to", "\x00"), ("release", "reason", []),
    ("attach", "incident", "IN-NOWHERE"), ("attach", "incident", None), ("detach", "reason", " "),
])  # fmt: skip
def test_a_wrong_value_is_400_and_names_its_field(staff, signed_in, cast, press, verb, field, value):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    before = Alert.objects.get().version
    user = cast.carmen if verb == "take" else cast.ana
    body = json.dumps(VERBS[verb] | {field: value})

    answer = signed_in(user).post(address(alert_id, verb), body, content_type="application/json")

    assert answer.status_code == 400, answer.content
    assert list(well_formed(answer, "invalid")["fields"]) == [field]
    assert Alert.objects.get().version == before


def test_any_json_in_any_field_is_answered_without_a_server_error(signed_in, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    clients = [signed_in(cast.ana), signed_in(cast.carmen)]
    for client in clients:
        client.raise_request_exception = False
    value = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters(), max_size=30)
        | st.sampled_from(["phone", "reached", "HOU"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
    names = sorted({name for body in VERBS.values() for name in body} | {"note", "duplicate_of", "x"})

    @settings(max_examples=100, deadline=None)
    @given(
        st.sampled_from(list(VERBS)),
        st.dictionaries(st.sampled_from(names), value, max_size=4),
        st.sampled_from(clients),
    )
    def holds(verb, body, client):
        answer = client.post(address(alert_id, verb), json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 400, 403, 404, 409), answer.content
        if answer.status_code != 200:
            well_formed(answer)

    holds()


# How far an alert has come, and what Ana of Los Angeles did for it.
STEPS = ("received", "claimed", "contacting", "stale", "offered", "handled", "promised", "duplicate")


@pytest.fixture
def brought_to(staff, cast, press, clock):
    home = cast.posts["LAX"]
    Incident.objects.create(code="IN-TEST01", opened_at=clock.now, consulate=home, posts=[home.pk])

    apart = itertools.count()  # three people at one place would be an incident

    def bring(step):
        alert_id = press(location={"lat": 34.0 + 0.04 * next(apart), "lng": -118.2, "accuracy_m": 25})
        if step != "received":
            staff.done(cast.ana, alert_id, "claim")
        if step == "contacting":
            staff.done(cast.ana, alert_id, "contact", channel="phone", result="no_answer")
        if step == "offered":
            staff.done(cast.ana, alert_id, "handover", to="HOU")
        if step == "handled":
            staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
        if step == "promised":
            staff.done(cast.ana, alert_id, "welfare", minutes=30)
        if step == "duplicate":
            staff.done(cast.ana, alert_id, "dispose", disposition="duplicate_of", duplicate_of=str(press()))
        if step == "stale":
            clock.forward(seconds=65)
        return alert_id

    return bring


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["ana", "bruno", "carmen", "hector", "oscar"])
def test_what_a_card_allows_succeeds_and_nothing_else_does(staff, cast, brought_to, step, name):
    user = getattr(cast, name)
    for verb, body in VERBS.items():
        alert_id = brought_to(step)
        seen = staff.get(user, f"alerts/{alert_id}/")
        allowed = seen.json()["allowed"] if seen.status_code == 200 else []

        answer = staff.act(user, alert_id, verb, **body)

        again = verb == "claim" and name == "ana" and step in ("claimed", "contacting", "offered", "stale", "promised")
        assert (answer.status_code == 200) == (verb in allowed or again), (verb, allowed, answer.content)
        if answer.status_code == 409:
            body = well_formed(answer)
            assert body.keys() == {"code", "detail", "fields", "state", "owner"}
            assert body["state"] == seen.json()["state"]
            owner = seen.json()["owner"]
            assert (body["owner"] or {}).get("name") == (owner or {}).get("name")
        elif answer.status_code != 200:
            assert answer.status_code == (404 if seen.status_code == 404 else 403)


def test_the_table_of_moves_knows_no_other_verb():
    assert set(workflow.MOVES) == {*VERBS, "open-case"}
    assert set(workflow.OWNER_VERBS) <= set(workflow.MOVES)
