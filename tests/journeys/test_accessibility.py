"""Whoever hears a page, steers it by keyboard or sees little: axe finds nothing on any page, in both languages and both themes."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import expect

from alerts.models import BoardSession
from tests.browser import sideways
from tests.cast import PASSWORD, PIN
from tests.journeys import test_person
from tests.routes import ROLES, ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.served, pytest.mark.timeout(180)]

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that the other theme changes
LOOK = """async ([part, rules]) => {
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  await Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished));
  const { violations } = await axe.run(part ?? document, { runOnly: rules, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""
TOKENS = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.selectorText === ":root")
  .flatMap((rule) => [...rule.style]).map((name) => [name, getComputedStyle(document.documentElement).getPropertyValue(name)])"""
NO_PAGES = (
    "/api/",
    "/i18n/",
    "/livez",
    "/readyz",
    "/sos/manifest",
    "/sos/sw.js",
    "/drills/{drill}/live/",
    "/cases/{case}/documents/{document}/",
    "/reports/download/",
    "/reports/exports/{export}/live/",
    "/reports/exports/{export}/file/",
)
REFUSED = ("status of 400", "status of 403", "status of 404", "status of 409", "status of 422", "status of 429")

phone = test_person.phone


class Reader:
    """Opens pages in one language, reads them in both themes, and gathers what axe finds."""

    def __init__(self, visit, locale):
        self.visit, self.locale = visit, locale
        self.findings = []

    def open(self, user, path, **options):
        return self.visit(user, path, locale=self.locale, expected=REFUSED, **options)

    def board(self, user, path="/board/", **options):
        page = self.open(user, path, **options)
        expect_live(page)
        return page

    def go(self, page, path):
        page.goto(f"http://{page.url.split('/')[2]}{path}")
        if path.startswith("/board/"):
            expect_live(page)
        self.read(page)

    def read(self, page, part=None):
        page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE)
        for theme, rules in (("dark", COLOURS), ("light", RULES)):
            page.emulate_media(color_scheme=theme)
            found = page.evaluate(LOOK, [part, rules])
            self.findings += [f"{page.url} {part or ''} ({self.locale}, {theme}) {finding}" for finding in found]

    def read_dialog(self, page):
        expect(page.locator("dialog[open]")).to_be_visible()
        self.read(page, "dialog[open]")
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)


def expect_live(page):
    expect(page.locator("html")).to_have_attribute("data-live", "yes")


def send(page, form):
    with page.expect_navigation():
        page.locator(f"{form} .btn").first.click()


@pytest.fixture(params=["es-MX", "en-US"])
def reader(request, visit):
    return Reader(visit, request.param)


def pages_by_reader():
    """Every page once, by who sees most of it; and the duty page of an officer, who changes nothing there."""
    pages = {"ana": ["/duty/"]}
    for route in ROUTES:
        answers = dict(zip(ROLES, route.answers, strict=True))
        readers = [role for role in ("nobody", "carmen", *ROLES) if answers[role] == 200]
        if readers and not route.path.startswith(NO_PAGES):
            pages.setdefault(readers[0], []).append(route.path)
    return pages


def test_every_page_and_none_scrolls_sideways(reader, cast, night):
    for role, paths in pages_by_reader().items():
        page = reader.open(getattr(cast, role, None), "/f/")
        for path in paths:
            reader.go(page, path.format(**vars(night)))
            reader.findings += sideways(page)
    assert not reader.findings, "\n".join(reader.findings)


def test_pages_on_which_there_is_nothing_yet(reader, cast):
    for user, paths in (
        (cast.helena, ("/board/", "/cases/", "/duty/", "/drills/", "/shift/", "/reports/")),
        (cast.lucia, ("/cases/?q=nothing", "/desk/")),
        (cast.aurelio, ("/audit/",)),
    ):
        page = reader.open(user, "/f/")
        for path in paths:
            reader.go(page, path)
    assert not reader.findings, "\n".join(reader.findings)


def test_the_board_with_an_alert_an_incident_and_every_dialog(reader, cast, night):
    page = reader.board(cast.ana, f"/board/#alert={night.mine}")
    expect(page.get_by_test_id("proposal")).to_be_visible()
    expect(page.get_by_test_id("script-progress")).to_be_visible()
    expect(page.locator(".timeline .text").first).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_test_id("phone")).to_be_visible()
    reader.read(page)
    for verb in ("contact", "open-case", "person", "note", "dispose", "release", "welfare", "welfare-done"):
        page.get_by_test_id(f"verb-{verb}").click()
        reader.read_dialog(page)
    page.keyboard.press("?")
    reader.read_dialog(page)

    for alert in (night.forced, night.alert, night.theirs):
        row = page.locator(f'[data-testid="queue-row"][data-alert-id="{alert}"]')
        row.click()
        expect(page.locator(".timeline li").first).to_be_visible()
        reader.read(page, "#panel")
    page.keyboard.press("t")
    reader.read(page, "#toasts")
    page.keyboard.press("Escape")
    page.get_by_test_id("incident-line").first.click()
    expect(page.get_by_test_id("incident-timeline")).to_be_visible()
    reader.read(page)
    page.get_by_test_id("incident-note").click()
    reader.read_dialog(page)
    for menu in ("filters", "layers", "user-menu"):
        page.get_by_test_id(menu).locator("xpath=ancestor-or-self::details/summary").click()
        reader.read(page, "details[open].menu")
        page.keyboard.press("Escape")
    assert not reader.findings, "\n".join(reader.findings)


def test_the_board_of_a_supervisor_of_another_post_and_on_a_phone(reader, cast, night):
    page = reader.board(cast.carmen, f"/board/#alert={night.theirs}")
    page.get_by_test_id("verb-take").click()
    reader.read_dialog(page)
    page = reader.board(cast.oscar, f"/board/#alert={night.unplaced}")
    expect(page.locator(".timeline li").first).to_be_visible()
    reader.read(page)
    page = reader.board(cast.hector, f"/board/#alert={night.mine}")
    page.keyboard.press("a")
    reader.read_dialog(page)
    page.get_by_test_id("verb-handover-decline").click()
    reader.read_dialog(page)

    page = reader.board(cast.ana, viewport={"width": 390, "height": 844}, has_touch=True)
    for tab in ("list", "map", "panel"):
        page.locator(f'#tabs [data-tab="{tab}"]').click()
        reader.read(page)
    for state in ("is-polling", "is-dead"):
        page.evaluate(f"document.querySelector('#dead').className = 'dead-banner {state}'")
        page.evaluate("document.querySelector('#dead').hidden = false")
        reader.read(page, "#dead")
    assert not reader.findings, "\n".join(reader.findings)


def test_the_board_in_a_flood(visit, cast, night, press):
    BoardSession.objects.exclude(hears_bulletins=True).delete()
    for _n in range(12):
        press()
    reader = Reader(visit, "en-US")
    page = reader.board(cast.ana)
    for language in ("en", "es"):
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}])
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("data-lean", "yes")
        reader.read(page)
        for opener in ("flood", "call-help"):
            page.get_by_test_id(opener).click()
            reader.read_dialog(page)
    assert not reader.findings, "\n".join(reader.findings)


def test_what_is_refused_is_said_to_everybody(reader, cast, night):
    page = reader.open(cast.carmen, "/call/")
    send(page, "main form")
    reader.read(page)
    for path, form, field, wrong in (
        ("/drills/", "drill-form", "size", "99"),
        ("/drills/", "drill-form", "size", "3"),  # not refused, but asked again
        ("/duty/", "shift-form", "starts", ""),
        ("/duty/", "absence-form", "starts_at", ""),
        ("/duty/", "pager-form", "number", "12"),
        ("/duty/", "chain-emergency", "after_s", "soon"),
    ):
        page.goto(f"http://{page.url.split('/')[2]}{path}")
        page.locator(f"[data-testid={form}] [name={field}]").first.fill(wrong)
        send(page, f"[data-testid={form}]")
        reader.read(page)
    reader.go(page, "/reports/?from=2026-03-02&to=2026-02-02")
    reader.go(page, "/audit/")
    reader.go(page, "/nowhere/")
    page.context.clear_cookies()
    reader.go(page, "/f/")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'old'")
    page.locator("#receipt").fill("A")
    send(page, "main form")
    reader.read(page)
    page.route("**/broken/", lambda route: route.fulfill(content_type="text/html", body=render_to_string("500.html")))
    reader.go(page, "/broken/")
    assert not reader.findings, "\n".join(reader.findings)


def test_the_way_in(reader, cast):
    page = reader.open(None, "/accounts/login/")
    reader.read(page)

    def sign_in(password):
        page.locator("#id_login").fill("ana")
        page.locator("#id_password").fill(password)
        send(page, "main form")

    sign_in("wrong")
    reader.read(page)
    sign_in(PASSWORD)
    page.wait_for_url("**/board/")
    for path in (
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "password/change/",
        "email/",
        "logout/",
    ):
        reader.go(page, f"/accounts/{path}")
    page.context.clear_cookies()
    for _try in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/accounts/login/", {"login": "ana", "password": "wrong"})
    reader.go(page, "/accounts/login/")
    sign_in("wrong")
    reader.read(page)
    assert not reader.findings, "\n".join(reader.findings)


def test_rosas_phone_and_her_sister(reader, phone, signed_in, cast):
    options = {"locale": reader.locale, "expected": REFUSED}
    reader.read(phone("/sos/", **options))
    page = phone(**options)
    reader.read(page)
    page.locator("[data-act=advice]").click()
    reader.read(page)
    page.keyboard.press("Escape")
    test_person.hold(page)
    test_person.expect_stands(page, "stored")
    reader.read(page)
    alert = test_person.shown_alert(page)
    page.evaluate("location.hash = 'token=dev_of-a-stranger'")
    expect(page.locator("[data-show=offered]")).to_be_visible()
    reader.read(page)
    page.locator("[data-act=keep-key]").click()
    page.locator("[data-act=cancel]").click()
    for digit in PIN[::-1]:
        page.locator(f'[data-digit="{digit}"]').click()
    page.locator(".pin-pad .btn-primary").click()
    expect(page.locator("[data-pin=wrong]")).to_be_visible()
    reader.read(page)

    sister = reader.open(None, "/f/")
    for receipt in ("AAAAbbbbCCCCdddd", alert.receipt):
        sister.locator("#receipt").fill(receipt)
        send(sister, "main form")
        reader.read(sister)
    assert not reader.findings, "\n".join(reader.findings)


def test_a_theme_that_is_chosen_is_the_one_of_the_system(visit):
    page = visit(None, "/f/", color_scheme="dark")
    dark = page.evaluate(TOKENS)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(TOKENS)
    assert dark != light
    for scheme, theme, expected in (("light", "dark", dark), ("dark", "light", light)):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert page.evaluate(TOKENS) == expected
