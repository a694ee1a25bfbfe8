"""What must hold of the project as a whole: deploy checks, migrations, translations, OpenAPI, processes in step."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"ALLOWED_HOSTS": "consular.example", "PLAIN_HTTP": "0", "DEMO": "0"}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deploy_checks_are_clean_with_production_settings():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORT": "eight"},
        {"PAGER_URL": "pager.example/send"},
        {"EMAIL_URL": "mail.example", "DEFAULT_FROM_EMAIL": "consular@example.org"},
        {"EMAIL_URL": "smtp://mail.example:first", "DEFAULT_FROM_EMAIL": "consular@example.org"},
        {"EMAIL_URL": "smtp+tls://mail.example:587"},
        {"KEY_FILE": "/nowhere/key"},
        {"RECOVERY_PUBLIC_KEY": "too-short"},
        {"ALLOWED_HOSTS": "*"},
        {"ALLOWED_HOSTS": "consular.example", "PLAIN_HTTP": "1", "DEMO": "0"},
        {"ALLOWED_HOSTS": "consular.example", "PLAIN_HTTP": "0", "DEMO": "1"},
    ],
    ids=str,
)
def test_a_wrong_setting_stops_the_start(wrong):
    assert manage("check", **wrong).returncode != 0


def test_migrations_are_in_step_with_the_models(reference):
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_openapi_file_is_in_step():
    made = manage("spectacular", "--validate", "--fail-on-warn", "--lang", "en")
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip() == (ROOT / "docs" / "openapi.yaml").read_text().strip(), (
        'run: make manage ARGS="spectacular --lang en --file docs/openapi.yaml"'
    )


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_spanish_translation_is_whole(domain):
    catalogue = polib.pofile(str(ROOT / "consular" / "locale" / "es" / "LC_MESSAGES" / f"{domain}.po"))
    live = [entry for entry in catalogue if not entry.obsolete]
    assert live
    untold = [entry.msgid for entry in live if not entry.translated() or entry.fuzzy]
    assert not untold
    broken = [
        entry.msgid
        for entry in live
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if text and sorted(placeholders(entry.msgid)) != sorted(placeholders(text)) and not entry.msgid_plural
    ]
    assert not broken


def placeholders(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)[sd]|%s|%d|\{\w*\}", text)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_translation_catalogue_holds_every_string_of_the_code(domain, tmp_path):
    """Extracts anew into a copy and compares: a string added without its Spanish fails here."""
    known = {
        entry.msgid
        for entry in polib.pofile(str(ROOT / "consular" / "locale" / "es" / "LC_MESSAGES" / f"{domain}.po"))
        if not entry.obsolete
    }
    assert not extracted(domain, tmp_path) - known


def extracted(domain: str, folder: Path) -> set[str]:
    tree = folder / "tree"
    tree.mkdir()
    for name in ("consular", "alerts", "cases", "templates", "static"):
        (tree / name).symlink_to(ROOT / name)
    (tree / "locale").mkdir()
    options = [
        "--domain",
        domain,
        "--locale",
        "es",
        "--no-obsolete",
        "--symlinks",
        "--ignore",
        "static/map/*",
        "--ignore",
        "consular/locale/*",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *options],
        cwd=tree,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = tree / "locale" / "es" / "LC_MESSAGES" / f"{domain}.po"
    return {entry.msgid for entry in polib.pofile(str(made))}
