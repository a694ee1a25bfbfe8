"""The tab of the timeline: by pages, by parts, either way round, and cheap however long it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import timeline
from cases.models import Case
from consular.events.models import Event
from consular.organisation.access import viewer_of


@pytest.fixture
def long(stage, cast):
    code = stage.taken()
    case = Case.objects.get(code=code)
    noted = {"code": code, "level": 2, "shared": False}
    Event.objects.bulk_create(
        [
            Event(
                kind="case.noted",
                subject_type="case",
                subject_id=case.pk,
                posts=[case.consulate_id],
                actor=cast.ana,
                at=case.opened_at,
                payload=noted,
            )
            for _time in range(500)
        ]
    )
    return case


def walk(case, viewer, **asked):
    steps, start, pages = [], None, 0
    while True:
        page = timeline.page_of_story(case, viewer, start=start, **asked)
        steps, start, pages = steps + page.steps, page.next, pages + 1
        if start is None:
            return steps, pages


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_pages_together_are_the_whole_story_and_each_step_comes_once(long, cast, newest_first):
    viewer = viewer_of(cast.bruno)
    steps, pages = walk(long, viewer, newest_first=newest_first)
    whole = [step["kind"] for step in timeline.story(long, viewer)]
    assert [step["kind"] for step in steps] == (whole[::-1] if newest_first else whole)
    assert pages == -(-len(whole) // timeline.PAGE_SIZE)


def test_one_part_alone(long, cast):
    steps, _pages = walk(long, viewer_of(cast.bruno), group="counsel")
    assert [step["kind"] for step in steps] == ["case.engaged", "case.accepted", "case.offered"]
    steps, _pages = walk(long, viewer_of(cast.bruno), group="notes")
    assert len(steps) == 500


def test_a_lawyer_pages_past_what_is_not_theirs_and_gets_their_own_events_in_order(long, stage, cast):
    stage.done(cast.luis, long.code, "notes", {"text": "a", "level": 4})
    stage.done(cast.luis, long.code, "notes", {"text": "b", "level": 3})
    steps, pages = walk(Case.objects.get(pk=long.pk), viewer_of(cast.luis))
    assert [step["kind"] for step in steps] == [
        "case.noted",
        "matter.noted",
        "case.engaged",
        "case.accepted",
        "case.offered",
        "case.opened",
    ]
    assert pages == 1


def test_the_page_reads_no_more_events_than_it_needs(long, stage, cast):
    client = stage.client(cast.bruno)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/cases/{long.code}/timeline/")
    assert page.content.decode().count('class="what"') == timeline.PAGE_SIZE
    assert 'rel="next"' in page.content.decode()
    assert len([one for one in queries if "events_event" in one["sql"]]) == 1


@pytest.mark.parametrize(
    "query", ["part=x", "order=x", "from=x", "from=-1", "from=9" * 3, "from=" + "9" * 30, "from=²"]
)
def test_any_address_gets_an_answer(long, stage, cast, query):
    assert stage.client(cast.bruno).get(f"/cases/{long.code}/timeline/?{query}").status_code == 200


def test_it_is_for_who_sees_the_case(long, stage, cast):
    assert stage.client(cast.luis).get(f"/cases/{long.code}/timeline/").status_code == 200
    for user, status in ((cast.hector, 404), (cast.lucia, 404), (cast.oscar, 403), (cast.aurelio, 403)):
        assert stage.client(user).get(f"/cases/{long.code}/timeline/").status_code == status
