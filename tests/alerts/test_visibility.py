"""Who sees an alert: one rule, written for the database and for memory, which may never differ."""

import itertools
from datetime import timedelta

import pytest

from alerts.models import Alert
from alerts.querysets import sees
from consular.organisation.access import NOBODY, Viewer, viewer_of
from tests import cast as people


@pytest.fixture
def alerts_of_every_kind(sender, staff, cast, clock):
    houston, here = cast.posts["HOU"], cast.posts["LAX"]
    _in_la, _in_houston, _nowhere, offered, handled, both, old, old_offered, called, old_called, called_twice = (
        sender.pressed(location=place)
        for place in (people.DOWNTOWN_LA, people.DOWNTOWN_HOUSTON, None, *[people.DOWNTOWN_LA] * 8)
    )
    for alert_id in (offered, handled, old_offered):
        staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, handled, "dispose", disposition="false_alarm")
    Alert.objects.filter(pk__in=(offered, old_offered)).update(handover_to=houston)
    Alert.objects.filter(pk=both).update(posts=sorted([here.pk, houston.pk]))
    Alert.objects.filter(pk__in=(called, old_called)).update(offered=[houston.pk])
    Alert.objects.filter(pk=called_twice).update(
        offered=sorted([houston.pk, cast.posts["CIAM"].pk]), handover_to=houston
    )
    Alert.objects.filter(pk__in=(old, old_offered, old_called)).update(
        received_at=clock.now - timedelta(hours=24, seconds=1)
    )
    return Alert.objects.all()


def viewers(cast):
    """The cast, nobody, and every mix of an officer's, a supervisor's and an operator's roles in two posts."""
    everybody = [viewer_of(getattr(cast, name)) for name in people.PEOPLE]
    posts = [
        frozenset(),
        *(frozenset(one) for one in itertools.combinations([cast.posts["LAX"].pk, cast.posts["HOU"].pk], 1)),
    ]
    posts.append(posts[1] | posts[2])
    mixes = [
        Viewer(1, "mix", frozenset({"operator"} if operator else set()), officer, supervisor)
        for officer, supervisor, operator in itertools.product(posts, posts, (False, True))
    ]
    return [NOBODY, *everybody, *mixes]


def test_the_database_and_the_memory_see_the_same(alerts_of_every_kind, cast, clock):
    for viewer in viewers(cast):
        in_database = set(Alert.objects.visible_to(viewer).values_list("pk", flat=True))
        in_memory = {
            alert.pk for alert in alerts_of_every_kind
            if sees(viewer, posts=alert.posts, handover_to=alert.handover_to_id, offered=alert.offered,
                    received_at=alert.received_at, now=clock.now)
        }  # fmt: skip
        assert in_database == in_memory, viewer


def test_what_the_rule_says(alerts_of_every_kind, cast, clock):
    seen = {name: Alert.objects.visible_to(viewer_of(getattr(cast, name))).count() for name in people.PEOPLE}

    assert seen == {
        "ana": 9, "bruno": 9, "carmen": 9, "olga": 9, "hector": 7, "helena": 7, "oscar": 8, "luis": 0, "lucia": 0, "nadia": 0,
        "aurelio": 0, "adela": 0,
    }  # fmt: skip


def test_nobody_sees_nothing(alerts_of_every_kind):
    assert not Alert.objects.visible_to(NOBODY).exists()
