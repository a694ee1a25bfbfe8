"""An upload becomes a cleaned file or a refusal in the reader's language. Nothing is on disk under a name at any time."""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from cases.files import limits
from cases.files.limits import KINDS
from consular.errors import Refusal, invalid

READ = 256 * 1024


@dataclass
class Cleaned:
    """What is kept, and the fingerprints of it and of what was sent. The file has no name and goes with this object."""

    content_type: str
    file: BinaryIO
    size: int
    sha256: str
    received_sha256: str

    def pieces(self, size: int) -> Iterator[bytes]:
        self.file.seek(0)
        return iter(lambda: self.file.read(size), b"")


def clean(upload: UploadedFile) -> Cleaned:
    """Takes seconds, so it comes before the action and its lock. Raises a refusal that says what is wrong with the file."""
    if upload.size is None or upload.size > limits.LARGEST:
        raise _refused("too_large")
    with tempfile.TemporaryFile() as received:
        digest = hashlib.sha256()
        for piece in upload.chunks(READ):
            digest.update(piece)
            received.write(piece)
        received.flush()
        received.seek(0)
        target = tempfile.TemporaryFile()  # noqa: SIM115  goes out with what was made
        content_type = _run(received, target)
    _check_name(upload.name or "", content_type)
    return _measured(content_type, target, digest.hexdigest())


def printed(pdf: BinaryIO) -> Cleaned:
    """A letter that this service printed itself: there is nothing to clean."""
    made = _measured("application/pdf", pdf, "")
    made.received_sha256 = made.sha256
    return made


def _run(source: BinaryIO, target: BinaryIO) -> str:
    command = [sys.executable, "-m", "cases.files.worker"]
    try:
        done = subprocess.run(
            command,
            stdin=source,
            stdout=target,
            stderr=subprocess.PIPE,
            timeout=limits.SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PATH": str(Path(sys.executable).parent), "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise _refused("bomb") from None
    said = _last_line(done.stderr)
    if content_type := said.get("type"):
        return content_type
    raise _refused(said.get("unfit", "bomb"))  # killed by a limit, it says nothing


def _last_line(errors: bytes) -> dict:
    try:
        return json.loads(errors.splitlines()[-1])
    except (IndexError, ValueError):
        return {}


def _check_name(name: str, content_type: str) -> None:
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() not in KINDS[content_type].endings:
        raise _refused("other_type", found=KINDS[content_type].name)


def _measured(content_type: str, file: BinaryIO, received_sha256: str) -> Cleaned:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(READ):
        digest.update(piece)
        size += len(piece)
    return Cleaned(content_type, file, size, digest.hexdigest(), received_sha256)


def _refused(code: str, **more: str) -> Refusal:
    """The `code` that clients act on, and a sentence that says what to do."""
    sentence = _reasons()[code] % more if more else _reasons()[code]
    refusal = invalid(file=sentence)
    refusal.code = "file_refused"
    refusal.extra = {"reason": code}
    return refusal


def _reasons() -> dict[str, str]:
    return {
        "empty": _("The file is empty."),
        "too_large": _("The file is too large: a PDF may have 20 MB, a JPEG or PNG 15 MB."),
        "unknown_type": _("Only PDF, JPEG and PNG are kept. Save it as PDF and send it again."),
        "other_type": _("The file is a %(found)s, but its name says something else."),
        "encrypted": _("The PDF is protected with a password or against copying. Print it as a new PDF and send that."),
        "broken": _("The file cannot be read to its end. Save or print it anew and send that."),
        "bomb": _("The file unpacks into far more than a document holds. It was not opened further."),
    }
