"""A post without eyes on a board for 30 seconds: its new alerts go to the fallback at once. What a board says decides what counts."""

import uuid

import pytest

from alerts import sweeping
from alerts.actions import watch
from alerts.models import BoardSession, PostWatch
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests import cast as people


@pytest.fixture
def nobody_watches(cast):
    BoardSession.objects.all().delete()


@pytest.fixture
def board(cast, clock, nobody_watches):
    """Ana's open board, beating as told."""
    board_id = uuid.uuid4()

    def beat(user=None, *, keeps_up=True, visible=True, sound=False, idle_s=0, board_id=board_id, looks_at=None):
        told = watch.Told(1, visible, sound, idle_s, looks_at, hears_bulletins=True)
        watch.board_beats(board_id=board_id, viewer=viewer_of(user or cast.ana), told=told, keeps_up=keeps_up)

    return beat


def posts_of(staff, user, alert_id):
    return set(staff.card(user, alert_id)["posts"])


def test_with_eyes_on_the_post_an_alert_goes_to_it_alone(sender, staff, board, cast):
    board()
    assert posts_of(staff, cast.ana, sender.pressed()) == {"LAX"}


def test_without_a_board_the_fallback_gets_it_at_once(sender, staff, nobody_watches, cast, live):
    alert_id = sender.pressed()

    assert posts_of(staff, cast.ana, alert_id) == {"LAX", "CIAM"}
    assert staff.card(cast.ana, alert_id)["post"] == "LAX"
    assert "fallback" in staff.timeline(cast.ana, alert_id)[0]["text"]
    [told] = live.news(cast.ana)
    assert [item["id"] for item in told] == [str(alert_id)]


def test_the_eyes_last_thirty_seconds_and_not_longer(sender, staff, board, cast, clock):
    board()
    clock.forward(seconds=29)
    assert posts_of(staff, cast.ana, sender.pressed()) == {"LAX"}
    clock.forward(seconds=2)
    assert posts_of(staff, cast.ana, sender.pressed()) == {"LAX", "CIAM"}


def test_a_reload_of_the_page_sends_nothing_to_the_fallback(sender, staff, board, cast):
    board_id = uuid.uuid4()
    board(board_id=board_id)
    watch.board_closed(board_id=board_id)
    assert posts_of(staff, cast.ana, sender.pressed()) == {"LAX"}


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"visible": True}, True),
        ({"visible": False, "sound": True}, True),
        ({"visible": False, "sound": False}, False),
        ({"visible": True, "idle_s": 1_801}, False),
        ({"visible": True, "keeps_up": False}, False),
    ],
    ids=str,
)
def test_eyes_are_a_board_that_keeps_up_and_is_seen_or_heard_by_somebody_awake(
    sender, staff, board, cast, told, counts
):
    board(**told)
    assert ("CIAM" not in posts_of(staff, cast.ana, sender.pressed())) is counts


def test_the_eyes_of_another_post_do_not_help(sender, staff, board, cast):
    board(cast.hector)
    assert "CIAM" in posts_of(staff, cast.ana, sender.pressed())


def test_a_drill_stays_at_its_post(sender, staff, nobody_watches, cast):
    assert posts_of(staff, cast.ana, sender.pressed(drill=True)) == {"LAX"}


def test_the_relay_counts_eyes_officers_and_load(sender, board, cast, clock):
    board()
    board(cast.bruno, board_id=uuid.uuid4())
    board(cast.bruno, board_id=uuid.uuid4())
    for _n in range(4):
        sender.pressed()
    sender.pressed(drill=True)

    watch.count_watches(now=clock.now)

    lax = PostWatch.objects.get(consulate__code="LAX")
    assert (lax.eyes, lax.officers, lax.arrivals) == (3, 2, 4)
    assert PostWatch.objects.get(consulate__code="HOU").eyes == 0


def test_a_post_is_lean_above_ten_alerts_an_officer_and_until_there_are_fewer_than_five(
    sender, staff, board, cast, clock
):
    def lean():
        board()
        watch.count_watches(now=clock.now)
        return staff.get(cast.ana, "board/bulletin/").json()["posts"]["LAX"]["lean"]

    for _n in range(10):
        sender.pressed()
    assert not lean()
    sender.pressed()
    assert lean()
    clock.forward(minutes=9)
    for _n in range(5):
        sender.pressed()
    clock.forward(minutes=2)
    assert lean()  # five an officer: it ends lower than it began
    clock.forward(minutes=9)
    assert not lean()


def test_calling_for_help_rings_the_neighbours_now_and_shares_what_comes(sender, staff, board, cast, clock):
    board()
    waiting = sender.pressed()
    claimed = sender.pressed()
    staff.done(cast.ana, claimed, "claim")

    answer = staff.at(cast.ana).post("/api/v1/posts/LAX/help/")

    assert answer.json() == {"alerts": 1}
    sweeping.sweep()
    assert "CIAM" in posts_of(staff, cast.ana, waiting)
    assert posts_of(staff, cast.ana, claimed) == {"LAX"}
    assert "CIAM" in posts_of(staff, cast.ana, sender.pressed())
    assert Event.objects.filter(kind="post.help_called", actor=cast.ana).count() == 1
    clock.forward(minutes=31)
    board()
    assert posts_of(staff, cast.ana, sender.pressed()) == {"LAX"}


def test_nobody_calls_for_help_in_the_name_of_another_post(staff, cast):
    assert staff.at(cast.ana).post("/api/v1/posts/HOU/help/").status_code == 404
    assert staff.at(cast.oscar).post("/api/v1/posts/LAX/help/").status_code == 403


# ---- presence ----


def looking(staff, user):
    return staff.get(user, "board/bulletin/").json()["looking"]


def test_colleagues_see_who_looks_at_an_alert(sender, staff, board, cast):
    alert_id = sender.pressed()
    board(looks_at=alert_id)

    assert looking(staff, cast.bruno) == {str(alert_id): [{"id": cast.ana.pk, "name": "Ana Beltrán"}]}
    assert looking(staff, cast.hector) == {}


def test_whoever_closes_the_alert_or_the_board_looks_no_longer(sender, staff, board, cast, clock):
    alert_id = sender.pressed()
    board(looks_at=alert_id)
    board(looks_at=None)
    assert looking(staff, cast.bruno) == {}
    board(looks_at=alert_id)
    clock.forward(seconds=26)
    assert looking(staff, cast.bruno) == {}


def test_a_browser_that_claims_to_look_at_what_its_user_cannot_see_is_not_believed(sender, staff, board, cast):
    alert_id = sender.pressed(location=people.DOWNTOWN_HOUSTON)
    board(looks_at=alert_id)
    assert looking(staff, cast.hector) == {}


@pytest.mark.parametrize("again", ["pressed", "released"])
def test_what_waits_once_more_where_nobody_looks_goes_to_the_fallback_at_once(sender, staff, board, cast, clock, again):
    board()
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    if again == "pressed":
        staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm", note="a test of the app")
    clock.forward(seconds=31)
    if again == "pressed":
        sender.press(id=str(alert_id), message="help")
    else:
        staff.done(cast.ana, alert_id, "release")

    assert posts_of(staff, cast.ana, alert_id) == {"LAX", "CIAM"}
