"""What reports ask of the background worker: the nightly check, scheduled mails, exports. A message that is lost costs a minute."""

import logging
import time
from datetime import date
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from cases.reports import mailing, making
from cases.reports.actions.exports import forget_old
from cases.reports.models import ExportRequest
from cases.reports.rollup import checking

log = logging.getLogger(__name__)

SLICE_S = 60
AT_MOST = 50


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


@shared_task
def build_export(export_id: str) -> None:
    making.go_on(UUID(export_id))


@shared_task
def build_exports() -> int:
    """Whatever waits to be made, or was left by a worker that died: each in a task of its own."""
    waiting = list(ExportRequest.objects.to_be_made(timezone.now()).values_list("pk", flat=True)[:AT_MOST])
    for export_id in waiting:
        build_export.delay(str(export_id))
    return len(waiting)


@shared_task
def forget_exports() -> int:
    """Files whose 24 hours are over, and requests that nobody answered."""
    forgotten = 0
    for _number in range(AT_MOST):
        done = forget_old(now=timezone.now())
        if not done:
            break
        forgotten += done
    return forgotten


def ring(export_id: UUID) -> None:
    """Tells the worker now instead of within the minute. Without Redis the periodic task finds it."""
    try:
        build_export.apply_async([str(export_id)], retry=False)
    except OperationalError:
        log.warning("the worker could not be told of an export")
