"""Schedules: the only writers of them and of their mails. A due date is a row; who sends takes it for a while, then settles it.

Never lost: a row is queued until it is settled, and whoever was killed with it in hand only delays it by the lease. Sent once more
at most for each time that a sender is killed between the mail server's yes and the mark; both have the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from cases.reports import clock
from cases.reports.models import Schedule, ScheduledMail
from cases.reports.question import Question
from cases.reports.scope import scope_of, visible_posts
from consular.errors import Conflict, NotFound, invalid
from consular.organisation.access import Viewer, viewer_of
from consular.organisation.models import Consulate, Posting

MOST = 20  # of one person
LEASE = timedelta(minutes=5)  # longer than a task may run
AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
TRIES = len(AGAIN_AFTER) + 1
BATCH = 50
State, MailState = Schedule.State, ScheduledMail.State


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail to be sent now: to whom, and in which language. The address is the account's at this moment."""

    id: UUID
    address: str
    language: str


@transaction.atomic(durable=True)
def add(*, actor: Any, viewer: Viewer, now: datetime, post: Consulate | None, **chosen: Any) -> Schedule:
    if not actor.email:
        raise invalid(period=_("Your account has no e-mail address. An administrator can enter it."))
    get_user_model().objects.select_for_update().get(pk=actor.pk)  # two at once are counted one after the other
    if Schedule.objects.filter(owner=actor).count() >= MOST:
        raise invalid(period=_("These are as many schedules as one person can have. Remove one first."))
    home = _home(actor, viewer, post, now)
    schedule = Schedule(owner=actor, post=post, home=home, created_at=now, **chosen)
    schedule.next_at = clock.next_due(schedule, now)
    schedule.save()
    return schedule


def _home(actor: Any, viewer: Viewer, post: Consulate | None, now: datetime) -> Consulate:
    """The post that the owner sits at: the one asked about if it is theirs, or else the first of their postings."""
    if post and post.pk in viewer.supervisor_posts:
        return post
    held = Posting.objects.active(now).filter(user=actor, role__in=("supervisor", "analyst"))
    return held.select_related("consulate").order_by("consulate__code")[0].consulate


def mine(viewer: Viewer) -> Any:
    return Schedule.objects.filter(owner=viewer.user_id).select_related("post", "home", "owner")


def _locked(viewer: Viewer, which: int) -> Schedule:
    schedule = mine(viewer).filter(pk=which).select_for_update(of=("self",)).first()
    if schedule is None:
        raise NotFound
    return schedule


@transaction.atomic(durable=True)
def pause(*, which: int, viewer: Viewer, now: datetime) -> None:
    schedule = _locked(viewer, which)
    if schedule.state != State.ACTIVE:
        raise _not_now(schedule)
    schedule.state = State.PAUSED
    schedule.save(update_fields=["state"])
    _drop(schedule)


@transaction.atomic(durable=True)
def resume(*, which: int, viewer: Viewer, now: datetime) -> None:
    """What fell due in the pause is not sent."""
    schedule = _locked(viewer, which)
    if schedule.state != State.PAUSED:
        raise _not_now(schedule)
    schedule.state, schedule.next_at = State.ACTIVE, clock.next_due(schedule, now)
    schedule.save(update_fields=["state", "next_at"])


@transaction.atomic(durable=True)
def remove(*, which: int, viewer: Viewer) -> None:
    _locked(viewer, which).delete()


def _not_now(schedule: Schedule) -> Conflict:
    return Conflict("not_possible_now", _("The schedule is not in a state that allows this."), state=schedule.state)


def _drop(schedule: Schedule) -> None:
    schedule.mails.filter(state=MailState.QUEUED).update(state=MailState.DROPPED)


def _reason_to_end(schedule: Schedule, now: datetime) -> str:
    """Empty while the owner may still see the report."""
    if not schedule.owner.is_active:
        return Schedule.Ended.ACCOUNT
    viewer = viewer_of(schedule.owner, now)
    if not (viewer.is_supervisor or viewer.is_analyst):
        return Schedule.Ended.POSTING
    try:
        scope_of(viewer, visible_posts(viewer), schedule.post.code if schedule.post else "")
    except LookupError:
        return Schedule.Ended.POSTING
    return ""


def _end(schedule: Schedule, reason: str) -> None:
    schedule.state, schedule.ended = State.ENDED, reason
    schedule.save(update_fields=["state", "ended"])
    _drop(schedule)


@transaction.atomic(durable=True)
def queue_due(*, now: datetime) -> int:
    """A row for each schedule that has fallen due; for several missed dates only the last. Returns how many it looked at."""
    due = Schedule.objects.filter(state=State.ACTIVE, next_at__lte=now).select_related("owner", "post", "home")
    found = list(due.order_by("next_at").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for schedule in found:
        if reason := _reason_to_end(schedule, now):
            _end(schedule, reason)
        else:
            _queue(schedule, now)
    return len(found)


def _queue(schedule: Schedule, now: datetime) -> None:
    due_at = max(clock.latest_due(schedule, now), schedule.next_at)
    schedule.mails.filter(state=MailState.QUEUED).update(state=MailState.OVERTAKEN)
    given = {"question": question_at(schedule, due_at).plain(), "try_at": now}
    ScheduledMail.objects.get_or_create(schedule=schedule, due_at=due_at, defaults=given)
    schedule.last_due_at, schedule.next_at = due_at, clock.next_due(schedule, now)
    schedule.save(update_fields=["last_due_at", "next_at"])


def question_at(schedule: Schedule, due: datetime) -> Question:
    period = clock.period_at(schedule.period, due)
    post = schedule.post.code if schedule.post else ""
    return Question(period.first, period.last, post, **schedule.asked)


@transaction.atomic(durable=True)
def take(*, now: datetime) -> Taken | None:
    """The next mail, kept from other senders for the time of a lease. The right is asked for again: a posting may have ended since."""
    queued = ScheduledMail.objects.filter(state=MailState.QUEUED, try_at__lte=now).order_by("try_at", "pk")
    related = queued.select_related("schedule__owner", "schedule__post")
    for mail in related.select_for_update(of=("self", "schedule"), skip_locked=True)[:BATCH]:
        schedule = mail.schedule
        if reason := _reason_to_end(schedule, now):
            _end(schedule, reason)
        elif not schedule.owner.email or mail.tries >= TRIES:
            mail.state = MailState.FAILED
            mail.save(update_fields=["state"])
        else:
            mail.tries, mail.try_at = mail.tries + 1, now + LEASE
            mail.save(update_fields=["tries", "try_at"])
            return Taken(mail.pk, schedule.owner.email, schedule.language)
    return None


@transaction.atomic(durable=True)
def settle(*, mail_id: UUID, is_sent: bool, now: datetime) -> None:
    """What became of one try. The last failed one ends it, and the page says so."""
    mail = ScheduledMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None or mail.state == MailState.SENT:
        return
    if is_sent:
        mail.state, mail.sent_at = MailState.SENT, now
    elif mail.state != MailState.QUEUED:
        return
    elif mail.tries >= TRIES:
        mail.state = MailState.FAILED
    else:
        mail.try_at = now + AGAIN_AFTER[mail.tries - 1]
    mail.save(update_fields=["state", "sent_at", "try_at"])
