"""Which problem does a command line ask for? One that the dashboard's own command tells of, or what it told before."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics.errors import RecordError
from analytics.report.dashboard_command import answer, ask
from analytics.report.problem.told import ProblemTold
from analytics.report.problem.written import read_told


def asked_problem(chosen: argparse.Namespace) -> ProblemTold:
    """Give the problem that is asked for. Raises RecordError where there is none, or the records are out of reach."""
    if (chosen.number is None) == (chosen.record is None):
        raise RecordError("name one problem: its number, or --record with what was told of it")
    if chosen.record is None:
        words = ("problem", str(chosen.number), "--audience", chosen.audience)
        return read_told(answer(ask(*words, data_dir=chosen.data_dir)))
    try:
        if chosen.record == "-":
            return read_told(sys.stdin.buffer.read().decode("utf-8"))
        return read_told(Path(chosen.record).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise RecordError(f"{chosen.record} is no record of a problem: it is not UTF-8") from error
