"""How does an incident that a court has sealed disappear from everything that is kept, for good?

Its key is put on the list of erased incidents, kept copies and snapshots that hold it are replaced by others without it, then
both pointers are moved, and the old files are removed. A kill at any point leaves a whole snapshot in service and an erasure that
is not finished: nothing else is published before it was repeated. What is not below the data folder, such as backups, printed
reports and the records system itself, is not touched, and neither is another row that only mentions the number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from analytics.errors import FeedError, StoreError
from analytics.store import SNAPSHOTS, open_snapshot
from etl.erased import ANY_FEED, Copy, Erased, Erasure, read_erased, write_erased
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.publish import service
from etl.publish.names import erasures_of, file_name, run_of
from etl.publish.rebuild import count_rows, listed_copies, rebuild
from etl.raw import RAW, RawFile
from etl.redaction import count_erased, redact
from etl.traces import files_with, holds

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Report:
    """What an erasure did: rows found in snapshots, rows cut out of kept copies, and files that still hold the number.

    `still_open` are old files that another program holds open, which only Windows knows.
    """

    rows: int
    copied_rows: int
    snapshots: tuple[str, ...]
    traces: tuple[Path, ...]
    still_open: tuple[Path, ...]


def erase(
    number: str,
    *,
    feeds: Sequence[Feed],
    data_dir: Path,
    now: datetime,
    progress: Progress,
    feed: str | None = None,
    reason: str | None = None,
    source: Path | None = None,
) -> Report:
    """Erase an incident by its number, of one feed or of all; a call that was killed is finished by the same call.

    `feeds` are the definitions of all feeds of which copies are kept, `source` is where files are dropped. Raises StoreError
    where no snapshot holds the incident, FeedError where a definition is missing or a kept copy that may hold it cannot be read.
    """
    with service.alone(data_dir):
        before = read_erased(data_dir)
        added = Erasure(
            feed or ANY_FEED, before.key(number), f"{now.astimezone(UTC):%FT%TZ}", reason
        )
        is_known = (added.feed, added.key) in {(each.feed, each.key) for each in before.erasures}
        erasures = before.erasures if is_known else (*before.erasures, added)
        erased = replace(before, erasures=erasures, is_finished=False)
        rows = sum(count_rows(path, erased) for path in _whole(data_dir, erased))
        if not rows and not is_known:
            of_feed = f" of feed {feed}" if feed else ""
            raise StoreError(
                f"no snapshot holds incident {number!r}{of_feed}: is the number written as in the feed?"
            )
        copies = _kept_copies(data_dir, {each.feed: each for each in feeds}, feed)
        write_erased(data_dir, erased)
        work = data_dir / SNAPSHOTS / f"{service.DRAFT}erase"
        work.mkdir()
        with Sandbox(work) as sandbox:
            cut = 0
            for done, (raw, definition) in enumerate(copies, start=1):
                found = _count(raw, definition, erased, sandbox, number)
                if found:
                    erased = _replace_copy(raw, definition, erased, sandbox, work)
                    write_erased(data_dir, erased)
                cut += found
                progress("read kept copies", done, len(copies))
        _rebuild_all(data_dir, erased, work, progress)
        still_open = _remove_old(data_dir, erased)
        write_erased(data_dir, replace(erased, is_finished=not still_open))
        names = tuple(path.name for path in service.snapshots(data_dir))
    return Report(rows, cut, names, tuple(_traces(number, data_dir, source)), still_open)


def clean(data_dir: Path) -> None:
    """Clean snapshots that came back before one of them is put in service; see `ready`."""
    with service.alone(data_dir):
        ready(data_dir)


def ready(data_dir: Path) -> Erased:
    """Give what was erased, after cleaning snapshots that came back, such as from a backup; to be called within `alone`.

    Raises StoreError where an erasure was not finished.
    """
    erased = read_erased(data_dir)
    if not erased.is_finished:
        raise StoreError(
            f"{data_dir}: an erasure was interrupted; repeat it (python -m etl erase --incident NUMBER) before anything else"
        )
    if any(_is_behind(path, erased) for path in service.snapshots(data_dir)):
        work = data_dir / SNAPSHOTS / f"{service.DRAFT}erase"
        work.mkdir()
        _rebuild_all(data_dir, erased, work, lambda step, done, total: None)
        _remove_old(data_dir, erased)
    return erased


def _is_behind(path: Path, erased: Erased) -> bool:
    return erasures_of(path.name) < len(erased.erasures)


def _successor(erased: Erased, name: str) -> str:
    return file_name(run_of(name), len(erased.erasures))


def _kept_copies(
    data_dir: Path, feeds: Mapping[str, Feed], only: str | None
) -> list[tuple[RawFile, Feed]]:
    """List what is kept of a feed, or of all, with the names that snapshots know, also copies that none of them lists."""
    names = {
        (feed, sha256): name
        for path in service.snapshots(data_dir)
        for feed, sha256, name in listed_copies(path)
    }
    found = []
    for folder in sorted((data_dir / RAW).glob(only or "*")):
        if folder.name not in feeds:
            raise FeedError(
                f"{folder}: holds copies of feed {folder.name}, which cannot be read without its definition: give its file, too"
            )
        for path in sorted(folder.iterdir()):
            name = names.get((folder.name, path.stem), path.name)
            raw = RawFile(name, path, path.stat().st_size, path.stem)
            found.append((raw, feeds[folder.name]))
    return found


def _count(raw: RawFile, feed: Feed, erased: Erased, sandbox: Sandbox, number: str) -> int:
    try:
        return count_erased(raw, feed, erased, sandbox)
    except FeedError as error:
        if not holds(raw.copy, number):
            return 0
        raise FeedError(
            f"{raw.copy}: may hold the incident and cannot be read: {error}. Mend the definition, or delete the copy; then repeat"
        ) from error


def _replace_copy(raw: RawFile, feed: Feed, erased: Erased, sandbox: Sandbox, work: Path) -> Erased:
    """Keep what is left of a copy beside it; the list says which took the place of which."""
    new = redact(raw, feed, erased, sandbox, work)
    service.keep(new.copy, raw.copy.with_name(new.kept_name))
    copy = Copy(new.sha256, new.bytes)
    of_feed = f"{feed.feed}/"
    former = {
        old: copy if old.startswith(of_feed) and each.sha256 == raw.sha256 else each
        for old, each in erased.copies.items()
    }
    return replace(erased, copies={**former, f"{of_feed}{raw.sha256}": copy})


def _rebuild_all(data_dir: Path, erased: Erased, work: Path, progress: Progress) -> None:
    """Write all snapshots anew that were not yet, those first that others are based on, and move the pointers to them."""
    successor = partial(_successor, erased)
    folder = data_dir / SNAPSHOTS
    behind = [path for path in _whole(data_dir, erased) if _is_behind(path, erased)]
    behind.sort(key=lambda path: service.describe(path)["base"] is not None)
    for done, path in enumerate(behind, start=1):
        draft = work / successor(path.name)
        rebuild(path, draft, erased, successor, folder)
        service.keep(draft, folder / draft.name)
        progress("write snapshots anew", done, len(behind))
    service.move_on(data_dir, successor)


def _whole(data_dir: Path, erased: Erased) -> list[Path]:
    """List the snapshots but those that were written anew already: their bases may be gone.

    Raises StoreError for one that cannot be read, and so not be cleaned.
    """
    there = service.snapshots(data_dir)
    names = {path.name for path in there}
    found = [
        path
        for path in there
        if not _is_behind(path, erased) or _successor(erased, path.name) not in names
    ]
    for path in found:
        try:
            open_snapshot(path).close()
        except StoreError as error:
            raise StoreError(
                f"{error}. It may hold the incident: delete the file, then repeat"
            ) from error
    return found


def _remove_old(data_dir: Path, erased: Erased) -> tuple[Path, ...]:
    """Remove snapshots and copies that were replaced, and give those that are still open."""
    old = [path for path in service.snapshots(data_dir) if _is_behind(path, erased)]
    old += [path for copy in erased.copies for path in (data_dir / RAW).glob(f"{copy}.*")]
    for path in old:
        service.remove(path)
    return tuple(path for path in old if path.exists())


def _traces(number: str, data_dir: Path, source: Path | None) -> list[Path]:
    """List files that still hold the number: below the data folder, but for the snapshots, and where files are dropped."""
    snapshots = data_dir / SNAPSHOTS
    found = [path for path in files_with(number, data_dir) if snapshots not in path.parents]
    if source is not None and source.exists() and data_dir not in source.parents:
        found += files_with(number, source)
    return found
