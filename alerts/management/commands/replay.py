"""manage.py replay: streams real arrest records as alerts through the real API, at a rate per second."""

import asyncio
import json
import secrets
import signal
import time
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from alerts.management.arrests import DRAWN, presses
from alerts.management.client import Site
from alerts.management.replaying import KeyRefused, Replay

LATE_S = 1.0


class Command(BaseCommand):
    help = "Streams real arrest records as alerts (drill: false) through the API of a running server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rate", type=float, default=20, help="alerts per second")
        parser.add_argument("--limit", type=int, help="end after so many; otherwise after the last record")
        parser.add_argument("--from", dest="since", type=date.fromisoformat, help="begin with the records of this day")
        parser.add_argument("--base-url", help="the server; otherwise the one of demo.json")
        parser.add_argument("--network", default="us-mx", help="the folder below organisation/reference/")
        parser.add_argument("--run", help="a name: the same run of the same record is the same alert; otherwise new")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rate"] <= 0:
            raise CommandError("--rate must be more than 0.")
        demo = _demo()
        run = options["run"] or secrets.token_hex(4)
        since = options["since"].isoformat() if options["since"] else ""
        records = islice(presses(options["network"], run=run, since=since), options["limit"])
        try:
            site = Site.at(options["base_url"] or demo["base_url"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        rate = options["rate"]
        self.stdout.write(f"Replaying arrest records to {site.authority} at {rate:g}/s, run {run}. Ctrl-C stops.")
        self.stdout.write(DRAWN)
        replay = Replay(records, site=site, key=demo["source"]["key"], rate=rate)
        try:
            asyncio.run(self._run(replay))
        except KeyRefused:
            raise CommandError("The server does not know the key of demo.json (or has revoked it).") from None
        finally:
            self._sum_up(replay)
        if replay.count.refused:
            raise CommandError("The server refused alerts of a known source: that should never happen.")

    async def _run(self, replay: Replay) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, replay.stop)
        await replay.run(Progress(replay, self.stdout.write).show)

    def _sum_up(self, replay: Replay) -> None:
        count, seconds = replay.count, time.monotonic() - replay.began
        lines = [
            f"Sent {count.sent} in {seconds:.1f} s ({count.sent / max(seconds, 0.001):.1f}/s): "
            f"{count.accepted} accepted, {count.known} known from an earlier try, "
            f"{sum(count.refused.values())} refused, {count.errors} errors on the way."
        ]
        if count.refused:
            lines.append(f"Refused by status: {count.refused}.")
        if left := count.sent - count.settled:
            lines.append(f"{left} were sent but never answered, and are given up because of the stop.")
        self.stdout.write("\n".join(lines))


class Progress:
    """One line per second."""

    def __init__(self, replay: Replay, write: Any):
        self.replay = replay
        self.write = write
        self.before = (replay.began, 0)

    def show(self) -> None:
        replay, count = self.replay, self.replay.count
        now, (then, settled) = time.monotonic(), self.before
        self.before = (now, count.settled)
        behind = replay.behind_s
        parts = [
            f"sent {count.sent}",
            f"accepted {count.accepted}",
            f"{(count.settled - settled) / (now - then):.1f}/s",
            f"behind {behind:.1f} s" if behind < LATE_S else f"FALLING BEHIND by {behind:.1f} s",
            f"errors {count.errors}" + (f" ({count.last_error})" if count.last_error else ""),
        ]
        if count.reached:
            parts.append(f"at {count.reached:%Y-%m-%d %H:%M}")
        self.write(" · ".join(parts))
        count.last_error = ""


def _demo() -> dict[str, Any]:
    path = settings.CONSULAR_HOME / "demo.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read ({error}): `make run` with the demo cast comes first.") from error
