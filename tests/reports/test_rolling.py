"""The roll-ups follow the events, in whatever order and however often they come, and equal what the tables say."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts import sweeping
from alerts.models import Alert
from cases.models import Case, Hearing
from cases.reports import figures
from cases.reports.models import Block, Progress
from cases.reports.period import Period
from cases.reports.rollup import checking, rolling
from consular.events.models import Event, Stream
from consular.organisation.models import Consulate
from tests.reports.conftest import WEDNESDAY, WEEK

OCTOBER = Period(WEDNESDAY.date() - timedelta(days=2), WEDNESDAY.date() + timedelta(days=18))


def tell(*subjects, kind="alert.noted"):
    """As the publisher would: one event about each, stamped."""
    stream, _ = Stream.objects.get_or_create(name="events")
    for subject in subjects:
        stream.last += 1
        Event.objects.create(
            kind=kind,
            subject_type=subject._meta.model_name,
            subject_id=subject.pk,
            posts=[],
            at=WEDNESDAY,
            seq=stream.last,
        )
    stream.save()


def catch_up():
    while rolling.roll(now=timezone.now()):
        pass


def agree():
    posts = list(Consulate.objects.values_list("pk", flat=True))
    return checking.agree(posts, OCTOBER)


def packed():
    return {(one.stream, one.consulate_id, one.week): bytes(one.data) for one in Block.objects.all() if one.rows}


@pytest.fixture
def from_nothing(db):
    Stream.objects.get_or_create(name="events")
    rolling.rebuild(now=timezone.now())


def test_an_alert_is_counted_when_its_event_has_been_read(from_nothing, world):
    alert = world.alert(waited=10)
    assert not agree()
    tell(alert)
    catch_up()
    assert agree()


def test_an_alert_that_turns_out_to_be_a_duplicate_is_taken_out(from_nothing, world):
    kept, other = world.alert(waited=10), world.alert(waited=20)
    tell(kept, other)
    catch_up()
    Alert.objects.filter(pk=other.pk).update(state="handled", disposition="duplicate_of", handled_at=WEDNESDAY)
    tell(other)
    catch_up()

    assert agree()
    assert sum(one.rows for one in Block.objects.filter(stream="alerts")) == 1


def test_a_hearing_that_is_moved_leaves_the_week_in_which_it_was(from_nothing, world, cast):
    case = world.case()
    matter = case.matters.create(area="migratory")
    hearing = Hearing.objects.create(matter=matter, kind="bond", zone="UTC", starts_at=WEDNESDAY, set_by=cast.ana)
    tell(case)
    catch_up()
    Hearing.objects.filter(pk=hearing.pk).update(starts_at=WEDNESDAY + WEEK)
    tell(matter)
    catch_up()

    weeks = {one.week: one.rows for one in Block.objects.filter(stream="hearings")}
    assert weeks == {OCTOBER.first: 0, OCTOBER.first + WEEK: 1}


def test_what_tells_of_fear_is_in_no_roll_up(from_nothing, world, cast):
    case = world.case()
    matter = case.matters.create(area="migratory")
    Hearing.objects.create(
        matter=matter, kind="credible_fear", level=5, zone="UTC", starts_at=WEDNESDAY, set_by=cast.ana
    )
    tell(matter)
    catch_up()

    assert not Block.objects.filter(stream="hearings").exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_late_twice_and_out_of_order_the_roll_ups_equal_the_tables(from_nothing, world, seed):
    """A day's work in a random order, each event told once or three times, rolled up at random moments in between."""
    dice = random.Random(seed)
    happened = []
    for _number in range(dice.randint(1, 6)):
        at = WEDNESDAY + timedelta(days=dice.randint(-1, 15), seconds=dice.randint(0, 80_000))
        post = dice.choice(["LAX", "HOU"])
        if dice.random() < 0.5:
            happened.append(
                world.alert(at, post=post, waited=dice.choice([None, 3.5, 70]), kind=dice.choice(["panic", "call"]))
            )
        else:
            taken = dice.choice([None, at + timedelta(days=dice.randint(0, 9))])
            happened.append(world.case(at, post=post, taken=taken, custody=dice.choice(["parole", "still_detained"])))
    told = happened * dice.choice([1, 3])
    dice.shuffle(told)
    for subject in told:
        _change(dice, subject)
        tell(subject)
        if dice.random() < 0.3:
            catch_up()
    catch_up()

    followed = packed()
    assert agree()
    rolling.rebuild(now=timezone.now())
    assert packed() == followed


def _change(dice, subject):
    if isinstance(subject, Case):
        Case.objects.filter(pk=subject.pk).update(taken_at=WEDNESDAY + timedelta(days=dice.randint(0, 12)))
    elif dice.random() < 0.5:
        ended = {
            "state": "handled",
            "disposition": dice.choice(["false_alarm", "no_contact", "duplicate_of"]),
            "handled_at": WEDNESDAY + WEEK,
        }
        Alert.objects.filter(pk=subject.pk).update(**ended)


def test_the_sweeper_beside_the_publisher_rolls(from_nothing, world):
    tell(world.alert(waited=10))
    sweeping.sweep_later()

    assert agree()


def test_events_that_are_read_again_change_nothing(from_nothing, world):
    tell(world.alert(waited=10), world.case(taken=WEDNESDAY))
    catch_up()
    before, versions = packed(), dict(Block.objects.values_list("pk", "version"))

    Progress.objects.update(seq=0)
    catch_up()

    assert packed() == before
    assert dict(Block.objects.values_list("pk", "version")) == versions


def test_the_nightly_check_finds_and_mends_what_no_event_told_of(from_nothing, world):
    alert = world.alert(waited=10)
    tell(alert)
    catch_up()
    Alert.objects.filter(pk=alert.pk).update(first_claimed_at=WEDNESDAY + timedelta(minutes=9))
    checking.begin(timezone.now())

    assert checking.check(OCTOBER.first, now=timezone.now()) == 1
    assert agree()
    assert Progress.objects.get().differed == 1
    assert checking.check(OCTOBER.first, now=timezone.now()) == 0


def test_blocks_of_an_older_layout_are_not_read_and_are_made_again(from_nothing, world):
    tell(world.alert(waited=10))
    catch_up()
    Block.objects.update(layout="older")
    assert not agree()

    while rolling.remake_outdated(now=timezone.now()):
        pass

    assert agree()


def test_a_process_reads_only_the_blocks_that_have_changed(from_nothing, world):
    tell(world.alert(waited=10))
    catch_up()
    posts = list(Consulate.objects.values_list("pk", flat=True))
    figures.figures_of(posts, OCTOBER)
    with CaptureQueriesContext(connection) as asked:
        figures.figures_of(posts, OCTOBER)
    assert not [one for one in asked.captured_queries if "version, data" in one["sql"]]

    tell(world.alert(waited=20))
    catch_up()
    with CaptureQueriesContext(connection) as asked:
        figures.figures_of(posts, OCTOBER)
    assert len([one for one in asked.captured_queries if "version, data" in one["sql"]]) == 1
