"""Bringing database, static files and translations in step with the code; skipped while nothing they need changed."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from consular.standalone import ROOT
from consular.standalone.console import Stop
from consular.standalone.home import read_json, write_private
from consular.standalone.packages import NPM_LOCK, PYTHON, RUNTIME_LOCK

PACKAGES = ("consular", "alerts", "cases")
LOCALE = ROOT / "consular/locale"


def manage(*arguments: str, environment: dict[str, str]) -> None:
    done = subprocess.run([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise Stop(f"This failed, see above: manage.py {' '.join(arguments)}")


class Stages:
    """What was last done, and for which files; kept beside the very data it is about, and gone with it."""

    def __init__(self, record: Path | None) -> None:
        self.record = record

    def bring(self, stage: str, fingerprint: str, *command: str, environment: dict[str, str]) -> bool:
        """Runs the management command unless it ran for this fingerprint; says whether it ran."""
        done = read_json(self.record) if self.record else {}
        if done.get(stage) == fingerprint:
            return False
        manage(*command, environment=environment)
        if self.record:
            write_private(self.record, json.dumps(done | {stage: fingerprint}))
        return True

    def forget(self, stage: str) -> None:
        if self.record:
            kept = {name: seen for name, seen in read_json(self.record).items() if name != stage}
            write_private(self.record, json.dumps(kept))


def bring_database(stages: Stages, *, environment: dict[str, str]) -> list[str]:
    owner = environment | {"DATABASE_URL": environment["DATABASE_OWNER_URL"]}
    schema = fingerprint(_files("**/migrations/*.py"), RUNTIME_LOCK)
    reference = fingerprint(
        _files("**/reference/SHA256SUMS"), _files("**/organisation/loading.py"), _files("**/cases/rules.py")
    )
    ran = [
        stages.bring("migrate", schema, "migrate", "--no-input", "--verbosity=0", environment=owner) and "migrated",
        stages.bring("reference", schema + reference, "load_reference", environment=owner) and "reference data loaded",
    ]
    return [what for what in ran if what]


def bring_demo(stages: Stages, home: Path, *, environment: dict[str, str]) -> bool:
    if not (home / "demo.json").exists():
        stages.forget("demo")
    cast = fingerprint(_files("**/migrations/*.py"), _files("**/demo.py"))
    return stages.bring("demo", f"{cast} on {environment['PORT']}", "make_demo", environment=environment)


def bring_static(home: Path, *, environment: dict[str, str]) -> bool:
    collected = home / "static"
    collected.mkdir(exist_ok=True)
    sources = fingerprint(sorted((ROOT / "static").rglob("*")), RUNTIME_LOCK, NPM_LOCK)
    stages = Stages(collected / ".collected")
    return stages.bring("static", sources, "collectstatic", "--no-input", "--verbosity=0", environment=environment)


def compile_translations() -> int:
    """As `compilemessages`, without the second that starting Django takes; gives the number of files made."""
    stale = [source for source in LOCALE.rglob("*.po") if _is_newer(source, source.with_suffix(".mo"))]
    for source in stale:
        command = ["msgfmt", "--check-format", "-o", str(source.with_suffix(".mo")), str(source)]
        if subprocess.run(command, check=False).returncode:
            raise Stop(f"{source} cannot be compiled, see above.")
    return len(stale)


def _is_newer(source: Path, made: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _files(pattern: str) -> list[Path]:
    return sorted(file for package in PACKAGES for file in (ROOT / package).glob(pattern))


def fingerprint(*sources: Path | Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for file in [source] if isinstance(source, Path) else source:
            if file.is_file():
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
