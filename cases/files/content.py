"""The content of a document in the database: sealed chunks, written in the transaction of the document, opened one by one."""

from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async

from cases.files.intake import Cleaned
from cases.models import Document, DocumentChunk
from cases.sealing import Ring

CHUNK = 256 * 1024


def keep(document: Document, file: Cleaned, ring: Ring) -> None:
    of = number_of_chunks(document)
    chunks = (
        DocumentChunk(document=document, number=number, content=ring.seal(piece, place=_place(document, number, of)))
        for number, piece in enumerate(file.pieces(CHUNK))
    )
    for chunk in chunks:
        chunk.save(force_insert=True)


async def stream(document: Document, ring: Ring) -> AsyncIterator[bytes]:
    """The content, chunk by chunk. Raises Unreadable at a chunk that is missing, moved or altered."""
    of = number_of_chunks(document)
    for number in range(of):
        yield await sync_to_async(_opened)(document, ring, number, of)


def number_of_chunks(document: Document) -> int:
    return -(-document.size // CHUNK)


def _opened(document: Document, ring: Ring, number: int, of: int) -> bytes:
    sealed = DocumentChunk.objects.values_list("content", flat=True).get(document=document, number=number)
    return ring.open(bytes(sealed), place=_place(document, number, of))


def _place(document: Document, number: int, of: int) -> str:
    return f"cases.document.content:{document.pk}:{number}/{of}"
