"""The cleaning process: a file on standard input, the cleaned one on standard output, one line of JSON on standard error.

    python -m cases.files.worker

It has no secret in its environment, little memory and little time: whatever a hostile file does to a parser, it does it here.
"""

import json
import os
import resource
import sys
from typing import BinaryIO

import filetype

from cases.files import images, limits, pdfs
from cases.files.limits import KINDS
from cases.files.unfit import Unfit

CLEANERS = {"application/pdf": pdfs.clean, "image/jpeg": images.clean, "image/png": images.clean}


def clean(source: BinaryIO, target: BinaryIO) -> str:
    """Returns the content type. Raises Unfit; whatever else a parser raises means that the file is broken."""
    size = os.fstat(source.fileno()).st_size
    if size == 0:
        raise Unfit("empty")
    found = filetype.guess(source.read(limits.WORD))
    content_type = found.mime if found else ""
    if content_type not in CLEANERS:
        raise Unfit("unknown_type")
    if size > KINDS[content_type].largest:
        raise Unfit("too_large")
    source.seek(0)
    CLEANERS[content_type](source, target)
    return content_type


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.PROCESSOR_SECONDS, limits.PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * limits.LARGEST, 3 * limits.LARGEST))


def main() -> None:
    _confine()
    try:
        said = {"type": clean(sys.stdin.buffer, sys.stdout.buffer)}
        sys.stdout.buffer.flush()
    except Unfit as unfit:
        said = {"unfit": unfit.code}
    except MemoryError:
        said = {"unfit": "bomb"}
    except Exception:  # a parser's own errors have no common class, and their texts may quote the file
        said = {"unfit": "broken"}
    print(json.dumps(said), file=sys.stderr)


if __name__ == "__main__":
    main()
