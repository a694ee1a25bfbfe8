"""What one command stands on: set-up and private servers; standard library only, for no environment exists yet."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  a bare machine decides which Python runs this
    sys.exit("Consular needs Python 3.11 or newer; name one with: make PYTHON=python3.11 run")

ROOT = Path(__file__).resolve().parent.parent.parent
