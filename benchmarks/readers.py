"""Does the dashboard stay quick and whole with fifty readers at once? Two workers on this machine's own address.

Each reader opens some pages by random links, all requests of a page included, and looks at each for some seconds, as readers do.
Readers are threads of one process on the same machine, so they take from the server what they need themselves; a browser sends a
page's requests several at a time, these readers one after another.
"""

from __future__ import annotations

import gzip
import http.client
import json
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import dash
import numpy as np

from benchmarks.links import draw_links
from benchmarks.loaded import loaded_data
from benchmarks.options import parser_for, work_folder
from benchmarks.table import Line, show
from benchmarks.visitor import Ask, Visitor
from dashboard.app import create_app
from dashboard.context import Context

READERS, PAGES, WORKERS = 50, 4, 2
LONGEST_LOOK_SECONDS = 10.0
MOST_SECONDS = 1.0
PATIENCE_SECONDS = 60.0
SEED = 5
_ROOT = Path(__file__).parents[1]


@dataclass
class Reader:
    """What happened to one reader: seconds of each page's slowest request, and what went wrong."""

    slowest: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Load everything once, let the readers read, and print one table."""
    parser = parser_for("readers", __doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--look", type=float, default=LONGEST_LOOK_SECONDS)
    parser.add_argument("--data-dir", type=Path, help="read this data folder instead")
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        data_dir = asked.data_dir or loaded_data(work, asked.rows)
        lines = measure(data_dir, asked.readers, asked.pages, asked.workers, asked.look)
    show(f"{asked.readers} readers, {asked.pages} pages each, {asked.workers} workers", lines)


def measure(
    data_dir: Path,
    readers: int = READERS,
    pages: int = PAGES,
    workers: int = WORKERS,
    look_seconds: float = LONGEST_LOOK_SECONDS,
) -> list[Line]:
    """Serve a data folder, and let readers open pages at random."""
    visits = _draw_visits(data_dir, readers * pages)
    found = [Reader() for _ in range(readers)]
    looks = np.random.default_rng(SEED).uniform(0, look_seconds, (readers, pages))
    with served(data_dir, workers) as port:
        started = monotonic()
        threads = [
            Thread(target=_read, args=(reader, port, visits[n * pages : (n + 1) * pages], looks[n]))
            for n, reader in enumerate(found)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = monotonic() - started
    slowest = [each for reader in found for each in reader.slowest] or [float("inf")]
    errors = [error for reader in found for error in reader.errors]
    for error in sorted(set(errors))[:10]:
        print(f"readers: {error}", file=sys.stderr)
    p50, p95 = (1000 * float(np.quantile(slowest, share)) for share in (0.5, 0.95))
    return [
        Line(f"readers: {readers} at once, a page's slowest request, p50", "ms", p50),
        Line(f"readers: {readers} at once, a page's slowest request, p95", "ms", p95, None, 1000 * MOST_SECONDS),
        Line(f"readers: {readers} at once, pages in a second", "pages", len(slowest) / seconds),
        Line(f"readers: {readers} at once, errors", "errors", len(errors), None, 0),
    ]  # fmt: skip


def _draw_visits(data_dir: Path, count: int) -> list[tuple[str, str]]:
    context = Context(data_dir, audience="police", clock=lambda: datetime(2000, 1, 1, tzinfo=UTC))
    links = draw_links(context.reader(), count, SEED)
    create_app(context)
    context.close()
    paths = sorted(p["path"] for p in dash.page_registry.values() if "404" not in p["path"])
    order = np.random.default_rng(SEED).integers(0, len(paths), count)
    return [(paths[number], link) for number, link in zip(order, links, strict=True)]


def _read(reader: Reader, port: int, visits: list[tuple[str, str]], looks: np.ndarray) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    ask = _asker(connection)
    for (path, link), look in zip(visits, looks, strict=True):
        sleep(look)
        try:
            status, _ = ask(f"{path}{link}", None)
            sent = Visitor(ask).open(path, link)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reader.errors.append(f"{path}: {type(error).__name__}: {error}")
            connection.close()
            continue
        statuses = [("the page", status), *((each.callback[:60], each.status) for each in sent)]
        reader.errors += [f"{path}: {n} for {what}" for what, n in statuses if n not in (200, 204)]
        reader.slowest.append(max(each.seconds for each in sent))
    connection.close()


def _asker(connection: http.client.HTTPConnection) -> Ask:
    headers = {"Accept-Encoding": "gzip", "Content-Type": "application/json"}

    def ask(path: str, body: Any) -> tuple[int, bytes]:
        sent = None if body is None else json.dumps(body)
        connection.request("GET" if sent is None else "POST", path, sent, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status, content

    return ask


@contextmanager
def served(data_dir: Path, workers: int) -> Iterator[int]:
    """Serve a data folder with so many workers; give the port once all of them answer."""
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = int(free.server_address[1])
    words = [*("--port", str(port)), *("--workers", str(workers)), *("--data-dir", str(data_dir))]
    command = [sys.executable, "-m", "dashboard", *words]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port, workers)
            yield port
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int, workers: int) -> None:
    """Wait until the server answers, and each worker had a chance to read the snapshot."""
    until = monotonic() + PATIENCE_SECONDS
    answered = 0
    while answered < 10 * workers:
        if process.poll() is not None or monotonic() > until:
            raise RuntimeError("the dashboard does not answer; what it said stands above")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        with suppress(OSError):
            Visitor(_asker(connection)).open("/", "")
            answered += 1
        connection.close()
        sleep(0.1)


if __name__ == "__main__":
    main()
