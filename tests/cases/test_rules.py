"""A rule changes: what it would do is shown first, published it proposes, and no date moves by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import rules as loading
from cases.actions.rules import propose_after_rule_changes
from cases.models import ClosedDay, DateProposal, Deadline, DeadlineRule
from consular.organisation.network_files import BrokenReference, NetworkFiles
from tests.cases.pages import LOS_ANGELES, page
from tests.cases.test_calendar import event


@pytest.fixture
def open_appeals(stage, cast):
    """Three appeals that run, and afterwards the rules as they were."""
    before = set(DeadlineRule.objects.values_list("pk", flat=True))
    kept = list(DeadlineRule.objects.all())
    codes = [stage.taken(cast.luis) for _number in range(3)]
    for code in codes:
        event(stage, cast.luis, code, "ij_decision", timezone.now().astimezone(LOS_ANGELES).date())
    yield codes
    Deadline.objects.all().delete()
    DeadlineRule.objects.exclude(pk__in=before).delete()
    for rule in kept:
        rule.save()


NEW = {
    "form": "new",
    "applies_to": "any",
    "amount": "10",
    "unit": "calendar",
    "status": "in_force",
    "source": "8 CFR 1003.38(b), as amended",
}


def test_a_preview_counts_and_writes_nothing(stage, cast, open_appeals):
    client = stage.client(cast.adela)
    shown = client.post("/rules/BIA-MERITS/", NEW | {"preview": "1"}).content.decode()
    assert "3 deadlines: 30 days → 10 days" in shown
    assert not DateProposal.objects.exists()
    assert not DeadlineRule.objects.filter(source__contains="as amended").exists()


def test_published_it_proposes_and_nothing_moves(stage, cast, open_appeals):
    client = stage.client(cast.adela)
    before = dict(Deadline.objects.values_list("pk", "due_on"))
    assert client.post("/rules/BIA-MERITS/", NEW | {"publish": "1"}).status_code == 302
    assert propose_after_rule_changes(now=timezone.now()) == 3
    assert propose_after_rule_changes(now=timezone.now()) == 0
    assert dict(Deadline.objects.values_list("pk", "due_on")) == before
    assert set(DateProposal.objects.values_list("reason", "answer")) == {("rule", "")}
    shown = page(stage, cast.luis, open_appeals[0], "calendar")
    assert "The rule has changed" in shown
    one = Deadline.objects.filter(matter__case__code=open_appeals[0]).get()
    assert one.earliest == one.due_on - timedelta(days=20) or one.earliest < one.due_on
    answer = stage.client(cast.luis).post(f"/cases/{open_appeals[0]}/deadlines/{one.pk}/answer/", {"take": "no"})
    assert answer.status_code == 302
    assert Deadline.objects.get(pk=one.pk).due_on == before[one.pk]
    assert propose_after_rule_changes(now=timezone.now()) == 0


def test_a_court_vacates_a_version(stage, cast, open_appeals):
    version = DeadlineRule.objects.get(code="BIA-MERITS", version=1)
    body = {"form": "status", "version": version.pk, "status": "vacated"}
    client = stage.client(cast.adela)
    shown = client.post("/rules/BIA-MERITS/", body | {"preview": "1"}).content.decode()
    assert "3 deadlines: 30 days → no longer applies" in shown
    assert client.post("/rules/BIA-MERITS/", body | {"publish": "1"}).status_code == 302
    propose_after_rule_changes(now=timezone.now())
    assert "the rule does not apply any more" in page(stage, cast.luis, open_appeals[0], "calendar")


def test_how_many_fear_something_is_not_counted(stage, cast):
    code = stage.taken(cast.luis)
    event(stage, cast.luis, code, "last_arrival", timezone.now().date() - timedelta(days=30))
    shown = stage.client(cast.adela).post("/rules/ASY-1Y/", NEW | {"preview": "1", "unit": "years", "amount": "2"})
    assert "not counted outside the lawyers" in shown.content.decode()
    assert "1 deadline" not in shown.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": ""}, "Say how many."),
        ({"amount": "0"}, "greater than or equal to 1"),
        ({"source": ""}, "This field is required."),
        ({"circuits": "9, 42"}, "There is no circuit 42."),
        ({"effective_from": "2027-01-01", "effective_to": "2026-01-01"}, "This is before it begins."),
    ],
)
def test_a_change_that_cannot_be_is_refused(stage, cast, wrong, said):
    refused = stage.client(cast.adela).post("/rules/BIA-MERITS/", NEW | wrong | {"publish": "1"})
    assert refused.status_code in (400, 422)
    assert said in refused.content.decode()


def test_everyone_at_work_reads_the_rules_and_the_administrator_changes_them(stage, cast):
    for user in (cast.ana, cast.carmen, cast.luis, cast.adela):
        assert "8 CFR 1003.38(b)" in stage.client(user).get("/rules/").content.decode()
        answer = stage.client(user).post("/rules/BIA-MERITS/", NEW | {"preview": "1"})
        assert answer.status_code == (200 if user == cast.adela else 403)
    assert stage.client(cast.oscar).get("/rules/").status_code == 403
    assert stage.client(cast.adela).get("/rules/NOTHING/").status_code == 404


def test_a_published_version_is_never_edited_by_a_load(reference):
    row = next(NetworkFiles.named("us-mx").rows("deadline_rules.csv"))
    with pytest.raises(BrokenReference, match="A change is a new version"):
        loading._upsert(row | {"amount": "31"})


def test_federal_holidays_are_known_years_ahead_and_a_decree_stays(reference):
    today = timezone.now().date()
    assert ClosedDay.objects.filter(day__year=today.year + 5).count() >= 11
    extra = ClosedDay.objects.create(
        day=today.replace(year=today.year + 1, month=3, day=10), name="By decree", source="Executive order"
    )
    try:
        loading.keep_closed_days(today)
        assert ClosedDay.objects.filter(pk=extra.pk).exists()
    finally:
        extra.delete()
