"""Lucía's morning: an offer appears on her desk, she checks for conflicts, takes it, writes a note, reports an outcome."""

import pytest
from playwright.sync_api import expect

from cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.served]


@pytest.fixture
def opened_case(signed_in, cast, press) -> Case:
    ana, alert_id = signed_in(cast.ana), press(person={"name": "Rosa Ejemplo"})
    ana.post(f"/api/v1/alerts/{alert_id}/claim/", content_type="application/json")
    answer = ana.post(
        f"/api/v1/alerts/{alert_id}/open-case/", {"category": "migratory"}, content_type="application/json"
    )
    return Case.objects.get(code=answer.json()["case"]["code"])


def test_lucia_takes_a_case_and_reports_an_outcome(visit, cast, opened_case):
    code = opened_case.code
    desk = visit(cast.lucia, "/desk/")
    expect(desk.get_by_role("heading", name="No offers now")).to_be_visible()

    post = visit(cast.ana, f"/cases/{code}/")
    post.get_by_role("combobox", name="Lawyer").select_option(str(cast.lucia.pk))
    post.get_by_role("button", name="Offer the matter").click()
    expect(post.get_by_text(cast.lucia.display_name()).first).to_be_visible()

    offer = desk.locator(f'[data-case="{code}"]')
    expect(offer).to_be_visible(timeout=25_000)
    expect(desk.locator("body")).not_to_contain_text("Rosa Ejemplo")
    expect(desk.locator("body")).not_to_contain_text(opened_case.person.code)
    offer.get_by_role("checkbox").check()
    offer.get_by_role("button", name="Accept").click()

    expect(desk.get_by_text(opened_case.person.code).first).to_be_visible()
    desk.goto(f"{desk.url.split('/desk')[0].split('/cases')[0]}/cases/{code}/")
    desk.get_by_label("Note", exact=True).first.fill("Bond hearing expected this week.")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.get_by_text("Bond hearing expected this week.")).to_be_visible()

    desk.get_by_text("Report an outcome").click()
    form = desk.locator('form[action$="/outcome/"]')
    form.get_by_role("combobox", name="Outcome").select_option("proceeding:none_found")
    form.get_by_role("button", name="Report").click()
    expect(desk.locator("dd", has_text="No proceeding found")).to_be_visible()

    post.reload()
    expect(post.locator(".timeline").last).to_contain_text("Outcome reported")


def test_luis_declines_and_the_offer_is_gone(visit, signed_in, cast, opened_case):
    signed_in(cast.ana).post(
        f"/api/v1/cases/{opened_case.code}/assign/", {"lawyer": cast.luis.pk}, content_type="application/json"
    )
    desk = visit(cast.luis, "/desk/")
    offer = desk.locator(f'[data-case="{opened_case.code}"]')

    offer.get_by_role("combobox").select_option("capacity")
    offer.get_by_role("button", name="Decline").click()

    expect(desk.get_by_role("heading", name="No offers now")).to_be_visible()
    opened_case.matter.refresh_from_db()
    assert opened_case.matter.state == "seeking_counsel"
