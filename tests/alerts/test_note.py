"""Notes and the timeline: who may write, who may read what was written."""

from django.db import connection

from alerts.models import AlertNote
from consular.events.models import Event


def test_anybody_of_the_post_writes_at_any_time(staff, cast, press):
    alert_id = press()
    staff.done(cast.bruno, alert_id, "note", text="two calls missed")
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.carmen, alert_id, "note", text="ask the sister")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    card = staff.done(cast.bruno, alert_id, "note", text="she called back")

    assert card["state"] == "handled"
    notes = [
        (step["actor"], step["note"]) for step in staff.timeline(cast.ana, alert_id) if step["kind"] == "alert.noted"
    ]
    assert notes == [
        ("Bruno Cárdenas", "two calls missed"), ("Carmen Duarte", "ask the sister"), ("Bruno Cárdenas", "she called back"),
    ]  # fmt: skip


def test_what_is_written_is_kept_as_it_was_and_sealed(staff, cast, press):
    text = "«Sí» — 👩‍👧 <b>&amp;</b> =1+1 \u202e"
    alert_id = press()

    staff.done(cast.ana, alert_id, "note", text=text)

    assert staff.timeline(cast.ana, alert_id)[-1]["note"] == text
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM alerts_alertnote")
        (stored,) = cursor.fetchone()
    assert "Sí".encode() not in bytes(stored)


def test_nul_is_taken_out_and_space_around_too(staff, cast, press):
    alert_id = press()

    staff.done(cast.ana, alert_id, "note", text="  a\x00b  ")

    assert AlertNote.objects.get().text == "ab"


def test_the_note_is_not_in_the_event(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "note", text="Marta Canary")

    assert "Marta" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_the_operator_sees_the_steps_and_not_the_consular_notes(staff, cast, press):
    """domain.md, section 4: consular notes are the post's; an operator reads none of them."""
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(
        cast.ana, alert_id, "contact", channel="family", result="reached", note="the sister is afraid of the husband"
    )

    steps = staff.timeline(cast.oscar, alert_id)

    assert [step["kind"] for step in steps] == ["alert.received", "alert.claimed", "alert.contact_tried"]
    assert [step["note"] for step in steps] == [None, None, None]
    assert staff.timeline(cast.bruno, alert_id)[-1]["note"] == "the sister is afraid of the husband"


def test_a_post_that_is_only_offered_the_alert_does_not_read_its_notes_yet(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "note", text="the sister is afraid of the husband")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    assert {step["note"] for step in staff.timeline(cast.hector, alert_id)} == {None}

    staff.done(cast.hector, alert_id, "handover-accept")

    assert "the sister is afraid of the husband" in {step["note"] for step in staff.timeline(cast.hector, alert_id)}


def test_the_timeline_speaks_the_readers_language(signed_in, staff, cast, press):
    alert_id = press()
    spanish = signed_in(cast.ana, accept_language="es").get(f"/api/v1/alerts/{alert_id}/timeline/")

    assert spanish.status_code == 200
    assert spanish["content-language"] == "es"


def test_the_timeline_of_another_posts_alert_does_not_exist(staff, cast, press, client):
    alert_id = press()

    assert staff.get(cast.hector, f"alerts/{alert_id}/timeline/").status_code == 404
    for name in ("luis", "nadia", "aurelio", "adela"):
        assert staff.get(getattr(cast, name), f"alerts/{alert_id}/timeline/").status_code in (403, 404)
    assert client.get(f"/api/v1/alerts/{alert_id}/timeline/").status_code == 401
