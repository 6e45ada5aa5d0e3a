"""Which files does a feed have, and which reader reads each?

Every value is read as text: a column of codes read as numbers loses the zero of "0110". Whatever is wrong with a file is said
with its name; nothing of it is skipped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk
from etl.feeds.delimited import read_delimited
from etl.feeds.features import read_features
from etl.feeds.feed import Feed
from etl.feeds.workbook import read_workbook

_ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
            ".geojson": "geojson", ".json": "esrijson"}  # fmt: skip


def find_files(feed: Feed, source: Path) -> list[Path]:
    """List the files of a feed below a folder, or the one file given, in order of their names.

    A pattern with a folder in it is compared with the path below `source`, one without with the name alone.
    Raises FeedError where there is none, naming the pattern that was looked for.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FeedError(f"{source}: no such file or folder")
    pattern = feed.source.path.casefold()
    names = {
        path: path.relative_to(source).as_posix().casefold()
        for path in source.rglob("*")
        if path.is_file()
    }
    found = [
        path
        for path, name in names.items()
        if fnmatchcase(name if "/" in pattern else name.rsplit("/", 1)[-1], pattern)
    ]
    if not found:
        raise FeedError(f"{source}: holds no file like {feed.source.path} for feed {feed.feed}")
    return sorted(found, key=names.__getitem__)


def read_file(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read one file, chunk by chunk, at least one chunk a file.

    Raises FeedError, naming the file, where it cannot be read as the feed describes.
    """
    kind = feed.source.format or _ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise FeedError(f"{name}: what kind of file is it? Set source.format in the definition")
    reader = {"csv": read_delimited, "xlsx": read_workbook}.get(kind, read_features)
    try:
        yield from reader(feed, path, name)
    except FeedError as error:
        raise FeedError(f"{name}: {error}") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise FeedError(f"{name}: cannot be read as {kind}: {error}") from error
