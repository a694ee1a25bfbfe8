"""The call-back script: what to say, in whose language, what is done; and nothing in it that tells of duress."""

import pytest

from alerts import script
from alerts.models import Alert
from consular.events.models import Event
from tests import cast as people


@pytest.fixture
def read(staff):
    def read(user, alert_id):
        answer = staff.get(user, f"alerts/{alert_id}/script/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read


@pytest.fixture
def under_duress(sender, staff, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN, language="es")
    sender.cancel(alert_id, people.DURESS_PIN, key=people.DEVICE_TOKEN)
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def codes(shown):
    return [step["code"] for step in shown["steps"]]


@pytest.mark.parametrize("kind", Alert.Kind.values)
def test_every_kind_has_a_script_in_every_language(kind):
    for duress in (False, True):
        for language in script.LANGUAGES:
            for reader in script.LANGUAGES:
                steps = script.steps(kind, language=language, reader=reader, duress=duress)
                assert 6 <= len(steps) <= 10
                assert [step.code for step in steps] == script.codes(kind)
                for step in steps:
                    assert len(step.say) > 20 and len(step.why) > 20 and 3 < len(step.title) < 32
                    assert bool(step.help) == (language != reader and not duress)


def test_it_speaks_the_persons_language_and_helps_in_the_officers(staff, signed_in, cast, press):
    english, spanish = press(language="en"), press(language="es-MX")
    staff.clients[cast.ana.pk] = signed_in(cast.ana, accept_language="en")

    hers, theirs = (staff.get(cast.ana, f"alerts/{one}/script/").json() for one in (english, spanish))

    assert (hers["language"], theirs["language"]) == ("en", "es")
    first, first_in_spanish = hers["steps"][0], theirs["steps"][0]
    assert (first["title"], first["help"]) == ("Safe contact", "")
    assert "Answer only yes or no" in first["say"]
    assert "Conteste sólo sí o no" in first_in_spanish["say"]
    assert first_in_spanish["help"] == first["say"]
    assert first_in_spanish["why"] == first["why"]


def test_where_nobody_knows_the_language_it_is_the_networks_own(read, cast, press):
    assert read(cast.ana, press(language="tzo"))["language"] == "es"
    assert read(cast.ana, press())["language"] == "es"


def test_ana_ticks_and_the_post_sees_who_and_when(read, staff, cast, press, clock):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "tick", step="rights")

    for user in (cast.ana, cast.bruno, cast.carmen):
        shown = read(user, alert_id)
        assert shown["done"] == 1
        [ticked] = [step for step in shown["steps"] if step["ticked"]]
        assert (ticked["code"], ticked["ticked"]["by"]) == ("rights", "Ana Beltrán")
    event = Event.objects.get(kind="alert.script_ticked")
    assert event.payload == {"step": "rights", "done": True, "script": script.VERSION}
    assert staff.timeline(cast.carmen, alert_id)[-1]["text"].endswith(("Rights", "Derechos"))


def test_a_tick_twice_is_one_and_can_be_taken_back(read, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    version = staff.done(cast.ana, alert_id, "tick", step="place")["version"]
    assert staff.done(cast.ana, alert_id, "tick", step="place")["version"] == version

    staff.done(cast.ana, alert_id, "tick", step="place", done=False)

    assert read(cast.ana, alert_id)["done"] == 0
    assert Event.objects.filter(kind="alert.script_ticked").count() == 2


def test_a_step_of_another_kind_is_refused(staff, cast, press):
    alert_id = press(kind="orientation")
    staff.done(cast.ana, alert_id, "claim")

    answer = staff.act(cast.ana, alert_id, "tick", step="safe_contact")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["step"])


def test_the_operator_reads_the_words_and_not_the_ticks(read, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "tick", step="place")

    shown = read(cast.oscar, alert_id)

    assert shown["steps"][0]["say"]
    assert shown["done"] == 0 and not any(step["ticked"] for step in shown["steps"])


def test_a_post_that_is_only_offered_it_reads_the_brief_and_not_the_script(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")

    assert staff.get(cast.hector, f"alerts/{alert_id}/script/").status_code == 403


def test_under_duress_owner_and_supervisor_are_told_not_to_call(read, under_duress, cast):
    for user in (cast.ana, cast.carmen):
        shown = read(user, under_duress)
        assert shown["variant"] == "duress"
        assert shown["steps"][0]["say"].startswith(("Do not call", "No llame"))
        assert not any(step["help"] for step in shown["steps"])


def test_under_duress_nobody_else_can_tell(read, staff, cast, under_duress, press):
    """Bruno sees the same script, the same ticks and the same words of the timeline as for any other alert."""
    plain = press(language="es")
    staff.done(cast.ana, plain, "claim")
    for alert_id in (under_duress, plain):
        staff.done(cast.ana, alert_id, "tick", step="safe_contact")

    forced, other = (read(cast.bruno, one) for one in (under_duress, plain))

    for shown in (forced, other):
        for step in shown["steps"]:
            step["ticked"] = bool(step["ticked"])
    assert forced == other
    told = [
        [item["text"] for item in staff.timeline(cast.bruno, one) if item["kind"] == "alert.script_ticked"]
        for one in (under_duress, plain)
    ]
    assert told[0] == told[1]
    assert codes(read(cast.ana, under_duress)) == codes(other)
