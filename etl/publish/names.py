"""What does the name of a snapshot file say? Its run, and how many erasures it has been through."""

from __future__ import annotations

_ENDING = ".duckdb"


def file_name(run_id: str, erasures: int) -> str:
    """Name the snapshot of a run: a file is never changed, so what is left of it after an erasure has another name."""
    return f"{run_id}-{erasures}{_ENDING}" if erasures else f"{run_id}{_ENDING}"


def run_of(name: str) -> str:
    """Give the id of the run whose snapshot has a name."""
    return name.removesuffix(_ENDING).partition("-")[0]


def erasures_of(name: str) -> int:
    """Give how many erasures the snapshot of a name has been through."""
    return int(name.removesuffix(_ENDING).partition("-")[2] or 0)
