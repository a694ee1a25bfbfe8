"""The page of the weekly report: `/reports/`."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from alerts.models import Alert
from cases import outcomes
from cases.reports.charts import weekly_bars
from cases.reports.definitions import definitions
from cases.reports.forms import PeriodForm, shown
from cases.reports.period import Period
from cases.reports.scope import Scope, scope_of, visible_posts
from cases.reports.weekly import OPEN, PENDING, WeeklyReport, weekly_report
from cases.reports.where import where
from cases.reports.words import percentile
from consular.organisation.access import RoleRequired, viewer_for

QUICK_WEEKS = (4, 8, 13, 26, 52)


class WeeklyPage(RoleRequired, View):
    roles = ("supervisor", "analyst")

    def get(self, request: HttpRequest) -> HttpResponse:
        viewer = viewer_for(request)
        posts = visible_posts(viewer)
        everything = _("The whole network") if viewer.is_analyst else _("All my posts")
        form = PeriodForm(request.GET, posts=posts, all_posts_label=everything)
        context: dict[str, Any] = {"form": form, "posts": posts}
        if not form.is_valid():
            return render(request, "reports/weekly.html", context, status=400)
        try:
            scope = scope_of(viewer, posts, form.cleaned_data["post"])
        except LookupError:
            raise Http404 from None
        report = weekly_report(scope, form.period)
        asked = shown(report.period, scope.code or "")
        context["form"] = PeriodForm(asked, posts=posts, all_posts_label=everything)
        title = str(scope.asked or (posts[0] if len(posts) == 1 else everything))
        return render(
            request,
            "reports/weekly.html",
            context | _figures(report, form) | _links(scope, asked, form) | {"title": title},
        )


def _links(scope: Scope, asked: dict, form: PeriodForm) -> dict[str, Any]:
    """Every link says the whole question, so that it can be passed on."""
    last = min(form.period.last, form.today)
    quick = []
    for weeks in QUICK_WEEKS:
        period = Period.until(last, weeks)
        query = urlencode(shown(period, scope.code or ""))
        quick.append({"weeks": weeks, "query": query, "is_shown": period == form.period})
    return {"quick": quick, "csv_query": urlencode(asked | {"format": "csv"})}


def _figures(report: WeeklyReport, form: PeriodForm) -> dict[str, Any]:
    kinds = [(kind.value, str(kind.label)) for kind in Alert.Kind]
    return {
        "report": report,
        "totals": report.totals,
        "weeks": [_week(row) for row in report.weeks],
        "waits": _waits(report.totals),
        "bars": weekly_bars(report.weeks, kinds, today=form.today),
        "kinds": [(f"s{number}", code, name) for number, (code, name) in enumerate(kinds, start=1)],
        "kind_totals": list(report.totals["alerts"]["by_kind"].values()),
        "where": where(report),
        "dispositions": _dispositions(report.totals),
        "axes": [_axis(report.totals, axis, name) for axis, name in outcomes.AXES.items()],
        "posts_rows": [row | {"waits": _waits(row["totals"])} for row in report.posts],
        "definitions": definitions(suppressed=report.release is not None),
    }


def _week(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"waits": _waits(row), "kinds": list(row["alerts"]["by_kind"].values())}


def _waits(row: dict[str, Any]) -> dict[str, str]:
    return {key: percentile(row["time_to_claim"], key) for key in ("p50", "p90")}


def _dispositions(totals: dict[str, Any]) -> list[dict[str, Any]]:
    names = {**dict(Alert.Disposition.choices), OPEN: _("open")}
    n = totals["alerts"]["total"]
    return [
        {"name": names[code], "n": count, "share": _share(count, n)} for code, count in totals["dispositions"].items()
    ]


def _axis(totals: dict[str, Any], axis: str, name: Any) -> dict[str, Any]:
    """The outcomes that occur, those still pending last."""
    names = {one.code: one.label for one in outcomes.of_axis(axis)} | {PENDING: _("pending")}
    counts, n = totals["outcomes"][axis], totals["cases"]["opened"]
    rows = [
        {
            "name": names[code],
            "n": count,
            "share": _share(count, n),
        }
        for code, count in counts.items()
        if count != 0
    ]
    return {"name": name, "rows": rows}


def _share(count: int | None, of: int | None) -> float | None:
    return None if count is None or not of else 100 * count / of
