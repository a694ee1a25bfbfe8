"""What records can lack: of which rows it could be said, and of which it is true."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alerts import marks, workflow
from alerts.models import Alert, Identity
from cases import hearings
from cases.models import Case, Hearing, Outcome, PersonMerge, Stint
from cases.outcomes import AXES
from cases.reports.period import Period
from cases.shift import POST_LEVEL
from consular.events.models import Event
from consular.organisation.models import Consulate

QUIET_DAYS = (30, 60, 90)
ENDED_ALONE = ~Q(disposition__in=(Alert.Disposition.CASE_OPENED, Alert.Disposition.DUPLICATE_OF))
HANDLED = Q(state=workflow.HANDLED)
EVERY = Q()
WRITTEN = Q(disposition__in=workflow.NOTE_REQUIRED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which posts (none: all of the network), of which days, at which moment."""

    posts: list[Consulate] | None
    period: Period
    now: datetime

    def here(self, path: str = "consulate") -> Q:
        return Q() if self.posts is None else Q(**{f"{path}__in": self.posts})

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.period.start, self.period.end


@dataclass(frozen=True, slots=True)
class Measure:
    """`whole`: of which it could be said; `part`: of which it is true."""

    key: str
    label: Any
    definition: Any
    part: Q
    whole: Q = EVERY


@dataclass(frozen=True, slots=True)
class Part:
    """Measures of one kind of row. `code` and `at` lead to what a row is called and when it was; `path`: where it is shown."""

    key: str
    title: Any
    definition: Any
    base: Callable[[Asked], QuerySet]
    measures: Callable[[Asked], list[Measure]]
    code: str
    at: str
    path: str = "/cases/%s/"


def _alerts(asked: Asked) -> QuerySet:
    start, end = asked.span
    return Alert.objects.filter(asked.here(), received_at__gte=start, received_at__lt=end, drill=False)


def _of_alerts(_asked: Asked) -> list[Measure]:
    unmarked = Identity.objects.filter(marked_as__lt=marks.VERSION).values("person_id")
    return [
        Measure(
            "unplaced",
            _("Without a place"),
            _("Alerts that came without a position that could be used, and to which nobody has given one."),
            Q(point=None),
        ),
        Measure(
            "unreadable",
            _("Body not readable"),
            _("Alerts of which the body, or a part of it, could not be read; it was kept as it came."),
            Q(problems__overlap=["unreadable", "too_large"]),
        ),
        Measure(
            "clock",
            _("Clock of the sender off"),
            _("Alerts that say a time that cannot be true or cannot be read; the time of arrival is used."),
            Q(problems__overlap=["clock_off", "time_unreadable"]),
        ),
        Measure(
            "language",
            _("Without a language"),
            _("Alerts that do not say in which language to answer."),
            Q(language=""),
        ),
        Measure(
            "note",
            _("Ended without the note that is owed"),
            _("Of the alerts whose ending needs a note: those of which nobody has written it yet."),
            Q(note_due_since__isnull=False),
            HANDLED & WRITTEN,
        ),
        Measure(
            "person_unknown",
            _("Handled, and nobody knows where the person is"),
            _(
                "Of the alerts that were handled otherwise than by opening a case or as a duplicate: those whose person's "
                "whereabouts are still unknown."
            ),
            Q(person_state=Alert.PersonState.UNKNOWN),
            HANDLED & ENDED_ALONE,
        ),
        Measure(
            "duplicates",
            _("Linked as a duplicate"),
            _("Of the alerts that were handled: those that an officer has linked to another one as its duplicate."),
            Q(disposition=Alert.Disposition.DUPLICATE_OF),
            HANDLED,
        ),
        Measure(
            "unmarked",
            _("Identity never marked"),
            _(
                "Alerts of people who cannot be found by name or number yet: the marks by which the search finds them have "
                "not been made. The service makes them within minutes."
            ),
            Q(person__in=unmarked),
        ),
    ]


def _cases(asked: Asked) -> QuerySet:
    return Case.objects.open().filter(asked.here(), drill=False)


def _of_cases(asked: Asked) -> list[Measure]:
    known = Stint.objects.filter(
        episode__case=OuterRef("pk"), episode__ended_at=None, facility__isnull=False, confidence__gt=0
    )
    current = Outcome.objects.filter(case=OuterRef("pk"), superseded_at=None).order_by().values("case")
    answered = current.annotate(n=Count("pk")).filter(n=len(AXES)).values("case")
    return [
        Measure(
            "no_facility",
            _("In custody, without a facility"),
            _(
                "Of the open cases in custody: those whose running custody names no facility of the register, or only such "
                "as somebody has refuted."
            ),
            Q(~Exists(known)),
            Q(state=Case.State.IN_CUSTODY),
        ),
        Measure(
            "no_outcome",
            _("Waiting to be closed, without every outcome"),
            _(
                "Of the cases that wait to be closed: those without an outcome on one of the axes custody, proceeding and "
                "service."
            ),
            Q(~Exists(answered)),
            Q(state=Case.State.PENDING_CLOSE),
        ),
        *_quiet(asked),
    ]


def _quiet(asked: Asked) -> list[Measure]:
    """Bands that do not overlap, so that none can be worked out from two others."""
    labels = (
        _("Without an event for 30 to 59 days"),
        _("Without an event for 60 to 89 days"),
        _("Without an event for 90 days or longer"),
    )
    silent = [_silent_since(asked.now - timedelta(days=days)) for days in QUIET_DAYS]
    bands = [silent[0] & ~silent[1], silent[1] & ~silent[2], silent[2]]
    said = _(
        "Open cases by how long ago the last event of the case itself was. What a lawyer does in the privileged part of the "
        "matter is not counted."
    )
    keys = (f"quiet_{days}" for days in QUIET_DAYS)
    return [Measure(key, label, said, band) for key, label, band in zip(keys, labels, bands, strict=True)]


def _silent_since(moment: datetime) -> Q:
    """What changes a case writes an event, so the cheaper question comes first. The matter's events are the lawyer's."""
    later = Event.objects.filter(subject_type="case", subject_id=OuterRef("pk"), at__gt=moment)
    return Q(updated_at__lte=moment) & Q(~Exists(later))


def _stints(asked: Asked) -> QuerySet:
    start, end = asked.span
    return Stint.objects.filter(
        asked.here("episode__case__consulate"),
        said_at__gte=start,
        said_at__lt=end,
        episode__case__drill=False,
        episode__case__updated_at__gte=start,  # whoever enters a place touches its case: the older cases need not be looked at
        confidence__gt=Stint.Confidence.REFUTED,
    )


def _of_stints(_asked: Asked) -> list[Measure]:
    return [
        Measure(
            "only_reported",
            _("Only reported, never verified"),
            _(
                "Places of custody entered in the period that somebody has said and nobody has verified; without refuted ones."
            ),
            Q(confidence=Stint.Confidence.REPORTED, verified_at=None),
        )
    ]


def _hearings(asked: Asked) -> QuerySet:
    """Begun in the period. Up to L3: what tells of fear is not even counted (domain.md, section 4)."""
    start, end = asked.span
    return Hearing.objects.filter(
        asked.here("matter__case__consulate"),
        starts_at__gte=start,
        starts_at__lt=min(end, asked.now),
        level__lte=POST_LEVEL,
        matter__case__drill=False,
    )


def _of_hearings(_asked: Asked) -> list[Measure]:
    return [
        Measure(
            "no_result",
            _("Begun, without a result"),
            _(
                "Hearings that began in the period and of which nobody has said what became of them, as far as the post may know."
            ),
            Q(state__in=hearings.TO_COME),
        )
    ]


def _merges(asked: Asked) -> QuerySet:
    start, end = asked.span
    found = PersonMerge.objects.filter(merged_at__gte=start, merged_at__lt=end)
    if asked.posts is None:
        return found
    here = Case.objects.filter(asked.here(), drill=False).values("person")
    return found.filter(Q(kept__in=here) | Q(absorbed__in=here))


def _of_merges(_asked: Asked) -> list[Measure]:
    return [
        Measure(
            "undone",
            _("Joined, and taken apart again"),
            _(
                "Of the pairs of people that were joined in the period as one and the same: those that were taken apart again."
            ),
            Q(undone_at__isnull=False),
        )
    ]


PARTS = (
    Part(
        "alerts",
        _("Alerts received in the period"),
        _("Alerts received in the period, by the post that has them now. Drills are not counted."),
        _alerts,
        _of_alerts,
        "code",
        "received_at",
        "/board/#alert=%s",
    ),
    Part(
        "cases",
        _("Open cases as they stand now"),
        _("All cases that are open now, whenever they were opened. Drills are not counted."),
        _cases,
        _of_cases,
        "code",
        "opened_at",
    ),
    Part(
        "stints",
        _("Places of custody entered in the period"),
        _("What was entered in the period about where somebody is held. Drills are not counted."),
        _stints,
        _of_stints,
        "episode__case__code",
        "said_at",
        "/cases/%s/custody/",
    ),
    Part(
        "hearings",
        _("Hearings that began in the period"),
        _("As far as the post may know of them. Drills are not counted."),
        _hearings,
        _of_hearings,
        "matter__case__code",
        "starts_at",
        "/cases/%s/calendar/",
    ),
    Part(
        "merges",
        _("People joined in the period"),
        _("People who turned out to be one, and who have a case of the post."),
        _merges,
        _of_merges,
        "kept__code",
        "merged_at",
        "/cases/?q=%s",
    ),
)
