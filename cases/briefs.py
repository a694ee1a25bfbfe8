"""The brief of a case on its way to another post: what that post needs to decide, without a name or a privileged word."""

from dataclasses import dataclass
from datetime import date, datetime

from cases import deadlines, hearings, whereabouts
from cases.models import Case, Deadline, Hearing, Stint


@dataclass(frozen=True)
class Brief:
    """`held` are the two strongest claims; `due_on` is the next deadline's day, and nothing of what it is."""

    alerts: int
    held: list[tuple[Stint, float]]
    lawyer: str
    hearing: Hearing | None
    due_on: date | None
    outcomes: list[str]


def of(case: Case, now: datetime) -> Brief:
    matter = case.matter
    running = [stint for stint in Stint.objects.of(case) if stint.episode.ended_at is None]
    ahead = Hearing.objects.of(case).filter(level__lte=3, state__in=hearings.TO_COME, starts_at__gt=now)
    due = Deadline.objects.of(case).filter(level__lte=3, state__in=deadlines.OPEN, due_on__isnull=False)
    return Brief(
        alerts=case.alert_links.count(),
        held=whereabouts.ranked(running, now)[:2],
        lawyer=matter.lawyer.display_name() if matter.lawyer else "",
        hearing=ahead.select_related("court").order_by("starts_at").first(),
        due_on=due.order_by("due_on").values_list("due_on", flat=True).first(),
        outcomes=[str(one.meaning.label) for one in case.current_outcomes.values() if one.meaning],
    )
