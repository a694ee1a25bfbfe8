"""The commands behind the Makefile's targets: `python3 -m consular.standalone run`."""

import sys
from collections.abc import Callable

from consular.standalone import running, testing
from consular.standalone.console import Stop, complain
from consular.standalone.run import run

COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": testing.test,
    "test-nightly": testing.test_nightly,
    "bench": testing.bench,
    "check": testing.check,
    "replay": running.replay,
    "manage": running.manage,
    "stop": running.stop,
    "clean": running.clean,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        complain(f"Say one of: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except Stop as sentence:
        complain(f"\n{sentence}")
        return 1
    except KeyboardInterrupt:
        complain("\nInterrupted.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
