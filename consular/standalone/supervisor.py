"""Children: starting them, forwarding their lines, starting the dead again, and ending every one of them."""

import ctypes
import json
import os
import pwd
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from consular.standalone.console import say
from consular.standalone.home import as_account, read_json, write_private

PR_SET_PDEATHSIG = 1
RESTART_AFTER = 1.0  # seconds
GRACE = 10.0  # seconds between asking a child to end and killing it
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None)


@dataclass(eq=False)
class Child:
    """A process in a session of its own: Ctrl-C reaches only the supervisor, and its whole group can be ended."""

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    stop_signal: int = signal.SIGTERM
    account: pwd.struct_passwd | None = None
    log: Path | None = None  # given: a server, which writes there and outlives the processes that use it
    process: subprocess.Popen = field(init=False)
    start_at: float | None = field(default=None, init=False)

    def start(self) -> None:
        self.start_at = None
        log = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self._end_with_parent,
            **as_account(self.account),
        )
        if log:
            log.close()

    def _end_with_parent(self) -> None:
        _libc.prctl(PR_SET_PDEATHSIG, self.stop_signal)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def fate(self) -> str:
        code = self.process.returncode
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    def ask_to_end(self) -> None:
        if self.alive:
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        end_group(self.process.pid)
        self.process.wait()


@dataclass(eq=False)
class Output:
    """What a child prints, shown in whole lines under its name."""

    name: str
    pipe: IO[bytes]
    unfinished: bytes = b""

    def forward(self) -> bool:
        """Shows what has arrived; False at the end."""
        data = self.pipe.read(65536) or b""
        *lines, self.unfinished = (self.unfinished + data).split(b"\n")
        if not data and self.unfinished:
            lines.append(self.unfinished)
        for line in lines:
            say(f"{self.name:>8} | {line.decode(errors='replace')}")
        return bool(data)


class Supervisor:
    """Runs children in the foreground until a signal arrives. Single-threaded: forking beside threads can deadlock."""

    def __init__(self, pid_file: Path) -> None:
        self.pid_file = pid_file
        self.children: list[Child] = []
        self.outputs = selectors.DefaultSelector()
        self.stopping = False

    def start(self, child: Child) -> None:
        child.start()
        if child not in self.children:
            self.children.append(child)
        if child.process.stdout:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.outputs.register(child.process.stdout, selectors.EVENT_READ, Output(child.name, child.process.stdout))
        self._write_pids()

    def request_stop(self, *_: object) -> None:
        self.stopping = True

    def watch(self, each_turn: Callable[[], None]) -> None:
        while not self.stopping:
            self._forward_lines()
            for child in self.children:
                if not child.alive:
                    self._revive(child)
            each_turn()

    def _revive(self, child: Child) -> None:
        if child.start_at is None:
            say(f"{child.name:>8} | {child.fate()}; starting it again")
            child.kill()
            child.start_at = time.monotonic() + RESTART_AFTER
        elif time.monotonic() >= child.start_at:
            self.start(child)

    def _forward_lines(self) -> None:
        if not self.outputs.get_map():
            time.sleep(0.1)
        for key, _ in self.outputs.select(timeout=0.1):
            if not key.data.forward():
                self.outputs.unregister(key.fileobj)
                key.data.pipe.close()

    def end_all(self) -> None:
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._end([child for child in self.children if child.log is None])
        self._end([child for child in self.children if child.log])
        self.pid_file.unlink(missing_ok=True)

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        while any(child.alive for child in children) and time.monotonic() < deadline:
            self._forward_lines()
        for child in children:
            if child.alive:
                say(f"{child.name:>8} | did not end in {GRACE:.0f} s and is killed")
            child.kill()

    def _write_pids(self) -> None:
        marks = {child.name: mark(child.process.pid) for child in self.children if child.alive}
        write_private(self.pid_file, json.dumps({"supervisor": mark(os.getpid()), **marks}))


def run_in_foreground(command: list[str], environment: dict[str, str], folder: Path) -> int:
    """Runs a command that cleans up on Ctrl-C, gives it time to, and leaves nothing of its group behind."""
    process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True)
    before = {n: signal.signal(n, lambda *_: process.send_signal(signal.SIGINT)) for n in ENDING_SIGNALS}
    try:
        return process.wait()
    finally:
        end_group(process.pid)
        for number, handler in before.items():
            signal.signal(number, handler)


def mark(pid: int) -> list[int]:
    """The pid and its start time, which tells a process from a later one with the same number; [] when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    state, *fields = stat.rpartition(")")[2].split()
    return [] if state == "Z" else [pid, int(fields[18])]


def end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def end_leftovers(pid_file: Path) -> list[str]:
    """Ends what an earlier start left running, its supervisor first, and returns their names."""
    marks = read_json(pid_file)
    ended = [name for name in marks if _is_running(marks[name])]
    if "supervisor" in ended:
        os.kill(marks["supervisor"][0], signal.SIGTERM)
        _await_gone([marks["supervisor"]], 3 * GRACE)
    left = [marks[name] for name in ended if _is_running(marks[name])]
    for pid, _ in left:
        os.kill(pid, signal.SIGTERM)
    _await_gone(left, GRACE)
    for pid, _ in filter(_is_running, left):
        end_group(pid)
    pid_file.unlink(missing_ok=True)
    return ended


def _is_running(known: list[int]) -> bool:
    return bool(known) and mark(known[0]) == known


def _await_gone(known: list[list[int]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(map(_is_running, known)) and time.monotonic() < deadline:
        time.sleep(0.1)
