"""What may be kept as a document, and how large anything in it may be. Standard library only: the cleaning process reads it too."""

from dataclasses import dataclass

MIB = 1024 * 1024
LARGEST = 20 * MIB
WORD = 16 * 1024  # bytes that say what a file is

# Our own limits: a 50-megapixel photograph and a court record of 1,000 pages are real; more has always been an attack or a mistake.
PIXELS = 50_000_000
PDF_OBJECTS = 100_000
PDF_PAGES = 1_000
UNPACKED_STREAM = 200 * MIB  # what one packed stream of a PDF may become: 50 megapixels in four colours
UNPACKED = 600 * MIB
NESTING = 60

SECONDS = 60
PROCESSOR_SECONDS = 20
MEMORY = 1_500 * MIB


@dataclass(frozen=True, slots=True)
class Kind:
    """`endings` are those of file names; a name that says something else is refused."""

    name: str
    largest: int
    endings: tuple[str, ...]


KINDS = {
    "application/pdf": Kind("PDF", LARGEST, ("pdf",)),
    "image/jpeg": Kind("JPEG", 15 * MIB, ("jpg", "jpeg", "jpe", "jfif")),
    "image/png": Kind("PNG", 15 * MIB, ("png",)),
}
