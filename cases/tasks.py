"""What cases ask of the background worker: the calendar in step with rules, closed days and lawyers; reports asked for."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cases import rules
from cases.actions.deadlines import tell_of_unowned
from cases.actions.progress import ask_for_reports
from cases.actions.rules import propose_after_closed_days, propose_after_rule_changes

MOST_BATCHES = 200


@shared_task
def propose_dates() -> int:
    """Other dates for the deadlines of a rule that was published since they were computed."""
    return sum(_until_nothing(lambda: propose_after_rule_changes(now=timezone.now())))


@shared_task
def look_at_deadlines() -> int:
    """Every night: closed days of the years to come, each open deadline computed anew, those without a lawyer made loud."""
    now = timezone.now()
    rules.keep_closed_days(now.date())
    since = now - timedelta(hours=12)
    done = sum(_until_nothing(lambda: propose_after_closed_days(now=timezone.now(), since=since)))
    return done + sum(_until_nothing(lambda: tell_of_unowned(now=timezone.now())))


@shared_task
def ask_for_progress() -> int:
    """Lawyers who owe their post a report are asked, and a week later the post is told."""
    return sum(_until_nothing(lambda: ask_for_reports(now=timezone.now())))


def _until_nothing(batch: Callable[[], int]) -> Iterator[int]:
    """Bounded: what is left waits for the next time."""
    for _number in range(MOST_BATCHES):
        done = batch()
        if not done:
            return
        yield done
