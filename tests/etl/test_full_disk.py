"""A disk that is full: one line says so, readers keep what they had, and with some space the next run succeeds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from analytics.store import current_snapshot, open_snapshot
from etl.__main__ import main
from etl.publish import service
from tests import town

MB = 1 << 20
DISK = 24 * MB
LIMITED = """
import resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from etl.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that is a disk of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only an administrator of Linux may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def _arguments(folder: Path, data_dir: Path) -> list[str]:
    """Give the arguments of a run of the town's feed."""
    town.write_feed(folder / "in")
    town.write_layers(data_dir / "geodata")
    return [
        "run", str(folder / "in" / "town.toml"), "--input", str(folder / "in"), "--data-dir", str(data_dir), "--json",
    ]  # fmt: skip


def _is_one_line(text: str) -> bool:
    return text.startswith("error: ") and text.count("\n") == 1


def _counted(data_dir: Path) -> int:
    store = open_snapshot(data_dir, audience="police")
    counted = store.coverage().counted
    store.close()
    return counted


def test_full_disk_leaves_the_snapshot_in_service_whatever_it_stops(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir = small_disk / "data"
    arguments = _arguments(tmp_path, data_dir)
    assert main(arguments) == 0
    before = current_snapshot(data_dir)
    filler = small_disk / "filler"
    failures = 0
    for kb in (0, 4, 16, 64, 256, 512, 1024, 1536, 2048, 2560):
        filler.unlink(missing_ok=True)
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(bytes(free - kb * 1024))
        capsys.readouterr()
        code = main(arguments)
        if code == 0:
            break
        assert code == 2
        failures += 1
        said = capsys.readouterr().err
        assert _is_one_line(said), said
        assert "No space left on device" in said
        assert current_snapshot(data_dir) == before
        assert _counted(data_dir) == town.ACCEPTED
        assert [*(data_dir / "snapshots").iterdir()] == [before]
    assert failures >= 5
    filler.unlink(missing_ok=True)
    assert main(arguments) == 0
    assert current_snapshot(data_dir) != before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not limit the size of files")
@pytest.mark.parametrize("limit", [1_000, 20_000, 400_000, 2_000_000])
def test_file_that_may_not_grow_is_one_line_and_no_snapshot_is_lost(
    tmp_path: Path, limit: int
) -> None:
    data_dir = tmp_path / "data"
    arguments = _arguments(tmp_path, data_dir)
    refused = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *arguments], capture_output=True, text=True
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert _is_one_line(refused.stderr), refused.stderr
    assert "File too large" in refused.stderr
    assert current_snapshot(data_dir) is None
    assert main(arguments) == 0
    assert _counted(data_dir) == town.ACCEPTED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not limit the size of files")
def test_approval_without_space_for_its_dates_leaves_the_run_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir = tmp_path / "data"
    arguments = _arguments(tmp_path, data_dir)
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in count())
    monkeypatch.setattr("etl.__main__.now", lambda: next(moments))
    assert main(arguments) == 0
    before = current_snapshot(data_dir)
    feed = tmp_path / "in" / "town.csv"
    lines = feed.read_text(encoding="utf-8").splitlines()
    feed.write_text("\n".join(lines[: len(lines) // 2]) + "\n", encoding="utf-8")
    assert main(arguments) == 3
    held = service.read_held(data_dir)
    assert held is not None
    approve = ["approve", held.run_id, "--data-dir", str(data_dir)]
    size = (data_dir / "snapshots" / held.snapshot).stat().st_size
    refused = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *approve], capture_output=True, text=True
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert _is_one_line(refused.stderr), refused.stderr
    assert "repeat the command" in refused.stderr
    assert current_snapshot(data_dir) == before
    assert service.read_held(data_dir) == held
    assert main(approve) == 0
    assert current_snapshot(data_dir) != before
