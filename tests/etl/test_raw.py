"""What was received is kept byte for byte, wherever it comes from, and nothing half copied is left."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl import raw
from etl.raw import copy_raw, keep_raw

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def received(tmp_path: Path) -> Path:
    path = tmp_path / "May.CSV"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "_LARGE", 1)
    monkeypatch.setattr(raw, "_PIECE", 1_000)


def test_copy_is_kept_under_the_checksum_of_what_was_received(
    tmp_path: Path, received: Path
) -> None:
    copy = copy_raw(received, "in/May.CSV", tmp_path / "work")
    keep_raw(copy, tmp_path, "a")
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert (copy.sha256, copy.bytes) == (sha256, len(CONTENT))
    assert (tmp_path / "raw" / "a" / f"{sha256}.csv").read_bytes() == CONTENT
    assert [*(tmp_path / "work").iterdir()] == []


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="only Linux copies in the kernel")
@pytest.mark.parametrize("number", ["EXDEV", "EINVAL", "ENOSYS", "EOPNOTSUPP", "EPERM"])
def test_file_is_copied_where_the_kernel_cannot_copy_it(
    tmp_path: Path, received: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(getattr(errno, number), "no")

    monkeypatch.setattr(os, "copy_file_range", refuse)
    copy = copy_raw(received, "May.CSV", tmp_path / "work")
    assert copy.copy.read_bytes() == CONTENT


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="only Linux copies in the kernel")
def test_full_disk_is_said_and_leaves_no_part_of_a_file(
    tmp_path: Path, received: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", fill)
    with pytest.raises(FeedError, match=r"^May\.CSV: cannot be kept in .*No space left"):
        copy_raw(received, "May.CSV", tmp_path / "work")
    assert [*(tmp_path / "work").iterdir()] == []


def test_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"^gone\.csv: cannot be kept in .*No such file"):
        copy_raw(tmp_path / "gone.csv", "gone.csv", tmp_path / "work")


def test_copy_that_cannot_be_seen_on_the_disk_is_not_kept(
    tmp_path: Path, received: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    copy = copy_raw(received, "May.CSV", tmp_path / "work")
    with pytest.raises(FeedError, match=r"^May\.CSV: cannot be kept in .*Input/output error"):
        keep_raw(copy, tmp_path, "a")
    assert [*(tmp_path / "raw" / "a").iterdir()] == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has a group")
def test_kept_copy_may_be_read_by_whoever_may_read_other_files(
    tmp_path: Path, received: Path
) -> None:
    assert copy_raw(received, "May.CSV", tmp_path).copy.stat().st_mode == received.stat().st_mode
