"""The figures of the moment: alerts, cases and watch, each with what it means and where its rows are.

What tells of fear (above L3) is not in them, not even as a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import shifts, workflow
from alerts.models import Alert, Page
from alerts.wall import Wall
from cases import calendar, gaps, shift
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.workflow import NOT_LOCATED
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate, Role

PAGES_OF = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Figure:
    """`of`: of how many it is a part. `since`: how long the oldest has waited. `is_alarm`: somebody has to do something now."""

    key: str
    label: Any
    value: int
    definition: str
    of: str = ""
    notes: tuple[str, ...] = ()
    since: datetime | None = None
    link: str = ""
    is_alarm: bool = False


class Reading:
    """What is read once, of which the figures are made. `wall` tells of each post what its wall display shows."""

    def __init__(self, viewer: Viewer, posts: Sequence[Consulate], now: datetime):
        self.now, self.posts = now, list(posts)
        self.ids = [post.pk for post in posts]
        self.one = posts[0].code if len(posts) == 1 else ""
        supervisor = Viewer(viewer.user_id, viewer.name, frozenset({Role.SUPERVISOR}), frozenset(), frozenset(self.ids))
        told = Wall(now).shown_to(supervisor)["posts"]
        self.wall = {post["code"]: post for post in told if post["own"]}
        self.cases: CaseQuerySet = Case.objects.filter(consulate__in=self.ids, drill=False)
        here = Alert.objects.open().filter(posts__overlap=self.ids, consulate__in=self.ids)
        self.alerts = here.filter(drill=False).heard_one_by_one()
        self.owners = {row["owner"]: row for row in self._by_owner()}
        self.carriers = {row["officer"]: row for row in self._by_officer()}

    def _by_owner(self) -> Iterable[dict[str, Any]]:
        owned = self.alerts.filter(owner__isnull=False).order_by().values("owner")
        return owned.annotate(n=Count("pk"), stale=Count("claim_stale_at"))

    def _by_officer(self) -> Iterable[dict[str, Any]]:
        held = Count("pk", filter=Q(state=Case.State.IN_CUSTODY))
        return self.cases.open().order_by().values("officer").annotate(n=Count("pk"), held=held)

    def sum(self, name: str) -> int:
        return sum(post[name] for post in self.wall.values())

    def watched(self, name: str) -> list[Any]:
        """What the posts' watches say, of those that say it."""
        told = (post["watch"] and post["watch"][name] for post in self.wall.values())
        return [value for value in told if value is not None]

    def address(self, path: str, query: str = "") -> str:
        """Of one post where one is shown."""
        asked = "&".join(part for part in (query, self.one and f"post={self.one}") if part)
        return f"{path}?{asked}" if asked else path


def of_alerts(read: Reading) -> list[Figure]:
    wall, opened = read.wall.values(), read.sum("open")
    waits = [post["waiting_since"] for post in wall if post["waiting_since"]]
    of_open = ngettext("of %(n)d open", "of %(n)d open", opened) % {"n": opened}
    late = read.alerts.filter(person_state__in=workflow.UNLOCATED).filter(_is_late(read.now)).count()
    claimed = sum(row["n"] for row in read.owners.values())
    offered = (
        Alert.objects.open()
        .filter(handover_to__isnull=False, drill=False)
        .filter(Q(consulate__in=read.ids) | Q(handover_to__in=read.ids))
    )
    handed = offered.aggregate(n=Count("pk"), late=Count("handover_rung"))
    return [
        Figure(
            "unclaimed",
            _("Unclaimed"),
            read.sum("unclaimed"),
            _("Open alerts that no officer has. The age is that of the one that has waited longest for somebody.")
            + " "
            + _of_alerts(),
            of=of_open,
            since=datetime.fromisoformat(min(waits)) if waits else None,
            link=read.address("/board/", "unclaimed=1"),
            is_alarm=read.sum("unclaimed") > 0,
        ),
        Figure(
            "claimed",
            _("Claimed"),
            claimed,
            _("Open alerts that an officer has claimed and not yet handled.") + " " + _of_alerts(),
            of=of_open,
            link=read.address("/board/"),
        ),
        Figure(
            "stale",
            _("Claims gone stale"),
            read.sum("stale"),
            _("Claimed alerts whose owner's board has been silent for 45 seconds or longer.") + " " + _of_alerts(),
            of=_("of %(n)d claimed") % {"n": claimed},
            link=read.address("/board/"),
            is_alarm=read.sum("stale") > 0,
        ),
        Figure(
            "unlocated",
            _("People not located, alerts"),
            read.sum("unlocated"),
            _(
                "Open alerts of people whose whereabouts are unknown, or whose custody nobody has confirmed. Overdue are "
                "those for which a term of 1, 24, 48 or 72 hours has passed."
            )
            + " "
            + _of_alerts(),
            of=of_open,
            notes=(_overdue(late),),
            link=read.address("/board/", "located=no"),
        ),
        Figure(
            "handovers",
            _("Alerts offered to a post"),
            handed["n"],
            _(
                "Open alerts that one post has offered to another, from this post or to it, and that nobody has accepted "
                "or declined. Overdue after ten minutes. Drills are not counted."
            ),
            notes=(_overdue(handed["late"]),),
            link=read.address("/board/"),
            is_alarm=handed["late"] > 0,
        ),
        Figure(
            "flooded",
            _("In the flood lane"),
            sum(read.watched("flooded")),
            _("Open alerts of telephones that send many: they wait in groups, and are in no other figure here."),
            link=read.address("/board/"),
        ),
    ]


def _of_alerts() -> str:
    return _("Alerts of the post that they reached first or were handed to; drills and the flood lane are not counted.")


def _is_late(now: datetime) -> Q:
    """A term of the clock of locating has passed: the first is over, or the running one is."""
    return Q(locate_step__gt=0) | Q(locate_due_at__lte=now)


def _overdue(n: int) -> str:
    return ngettext("%(n)d overdue", "%(n)d overdue", n) % {"n": n}


def of_cases(read: Reading) -> list[Figure]:
    now, opened = read.now, sum(row["n"] for row in read.carriers.values())
    of_open = ngettext("of %(n)d open case", "of %(n)d open cases", opened) % {"n": opened}
    late = Count("pk", filter=_is_late(now))
    lost = read.cases.filter(state__in=NOT_LOCATED).aggregate(n=Count("pk"), late=late)
    moving = shift.waiting_handovers(read.ids).aggregate(n=Count("pk"), late=Count("overdue_at"))
    coming = shift.coming_hearings(read.cases, now, shift.SOON)
    heard = coming.aggregate(n=Count("pk"), verified=Count("pk", filter=Q(state="verified")))
    unowned = calendar.unowned_of(read.ids, now).filter(matter__case__drill=False)
    due = unowned.aggregate(n=Count("pk"), over=Count("pk", filter=Q(due_on__lt=now.date())))
    alone = gaps.nobody_left(read.ids).filter(case__drill=False).count()
    unsigned = shifts.unsigned_at(read.ids, now)
    return [
        Figure(
            "cases_unlocated",
            _("People not located, cases"),
            lost["n"],
            _(
                "Cases that are new, contacting, locating or reopened: nobody knows for certain where the person is. Overdue "
                "are those for which a term of 1, 24, 48 or 72 hours has passed. Drills are not counted."
            ),
            of=of_open,
            notes=(_overdue(lost["late"]),),
            link=read.address("/shift/"),
            is_alarm=lost["late"] > 0,
        ),
        Figure(
            "case_handovers",
            _("Cases offered to a post"),
            moving["n"],
            _(
                "Hand-overs of cases, from this post or to it, that the receiver has not accepted. The sender answers for "
                "the case until then. Overdue are those of which both supervisors have been told."
            ),
            notes=(_overdue(moving["late"]),),
            link=read.address("/shift/"),
            is_alarm=moving["late"] > 0,
        ),
        Figure(
            "shifts",
            _("Shifts that nobody has signed"),
            len(unsigned),
            _("Hand-overs of a shift that have waited for a signature for 30 minutes or longer."),
            link=read.address("/shift/"),
            is_alarm=bool(unsigned),
        ),
        Figure(
            "hearings",
            _("Hearings in 24 hours"),
            heard["n"],
            _(
                "Hearings of the post's cases that begin within 24 hours, as far as the post may know of them. Verified "
                "are those that two independent sources have confirmed within 72 hours."
            ),
            notes=(ngettext("%(n)d verified", "%(n)d verified", heard["verified"]) % {"n": heard["verified"]},),
            link="/calendar/",
        ),
        Figure(
            "deadlines",
            _("Deadlines without a lawyer"),
            due["n"],
            _(
                "Open deadlines of cases without a lawyer, entered a week ago or earlier or due within a week, as far as "
                "the post may know of them. Drills are not counted."
            ),
            notes=(ngettext("%(n)d past its day", "%(n)d past their day", due["over"]) % {"n": due["over"]},),
            link="/calendar/",
            is_alarm=due["n"] > 0,
        ),
        Figure(
            "nobody_left",
            _("Nobody left to ask"),
            alone,
            _("Matters that seek a lawyer after every lawyer who could be asked has been. Drills are not counted."),
            link=read.address("/counsel/gaps/"),
            is_alarm=alone > 0,
        ),
    ]


def of_watch(read: Reading, on_duty: int, keeps_roster: bool) -> list[Figure]:
    eyes, posts = read.watched("eyes"), len(read.posts)
    unsent = Page.objects.filter(consulate__in=read.ids, queued_at__gte=read.now - PAGES_OF)
    unsent = unsent.filter(Q(state=Page.State.FAILED) | Q(state=Page.State.QUEUED, due_at__lte=read.now))
    told = unsent.aggregate(n=Count("pk"), failed=Count("pk", filter=Q(state=Page.State.FAILED)))
    return [
        Figure(
            "eyes",
            _("Boards with eyes on them"),
            sum(eyes),
            _(
                "Open boards that keep up with the events and at which somebody could see or hear an alert arrive within "
                "the last 30 seconds, counted once for each post that they show."
            ),
            of=ngettext("at %(n)d post", "at %(n)d posts", posts) % {"n": posts},
            link=read.address("/board/"),
            is_alarm=not all(eyes) or not eyes,
        ),
        Figure(
            "on_duty",
            _("On duty"),
            on_duty,
            _("People who are on duty now by the roster of the post, absences taken out. A post may keep no roster."),
            notes=() if keeps_roster else (_("no roster is kept"),),
            link=read.address("/duty/"),
            is_alarm=keeps_roster and not on_duty,
        ),
        Figure(
            "pages",
            _("Pages not delivered"),
            told["n"],
            _(
                "Messages and calls to the telephones of staff of the last 24 hours that are due and wait, or that the "
                "gateway did not deliver in any of its tries."
            ),
            notes=(ngettext("%(n)d given up", "%(n)d given up", told["failed"]) % {"n": told["failed"]},),
            link=read.address("/duty/"),
            is_alarm=told["n"] > 0,
        ),
    ]
