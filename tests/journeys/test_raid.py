"""A raid on the board: three presses become one incident by themselves, with a line, a circle, a panel and one coordinator."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts import actions
from alerts.models import Incident
from tests.alerts.incident_stage import beside
from tests.alerts.stage import Staff

pytestmark = [pytest.mark.browser, pytest.mark.served]


@pytest.fixture
def board(visit, cast):
    page = visit(cast.ana, "/board/")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    return page


def test_three_presses_are_an_incident_on_the_board_without_a_reload(board, press):
    for place in (beside(), beside(300)):
        press(location=place)
    line = board.get_by_test_id("incident-line")
    expect(board.get_by_test_id("queue-row")).to_have_count(2)
    expect(line).to_have_count(0)

    press(location=beside(0, 400))

    expect(line).to_contain_text("Raid near Los Angeles, CA", timeout=3_000)
    expect(line).to_contain_text("3 people · 3 alerts unclaimed · no coordinator")
    expect(board.get_by_test_id("announcer")).to_contain_text("Incident: Raid near Los Angeles, CA, 3 people")
    expect(board.locator(".queue-row .badge-incident")).to_have_count(3)
    expect(board.locator(".incident-label")).to_have_text("Raid near Los Angeles, CA · 3 people")

    board.get_by_test_id("queue-row").first.click()
    board.locator(".incident-marker").focus()
    board.keyboard.press("Enter")
    expect(board.get_by_test_id("incident-panel")).to_be_visible()


def test_ana_coordinates_it_by_keyboard_and_bruno_is_told(board, visit, cast, press):
    bruno = visit(cast.bruno, "/board/")
    expect(bruno.locator("html")).to_have_attribute("data-live", "yes")
    for place in (beside(), beside(300), beside(0, 400)):
        press(location=place)
    expect(board.get_by_test_id("incident-line")).to_be_visible()

    board.keyboard.press("i")
    expect(board.get_by_test_id("incident-panel")).to_contain_text("Nobody coordinates")
    expect(board.get_by_test_id("incident-member")).to_have_count(3)
    board.get_by_test_id("incident-coordinate").focus()
    board.keyboard.press("Enter")

    expect(board.get_by_test_id("incident-panel")).to_contain_text("Coordinator: Ana Beltrán")
    expect(bruno.get_by_test_id("incident-line")).to_contain_text("coordinator Ana Beltrán")
    bruno.get_by_test_id("incident-line").click()
    expect(bruno.get_by_test_id("incident-panel")).to_contain_text("Coordinator: Ana Beltrán")
    expect(bruno.get_by_test_id("incident-coordinate")).to_have_count(0)

    board.get_by_test_id("incident-note").click()
    board.keyboard.type("Two vans at the corner.")
    board.keyboard.press("Control+Enter")
    expect(board.get_by_test_id("incident-timeline")).to_contain_text("Two vans at the corner.")
    expect(bruno.get_by_test_id("incident-timeline")).to_contain_text("Two vans at the corner.")


def test_the_line_shows_its_alerts_alone_and_the_link_survives_a_reload(board, press):
    for place in (beside(), beside(300), beside(0, 400), beside(30_000)):
        press(location=place)
    rows = board.get_by_test_id("queue-row")
    expect(rows).to_have_count(4)
    line = board.get_by_test_id("incident-line")
    expect(line).to_be_visible()

    line.click()
    expect(rows).to_have_count(3)
    expect(board).to_have_url(re.compile(r"incident=IN-"))
    board.reload()
    expect(rows).to_have_count(3)
    expect(board.get_by_test_id("incident-panel")).to_be_visible()

    line.click()
    expect(rows).to_have_count(4)


def test_from_an_alert_to_its_incident_and_out_of_it(board, press):
    alerts = [press(location=place) for place in (beside(), beside(300), beside(0, 400))]
    row = board.locator(f'[data-testid="queue-row"][data-alert-id="{alerts[0]}"]')
    expect(row.locator(".badge-incident")).to_be_visible()
    row.click()
    board.keyboard.press("i")
    expect(board.get_by_test_id("incident-panel")).to_be_visible()
    board.locator(f'[data-focus="{alerts[0]}"]').click()

    board.get_by_test_id("verb-detach").click()
    board.get_by_role("dialog").get_by_role("textbox").fill("A birthday party next door.")
    board.get_by_test_id("dialog-submit").click()

    expect(row.locator(".badge-incident")).to_have_count(0)
    expect(board.get_by_test_id("incident-line")).to_contain_text("2 people")
    board.get_by_test_id("verb-attach").click()
    board.get_by_role("dialog").locator("select").select_option(index=0)
    board.get_by_test_id("dialog-submit").click()
    expect(row.locator(".badge-incident")).to_be_visible()


def test_a_link_to_an_incident_that_is_over_opens_it(visit, cast, press, publish, signed_in):
    raid = [press(location=beside(east)) for east in (0, 300, 600)]
    ana = Staff(signed_in)
    for alert_id in raid:
        ana.done(cast.ana, alert_id, "claim")
    publish()
    actions.detect_incidents(now=timezone.now())
    incident = Incident.objects.get()
    for alert_id in raid:
        ana.done(cast.ana, alert_id, "dispose", disposition="false_alarm", reason="A film crew")
    Incident.objects.update(state=Incident.State.CLOSED, closed_at=timezone.now())

    page = visit(cast.carmen, f"/board/#incident={incident.pk}")

    expect(page.get_by_test_id("incident-panel")).to_contain_text(incident.code)
