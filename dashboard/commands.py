"""Which command does the same as a page, on the very data that are served?

A command that is copied from a page without its folder acts on another city's data.
"""

from __future__ import annotations

from pathlib import Path

from analytics.settings import data_dir_option
from dashboard.context import Reader


def etl_command(words: str, data_dir: Path) -> str:
    """Write a command of the ETL for a data folder."""
    return f"python -m etl {words}{data_dir_option(data_dir)}"


def served_command(words: str, reader: Reader) -> str:
    """Write a command of the ETL for the data folder whose snapshot is read."""
    return etl_command(words, reader.store.path.parents[1])
