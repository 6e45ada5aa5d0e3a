"""What exactly did we receive? Every file is kept byte for byte under its checksum, once, whatever it is called.

A run works on a copy of its own, and keeps it when it has read it: nothing is kept unread that might hold an erased incident.
What is kept was renamed to its place, so a copy under a checksum is always whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from analytics.errors import FeedError
from etl.feeds.chunk import REDACTED

RAW = "raw"
_PIECE = 1 << 20


@dataclass(frozen=True)
class RawFile:
    """One received file: its name as given, its kept copy, checksum and size in bytes."""

    name: str
    kept: Path
    sha256: str
    bytes: int


def copy_raw(path: Path, name: str, folder: Path) -> RawFile:
    """Copy a file into `folder`, under its SHA-256 and its ending.

    Raises FeedError where the file cannot be read or the disk is full; nothing half-written is left under a checksum.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".partial-{os.getpid()}"
    digest, size = hashlib.sha256(), 0
    try:
        with open(path, "rb") as source, open(partial, "wb") as copy:
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += copy.write(piece)
        kept = folder / f"{digest.hexdigest()}{path.suffix.lower()}"
        os.replace(partial, kept)
    except OSError as error:
        raise FeedError(
            f"{name}: cannot be kept in {folder}: {error}; nothing was published"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    # The disk writes while the file is read; `keep_raw` waits for what is not written by then.
    Thread(target=_sync, args=(kept,)).start()
    return RawFile(name, kept, digest.hexdigest(), size)


def _sync(path: Path) -> None:
    with suppress(FileNotFoundError), open(path, "r+b") as file:
        os.fsync(file.fileno())


def keep_raw(raw: RawFile, data_dir: Path, feed: str) -> None:
    """Move the copy of a file of a feed to where copies are kept, once it is on the disk."""
    _sync(raw.kept)
    folder = data_dir / RAW / feed
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(raw.kept, folder / raw.kept.name)


def kept_copy(line: Mapping[Any, Any], folder: Path) -> RawFile:
    """Give the kept copy of a file listed in schema.RAW_FILES.

    Raises FeedError where it is gone.
    """
    for ending in (Path(line["source_file"]).suffix.lower(), REDACTED):
        kept = folder / f"{line['sha256']}{ending}"
        if kept.is_file():
            return RawFile(line["source_file"], kept, line["sha256"], line["bytes"])
    raise FeedError(
        f"{line['source_file']}: its kept copy {line['sha256']} in {folder} is gone; put the file back into the input folder "
        "and run as usual"
    )
