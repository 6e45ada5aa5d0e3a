"""In which shape does each feed arrive, and under which name?

Four shapes that records systems really write, each with its own traps, so that a reader who manages
these manages most.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from etl.simulation.delimited import write_quality_of_life, write_robbery
from etl.simulation.documents import write_burglary, write_narcotics
from etl.simulation.incidents import World

SUFFIXES = {"robbery": "csv", "burglary": "xlsx", "narcotics": "json", "quality_of_life": "csv"}
WRITERS: dict[str, Callable[[pd.DataFrame, World, Path, Callable[[int], None]], None]] = {
    "robbery": write_robbery,
    "burglary": write_burglary,
    "narcotics": write_narcotics,
    "quality_of_life": write_quality_of_life,
}


def file_name(feed: str, as_of: date) -> str:
    """Name the export of a feed up to a day."""
    return f"{feed}_{as_of.isoformat()}.{SUFFIXES[feed]}"
