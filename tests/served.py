"""The product as it is served: real processes on loopback, started and ended by the test that needs them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """`web` and `relay`, with the commands that `make run` uses, on this test process's database."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = {"PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self.processes: dict[str, subprocess.Popen] = {}
        tools = Path(sys.executable).parent
        self.commands = {
            "web": [str(tools / "daphne"), "-b", "127.0.0.1", "-p", str(self.port), "consular.asgi:application"],
            "relay": [sys.executable, "manage.py", "relay"],
        }

    def start(self, name: str) -> None:
        # Pages expect test presses; a test that wants one sends it, so that no socket hears one unasked.
        environment = os.environ | self.environment | ({"CANARY_URL": self.base} if name == "web" else {})
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.commands[name], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def start_all(self) -> None:
        for name in self.commands:
            self.start(name)
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Until the web process is ready to take an alert."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/readyz", timeout=2):
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "web.log").read_text()[-2000:])

    def kill(self, name: str) -> None:
        """kill -9, as an out-of-memory killer would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop_all(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")
