"""Which files does a feed have, and which reader reads each?

Every value is read as text: a column of codes read as numbers loses the zero of "0110". Whatever is wrong with a file is said
with its name; nothing of it is skipped in silence. A file made to harm can still end the process that reads it: what is received
is read through `etl.feeds.sandbox`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from analytics.errors import FeedError
from etl.feeds.archives import is_like, packing, split_pattern, unpack_gzip, unpack_zip
from etl.feeds.chunk import REDACTED, Chunk, read_chunks
from etl.feeds.delimited import read_delimited
from etl.feeds.features import read_features
from etl.feeds.feed import Feed
from etl.feeds.workbook import read_workbook

ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
            ".geojson": "geojson", ".json": "esrijson", ".shp": "shapefile", ".gpkg": "geopackage"}  # fmt: skip

Reader = Callable[[Feed, Path, str], Iterator[Chunk]]


def find_files(feed: Feed, source: Path) -> list[Path]:
    """List the files of a feed below a folder, or the one file given, in order of their names.

    A pattern with a folder in it is compared with the path below `source`, one without with the name alone. Of
    "export*.zip/robbery*.csv" the part up to .zip is looked for, the rest is which members are read.
    Raises FeedError where there is none, naming the pattern that was looked for.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FeedError(f"{source}: no such file or folder")
    pattern, _ = split_pattern(feed.source.path)
    names = {
        path: path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()
    }
    found = [path for path, name in names.items() if is_like(name, pattern)]
    if not found:
        raise FeedError(f"{source}: holds no file like {pattern} for feed {feed.feed}")
    return sorted(found, key=lambda path: names[path].casefold())


def read_file(feed: Feed, path: Path, name: str, work: Path | None = None) -> Iterator[Chunk]:
    """Read one file, or each file of an archive, chunk by chunk.

    `name` is what the file was called when it came; its ending says what kind of file it is, unless source.format does. There
    is a chunk for each file, if only of its columns, but none for an empty page of a transport. Archives are unpacked below
    `work`, by default where the system keeps temporary files. Raises FeedError, naming the file, where it cannot be read as the
    feed describes, perhaps only after some chunks: what they hold is to be given up then.
    """
    if path.suffix == REDACTED:
        yield from read_chunks(path)
        return
    reading = name
    try:
        with TemporaryDirectory(dir=work, prefix="unpacked-") as folder:
            for file, reading, notes in _unpacked(feed, path, name, Path(folder)):
                for chunk in _reader(feed, reading)(feed, file, reading):
                    yield replace(chunk, notes=(*chunk.notes, *notes))
                reading = name
    except FeedError as error:
        raise FeedError(f"{reading}: {error}") from error
    except MemoryError:
        raise
    # Seven libraries read the files, and each has its own errors for what is broken.
    except Exception as error:
        raise FeedError(
            f"{reading}: cannot be read: {type(error).__name__}: {error}. Fetch or export it again"
        ) from error


def _unpacked(
    feed: Feed, path: Path, name: str, folder: Path
) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Give each file there is to read, how it is called, and notes about its archive."""
    packed = packing(path, name)
    if packed == "gzip":
        yield unpack_gzip(path, folder, name), name, ()
    elif packed == "zip":
        outer, inner = split_pattern(feed.source.path)
        # A pattern that means the archive says nothing of what is in it.
        pattern = inner or ("*" if is_like(name, outer) else outer)
        for file, member, notes in unpack_zip(path, folder, pattern, ENDINGS):
            yield file, f"{name}/{member}", notes
    else:
        yield path, name, ()


def _reader(feed: Feed, name: str) -> Reader:
    ending = PurePosixPath(name.lower().removesuffix(".gz")).suffix
    kind = feed.source.format or ENDINGS.get(ending)
    if kind is None:
        raise FeedError("what kind of file is it? Set source.format in the definition")
    if kind in ("shapefile", "geopackage"):
        # Brings pandas along, which takes longer to load than most files to read.
        from etl.feeds.spatial import read_layer

        return read_layer
    return {"csv": read_delimited, "xlsx": read_workbook}.get(kind, read_features)
