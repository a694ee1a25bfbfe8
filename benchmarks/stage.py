"""The stage of every benchmark: a prepared database, the demo cast, and server processes on free ports of 127.0.0.1."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg

from consular.standalone import ROOT
from consular.standalone.home import free_port
from consular.standalone.processes import COMMANDS
from consular.standalone.ready import reason_not_ready
from consular.standalone.supervisor import Child

READY_WITHIN_S = 60
END_WITHIN_S = 10
SETTLES_WITHIN_S = 240
SETTLED = """
SELECT NOT EXISTS (SELECT FROM alerts_alert WHERE state = 'received' AND step_due_at < now())
   AND NOT EXISTS (SELECT FROM events_event WHERE seq IS NULL)
   AND (SELECT count(DISTINCT last) = 1 FROM events_stream WHERE name IN ('events', 'incidents'))
"""
STORIES = "alerts_alert, alerts_person, alerts_position, alerts_submission, alerts_cancelrequest, alerts_incident, events_event"
STOCK = {"DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings"}
PEER_TABLES = "peers_stockalert, peers_stockevent"


class Server:
    """One server process, and where it answers."""

    def __init__(self, child: Child, port: int):
        self.child = child
        self.base = f"http://127.0.0.1:{port}"
        self.port = port

    def cpu_s(self) -> float:
        """The processor time that the process has used: what neighbours on the machine do not change much."""
        fields = Path(f"/proc/{self.child.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while reason := reason_not_ready(self.port, "127.0.0.1"):
            if not self.child.alive or time.monotonic() > deadline:
                raise SystemExit(f"{self.child.name} did not start ({reason}):\n{self.child.log.read_text()[-2000:]}")
            time.sleep(0.1)


class Stage:
    def __init__(self, environment: Mapping[str, str], folder: Path):
        self.environment = dict(environment) | {"BIND": "127.0.0.1"}
        self.folder = folder
        self.children: list[Child] = []
        self.owner_url = environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"]
        self.demo: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for child in reversed(self.children):
            self._end(child)

    def say(self, text: str) -> None:
        print(f"      {text}", flush=True)

    def prepare(self) -> None:
        """Migrates, loads the reference data, makes the cast and the peers' tables; a second time it does nothing."""
        self.say("migrating and loading …")
        owner = {"DATABASE_URL": self.owner_url}
        self.manage("migrate", "--no-input", "--verbosity=0", **owner)
        self.manage("load_reference", **owner)
        self.manage("make_demo")
        self.manage("migrate", "peers", "--run-syncdb", "--verbosity=0", **owner, **STOCK)
        home = Path(self.environment["CONSULAR_HOME"])
        self.demo = json.loads((home / "demo.json").read_text(encoding="utf-8"))

    def manage(self, *arguments: str, **settings: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment | settings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")

    @property
    def key(self) -> str:
        return self.demo["source"]["key"]

    def empty(self) -> None:
        """Alerts and events are gone; people, posts and sessions stay."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute(f"TRUNCATE {STORIES}, {PEER_TABLES} CASCADE")

    def analyse(self) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE alerts_alert")
            owner.execute("VACUUM ANALYZE events_event")

    def count(self, table: str) -> int:
        with psycopg.connect(self.owner_url) as owner:
            return owner.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names

    @contextmanager
    def web(self, name: str = "web", command: str = COMMANDS["web"], **settings: str) -> Iterator[Server]:
        """A server process with the command of `make run`, or another one."""
        port = free_port()
        child = self._start(name, command, {"PORT": str(port), **settings})
        server = Server(child, port)
        try:
            server.wait_until_ready()
            yield server
        finally:
            self._end(child)

    @contextmanager
    def relay(self, name: str = "relay", **settings: str) -> Iterator[Child]:
        child = self._start(name, COMMANDS["relay"], settings)
        try:
            yield child
        finally:
            self._end(child)

    def settle(self) -> None:
        """Waits until the relay has done what was overdue before it started: the storm of that is not what a board is like."""
        self.say("the relay catches up …")
        until = time.monotonic() + SETTLES_WITHIN_S
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            while not owner.execute(SETTLED).fetchone()[0]:
                if time.monotonic() > until:
                    raise SystemExit(f"The relay has not caught up within {SETTLES_WITHIN_S} s.")
                time.sleep(1)

    def _start(self, name: str, command: str, settings: dict[str, str]) -> Child:
        log = self.folder / f"{name}.log"
        child = Child(name, ["sh", "-c", f"exec {command}"], self.environment | settings, ROOT, log=log)
        child.start()
        self.children.append(child)
        return child

    def _end(self, child: Child) -> None:
        if child not in self.children:
            return
        self.children.remove(child)
        child.ask_to_end()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(END_WITHIN_S)
        child.kill()

    def client(self, module: str, **task: Any) -> dict[str, Any]:
        """Runs a load generator in a process of its own: a task as JSON in, a result as JSON out."""
        command = [sys.executable, "-m", f"benchmarks.clients.{module}"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            input=json.dumps(task),
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed, see above.")
        return json.loads(done.stdout)

    def sign_in(self, base: str, role: str, post: str | None = None) -> list[str]:
        """The cookie headers of everybody with that role there, signed in as a browser does."""
        users = [one for one in self.demo["users"] if one["role"] == role and post in (None, one["post"])]
        return [_session(base, user["username"], user["password"]) for user in users]


def _session(base: str, username: str, password: str) -> str:
    with httpx.Client(base_url=base, headers={"Origin": base}, trust_env=False) as browser:
        browser.get("/accounts/login/").raise_for_status()
        form = {"login": username, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        if browser.post("/accounts/login/", data=form).status_code != 302:
            raise SystemExit(f"{username} could not sign in.")
        return f"sessionid={browser.cookies['sessionid']}"


def postgres_environment(url: str) -> dict[str, str]:
    """What libpq's own programs read; a password on the command line would be everybody's."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {"PATH": os.environ["PATH"]} | {names[key]: str(value) for key, value in parts.items() if key in names}
