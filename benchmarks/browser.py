"""A real browser for what only a browser shows: pages of signed-in members of staff."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from consular.standalone import system

SCREEN: Any = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@contextmanager
def running() -> Iterator[Browser | None]:
    """None where there is no Chromium."""
    program = system.browser()
    if not program:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page(browser: Browser, base: str, cookie: str, script: str = "") -> Iterator[Any]:
    """Nothing is cached in it; `script` runs before anything else of each page."""
    context: Any = browser.new_context(viewport=SCREEN)
    name, _equals, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    context.add_init_script(script)
    try:
        yield context.new_page()
    finally:
        context.close()


def watch_during(page: Any, job: Callable[[], Any]) -> Any:
    """Lets the page live while `job` runs beside it; what the job answers or raises."""
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(job)
        while not running.done():
            page.wait_for_timeout(200)
        return running.result()
