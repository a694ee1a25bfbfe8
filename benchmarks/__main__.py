"""`python -m benchmarks [name …] [--long] [--write]`, on the servers that the environment names."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
django.setup()

from benchmarks import desk, duress, escalation, flood, glass, intake, reports, snapshot, sweep  # noqa: E402  models need the apps to be loaded first
from benchmarks.stage import Stage  # noqa: E402
from benchmarks.tables import Table, conditions, write  # noqa: E402

BENCHMARKS: dict[str, Callable[[Stage, bool], Table]] = {
    "intake": intake.measure,
    "glass": glass.measure,
    "snapshot": snapshot.measure,
    "sweep": sweep.measure,
    "escalation": escalation.measure,
    "flood": flood.measure,
    "duress": duress.measure,
    "desk": desk.measure,
    "reports": reports.measure,
}
PAGE = Path(__file__).resolve().parent.parent / "docs/benchmarks.md"


def main(arguments: list[str]) -> int:
    chosen = read(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts what is in its background deaf to SIGINT
        signal.signal(number, signal.default_int_handler)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="consular-benchmarks-") as folder, Stage(os.environ, Path(folder)) as stage:
        stage.prepare()
        tables = {}
        for name in chosen.names:
            stage.say(f"{name} …")
            tables[name] = BENCHMARKS[name](stage, chosen.long)
            print(f"\n{tables[name].as_text()}\n", flush=True)
    stage.say(f"All measured in {time.monotonic() - began:.0f} s. {conditions()}")
    if chosen.write:
        write(PAGE, tables)
        stage.say(f"{PAGE.name} is rewritten.")
    return 1 if any(table.missed for table in tables.values()) else 0


def read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; without a name, all")
    parser.add_argument("--long", action="store_true", help="boards for 5 minutes instead of 20 seconds")
    parser.add_argument("--write", action="store_true", help=f"put the tables into docs/{PAGE.name}")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    chosen.names = chosen.names or list(BENCHMARKS)
    return chosen


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
