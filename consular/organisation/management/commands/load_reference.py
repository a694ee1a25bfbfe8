"""manage.py load_reference: verifies and loads the reference data of one network; quick when nothing changed."""

import time

from django.core.management.base import BaseCommand, CommandError

from consular.organisation.loading import load_network
from consular.organisation.network_files import BrokenReference


class Command(BaseCommand):
    help = "Loads consulates, districts, facilities and the gazetteer from the files of a network."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--network", default="us-mx", help="the folder below organisation/reference/")

    def handle(self, *args, network: str, **options) -> None:
        start = time.monotonic()
        self.stdout.write(f"Reference data of {network}:")
        try:
            load_network(network, self._report)
        except BrokenReference as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Reference data ready after {time.monotonic() - start:.1f} s.")

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
