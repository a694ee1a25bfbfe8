"""The environment that the product's processes start with: what the operator gave, and what the installation keeps."""

import ipaddress
import os
import subprocess

from consular.standalone import ROOT
from consular.standalone.console import Stop, say
from consular.standalone.home import Home
from consular.standalone.packages import PYTHON, tool_path
from consular.standalone.system import browser

LOOPBACK_HOSTS = "localhost,127.0.0.1"


def for_run(home: Home, addresses: dict[str, str]) -> dict[str, str]:
    """For the application's role: only migrations and reference data see the owner's address."""
    hosts = os.environ.get("ALLOWED_HOSTS", LOOPBACK_HOSTS)
    on_loopback = all(map(_is_loopback, hosts.split(",")))
    own_address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    return (
        {"SECRET_KEY": home.signing_secret(), "PORT": "8000", "DEMO": "1" if on_loopback else "0"}
        | {"CANARY_URL": own_address}
        | ({"PLAIN_HTTP": "1"} if on_loopback else {})
        | ({} if "KEY_FILE" in given else {"KEY_FILE": key_file(home)})
        | ({} if "RECOVERY_PUBLIC_KEY" in given else {"RECOVERY_PUBLIC_KEY": _recovery_for_run(home)})
        | given
        | _always(home)
        | {"ALLOWED_HOSTS": hosts, "BIND": "127.0.0.1"}
        | addresses
    )


def for_tests(home: Home, addresses: dict[str, str]) -> dict[str, str]:
    """Nothing of the operator's settings: a test must never reach a real database."""
    return (
        dict(os.environ)
        | _always(home)
        | {"SECRET_KEY": home.signing_secret(), "KEY_FILE": key_file(home), "PORT": str(home.port("web"))}
        | {"RECOVERY_PUBLIC_KEY": recovery_public_key(home)}
        | {"ALLOWED_HOSTS": LOOPBACK_HOSTS, "BIND": "127.0.0.1", "PLAIN_HTTP": "1", "DEMO": "1"}
        | {"CHROMIUM": browser() or ""}
        | addresses
    )


def for_production_check(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"ALLOWED_HOSTS": "consular.example", "PLAIN_HTTP": "0", "DEMO": "0"}


def key_file(home: Home) -> str:
    home.secret("key")
    return str(home.path / "key")


def recovery_public_key(home: Home) -> str:
    """Of the pair that opens privileged notes when their lawyer cannot. Made once; only the public half has to stay here."""
    private, public = home.path / "recovery.key", home.path / "recovery.pub"
    if not public.exists():
        command = [str(PYTHON), "-m", "consular.privacy.boxes", str(private), str(public)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise Stop(f"The recovery key {private} could not be made, see above.")
    return public.read_text().strip()


def _recovery_for_run(home: Home) -> str:
    is_new = not (home.path / "recovery.pub").exists()
    public = recovery_public_key(home)
    if is_new:
        say(
            f"A recovery key was made: {home.path / 'recovery.key'}. It opens the privileged notes and documents of every "
            "matter: move it off this machine, to two places that you trust, and delete it here. This is said once."
        )
    return public


def _always(home: Home) -> dict[str, str]:
    return {"CONSULAR_HOME": str(home.path), "PATH": tool_path(), "PYTHONUNBUFFERED": "1"}


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
