"""`manage.py rebuild_rollups`: makes the roll-ups of reports again from the tables."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.reports.rollup import rolling


class Command(BaseCommand):
    help = "Makes the roll-ups of reports again from the tables. Until it is done, reports lack what is not made yet."

    def handle(self, **options) -> None:
        self.stdout.write(f"{rolling.rebuild(now=timezone.now())} blocks made.")
