"""Which snapshot is in service, and who may change that?

One run at a time works on a data folder. A finished snapshot is put in service by moving a pointer, in one step that either
happens or does not; one that a check holds waits beside it until a person approves it. Old snapshots are pruned, never one that
another needs.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import filelock

from analytics.errors import StoreError
from analytics.store import HELD, POINTER, SNAPSHOTS, current_snapshot, quoted
from etl.publish.dating import date_from
from etl.publish.disk import keep, remove, write_whole
from etl.publish.intact import read_through
from etl.publish.names import run_of

LOCK = ".lock"
DRAFT = ".draft-"
KEPT_SNAPSHOTS = 5
KEPT_DAYS = 60
_ID = "%Y%m%dT%H%M%SZ"
# What a killed run leaves beside its draft: pointers and grids, half written.
_LEFT_BEHIND = (".*.draft", "cache/.cells-*")


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
            f"{data_dir}: cannot be written: {reason}; free some space and repeat the command, readers see "
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

    Raises StoreError where no such run waits, be it that another was published since: its changes would be lost; and where its
    files are not whole any more.
    """
    with alone(data_dir):
        held = read_held(data_dir)
        if held is None or held.run_id != run_id:
            waiting = f"{held.run_id} does" if held else "no run does; run again instead"
            raise StoreError(f"{data_dir}: run {run_id} does not wait for approval; {waiting}")
        snapshot = data_dir / SNAPSHOTS / held.snapshot
        _check_whole(snapshot, data_dir, "run again instead")
        folder = snapshot.with_name(f"{DRAFT}{run_id}")
        folder.mkdir()
        draft = Path(shutil.copyfile(snapshot, folder / snapshot.name))
        date_from(draft, now.astimezone(UTC).replace(tzinfo=None))
        put_in_service(data_dir, keep(draft, snapshot))
    return snapshot


def roll_back(data_dir: Path, run_id: str | None = None) -> Path:
    """Put an earlier snapshot back in service: the one before, or that of a run.

    Raises StoreError where there is none, for one that waits for approval, and for one that is not whole any more, or whose base
    is not.
    """
    with alone(data_dir):
        current, held = current_snapshot(data_dir), read_held(data_dir)
        if current is None:
            raise StoreError(f"{data_dir}: holds no snapshot yet; run `python -m etl run`")
        there = [path.name for path in snapshots(data_dir)]
        of_run = (name for name in there if run_of(name) == run_id)
        name = next(of_run, None) if run_id else _before(current, there)
        if held and name == held.snapshot:
            raise StoreError(f"run {run_id} was never in service: approve it instead")
        if name not in there:
            raise StoreError(
                f"there is no snapshot of {f'run {run_id}' if run_id else 'a run before this one'}; {_choice(there)}"
            )
        others = _choice([other for other in there if other != name])
        advice = f"put that file back from a backup, or name another run; {others}"
        _check_whole(current.parent / name, data_dir, advice)
        put_in_service(data_dir, current.parent / name)
    return current.parent / name


def _before(current: Path, there: list[str]) -> str | None:
    try:
        return describe(current)["previous"]
    except StoreError as error:
        raise StoreError(f"{error}; name the run to go back to; {_choice(there)}") from error


def _choice(names: list[str]) -> str:
    return f"there are {', '.join(map(run_of, names)) or 'none'}"


def _check_whole(snapshot: Path, data_dir: Path, advice: str) -> None:
    """Read all of a snapshot before readers are sent there; raises StoreError, with what to do, where it cannot be read."""
    try:
        read_through(snapshot)
    except StoreError as error:
        seen = current_snapshot(data_dir)
        raise StoreError(
            f"{' '.join(str(error).split())}; readers see {seen.stem if seen else 'no snapshot yet'} as before: {advice}"
        ) from error


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

    The one in service, the one before it, the one that waits for approval and what any that stays is based on always stay; so
    does everything while one cannot be read, since what it is based on is not known.
    """
    current, held, there = current_snapshot(data_dir), read_held(data_dir), snapshots(data_dir)
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):{_ID}}"
    recent = {path.name for path in there[:count] if path.stem >= oldest}
    if current is None or len(recent) == len(there):
        return []
    needed = recent | {current.name, describe(current)["previous"], held and held.snapshot}
    try:
        needed |= {describe(path).get("base") for path in there if path.name in needed}
    except StoreError:
        return []
    gone = [path for path in there if path.name not in needed]
    for path in gone:
        remove(path)
    return gone
