"""Which problems are worked on, as a command brief lists them? The dashboard's own command is asked, as for the sheet of one.

It is started early and read late, so that the counts are made meanwhile.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics.errors import RecordError
from analytics.report.dashboard_command import Asking, answer, ask
from analytics.settings import RECORDS_FILE, Settings


@dataclass(frozen=True)
class WorkedOn:
    """An open problem: what people call it, where it is, its step of SARA, who owns it, what was done, what came of it."""

    title: str
    where: str
    step: str
    owner: str
    done: str
    came: str


def write_listed(problems: Sequence[WorkedOn]) -> str:
    """Write problems as JSON."""
    return json.dumps([asdict(each) for each in problems], ensure_ascii=False, indent=1)


def ask_problems(data_dir: Path | None) -> Asking | None:
    """Start to ask which problems are open; None where nobody has written any down."""
    settings = Settings.from_env()
    folder = data_dir or settings.data_dir
    if folder.is_file():
        # A snapshot lies in its data folder, beside the records.
        folder = folder.resolve().parents[1]
    if not settings.database_url and not (folder / RECORDS_FILE).is_file():
        return None
    return ask("problems", data_dir=data_dir)


def read_problems(asking: Asking | None) -> tuple[WorkedOn, ...] | str | None:
    """Read the answer, the problem opened last first; or why they cannot be read: the counts stand without them.

    None where nobody was asked.
    """
    if asking is None:
        return None
    try:
        return read_listed(answer(asking))
    except RecordError as error:
        return str(error)


def read_listed(text: str) -> tuple[WorkedOn, ...]:
    """Read what `write_listed` wrote. Raises RecordError for a text that is not such."""
    try:
        found = tuple(WorkedOn(**each) for each in json.loads(text))
    except (ValueError, TypeError) as error:
        raise RecordError(f"this is no list of problems: {error}") from error
    if not all(isinstance(said, str) for each in found for said in asdict(each).values()):
        raise RecordError("this is no list of problems: all that is said of one is text")
    return found


def add_problems_argument(parser: argparse.ArgumentParser) -> None:
    """Add how a brief is given the list."""
    parser.add_argument(
        "--problems",
        metavar="FILE",
        help="what `python -m dashboard.decisions problems` printed, instead of asking for it; - reads it from here",
    )


def read_given(name: str) -> tuple[WorkedOn, ...]:
    """Read the list from a file, or from standard input for "-". Raises RecordError, OSError."""
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return read_listed(content.decode("utf-8", "replace"))
