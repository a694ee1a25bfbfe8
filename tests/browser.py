"""One person's browser: signed in, and listening for everything that a page must not do."""

from typing import Any
from urllib.parse import urlsplit

SCREENS = ((1280, 800), (640, 400), (390, 844), (320, 640))  # a desk, the same enlarged twofold, two telephones
TOO_WIDE = """() => { const { scrollWidth, clientWidth } = document.scrollingElement; return Math.max(0, scrollWidth - clientWidth); }"""


def sideways(page: Any) -> list[str]:
    """On which screens the page scrolls sideways, and how far; it is left on the first."""
    found = []
    for width, height in (*SCREENS[1:], SCREENS[0]):
        page.set_viewport_size({"width": width, "height": height})
        if over := page.evaluate(TOO_WIDE):
            found.append(f"{page.url} at {width}: {over} px too wide")
    return found


class Visit:
    """A browser context of its own. `complaints` gathers console errors, script errors, foreign requests, 5xx and CSP violations."""

    def __init__(self, chromium: Any, base: str, cookies: Any, *, expected: tuple[str, ...] = (), **options: Any):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce"} | options
        self.expected = expected
        self.context = chromium.new_context(**options)
        if cookies:
            self.context.add_cookies(
                [{"name": name, "value": morsel.value, "url": base} for name, morsel in cookies.items()]
            )
        self.host = urlsplit(base).netloc
        self.complaints: list[str] = []
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._complain(f"script error: {error}"))
        self.page.on("request", self._request)
        self.page.on(
            "response", lambda answer: answer.status >= 500 and self._complain(f"{answer.status} {answer.url}")
        )

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"console {message.type}: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self._complain(f"request to another host: {request.url}")

    def _complain(self, text: str) -> None:
        if not any(known in text for known in self.expected):
            self.complaints.append(text)
