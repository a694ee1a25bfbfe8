"""Pages to telephones: queued with the step that rings, taken by one sender at a time, tried again until they are through."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from alerts import duty, workflow
from alerts.models import BoardSession, Page, Pager

log = logging.getLogger(__name__)

AGAIN_AFTER = (timedelta(seconds=15), timedelta(seconds=60), timedelta(seconds=240))
TRIES = len(AGAIN_AFTER) + 1
QUIET_FOR = timedelta(
    minutes=2
)  # by channel: one page says that somebody is needed; a flood of alerts is no flood of messages
LEASE = timedelta(seconds=60)
CHANNELS = {workflow.DUTY: (Page.Channel.SMS,), workflow.SUPERVISORS: (Page.Channel.SMS, Page.Channel.VOICE)}


@dataclass(frozen=True, slots=True)
class Due:
    """One page to be sent now, and to whom; the number is in clear here and nowhere else."""

    page_id: int
    number: str
    channel: str
    language: str


def queue_pages(rung: Iterable[tuple[int, str]], *, now: datetime) -> int:
    """Queues pages for whom the steps (post, step) ring: those on duty who are at no board, and the post's supervisors.

    Inside the caller's transaction, and never in its way. Without a gateway nothing is queued. Returns how many.
    """
    steps = [(post_id, to) for post_id, to in rung if to in CHANNELS] if settings.PAGER_URL else []
    if not steps:
        return 0
    try:
        with transaction.atomic():
            return _queue(steps, now)
    except Exception:
        log.exception("nobody could be paged")  # a step fires all the same: boards and neighbours ring
        return 0


def _queue(steps: list[tuple[int, str]], now: datetime) -> int:
    with_pager = set(Pager.objects.values_list("pk", flat=True))
    recent = Page.objects.filter(user_id__in=with_pager, queued_at__gt=now - QUIET_FOR)
    just_paged = set(recent.values_list("user_id", "channel"))
    queued = []
    for post_id, to in steps:
        people = (_on_duty(post_id, now) if to == workflow.DUTY else _supervisors(post_id, now)) & with_pager
        for telephone in sorted({(user_id, channel) for user_id in people for channel in CHANNELS[to]} - just_paged):
            just_paged.add(telephone)
            user_id, channel = telephone
            page = {"consulate_id": post_id, "step": to, "queued_at": now, "due_at": now}
            queued.append(Page(user_id=user_id, channel=channel, **page))
    return len(Page.objects.bulk_create(queued))


def _on_duty(post_id: int, now: datetime) -> set[int]:
    roster = duty.rosters(now, [post_id]).get(post_id)
    at_a_board = BoardSession.objects.filter(eyes_at__gt=now - workflow.EYES_GONE_AFTER, posts__contains=[post_id])
    people = {turn.user_id for turn in roster.on_duty(now)} if roster else set()
    return people - set(at_a_board.values_list("user_id", flat=True))


def _supervisors(post_id: int, now: datetime) -> set[int]:
    return set(duty.present([post_id], now).filter(role="supervisor").values_list("user_id", flat=True))


@transaction.atomic(durable=True)
def take_due_pages(*, now: datetime) -> list[Due]:
    """Takes what is due for one minute, so that no other sender has it meanwhile, and so that a killed one delays it only."""
    due = Page.objects.filter(state=Page.State.QUEUED, due_at__lte=now).order_by("due_at")
    pages = list(due.select_related("user").select_for_update(of=("self",), skip_locked=True)[:20])
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(due_at=now + LEASE, tries=F("tries") + 1)
    numbers = {pager.pk: str(pager.number) for pager in Pager.objects.filter(pk__in=[page.user_id for page in pages])}
    return [Due(page.pk, numbers.get(page.user_id, ""), page.channel, page.user.language) for page in pages]


def overdue(*, now: datetime) -> int:
    """How many pages were due before `now` and have not been taken by any sender."""
    return Page.objects.filter(state=Page.State.QUEUED, due_at__lt=now).count() if settings.PAGER_URL else 0


@transaction.atomic(durable=True)
def page_settled(*, page_id: int, delivered: bool, now: datetime) -> None:
    """What became of one try. The last failed one ends it, and the page says so on /duty/."""
    page = Page.objects.select_for_update().get(pk=page_id)
    if delivered:
        page.state, page.sent_at = Page.State.SENT, now
    elif page.tries >= TRIES:
        page.state = Page.State.FAILED
    else:
        page.due_at = now + AGAIN_AFTER[page.tries - 1]
    page.save(update_fields=["state", "sent_at", "due_at"])
