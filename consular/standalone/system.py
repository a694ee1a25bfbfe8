"""System packages: which are missing, and installing them without creating or starting any distribution service."""

import contextlib
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from consular.standalone.console import Stop

POLICY = Path("/usr/sbin/policy-rc.d")
KEPT_POLICY = Path("/usr/sbin/policy-rc.d.kept-by-consular")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/consular.conf")
GEO_LIBRARIES = ("gdal", "geos_c", "proj")  # GeoDjango loads them; Debian's PostGIS brings them
# The shell has no window, menus or start page, which cost more than the pages that tests open.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def postgres_binaries(version: str | None = None) -> Path | None:
    """The folder of the newest PostgreSQL that also has PostGIS, or of the version asked for."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    for folder in folders:
        control = Path("/usr/share/postgresql", folder.parent.name, "extension/postgis.control")
        if (folder / "initdb").exists() and control.exists() and version in (None, folder.parent.name):
            return folder
    return _postgres_on_path()


def _postgres_on_path() -> Path | None:
    """Where distributions other than Debian and Ubuntu put it."""
    if not shutil.which("pg_config") or not shutil.which("initdb"):
        return None
    ask = subprocess.run(["pg_config", "--bindir", "--sharedir"], capture_output=True, text=True, check=True)
    binaries, share = map(Path, ask.stdout.split())
    return binaries if (share / "extension/postgis.control").exists() and (binaries / "initdb").exists() else None


def browser() -> str | None:
    """The Chromium that the browser tests drive: CHROMIUM, or the first one on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


NEEDED: dict[str, Callable[[], object]] = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    "postgresql-postgis": lambda: postgres_binaries() and all(map(ctypes.util.find_library, GEO_LIBRARIES)),
    "redis-server": lambda: shutil.which("redis-server"),
    "gettext": lambda: shutil.which("msgfmt"),
    # What WeasyPrint loads to draw letters as PDF, and the type they are set in.
    "libpangoft2-1.0-0": lambda: ctypes.util.find_library("pangoft2-1.0"),
    "libharfbuzz-subset0": lambda: ctypes.util.find_library("harfbuzz-subset"),
    "fonts-dejavu-core": lambda: Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").exists(),
}
NEEDED_BY_TESTS = {"chromium-headless-shell": browser}


def missing(*, with_browser: bool) -> list[str]:
    wanted = NEEDED | (NEEDED_BY_TESTS if with_browser else {})
    return [package for package, present in wanted.items() if not present()]


def install_missing(*, with_browser: bool) -> list[str]:
    """Installs what is missing through apt and returns its names."""
    packages = missing(with_browser=with_browser)
    if not packages:
        return []
    _refuse_without_apt(packages)
    with _no_cluster(), _no_service_starts():
        _apt("update", may_fail=True)
        _apt("install", "--yes", "--no-install-recommends", *packages)
    if "redis-server" in packages:
        _as_root("update-rc.d", "redis-server", "disable", may_fail=True)
    if still := missing(with_browser=with_browser):
        raise Stop(f"Installed {', '.join(packages)}, yet {', '.join(still)} cannot be found.")
    return packages


def _refuse_without_apt(packages: list[str]) -> None:
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Stop(f"Missing: {names} (Debian's names). Install your system's packages for them and start again.")
    if os.geteuid() != 0 and not shutil.which("sudo"):
        raise Stop(f"Missing system packages. As root: apt-get install --no-install-recommends {names}")


def _apt(*arguments: str, may_fail: bool = False) -> None:
    quiet = ("-qq", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0")
    _as_root("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *quiet, *arguments, may_fail=may_fail)


def _as_root(*command: str, may_fail: bool = False) -> None:
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    done = subprocess.run([*prefix, *command], stdin=None if prefix else subprocess.DEVNULL, check=False)
    if done.returncode and not may_fail:
        raise Stop(f"This failed, see above: {' '.join(command)}")


@contextlib.contextmanager
def _no_cluster() -> Iterator[None]:
    """Debian's package makes and starts a cluster on installation unless told otherwise."""
    _write_as_root(NO_CLUSTER, "create_main_cluster = false\n", mode="644")
    try:
        yield
    finally:
        _as_root("rm", "-f", str(NO_CLUSTER))


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    if POLICY.exists() and not KEPT_POLICY.exists():
        _as_root("mv", str(POLICY), str(KEPT_POLICY))
    _write_as_root(POLICY, "#!/bin/sh\nexit 101\n", mode="755")
    try:
        yield
    finally:
        _as_root("rm", "-f", str(POLICY))
        if KEPT_POLICY.exists():
            _as_root("mv", str(KEPT_POLICY), str(POLICY))


def _write_as_root(path: Path, text: str, *, mode: str) -> None:
    script = 'mkdir -p "$(dirname "$1")" && printf %s "$2" >"$1" && chmod "$3" "$1"'
    _as_root("sh", "-c", script, "sh", str(path), text, mode)
