"""Which snapshot is in service, and who may change that?

One run at a time works on a data folder. A finished snapshot is put in service by moving a pointer, in one step that either
happens or does not; one that a check holds waits beside it until a person approves it. Old snapshots are pruned, never one that
another needs.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import filelock

from analytics.errors import StoreError
from analytics.store import POINTER, SNAPSHOTS, current_snapshot, open_snapshot, quoted
from etl.publish.names import run_of

LOCK = ".lock"
HELD = "held.json"
DRAFT = ".draft-"
KEPT_SNAPSHOTS = 5
KEPT_DAYS = 60
_ID = "%Y%m%dT%H%M%SZ"
# What a killed run leaves beside its draft: pointers, received files and grids, half written.
_LEFT_BEHIND = (".*.draft", "raw/*/.partial-*", "cache/.cells-*")
# What an approval moves to the moment of approving.
_MOMENTS = (
    ("receipts", "recorded_at"), ("receipts", "first_seen_at"), ("past_rows", "superseded_at"),
    ("feeds", "recorded_at"), ("feed_runs", "recorded_at"),
)  # fmt: skip


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Keep every other run away from a data folder; what is left of drafts is removed at the end, and where a run was killed
    before the next one begins.

    The lock is the operating system's, so that a killed run does not hold it. Raises StoreError where another run is at work, and
    for what goes wrong on the disk meanwhile.
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
        _clean_up(data_dir)
        try:
            yield
        finally:
            _clean_up(data_dir)
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        seen = current_snapshot(data_dir)
        # DuckDB says in several lines what was wrong, and the disk comes last.
        reason = " ".join(str(error).split())
        raise StoreError(
            f"{data_dir}: cannot be written: {reason}; free some space and run again, readers see "
            f"{seen.stem if seen else 'no snapshot yet'}"
        ) from error
    finally:
        lock.release()


def _clean_up(data_dir: Path) -> None:
    for pattern in _LEFT_BEHIND:
        for left in data_dir.glob(pattern):
            remove(left)
    current, held = current_snapshot(data_dir), read_held(data_dir)
    for folder in (data_dir / SNAPSHOTS).glob(f"{DRAFT}*"):
        snapshot = folder.with_name(f"{folder.name.removeprefix(DRAFT)}.duckdb")
        # While its draft is there, nobody has decided about a snapshot, unless one of the two pointers leads to it.
        if snapshot != current and snapshot.name != (held and held.snapshot):
            remove(snapshot)
        remove(folder)
    if held is None:
        _drop_held(data_dir)


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
    """Point to a snapshot: readers see the one before or this one, never a part. What waited for approval is removed."""
    write_whole(data_dir / POINTER, {"snapshot": f"{SNAPSHOTS}/{snapshot.name}"})
    _drop_held(data_dir)


def hold(data_dir: Path, snapshot: Path, reasons: list[str]) -> None:
    """Let a snapshot wait for approval; it takes the place of one that waited before."""
    _drop_held(data_dir)
    previous = current_snapshot(data_dir)
    write_whole(data_dir / HELD, {
        "run_id": run_of(snapshot.name), "snapshot": snapshot.name, "previous": previous and previous.name, "reasons": reasons,
    })  # fmt: skip


def read_held(data_dir: Path) -> Held | None:
    """Give the snapshot that waits, or None; one does not wait any more once another was put in service."""
    held, current = _noted(data_dir), current_snapshot(data_dir)
    before = held and held.previous and run_of(held.previous)
    return held if before == (current and run_of(current.name)) else None


def _noted(data_dir: Path) -> Held | None:
    try:
        found = json.loads((data_dir / HELD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Held(**{**found, "reasons": tuple(found["reasons"])})


def _drop_held(data_dir: Path) -> None:
    held, current = _noted(data_dir), current_snapshot(data_dir)
    if held is None:
        return
    if current is None or held.snapshot != current.name:
        remove(data_dir / SNAPSHOTS / held.snapshot)
    (data_dir / HELD).unlink()


def approve(data_dir: Path, run_id: str, now: datetime) -> Path:
    """Put the snapshot that waits in service; what it brings counts as known from now on.

    Raises StoreError where no such run waits, be it that another was published since: its changes would be lost.
    """
    with alone(data_dir):
        held = read_held(data_dir)
        if held is None or held.run_id != run_id:
            waiting = f"{held.run_id} does" if held else "no run does; run again instead"
            raise StoreError(f"run {run_id} does not wait for approval; {waiting}")
        snapshot = data_dir / SNAPSHOTS / held.snapshot
        folder = snapshot.with_name(f"{DRAFT}{run_id}")
        folder.mkdir()
        draft = Path(shutil.copyfile(snapshot, folder / snapshot.name))
        _date(draft, now.astimezone(UTC).replace(tzinfo=None))
        put_in_service(data_dir, keep(draft, snapshot))
    return snapshot


def _date(draft: Path, now: datetime) -> None:
    """Move what a run dated with its own moment to another one."""
    with duckdb.connect(str(draft)) as connection:
        (started,) = connection.execute("SELECT started_at FROM run").fetchall()[0]
        for table, column in _MOMENTS:
            # Not only the run's moment: an approval that was killed may have moved it before.
            connection.execute(
                f"UPDATE {table} SET {column} = $now WHERE {column} >= $started",
                {"now": now, "started": started},
            )


def roll_back(data_dir: Path, run_id: str | None = None) -> Path:
    """Put an earlier snapshot back in service: the one before, or that of a run.

    Raises StoreError where there is none, and for one that waits for approval.
    """
    with alone(data_dir):
        current, held = current_snapshot(data_dir), read_held(data_dir)
        if current is None:
            raise StoreError(f"{data_dir}: holds no snapshot yet; run `python -m etl run`")
        there = [path.name for path in snapshots(data_dir)]
        of_run = (name for name in there if run_of(name) == run_id)
        name = next(of_run, None) if run_id else describe(current)["previous"]
        if held and name == held.snapshot:
            raise StoreError(f"run {run_id} was never in service: approve it instead")
        if name not in there:
            known = ", ".join(map(run_of, there))
            raise StoreError(
                f"there is no snapshot of {f'run {run_id}' if run_id else 'a run before this one'}; there are {known}"
            )
        open_snapshot(current.parent / name).close()
        put_in_service(data_dir, current.parent / name)
    return current.parent / name


def move_on(data_dir: Path, successor: Callable[[str], str]) -> None:
    """Let both pointers lead to the files that took the place of theirs."""
    current, held = current_snapshot(data_dir), read_held(data_dir)
    if held:
        # Valid before and after the other pointer is moved: it names runs, not files.
        write_whole(data_dir / HELD, asdict(replace(held, snapshot=successor(held.snapshot))))
    if current:
        write_whole(data_dir / POINTER, {"snapshot": f"{SNAPSHOTS}/{successor(current.name)}"})


def describe(snapshot: Path) -> dict[str, Any]:
    """Give the line of schema.RUN of a snapshot file; StoreError where it is none."""
    with duckdb.connect() as connection:
        try:
            connection.execute(f"ATTACH '{quoted(snapshot)}' AS snapshot (READ_ONLY)")
            answer = connection.execute("SELECT * FROM snapshot.run")
        except duckdb.Error as error:
            raise StoreError(f"{snapshot}: cannot be opened as a snapshot: {error}") from error
        names = [column[0] for column in answer.description]
        (row,) = answer.fetchall()
    return dict(zip(names, row, strict=True))


def new_run_id(data_dir: Path, started_at: datetime) -> str:
    """Give the id of a run: the second, UTC, at which it began, or one after the newest snapshot's if it is not past that."""
    run_id = f"{started_at:{_ID}}"
    newest = max((run_of(path.name) for path in snapshots(data_dir)), default="")
    if run_id > newest:
        return run_id
    return f"{datetime.strptime(newest, _ID).replace(tzinfo=UTC) + timedelta(seconds=1):{_ID}}"


def snapshots(data_dir: Path) -> list[Path]:
    """List the snapshot files, the newest first."""
    return sorted((data_dir / SNAPSHOTS).glob("*.duckdb"), reverse=True)


def prune(
    data_dir: Path, now: datetime, *, count: int = KEPT_SNAPSHOTS, days: int = KEPT_DAYS
) -> list[Path]:
    """Remove snapshots beyond a number or older than some days, and give their paths.

    The one in service, the one before it, the one that waits for approval and what any that stays is based on always stay.
    """
    current, held, there = current_snapshot(data_dir), read_held(data_dir), snapshots(data_dir)
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):{_ID}}"
    recent = {path.name for path in there[:count] if path.stem >= oldest}
    if current is None or len(recent) == len(there):
        return []
    needed = recent | {current.name, describe(current)["previous"], held and held.snapshot}
    needed |= {describe(path).get("base") for path in there if path.name in needed}
    gone = [path for path in there if path.name not in needed]
    for path in gone:
        remove(path)
    return gone


def remove(path: Path) -> None:
    """Remove a file or folder."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    # On Windows a file that a reader has open stays until the next run.
    with suppress(PermissionError):
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write a file of JSON as a whole or not at all, and see it on disk."""
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
