"""Luis, without a mouse, in both languages: offer, conflict check, accept, hearing, deadline, document, outcome."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from cases.models import Case, Deadline, Document, Hearing, Offer
from cases.models import Outcome as Reported
from consular.organisation.models import Court

pytestmark = [pytest.mark.browser, pytest.mark.served]
MOST_TABS = 160


class Keyboard:
    """Reaches everything by Tab, presses Enter and Space, types. There is no click in it."""

    def __init__(self, page: Page):
        self.page = page

    def reach(self, target: Locator) -> Locator:
        expect(target).to_be_visible()
        for _time in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.reach(target)
        self.page.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.type(text)

    def choose(self, target: Locator, value: str) -> None:
        """In a list, by the arrow keys."""
        self.reach(target)
        for _time in range(80):
            if target.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in {target}")


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(("locale", "language"), [("es-MX", "es"), ("en-US", "en")])
def test_luis_works_a_case_without_a_mouse(visit, stage_of_cases, cast, locale, language):
    code = stage_of_cases.offered(cast.luis, person={"name": "Rosa Ejemplo Prueba"})
    with translation.override(language):
        say = translation.gettext
        page = visit(cast.luis, "/desk/", locale=locale)
        keys = Keyboard(page)
        keys.press(page.locator(f'[data-case="{code}"] a', has_text=code).first)

        names = page.locator(f'form[action="/cases/{code}/names/"] button')
        keys.press(names)
        expect(page.locator("#names")).to_contain_text("Rosa Ejemplo Prueba")
        accept = page.locator(f'form[action="/cases/{code}/accept/"]')
        keys.press(accept.locator('[name="conflict_certified"]'), "Space")
        keys.press(accept.locator('[name="client_agreed"]'), "Space")
        keys.choose(accept.locator('[name="scope"]'), "full")
        keys.press(accept.locator('[name="no_appearance"]'), "Space")
        keys.press(accept.get_by_role("button"))
        expect(page.get_by_text(say("The matter is yours."))).to_be_visible()
        assert Offer.objects.get(matter__case__code=code).state == "accepted"

        keys.press(page.locator(".tabs").get_by_role("link", name=say("Calendar"), exact=True))
        keys.press(page.locator("summary", has_text=say("Enter a hearing")))
        form = page.locator(f'form[action="/cases/{code}/calendar/hearing/"]')
        keys.choose(form.locator('[name="kind"]'), "individual")
        court = Court.objects.filter(is_active=True, state="CA").order_by("state", "name").first()
        keys.choose(form.locator('[name="court"]'), str(court.pk))
        day = timezone.now() + timedelta(days=70)
        keys.write(form.locator('[name="starts"]'), day.strftime("%m%d%Y"))
        page.keyboard.press("ArrowRight")  # a year may have six digits
        page.keyboard.type("0900AM")
        keys.press(form.get_by_role("button"))
        expect(page.locator('[aria-labelledby="hearings-title"] article').first).to_contain_text("09:00")
        assert Hearing.objects.get().court == court

        deadline = Deadline.objects.get()
        keys.press(page.locator(f"#d-{deadline.pk} form button", has_text=say("Confirm the date")))
        expect(page.locator(f"#d-{deadline.pk}")).to_contain_text(translation.pgettext("deadline", "Confirmed"))

        keys.press(page.locator(".tabs").get_by_role("link", name=say("Documents"), exact=True))
        upload = page.locator(f'form[action="/cases/{code}/documents/"]')
        with page.expect_file_chooser() as chooser:
            keys.press(upload.locator('[name="file"]'), "Enter")
        chooser.value.set_files(FilePayload(name="letter.jpg", mimeType="image/jpeg", buffer=picture()))
        keys.write(upload.locator('[name="title"]'), "Letter of the family")
        keys.choose(upload.locator('[name="kind"]'), Document.Kind.values[-1])
        keys.press(upload.get_by_role("button").last)
        expect(page.get_by_role("cell", name="Letter of the family").first).to_be_visible()

        keys.press(page.locator(".tabs").get_by_role("link", name=say("Overview"), exact=True))
        keys.press(page.locator("summary", has_text=say("Report an outcome")))
        outcome = page.locator(f'form[action="/cases/{code}/outcome/"]')
        keys.choose(outcome.locator('[name="outcome"]'), "custody:bond_judge")
        keys.press(outcome.get_by_role("button"))
        expect(page.get_by_text(say("The outcome is kept."))).to_be_visible()
    assert Reported.objects.get().code == "bond_judge"
    assert Case.objects.get(code=code).matter.lawyer == cast.luis


@pytest.fixture
def stage_of_cases(cast: Any, signed_in: Any, press: Any) -> Any:
    from tests.cases.conftest import Stage  # noqa: PLC0415

    return Stage(cast, signed_in, press)
