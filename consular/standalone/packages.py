"""Python and front-end packages: `.venv` and `node_modules` exactly as the lock files say, skipped when current."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consular.standalone import ROOT
from consular.standalone.console import Stop

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
NODE_MODULES = ROOT / "node_modules"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
NPM_LOCK = ROOT / "package-lock.json"


@contextmanager
def _one_installer_at_a_time() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def install_python(*, for_development: bool) -> str:
    """Makes `.venv`; says what it did. The development lock holds the runtime lock."""
    lock = DEVELOPMENT_LOCK if for_development else RUNTIME_LOCK
    with _one_installer_at_a_time():
        usable = _venv_works()
        if usable and _is_current(VENV, lock):
            return "as locked"
        if not usable:
            _run(sys.executable, "-m", "venv", "--clear", VENV)
        pip = (PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install")
        # Wheels only: a bare machine has no compiler, and a source package runs its author's code on installation.
        _run(*pip, "--progress-bar=off", "--only-binary=:all:", "--require-hashes", "--requirement", lock)
        locks = [RUNTIME_LOCK, DEVELOPMENT_LOCK] if for_development else [RUNTIME_LOCK]
        _remember(VENV, *locks)
    return f"installed from {lock.name}"


def install_front_end() -> str:
    with _one_installer_at_a_time():
        if _is_current(NODE_MODULES, NPM_LOCK):
            return "as locked"
        _run(VENV / "bin/npm", "ci", "--ignore-scripts", "--loglevel=error")
        _remember(NODE_MODULES, NPM_LOCK)
    return f"installed from {NPM_LOCK.name}"


def tool_path() -> str:
    """PATH with the project's own tools first."""
    return f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def _venv_works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], check=False).returncode == 0


def _stamp(folder: Path, lock: Path) -> Path:
    return folder / f".installed-{lock.name}"


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = _stamp(folder, lock)
    return stamp.exists() and stamp.read_text() == _digest(lock)


def _remember(folder: Path, *locks: Path) -> None:
    for lock in locks:
        _stamp(folder, lock).write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PATH": tool_path()}, check=False)
    if done.returncode:
        raise Stop(f"This failed, see above: {' '.join(words)}")
