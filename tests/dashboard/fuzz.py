"""What do requests that no page sends bring out? Some thousand of them against an app in this process.

`python -m tests.dashboard.fuzz --data-dir DIR --count 10000 --seed 1` runs the long profile, all callbacks alike.

An answer is at fault where its status is 5xx, or where it shows a stack trace or a path of this machine. Where the request has
the form that pages send, it is at fault as well if the callback failed, or if values were refused that a page may send.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from dash import Dash

from dashboard.app import create_app
from dashboard.context import EXTENSION, Context
from dashboard.decisions import Concern, Meeting, Problem, Record, open_record
from dashboard.jobs import Jobs, answers
from dashboard.jobs.folder import Folder
from tests.dashboard.odd_requests import Odd, OddRequests

ROOT = Path(__file__).parents[2]
TRACE = re.compile(rf'Traceback|site-packages|File \\?"|{re.escape(str(ROOT))}')
FAILED = "could not be drawn"
LISTED = 12


class Raised(logging.Handler):
    """Keeps what was raised last, and where."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Note the error of a record, with the last line of ours that it passed."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            ours = [
                frame
                for frame in frames
                if frame.filename.startswith(str(ROOT)) and ".venv" not in frame.filename
            ]
            last = (ours or frames)[-1]
            self.last = f"{type(error).__name__}: {error} at {last.filename}:{last.lineno}"


@dataclass(frozen=True)
class Fault:
    """A request whose answer should not be, and why."""

    odd: Odd
    why: str

    def __str__(self) -> str:
        odd, body = self.odd, self.odd.body.decode("utf-8", "replace")
        return f"{self.why}: {odd.kind} {odd.method} {odd.address[:400]} {body[:1500]}"


# What forms and buttons of an odd request can be of.
WRITTEN: tuple[tuple[type[Record], dict[str, Any]], ...] = (
    (Meeting, {"kind": "summit", "held_on": date(2025, 11, 1)}),
    (Concern, {"meeting_id": 1, "category": "burglary", "words": "x", "said_by": "resident"}),
    (Problem, {"title": "x", "category": "burglary", "owner": "pso"}),
)


def make_app(context: Context, folder: Path) -> Dash:
    """Make an app whose jobs wait for ever, nobody looks after their line, and whose records are its own."""
    url = f"sqlite:///{(folder / 'records.sqlite').as_posix()}"
    app = create_app(
        Context(context.data_dir, audience=context.audience, clock=context.clock, database_url=url)
    )
    answers.use(app, Jobs(context.clock, Folder(folder, b"secret")))
    # The first page brings in the callbacks of all.
    app.server.test_client().get("/")
    act = {"who": "PSO 12", "at": context.clock()}
    with app.server.extensions[EXTENSION].records().write() as session:
        for kind, fields in WRITTEN:
            open_record(session, kind, **act, **fields)
    return app


def find_faults(app: Dash, odds: Iterable[Odd], spent: Counter[str] | None = None) -> list[Fault]:
    """Send requests, and give those whose answers should not be; `spent` adds up the milliseconds of each."""
    client, faults, raised = app.server.test_client(), [], Raised()
    logging.getLogger().addHandler(raised)
    for odd in odds:
        started, raised.last = perf_counter(), ""
        answer = client.open(
            odd.address,
            method=odd.method,
            data=odd.body or None,
            content_type="application/json" if odd.body else None,
        )
        why = fault_of(odd, answer.status_code, answer.get_data())
        if why:
            faults.append(Fault(odd, f"{why} {raised.last}"))
        if spent is not None:
            spent[f"{odd.kind} {odd.name[:60]}"] += round(1000 * (perf_counter() - started))
    logging.getLogger().removeHandler(raised)
    return faults


def fault_of(odd: Odd, status: int, content: bytes) -> str:
    """Say what of an answer should not be; empty where all is well."""
    if status >= 500:
        return f"status {status}"
    text = content.decode("utf-8", "replace")
    shown = TRACE.search(text)
    # Scripts that came with a package speak of anything.
    if shown and not (odd.kind == "address" and status == 200):
        return f"shows {shown[0]}"
    if odd.is_ours and FAILED in text:
        return "fails"
    return "refused" if odd.is_fitting and status not in (200, 204) else ""


def main() -> int:
    """Run the long profile; give 1 where there are faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.dashboard.fuzz")
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dear-share", type=float, default=1.0)
    given = parser.parse_args()
    logging.lastResort = None
    context = Context(given.data_dir, audience="police", clock=lambda: datetime.now(UTC))
    spent: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(context, Path(folder))
        odds = OddRequests(app, given.seed, given.dear_share).draw(given.count)
        faults = find_faults(app, odds, spent)
    context.close()
    print(*faults, sep="\n")
    print(
        "The dearest:", *(f"{ms:7,} ms  {name}" for name, ms in spent.most_common(LISTED)), sep="\n"
    )
    print(f"{given.count:,} requests, {sum(spent.values()) / 1000:.0f} s, {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
