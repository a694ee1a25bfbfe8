"""The duty page: officers read, supervisors edit, what is wrong is said beside its field and nothing typed is lost."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from alerts import actions, sweeping
from alerts.models import BoardSession, DutyAbsence, DutyShift, Pager, PostChain
from consular.organisation.access import viewer_of

SHIFT = {"post": "LAX", "weekdays": ["0", "1"], "starts": "22:00", "ends": "06:00", "valid_from": "2026-01-05"}


@pytest.fixture
def carmen(signed_in, cast):
    return signed_in(cast.carmen)


def text(answer):
    return answer.content.decode()


def test_carmen_puts_ana_on_duty_and_takes_her_off_again(carmen, cast):
    answer = carmen.post("/duty/shifts/", SHIFT | {"user": cast.ana.pk}, follow=True)
    assert answer.redirect_chain == [("/duty/?post=LAX", 302)]
    assert "22:00–06:00" in text(answer) and "In the next 14 days nobody is on duty" in text(answer)
    assert DutyShift.objects.count() == 2

    carmen.post(f"/duty/shifts/{DutyShift.objects.first().pk}/remove/", {"post": "LAX"})
    assert DutyShift.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weekdays": []}, "This field is required"),
        ({"starts": "25:00"}, "Enter a valid time"),
        ({"valid_until": "2026-01-01"}, "It ends before it begins."),
        ({"user": "0"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_shift_is_said_beside_its_field(carmen, cast, wrong, said):
    answer = carmen.post("/duty/shifts/", SHIFT | {"user": cast.ana.pk} | wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="06:00"' in text(answer)
    assert not DutyShift.objects.exists()


def test_ana_reads_and_enters_her_own_absence_in_the_time_of_the_post(signed_in, cast, carmen):
    carmen.post("/duty/shifts/", SHIFT | {"user": cast.ana.pk})
    ana = signed_in(cast.ana)
    page = text(ana.get("/duty/"))
    assert "22:00–06:00" in page and "Add to the roster" not in page and "Save the chain" not in page

    times = {"starts_at": "2027-01-05T08:00", "ends_at": "2027-01-05T18:00"}
    ana.post("/duty/absences/", {"post": "LAX", "user": cast.ana.pk} | times)
    assert DutyAbsence.objects.get().starts_at.isoformat() == "2027-01-05T16:00:00+00:00"
    answer = ana.post("/duty/absences/", {"post": "LAX", "user": cast.bruno.pk} | times)
    assert answer.status_code == 422
    assert DutyAbsence.objects.count() == 1


def test_ana_changes_nothing_that_is_the_supervisors(signed_in, cast):
    ana = signed_in(cast.ana)
    assert ana.post("/duty/shifts/", SHIFT | {"user": cast.ana.pk}).status_code == 403
    assert ana.post("/duty/chain/", chain()).status_code == 403
    assert ana.post("/duty/shifts/1/remove/", {"post": "LAX"}).status_code == 404


def test_another_posts_duty_is_not_there(signed_in, cast, carmen):
    assert carmen.get("/duty/?post=HOU").status_code == 404
    assert carmen.post("/duty/chain/", chain(post="HOU")).status_code == 404


def chain(**fields):
    steps = {"after_s": ["10", "40", "120", ""], "to": ["duty", "neighbours", "supervisors", "post"]}
    return {"post": "LAX", "kind": "emergency", "version": "0"} | steps | fields


def test_carmen_sets_the_chain_and_takes_it_back(carmen):
    assert "the default" in text(carmen.get("/duty/"))
    answer = carmen.post("/duty/chain/", chain(), follow=True)
    assert "set by this post" in text(answer)
    assert [step["after_s"] for step in PostChain.objects.get().steps] == [10, 40, 120]

    carmen.post("/duty/chain/", chain(version="1", default="yes"))
    assert not PostChain.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"after_s": ["ten", "40", "120"]}, "“ten” is no number of seconds."),
        ({"to": ["duty", "post", "supervisors", "post"]}, "An emergency must reach the neighbouring posts"),
        ({"after_s": ["", "", "", ""]}, "A chain has from 1 to 8 steps."),
        ({"version": "7"}, "Somebody has changed this chain meanwhile."),
    ],
)
def test_a_chain_that_will_not_do_comes_back_as_it_was_typed(carmen, fields, said):
    answer = carmen.post("/duty/chain/", chain(**fields))
    assert answer.status_code in (409, 422)
    assert said in text(answer)
    assert not PostChain.objects.exists()


def test_a_pager_is_ones_own_and_kept_sealed(signed_in, cast):
    ana = signed_in(cast.ana)
    assert ana.post("/duty/pager/", {"post": "LAX", "number": "call me"}).status_code == 422
    ana.post("/duty/pager/", {"post": "LAX", "number": "+12135550147"})
    stored = Pager.objects.filter(pk=cast.ana.pk).extra(select={"raw": "number"}).values_list("raw", flat=True)[0]
    assert b"2135550147" not in bytes(stored)
    assert "+12135550147" in text(ana.get("/duty/"))
    assert "+12135550147" not in text(signed_in(cast.carmen).get("/duty/"))
    ana.post("/duty/pager/", {"post": "LAX", "number": ""})
    assert not Pager.objects.exists()


def test_nobody_on_duty_now_is_loud(carmen, cast, clock):
    later = clock.now.astimezone(ZoneInfo("America/Los_Angeles")).hour
    at = f"{(later + 3) % 24:02}:00"
    until = f"{(later + 5) % 24:02}:00"
    actions.add_shifts(
        consulate_id=cast.posts["LAX"].pk, user_id=cast.ana.pk, weekdays=range(7),
        starts=time.fromisoformat(at), ends=time.fromisoformat(until),
        valid_from=clock.now.date(), valid_until=None, actor=cast.carmen, viewer=viewer_of(cast.carmen),
    )  # fmt: skip
    assert "Nobody is on duty now" in text(carmen.get("/duty/"))


@pytest.fixture
def lax(cast):
    yield cast.posts["LAX"]
    cast.posts["LAX"].save(update_fields=["fallback"])


def test_carmen_names_another_fallback_and_new_alerts_go_there(carmen, signed_in, cast, lax, sender, staff):
    answer = carmen.post("/duty/fallback/", {"post": "LAX", "fallback": cast.posts["HOU"].pk}, follow=True)
    assert "The fallback post is saved" in text(answer)
    BoardSession.objects.all().delete()
    assert staff.card(cast.ana, sender.pressed())["posts"] == ["HOU", "LAX"]

    carmen.post("/duty/fallback/", {"post": "LAX", "fallback": ""})
    assert staff.card(cast.ana, sender.pressed())["posts"] == ["CIAM", "LAX"]
    assert signed_in(cast.ana).post("/duty/fallback/", {"post": "LAX", "fallback": ""}).status_code == 403
    assert carmen.post("/duty/fallback/", {"post": "LAX", "fallback": lax.pk}).status_code == 422


def test_the_24_hour_centre_is_reached_also_past_a_fallback_of_ones_own(carmen, cast, lax, sender, staff, clock):
    carmen.post("/duty/fallback/", {"post": "LAX", "fallback": cast.posts["HOU"].pk})
    steps = {"after_s": ["10", "20", "30"], "to": ["fallback", "call_centre", "supervisors"]}
    carmen.post("/duty/chain/", chain(**steps))
    alert_id = sender.pressed()
    for seconds, posts in ((10, ["HOU", "LAX"]), (10, ["CIAM", "HOU", "LAX"])):
        clock.forward(seconds=seconds)
        sweeping.sweep()
        assert staff.card(cast.ana, alert_id)["posts"] == posts


def test_a_number_of_a_thousand_digits_is_a_wrong_number(carmen):
    assert carmen.post("/duty/chain/", chain(after_s=["9" * 5_000, "40", "120"])).status_code == 422
    assert carmen.post("/duty/chain/", chain(version="9" * 5_000)).status_code in (302, 409)
