"""CONSULAR_HOME: the folder of one installation, its secrets, its remembered ports, and what is already done in it."""

import base64
import fcntl
import grp
import json
import os
import pwd
import random
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consular.standalone import ROOT
from consular.standalone.console import Stop

SERVER_ACCOUNTS = ("postgres", "nobody")


def server_account() -> pwd.struct_passwd | None:
    """Whom the private servers run as when we are root; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in SERVER_ACCOUNTS if name in known)


def as_account(account: pwd.struct_passwd | None) -> dict:
    """The subprocess arguments that drop root for `account`."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.account = server_account()
        self._refuse_unreachable()
        self.path.mkdir(parents=True, exist_ok=True)
        self._close_to_others()

    def _refuse_unreachable(self) -> None:
        parent = next(folder for folder in self.path.parents if folder.exists())
        if self.account is None or _may_enter(parent, self.account):
            return
        raise Stop(
            f"The private servers run as '{self.account.pw_name}', who cannot enter {parent}. "
            "Move the project, or set CONSULAR_HOME to a folder that every user can reach, such as /var/lib/consular."
        )

    def _close_to_others(self) -> None:
        if self.account is None:
            self.path.chmod(0o700)
            return
        # The servers' account must pass through to its own folders below, and see nothing else here.
        shutil.chown(self.path, "root", grp.getgrgid(self.account.pw_gid).gr_name)
        self.path.chmod(0o710)

    def servers_folder(self, name: str) -> Path:
        """A folder that belongs to the account that the private servers run as."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        return folder

    def secret(self, name: str) -> str:
        """A random secret, made once and kept; base64 of 32 bytes, as KEY_FILE wants it."""
        return self._kept(name, lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def signing_secret(self) -> str:
        """Django's SECRET_KEY: longer than a key, because its deploy check counts characters."""
        return self._kept("secret-key", lambda: secrets.token_urlsafe(64))

    def password(self, name: str) -> str:
        """A random password that needs no quoting, neither in SQL nor in an address."""
        return self._kept(f"passwords/{name}", lambda: secrets.token_hex(24))

    def port(self, name: str) -> int:
        """The port of the last start while it is free, else another free one."""
        kept = int(self._kept(f"ports/{name}", lambda: str(free_port())))
        if is_free(kept):
            return kept
        write_private(self.path / f"ports/{name}", str(free_port()))
        return self.port(name)

    def _kept(self, name: str, make) -> str:
        path = self.path / name
        if not path.exists():
            write_private(path, make())
        return path.read_text().strip()

    @contextmanager
    def held(self) -> Iterator[None]:
        """One `make run` per installation."""
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Stop(f"Consular is already running in {self.path}; `make stop` ends it.") from None
            yield


def installation() -> Home:
    return Home(Path(os.environ.get("CONSULAR_HOME") or ROOT / ".local"))


@contextmanager
def throw_away(purpose: str) -> Iterator[Home]:
    """An installation in a temporary folder, deleted at the end whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=f"consular-{purpose}-"))
    try:
        yield Home(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step; nobody else may ever read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
    new.replace(path)


def read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Without it a port whose last connections still linger would look taken, though a server may have it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Below the range that the kernel gives to outgoing connections, so that a kept port stays free."""
    return next(port for port in random.sample(range(20_000, 32_000), 1_000) if is_free(port))


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    return subprocess.run(["test", "-x", folder], cwd="/", **as_account(account), check=False).returncode == 0
