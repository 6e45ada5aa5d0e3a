"""Several processes answer on one address: one that dies is started again, and all of them end together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import psutil
import pytest

from dashboard.__main__ import main
from dashboard.workers import Door

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows serves with one process")

ROOT = Path(__file__).parents[2]
TURNS = 2400


@contextmanager
def serve(data_dir: Path, workers: int, temporary: Path) -> Iterator[tuple[psutil.Process, int]]:
    """Serve with the command line; give the process and the port."""
    with Door("127.0.0.1", 0) as free:
        port = int(free.server_address[1])
    words = [*("--port", str(port)), *("--workers", str(workers)), *("--data-dir", str(data_dir))]
    command = [sys.executable, "-m", "dashboard", *words]
    # What a killed server leaves behind is left where the test is.
    given = {"cwd": ROOT, "env": os.environ | {"TMPDIR": str(temporary)}}
    with psutil.Popen(command, **given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            assert b"Dashboard on" in server.stdout.readline()
            yield server, port
        finally:
            with suppress(psutil.NoSuchProcess):
                server.terminate()
            server.communicate()


def workers_of(server: psutil.Process) -> dict[int, psutil.Process]:
    found = {}
    for child in server.children():
        # One that has just ended says nothing of itself.
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in str(child.cmdline()):
                found[child.pid] = child
    return found


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/alive")
        return connection.getresponse().status == 204
    except OSError:
        return False
    finally:
        connection.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(TURNS):
        if is_so():
            return
        Event().wait(0.01)
    pytest.fail("what was waited for did not come")


def test_a_worker_that_dies_is_started_again_and_all_end_together(
    town_data_dir: Path, tmp_path: Path
) -> None:
    with serve(town_data_dir, 2, tmp_path) as (server, port):
        wait_until(lambda: len(workers_of(server)) == 2 and answers(port))
        first = workers_of(server)
        killed = next(iter(first.values()))
        killed.kill()
        wait_until(lambda: len(workers_of(server).keys() - {killed.pid}) == 2)
        assert answers(port)
        left = workers_of(server)
        server.send_signal(signal.SIGTERM)
        _, alive = psutil.wait_procs([server, *left.values()], timeout=20)
        assert alive == []
        assert server.returncode == 0
        assert list(tmp_path.glob("crime-jobs-*")) == []


def test_workers_end_where_the_first_process_is_killed(town_data_dir: Path, tmp_path: Path) -> None:
    with serve(town_data_dir, 2, tmp_path) as (server, port):
        wait_until(lambda: len(workers_of(server)) == 2 and answers(port))
        left = workers_of(server)
        server.kill()
        _, alive = psutil.wait_procs([*left.values()], timeout=20)
        assert alive == []
        assert not answers(port)


def test_an_address_that_is_taken_is_refused_with_a_sentence(
    town_data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Door("127.0.0.1", 0) as taken:
        port = str(taken.server_address[1])
        assert main(["--port", port, "--workers", "2", "--data-dir", str(town_data_dir)]) == 2
    assert f"cannot serve on 127.0.0.1 port {port}" in capsys.readouterr().err
