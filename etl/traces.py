"""Which files still hold a text, be it inside an archive or a workbook?

The text is looked for as bytes, in the encodings that exports come in. A number that is written otherwise in a file (joined from
two columns, with an escape, as a floating point number) is not found, and neither is what a database has compressed.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

_PIECE = 1 << 20
_ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


def files_with(text: str, folder: Path) -> Iterator[Path]:
    """Give the files below a folder, or the one file given, that hold a text."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    return (path for path in paths if path.is_file() and holds(path, text))


def holds(path: Path, text: str) -> bool:
    """Tell whether a file holds a text, packed or not; a packed file that is damaged is searched as it is."""
    wanted = {text.encode(encoding, "replace") for encoding in _ENCODINGS}
    with open(path, "rb") as file:
        if _is_in(file, wanted):
            return True
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return any(_is_member_in(archive, name, wanted) for name in archive.namelist())
        with gzip.open(path) as file:
            return _is_in(file, wanted)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, NotImplementedError):
        return False


def _is_member_in(archive: zipfile.ZipFile, name: str, wanted: set[bytes]) -> bool:
    with archive.open(name) as member:
        return _is_in(member, wanted)


def _is_in(file: _Bytes, wanted: set[bytes]) -> bool:
    longest = max(map(len, wanted))
    tail = b""
    while piece := file.read(_PIECE):
        window = tail + piece
        if any(each in window for each in wanted):
            return True
        tail = window[-longest:]
    return False
