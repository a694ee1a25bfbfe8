"""Prints a page as PDF in a process of its own, which has no network and no secret."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from cases.files.intake import Cleaned, printed
from consular.errors import Refusal

SECONDS = 60


def pdf(html: str) -> Cleaned:
    """Takes a second or two, so it comes before the action and its lock. Raises a refusal when the process fails."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  goes out with what was made
    with tempfile.TemporaryFile() as source:
        source.write(html.encode())
        source.seek(0)
        if not _run(source, target):
            raise Refusal(503, "not_printed", _("The letter could not be printed now. Nothing was kept; try again."))
    return printed(target)


def _run(source: BinaryIO, target: BinaryIO) -> bool:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cases.files.print_worker"],
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,  # its warnings quote the page
            timeout=SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PATH": str(Path(sys.executable).parent), "LC_ALL": "C.UTF-8", "HOME": tempfile.gettempdir()},
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
