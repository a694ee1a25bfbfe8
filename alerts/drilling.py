"""What a drill measured: how long its alerts waited, who worked, what the chain did. Read from alerts and events, never stored."""

import math
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from alerts import workflow
from alerts.models import Alert, DrillRun
from consular.events.models import Event
from consular.organisation.models import User

TAKES, TRIES = ("alert.claimed", "alert.taken"), "alert.contact_tried"
ENDINGS = ("alert.disposed", "alert.case_opened")
STEPS = (workflow.DUTY, workflow.POST, workflow.SUPERVISORS)


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from the press to something, over all alerts that were sent: what never came counts as longer than all that did."""

    reached: list[float]
    n: int

    @classmethod
    def of(cls, waits: Iterable[float | None]) -> "Wait":
        every = list(waits)
        return cls(sorted(wait for wait in every if wait is not None), len(every))

    @property
    def p50(self) -> float | None:
        return self.percentile(0.5)

    @property
    def p90(self) -> float | None:
        return self.percentile(0.9)

    @property
    def longest(self) -> float | None:
        return self.percentile(1.0)

    @property
    def missing(self) -> int:
        return self.n - len(self.reached)

    def percentile(self, share: float) -> float | None:
        """As percentile_cont does it; None where the rank falls among what never came, and where there is nothing."""
        rank = (self.n - 1) * share
        low, high = math.floor(rank), math.ceil(rank)
        if not self.n or high >= len(self.reached):
            return None
        return self.reached[low] + (self.reached[high] - self.reached[low]) * (rank - low)


@dataclass(slots=True)
class Worker:
    """What one officer did in a drill."""

    name: str
    claims: int = 0
    tries: int = 0
    handled: int = 0


@dataclass(slots=True)
class Figures:
    """The result of one drill."""

    run: DrillRun
    sent: int
    claim: Wait
    contact: Wait
    reached: Wait
    handled: Wait
    unclaimed: int
    open: int
    steps: dict[str, int]
    workers: list[Worker]
    dispositions: Counter = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """Alerts that nobody ended while the drill ran."""
        return self.handled.missing

    @property
    def unsent(self) -> int:
        return self.run.size - self.sent


def figures(run: DrillRun) -> Figures:
    """Two queries and one for the names, whatever the size."""
    alerts = list(
        Alert.objects.filter(pk__in=run.presses.values("pk")).only(
            "received_at", "first_claimed_at", "contacted_at", "handled_at", "state", "disposition"
        )
    )
    events = list(
        Event.objects.filter(subject_type="alert", subject_id__in=[alert.pk for alert in alerts])
        .filter(kind__in=(*TAKES, TRIES, *ENDINGS, "alert.escalated"))
        .order_by("id")
        .values_list("kind", "subject_id", "actor_id", "at", "payload")
    )
    first_tries: dict[uuid.UUID, Any] = {}
    for kind, alert_id, _actor, at, _payload in events:
        if kind == TRIES:
            first_tries.setdefault(alert_id, at)
    cleared = {alert_id for kind, alert_id, _a, _at, payload in events if payload.get("by") == "drill"}
    by_people = [alert for alert in alerts if alert.handled_at and alert.pk not in cleared]
    ended = {alert.pk: alert.handled_at for alert in by_people}
    return Figures(
        run=run,
        sent=len(alerts),
        claim=_wait(alerts, lambda alert: alert.first_claimed_at),
        contact=_wait(alerts, lambda alert: first_tries.get(alert.pk)),
        reached=_wait(alerts, lambda alert: alert.contacted_at),
        handled=_wait(alerts, lambda alert: ended.get(alert.pk)),
        unclaimed=sum(alert.first_claimed_at is None for alert in alerts),
        open=sum(alert.state != workflow.HANDLED for alert in alerts),
        steps=_steps(events),
        workers=_workers(events),
        dispositions=Counter(alert.disposition for alert in by_people),
    )


def _wait(alerts: list[Alert], moment: Any) -> Wait:
    return Wait.of((at - alert.received_at).total_seconds() if (at := moment(alert)) else None for alert in alerts)


def _steps(events: list[tuple]) -> dict[str, int]:
    fired = Counter(payload["to"] for kind, _id, _actor, _at, payload in events if kind == "alert.escalated")
    return {step: fired[step] for step in (*STEPS, *sorted(set(fired) - set(STEPS)))}


def _workers(events: list[tuple]) -> list[Worker]:
    """Most claims first. What the service did by itself is nobody's."""
    done: dict[int, Counter] = {}
    for kind, _alert_id, actor, _at, _payload in events:
        if actor:
            done.setdefault(actor, Counter())[kind] += 1
    names = {user.pk: user.display_name() for user in User.objects.filter(pk__in=done)}
    workers = [
        Worker(
            names[actor],
            claims=sum(counts[kind] for kind in TAKES),
            tries=counts[TRIES],
            handled=sum(counts[kind] for kind in ENDINGS),
        )
        for actor, counts in done.items()
    ]
    return sorted(workers, key=lambda worker: (-worker.claims, -worker.handled, worker.name))


def previous(run: DrillRun) -> DrillRun | None:
    """The post's last drill before this one that came to an end."""
    earlier = DrillRun.objects.filter(consulate=run.consulate_id, started_at__lt=run.started_at)
    return earlier.exclude(state=DrillRun.State.RUNNING).order_by("-started_at").first()


def running_at(posts: Iterable[int]) -> list[dict[str, Any]]:
    """For the board: the drills that run at these posts, and how far they are."""
    runs = DrillRun.objects.running().filter(consulate__in=posts).select_related("consulate")
    return [{"post": run.consulate.code, "id": str(run.pk), "size": run.size, **_progress(run)} for run in runs]


def _progress(run: DrillRun) -> dict[str, int]:
    sent = Alert.objects.filter(pk__in=run.presses.values("pk"))
    return {"sent": sent.count(), "unclaimed": sent.filter(state=workflow.RECEIVED).count()}
