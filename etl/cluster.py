"""How is a run shared among machines? Workers of a Dask scheduler read its files, this process stages, settles and publishes.

A worker reads files itself, from the copies in a data folder that all machines see under one path, and sends back located rows:
to ship the rows as received costs more than the work on them. Files are staged in the order that a run on one machine has, so the
snapshot is the same row for row, however many workers there are and whichever of them is lost. A file is the smallest share of
the work, and its rows are held in memory at once: one file of millions of rows gains nothing here.

Whoever reaches an open scheduler can run code on the workers; see CLUSTER.md.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

from distributed import (
    Client,
    Future,
    KilledWorker,
    Security,
    Worker,
    WorkerPlugin,
    get_worker,
    wait,
)

from analytics.errors import ClusterError, CrimeStatsError, SettingsError
from etl.delivery import Delivery
from etl.erased import Erased
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.feeds.slots import copied
from etl.locate import Locator
from etl.reading import Part, Reader, ReadFiles, read_parts
from geodata.layers import Layers

_FILES_PER_THREAD = 2  # so that no worker waits while this process stages
_ROOT = Path(__file__).parents[1]
_PACKAGES = ("dask", "distributed", "geopandas", "ijson", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "python-calamine",
             "shapely", "tzdata")  # fmt: skip


def _versions() -> dict[str, str]:
    digest = sha256()
    for folder in ("analytics", "etl", "geodata"):
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".csv"):
                digest.update(path.relative_to(_ROOT).as_posix().encode())
                digest.update(path.read_text(encoding="utf-8").encode())
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    known = {"this program": digest.hexdigest()[:12], "Python": python}
    return known | {name: version(name) for name in _PACKAGES}


# Of the moment of loading: a worker goes on running what it has loaded, whatever the files become.
_VERSIONS = _versions()


def versions() -> dict[str, str]:
    """Give what the rows depend on, in the process that is asked: the program's files, Python and packages."""
    return _VERSIONS


def _require(wanted: dict[str, str], found: dict[str, str], who: str) -> None:
    """Raise ClusterError where a process is not made of what the run's own process is made of."""
    others = [
        f"{name} {found.get(name)} in place of {wanted[name]}"
        for name in wanted
        if found.get(name) != wanted[name]
    ]
    if others:
        raise ClusterError(
            f"{who} runs {', '.join(others)}: install the same on all machines, and start scheduler and workers again"
        )


@contextmanager
def connect(
    address: str,
    *,
    tls: tuple[Path | None, Path | None, Path | None] = (None, None, None),
    seconds: float = 10.0,
    patience: float = 60.0,
) -> Iterator[Reader]:
    """Give the Reader whose files are read by the workers of the scheduler at `address`.

    `tls` names the files of the authority's certificate, one's own, and its key. There must be a scheduler and a worker within
    `seconds`; a run that has lost all workers waits `patience` seconds for another. Raises ClusterError where there is none, and
    where they run another program than this process, SettingsError where only some files of `tls` are given.
    """
    if (any(tls) or address.startswith("tls://")) and not all(tls):
        raise SettingsError("TLS needs all three: --tls-ca, --tls-cert and --tls-key")
    ca, certificate, key = (str(path) if path else None for path in tls)
    security = Security(
        require_encryption=all(tls), tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key
    )
    try:
        client = Client(address, timeout=seconds, security=security)
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(
            f"{address}: no scheduler can be reached there ({error}); etl/CLUSTER.md says how to start one"
        ) from error
    with client:
        cluster = _Cluster(client, address, patience)
        with cluster.same_program():
            _require(versions(), client.run_on_scheduler(versions), f"the scheduler {address}")
        cluster.wait_for_worker(seconds)
        yield cluster.reader


@dataclass(frozen=True)
class _Cluster:
    client: Client
    address: str
    patience: float

    @contextmanager
    def reader(
        self, layers: Layers, data_dir: Path, *, as_of: date, erased: Erased, sandbox: Sandbox
    ) -> Iterator[ReadFiles]:
        # Two runs on one data folder exclude each other, and the next takes the place of one that was killed.
        name = f"crime statistics in {data_dir.absolute()}"
        try:
            with self.same_program():
                desk = _Desk(layers, data_dir.absolute(), as_of, erased)
                self.client.register_plugin(desk, name)
            yield lambda deliveries: self._read(name, deliveries)
        finally:
            # Who is gone has nothing to give back.
            if self.client.status == "running":
                with suppress(Exception):
                    self.client.unregister_worker_plugin(name)

    def _read(self, name: str, deliveries: Sequence[Delivery]) -> Iterator[list[Part]]:
        files = ((each.feed, raw) for each in deliveries for raw in each.files)
        ahead: deque[Future] = deque()
        try:
            while True:
                threads = sum(self.client.nthreads().values())
                room = max(threads * _FILES_PER_THREAD, 1) - len(ahead)
                for feed, raw in islice(files, max(room, 0)):
                    where = raw.copy.absolute()
                    ahead.append(self.client.submit(_read, name, feed, where, raw.name, pure=False))
                if not ahead:
                    return
                yield self._result(ahead.popleft())
        except KilledWorker as error:
            raise ClusterError(
                f"{self.address}: one worker after another was lost over the same file; give them more memory, or run without "
                "--scheduler"
            ) from error
        except (CancelledError, OSError) as error:
            raise ClusterError(
                f"{self.address}: the workers could not go on ({error}); nothing was published, see that the scheduler and its "
                "workers are there and run again"
            ) from error

    def _result(self, future: Future) -> list[Part]:
        seconds = self.patience
        while True:
            self.wait_for_worker(self.patience)
            try:
                wait(future, timeout=self.patience)
                # It may be lost with its worker even now, and then it is made again and nobody says so.
                return future.result(timeout=seconds)
            except TimeoutError:
                if future.status == "error":
                    raise
                seconds *= 2

    def wait_for_worker(self, seconds: float) -> None:
        """Wait until there is a worker; ClusterError where there is none in time."""
        try:
            self.client.wait_for_workers(1, timeout=seconds)
        except TimeoutError as error:
            raise ClusterError(
                f"{self.address}: the scheduler has no workers; start some with python -m dask worker {self.address}"
            ) from error

    @contextmanager
    def same_program(self) -> Iterator[None]:
        """Say it plainly where a process there cannot load this program, or not this version of it."""
        try:
            yield
        except CrimeStatsError:
            raise
        # What a process lacks comes back as an exception of any kind.
        except Exception as error:
            raise ClusterError(
                f"{self.address}: the scheduler or a worker cannot load this program ({error}); start them in its folder, "
                "with the packages that it needs"
            ) from error


class _Desk(WorkerPlugin):
    """What a worker has at hand for the files of one run: the indexed polygons, and processes that read."""

    def __init__(self, layers: Layers, data_dir: Path, as_of: date, erased: Erased) -> None:
        self.layers, self.data_dir, self.as_of, self.erased = layers, data_dir, as_of, erased
        self.wanted = versions()

    def setup(self, worker: Worker) -> None:
        """Make ready, when the run begins or the worker joins it; raises ClusterError where the worker is not fit for it."""
        self.worker = worker
        self.idle: SimpleQueue[Sandbox] = SimpleQueue()
        self.sandboxes = ExitStack()
        self.check(self.data_dir)
        self.locator = Locator.build(self.layers)

    def teardown(self, worker: Worker) -> None:
        """End what was started for the run."""
        self.sandboxes.close()

    def check(self, needed: Path) -> None:
        """Raise ClusterError where the worker runs something else than the run, or does not see what it is to read."""
        who = f"worker {self.worker.address}"
        _require(self.wanted, versions(), who)
        if not needed.exists():
            raise ClusterError(
                f"{who} does not see {needed}: all machines must have the data folder under the same path"
            )

    def read(self, feed: Feed, path: Path, name: str) -> list[Part]:
        """Read, clean and locate one file."""
        self.check(path)
        try:
            sandbox = self.idle.get_nowait()
        except Empty:
            sandbox = self.sandboxes.enter_context(Sandbox(Path(self.worker.local_directory)))
        chunks = self.erased.leave_out(sandbox.read(feed, path, name), feed)
        # All are held at once, and may not hold the slots that their chunks came in.
        parts = [
            replace(part, rows=copied(part.rows))
            for part in read_parts(chunks, feed, self.locator.for_feed(feed), as_of=self.as_of)
        ]
        # After an error the run is over, and so is this sandbox.
        self.idle.put(sandbox)
        return parts


def _read(run: str, feed: Feed, path: Path, name: str) -> list[Part]:
    """Read one file on a worker, at the desk it has for the run."""
    desk = get_worker().plugins[run]
    assert isinstance(desk, _Desk)
    return desk.read(feed, path, name)
