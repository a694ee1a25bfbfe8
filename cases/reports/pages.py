"""The pages of figures over time: `/reports/` (alerts), `/reports/cases/`, `/reports/where/`."""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from alerts.models import Alert
from cases.models import Case
from cases.reports import charts, drill, lines, shapes
from cases.reports.building import Builder
from cases.reports.definitions import definitions
from cases.reports.forms import QuestionForm
from cases.reports.overview import as_it_leaves, build, table, title_of
from cases.reports.period import Period
from cases.reports.question import Question
from cases.reports.scope import Scope, scope_of, visible_posts
from cases.reports.tables import Cell, Mark, Report, Table
from cases.reports.tiles import tiles
from cases.reports.weekly import weekly_report
from cases.reports.where import where
from consular.organisation.access import RoleRequired, Viewer, viewer_for
from consular.organisation.models import Consulate

QUICK_WEEKS = (4, 8, 13, 26, 52)
ROWS = 50
MOST_ROWS = 25  # of one table on a page, but of weeks or months all; files have all of everything
COMPARED = ("waits", "targets", "rates", "case_waits")


class QuestionPage(RoleRequired, View, ABC):
    """A page that answers a question: what cannot be read is said beside its field, a post one may not see does not exist."""

    roles: tuple[str, ...] = ("supervisor", "analyst")
    part = ""
    template = ""

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_for(self.request)

    @cached_property
    def posts(self) -> list[Consulate]:
        return visible_posts(self.viewer)

    def get(self, request: HttpRequest) -> HttpResponse:
        is_inside = not self.viewer.is_analyst
        form = QuestionForm(request.GET, posts=self.posts, is_inside=is_inside, all_posts_label=self.everything)
        if not form.is_valid():
            return self.answer({"form": form}, status=400)
        try:
            scope = scope_of(self.viewer, self.posts, form.cleaned_data["post"])
        except LookupError:
            raise Http404 from None
        question = form.question
        if scope.leaves_the_post:
            question = as_it_leaves(question, form.today)
        shown = self.shown(question, scope)
        return self.answer(
            {
                "scope": scope,
                "question": question,
                **self.links(question, form),
                **shown,
                **self.filter(question, form, shown),
            }
        )

    @property
    def everything(self) -> str:
        return _("The whole network") if self.viewer.is_analyst else _("All my posts")

    def answer(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        return render(self.request, self.template, {"part": self.part, "posts": self.posts, **context}, status=status)

    @abstractmethod
    def shown(self, question: Question, scope: Scope) -> dict[str, Any]:
        """What the template needs of the answer."""

    def filter(self, question: Question, form: QuestionForm, shown: dict[str, Any]) -> dict[str, Any]:
        """The form as the question was understood."""
        asked = {
            "from": question.first,
            "to": question.last,
            **{k: v for k, v in question.plain().items() if k not in ("first", "last")},
        }
        again = QuestionForm(asked, posts=self.posts, is_inside=form.is_inside, all_posts_label=self.everything)
        facilities = shown["report"].tables.get("facilities") if "report" in shown else None
        again.offer_facilities(
            (row.key, row.label) for row in facilities.rows
        ) if facilities else again.offer_facilities(())
        return {"form": again}

    def links(self, question: Question, form: QuestionForm) -> dict[str, Any]:
        """Every link says the whole question, so that it can be passed on."""
        last = min(question.last, form.today)
        quick = []
        for weeks in QUICK_WEEKS:
            period = Period.until(last, weeks)
            query = question.query(first=period.first, last=period.last)
            quick.append(
                {
                    "weeks": weeks,
                    "query": query,
                    "is_shown": (period.first, period.last) == (question.first, question.last),
                }
            )
        return {"quick": quick, "query": question.query(), "asked": dict(parse_qsl(question.query()))}


class ReportPage(QuestionPage):
    """One part of the report over time, with its charts, and the period compared with."""

    def shown(self, question: Question, scope: Scope) -> dict[str, Any]:
        report = build(question, scope, part=self.part)
        everywhere = question.query(post="")
        compared = question.compared
        before = build(compared, scope, part=self.part) if compared else None
        return {
            "report": report,
            "before": before,
            "tables": {key: _cut(table) for key, table in report.tables.items()},
            "cut": any(_cut(table) is not table for table in report.tables.values()),
            "most_rows": MOST_ROWS,
            "charts": self.charts(report, before),
            "differences": _differences(report, before),
            "drills": {} if report.leaves_the_post else drill.links(report),
            "suppressed": definitions(suppressed=True)["suppressed"] if report.leaves_the_post else "",
            "title": report.title,
            "tiles": tiles(report, before) if "endings" in report.tables else [],
            "post_links": {post.code: f"?{everywhere}&post={post.code}" for post in scope.posts},
            "csv_query": urlencode(
                {"post": question.post, "from": question.first, "to": question.last, "format": "csv"}
            ),
        }

    @abstractmethod
    def charts(self, report: Report, before: Report | None) -> dict[str, Any]:
        """What is drawn, by the name that the template knows; nothing where the report has too little for it."""


class AlertsPage(ReportPage):
    part = "alerts"
    template = "reports/alerts.html"

    def charts(self, report: Report, before: Report | None) -> dict[str, Any]:
        tables = report.tables
        if "waits" not in tables:
            return {}
        kinds = () if report.leaves_the_post else tables["kinds_by_step"].columns
        return {
            "kinds": charts.stacked(tables["alerts_by_step"], tables["kinds_by_step"], report),
            "kind_names": [(f"s{n}", column.key, column.label) for n, column in enumerate(kinds, start=1)],
            "claim": lines.lines(
                tables["alerts_by_step"],
                {"claim_p50": "l1", "claim_p90": "l2"},
                before.tables["alerts_by_step"] if before else None,
            ),
            "bins": lines.bars(tables["claim_bins"], {"n": "s1"}, words_of="share", width=lines.HALF),
            "funnel": lines.bars(tables["funnel"], {"n": "s1"}, words_of="share", width=lines.HALF),
            "districts": _districts(tables["by_post"]),
        }


class CasesPage(ReportPage):
    part = "cases"
    template = "reports/cases.html"

    def charts(self, report: Report, before: Report | None) -> dict[str, Any]:
        tables = report.tables
        if "case_waits" not in tables:
            return {}
        return {
            "backlog": lines.bars(tables["backlog"], {"cases": "s1"}, width=lines.HALF),
            "quiet": lines.bars(tables["backlog"], {"cases_quiet": "s2"}, width=lines.HALF),
            "offers": lines.bars(
                tables["offers"],
                {"accepted": "s1", "declined": "s2", "expired": "s3", "withdrawn": "s4", "waiting": "s5"},
            ),
            "facilities": lines.bars(tables["facilities"], {"cases": "s1"}, most_rows=15),
        }


class WherePage(QuestionPage):
    """The map of the district of one post, by county or hexagon: exact places are asked for here alone."""

    part = "where"
    template = "reports/where.html"

    def shown(self, question: Question, scope: Scope) -> dict[str, Any]:
        report = weekly_report(scope, question.period)
        return {
            "where": where(report),
            "definitions": definitions(suppressed=report.release is not None),
            "suppressed": definitions(suppressed=True)["suppressed"] if report.release else "",
            "title": title_of(scope),
            "is_empty": report.is_empty,
        }


class RowsPage(QuestionPage):
    """The alerts or cases behind one figure, for a supervisor of their post: codes and states, never who it is."""

    roles = ("supervisor",)
    part = "rows"
    template = "reports/rows.html"

    def shown(self, question: Question, scope: Scope) -> dict[str, Any]:
        figure, key = self.request.GET.get("figure", ""), self.request.GET.get("row", "")
        if scope.leaves_the_post or figure not in drill.FIGURES:
            raise Http404
        builder = Builder(question, scope.posts, leaves=False)
        try:
            of, ids = drill.subjects(builder, figure, key)
        except LookupError:
            raise Http404 from None
        page = Paginator(ids, ROWS).get_page(self.request.GET.get("page"))
        model = Alert if of == drill.ALERTS else Case
        seen = model.objects.visible_to(self.viewer).filter(pk__in=page.object_list).select_related("consulate")
        found = {row.pk: row for row in seen}
        again = self.request.GET.copy()
        again.pop("page", None)
        return {
            "of": of,
            "page_obj": page,
            "rows": [found[pk] for pk in page.object_list if pk in found],
            "elsewhere": sum(pk not in found for pk in page.object_list),
            "total": len(ids),
            "figure": drill.heading(table(figure, builder), key),
            "title": title_of(scope),
            "rows_query": again.urlencode(),
        }


def _cut(table: Table) -> Table:
    if len(table.rows) <= MOST_ROWS or table.key.endswith("_by_step"):
        return table
    return replace(table, rows=table.rows[:MOST_ROWS])


def _districts(table: Table) -> charts.ShadedMap | None:
    """The districts of several posts shaded by their alerts."""
    if len(table.rows) < 2:
        return None
    counts = {row.key: None if row.cells[0] is Mark.LEFT_OUT else int(row.cells[0] or 0) for row in table.rows}  # type: ignore[arg-type]
    pks = Consulate.objects.filter(code__in=counts).values_list("pk", flat=True)
    return charts.shaded_map(shapes.districts(pks), counts)


def _differences(report: Report, before: Report | None) -> dict[str, list[Table]]:
    """Tables that are compared, with the figures of the period before beside those of this one."""
    if before is None:
        return {}
    found = {}
    for key in COMPARED:
        if key in report.tables and key in before.tables:
            found[key] = [_beside(report.tables[key], before.tables[key])]
    return found


def _beside(now: Table, then: Table) -> Table:
    earlier = {row.key: row.cells for row in then.rows}
    columns, rows = [], []
    for column in now.columns:
        columns += [column, replace(column, key=f"{column.key}_before", label=_("before"))]
    for row in now.rows:
        cells: list[Cell] = []
        for number, cell in enumerate(row.cells):
            cells += [cell, earlier[row.key][number] if row.key in earlier else None]
        rows.append(replace(row, cells=tuple(cells)))
    return replace(now, columns=tuple(columns), rows=tuple(rows))
