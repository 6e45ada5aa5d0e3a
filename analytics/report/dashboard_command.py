"""How does a report ask the dashboard, whose records of problems it may not import? By its command, as a person would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from analytics.errors import RecordError

_COMMAND = (sys.executable, "-m", "dashboard.decisions")
_PROJECT = Path(__file__).parents[2]
Asking = subprocess.Popen[bytes]


def ask(*words: str, data_dir: Path | None) -> Asking:
    """Start to ask: whoever has other work goes on with it, and reads the answer later."""
    where = [] if data_dir is None else ["--data-dir", str(data_dir.resolve())]
    return subprocess.Popen(
        [*_COMMAND, *words, *where],
        cwd=_PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def let_go(asking: Asking) -> None:
    """Stop who was asked, where the answer is not needed any more."""
    if asking.returncode is None:
        asking.kill()
        asking.communicate()


def answer(asking: Asking) -> str:
    """Wait for the answer. Raises RecordError with the last line of what was said instead."""
    said, complaint = asking.communicate()
    if asking.returncode:
        lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise RecordError(lines[-1].removeprefix("Not done: "))
    return said.decode("utf-8", "replace")
