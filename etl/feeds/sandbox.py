"""How can a file be read that may be made to harm? In a process of its own, which may die of it.

Parsers of workbooks, archives and spatial files are compiled code: a file of a kilobyte can end or hang the process that reads
it, with no exception to catch. Here the reader is a child process with limits of memory and time, and such a file is a FeedError
like any other. Memory is limited on Linux only: macOS does not hold to such limits and Windows has none, so that only the time
limit holds there.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Event, Timer
from time import perf_counter
from types import TracebackType

import pyarrow as pa

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk, unpack_chunk
from etl.feeds.feed import Feed
from etl.feeds.slots import Slots

_ROOT = Path(__file__).parents[2]
_PIPE_BYTES = 1 << 20
_READER = "etl.feeds.sandboxed"
_TRACEBACK = "Traceback (most recent call last):"
_ADVICE = "It is damaged, or far larger than it looks: open it in the program it comes from, and save it as CSV or in parts"


class Sandbox:
    """A reader of files in a child process, one file after the other; to be used in a `with` statement.

    Archives are unpacked in a folder below `work`, removed at the end. A file has `seconds`, and `seconds_per_mb` more for each
    MB of it; the time in which the caller works on a chunk does not count.
    """

    def __init__(
        self,
        work: Path,
        *,
        memory_bytes: int = 1 << 30,
        seconds: float = 60.0,
        seconds_per_mb: float = 1.0,
    ) -> None:
        self._work, self._memory_bytes = work, memory_bytes
        self._seconds, self._seconds_per_mb = seconds, seconds_per_mb

    def __enter__(self) -> Sandbox:
        # Windows keeps the memory's file as long as a table is in it: it goes with the folder `work`.
        self._folder = TemporaryDirectory(
            dir=self._work.resolve(), prefix="reading-", ignore_cleanup_errors=True
        )
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._folder.cleanup()

    @property
    def process_id(self) -> int:
        """Give the id of the process that reads; another after a file that ended it."""
        return self._child.pid

    def read(self, feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
        """Read one file as `etl.feeds.files.read_file` does.

        Only one file is read at a time: give up the iterator of the last before you begin the next. Raises FeedError as
        read_file does, and where the file took more memory or time than there is, or ended the process.
        """
        try:
            left = self._seconds + self._seconds_per_mb * path.stat().st_size / (1 << 20)
        except OSError as error:
            raise FeedError(f"{name}: cannot be read: {error.strerror}") from error
        if self._child.poll() is not None:
            self._start()
        is_done = False
        try:
            self._tell((feed, path.resolve(), name, left))
            while True:
                started = perf_counter()
                self._tell(self._slots.freed())
                answer = self._answer(name, left)
                left -= perf_counter() - started
                facts = answer.schema.metadata
                is_done = not facts.keys() & {b"chunk", b"slot"}
                if b"error" in facts:
                    raise FeedError(facts[b"error"].decode())
                if is_done:
                    return
                if b"slot" in facts:
                    answer = self._slots.take(int(facts[b"slot"]), int(facts[b"bytes"]))
                yield unpack_chunk(answer)
        finally:
            if not is_done:
                self._stop()

    def _start(self) -> None:
        self._said = TemporaryFile()  # noqa: SIM115
        self._slots = Slots(Path(self._folder.name))
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                _READER,
                str(self._memory_bytes),
                self._folder.name,
                str(self._slots.path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=_ROOT,
            pipesize=_PIPE_BYTES,
        )

    def _stop(self) -> None:
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._said):
            # What could not be sent to it any more is lost with it.
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        self._slots.close()
        for unpacked in Path(self._folder.name).glob("*"):
            rmtree(unpacked, ignore_errors=True)

    def _tell(self, request: tuple[Feed, Path, str, float] | list[int]) -> None:
        """Ask for a file, or say which slots are free."""
        assert self._child.stdin is not None
        # A child that is gone does not answer either, and that is where it is noticed.
        with suppress(OSError):
            self._child.stdin.write(pickle.dumps(request))
            self._child.stdin.flush()

    def _answer(self, name: str, seconds: float) -> pa.Table:
        late = Event()

        def end() -> None:
            late.set()
            self._child.kill()

        timer = Timer(seconds, end)
        timer.start()
        try:
            return pa.ipc.open_stream(self._child.stdout).read_all()
        except (pa.ArrowInvalid, OSError) as error:
            raise FeedError(f"{name}: {self._obituary(late.is_set())}. {_ADVICE}") from error
        finally:
            timer.cancel()

    def _obituary(self, is_late: bool) -> str:
        """Say what ended the child: too late, or what it said last."""
        if is_late:
            return "could not be read in the time that files of its size need"
        code = self._child.wait()
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").splitlines()
        # A traceback ends with its error; other programs begin with it.
        said = next(iter(lines[-1:] if lines[:1] == [_TRACEBACK] else lines), f"exit code {code}")
        return (
            f"ended the process that read it, which may use {self._memory_bytes >> 20} MB ({said})"
        )
