"""What a supervisor starts and a shift hands over, seen on the board: drills stay apart, an unsigned hand-over is loud."""

import pytest
from playwright.sync_api import expect

from alerts import actions, shifts
from alerts.models import ShiftDigest
from consular.organisation.access import viewer_of

pytestmark = [pytest.mark.browser, pytest.mark.served]


@pytest.mark.timeout(180)
def test_on_the_board_a_real_alert_stands_before_the_drill_and_stays_when_it_is_stopped(visit, cast, press, served):
    supervisor = visit(cast.carmen, "/drills/")
    supervisor.get_by_label("Number of alerts").fill("3")
    supervisor.get_by_label("Over how many seconds").fill("0")
    supervisor.get_by_role("button", name="Continue").click()
    supervisor.get_by_test_id("drill-start").click()
    expect(supervisor.get_by_test_id("drill-sent")).to_contain_text("3 / 3")

    board = visit(cast.ana, "/board/")
    rows = board.get_by_test_id("queue-row")
    expect(rows).to_have_count(3)
    real = str(press(kind="witness"))
    expect(rows).to_have_count(4)
    first = board.locator('[data-testid="queue-row"][aria-posinset="1"]')
    expect(first).to_have_attribute("data-alert-id", real)

    supervisor.get_by_test_id("drill-stop").click()
    expect(rows).to_have_count(1)
    expect(first).to_have_attribute("data-alert-id", real)


def test_the_board_shows_it_and_leads_to_the_signature(visit, cast, press):
    press()
    digest = actions.hand_over_shift(consulate_id=cast.posts["LAX"].pk, actor=cast.ana, viewer=viewer_of(cast.ana))
    ShiftDigest.objects.update(handed_at=digest.handed_at - shifts.LOUD_AFTER)
    page = visit(cast.bruno, "/board/")

    expect(page.get_by_test_id("unsigned-shift")).to_contain_text("LAX: shift not signed, handed over by Ana Beltrán")
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_test_id("sign").click()
    expect(page.get_by_test_id("signature")).to_contain_text("Bruno Cárdenas")
