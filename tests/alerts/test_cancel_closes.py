"""Ten minutes after a cancel with the right PIN the alert closes by itself, unless somebody or something speaks against it."""

import orjson
import pytest

from alerts import sweeping
from alerts.board import BoardSource, DeviceReader
from alerts.models import Alert
from consular.organisation.models import Facility
from tests import cast as people
from tests import databases

PINS = {"true": people.PIN, "forced": people.DURESS_PIN}
IDS = {"true": "5f0c2a34-0000-4000-8000-000000000001", "forced": "5f0c2a34-0000-4000-8000-000000000002"}


@pytest.fixture
def cancelled(sender):
    def cancel(pin="true", **fields):
        alert_id = sender.pressed(key=people.DEVICE_TOKEN, **fields)
        assert sender.cancel(alert_id, PINS[pin], key=people.DEVICE_TOKEN).status_code == 202
        return alert_id

    return cancel


def after(clock, seconds):
    clock.forward(seconds=seconds)
    sweeping.sweep()


def test_it_closes_after_ten_minutes_and_not_before(cancelled, staff, cast, clock):
    alert_id = cancelled()
    after(clock, 599)
    assert staff.card(cast.ana, alert_id)["state"] == "received"

    after(clock, 1)

    card = staff.card(cast.ana, alert_id)
    assert (card["state"], card["disposition"], card["person_state"]) == (
        "handled",
        "cancelled_confirmed",
        "safe_confirmed",
    )


def test_a_claim_keeps_it_open_and_keeps_its_owner(cancelled, staff, cast, clock):
    alert_id = cancelled()
    staff.done(cast.ana, alert_id, "claim")

    after(clock, 700)

    card = staff.card(cast.ana, alert_id)
    assert (card["state"], card["owner"]["name"]) == ("claimed", "Ana Beltrán")
    assert "cancel_pending" in card["marks"]


def test_a_fix_at_a_custody_facility_keeps_it_open(cancelled, sender, staff, cast, clock):
    alert_id = cancelled()
    facility = Facility.objects.filter(is_active=True, point__isnull=False).first()
    there = {"lat": facility.point.y, "lng": facility.point.x, "accuracy_m": 30}
    sender.locate(alert_id, there, key=people.DEVICE_TOKEN)

    after(clock, 700)

    assert Alert.objects.get().state == "received"


def test_a_source_only_raises_the_mark(sender, clock):
    alert_id = sender.pressed()
    sender.cancel(alert_id)

    after(clock, 700)

    assert Alert.objects.get().state == "received"


def test_a_press_after_the_cancel_keeps_it_open(cancelled, sender, clock):
    alert_id = cancelled()
    sender.press(id=str(alert_id), key=people.DEVICE_TOKEN, message="no, help")

    after(clock, 700)

    assert Alert.objects.get().state == "received"


def test_a_forced_cancel_stays_open_and_only_the_phone_believes_otherwise(cancelled, sender, staff, cast, clock):
    alert_id = cancelled("forced")

    after(clock, 700)

    assert staff.card(cast.carmen, alert_id)["state"] == "received"
    assert "duress" in staff.card(cast.carmen, alert_id)["marks"]
    assert sender.look(alert_id, key=people.DEVICE_TOKEN).json()["state"] == "handled"


def tell(sender, staff, cast, clock, publish, pin):
    """Everything that the phone is told from the press on, in a story in which officers work on what is still open."""
    told = []
    began = clock.now

    def listen():
        nonlocal seen
        publish()
        batch = BoardSource().read(seen)
        seen = batch.last
        frame = batch.frame(DeviceReader(alert_id))
        told.append(sender.look(alert_id, key=people.DEVICE_TOKEN).content)
        told.append(frame)

    seen = publish()
    alert_id = IDS[pin]
    body = orjson.dumps({"id": alert_id, "kind": "panic", "location": people.DOWNTOWN_LA})
    assert sender.send("/api/v1/alerts/", body, key=people.DEVICE_TOKEN).status_code == 201
    told.append(sender.cancel(alert_id, PINS[pin], key=people.DEVICE_TOKEN).content)
    listen()
    after(clock, 600)
    listen()
    if Alert.objects.get(pk=alert_id).state == "received":
        staff.done(cast.carmen, alert_id, "claim")
        staff.done(cast.carmen, alert_id, "handover", to="HOU")
        staff.done(cast.helena, alert_id, "handover-accept")
    clock.forward(minutes=1)
    listen()
    told.append(sender.cancel(alert_id, PINS[pin], key=people.DEVICE_TOKEN).content)
    told.append(sender.cancel(alert_id, "0000", key=people.DEVICE_TOKEN).content)
    told.append(
        sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": began.isoformat()}, key=people.DEVICE_TOKEN).content
    )
    listen()
    retried = orjson.loads(sender.send("/api/v1/alerts/", body, key=people.DEVICE_TOKEN).content)
    told.append(orjson.dumps(retried | {"receipt": ""}))
    return [item and item.replace(alert_id.encode(), b"ID") for item in told]


def test_whoever_holds_the_phone_is_told_the_same_to_the_byte(sender, staff, cast, clock, publish):
    began = clock.now
    true = tell(sender, staff, cast, clock, publish, "true")
    clock.now = began
    forced = tell(sender, staff, cast, clock, publish, "forced")

    for number, (one, other) in enumerate(zip(true, forced, strict=True)):
        assert one == other, number


def test_pressed_again_after_a_forced_cancel_the_phone_is_told_no_more_than_after_a_true_one(
    cancelled, sender, staff, cast, clock
):
    told = {}
    for pin in PINS:
        databases.empty_of_stories()
        alert_id = cancelled(pin)
        after(clock, 600)
        if pin == "forced":  # somebody works on it, at another post by now
            staff.done(cast.carmen, alert_id, "claim")
            staff.done(cast.carmen, alert_id, "handover", to="HOU")
            staff.done(cast.helena, alert_id, "handover-accept")
        clock.forward(minutes=1)
        again = sender.press(id=str(alert_id), key=people.DEVICE_TOKEN, message="help").json()
        look = sender.look(alert_id, key=people.DEVICE_TOKEN).json()
        told[pin] = (
            again["state"],
            again["marks"],
            again["consulate"],
            look["state"],
            look["marks"],
            look["claimed_at"],
            look["consulate"],
        )

    assert told["true"] == told["forced"]


def test_a_claim_after_that_is_told(cancelled, sender, staff, cast, clock):
    alert_id = cancelled("forced")
    after(clock, 600)
    staff.done(cast.ana, alert_id, "claim")
    clock.forward(minutes=1)
    sender.press(id=str(alert_id), key=people.DEVICE_TOKEN, message="help")
    clock.forward(minutes=1)
    staff.done(cast.carmen, alert_id, "take", reason="Ana has gone home")

    assert sender.look(alert_id, key=people.DEVICE_TOKEN).json()["state"] == "claimed"


def test_that_the_phone_was_deceived_is_told_to_those_who_know_and_to_nobody_else(cancelled, staff, cast, clock, live):
    alert_id = cancelled("forced")
    live.news()
    version = staff.card(cast.ana, alert_id)["version"]

    after(clock, 600)

    kinds = {user: [item["kind"] for news in live.news(user) for item in news] for user in (cast.ana, cast.carmen)}
    assert "alert.cancel_pretended" not in [item["kind"] for item in staff.timeline(cast.ana, alert_id)]
    assert "alert.cancel_pretended" in [item["kind"] for item in staff.timeline(cast.carmen, alert_id)]
    assert "alert.cancel_pretended" not in kinds[cast.ana]
    assert staff.card(cast.ana, alert_id)["version"] == version + kinds[cast.ana].count("alert.escalated")
