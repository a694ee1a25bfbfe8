"""What reports ask of the background worker: the nightly check of the roll-ups, the mails that schedules owe."""

import time
from datetime import date

from celery import shared_task
from django.utils import timezone

from cases.reports import mailing
from cases.reports.rollup import checking

SLICE_S = 60


@shared_task
def check_rollups() -> None:
    """Begins with the newest week; each slice hands on to the next, because no task may run for long."""
    checking.begin(timezone.now())
    _check(checking.weeks())


@shared_task
def go_on_checking(weeks: list[str]) -> None:
    _check([date.fromisoformat(week) for week in weeks])


def _check(weeks: list[date]) -> None:
    end = time.monotonic() + SLICE_S
    for number, week in enumerate(weeks):
        checking.check(week, now=timezone.now())
        if time.monotonic() > end and weeks[number + 1 :]:
            go_on_checking.delay([one.isoformat() for one in weeks[number + 1 :]])
            return


@shared_task
def send_scheduled_mail() -> int:
    return mailing.send_due()
