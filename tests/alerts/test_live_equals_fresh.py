"""Live equals fresh: after every action, the card in the event is the card of a fresh snapshot and of a fresh look, for everybody."""

import json
import uuid

import pytest

from alerts import actions, sweeping
from alerts.models import Alert
from tests import cast as people

EVERYBODY = ("ana", "bruno", "carmen", "oscar", "hector", "helena")


class Story:
    """One alert, step by step."""

    def __init__(self, sender, staff, cast, clock):
        self.sender, self.staff, self.cast, self.clock = sender, staff, cast, clock
        self.id = None

    def press(self, **fields):
        answer = self.sender.press(**({"id": str(self.id)} if self.id else {}), key=people.DEVICE_TOKEN, **fields)
        self.id = answer.json()["id"]

    def walk(self, lat=34.1, **fields):
        self.sender.locate(
            self.id,
            {"lat": lat, "lng": -118.2, "fixed_at": self.clock.now.isoformat()} | fields,
            key=people.DEVICE_TOKEN,
        )

    def press_late(self):
        """Her fix and her cancel overtook the press."""
        self.id = str(uuid.uuid4())
        self.walk()
        self.cancel(people.DURESS_PIN)
        self.press(location=people.DOWNTOWN_LA | {"fixed_at": self.clock.ago(minutes=1)})

    def wait(self, minutes):
        """What is due is fired; the owner's board is open all the time."""
        self.clock.forward(minutes=minutes)
        Alert.objects.filter(owner__isnull=False).update(beat_at=self.clock.now)
        for sweep in (*sweeping.STEPS, *sweeping.INCIDENTS, *sweeping.PROMISES):
            sweep(now=self.clock.now)

    def cancel(self, pin):
        self.sender.cancel(self.id, pin, key=people.DEVICE_TOKEN)

    def __getattr__(self, verb):
        """`story.claim("ana")`: the verb by that name, as that user."""
        return lambda name, **body: self.staff.done(getattr(self.cast, name), self.id, verb.replace("_", "-"), **body)


# Every step is news for whoever sees the alert.
STORIES = {
    "from press to false alarm": [
        lambda s: s.press(), lambda s: s.walk(), lambda s: s.press(message="again"), lambda s: s.claim("ana"),
        lambda s: s.contact("ana", channel="phone", result="no_answer"), lambda s: s.walk(34.11), lambda s: s.note("bruno", text="n"),
        lambda s: s.contact("ana", channel="sms", result="reached"), lambda s: s.dispose("ana", disposition="false_alarm"),
        lambda s: s.note("carmen", text="after"),
    ],
    "given back, taken over, made a case": [
        lambda s: s.press(kind="relative"), lambda s: s.claim("ana"), lambda s: s.release("ana", reason="r"), lambda s: s.claim("bruno"),
        lambda s: s.take("carmen", reason="r"), lambda s: s.open_case("carmen"),
    ],
    "handed over": [
        lambda s: s.press(), lambda s: s.claim("ana"), lambda s: s.handover("ana", to="SAN"), lambda s: s.handover("ana", to="HOU"),
        lambda s: s.walk(), lambda s: s.handover_accept("hector"), lambda s: s.contact("hector", channel="phone", result="reached"),
        lambda s: s.handover("hector", to="LAX"), lambda s: s.handover_accept("bruno"),
    ],
    "offered and taken back": [
        lambda s: s.press(), lambda s: s.claim("ana"), lambda s: s.handover("ana", to="HOU"), lambda s: s.release("ana"),
    ],
    "promised, declined, withdrawn, accepted, kept": [
        lambda s: s.press(), lambda s: s.claim("ana"), lambda s: s.tick("ana", step="place"), lambda s: s.welfare("ana", minutes=5),
        lambda s: s.handover("ana", to="HOU"), lambda s: s.handover_decline("hector", reason="not ours"),
        lambda s: s.handover("ana", to="HOU"), lambda s: s.wait(minutes=6), lambda s: s.handover_withdraw("carmen"),
        lambda s: s.handover("ana", to="HOU"), lambda s: s.wait(minutes=11), lambda s: s.handover_accept("helena"),
        lambda s: s.welfare_done("hector"), lambda s: s.tick("helena", step="place", done=False),
        lambda s: s.dispose("helena", disposition="false_alarm"), lambda s: s.note("hector", text="she is at home"),
        lambda s: s.welfare("helena", minutes=5),
    ],
    "a duplicate after all, and not": [
        lambda s: s.press(), lambda s: s.claim("ana"),
        lambda s: s.dispose("ana", disposition="duplicate_of", duplicate_of=str(s.sender.pressed())),
        lambda s: s.undo_duplicate("bruno", reason="her cousin"), lambda s: s.claim("bruno"),
    ],
    "cancelled": [
        lambda s: s.press(), lambda s: s.cancel(people.PIN), lambda s: s.claim("ana"), lambda s: s.cancel(people.PIN),
        lambda s: s.dispose("ana", disposition="cancelled_confirmed"),
    ],
    "cancelled under force": [
        lambda s: s.press(), lambda s: s.cancel(people.DURESS_PIN), lambda s: s.press(message="x"), lambda s: s.claim("ana"),
        lambda s: s.handover("ana", to="HOU"), lambda s: s.take("carmen", reason="r"),
        lambda s: s.dispose("carmen", disposition="false_alarm"),
    ],
    "a drill of orientation": [
        lambda s: s.press(kind="orientation", drill=True), lambda s: s.claim("ana"),
        lambda s: s.dispose("ana", disposition="orientation_given"),
    ],
    "news before the press": [
        lambda s: s.press_late(), lambda s: s.claim("ana"),
    ],
    "without a place, then with one": [
        lambda s: s.press(location=None), lambda s: s.walk(), lambda s: s.claim("ana"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("steps", STORIES.values(), ids=STORIES.keys())
def test_the_live_card_is_the_fresh_card(sender, staff, cast, clock, live, steps):
    story = Story(sender, staff, cast, clock)
    users = [getattr(cast, name) for name in EVERYBODY]
    for number, step in enumerate(steps):
        clock.forward(seconds=5)
        step(story)
        for user, news in zip(users, live.news(*users), strict=True):
            about = f"step {number}, {user.username}"
            fresh = staff.get(user, f"alerts/{story.id}/")
            if fresh.status_code == 404:
                assert [item["alert"] for item in news if item["id"] == str(story.id)] in ([], [None]), about
                continue
            card = fresh.json()
            own = [item for item in news if item["id"] == str(story.id)]
            assert own and all(item["alert"] == card for item in own), about
            in_snapshot = [one for one in staff.board(user)["alerts"] if one["id"] == story.id]
            assert in_snapshot == ([card] if card["state"] != "handled" else []), about


def test_a_claim_that_goes_stale_shows_the_same_everywhere(sender, staff, cast, clock, live):
    """Nothing happens, time passes: the snapshot's kept cards must not remember an old beat."""
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    live.news(cast.bruno)
    for seconds, allowed in ((30, False), (40, True)):
        clock.forward(seconds=seconds)
        for card in (staff.card(cast.bruno, alert_id), staff.board(cast.bruno)["alerts"][0]):
            assert ("take" in card["allowed"]) is allowed
    staff.done(cast.ana, alert_id, "beat")
    for card in (staff.card(cast.bruno, alert_id), staff.board(cast.bruno)["alerts"][0]):
        assert "take" not in card["allowed"]


def test_one_batch_serves_each_reader_their_own(sender, staff, cast, live):
    """The owner's buttons and the supervisor's marks are never another reader's bytes."""
    hers, forced = sender.pressed(), sender.pressed(key=people.DEVICE_TOKEN)
    staff.done(cast.ana, hers, "claim")
    sender.cancel(forced, people.DURESS_PIN, key=people.DEVICE_TOKEN)

    anas, brunos, carmens, oscars, hectors, again = live.news(
        cast.ana, cast.bruno, cast.carmen, cast.oscar, cast.hector, cast.ana
    )

    last = lambda items, alert_id: [item["alert"] for item in items if item["id"] == str(alert_id)][-1]  # noqa: E731
    assert "release" in last(anas, hers)["allowed"]
    assert "release" not in last(brunos, hers)["allowed"]
    assert last(oscars, hers)["allowed"] == []
    assert ["duress" in last(items, forced)["marks"] for items in (anas, brunos, carmens, oscars)] == [
        False,
        False,
        True,
        False,
    ]
    assert hectors == []
    assert again == anas
    assert "beat_at" not in json.dumps(anas)


def test_fading_shows_the_same_to_who_looks(sender, staff, cast, clock):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    before = staff.card(cast.ana, alert_id)["location"]
    clock.forward(days=31)
    assert actions.fade_places(now=clock.now) == 1
    staff.clients.clear()

    after = staff.card(cast.ana, alert_id)["location"]

    assert (after["lat"], after["lng"], after["precision"]) == (before["lat"], before["lng"], "1km")
    assert Alert.objects.get().point.coords == pytest.approx((before["lng"], before["lat"]))
