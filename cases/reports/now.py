"""How posts stand at this moment: what waits, who is there, and how much each of them carries. Counts and names of staff only.

What tells of fear (above L3) is not in it, not even as a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts import duty, workflow
from alerts.models import BoardSession
from cases.reports.now_figures import Figure, Reading, of_alerts, of_cases, of_watch
from cases.reports.tables import Column, Kind, Row, Table
from cases.reports.words import duration
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate, User

HELD_COUNTS = 1.5  # an open case of a person in custody; any other counts 1


@dataclass(frozen=True, slots=True)
class Officer:
    """`load` weighs their open cases; `board` is "eyes", "open" or empty."""

    name: str
    alerts: int
    stale: int
    cases: int
    held: int
    on_duty: bool
    board: str

    @property
    def load(self) -> float:
        return self.cases + (HELD_COUNTS - 1) * self.held


@dataclass(frozen=True)
class Now:
    at: datetime
    groups: list[tuple[str, Any, list[Figure]]]
    officers: list[Officer]
    posts: Table
    keeps_roster: bool
    warnings: list[str]

    @property
    def unclaimed(self) -> int:
        return self.groups[0][2][0].value


def now_of(viewer: Viewer, posts: Sequence[Consulate], now: datetime) -> Now:
    """For a supervisor of these posts."""
    read = Reading(viewer, posts, now)
    people, keeps_roster = _people(read)
    groups = [
        ("alerts", gettext_lazy("Alerts"), of_alerts(read)),
        ("cases", gettext_lazy("Cases"), of_cases(read)),
        ("watch", gettext_lazy("Watch"), of_watch(read, sum(one.on_duty for one in people), keeps_roster)),
    ]
    return Now(now, groups, people, _by_post(read), keeps_roster, _warnings(read))


def _people(read: Reading) -> tuple[list[Officer], bool]:
    """Who carries something, is on duty or sits at a board: most alerts first, then the heaviest load."""
    rosters = duty.rosters(read.now, read.ids)
    on_duty = {turn.user_id for roster in rosters.values() for turn in roster.on_duty(read.now)}
    boards = _boards(read)
    known = {*read.owners, *read.carriers, *on_duty, *boards}
    nothing = {"n": 0, "stale": 0, "held": 0}
    found = []
    for user in User.objects.filter(pk__in=known).only("first_name", "last_name", "username"):
        alerts, cases = read.owners.get(user.pk, nothing), read.carriers.get(user.pk, nothing)
        found.append(
            Officer(
                user.display_name(),
                alerts["n"],
                alerts["stale"],
                cases["n"],
                cases["held"],
                user.pk in on_duty,
                boards.get(user.pk, ""),
            )
        )
    return sorted(found, key=lambda one: (-one.alerts, -one.load, one.name)), bool(rosters)


def _boards(read: Reading) -> dict[int, str]:
    """Whose board is open at these posts: "eyes" when somebody attends it, as the relay counts."""
    beating = BoardSession.objects.filter(beat_at__gt=read.now - workflow.BOARD_GONE_AFTER, posts__overlap=read.ids)
    found: dict[int, str] = {}
    for user_id, eyes_at in beating.values_list("user_id", "eyes_at"):
        attended = eyes_at is not None and eyes_at > read.now - workflow.EYES_GONE_AFTER
        found[user_id] = "eyes" if attended or found.get(user_id) == "eyes" else "open"
    return found


def _by_post(read: Reading) -> Table:
    """Each post as its wall display shows it."""
    watch = ("eyes", "on_duty", "load", "flooded")
    rows = [
        Row(
            post.code,
            str(post),
            tuple(read.wall[post.code][name] for name in ("unclaimed", "open", "unlocated", "stale"))
            + tuple((read.wall[post.code]["watch"] or {}).get(name) for name in watch),
        )
        for post in read.posts
    ]
    return Table(
        key="posts",
        title=_("By post"),
        definition=_(
            "The load is how many alerts came in the last ten minutes for each officer at a board; above 10 nobody can hear "
            "them one by one. Nobody is counted on duty where no roster is kept."
        ),
        rows_are=_("Post"),
        columns=(
            Column("unclaimed", _("Unclaimed")),
            Column("open", _("Open")),
            Column("unlocated", _("Not located")),
            Column("stale", _("Stale")),
            Column("eyes", _("Boards with eyes")),
            Column("on_duty", _("On duty")),
            Column("load", _("Load"), Kind.RATIO),
            Column("flooded", _("Flood lane")),
        ),
        rows=tuple(rows),
    )


def _warnings(read: Reading) -> list[str]:
    """What must not be overlooked, in words."""
    said = []
    for code, post in read.wall.items():
        watch = post["watch"] or {}
        if watch.get("eyes") == 0:
            said.append(_("%(post)s: nobody is at a board. New alerts go to the fallback.") % {"post": code})
        if watch.get("on_duty") == 0:
            said.append(_("%(post)s: nobody is on duty. New alerts go to the fallback.") % {"post": code})
        if watch.get("lean"):
            said.append(_("%(post)s: more alerts than anyone can hear one by one.") % {"post": code})
        if watch.get("help"):
            said.append(_("%(post)s: help is called.") % {"post": code})
    return said


def age(since: datetime, now: datetime) -> str:
    """For a page without scripts, which counts it on."""
    return duration(max(0, round((now - since).total_seconds())))
