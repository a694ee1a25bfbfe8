"""`manage.py relay`: the publisher and the sweeper of due times. One leads, others stand by; it needs no Redis."""

import asyncio
import signal

from django.core.management.base import BaseCommand

from alerts import sweeping
from consular.events import publisher


class Command(BaseCommand):
    help = "Publishes committed events to the boards in commit order, and fires what is due, until it is stopped."

    def handle(self, **options) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await publisher.lead(publisher.dsn(), stop=stop, beside=sweeping.run)
