"""Two people who are one: compared by codes, merged without swallowing a case, and undone exactly."""

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from alerts.models import Alert, Device, Person
from cases import actions
from cases.models import Case, PersonMerge
from consular.errors import Conflict
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests import cast as people


@pytest.fixture
def pair(stage, cast):
    """Two cases of post LAX, of two people with the same A-number and one name."""
    codes = [stage.opened(), stage.opened()]
    for code in codes:
        actions.set_identity(
            code=code,
            actor=cast.ana,
            viewer=viewer_of(cast.ana),
            given={"given_names": "Canary", "first_surname": "Quetzal", "a_number": "A012345678"},
        )
    return codes


def person(code):
    return Case.objects.get(code=code).person


@pytest.fixture
def merge(stage):
    def merge(user, code, other, **typed):
        return stage.client(user).post(f"/cases/{code}/merge/", {"other": other, "sure": "on"} | typed)

    return merge


def undo(stage, user, code):
    return stage.client(user).post(f"/cases/{code}/merge/{PersonMerge.objects.latest('merged_at').pk}/undo/")


def test_the_tab_suggests_who_shares_a_number_and_the_page_compares_by_codes(stage, cast, pair):
    one, two = pair
    tab = stage.client(cast.bruno).get(f"/cases/{one}/identity/").content.decode()
    assert person(two).code in tab and "A-number, name" in tab
    page = stage.client(cast.bruno).get(f"/cases/{one}/merge/?other={two}").content.decode()
    for shown in (one, two, person(one).code, person(two).code, "A-number, name", "It can be undone"):
        assert shown in page
    assert "Quetzal" not in tab + page


def test_merged_they_are_one_person_and_both_cases_stay(stage, cast, pair, merge):
    one, two = pair
    kept, absorbed = person(one), person(two)
    assert merge(cast.ana, one, absorbed.code).status_code == 302
    assert person(one) == person(two) == kept
    assert set(Alert.objects.values_list("person", flat=True)) == {kept.pk}
    assert set(Case.objects.values_list("state", flat=True)) == {"new"}
    tab = stage.client(cast.ana).get(f"/cases/{one}/identity/").content.decode()
    assert two in tab and "related: the same post" in tab
    assert Event.objects.filter(kind="case.person_merged").count() == 2
    assert Event.objects.filter(kind="alert.person_merged").count() == 1
    assert Event.objects.filter(kind="case.person_merged").first().payload["absorbed"] == absorbed.code


def test_search_finds_both_under_either_code_or_name(stage, cast, pair, merge):
    one, two = pair
    absorbed = person(two)
    actions.set_identity(code=two, actor=cast.ana, viewer=viewer_of(cast.ana), given={"consular_id": "MX777777"})
    merge(cast.ana, one, absorbed.code)
    for q in (absorbed.code, "MX777777", "Canary Quetzal"):
        items = stage.post(cast.ana, "search/", {"q": q}).json()["items"]
        assert [sorted(case["code"] for case in item["cases"]) for item in items] == [sorted(pair)]
    shown = stage.client(cast.ana).post(f"/cases/{one}/identity/show/", {"purpose": "verify"}).content.decode()
    assert "MX777777" in shown and absorbed.code in shown


def test_undone_everything_is_where_it_was(stage, cast, pair, merge):
    one, two = pair
    before = [list(Case.objects.order_by("code").values_list("code", "person", "counted_with", "state"))]
    before.append(list(Alert.objects.order_by("id").values_list("id", "person")))
    merge(cast.ana, one, person(two).code, count_once="on")
    assert undo(stage, cast.carmen, one).status_code == 302
    after = [list(Case.objects.order_by("code").values_list("code", "person", "counted_with", "state"))]
    after.append(list(Alert.objects.order_by("id").values_list("id", "person")))
    assert after == before
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert undo(stage, cast.carmen, one).status_code == 409


def test_what_came_since_from_the_absorbed_phone_goes_back_with_it(stage, cast, press):
    one, two = stage.opened(), stage.opened(key=people.DEVICE_TOKEN)
    kept, absorbed = person(one), person(two)
    actions.merge_people(code=one, actor=cast.ana, viewer=viewer_of(cast.ana), other=absorbed.code)
    assert Device.objects.get(pk=cast.device.pk).person == kept
    since = stage.opened(key=people.DEVICE_TOKEN)
    own = stage.opened()
    assert person(since) == kept
    undo(stage, cast.ana, one)
    assert (person(one), person(two), person(since)) == (kept, absorbed, absorbed)
    assert person(own) not in (kept, absorbed)
    assert Device.objects.get(pk=cast.device.pk).person == absorbed


def test_a_chain_of_merges_is_undone_from_its_end(stage, cast):
    codes = [stage.opened() for _time in range(3)]
    a, b, c = (person(code) for code in codes)
    viewer = viewer_of(cast.ana)
    first = actions.merge_people(code=codes[0], actor=cast.ana, viewer=viewer, other=b.code)
    last = actions.merge_people(code=codes[2], actor=cast.ana, viewer=viewer, other=a.code)
    assert {person(code) for code in codes} == {c}
    b.refresh_from_db()
    assert b.merged_into == c
    client = stage.client(cast.ana)
    assert client.post(f"/cases/{codes[0]}/merge/{first.pk}/undo/").status_code == 404  # its person is another now
    assert client.post(f"/cases/{codes[0]}/merge/{last.pk}/undo/").status_code == 302
    assert [person(code) for code in codes] == [a, a, c]
    assert client.post(f"/cases/{codes[0]}/merge/{first.pk}/undo/").status_code == 302
    assert [person(code) for code in codes] == [a, b, c]


def test_counted_once_the_second_case_leaves_the_report_until_it_is_undone(stage, cast, pair, merge):
    one, two = pair

    assert Case.objects.filter(counted_with=None).count() == 2
    merge(cast.ana, one, person(two).code, count_once="on")
    assert Case.objects.get(code=two).counted_with == Case.objects.get(code=one)
    undo(stage, cast.ana, one)
    assert Case.objects.filter(counted_with=None).count() == 2


def test_it_needs_a_post_that_sees_both_and_a_word_of_certainty(stage, cast, pair, merge, press):
    one, _two = pair
    elsewhere = stage.opened(cast.hector, location=people.DOWNTOWN_HOUSTON)
    strange = person(elsewhere).code
    assert merge(cast.ana, one, strange).status_code == 404
    assert merge(cast.ana, one, elsewhere).status_code == 404
    assert merge(cast.ana, one, "PX-NOBODY").status_code == 404
    assert merge(cast.ana, one, person(one).code).status_code == 409
    refused = stage.client(cast.ana).post(f"/cases/{one}/merge/", {"other": person(pair[1]).code})
    assert refused.status_code == 422 and "nothing is merged" in refused.content.decode()
    assert merge(cast.hector, one, strange).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert merge(user, one, strange).status_code == 403
    assert not PersonMerge.objects.exists()


def test_a_lawyer_merges_nobody(stage, cast, merge):
    code, other = stage.taken(), stage.opened()
    assert merge(cast.luis, code, person(other).code).status_code == 403
    assert stage.client(cast.luis).get(f"/cases/{code}/merge/?other={other}").status_code == 403
    assert "The same person twice?" not in stage.client(cast.luis).get(f"/cases/{code}/identity/").content.decode()


def test_two_merges_that_cross_end_with_one_person(stage, cast, pair):
    one, two = pair
    told = []

    def cross(user, code, other):
        try:
            actions.merge_people(code=code, actor=user, viewer=viewer_of(user), other=other)
        except Conflict as conflict:
            told.append(conflict.code)
        finally:
            connections.close_all()

    pairs = ((cast.ana, one, person(two).code), (cast.bruno, two, person(one).code))
    threads = [threading.Thread(target=cross, args=pair) for pair in pairs]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert told == ["already_merged"]
    assert person(one) == person(two)
    assert PersonMerge.objects.count() == 1


def test_the_database_keeps_out_what_cannot_be(cast, stage, pair):
    one, two = person(pair[0]), person(pair[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=one.pk).update(merged_into=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(kept=one, absorbed=one, merged_by=cast.ana)
    PersonMerge.objects.create(kept=one, absorbed=two, merged_by=cast.ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(kept=one, absorbed=two, merged_by=cast.ana)
