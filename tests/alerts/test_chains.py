"""A post's own chain: set by its supervisors, copied by each alert when it arrives, and never able to lose one."""

import pytest

from alerts import actions, sweeping, workflow
from alerts.models import Alert, PostChain
from consular.errors import Forbidden, NotFound, Refusal
from consular.events.models import Event
from consular.organisation.access import viewer_of
from tests import cast as people

OWN = [{"after_s": 5, "to": "post"}, {"after_s": 30, "to": "fallback"}, {"after_s": 90, "to": "supervisors"}]


@pytest.fixture
def set_chain(cast):
    def set_chain(steps, *, by=None, kind="emergency", version=0, post="LAX"):
        by = by or cast.carmen
        return actions.set_chain(
            consulate_id=cast.posts[post].pk, kind=kind, steps=steps, version=version, actor=by, viewer=viewer_of(by)
        )

    return set_chain


def chain_of(alert_id):
    return Alert.objects.get(pk=alert_id).chain


def test_new_alerts_copy_it_and_open_ones_keep_their_own(set_chain, sender, clock):
    before = sender.pressed()
    set_chain(OWN)
    after, question = sender.pressed(), sender.pressed(kind="orientation")

    assert chain_of(before) == workflow.default_chain("emergency")
    assert chain_of(after) == OWN
    assert chain_of(question) == workflow.default_chain("orientation")
    waits = Alert.objects.get(pk=after)
    assert (waits.step_due_at - waits.received_at).total_seconds() == 5


def test_its_steps_fire_and_the_fallback_is_one_of_them(set_chain, sender, staff, clock, cast):
    set_chain(OWN)
    alert_id = sender.pressed()
    for seconds in (5, 25, 60):
        clock.forward(seconds=seconds)
        sweeping.sweep()

    fired = Event.objects.filter(kind="alert.escalated", subject_id=alert_id).order_by("id")
    assert [event.payload["to"] for event in fired] == ["post", "fallback", "supervisors"]
    assert set(staff.card(cast.ana, alert_id)["posts"]) == {"LAX", "CIAM"}
    assert "Escalated: the fallback post" in [item["text"] for item in staff.timeline(cast.ana, alert_id)]


def test_houston_keeps_the_default(set_chain, sender):
    set_chain(OWN)
    assert chain_of(sender.pressed(location=people.DOWNTOWN_HOUSTON)) == workflow.default_chain("emergency")


def test_a_drill_takes_the_steps_that_stay_inside_the_post(set_chain, sender):
    set_chain(OWN)
    assert [step["to"] for step in chain_of(sender.pressed(drill=True))] == ["post", "supervisors"]


def test_back_to_the_default(set_chain, sender):
    set_chain(OWN)
    set_chain([], version=1)
    assert not PostChain.objects.exists()
    assert chain_of(sender.pressed()) == workflow.default_chain("emergency")


def test_whoever_saved_in_between_is_not_overwritten(set_chain):
    set_chain(OWN)
    with pytest.raises(Refusal) as refused:
        set_chain([{"after_s": 10, "to": "neighbours"}, {"after_s": 99, "to": "supervisors"}], version=0)
    assert refused.value.status_code == 409
    assert PostChain.objects.get().steps == OWN


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([{"after_s": 5, "to": "nobody"}, {"after_s": 90, "to": "neighbours"}, {"after_s": 99, "to": "supervisors"}], "unknown"),
        ([{"after_s": 90, "to": "neighbours"}, {"after_s": 99, "to": "supervisors"}], "first"),
        ([{"after_s": 5, "to": "neighbours"}, {"after_s": 5, "to": "supervisors"}], "order"),
        ([{"after_s": 5, "to": "supervisors"}, {"after_s": 15, "to": "neighbours"}], "last"),
        ([{"after_s": 5, "to": "neighbours"}, {"after_s": 5_000, "to": "supervisors"}], "late"),
        ([{"after_s": 5, "to": "post"}, {"after_s": 60, "to": "supervisors"}], "beyond"),
        ([{"after_s": n + 5, "to": "neighbours"} for n in range(8)] + [{"after_s": 60, "to": "supervisors"}], "length"),
    ],
)  # fmt: skip
def test_a_chain_that_could_lose_an_alert_is_refused_in_words(set_chain, steps, problem):
    assert workflow.chain_problems("emergency", steps) == [problem]
    with pytest.raises(Refusal) as refused:
        set_chain(steps)
    assert refused.value.fields["steps"]
    assert not PostChain.objects.exists()


def test_it_is_the_supervisors_of_the_post_who_set_it(set_chain, cast):
    with pytest.raises(Forbidden):
        set_chain(OWN, by=cast.ana)
    with pytest.raises(NotFound):
        set_chain(OWN, by=cast.helena)


def test_who_changed_it_and_from_what_is_in_the_event(set_chain, cast):
    set_chain(OWN)
    event = Event.objects.get(kind="post.chain_changed")
    assert event.actor_id == cast.carmen.pk
    assert event.payload == {"chain": "emergency", "from": workflow.default_chain("emergency"), "to": OWN}
