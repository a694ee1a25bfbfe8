"""`make test`, `bench` and `check`: each on throw-away servers in a temporary folder, deleted at the end."""

import filecmp
import os
import shlex
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from consular.standalone import ROOT, stages
from consular.standalone.console import Steps, say
from consular.standalone.environment import for_production_check, for_tests
from consular.standalone.home import throw_away
from consular.standalone.packages import PYTHON
from consular.standalone.run import install, interrupt
from consular.standalone.servers import throw_away_servers
from consular.standalone.supervisor import ENDING_SIGNALS, run_in_foreground


@contextmanager
def _bench_top(purpose: str, last_step: str) -> Iterator[tuple[Path, dict[str, str]]]:
    for number in ENDING_SIGNALS:
        signal.signal(number, interrupt)
    steps = Steps(6)
    install(steps, for_development=True)
    with throw_away(purpose) as home:
        steps.next("Throw-away PostgreSQL and Redis")
        with throw_away_servers(home) as addresses:
            steps.done(f"in {home.path}")
            environment = for_tests(home, addresses)
            steps.next("Static files and translations")
            stages.compile_translations()
            stages.bring_static(home.path, environment=environment)
            steps.done("made")
            steps.next(last_step)
            yield home.path, environment


def test() -> int:
    return _pytest()


def test_nightly() -> int:
    return _pytest("-m", "nightly")


def _pytest(*selection: str) -> int:
    with _bench_top("test", "Tests") as (_, environment):
        return _python("-m", "pytest", "-n", "2", *selection, *_given(), environment=environment)


def bench() -> int:
    with _bench_top("bench", "Benchmarks") as (_, environment):
        return _python("-m", "benchmarks", *_given(), environment=environment)


def check() -> int:
    with _bench_top("check", "Checks") as (home, environment):
        failed = [title for title, passes in _checks(home, environment).items() if not passes()]
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks pass.")
    return 1 if failed else 0


def _checks(home: Path, environment: dict[str, str]) -> dict[str, Callable[[], bool]]:
    """Title and check; all are run, so that one look shows everything that is amiss."""

    def passes(command: str, environment: dict[str, str] = environment) -> Callable[[], bool]:
        return lambda: _python(*shlex.split(command), environment=environment) == 0

    schema = home / "openapi.yaml"
    in_step = ROOT / "docs/openapi.yaml"
    return {
        "ruff": passes("-m ruff check ."),
        "format": passes("-m ruff format --check ."),
        "types": passes("-m mypy"),
        "migrations in step": passes("manage.py makemigrations --check --dry-run"),
        "translations": passes("-m pytest -q -k translation"),
        "deployment": passes(
            "manage.py check --deploy --fail-level WARNING", environment=for_production_check(environment)
        ),
        "OpenAPI": passes(f"manage.py spectacular --validate --fail-on-warn --file {schema}"),
        "OpenAPI in step": lambda: in_step.exists() and filecmp.cmp(schema, in_step, shallow=False),
    }


def _given() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def _python(*arguments: str, environment: dict[str, str]) -> int:
    say(f"      python {' '.join(arguments)}")
    return run_in_foreground([str(PYTHON), *arguments], environment, ROOT)
