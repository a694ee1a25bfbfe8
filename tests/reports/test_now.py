"""How a post stands at this moment: counts that add up, names of staff, nothing of anybody else, and nothing above L3."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, BoardSession, Page
from cases.models import Case, Deadline, Hearing, LegalMatter

HOUR = timedelta(hours=1)


@pytest.fixture
def now_page(signed_in):
    def now_page(user, query="", status=200):
        answer = signed_in(user).get(f"/reports/now/{query}")
        assert answer.status_code == status
        return answer.content.decode()

    return now_page


def figure(page, key):
    part = re.search(rf'data-testid="now-{key}">(.*?)</details>', page, re.S)
    return int(re.search(r"data-value>([\d,]+)<", part[1])[1].replace(",", "")), part[1]


def figures(page, *keys):
    return {key: figure(page, key)[0] for key in keys}


def officers(page):
    table = re.search(r'data-testid="now-officers">(.*?)</table>', page, re.S)
    if table is None:
        return {}
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table[1], re.S)
    return {name: re.findall(r'class="num"[^>]*>([\d.,]+)<', cells) for name, cells in rows}


def test_it_counts_what_waits_and_whose_the_rest_is(now_page, stage, cast):
    for _time in range(2):
        stage.press()
    stage.press(drill=True)
    stage.claimed(cast.ana)
    stage.opened(cast.bruno)

    page = now_page(cast.carmen)

    assert figures(page, "unclaimed", "claimed", "unlocated", "stale") == {
        "unclaimed": 2,
        "claimed": 1,
        "unlocated": 3,
        "stale": 0,
    }
    assert "of 3 open" in figure(page, "unclaimed")[1]
    assert "data-tick" in figure(page, "unclaimed")[1]
    assert officers(page)["Ana Beltrán"] == ["1", "0", "0", "0", "0.0"]
    assert officers(page)["Bruno Cárdenas"] == ["0", "0", "1", "0", "1.0"]


def test_a_case_in_custody_weighs_half_as_much_again(now_page, stage, cast):
    held, _free = stage.opened(), stage.opened()
    Case.objects.filter(code=held).update(state="in_custody")

    assert officers(now_page(cast.carmen))["Ana Beltrán"] == ["0", "0", "2", "1", "2.5"]


def test_whose_board_is_open_and_who_attends_it(now_page, cast):
    now, lax = timezone.now(), cast.posts["LAX"].pk
    for user, eyes_at in ((cast.ana, now), (cast.bruno, None)):
        BoardSession.objects.create(
            user=user, posts=[lax], seq=1, visible=True, sound=True, idle_s=0, beat_at=now, eyes_at=eyes_at
        )
    page = now_page(cast.carmen)
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>\s*<td data-label="Here">(.*?)</td>', page, re.S))
    assert "at a board" in rows["Ana Beltrán"]
    assert "nobody attends" in rows["Bruno Cárdenas"]


def test_who_is_not_located_and_whose_clock_is_over(now_page, stage, cast):
    late, cased = stage.press(), stage.opened()
    stage.press()
    Alert.objects.filter(pk=late).update(locate_step=1)
    Case.objects.filter(code=cased).update(locate_due_at=timezone.now() - HOUR)

    page = now_page(cast.carmen)

    assert (figure(page, "unlocated")[0], figure(page, "cases_unlocated")[0]) == (2, 1)
    assert "1 overdue" in figure(page, "unlocated")[1]
    assert "1 overdue" in figure(page, "cases_unlocated")[1]


def test_offers_between_posts_that_nobody_answered(now_page, stage, cast):
    alert = stage.claimed()
    stage.post(cast.ana, f"alerts/{alert}/handover/", {"to": "HOU"})

    assert figure(now_page(cast.carmen), "handovers")[0] == 1
    assert figure(now_page(cast.helena), "handovers")[0] == 1


def test_pages_that_reached_nobody(now_page, cast):
    now = timezone.now()
    for state in ("failed", "queued", "sent"):
        Page.objects.create(
            user=cast.ana,
            consulate=cast.posts["LAX"],
            step="duty",
            channel="sms",
            state=state,
            queued_at=now,
            due_at=now - HOUR,
        )
    value, part = figure(now_page(cast.carmen), "pages")
    assert value == 2
    assert "1 given up" in part


def test_hearings_deadlines_and_matters_without_anybody(now_page, stage, cast):
    code = stage.opened()
    matter = LegalMatter.objects.get(case__code=code)
    LegalMatter.objects.filter(pk=matter.pk).update(state="seeking_counsel", nobody_left_at=timezone.now())
    now = timezone.now()
    for level in (3, 4, 5):
        given = {"matter": matter, "level": level, "zone": "America/Los_Angeles", "set_by": cast.luis}
        Hearing.objects.create(kind="master", starts_at=now + 3 * HOUR, **given)
        Deadline.objects.create(title="File it", due_on=now.date() + timedelta(days=2), **given)

    page = now_page(cast.carmen)

    assert figures(page, "hearings", "deadlines", "nobody_left") == {"hearings": 1, "deadlines": 1, "nobody_left": 1}


def test_every_figure_has_its_definition_and_no_word_of_a_person(now_page, stage, cast):
    stage.opened(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"}, message="Two vans.")
    stage.press(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"}, message="Two vans.")

    page = now_page(cast.carmen)

    for part in re.findall(r'<div class="stat[^>]*>.*?</details>', page, re.S):
        assert re.search(r"<details class=\"definition\"><summary>Definition</summary><p>.{20,}</p>", part)
    for word in (
        "Rosa",
        "555",
        "vans",
        *Alert.objects.values_list("code", flat=True),
        *Case.objects.values_list("code", flat=True),
    ):
        assert word not in page


def test_a_duress_alert_looks_like_any_other(now_page, stage, cast):
    pressed = stage.press()
    before = now_page(cast.carmen, "?part=live")
    Alert.objects.filter(pk=pressed).update(duress=True)

    assert figures(before, "unclaimed", "claimed") == figures(
        now_page(cast.carmen, "?part=live"), "unclaimed", "claimed"
    )


@pytest.mark.usefixtures("second_post")
def test_of_several_posts_all_or_one(now_page, world, cast):
    world.alert(timezone.now())
    world.alert(timezone.now(), post="HOU")

    assert figure(now_page(cast.carmen), "unclaimed")[0] == 2
    assert figure(now_page(cast.carmen, "?post=HOU"), "unclaimed")[0] == 1
    assert 'href="?post=HOU"' in now_page(cast.carmen)


def test_another_posts_figures_are_nobodys_to_see(now_page, cast):
    now_page(cast.carmen, "?post=HOU", 404)
    now_page(cast.carmen, "?post=NOWHERE", 404)
    for user in (cast.ana, cast.luis, cast.nadia, cast.aurelio, cast.adela, cast.oscar):
        now_page(user, status=403)


def test_the_fragment_is_the_page_without_its_frame(now_page, stage, cast):
    stage.press()
    part = now_page(cast.carmen, "?part=live")
    assert "<html" not in part
    assert figure(part, "unclaimed")[0] == 1
