"""What the person at the terminal sees: numbered steps, sentences that end a command, small tables."""

import os
import sys
import time


class Stop(Exception):
    """Ends the command; its text is one sentence that says what to do."""


class Steps:
    """Prints `[2/7] Python packages …` and, when the step took a moment, how long it took."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0
        self.began = time.monotonic()
        self.step_began = self.began

    def next(self, title: str) -> None:
        self.number += 1
        self.step_began = time.monotonic()
        say(f"[{self.number}/{self.total}] {title} …")

    def done(self, what: str) -> None:
        say(f"      {what} ({time.monotonic() - self.step_began:.1f} s)")


def say(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:  # the reader is gone; ending the children properly matters more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(f"  {line.rstrip()}" for line in lines)
