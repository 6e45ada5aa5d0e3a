"""What exactly did we receive? Every file is kept byte for byte under its checksum, once, whatever it is called.

A run works on a copy of its own, and keeps it when it has read it: nothing is kept unread that might hold an erased incident.
What is kept was renamed to its place, so a copy under a checksum is always whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from analytics.errors import FeedError
from etl.feeds.chunk import REDACTED

RAW = "raw"
_LARGE, _PIECE = 64 << 20, 64 << 20
# What the kernel says where it cannot copy: between two file systems, on some kinds of them, or where a sandbox forbids it.
_NOT_IN_KERNEL = (
    errno.EXDEV,
    errno.EINVAL,
    errno.ENOSYS,
    errno.EOPNOTSUPP,
    errno.EPERM,
    errno.ETXTBSY,
)
# What is read is summed and seen on the disk meanwhile: one file after the other, as it is the disk that takes the time.
_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="raw")


@dataclass(frozen=True)
class RawFile:
    """One received file: its name as given, its copy, its size in bytes, and its checksum, which may not be computed yet."""

    name: str
    copy: Path
    bytes: int
    checksum: Future[str] | str

    @property
    def sha256(self) -> str:
        """The checksum of the copy; FeedError where it cannot be read."""
        if isinstance(self.checksum, str):
            return self.checksum
        try:
            return self.checksum.result()
        except OSError as error:
            raise _cannot_keep(self.name, self.copy.parent, error) from error

    @property
    def kept_name(self) -> str:
        """The name under which the copy is kept."""
        return f"{self.sha256}{self.copy.suffix}"


def copy_raw(path: Path, name: str, folder: Path) -> RawFile:
    """Copy a file into `folder`, keeping its ending.

    Raises FeedError where the file cannot be read or the disk is full, and then there is no copy.
    """
    # Not a temporary file: those only their owner can read, and workers elsewhere may run as somebody else.
    copy = folder / f"received-{uuid4().hex}{path.suffix.lower()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(path, copy)
    except OSError as error:
        with suppress(OSError):
            copy.unlink()
        raise _cannot_keep(name, folder, error) from error
    return RawFile(name, copy, copy.stat().st_size, _BESIDE.submit(_sum_and_sync, copy))


def _copy(path: Path, copy: Path) -> None:
    size = path.stat().st_size
    if not hasattr(os, "copy_file_range") or size < _LARGE:
        shutil.copyfile(path, copy)
        return
    try:
        _copy_in_kernel(path, copy, size)
    except OSError as error:
        if error.errno not in _NOT_IN_KERNEL:
            raise
        shutil.copyfile(path, copy)


def _copy_in_kernel(path: Path, copy: Path, size: int) -> None:
    """Copy within the kernel: two threads take a third less time."""
    middle = size // 2
    with open(path, "rb") as source, open(copy, "wb") as target, ThreadPoolExecutor(1) as pool:
        half = pool.submit(_copy_range, source, target, 0, middle)
        _copy_range(source, target, middle, size)
        half.result()


def _copy_range(source: IO[bytes], target: IO[bytes], start: int, end: int) -> None:
    while start < end:
        piece = min(end - start, _PIECE)
        copied = os.copy_file_range(source.fileno(), target.fileno(), piece, start, start)
        if not copied:
            raise OSError("it has become shorter while it was copied")
        start += copied


def _cannot_keep(name: str, folder: Path, error: OSError) -> FeedError:
    return FeedError(f"{name}: cannot be kept in {folder}: {error}; nothing was published")


def _sum_and_sync(copy: Path) -> str:
    with open(copy, "r+b") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def keep_raw(raw: RawFile, data_dir: Path, feed: str) -> None:
    """Move the copy of a file of a feed to where copies are kept, once it is on the disk."""
    folder = data_dir / RAW / feed
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(raw.copy, folder / raw.kept_name)


def kept_copy(line: Mapping[Any, Any], folder: Path) -> RawFile:
    """Give the kept copy of a file listed in schema.RAW_FILES.

    Raises FeedError where it is gone.
    """
    for ending in (Path(line["source_file"]).suffix.lower(), REDACTED):
        kept = folder / f"{line['sha256']}{ending}"
        if kept.is_file():
            return RawFile(line["source_file"], kept, line["bytes"], line["sha256"])
    raise FeedError(
        f"{line['source_file']}: its kept copy {line['sha256']} in {folder} is gone; put the file back into the input folder "
        "and run as usual"
    )
