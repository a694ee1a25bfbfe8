"""`make run`: from whatever the machine has to a served board, and then the processes until a signal ends them."""

import json
import os
import signal
import time
from collections.abc import Callable
from functools import partial

from consular.standalone import packages, processes, stages, system
from consular.standalone.console import Steps, Stop, say, table
from consular.standalone.environment import for_run
from consular.standalone.home import Home, installation, is_free, read_json, write_private
from consular.standalone.ready import reason_not_ready
from consular.standalone.servers import start_postgres, start_redis
from consular.standalone.supervisor import ENDING_SIGNALS, Child, Supervisor, end_leftovers

READY_WITHIN = 90.0  # seconds


def install(steps: Steps, *, for_development: bool) -> None:
    steps.next("System packages")
    steps.done(" ".join(system.install_missing(with_browser=for_development)) or "nothing is missing")
    steps.next("Python packages")
    steps.done(packages.install_python(for_development=for_development))
    steps.next("Front-end packages")
    steps.done(packages.install_front_end())


def run() -> int:
    _on_ending_signals(interrupt)
    steps = Steps(7)
    port = int(os.environ.get("PORT") or 8000)
    home = installation()
    with home.held():
        end_leftovers(home.path / "processes.json")
        _refuse_busy(port)
        install(steps, for_development=False)
        supervisor = Supervisor(home.path / "processes.json")
        try:
            environment = _start_servers(home, supervisor, steps)
            _bring_in_step(home, environment, steps)
            _serve(home, supervisor, environment, steps)
        finally:
            say("Stopping …")
            supervisor.end_all()
    say("Stopped.")
    return 0


def _start_servers(home: Home, supervisor: Supervisor, steps: Steps) -> dict[str, str]:
    """Starts those whose address was not given; returns the owner's environment."""
    steps.next("PostgreSQL and Redis")
    addresses = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")}
    if not addresses["DATABASE_URL"]:
        postgres = start_postgres(home, supervisor)
        addresses |= {"DATABASE_URL": postgres.url("app"), "DATABASE_OWNER_URL": postgres.url("owner")}
    if not addresses["REDIS_URL"]:
        addresses["REDIS_URL"] = start_redis(home, supervisor).url()
    addresses["DATABASE_OWNER_URL"] = addresses["DATABASE_OWNER_URL"] or addresses["DATABASE_URL"]
    started = ", ".join(child.name for child in supervisor.children)
    steps.done(f"started {started}" if started else "as given by DATABASE_URL and REDIS_URL")
    return for_run(home, addresses)


def _bring_in_step(home: Home, environment: dict[str, str], steps: Steps) -> None:
    steps.next("Database")
    is_private = not os.environ.get("DATABASE_URL")
    record = stages.Stages(home.path / "postgres/in-step.json" if is_private else None)
    ran = stages.bring_database(record, environment=environment)
    if environment["DEMO"] != "0" and stages.bring_demo(record, home.path, environment=environment):
        ran.append("demo cast made")
    steps.done(", ".join(ran) or "in step")
    steps.next("Static files and translations")
    compiled = stages.compile_translations()
    collected = stages.bring_static(home.path, environment=environment)
    steps.done("made" if compiled or collected else "in step")


def _serve(home: Home, supervisor: Supervisor, environment: dict[str, str], steps: Steps) -> None:
    steps.next("web, relay, worker, beat")
    supervised = {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}
    write_private(home.path / "environment.json", json.dumps(_settings_of(environment)))
    web, relay, *later = processes.children(supervised)
    supervisor.start(web)
    supervisor.start(relay)
    _on_ending_signals(supervisor.request_stop)
    supervisor.watch(Readiness(environment, then=partial(_welcome, home, supervisor, later, steps)).look)


def _settings_of(environment: dict[str, str]) -> dict[str, str]:
    """What a management command beside the running processes needs, and nothing of the caller's own environment."""
    return {name: value for name, value in environment.items() if os.environ.get(name) != value}


def _welcome(home: Home, supervisor: Supervisor, later: list[Child], steps: Steps) -> None:
    """What may come later has waited: four starts at once on two cores would each take twice as long."""
    steps.done("ready")
    say(welcome(home))
    for child in later:
        supervisor.start(child)


class Readiness:
    """Asks /readyz until the answer is 200, and then goes on, once."""

    def __init__(self, environment: dict[str, str], then: Callable[[], None]) -> None:
        self.then = then
        self.port = int(environment["PORT"])
        self.host = environment["ALLOWED_HOSTS"].split(",")[0]
        self.deadline = time.monotonic() + READY_WITHIN
        self.is_ready = False

    def look(self) -> None:
        if self.is_ready:
            return
        reason = reason_not_ready(self.port, self.host)
        if reason is None:
            self.is_ready = True
            self.then()
        elif time.monotonic() > self.deadline:
            raise Stop(f"The server is not ready after {READY_WITHIN:.0f} s: {reason}")


def welcome(home: Home) -> str:
    port = os.environ.get("PORT") or "8000"
    users = read_json(home.path / "demo.json").get("users", [])
    rows: list[tuple[str, ...]] = [("user", "password", "role", "post")]
    rows += [(user["username"], user["password"], user["role"], user["post"] or "") for user in users]
    signs = f"\nDemo sign-ins, on this machine only:\n{table(rows)}\n" if users else ""
    return f"\nConsular is at http://localhost:{port}/\n{signs}\nCtrl-C stops everything."


def _refuse_busy(port: int) -> None:
    if not is_free(port):
        raise Stop(f"Port {port} is taken; choose another with: make run PORT={port + 1}")


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _on_ending_signals(handler) -> None:
    for number in ENDING_SIGNALS:
        signal.signal(number, handler)
