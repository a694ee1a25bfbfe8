"""A document on its way out: always as a file to save, never to be shown in the place of a page."""

import re
import unicodedata

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from cases.files.content import stream
from cases.files.limits import KINDS
from cases.models import Document
from cases.sealing import Ring

NAME_LIMIT = 80


def answer(document: Document, ring: Ring) -> StreamingHttpResponse:
    """The caller has logged the look. `nosniff` and `no-store` come with every answer of the service."""
    response = StreamingHttpResponse(stream(document, ring), content_type=document.content_type)
    response.headers["Content-Length"] = str(document.size)
    disposition = content_disposition_header(as_attachment=True, filename=_file_name(document))
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _file_name(document: Document) -> str:
    """The title without what a file system or a header could take for something else."""
    shown = "".join(letter for letter in str(document.title) if unicodedata.category(letter)[0] not in "CM")
    plain = re.sub(r'[\\/:*?"<>|%;]+', " ", shown)
    name = " ".join(plain.split()).strip(" .")[:NAME_LIMIT] or "document"
    return f"{name}.{KINDS[document.content_type].endings[0]}"
