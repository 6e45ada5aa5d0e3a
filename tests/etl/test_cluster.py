"""A run shared among workers gives the snapshot of a run on one machine, or says why it cannot; the workers are real."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics.errors import ClusterError, SettingsError
from etl.__main__ import main
from etl.erased import Erasure, read_erased, write_erased
from etl.feeds.definition import load_feed
from etl.feeds.sandbox import Sandbox
from etl.pipeline import Progress, run
from etl.reading import Reader, read_here
from geodata.layers import Layers
from tests import town
from tests.architecture import ROOT
from tests.etl.dask_processes import DaskProcesses, Lasting, make_certificate

pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[cluster]'")
from distributed import Client

from analytics.store import attach_snapshot
from etl.cluster import connect

FILES = 24
Outcome = tuple[str, dict[str, Any]]
Share = Callable[..., Outcome]


@pytest.fixture(scope="module")
def incoming(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the town's feed in monthly files, each of which repeats a row of the one before, and its definition."""
    folder = tmp_path_factory.mktemp("incoming")
    months = defaultdict(list)
    for row in town.rows():
        month, _, year = (row[2] or "12/28/2025").split()[0].split("/")
        months[f"{year}-{month}"].append(row)
    last: list[Any] = []
    for month, rows in sorted(months.items()):
        with open(folder / f"town_{month}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([town.COLUMNS, *last, *rows])
        last = rows[-1:]
    definition = town.FEED_TOML.replace('"town.csv"', '"town_*.csv"')
    (folder / "town.toml").write_text(definition, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory, incoming: Path, town_layers: Layers) -> Share:
    """Give a function that runs the feed with a reader, and gives the digest of its rows and the summary."""

    def one_run(reader: Reader, progress: Progress = lambda *_: None) -> Outcome:
        result = run(
            [load_feed(incoming / "town.toml")], source=incoming, layers=town_layers,
            data_dir=tmp_path_factory.mktemp("data"), reader=reader, progress=progress,
            clock=lambda: datetime(2025, 12, 29, 6, tzinfo=UTC),
        )  # fmt: skip
        with duckdb.connect() as snapshot:
            attach_snapshot(snapshot, result.snapshot)
            rows = snapshot.execute(
                "SELECT row_id, version_hash, status, source_file, source_row FROM incidents ORDER BY ALL"
            ).fetchall()
        return sha256(repr(rows).encode()).hexdigest(), result.summary

    return one_run


@pytest.fixture(scope="module")
def alone(share: Share) -> Outcome:
    """Give digest and summary of the run on this machine alone."""
    return share(read_here)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Lasting]:
    """Give a scheduler that tests share, and which grows."""
    with DaskProcesses() as processes:
        yield Lasting(processes, processes.scheduler()[1])


@pytest.fixture
def processes() -> Iterator[DaskProcesses]:
    """Give what starts schedulers and workers of one test."""
    with DaskProcesses() as started:
        yield started


def _at(file: int, happening: Callable[[], object]) -> Progress:
    """Give a progress to which something happens once so many files are staged."""

    def progress(step: str, done: int, total: int) -> None:
        if "clean" in step and done == file:
            happening()

    return progress


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_snapshot_is_the_same_however_many_workers_read(
    workers: int, share: Share, alone: Outcome, lasting: Lasting
) -> None:
    lasting.grow(workers)
    with connect(lasting.address) as reader:
        assert share(reader) == alone
    assert (alone[1]["accepted"], alone[1]["duplicates"]) == (town.ACCEPTED, FILES)


def test_few_files_are_read_ahead_of_those_staged(share: Share, lasting: Lasting) -> None:
    lasting.grow(1)
    waiting = []
    with Client(lasting.address) as client, connect(lasting.address) as reader:

        def count(dask_scheduler: Any) -> int:
            return len(dask_scheduler.tasks)

        share(reader, lambda *_: waiting.append(client.run_on_scheduler(count)))
    assert max(waiting) <= 2 * len(lasting.workers) + 2 < FILES


def test_worker_that_is_killed_in_the_middle_costs_no_row(
    share: Share, alone: Outcome, lasting: Lasting
) -> None:
    lasting.grow(2)
    with connect(lasting.address) as reader:
        assert share(reader, _at(3, lasting.workers.pop().kill)) == alone


def test_worker_that_its_nanny_starts_again_goes_on(
    share: Share, alone: Outcome, processes: DaskProcesses
) -> None:
    _, address = processes.scheduler()
    processes.worker(address, nanny=True)
    with Client(address) as client:
        [process_id] = client.run(os.getpid).values()
        with connect(address) as reader:
            assert share(reader, _at(3, lambda: os.kill(process_id, signal.SIGKILL))) == alone
        assert process_id not in client.run(os.getpid).values()


def test_run_that_lost_its_last_worker_ends_and_says_so(share: Share, lasting: Lasting) -> None:
    lasting.grow(1)

    def kill_all() -> None:
        while lasting.workers:
            lasting.workers.pop().kill()

    with (
        connect(lasting.address, patience=1) as reader,
        pytest.raises(ClusterError, match="no workers; start some with python -m dask worker tcp"),
    ):
        share(reader, _at(3, kill_all))


def test_run_that_lost_its_scheduler_ends_and_says_so(
    share: Share, processes: DaskProcesses
) -> None:
    scheduler, address = processes.scheduler()
    processes.worker(address)
    with (
        connect(address) as reader,
        pytest.raises(ClusterError, match=r"could not go on .* nothing was published"),
    ):
        share(reader, _at(3, scheduler.kill))


def test_worker_with_another_version_of_the_program_is_refused(
    share: Share, processes: DaskProcesses, tmp_path: Path
) -> None:
    for package in ("analytics", "etl", "geodata"):
        shutil.copytree(ROOT / package, tmp_path / package)
    with open(tmp_path / "etl" / "clean.py", "a", encoding="utf-8") as program:
        program.write("# another version\n")
    _, address = processes.scheduler()
    processes.worker(address, folder=tmp_path)
    with (
        connect(address) as reader,
        pytest.raises(
            ClusterError, match=r"worker tcp:\S+ runs this program \w+ in place of \w+: "
        ),
    ):
        share(reader)


@pytest.mark.parametrize("which", ["worker", "scheduler"])
def test_process_started_outside_the_program_is_refused(
    which: str, share: Share, processes: DaskProcesses, tmp_path: Path
) -> None:
    folders = dict.fromkeys(("scheduler", "worker"), ROOT) | {which: tmp_path}
    _, address = processes.scheduler(folder=folders["scheduler"])
    processes.worker(address, folder=folders["worker"])
    with (
        pytest.raises(ClusterError, match=r"cannot load this program .*'etl'.*start them in its"),
        connect(address) as reader,
    ):
        share(reader)


def test_worker_that_does_not_see_the_data_folder_is_named(
    lasting: Lasting, town_layers: Layers, tmp_path: Path
) -> None:
    lasting.grow(1)
    erased, sandbox = read_erased(tmp_path), Sandbox(tmp_path)
    with (
        connect(lasting.address) as reader,
        pytest.raises(ClusterError, match=r"worker tcp:\S+ does not see .*gone: all machines"),
        reader(
            town_layers, tmp_path / "gone", as_of=date(2025, 12, 28), erased=erased, sandbox=sandbox
        ),
    ):
        pass


def test_scheduler_out_of_reach_is_one_clear_error() -> None:
    with (
        pytest.raises(ClusterError, match=r"tcp://127.0.0.1:9: no scheduler can be reached"),
        connect("tcp://127.0.0.1:9", seconds=0.5),
    ):
        pass


def test_scheduler_without_workers_is_one_clear_error(processes: DaskProcesses) -> None:
    _, address = processes.scheduler()
    with pytest.raises(ClusterError, match="has no workers"), connect(address, seconds=0.5):
        pass


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl, which makes keys, is absent")
def test_scheduler_with_tls_answers_only_those_its_authority_knows(
    share: Share, alone: Outcome, processes: DaskProcesses, tmp_path: Path
) -> None:
    own, other = (make_certificate(tmp_path, name) for name in ("own", "other"))
    files = zip(("--tls-ca-file", "--tls-cert", "--tls-key"), map(str, own), strict=True)
    tls = [word for option in files for word in option]
    _, address = processes.scheduler("--protocol", "tls", *tls)
    processes.worker(address, *tls)
    with connect(address, tls=own) as reader:
        assert share(reader) == alone
    with pytest.raises(ClusterError, match="be reached"), connect(address, tls=other, seconds=1):
        pass
    plain = address.replace("tls://", "tcp://")
    with pytest.raises(ClusterError, match="encryption required"), connect(plain, tls=own):
        pass
    with pytest.raises(SettingsError, match="all three"), connect(address):
        pass


@pytest.fixture
def arguments(incoming: Path, tmp_path: Path) -> list[str]:
    """Give the arguments of a run of the monthly files, but for its scheduler."""
    town.write_layers(tmp_path / "geodata")
    return ["run", str(incoming / "town.toml"), "--input", str(incoming), "--as-of", "2025-12-28", "--json",
            "--data-dir", str(tmp_path), "--scheduler"]  # fmt: skip


def test_command_line_shares_a_run_and_leaves_out_what_was_erased(
    arguments: list[str], lasting: Lasting, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    erased = read_erased(tmp_path)
    erasure = Erasure("town", erased.key("B7"), "2025-12-28T00:00:00", None)
    write_erased(tmp_path, replace(erased, erasures=(erasure,)))
    lasting.grow(1)
    assert main([*arguments, lasting.address]) == 0
    printed = capfd.readouterr()
    assert json.loads(printed.out)["accepted"] == town.ACCEPTED - 1
    assert printed.err == ""


def test_command_line_says_what_to_install(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "etl.cluster")
    assert main([*arguments, "anywhere:1"]) == 2
    assert "pip install '.[cluster]'" in capsys.readouterr().err


def test_dask_is_not_loaded_without_a_scheduler() -> None:
    program = "import sys, etl.__main__; sys.exit('dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
