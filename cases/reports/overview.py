"""The report over time: every table that answers one question, for one reader."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import outcomes
from cases.reports import about_alerts, about_cases, about_open
from cases.reports.building import Builder
from cases.reports.leaving import in_quarters
from cases.reports.models import Progress
from cases.reports.question import WEEK, Question
from cases.reports.rollup.rolling import NAME
from cases.reports.scope import Scope
from cases.reports.tables import AsOf, Report, Table


def build(question: Question, scope: Scope, *, part: str = "", today: date | None = None) -> Report:
    """Reads the roll-ups of the period and nothing older; one part of the tables, or all. What leaves the post is in whole quarters
    and without filters.
    """
    asked = as_it_leaves(question, today or timezone.now().date()) if scope.leaves_the_post else question
    builder = Builder(asked, scope.counted if scope.leaves_the_post else scope.posts, scope.leaves_the_post)
    if scope.leaves_the_post and scope.asked:
        tables = _of_one_post(builder, scope)
    else:
        tables = [make(builder) for name, made in PARTS.items() if part in ("", name) for make in made]
    return Report(
        question=asked,
        title=title_of(scope),
        tables={table.key: table for table in tables},
        as_of=as_of(),
        leaves_the_post=scope.leaves_the_post,
        is_empty=not len(builder.facts.alerts) and not len(builder.facts.moves),
        first=asked.first,
        last=asked.last,
    )


def as_it_leaves(question: Question, today: date) -> Question:
    """The question that is answered outside of a post: quarters that are over, in weeks, all kinds and places together."""
    first, last = in_quarters(question.first, question.last, today)
    return replace(question, first=first, last=last, step=WEEK, kind="", channel="", facility="", language="")


def as_of() -> AsOf:
    progress = Progress.objects.filter(pk=NAME).first()
    return AsOf(progress.seq, progress.at) if progress else AsOf(0, None)


def title_of(scope: Scope) -> str:
    if scope.asked:
        return str(scope.asked)
    if len(scope.posts) == 1:
        return str(scope.posts[0])
    return _("The whole network") if scope.leaves_the_post else _("All my posts")


PARTS: dict[str, tuple[Callable[[Builder], Table], ...]] = {
    "alerts": (
        about_alerts.by_step,
        about_alerts.kinds_by_step,
        about_alerts.waits,
        about_alerts.targets,
        about_alerts.claim_bins,
        about_alerts.funnel,
        about_alerts.by_post,
        about_alerts.endings,
        about_alerts.rates,
        about_alerts.by_channel,
        about_alerts.by_language,
    ),
    "cases": (
        about_cases.by_step,
        about_cases.waits,
        *(partial(about_cases.outcome, axis=axis) for axis in outcomes.AXES),
        about_cases.hearings,
        about_cases.deadlines,
        about_cases.children,
        about_cases.transfers,
        about_cases.facilities,
        about_cases.offers,
        about_open.backlog,
        about_cases.public_counters,
    ),
}


def _of_one_post(builder: Builder, scope: Scope) -> list[Table]:
    """Of a single post, its row among all leaves it: what that shows was decided with the others beside it."""
    table = about_alerts.by_post(builder)
    return [replace(table, rows=tuple(row for row in table.rows if scope.asked and row.key == scope.asked.code))]
