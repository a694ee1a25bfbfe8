"""The hand-over of a shift: frozen as it was, signed by another, and what changed in between is named."""

import pytest
from django.db import IntegrityError, transaction

from alerts import actions, shifts
from alerts.models import ShiftDigest
from consular.errors import Conflict, NotFound
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests import cast as people


@pytest.fixture
def hand_over(cast, clock):
    def hand_over(by=None, post="LAX", remark=""):
        by = by or cast.ana
        clock.forward(seconds=1)
        return actions.hand_over_shift(consulate_id=cast.posts[post].pk, actor=by, viewer=viewer_of(by), remark=remark)

    return hand_over


def sign(digest, by):
    return actions.sign_shift(digest_id=digest.pk, actor=by, viewer=viewer_of(by))


def listed(digest):
    return {alert["code"]: alert for alert in digest.content["open"]}


def test_it_says_what_is_open_whose_it_is_and_what_comes_next(hand_over, sender, staff, cast):
    unclaimed, mine = sender.pressed(), sender.pressed()
    staff.done(cast.ana, mine, "claim")
    staff.done(cast.ana, mine, "handover", to="HOU")

    content = hand_over().content

    by_id = {alert["id"]: alert for alert in content["open"]}
    assert by_id[str(unclaimed)]["owner"] is None
    assert by_id[str(unclaimed)]["next"]["to"] == "duty"
    assert by_id[str(mine)]["owner"]["name"] == "Ana Beltrán"
    assert by_id[str(mine)]["handover"] == {"from": "LAX", "to": "HOU"}
    assert content["counts"] | {"open": 2, "received_open": 1, "claimed_open": 1, "to_locate": 2} == content["counts"]


def test_it_counts_what_was_done_since_the_last_hand_over_and_by_whom(hand_over, sender, staff, clock, cast):
    before = sender.pressed()
    staff.done(cast.ana, before, "claim")
    staff.done(cast.ana, before, "dispose", disposition="false_alarm", note="Reached at home.")
    sign(hand_over(), cast.bruno)
    clock.forward(hours=1)
    after = sender.pressed()
    staff.done(cast.bruno, after, "claim")
    staff.done(cast.bruno, after, "dispose", disposition="cancelled_confirmed")

    content = hand_over(by=cast.bruno).content

    assert content["handled"] == {"cancelled_confirmed": 1}
    assert content["counts"]["received"] == 1
    assert content["worked"] == [{"id": cast.bruno.pk, "name": "Bruno Cárdenas", "alerts": 1}]
    assert [(one["owner"], one["disposition"]) for one in content["notes_due"]] == [
        ("Bruno Cárdenas", "cancelled_confirmed")
    ]


def test_an_alert_with_a_note_is_not_due(hand_over, sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm", note="Reached at home.")
    assert hand_over().content["notes_due"] == []


def test_drills_stand_apart_and_enter_no_count(hand_over, sender, staff, cast):
    staff.done(cast.ana, sender.pressed(drill=True), "claim")
    content = hand_over().content
    assert content["worked"] == []
    assert (content["counts"]["open"], content["counts"]["drills_open"], content["counts"]["received"]) == (0, 1, 0)


def test_it_tells_nothing_of_duress(hand_over, sender, cast):
    """A page that the whole post reads and prints: an alert under duress looks like any that asked to cancel."""
    calm, forced = sender.pressed(key=people.DEVICE_TOKEN), sender.pressed(key=people.DEVICE_TOKEN)
    sender.cancel(calm, people.PIN, key=people.DEVICE_TOKEN)
    sender.cancel(forced, people.DURESS_PIN, key=people.DEVICE_TOKEN)

    own = ("id", "code", "received_at", "next")
    first, second = (
        {name: value for name, value in alert.items() if name not in own} for alert in hand_over().content["open"]
    )
    assert first == second


def test_it_is_frozen_and_a_later_hand_on_it_shows(hand_over, sender, cast, signed_in):
    sender.pressed()
    digest = hand_over()
    assert len(digest.sha256) == 64
    assert shifts.is_intact(ShiftDigest.objects.get())
    digest.content["counts"]["open"] = 0
    ShiftDigest.objects.filter(pk=digest.pk).update(content=digest.content)

    assert not shifts.is_intact(ShiftDigest.objects.get())
    page = signed_in(cast.bruno).get(f"/shift/{digest.pk}/").content.decode()
    assert "This is not what was frozen" in page


def test_the_one_who_leaves_cannot_sign(hand_over, cast):
    digest = hand_over()
    with pytest.raises(Conflict) as refused:
        sign(digest, cast.ana)
    assert refused.value.code == "needs_another"
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftDigest.objects.update(signed_by=cast.ana, signed_at=digest.handed_at)


def test_houston_can_neither_see_nor_sign_it(hand_over, cast, signed_in):
    digest = hand_over()
    with pytest.raises(NotFound):
        sign(digest, cast.hector)
    assert signed_in(cast.hector).get(f"/shift/{digest.pk}/").status_code == 404
    with pytest.raises(NotFound):
        hand_over(by=cast.hector)


def test_the_second_signature_is_told_who_was_first(hand_over, cast):
    digest = hand_over()
    sign(digest, cast.bruno)
    with pytest.raises(Conflict) as refused:
        sign(digest, cast.carmen)
    assert refused.value.extra["owner"]["name"] == "Bruno Cárdenas"


def test_what_changed_before_the_signature_is_kept_with_it(hand_over, sender, staff, clock, cast):
    ended, taken = sender.pressed(), sender.pressed()
    digest = hand_over()
    staff.done(cast.bruno, ended, "claim")
    staff.done(cast.bruno, ended, "dispose", disposition="false_alarm")
    staff.done(cast.carmen, taken, "claim")
    fresh = sender.pressed()

    signed = sign(digest, cast.bruno)

    changes = {change["id"]: (change["what"], change["from"], change["to"]) for change in signed.changes}
    assert changes == {
        str(ended): ("ended", "", "false_alarm"),
        str(taken): ("owner", "", "Carmen Duarte"),
        str(fresh): ("new", "", "received"),
    }
    assert listed(signed) == listed(digest)


def test_both_steps_are_events_without_a_word_of_the_remark(hand_over, cast):
    digest = hand_over(remark="Rosa's mother calls at nine.")
    sign(digest, cast.bruno)
    events = list(Event.objects.about(digest).values_list("kind", "actor__username", "payload"))
    assert [(kind, who) for kind, who, _payload in events] == [("shift.handed_over", "ana"), ("shift.signed", "bruno")]
    assert all("Rosa" not in str(payload) for _kind, _who, payload in events)


def test_two_who_hand_over_at_once_are_one_hand_over(hand_over, cast):
    hand_over()
    with pytest.raises(Conflict) as refused:
        hand_over(by=cast.bruno)
    assert refused.value.code == "not_signed_yet"
    assert refused.value.extra["owner"]["name"] == "Ana Beltrán"


def test_by_pages_ana_hands_over_and_bruno_signs(signed_in, cast, press):
    press()
    ana, bruno = signed_in(cast.ana), signed_in(cast.bruno)
    page = ana.post("/shift/hand-over/", {"post": "LAX", "remark": "Watch the call from Maywood."}, follow=True)
    assert "somebody else of your post must sign it" in page.content.decode()
    digest = ShiftDigest.objects.get()
    assert "Watch the call from Maywood." in bruno.get("/shift/").content.decode()

    page = bruno.post(f"/shift/{digest.pk}/sign/", follow=True).content.decode()

    assert "You have signed for the shift." in page
    assert "As it was frozen" in page
    assert "Hand over the shift" in bruno.get("/shift/").content.decode()


def test_a_remark_that_cannot_be_kept_is_not_lost(signed_in, cast, hand_over):
    hand_over(by=cast.bruno)
    answer = signed_in(cast.ana).post("/shift/hand-over/", {"post": "LAX", "remark": "Half an hour of typing."})
    assert answer.status_code == 409
    assert "Half an hour of typing." in answer.content.decode()
    answer = signed_in(cast.ana).post("/shift/hand-over/", {"post": "LAX", "remark": "x" * 4_001})
    assert answer.status_code == 422
    assert "x" * 4_001 in answer.content.decode()


def test_after_half_an_hour_the_boards_of_the_post_are_told_and_no_others(hand_over, staff, clock, cast):
    digest = hand_over()
    assert staff.get(cast.bruno, "board/notices/").json()["unsigned_shifts"] == []
    clock.forward(minutes=30)

    [notice] = staff.get(cast.bruno, "board/notices/").json()["unsigned_shifts"]
    assert (notice["post"], notice["by"]) == ("LAX", "Ana Beltrán")
    assert staff.get(cast.hector, "board/notices/").json()["unsigned_shifts"] == []
    sign(digest, cast.bruno)
    assert staff.get(cast.bruno, "board/notices/").json()["unsigned_shifts"] == []
