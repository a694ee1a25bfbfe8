"""`manage.py replay_routing`: asks again which post answers for each open alert, and with --apply makes it so."""

from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

from alerts.actions import rerouting

OUTCOMES = {
    "moved": "nobody owns it: goes to the new post, the old one goes on seeing it",
    "offered": "somebody owns it: is offered to the new post",
    "noted": "somebody owns it and the new post sees it, or a hand-over is waiting: only the decision is kept",
}


class Command(BaseCommand):
    help = "Re-evaluates the routing of open alerts with the inputs that were kept and the districts of today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", help="only alerts received since then, ISO 8601; without an offset in UTC")
        parser.add_argument("--apply", action="store_true", help="make the changes instead of reporting them")

    def handle(self, *, since: str | None, apply: bool, **options) -> None:
        n = 0
        for change in rerouting.replay(since=_moment(since), apply=apply):
            n += 1
            posts = f"{'+'.join(change.before)} -> {'+'.join(change.after)}"
            self.stdout.write(f"{change.code}  {posts}  {OUTCOMES[change.outcome]}")
        self.stdout.write(f"{n} open alerts {'changed' if apply else 'would change (--apply does it)'}.")


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = datetime(day.year, day.month, day.day)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” is no ISO 8601 time.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
