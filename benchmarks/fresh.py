"""What does a command take on this machine, in a process of its own, with all processes that it starts?

Memory is the sum over these processes of what each holds at one moment, asked every 50 ms: what they share counts for each, and a
peak that is shorter may be missed. CPU seconds are of all threads of all of them; Windows does not tell, and they are 0 there.
What others wrote before is on disk when a process starts: it would be written at its expense.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import PIPE, CalledProcessError
from time import perf_counter
from typing import Any

import psutil

_ROOT = Path(__file__).parents[1]
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Taken:
    """What a process took, from its start to its end, and what it printed as JSON."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    said: dict[str, Any]


def run_fresh(module: str, *arguments: object) -> Taken:
    """Run a module in a fresh process; CalledProcessError where it fails."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    if hasattr(os, "sync"):
        os.sync()
    started, spent, peak = perf_counter(), _cpu_of_children(), 0
    with psutil.Popen(command, cwd=_ROOT, stdout=PIPE) as process:
        while process.poll() is None:
            peak = max(peak, _held(process))
            with suppress(psutil.TimeoutExpired):
                process.wait(_PAUSE_SECONDS)
        said = process.stdout.read()
    if process.returncode:
        raise CalledProcessError(process.returncode, command)
    return Taken(
        perf_counter() - started, _cpu_of_children() - spent, peak / (1 << 20), json.loads(said)
    )


def middle(rounds: Sequence[Taken], name: str) -> float:
    """Give the median of `seconds`, `cpu_seconds` or `peak_mb` over rounds."""
    return median(getattr(taken, name) for taken in rounds)


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _held(process: psutil.Process) -> int:
    """Add up the bytes in memory of a process and all below it; those that have just ended hold none."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                total += each.memory_info().rss
    return total
