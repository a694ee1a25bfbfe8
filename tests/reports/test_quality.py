"""What the records lack, of how many, with its rows for the post's supervisor; outside of the post small counts are left out."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, Identity, Person
from cases.models import Case, CustodyEpisode, Hearing, LegalMatter, PersonMerge, Stint
from cases.outcomes import AXES
from cases.reports import quality
from cases.reports.lacking import Asked
from cases.reports.models import Progress
from cases.reports.period import Period
from cases.reports.quality import tables_of
from consular.events.models import Event
from consular.organisation.models import Facility
from tests.reports.conftest import WEDNESDAY

PERIOD = "from=2026-10-12&to=2026-10-18"
DAY = timedelta(days=1)


@pytest.fixture
def page(signed_in):
    def page(user, query=PERIOD, status=200):
        answer = signed_in(user).get(f"/reports/quality/?{query}")
        assert answer.status_code == status
        return answer.content.decode()

    return page


def unplaced(*alerts):
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(point=None)


def row(page, key):
    """Its cells as they are read."""
    part = re.search(rf'<tr data-key="{key}">(.*?)</tr>', page, re.S)[1]
    cells = re.findall(r'<td class="num"[^>]*>(.*?)</td>', part, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_alerts_that_lack_something(page, world, cast):
    for _n in range(2):
        world.alert()
    unplaced(world.alert(language="es"))
    unplaced(world.alert(post="HOU"))
    unplaced(world.alert(drill=True))
    Alert.objects.filter(pk=world.alert().pk).update(problems=["unreadable", "clock_off"])

    shown = page(cast.carmen)

    assert row(shown, "unplaced") == ["1", "4", "25 %"]
    assert row(shown, "unreadable") == ["1", "4", "25 %"]
    assert row(shown, "clock") == ["1", "4", "25 %"]
    assert row(shown, "language") == ["3", "4", "75 %"]


def test_alerts_that_ended_without_what_is_owed(page, world, cast):
    owed, done = world.alert(waited=1, ended="false_alarm"), world.alert(waited=1, ended="no_contact")
    world.alert(waited=1, ended="duplicate_of")
    world.alert(waited=1, ended="case_opened")
    Alert.objects.filter(pk=owed.pk).update(note_due_since=timezone.now())
    Alert.objects.filter(pk=done.pk).update(person_state="safe_confirmed")

    shown = page(cast.carmen)

    assert row(shown, "note") == ["1", "2", "50 %"]
    assert row(shown, "person_unknown") == ["1", "2", "50 %"]
    assert row(shown, "duplicates") == ["1", "4", "25 %"]


def test_what_is_not_of_the_period_is_not_counted(page, world, cast):
    unplaced(world.alert())
    assert row(page(cast.carmen, "from=2026-09-07&to=2026-09-13"), "unplaced")[:2] == ["0", "0"]


def test_identities_that_nobody_can_find(page, world, cast):
    one, _other = world.alert(), world.alert()
    Identity.objects.update_or_create(person=one.person, defaults={"marked_as": 0})
    Identity.objects.exclude(person=one.person).update(marked_as=1)
    assert row(page(cast.carmen), "unmarked")[:2] == ["1", "2"]


def test_custody_that_names_no_facility(page, world, cast):
    known, unknown, refuted = (world.case() for _n in range(3))
    Case.objects.update(state="in_custody")
    facility = Facility.objects.first()
    for case, confidence in ((known, 1), (refuted, 0)):
        episode = CustodyEpisode.objects.create(case=case, began_at=case.opened_at)
        Stint.objects.create(
            episode=episode,
            facility=facility,
            agency="ice",
            came_in_at=case.opened_at,
            source="family",
            confidence=confidence,
            said_by=cast.ana,
            said_at=case.opened_at,
        )
    shown = page(cast.carmen)
    assert row(shown, "no_facility") == ["2", "3", "67 %"]
    assert row(shown, "only_reported") == ["1", "1", "100 %"]
    listed = page(cast.carmen, f"{PERIOD}&rows=no_facility")
    assert unknown.code in listed and refuted.code in listed and known.code not in listed
    assert f'href="/cases/{unknown.code}/"' in listed


def test_cases_that_wait_to_be_closed_without_every_outcome(page, world, cast):
    whole = dict(zip(AXES, ("bond_judge", "terminated", "extended"), strict=True))
    for outcomes in (whole, {"custody": "bond_judge"}):
        world.case(**outcomes)
    Case.objects.update(state="pending_close", close_requested_by=cast.ana, close_requested_at=timezone.now())
    assert row(page(cast.carmen), "no_outcome") == ["1", "2", "50 %"]


@pytest.mark.parametrize(("days", "band"), [(29, None), (31, "quiet_30"), (61, "quiet_60"), (91, "quiet_90")])
def test_cases_of_which_nothing_was_heard(page, world, cast, days, band):
    then = timezone.now() - days * DAY
    case = world.case(then)
    Case.objects.filter(pk=case.pk).update(updated_at=then)
    shown = page(cast.carmen)
    for key in ("quiet_30", "quiet_60", "quiet_90"):
        assert row(shown, key)[:2] == ["1" if key == band else "0", "1"]


def test_an_event_ends_the_quiet(page, world, cast):
    then = timezone.now() - 40 * DAY
    case = world.case(then)
    Case.objects.filter(pk=case.pk).update(updated_at=then)
    Event.objects.create(kind="case.noted", subject_type="case", subject_id=case.pk, at=timezone.now(), posts=[])
    assert row(page(cast.carmen), "quiet_30")[0] == "0"


def test_hearings_that_began_and_nobody_said_how_they_ended(page, world, cast):
    case = world.case()
    matter = LegalMatter.objects.create(case=case, area="migratory")
    for level in (3, 4, 5):
        Hearing.objects.create(
            matter=matter,
            kind="master",
            level=level,
            zone="America/Los_Angeles",
            starts_at=case.opened_at,
            set_by=cast.luis,
        )
    assert row(page(cast.carmen), "no_result") == ["1", "1", "100 %"]


def test_people_joined_and_taken_apart(page, world, cast):
    case = world.case()
    one, at = case.person, case.opened_at
    two = Person.objects.create(code="PX-OTHER1", created_at=at)
    PersonMerge.objects.create(kept=one, absorbed=two, merged_by=cast.ana, merged_at=at)
    PersonMerge.objects.create(
        kept=two, absorbed=one, merged_by=cast.ana, merged_at=at, undone_by=cast.ana, undone_at=at
    )
    assert row(page(cast.carmen), "undone") == ["1", "2", "50 %"]


def test_how_far_the_roll_ups_are(page, cast):
    Progress.objects.update_or_create(
        name="rollups",
        defaults={"seq": 5, "at": timezone.now(), "checked_at": timezone.now(), "checked": 40, "differed": 3},
    )
    for user in (cast.carmen, cast.nadia):
        part = re.search(r'data-testid="rollups">(.*?)</table>', page(user), re.S)[1]
        assert "rollups" in part and ">40<" in part and ">3<" in part


def test_outside_of_the_post_small_counts_are_left_out(page, world, cast):
    world.alerts(37, WEDNESDAY - timedelta(weeks=13))  # in a quarter that is over
    unplaced(*Alert.objects.all()[:7])
    july = "from=2026-07-01&to=2026-07-20"
    network, post = page(cast.nadia, july), page(cast.carmen, july)
    assert row(post, "unplaced") == ["7", "37", "19 %"]
    assert row(network, "unplaced") == ["···", "37", "···"]
    assert "rows=" not in network and 'data-testid="listed"' not in page(cast.nadia, f"{PERIOD}&rows=unplaced")


@pytest.mark.parametrize(
    ("n", "of", "shown"),
    [
        (0, 40, (0, 40, 0.0)),
        (7, 40, ("left_out", 40, "left_out")),
        (33, 40, ("left_out", 40, "left_out")),
        (40, 40, (40, 40, 1.0)),
        (0, 9, ("left_out", "left_out", "left_out")),
        (0, 0, (0, 0, None)),
    ],
)
def test_a_count_is_left_out_when_it_or_what_it_leaves_is_small(n, of, shown):
    cells = quality._cells(n, of, True)
    assert tuple(getattr(cell, "value", cell) for cell in cells) == shown


def test_an_analyst_asks_for_whole_quarters_of_the_network_alone(page, cast):
    assert "June 22, 2026" in page(cast.nadia, "from=2026-10-14&to=2026-10-15")
    page(cast.nadia, f"{PERIOD}&post=LAX", 404)


def test_each_figure_has_its_definition_and_its_rows(page, cast):
    shown = page(cast.carmen)
    for table in tables_of(
        Asked([], Period(datetime(2026, 10, 12).date(), datetime(2026, 10, 18).date()), timezone.now()),
        leaves_the_post=False,
    ).values():
        for one in table.rows:
            part = re.search(rf'<tr data-key="{one.key}">(.*?)</tr>', shown, re.S)[1]
            assert "rows=" + one.key in part and "<details" in part


def test_who_may_not_see_it(page, cast):
    page(cast.carmen, f"{PERIOD}&post=HOU", 404)
    page(cast.carmen, f"{PERIOD}&rows=nothing", 404)
    page(cast.carmen, "from=2026-10-18&to=2026-10-12", 400)
    for user in (cast.ana, cast.luis, cast.aurelio, cast.adela, cast.oscar):
        page(user, status=403)


def test_rows_are_of_the_own_post(page, cast, stage):
    other = stage.opened(cast.hector, location={"lat": 29.7604, "lng": -95.3698, "accuracy_m": 25})
    Case.objects.update(state="in_custody")
    assert other not in page(cast.carmen, "rows=no_facility")
    assert other in page(cast.helena, "rows=no_facility")
