"""How is a run killed at a chosen moment? By whoever reads what it says of itself; see `tests.etl.kills.victim`."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


@dataclass
class Run:
    """What a run said until it ended: its id, its stages and when they began, whether it came to its end, and how it ended."""

    run_id: str
    pid: int = 0
    steps: list[tuple[str, float]] = field(default_factory=list)
    points: int = 0
    error: str | None = None
    is_done: bool = False
    status: int = 0

    @property
    def was_killed(self) -> bool:
        """Whether the kill came before the end."""
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL

    @property
    def stage(self) -> str:
        """The stage that the run was at when it ended."""
        return self.steps[-1][0] if self.steps else "fetch"


class Victim:
    """A process that forks one run after the other, each a minute after the one before; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._now = folder, datetime(2026, 1, 1, tzinfo=UTC)

    def __enter__(self) -> Victim:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.etl.kills.victim", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert next(self._lines()) == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(
        self, delivery: str = "", *, approve: str | None = None, at_step: int = -1, delay: float = 0.0, stop_at: int = -1
    ) -> Run:  # fmt: skip
        """Run a delivery, or approve a run that waits, and kill it some seconds into a step or at a point; else to its end."""
        self._now += timedelta(minutes=1)
        command = {"delivery": delivery, "approve": approve, "stop_at": stop_at, "now": self._now.isoformat()}  # fmt: skip
        assert self._process.stdin is not None
        print(json.dumps(command), file=self._process.stdin, flush=True)
        run = Run(f"{self._now:%Y%m%dT%H%M%SZ}")
        for line in self._lines():
            word, _, text = line.partition(" ")
            if word == "ended":
                run.status = int(text)
                return run
            _take(run, word, text)
            if word == "stage" and len(run.steps) == at_step + 1:
                # The moment is the subject here: what the run says meanwhile is read afterwards.
                select.select([], [], [], delay)
                _kill(run)
            elif word == "point":
                _kill(run)
        raise AssertionError("the process that forks runs has ended")

    def _lines(self) -> Iterator[str]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield line.rstrip("\n")


def _take(run: Run, word: str, text: str) -> None:
    known: dict[str, Any] = {"pid": int, "points": int, "error": str}
    if word == "stage":
        run.steps.append((text, time.monotonic()))
    elif word == "done":
        run.steps.append(("end", time.monotonic()))
        run.is_done = True
    elif word in known:
        setattr(run, word, known[word](text))


def _kill(run: Run) -> None:
    with suppress(ProcessLookupError):
        os.kill(run.pid, signal.SIGKILL)


def left_alive(run: Run) -> list[str]:
    """List the processes that a run has started and that still live; Linux only, elsewhere none is seen."""
    alive = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name may hold spaces and parentheses; state, parent and group follow the last one.
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
            if int(group) == run.pid and state != "Z":
                alive.append(path.parent.name)
    return alive
