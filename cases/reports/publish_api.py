"""`GET /api/v1/reports/published/`: published reports, to be read and to be checked by anyone who may see them."""

from typing import Any

from django.core.paginator import Paginator
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.base import REFUSALS
from cases.reports import kept, publishing
from cases.reports.models import Publication
from consular.organisation.access import HasRole, viewer_for

ON_A_PAGE = 50


class PublicationQuery(serializers.Serializer):
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=100_000)


class PublishedOut(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField(help_text="In the reader's language.")
    audience = serializers.ChoiceField(Publication.Audience.choices)
    posts = serializers.ListField(child=serializers.CharField())
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class PublishedPageOut(serializers.Serializer):
    items = PublishedOut(many=True)
    count = serializers.IntegerField()
    pages = serializers.IntegerField()


class KeptColumnOut(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()


class KeptTableOut(serializers.Serializer):
    key = serializers.CharField()
    columns = KeptColumnOut(many=True)
    rows = serializers.ListField(child=serializers.CharField())
    total = serializers.CharField(allow_null=True)
    cells = serializers.DictField(
        help_text="{row: {column: figure}}; a figure is a number, null, `left_out` or `not_reached`."
    )


class HashedOut(serializers.Serializer):
    question = serializers.DictField(child=serializers.CharField())
    parameters = inline_serializer(
        "PublishedParametersOut",
        {
            "audience": serializers.ChoiceField(Publication.Audience.choices),
            "posts": serializers.ListField(child=serializers.CharField()),
            "definitions": serializers.CharField(),
        },
    )
    tables = KeptTableOut(many=True)
    left_out = serializers.DictField(help_text="{table: {row: [column]}}")


class PublicationOut(PublishedOut):
    as_of = inline_serializer(
        "PublishedAsOfOut", {"seq": serializers.IntegerField(), "at": serializers.DateTimeField(allow_null=True)}
    )
    hashed = HashedOut(
        help_text="`sha256` is over this object as JSON with sorted keys, without blanks, in UTF-8 (RFC 8785)."
    )
    words = serializers.DictField(help_text="Labels of the codes in the reader's language; not hashed.")
    note = serializers.CharField(allow_blank=True)
    withdrawn_reason = serializers.CharField(allow_blank=True)


class PublishedList(APIView):
    permission_classes = [HasRole.of("supervisor", "analyst")]

    @extend_schema(
        summary="Published reports, newest first, 50 to a page",
        parameters=[PublicationQuery],
        responses={200: PublishedPageOut, **REFUSALS},
        operation_id="reports_published_list",
    )
    def get(self, request: Request) -> Response:
        given = PublicationQuery(data=request.query_params)
        given.is_valid(raise_exception=True)
        found = Paginator(Publication.objects.visible_to(viewer_for(request)), ON_A_PAGE)
        page = found.get_page(given.validated_data["page"])
        return Response({"items": [_row(one) for one in page], "count": found.count, "pages": found.num_pages})


class PublishedDetail(APIView):
    permission_classes = [HasRole.of("supervisor", "analyst")]

    @extend_schema(
        summary="A published report with its hash",
        responses={200: PublicationOut, **REFUSALS},
        operation_id="reports_published_retrieve",
    )
    def get(self, request: Request, code: str) -> Response:
        publication = publishing.find(viewer_for(request), code)
        return Response(
            _row(publication)
            | {
                "as_of": {"seq": publication.as_of_seq, "at": publication.as_of_at},
                "hashed": kept.document_of(publication),
                "words": kept.words_for_reader(publication),
                "note": publication.note or "",
                "withdrawn_reason": publication.withdrawn_reason or "",
            }
        )


def _row(publication: Publication) -> dict[str, Any]:
    return {
        "code": publication.code,
        "title": kept.words_for_reader(publication)["title"],
        "audience": publication.audience,
        "posts": publication.posts,
        "sha256": publication.sha256,
        "published_at": publication.published_at,
        "withdrawn_at": publication.withdrawn_at,
    }
