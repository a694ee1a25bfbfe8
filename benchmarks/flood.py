"""A flood of false alerts: when are the true ones on the first screen of an officer's board, in a real browser?"""

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from playwright.sync_api import Page

from alerts.models.sender import fingerprint, new_token
from benchmarks import browser
from benchmarks.glass import AROUND, POST
from benchmarks.stage import Server, Stage
from benchmarks.tables import Row, Table, median

FALSE, DEVICES, TRUE = 100_000, 500, 20
WITHIN_S = 30
SETTLES_S = 20
CONNECTIONS = 64

# Runs in the page: when was each row of the queue first on the screen, without anybody having scrolled, and which are there now?
LOOK = """
(() => {
  window.firstSeen = {};
  window.onScreen = [];
  setInterval(() => {
    const box = document.getElementById("queue")?.getBoundingClientRect();
    if (!box) return;
    const bottom = Math.min(box.bottom, innerHeight);
    const rows = [...document.querySelectorAll("#queue [data-alert-id]")].filter((row) => {
      const at = row.getBoundingClientRect();
      return at.height && at.top >= box.top - 1 && at.bottom <= bottom + 1;
    });
    window.onScreen = rows.map((row) => row.dataset.alertId);
    for (const id of window.onScreen) window.firstSeen[id] ??= Date.now() / 1000;
  }, 100);
})();
"""

KNOWN = """
INSERT INTO alerts_device (person_id, token_hash, pin_hash, duress_pin_hash, wrong_pins, phone_verified_at, created_at)
VALUES (%(person)s, %(token)s, '', '', 0, %(verified)s, %(since)s)
"""
PERSON = "INSERT INTO alerts_person (id, code, languages, created_at) VALUES (%s, %s, '{es}', now())"
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE flood_lane), count(*) FILTER (WHERE NOT flood_lane) FROM alerts_alert
"""


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    now = datetime.now(UTC)
    with psycopg.connect(stage.owner_url) as owner:
        # Half of the false ones have been there for a week: a flood comes from stolen phones as well as from new ones.
        weeks = [now - timedelta(days=7 * (number % 2)) for number in range(DEVICES)]
        false = [_device(owner, since=since, verified=None) for since in weeks]
        true = [_device(owner, since=now - timedelta(days=90), verified=now - timedelta(days=89)) for _n in range(TRUE)]
    stage.analyse()
    with stage.web() as server, stage.relay():
        cookie = stage.sign_in(server.base, "officer", POST)[0]
        result, seen, there = _flood(stage, server, cookie, false, true)
    with psycopg.connect(stage.owner_url) as owner:
        total, lane, heard = owner.execute(COUNTS).fetchone() or (0, 0, 0)
    stage.empty()
    return _table(result, seen, there, total, lane, heard)


def _device(owner: psycopg.Connection, *, since: datetime, verified: datetime | None) -> str:
    token, person = new_token("device"), uuid.uuid4()
    owner.execute(PERSON, [person, f"PX-{person.hex[:8].upper()}"])
    owner.execute(KNOWN, {"person": person, "token": fingerprint(token), "verified": verified, "since": since})
    return token


def _flood(
    stage: Stage, server: Server, cookie: str, false: list[str], true: list[str]
) -> tuple[dict[str, Any], dict[str, float], list[str]]:
    """What the senders saw, when the board first showed each row, and what stands on its first screen at the end."""
    task = {"base": server.base, "path": "/api/v1/alerts/", "connections": CONNECTIONS, "presses": FALSE}
    keys = {"false_keys": false, "true_keys": true, "at": AROUND}
    with browser.running() as chromium:
        if chromium is None:
            raise SystemExit("The flood is measured in a browser, and there is no Chromium here.")
        with browser.page(chromium, server.base, cookie, LOOK) as page:
            _sit_down(page, server)
            stage.say(f"pressing {FALSE:,} times from {DEVICES} devices …")
            done = browser.watch_during(page, lambda: stage.client("flood", **task, **keys))
            page.wait_for_timeout(SETTLES_S * 1000)
            seen, there = page.evaluate("[window.firstSeen, window.onScreen]")
    return done, seen, there


def _sit_down(page: Page, server: Server) -> None:
    page.goto(server.base + "/board/")
    page.wait_for_selector('html[data-live="yes"]', state="attached", timeout=30_000)
    page.keyboard.press("Escape")  # somebody is there: an input unlocks the sound and counts as eyes
    time.sleep(3)


def _table(
    result: dict[str, Any], seen: dict[str, float], there: list[str], total: int, lane: int, heard: int
) -> Table:
    table = Table(f"A flood: {FALSE:,} false alerts from {DEVICES} devices, {TRUE} true ones among them")
    waits = sorted(seen[one] - sent for one, sent in result["true"].items() if one in seen)
    missing, at_the_end = TRUE - len(waits), len(set(there) & set(result["true"]))
    words = f"{len(waits)} of {TRUE} seen"
    if waits:
        words = f"p50 {median(waits):.2f}, most {waits[-1]:.2f} s; {words}"
    accepts = f"{median(result['true_ms']):.0f} ms"
    met = not missing and waits[-1] <= WITHIN_S
    ratio = f"{median(waits) / (median(result['true_ms']) / 1000):.0f} x (p50)" if waits else ""
    target = f"all within {WITHIN_S} s"
    table.rows.append(Row("a true press to the first screen", words, f"{accepts} (its accept)", ratio, target, met))
    table.rows.append(
        Row("true ones on the first screen at the end", f"{at_the_end} of {TRUE}", "", "", "all", at_the_end == TRUE)
    )
    kept = result["statuses"] == {201: FALSE + TRUE} or result["statuses"] == {"201": FALSE + TRUE}
    words = f"{total:,} kept: {heard:,} in the queue, {lane:,} in the flood lane"
    target = f"{FALSE + TRUE:,}, nothing refused"
    table.rows.append(Row("presses", words, "", "", target, kept and total == FALSE + TRUE))
    table.remarks.append(
        f"Sent in {result['seconds']:.0f} s over {CONNECTIONS} connections. Half of the false devices are a week old, none has a verified "
        "telephone; the known ones have. "
        f"One board at {browser.SCREEN['width']} × {browser.SCREEN['height']}; nobody scrolls or claims anything."
    )
    return table
