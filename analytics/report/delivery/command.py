"""Deliver what a schedule says is due: python -m analytics.report schedule.toml, as often as a crontab likes."""

from __future__ import annotations

import argparse
import logging
import sqlite3
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analytics.errors import CrimeStatsError
from analytics.report.delivery.deliver import FAILED, deliver
from analytics.report.delivery.journal import FILE
from analytics.report.delivery.schedule import read_schedule
from analytics.settings import Settings


def deliver_scheduled(arguments: Sequence[str], now: datetime) -> int:
    """Deliver what is due; give 0. After saying what is wrong give 5 where a mail is not out, 3 where checks held, else 2."""
    parser = argparse.ArgumentParser(
        prog="python -m analytics.report schedule",
        description="Write the reports that are due, and mail them. Nothing is written or mailed twice.",
    )
    parser.add_argument("file", type=Path, help="the schedule, such as schedule.toml")
    parser.add_argument(
        "--data-dir", type=Path, help="folder with the snapshot; default: CRIME_DATA_DIR or data"
    )
    for name, words in (
        (
            "--again",
            "mail that may not have arrived, such as weekly-brief@2026-11-23: send it again",
        ),
        ("--arrived", "mail that may not have arrived: it did"),
    ):
        parser.add_argument(name, action="append", default=[], metavar="MAIL", help=words)
    chosen = parser.parse_args(arguments)
    logging.getLogger("stamina").setLevel(logging.ERROR)  # a retry that helps is no news
    try:
        schedule = read_schedule(chosen.file, password=Settings.from_env().smtp_password)
        return deliver(
            schedule,
            chosen.data_dir,
            now=now,
            tell=lambda line: print(line, flush=True),
            again=chosen.again,
            arrived=chosen.arrived,
        )
    except sqlite3.Error as error:
        print(
            f"{schedule.folder / FILE}: cannot be used: {error}; nothing was mailed",
            file=sys.stderr,
        )
        return FAILED
    except (CrimeStatsError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED
