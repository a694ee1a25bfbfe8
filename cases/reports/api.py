"""`GET /api/v1/reports/weekly/`, as JSON or CSV."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.base import REFUSALS
from cases.reports.exports import as_csv, file_name
from cases.reports.forms import FORMATS, ApiForm
from cases.reports.scope import scope_of, visible_posts
from cases.reports.weekly import KEYS, weekly_report
from consular.errors import Refusal
from consular.organisation.access import HasRole, viewer_for


def _counts(name: str, keys: tuple[str, ...]) -> serializers.Serializer:
    fields: dict[str, Any] = {key: serializers.IntegerField(allow_null=True) for key in keys}
    return type(name, (serializers.Serializer,), fields)()


class AlertsOut(serializers.Serializer):
    total = serializers.IntegerField(allow_null=True)
    by_kind = _counts("AlertsByKindOut", KEYS["kind"])


class TimeToClaimOut(serializers.Serializer):
    n = serializers.IntegerField(allow_null=True)
    claimed = serializers.IntegerField(allow_null=True)
    open = serializers.IntegerField(allow_null=True, help_text="Unclaimed, and still running.")
    ended_unclaimed = serializers.IntegerField(allow_null=True)
    p50_s = serializers.FloatField(allow_null=True)
    p90_s = serializers.FloatField(allow_null=True)
    p50_not_reached = serializers.BooleanField()
    p90_not_reached = serializers.BooleanField()


class FiguresOut(serializers.Serializer):
    """A count is null where it is left out; `suppressed` says that one is."""

    suppressed = serializers.BooleanField()
    alerts = AlertsOut()
    time_to_claim = TimeToClaimOut()
    dispositions = _counts("DispositionsOut", KEYS["disposition"])
    cases = _counts("CaseStepsOut", ("opened", "taken", "closed"))
    outcomes = type(
        "OutcomeCountsOut",
        (serializers.Serializer,),
        {axis: _counts(f"{axis.title()}CountsOut", KEYS[axis]) for axis in ("custody", "proceeding", "service")},
    )()


def _week_fields() -> dict[str, serializers.Field]:
    return {"week": serializers.CharField(), "from": serializers.DateField(), "to": serializers.DateField()}


WeekOut = type("WeekOut", (FiguresOut,), _week_fields())


class PostOut(serializers.Serializer):
    post = serializers.CharField()
    name = serializers.CharField()
    weeks = WeekOut(many=True, required=False)
    totals = FiguresOut()


class _WeeklyOut(serializers.Serializer):
    post = serializers.CharField(allow_null=True)
    to = serializers.DateField()
    empty = serializers.BooleanField()
    detail = serializers.CharField(allow_blank=True)
    suppressed = serializers.BooleanField()
    weeks = WeekOut(many=True)
    totals = FiguresOut()
    posts = PostOut(many=True, help_text="Each post of a report on several; empty when one was asked for.")
    definitions = serializers.DictField(child=serializers.CharField())


WeeklyOut = type("WeeklyReportOut", (_WeeklyOut,), {"from": serializers.DateField()})


class FormatIsOurs(BaseContentNegotiation):
    """`?format=` chooses json or csv here; the framework would answer 404 to it before the view is asked."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Weekly(APIView):
    permission_classes = [HasRole.of("supervisor", "analyst")]
    content_negotiation_class = FormatIsOurs

    @extend_schema(
        summary="Figures of a period by ISO week",
        parameters=[
            OpenApiParameter("post", str, description="Code of a post; without it, all that the reader may see."),
            OpenApiParameter("from", OpenApiTypes.DATE, description="First day, UTC. Without it, eight weeks."),
            OpenApiParameter("to", OpenApiTypes.DATE, description="Last day, included. Without it, today."),
            OpenApiParameter("format", str, enum=FORMATS),
        ],
        responses={(200, "application/json"): WeeklyOut, (200, "text/csv"): OpenApiTypes.STR, **REFUSALS},
    )
    def get(self, request: Request) -> HttpResponse:
        viewer = viewer_for(request)
        posts = visible_posts(viewer)
        form = ApiForm(request.query_params, posts=posts)
        if not form.is_valid():
            raise Refusal(400, "invalid", _("Some values could not be read."), fields=_sentences(form))
        try:
            scope = scope_of(viewer, posts, form.cleaned_data["post"])
        except LookupError:
            raise _no_such_post() from None
        report = weekly_report(scope, form.period)
        if form.cleaned_data["format"] != "csv":
            return Response(report.as_json())
        headers = {"Content-Disposition": f'attachment; filename="{file_name(report)}"'}
        return HttpResponse(as_csv(report), content_type="text/csv; charset=utf-8; header=present", headers=headers)


def _sentences(form: ApiForm) -> dict[str, list[str]]:
    return {name: [str(sentence) for sentence in errors] for name, errors in form.errors.items()}


def _no_such_post() -> Refusal:
    sentence = _("There is no such post, or its reports are not yours to see.")
    return Refusal(404, "not_found", sentence, fields={"post": [sentence]})
