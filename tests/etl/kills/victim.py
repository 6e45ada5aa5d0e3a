"""What does the process do that is killed? It forks runs of the ETL, and each says how far it is.

A fork begins a run in milliseconds, with everything imported; DuckDB is first opened after it. Commands come as lines of JSON on
standard input; what happens goes to standard output, a line each:

    stage NAME      a step begins: fetch, clean, locate, check or publish
    point NUMBER    the run stands before or after a call that changes the disk for good, and waits to be killed
    points COUNT    so many such points has the run passed
    done, error …   the run ended by itself
    ended STATUS    the process is gone
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from analytics.errors import CrimeStatsError
from etl import pipeline, reading
from etl.feeds.definition import load_feed
from etl.locate import Locator
from etl.publish import service
from etl.publish.draft import Draft
from geodata.layers import load_layers

# Where a stage begins, and the one that goes on when the step has ended.
_BEGINS: list[tuple[Any, str, str, str | None]] = [
    (pipeline, "deliver", "fetch", None),
    (Locator, "build", "locate", None),
    (pipeline._Reading, "read", "clean", "check"),
    (reading, "locate_rows", "locate", "clean"),
    (pipeline, "keep_raw", "fetch", "clean"),
    (Draft, "settle", "check", None),
    (Draft, "finish", "publish", None),
]


def _say(text: str) -> None:
    os.write(sys.stdout.fileno(), f"{text}\n".encode())


def _announced(call: Callable[..., Any], stage: str, after: str | None) -> Callable[..., Any]:
    def announced(*args: Any, **options: Any) -> Any:
        _say(f"stage {stage}")
        result = call(*args, **options)
        if after:
            _say(f"stage {after}")
        return result

    return announced


def _waiting(call: Callable[..., Any], passed: count[int], stop_at: int) -> Callable[..., Any]:
    def at_point() -> None:
        # What another thread does in between is at no fixed place among these calls.
        if current_thread() is main_thread() and (number := next(passed)) == stop_at:
            _say(f"point {number}")
            signal.pause()

    def waiting(*args: Any, **options: Any) -> Any:
        at_point()
        result = call(*args, **options)
        at_point()
        return result

    return waiting


def _work(command: dict[str, Any], data_dir: Path, source: Path) -> None:
    """Do what is asked for, and say when it is done."""
    now = datetime.fromisoformat(command["now"])
    passed = count()
    for name in ("replace", "fsync"):
        setattr(os, name, _waiting(getattr(os, name), passed, command["stop_at"]))
    try:
        if command["approve"]:
            service.approve(data_dir, command["approve"], now)
        else:
            pipeline.run(
                [_feed], source=source / command["delivery"], layers=_layers, data_dir=data_dir,
                clock=lambda: now, progress=lambda step, done, total: None,
            )  # fmt: skip
    except CrimeStatsError as error:
        _say(f"error {error}")
    else:
        _say(f"points {next(passed)}")
        _say("done")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    _feed, _layers = load_feed(folder / "kills.toml"), load_layers(folder / "layers")
    for owner, name, stage, after in _BEGINS:
        call = _announced(getattr(owner, name), stage, after)
        setattr(owner, name, staticmethod(call) if owner is Locator else call)
    _say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            # A group of its own shows whom a run leaves behind.
            os.setsid()
            _say(f"pid {os.getpid()}")
            _work(json.loads(line), folder / "data", folder / "deliveries")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        _say(f"ended {status}")
