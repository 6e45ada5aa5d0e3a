"""Which snapshot is in service, and who may change that?

One run at a time works on a data folder. A finished snapshot is put in service by moving a pointer, in one step that either
happens or does not; one that a check holds waits beside it until a person approves it. Old snapshots are pruned, never one that
another needs.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import filelock

from analytics.errors import StoreError
from analytics.store import POINTER, SNAPSHOTS, current_snapshot, quoted

LOCK = ".lock"
HELD = "held.json"
KEPT_SNAPSHOTS = 5
KEPT_DAYS = 60
# What an approval moves to the moment of approving.
_MOMENTS = (
    ("incidents", "recorded_at"), ("incidents", "first_seen_at"), ("past_versions", "superseded_at"),
    ("feeds", "recorded_at"), ("feed_runs", "recorded_at"),
)  # fmt: skip


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Keep every other run away from a data folder, and remove what a run that was killed left behind.

    The lock is the operating system's, so that a killed run does not hold it. Raises StoreError where another run is at work.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(data_dir / LOCK, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise StoreError(
            f"{data_dir}: another run is at work on it; wait until it has ended"
        ) from error
    except OSError as error:
        raise StoreError(f"{data_dir}: cannot be locked: {error}") from error
    try:
        for left in (data_dir / SNAPSHOTS).glob(".draft-*"):
            _remove(left)
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Held:
    """A finished snapshot that waits for a person: its run, its file, the one in service when it was made, and why."""

    run_id: str
    snapshot: str
    previous: str | None
    reasons: tuple[str, ...]


def keep(draft: Path, target: Path) -> Path:
    """Move a finished file to its place and see it on disk."""
    _sync(draft)
    os.replace(draft, target)
    _sync_folder(target.parent)
    return target


def put_in_service(data_dir: Path, snapshot: Path) -> None:
    """Point to a snapshot: readers see the one before or this one, never a part."""
    _write_whole(data_dir / POINTER, {"snapshot": f"{SNAPSHOTS}/{snapshot.name}"})
    (data_dir / HELD).unlink(missing_ok=True)


def hold(data_dir: Path, snapshot: Path, reasons: list[str]) -> None:
    """Let a snapshot wait for approval; it takes the place of one that waited before."""
    previous = current_snapshot(data_dir)
    _write_whole(data_dir / HELD, {
        "run_id": snapshot.stem, "snapshot": snapshot.name, "previous": previous and previous.name, "reasons": reasons,
    })  # fmt: skip


def read_held(data_dir: Path) -> Held | None:
    """Give the snapshot that waits, or None."""
    try:
        found = json.loads((data_dir / HELD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Held(**{**found, "reasons": tuple(found["reasons"])})


def approve(data_dir: Path, run_id: str, now: datetime) -> Path:
    """Put the snapshot that waits in service; what it brings counts as known from now on.

    Raises StoreError where no such run waits, or another was published since: its changes would be lost.
    """
    held = read_held(data_dir)
    if held is None or held.run_id != run_id:
        waiting = f"{held.run_id} does" if held else "no run does"
        raise StoreError(f"run {run_id} does not wait for approval; {waiting}")
    previous = current_snapshot(data_dir)
    if (previous and previous.name) != held.previous:
        raise StoreError(
            f"another run was published after {run_id}: run again instead of approving it"
        )
    snapshot = data_dir / SNAPSHOTS / held.snapshot
    moment = {"now": now.astimezone(UTC).replace(tzinfo=None)}
    connection = duckdb.connect(str(snapshot))
    started = connection.execute("SELECT started_at FROM run").fetchall()[0][0]
    for table, column in _MOMENTS:
        connection.execute(
            f"UPDATE {table} SET {column} = $now WHERE {column} = $started",
            moment | {"started": started},
        )
    connection.close()
    _sync(snapshot)
    put_in_service(data_dir, snapshot)
    return snapshot


def roll_back(data_dir: Path, run_id: str | None = None) -> Path:
    """Put an earlier snapshot back in service: the one before, or that of a run.

    Raises StoreError where there is none.
    """
    current = current_snapshot(data_dir)
    if current is None:
        raise StoreError(f"{data_dir}: holds no snapshot yet; run `python -m etl run`")
    name = f"{run_id}.duckdb" if run_id else describe(current)["previous"]
    if name is None or not (current.parent / name).is_file():
        there = ", ".join(path.stem for path in snapshots(data_dir))
        raise StoreError(
            f"there is no snapshot of run {run_id or 'before this one'}; there are {there}"
        )
    put_in_service(data_dir, current.parent / name)
    return current.parent / name


def describe(snapshot: Path) -> dict[str, Any]:
    """Give the line of schema.RUN of a snapshot file."""
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{quoted(snapshot)}' AS snapshot (READ_ONLY)")
    answer = connection.execute("SELECT * FROM snapshot.run")
    names = [column[0] for column in answer.description]
    (row,) = answer.fetchall()
    connection.close()
    return dict(zip(names, row, strict=True))


def snapshots(data_dir: Path) -> list[Path]:
    """List the snapshot files, the newest first."""
    return sorted((data_dir / SNAPSHOTS).glob("*.duckdb"), reverse=True)


def prune(
    data_dir: Path, now: datetime, *, count: int = KEPT_SNAPSHOTS, days: int = KEPT_DAYS
) -> list[Path]:
    """Remove snapshots beyond a number or older than some days, and give their paths.

    The one in service, the one before it, the one that waits for approval and what these are based on always stay.
    """
    current, held = current_snapshot(data_dir), read_held(data_dir)
    if current is None:
        return []
    needed = {current.name, describe(current)["previous"], held and held.snapshot}
    needed |= {describe(path)["base"] for path in snapshots(data_dir) if path.name in needed}
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):%Y%m%dT%H%M%SZ}"
    gone = [
        path
        for place, path in enumerate(snapshots(data_dir))
        if path.name not in needed and (place >= count or path.stem < oldest)
    ]
    for path in gone:
        _remove(path)
    return gone


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    # On Windows a file that a reader has open stays until the next run.
    with suppress(PermissionError):
        path.unlink(missing_ok=True)


def _write_whole(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(content) + "\n", encoding="utf-8")
    _sync(draft)
    os.replace(draft, path)
    _sync_folder(path.parent)


def _sync(path: Path) -> None:
    # Windows only syncs a file that is open for writing.
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    # Windows has no directories to sync.
    if os.name == "posix":
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
