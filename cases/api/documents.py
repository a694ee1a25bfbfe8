"""Endpoints of documents: list, keep one (multipart), download."""

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, codes, reading
from cases.api.base import REFUSALS, ConflictOut, RefusalOut, StaffOut, Verb
from cases.api.notes import LevelField, WallField
from cases.files import download, intake
from cases.forms import TITLE_LIMIT
from cases.models import Document


class DocumentOut(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Document.Kind.choices)
    level = serializers.CharField()
    title = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes, as kept.")
    sha256 = serializers.CharField(help_text="Of the content as kept, after cleaning.")
    received_sha256 = serializers.CharField(help_text="Of the file as it was sent.")
    shared = serializers.BooleanField()
    author = StaffOut()
    at = serializers.DateTimeField()
    superseded_by = serializers.UUIDField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawal_reason = serializers.CharField(allow_blank=True)


class DocumentsOut(serializers.Serializer):
    items = DocumentOut(many=True)


class DocumentIn(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, help_text="PDF, JPEG or PNG.")
    title = serializers.CharField(max_length=TITLE_LIMIT)
    kind = serializers.ChoiceField(Document.Kind.choices)
    level = LevelField(required=False, help_text="Without it: L2 from the post, L3 from the lawyer.")
    shared = serializers.BooleanField(
        required=False, default=False, help_text="Lets the engaged lawyer read an L1 or L2 document."
    )
    supersedes = serializers.UUIDField(required=False, allow_null=True, default=None)
    wall = WallField()


KEPT = {201: DocumentOut, **REFUSALS, 409: ConflictOut, 413: RefusalOut}


class Documents(Verb):
    verb = "documents"
    parser_classes = [MultiPartParser]

    @extend_schema(responses={200: DocumentsOut, **REFUSALS}, operation_id="cases_documents_list")
    def get(self, request: Request, code: str) -> Response:
        """The documents that the caller may read, newest first. The look is logged before they are sent."""
        found = reading.documents(self.case(code), reader=request.user, viewer=self.viewer, purpose="api")
        return Response({"items": [_document(one) for one in found]})

    @extend_schema(request={"multipart/form-data": DocumentIn}, responses=KEPT, operation_id="cases_documents")
    def post(self, request: Request, code: str) -> Response:
        """Checks, cleans and keeps a file of up to 20 MB. What is wrong with it is named in `fields.file`."""
        code = codes.normalised(code) or ""
        self.admit(code)
        given = self.read(DocumentIn)
        given.setdefault("level", Document.Level.L3 if self.viewer.is_lawyer else Document.Level.L2)
        cleaned = intake.clean(given.pop("file"))
        kept = actions.add_document(code=code, actor=request.user, viewer=self.viewer, file=cleaned, **given)
        shown = reading.documents(self.case(code), reader=request.user, viewer=self.viewer, purpose="api")
        return Response(next(_document(one) for one in shown if one.pk == kept.pk), status=201)


class DocumentContent(Verb):
    verb = "documents"

    @extend_schema(
        responses={200: OpenApiResponse(OpenApiTypes.BINARY), **REFUSALS}, operation_id="cases_documents_content"
    )
    def get(self, request: Request, code: str, document: UUID) -> StreamingHttpResponse:
        """The content as kept. The look is logged before the first byte."""
        who: dict[str, Any] = {"reader": request.user, "viewer": self.viewer, "purpose": "api"}
        return download.answer(*reading.document_content(self.case(code), document, **who))


def _document(one: Document) -> dict:
    newer = getattr(one, "superseded_by", None)
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "level": f"L{one.level}",
        "title": str(one.title),
        "content_type": one.content_type,
        "size": one.size,
        "sha256": str(one.sha256),
        "received_sha256": str(one.received_sha256),
        "shared": one.is_shared,
        "author": {"id": one.author_id, "name": one.author.display_name()},
        "at": one.added_at,
        "superseded_by": str(newer.pk) if newer else None,
        "withdrawn_at": one.withdrawn_at,
        "withdrawal_reason": str(one.withdrawal_reason),
    }
