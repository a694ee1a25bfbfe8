"""The private PostgreSQL and Redis: made once, on loopback only, behind passwords, run as an unprivileged account."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consular.standalone import system
from consular.standalone.console import Stop
from consular.standalone.home import Home, as_account, write_private
from consular.standalone.supervisor import Child, Supervisor

READY_WITHIN = 120.0  # seconds; PostgreSQL replays its log after a crash before it answers

# For 2 cores and 24 GB. Logs hold neither statements nor values: an error's detail would quote a person's data.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}

ROLES_AND_DATABASE = Path(__file__).with_name("database.sql")


class Postgres:
    def __init__(self, home: Home, *, owner_creates_databases: bool = False) -> None:
        self.home = home
        self.folder = home.servers_folder("postgres")
        self.data = self.folder / "data"
        self.port = home.port("postgres")
        self.owner_creates_databases = owner_creates_databases
        self.binaries = self._binaries()

    def _binaries(self) -> Path:
        version = self.data / "PG_VERSION"
        found = system.postgres_binaries(version.read_text().strip() if self.is_made() else None)
        if found is None:
            raise Stop(f"{self.data} was made by PostgreSQL {version.read_text().strip()}, which is not installed.")
        return found

    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Made aside and renamed, so that an interrupted start leaves no half-made database."""
        aside = self.folder / "data.new"
        password = self.folder / "superuser-password"
        self._run(["rm", "-rf", str(aside)])
        write_private(password, self.home.password("postgres"))
        if self.home.account:
            os.chown(password, self.home.account.pw_uid, self.home.account.pw_gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        options += ["--username=postgres", f"--pwfile={password}"]
        self._run([f"{self.binaries}/initdb", "--pgdata", str(aside), *options])
        password.unlink()
        aside.rename(self.data)

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, **as_account(self.home.account)
        )
        if done.returncode:
            raise Stop(f"{command[0]} failed: {done.stderr.strip()}")

    def child(self) -> Child:
        settings = POSTGRES_SETTINGS | {"port": str(self.port)}
        return Child(
            name="postgres",
            command=[f"{self.binaries}/postgres", "-D", str(self.data), *(f"--{n}={v}" for n, v in settings.items())],
            environment=_plain_environment(),
            folder=self.folder,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast": end the sessions, write a checkpoint, stop
            account=self.home.account,
            log=self.folder / "postgres.log",
        )

    def is_ready(self) -> bool:
        probe = [f"{self.binaries}/pg_isready", "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(probe, check=False).returncode == 0

    def make_roles_and_database(self) -> None:
        self._psql("--file", str(ROLES_AND_DATABASE))
        if self.owner_creates_databases:
            self._psql("--command", "ALTER ROLE consular_owner CREATEDB")

    def _psql(self, *what: str) -> None:
        """As the superuser; the passwords travel in the environment, where other users of the machine cannot look."""
        passwords = {
            "PGPASSWORD": self.home.password("postgres"),
            "OWNER_PASSWORD": self.home.password("owner"),
            "APP_PASSWORD": self.home.password("app"),
        }
        connection = ["--host=127.0.0.1", f"--port={self.port}", "--username=postgres", "--dbname=template1"]
        done = subprocess.run(
            [f"{self.binaries}/psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *connection, *what],
            env=_plain_environment() | passwords,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Stop(f"The database could not be set up: {done.stderr.strip()}")

    def url(self, role: str) -> str:
        return f"postgresql://consular_{role}:{self.home.password(role)}@127.0.0.1:{self.port}/consular"


class Redis:
    """Holds hints and job tickets only, so it writes nothing to disk."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.servers_folder("redis")
        self.port = home.port("redis")

    def child(self) -> Child:
        configuration = self.folder / "redis.conf"
        write_private(configuration, self._settings())
        if self.home.account:
            os.chown(configuration, self.home.account.pw_uid, self.home.account.pw_gid)
        return Child(
            name="redis",
            command=["redis-server", str(configuration)],
            environment=_plain_environment(),
            folder=self.folder,
            account=self.home.account,
            log=self.folder / "redis.log",
        )

    def _settings(self) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.home.password('redis')}",
                'save ""',
                "appendonly no",
                "maxmemory 512mb",
                "maxmemory-policy noeviction",
                "tcp-keepalive 60",
            ]
        )

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.home.password('redis')}\r\nPING\r\n".encode())
                answers = connection.makefile("rb")
                return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False

    def url(self) -> str:
        return f"redis://:{self.home.password('redis')}@127.0.0.1:{self.port}/0"


def start_postgres(home: Home, supervisor: Supervisor, *, owner_creates_databases: bool = False) -> Postgres:
    postgres = Postgres(home, owner_creates_databases=owner_creates_databases)
    if not postgres.is_made():
        postgres.make()
    _start(postgres, supervisor)
    postgres.make_roles_and_database()
    return postgres


def start_redis(home: Home, supervisor: Supervisor) -> Redis:
    redis = Redis(home)
    _start(redis, supervisor)
    return redis


def _start(server: Postgres | Redis, supervisor: Supervisor) -> None:
    child = server.child()
    supervisor.start(child)
    deadline = time.monotonic() + READY_WITHIN
    while not server.is_ready():
        if not child.alive or time.monotonic() > deadline:
            raise Stop(f"The private {child.name} did not start. Its last lines:\n{_tail(child.log)}")
        time.sleep(0.05)


@contextmanager
def throw_away_servers(home: Home) -> Iterator[dict[str, str]]:
    """Both servers for as long as the block runs; gives their addresses as environment variables."""
    supervisor = Supervisor(home.path / "processes.json")
    try:
        postgres = start_postgres(home, supervisor, owner_creates_databases=True)
        redis = start_redis(home, supervisor)
        yield {
            "DATABASE_URL": postgres.url("app"),
            "DATABASE_OWNER_URL": postgres.url("owner"),
            "REDIS_URL": redis.url(),
            "POSTGRES_BINARIES": str(postgres.binaries),
        }
    finally:
        supervisor.end_all()


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _tail(log: Path | None) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log and log.exists() else ""
