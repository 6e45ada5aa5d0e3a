"""One run at a time works on a data folder; one that was killed is not in the way of the next."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.store import current_snapshot
from etl.publish import service
from tests import town

# A run of the town's feed that waits for a line of input before it writes.
FIRST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from etl.pipeline import run
from tests import town

def progress(step, done, total):
    if (step, done) == ("write", 0):
        print("writing", flush=True)
        sys.stdin.readline()

folder = Path(sys.argv[1])
run(
    [town.write_feed(folder / "incoming")], source=folder / "incoming", layers=town.write_layers(folder / "layers"),
    data_dir=folder, clock=lambda: datetime(2025, 12, 28, tzinfo=UTC), progress=progress,
)
"""


@contextmanager
def _run_at_work(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield process


def test_second_run_is_told_to_wait_and_the_first_goes_on(tmp_path: Path) -> None:
    with _run_at_work(tmp_path) as first:
        with pytest.raises(StoreError, match="another run is at work on it; wait until it has"):
            town.publish(tmp_path)
        with pytest.raises(StoreError, match="another run is at work"):
            service.approve(tmp_path, "1", datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(StoreError, match="another run is at work"):
            service.roll_back(tmp_path)
        first.communicate("go on\n")
    assert first.returncode == 0
    snapshot = current_snapshot(tmp_path)
    assert snapshot is not None
    assert snapshot.stem == "20251228T000000Z"


def test_run_that_was_killed_is_not_in_the_way_of_the_next(tmp_path: Path) -> None:
    with _run_at_work(tmp_path) as first:
        first.kill()
    assert [*(tmp_path / "snapshots").iterdir()] != []
    result = town.publish(tmp_path)
    assert [*(tmp_path / "snapshots").iterdir()] == [result.snapshot]
