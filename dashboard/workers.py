"""How do several processes answer on one address? The first binds it and hands the listening socket to the others.

Each worker reads the snapshot for itself, so memory grows with their number, and for a moment after a run two pages may be of two
runs. The first process answers nothing: it starts a worker anew that died, and looks after the jobs that all of them share.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socketserver
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread
from time import monotonic
from typing import Any

from waitress.server import create_server

from analytics.audiences import Audience
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.jobs import Jobs, answers
from dashboard.jobs.folder import Folder
from dashboard.jobs.line import Line
from dashboard.jobs.offered import make_folder

log = logging.getLogger(__name__)

THREADS = 8
WAITING = 1024
# A worker that dies so often in so short a time dies of something that a new one will die of as well.
MOST_DEATHS, DEATHS_SECONDS = 5, 30.0
PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Served:
    """What each worker serves."""

    data_dir: Path
    tile_url: str | None
    database_url: str | None
    audience: Audience = "police"


class Door(socketserver.TCPServer):
    """The one listening socket. Raises OSError where the address is taken."""

    allow_reuse_address = True
    request_queue_size = WAITING

    def __init__(self, host: str, port: int) -> None:
        if ":" in host:
            self.address_family = socketserver.socket.AF_INET6  # type: ignore[attr-defined]
        super().__init__((host, port), socketserver.BaseRequestHandler)


class WorkersError(Exception):
    """Workers die as fast as they are started."""


def run_workers(count: int, door: Door, served: Served, clock: Callable[[], datetime]) -> None:
    """Answer with `count` processes until interrupted; then end them and their jobs. Raises WorkersError."""
    folder, stop = make_folder(), Event()
    line = Thread(target=Line(folder, clock).run, args=(stop,))
    line.start()
    workers: list[BaseProcess] = []
    try:
        workers += [_start(door, served, folder) for _ in range(count)]
        _keep_alive(workers, door, served, folder)
    finally:
        stop.set()
        _end(workers)
        line.join()
        rmtree(folder.root, ignore_errors=True)


def _keep_alive(workers: list[BaseProcess], door: Door, served: Served, folder: Folder) -> None:
    deaths: list[float] = []
    while True:
        wait([worker.sentinel for worker in workers], LOOK_SECONDS)
        for place, worker in enumerate(workers):
            if worker.is_alive():
                continue
            log.error("worker %s ended with %s; another is started", worker.pid, worker.exitcode)
            now = monotonic()
            deaths = [at for at in deaths if at > now - DEATHS_SECONDS] + [now]
            if len(deaths) > MOST_DEATHS:
                raise WorkersError(f"{len(deaths)} workers died in {DEATHS_SECONDS:.0f} seconds")
            workers[place] = _start(door, served, folder)


def _start(door: Door, served: Served, folder: Folder) -> BaseProcess:
    # Spawned, not forked: a copy of a process with threads may hold their locks for ever.
    process = multiprocessing.get_context("spawn").Process(
        target=serve_worker, args=(door.socket, served, folder), daemon=True
    )
    process.start()
    return process


def _end(workers: list[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(PATIENCE_SECONDS)
        if worker.is_alive():
            worker.kill()
            worker.join()


def serve_worker(listening: Any, served: Served, folder: Folder) -> None:
    """Answer on a socket that listens already, until told to end or until the first process is gone."""
    # The one place that reads the clock; a function of it cannot be handed over, because there it has no other name.
    from dashboard.__main__ import now

    # Ctrl+C goes to all processes of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_plainly()
    end_when_told()
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    context = Context(
        served.data_dir,
        audience=served.audience,
        clock=now,
        tile_url=served.tile_url,
        database_url=served.database_url,
    )
    app = create_app(context)
    if served.audience == "police":
        answers.use(app, Jobs(now, folder))
    server = create_server(app.server, sockets=[listening], threads=THREADS)
    context.make_ready()
    try:
        server.run()
    finally:
        context.close()


def log_plainly() -> None:
    """Write warnings and errors, each with its time."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # A request that waits for a free thread is no warning where pages send several at a time.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def end_when_told() -> None:
    """End in order where the process is told to end, as with Ctrl+C."""

    def end(*_: object) -> None:
        sys.exit(0)

    with suppress(ValueError):
        signal.signal(signal.SIGTERM, end)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    signal.raise_signal(signal.SIGTERM)
