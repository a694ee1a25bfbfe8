"""How the API reads a body."""

from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJson(JSONParser):
    """JSON that any answer can quote and any column can hold: no lone surrogates, no NaN, no nesting without end."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError:
            raise ParseError(_("The body is not readable JSON.")) from None
