"""The tabs People and Work full of everything: axe finds nothing, no page scrolls sideways, and a case is worked by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import ChildCase, LegalMatter
from tests.browser import sideways
from tests.cases.conftest import Stage
from tests.cases.forms_stage import local, said, sent
from tests.journeys.test_accessibility import Reader

pytestmark = [pytest.mark.browser, pytest.mark.served, pytest.mark.timeout(180)]

TABS = ("", "people/", "log/")


@pytest.fixture
def full(cast, signed_in, press):
    """A case in which everything has happened: reported late, children without care, money that waits, late notification."""
    stage = Stage(cast, signed_in, press)
    code = stage.taken(cast.luis)
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.ana, code, "flags", {"flag": "pregnant_or_nursing", "evidence": "Seen on the visit."})
    sent(stage, cast.carmen, code, "priority", {"priority": "0", "reason": "Seven months pregnant and alone."})
    children = {"number": "2", "flag": "children_left_alone", "known_at": local(timedelta(hours=5)), "ages": "3, 11"}
    sent(stage, cast.ana, code, "children", children | {"place": "With a neighbour"})
    sent(
        stage, cast.ana, code, "actions", {"kind": "visit", "result": "done", "happened_at": local(), "remark": "Calm."}
    )
    money = {"kind": "money", "result": "done", "happened_at": local(), "amount": "900", "currency": "USD"}
    sent(stage, cast.ana, code, "actions", money)
    for kind, hours in (("detained", 100), ("notified", 4)):
        at = local(timedelta(hours=hours))
        sent(stage, cast.ana, code, "art36", {"kind": kind, "at": at, "source": "notice", "how": "fax"})
    report = {"stage": "preparing", "next_step": "bond", "hearing_known": "yes", "hours": "3", "removal_risk": "yes"}
    sent(stage, cast.luis, code, "progress", report | {"needs": ["documents"], "remark": "Please send the papers."})
    time = {"day": timezone.localdate().isoformat(), "minutes": "90", "activity": "client", "text": "First meeting."}
    sent(stage, cast.luis, code, "time", time)
    sent(stage, cast.ana, code, "consent", said("given", words="Yes, please."))
    sent(stage, cast.ana, code, "consent", said("expressly_opposed", how="in_person", words="No more.", ago=0))
    long_ago = timezone.now() - timedelta(days=40)
    LegalMatter.objects.update(engaged_at=long_ago, reported_at=long_ago)
    return code


@pytest.mark.parametrize("locale", ["es-MX", pytest.param("en-US", marks=pytest.mark.nightly)])
def test_axe_finds_nothing_on_the_tabs_of_a_full_case_and_none_scrolls_sideways(visit, cast, full, locale):
    reader = Reader(visit, locale)
    for user in (cast.ana, cast.carmen, cast.luis):
        page = reader.open(user, "/f/")
        for tab in TABS:
            reader.go(page, f"/cases/{full}/{tab}")
            reader.findings += sideways(page)
    assert not reader.findings, "\n".join(reader.findings)


def test_children_are_brought_into_care_by_keyboard_alone(visit, cast, full):
    page = visit(cast.ana, f"/cases/{full}/people/", locale="en-US")
    child = page.locator("article[id^=child-]")
    expect(child.get_by_role("alert")).to_contain_text("Overdue")
    child.get_by_text("Say how it stands").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("In safe")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The case of the children is up to date.")).to_be_visible()
    expect(child.get_by_role("alert")).to_have_count(0)
    assert ChildCase.objects.get().state == "in_safe_care"


def test_the_board_says_that_the_person_opposed(visit, cast, signed_in, press):
    stage = Stage(cast, signed_in, press)
    alert_id = stage.claimed(key="dev_test")
    code = stage.post(cast.ana, f"alerts/{alert_id}/open-case/").json()["case"]["code"]
    newer = stage.claimed(key="dev_test")
    sent(stage, cast.ana, code, "consent", said("expressly_opposed", how="in_person", words="No more.", ago=0))
    page = visit(cast.ana, f"/board/#alert={newer}", locale="en-US")
    expect(page.get_by_test_id("opposed")).to_contain_text("opposed consular contact")
    expect(page.get_by_test_id("opposed")).to_contain_text("Do not reach out.")
