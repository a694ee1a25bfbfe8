"""The content of exports in the database: rows that have been read, and the file, in sealed pieces, opened one by one."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async

from cases.reports.models import ExportChunk, ExportRequest
from consular.privacy import keys

CHUNK = 256 * 1024


def keep_rows(export: ExportRequest, rows: dict[str, Any]) -> None:
    """One batch: `{"rows": [...], "after": ...}`, the place to read on from."""
    number = export.chunks.filter(part=ExportChunk.Part.ROWS).count()
    content = keys.seal_bytes(json.dumps(rows).encode(), place=_rows_place(export, number))
    ExportChunk.objects.create(export=export, part=ExportChunk.Part.ROWS, number=number, content=content)


def kept_rows(export: ExportRequest) -> Iterator[dict[str, Any]]:
    """The batches in their order. Raises Unreadable at one that is missing, moved or altered."""
    chunks = export.chunks.filter(part=ExportChunk.Part.ROWS).order_by("number")
    for number, sealed in enumerate(chunks.values_list("content", flat=True).iterator(8)):
        yield json.loads(keys.open_bytes(bytes(sealed), place=_rows_place(export, number)))


def last_rows(export: ExportRequest) -> dict[str, Any] | None:
    last = export.chunks.filter(part=ExportChunk.Part.ROWS).order_by("-number").first()
    return json.loads(keys.open_bytes(bytes(last.content), place=_rows_place(export, last.number))) if last else None


def keep_file(export: ExportRequest, content: bytes) -> None:
    """In the transaction that makes it ready; the rows that it was made of go. `size` is set."""
    of = number_of_chunks(export)
    export.chunks.all().delete()
    for number in range(of):
        piece = content[number * CHUNK : (number + 1) * CHUNK]
        sealed = keys.seal_bytes(piece, place=_file_place(export, number, of))
        ExportChunk.objects.create(export=export, part=ExportChunk.Part.FILE, number=number, content=sealed)


async def stream(export: ExportRequest) -> AsyncIterator[bytes]:
    """Raises Unreadable at a piece that is missing, moved or altered."""
    of = number_of_chunks(export)
    for number in range(of):
        yield await sync_to_async(_opened)(export, number, of)


def number_of_chunks(export: ExportRequest) -> int:
    return -(-export.size // CHUNK)


def _opened(export: ExportRequest, number: int, of: int) -> bytes:
    chunk = ExportChunk.objects.filter(export=export, part=ExportChunk.Part.FILE, number=number)
    sealed = chunk.values_list("content", flat=True).get()
    return keys.open_bytes(bytes(sealed), place=_file_place(export, number, of))


def _rows_place(export: ExportRequest, number: int) -> str:
    return f"reports.export.rows:{export.pk}:{number}"


def _file_place(export: ExportRequest, number: int, of: int) -> str:
    return f"reports.export.file:{export.pk}:{number}/{of}"
