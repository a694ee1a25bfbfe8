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
from cases.reports.rollup.blocks import state
from cases.reports.rollup.kept import Kept
from cases.reports.rollup.rolling import NAME
from cases.reports.scope import Scope
from cases.reports.tables import AsOf, Report, Table


def build(question: Question, scope: Scope, *, part: str = "", today: date | None = None) -> Report:
    """Reads the roll-ups of the period and nothing older; one part of the tables, or all. What leaves the post is in whole quarters
    and without filters. While no block has changed, the tables that were made last are the answer.
    """
    asked = as_it_leaves(question, today or timezone.now().date()) if scope.leaves_the_post else question
    builder = Builder(asked, scope.counted if scope.leaves_the_post else scope.posts, scope.leaves_the_post)
    tables, is_empty = _made(builder, scope, part)
    return Report(
        question=asked,
        title=title_of(scope),
        tables=tables,
        as_of=as_of(),
        leaves_the_post=scope.leaves_the_post,
        is_empty=is_empty,
        first=asked.first,
        last=asked.last,
    )


def _made(builder: Builder, scope: Scope, part: str) -> tuple[dict[str, Table], bool]:
    asked = builder.question
    posts = tuple(post.pk for post in builder.posts)
    key = (replace(asked, compare=""), posts, scope.code, builder.leaves, part, state(posts, asked.first, asked.last))
    found = made.get(key)
    if found is None:
        is_empty = not len(builder.facts.alerts) and not len(builder.facts.moves)
        found = made.put(key, (_tables(builder, scope, part), is_empty))
    tables, is_empty = found
    return {name: table or OF_THIS_MOMENT[name](builder) for name, table in tables.items()}, is_empty


def _tables(builder: Builder, scope: Scope, part: str) -> dict[str, Table | None]:
    """None for what is of this moment, and in no roll-up."""
    if scope.leaves_the_post and scope.asked:
        return {"by_post": _of_one_post(builder, scope)}
    wanted = {key: make for name, kind in PARTS.items() if part in ("", name) for key, make in kind.items()}
    return {key: None if key in OF_THIS_MOMENT else make(builder) for key, make in wanted.items()}


# Labels are lazy, so that one answer serves readers of any language.
made: Kept[tuple[dict[str, Table | None], bool]] = Kept(32)


def table(key: str, builder: Builder) -> Table:
    """One of the tables. KeyError where there is none of that name."""
    return next(kind[key] for kind in PARTS.values() if key in kind)(builder)


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


OF_THIS_MOMENT = {"backlog": about_open.backlog}
PARTS: dict[str, dict[str, Callable[[Builder], Table]]] = {
    "alerts": {
        "alerts_by_step": about_alerts.by_step,
        "kinds_by_step": about_alerts.kinds_by_step,
        "waits": about_alerts.waits,
        "targets": about_alerts.targets,
        "claim_bins": about_alerts.claim_bins,
        "funnel": about_alerts.funnel,
        "by_post": about_alerts.by_post,
        "endings": about_alerts.endings,
        "rates": about_alerts.rates,
        "channels": about_alerts.by_channel,
        "languages": about_alerts.by_language,
    },
    "cases": {
        "cases_by_step": about_cases.by_step,
        "case_waits": about_cases.waits,
        **{f"outcomes_{axis}": partial(about_cases.outcome, axis=axis) for axis in outcomes.AXES},
        "hearings": about_cases.hearings,
        "deadlines": about_cases.deadlines,
        "children": about_cases.children,
        "transfers": about_cases.transfers,
        "facilities": about_cases.facilities,
        "offers": about_cases.offers,
        **OF_THIS_MOMENT,
        "public_counters": about_cases.public_counters,
    },
}


def _of_one_post(builder: Builder, scope: Scope) -> Table:
    """Of a single post, its row among all leaves it: what that shows was decided with the others beside it."""
    posts = about_alerts.by_post(builder)
    return replace(posts, rows=tuple(row for row in posts.rows if scope.asked and row.key == scope.asked.code))
