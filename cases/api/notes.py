"""Endpoints of notes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, reading
from cases.api.base import REFUSALS, TEXT_LIMIT, VERB, StaffOut, Verb
from cases.models import Case, Note


class NoteOut(serializers.Serializer):
    id = serializers.UUIDField()
    level = serializers.CharField()
    text = serializers.CharField()
    shared = serializers.BooleanField()
    author = StaffOut()
    at = serializers.DateTimeField()


class NotesOut(serializers.Serializer):
    items = NoteOut(many=True)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": 5},
            {"type": "string", "enum": ["L1", "L2", "L3", "L4", "L5"]},
        ]
    }
)
class LevelField(serializers.Field):
    """A confidentiality level: 2 or "L2"."""

    default_error_messages = {"unknown": _("A level is one of L1, L2, L3, L4, L5.")}

    def to_internal_value(self, data: Any) -> int:
        text = (
            str(data).upper().removeprefix("L") if isinstance(data, (int, str)) and not isinstance(data, bool) else ""
        )
        if text not in {"1", "2", "3", "4", "5"}:
            self.fail("unknown")
        return int(text)

    def to_representation(self, value: int) -> str:
        return f"L{value}"


class WallField(serializers.ChoiceField):
    """The answer to a refusal `words_of_the_lawyer`."""

    def __init__(self, **kwargs: Any):
        told = (
            '"keep": what it speaks of is not about protection; "move", by the lawyer: make a privileged L5 note of it.'
        )
        super().__init__(choices=["keep", "move"], required=False, help_text=told, **kwargs)


class NoteIn(serializers.Serializer):
    text = serializers.CharField(max_length=TEXT_LIMIT)
    level = LevelField(required=False, help_text="Without it: L2 from the post, L3 from the lawyer.")
    shared = serializers.BooleanField(
        required=False, default=False, help_text="Lets the engaged lawyer read an L1 or L2 note."
    )
    wall = WallField()


class Notes(Verb):
    verb = "notes"
    body = NoteIn

    @extend_schema(responses={200: NotesOut, **REFUSALS}, operation_id="cases_notes_list")
    def get(self, request: Request, code: str) -> Response:
        """The notes that the caller may read, newest first. The look is logged before they are sent."""
        notes = reading.notes(self.case(code), reader=request.user, viewer=self.viewer, purpose="api")
        return Response({"items": [_note(note) for note in notes]})

    @extend_schema(request=NoteIn, responses=VERB, operation_id="cases_notes")
    def post(self, request: Request, code: str) -> Response:
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        default = Note.Level.L3 if self.viewer.is_lawyer else Note.Level.L2
        level, wall = given.get("level", default), given.get("wall", "")
        return actions.add_note(**call, text=given["text"], level=level, shared=given["shared"], wall=wall)


def _note(note: Note) -> dict:
    return {
        "id": str(note.pk),
        "level": f"L{note.level}",
        "text": note.text,
        "shared": note.is_shared,
        "author": {"id": note.author_id, "name": note.author.display_name()},
        "at": note.written_at,
    }
