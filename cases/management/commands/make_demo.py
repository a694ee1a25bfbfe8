"""manage.py make_demo: the cast, a source and a device to try everything with, written to CONSULAR_HOME/demo.json."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from alerts.demo import make_credentials
from consular.organisation.demo import DemoRefused, make_cast
from consular.organisation.models import Consulate


class Command(BaseCommand):
    help = "Makes the demo cast. Run again, it keeps the passwords of demo.json that still fit. Refuses without DEMO=1."

    def handle(self, *args, **options) -> None:
        path = settings.CONSULAR_HOME / "demo.json"
        known = _read(path)
        try:
            cast = make_cast({user["username"]: user["password"] for user in known.get("users", [])})
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        for step in settings.DEMO_STEPS:
            import_string(step)()
        content = {
            "base_url": f"http://127.0.0.1:{settings.PORT}",
            "users": [sign_in.as_dict() for sign_in in cast],
            **make_credentials(known),
            "posts": list(Consulate.objects.active().order_by("code").values_list("code", flat=True)),
        }
        _write_for_owner_only(path, content)
        self.stdout.write(f"Demo cast of {len(cast)} ready; sign-ins are in {path}.")


def _read(path: Path) -> dict[str, Any]:
    """What an earlier run wrote; nothing when it is missing or damaged, so that passwords are made anew."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_for_owner_only(path: Path, content: dict[str, Any]) -> None:
    """Mode 0600 from the first byte, and never half a file."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
    new.replace(path)
