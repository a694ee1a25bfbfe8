"""What acts on a running installation: `manage`, `replay`, `stop` and `clean`."""

import os
import shlex
import shutil

from consular.standalone import ROOT
from consular.standalone.console import Stop, say
from consular.standalone.home import installation, read_json
from consular.standalone.packages import PYTHON, VENV
from consular.standalone.supervisor import end_leftovers, run_in_foreground


def manage() -> int:
    """`make manage ARGS="create_admin"`: a management command with the running installation's settings."""
    return _manage(shlex.split(os.environ.get("ARGS") or "help"))


def replay() -> int:
    rate = os.environ.get("RATE") or "20"
    demo = read_json(installation().path / "demo.json")
    if not demo:
        raise Stop("There is no demo.json: `make run` with the demo cast must be running.")
    return _manage(["replay", "--rate", rate, "--base-url", demo["base_url"], *shlex.split(os.environ.get("ARGS", ""))])


def _manage(arguments: list[str]) -> int:
    settings = read_json(installation().path / "environment.json")
    if not settings:
        raise Stop("Nothing was started here yet: `make run` comes first.")
    return run_in_foreground([str(PYTHON), "manage.py", *arguments], os.environ | settings, ROOT)


def stop() -> int:
    ended = end_leftovers(installation().path / "processes.json")
    say(f"Stopped: {', '.join(ended)}." if ended else "Nothing was running.")
    return 0


def clean() -> int:
    stop()
    for folder in (ROOT / ".local", VENV):
        shutil.rmtree(folder, ignore_errors=True)
        say(f"Removed {folder}.")
    return 0
