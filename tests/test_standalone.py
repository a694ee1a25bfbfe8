"""What `make run` and production share: the same commands, no state in a process, nothing of a machine in a file."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from consular.privacy import boxes
from consular.standalone.environment import recovery_public_key
from consular.standalone.home import Home, throw_away
from consular.standalone.processes import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def tracked() -> list[Path]:
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in named.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("service", COMMANDS)
def test_each_shared_service_runs_the_command_that_make_run_uses(service):
    shell, flag, text = COMPOSE[service]["command"]
    assert (shell, flag) == ("sh", "-c")
    assert text.replace("$$", "$") == f"exec {COMMANDS[service]}"


def test_intake_is_web_by_another_name():
    assert COMPOSE["intake"]["command"] == COMPOSE["web"]["command"]


def test_web_can_be_scaled():
    assert "container_name" not in COMPOSE["web"]
    assert "ports" not in COMPOSE["web"]
    assert "volumes" not in COMPOSE["web"]


def test_only_the_step_that_migrates_holds_the_owners_password():
    holding = [name for name, service in COMPOSE.items() if "consular_owner" in str(service.get("environment", ""))]
    assert holding == ["prepare"]


def test_lock_files_name_no_host_and_every_package_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = re.findall(r"^[A-Za-z0-9_.\-\[\]]+==", text, re.MULTILINE)
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") >= len(pinned)
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_no_file_holds_a_path_of_the_machine():
    here = str(ROOT)
    holding = [
        path.name for path in tracked() if path.stat().st_size < 1_000_000 and here in path.read_text(errors="ignore")
    ]
    assert not holding


def test_nothing_third_party_is_committed():
    assert not [path for path in tracked() if {"node_modules", "vendor", ".venv"} & set(path.relative_to(ROOT).parts)]


@pytest.fixture
def home() -> Iterator[Home]:
    with throw_away("recovery") as made:
        yield made


def test_the_recovery_pair_is_made_once_and_only_its_public_half_has_to_stay(home):
    public = recovery_public_key(home)
    private = home.path / "recovery.key"
    assert private.stat().st_mode & 0o777 == 0o600
    box = boxes.close_to(boxes.read_key(public), b"secret", context=b"x")
    assert boxes.open_with(boxes.read_key(private.read_text()), box, context=b"x") == b"secret"
    private.unlink()
    assert recovery_public_key(home) == public and not private.exists()


def test_a_pair_that_was_made_by_half_is_taken_up_again(home):
    public = recovery_public_key(home)
    (home.path / "recovery.pub").unlink()
    assert recovery_public_key(home) == public
