"""Which files are in an archive, and how large would they be?

A few kilobytes can inflate to more than a disk holds. What an archive declares is checked before anything is unpacked, and no
more than that is unpacked; a name inside it never becomes a path. Archives in archives and encrypted ones are refused.
"""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from analytics.errors import FeedError

LARGEST = 4 << 30
# Tables of text shrink 5 to 30 times; a hundred times is an attack, where it is of any size.
_SMALL = 256 << 20
_MOST_SHRUNK = 100
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK = "[Content_Types].xml"
_ARCHIVES = {".zip", ".gz", ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst"}
# The other files of a shapefile, which its .shp needs beside it.
_COMPANIONS = {".dbf", ".shx", ".prj", ".cpg"}


def is_like(name: str, pattern: str) -> bool:
    """Compare without case; a pattern with a folder in it with the whole name, one without with its last part."""
    name, pattern = name.casefold(), pattern.casefold()
    return fnmatchcase(name if "/" in pattern else name.rsplit("/", 1)[-1], pattern)


def split_pattern(pattern: str) -> tuple[str, str | None]:
    """Split "export*.zip/robbery*.csv" into what archives and what their members are called, if it says so."""
    place = pattern.casefold().find(".zip/")
    return (pattern, None) if place < 0 else (pattern[: place + 4], pattern[place + 5 :])


def packing(path: Path, name: str) -> str | None:
    """Tell "zip" and "gzip" from files that are not packed, by their first bytes; a workbook is none."""
    with open(path, "rb") as file:
        start = file.read(4)
    ending = PurePosixPath(name).suffix.lower()
    if start.startswith(_GZIP) or ending == ".gz":
        return "gzip"
    if ending == ".zip":
        return "zip"
    if start not in _ZIP or not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        return None if _WORKBOOK in archive.namelist() else "zip"


def check_declared_sizes(path: Path) -> None:
    """Raise FeedError where the members of a zip file, such as a workbook, would be larger than any export of rows."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            _check_size(sum(member.file_size for member in archive.infolist()), path)


def unpack_gzip(path: Path, folder: Path, name: str) -> Path:
    """Unpack the one file of a gzip archive, be it called "x.csv.gz" or "x.csv".

    Raises FeedError where it grows beyond what an export of rows could.
    """
    unpacked, size = folder / f"0{_ending(name.lower().removesuffix('.gz'))}", 0
    with gzip.open(path) as source, open(unpacked, "wb") as target:
        while piece := source.read(_PIECE):
            size += target.write(piece)
            _check_size(size, path)
    return unpacked


def unpack_zip(
    path: Path, folder: Path, pattern: str, endings: Collection[str]
) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Unpack members one by one: the file, its name in the archive, and a note of what is left out.

    Those are read whose names are like `pattern` and end as `endings` has it. Raises FeedError where there is none, where one is
    encrypted or an archive itself, and where they would be too large.
    """
    with zipfile.ZipFile(path) as archive:
        members = {
            member.filename.replace("\\", "/"): member
            for member in archive.infolist()
            if not member.is_dir() and not _is_of_the_system(member.filename)
        }
        _check_size(sum(member.file_size for member in members.values()), path)
        wanted = [name for name in members if is_like(name, pattern)]
        read = [name for name in wanted if _ending(name) in endings]
        if nested := [name for name in wanted if _ending(name) in _ARCHIVES]:
            raise FeedError(f"holds the archive {nested[0]}: unpack it, and give its files")
        if not read:
            raise FeedError(
                f"holds no file like {pattern} that ends in {', '.join(sorted(endings))}; it holds {', '.join([*members][:12])}"
            )
        companions = {name: _companions(name, members) for name in read}
        left_out = set(wanted) - set(read) - {name for each in companions.values() for name in each}
        notes = (f"left out: {', '.join(sorted(left_out))}",) if left_out else ()
        for place, name in enumerate(read):
            for part in (name, *companions[name]):
                member, target = members[part], folder / f"{place}{_ending(part)}"
                if member.flag_bits & 1:
                    raise FeedError(f"{part} is encrypted: unpack it with its password first")
                with archive.open(member) as source, open(target, "wb") as file:
                    shutil.copyfileobj(source, file, _PIECE)
            yield folder / f"{place}{_ending(name)}", name, notes
            for unpacked in folder.glob(f"{place}.*"):
                unpacked.unlink()


def _check_size(size: int, path: Path) -> None:
    if size > LARGEST or size > max(_SMALL, _MOST_SHRUNK * path.stat().st_size):
        raise FeedError(
            f"would unpack to {size >> 20} MB or more from {path.stat().st_size >> 10} kB: "
            "if it is what it says, unpack it yourself, and give its files in parts"
        )


def _companions(name: str, members: Collection[str]) -> list[str]:
    stem = name[: -len(_ending(name))].casefold()
    return [
        other
        for other in members
        if _ending(name) == ".shp"
        and _ending(other) in _COMPANIONS
        and other[: -len(_ending(other))].casefold() == stem
    ]


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_of_the_system(name: str) -> bool:
    """Tell what macOS and others add to an archive unasked."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
