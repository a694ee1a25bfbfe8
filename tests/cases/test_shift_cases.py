"""The cases' part of a shift's digest: what happened, what comes, what nobody has answered; nothing that tells of fear."""

from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from alerts import shifts
from cases.models import Case, CaseHandover, Deadline, DeadlineRule, Hearing, Task


@pytest.fixture
def part(cast):
    def part(post="LAX"):
        now = timezone.now()
        content = shifts.digest(cast.posts[post], since=now - timedelta(hours=8), now=now)
        assert orjson.loads(orjson.dumps(content)) == content
        return content["cases"]

    return part


def hearing(case, cast, hours, kind="master", level=3):
    return Hearing.objects.create(
        matter=case.matter,
        kind=kind,
        level=level,
        zone="America/Los_Angeles",
        starts_at=timezone.now() + timedelta(hours=hours),
        set_by=cast.ana,
    )


def deadline(case, rule, days, level=3):
    due = timezone.now() + timedelta(days=days)
    found = DeadlineRule.objects.filter(code=rule).first()
    return Deadline.objects.create(
        matter=case.matter, rule=found, level=level, zone="America/Los_Angeles", due_on=due.date(), due_at=due
    )


def test_it_counts_what_was_opened_and_closed_and_what_waits(stage, cast, part):
    stage.closed()
    code = stage.offered()
    counts = part()["counts"]
    assert (counts["opened"], counts["closed"], counts["open"]) == (2, 1, 1)
    [offer] = part()["offers"]
    assert (offer["case"], offer["lawyer"]) == (code, "Luis Herrera")
    assert [one["case"] for one in part()["not_located"]] == [code]
    assert part("HOU")["counts"]["open"] == 0


def test_hearings_of_three_days_but_none_that_tells_of_fear(stage, cast, part):
    case = Case.objects.get(code=stage.taken())
    hearing(case, cast, 20)
    hearing(case, cast, 60)
    hearing(case, cast, 100)
    hearing(case, cast, 10, kind="credible_fear", level=5)
    assert [(one["kind"], one["soon"]) for one in part()["hearings"]] == [("master", 1), ("master", 0)]


def test_of_a_deadline_the_day_alone_and_of_a_child_which_clock(stage, cast, part):
    case = Case.objects.get(code=stage.taken())
    deadline(case, "BIA-BOND", 2)
    deadline(case, "PFR", -1)
    deadline(case, "MTR", 30)
    deadline(case, "CF-REVIEW", 1, level=5)
    deadline(case, "UAC-MX-48", 1)
    found = part()
    assert [(set(one), one["over"]) for one in found["deadlines"]] == [
        ({"case", "due_on", "at", "over"}, n) for n in (1, 0)
    ]
    assert [(one["rule"], one["over"]) for one in found["children"]] == [("UAC-MX-48", 0)]
    assert "BIA" not in str(found) and "CF-" not in str(found)


def test_handovers_both_ways_and_tasks_that_are_late(stage, cast, part):
    case = Case.objects.get(code=stage.opened())
    lax, hou = cast.posts["LAX"], cast.posts["HOU"]
    CaseHandover.objects.create(case=case, sender=lax, receiver=hou, reason="asked", opened_by=cast.ana)
    Task.objects.create(
        case=case, kind="visit", owner=cast.ana, created_by=cast.ana, due_at=timezone.now() - timedelta(hours=1)
    )
    assert [(one["from"], one["to"]) for one in part()["handovers"]] == [("LAX", "HOU")]
    assert [one["case"] for one in part("HOU")["handovers"]] == [case.code]
    assert part()["counts"]["tasks_overdue"] == 1
    CaseHandover.objects.update(accepted_at=timezone.now(), accepted_by=cast.hector)
    assert (part()["counts"]["handed_out"], part("HOU")["counts"]["handed_in"]) == (1, 1)


def test_drills_are_in_no_figure(stage, cast, part):
    stage.opened(drill=True)
    assert part()["counts"]["open"] == 0
    assert part()["not_located"] == []


def test_the_page_shows_it_and_an_older_digest_does_without(stage, cast):
    case = Case.objects.get(code=stage.offered())
    hearing(case, cast, 20)
    deadline(case, "UAC-72", -1)
    page = stage.client(cast.ana).get("/shift/").content.decode()
    for shown in (case.code, "Hearings in the next 72 hours", "within 24 hours", "UAC-72", "Luis Herrera"):
        assert shown in page
    made = stage.client(cast.ana).post("/shift/hand-over/", {"post": "LAX", "remark": ""}, follow=True)
    assert 'data-testid="shift-cases"' in made.content.decode()
    digest = shifts.ShiftDigest.objects.get()
    del digest.content["cases"]
    digest.save(update_fields=["content"])
    assert 'data-testid="shift-cases"' not in stage.client(cast.bruno).get(f"/shift/{digest.pk}/").content.decode()
