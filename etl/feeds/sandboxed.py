"""What does the child process of a sandbox do? It reads the files it is asked for, and sends their chunks.

It ends when its parent does, whatever it is at: a thread waits for the end of the pipe on which the requests come.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import process_time
from typing import IO, Any

import pyarrow as pa

from analytics.errors import FeedError
from etl.feeds.chunk import pack_chunk
from etl.feeds.feed import Feed
from etl.feeds.files import read_file
from etl.feeds.slots import Filler


def serve(memory_bytes: int, work: Path, slots: Path) -> None:
    """Answer requests from standard input on standard output, until the input ends; then nothing is left in `work`.

    An answer is an Arrow stream whose schema says what it is: a chunk, the slot that holds one, an error, or the end of the file.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        # Not the address space: threads and libraries reserve far more of it than they use.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        # What a library prints must not get between the answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        requests, filler = SimpleQueue[Any](), Filler(slots)
        listener = Thread(
            target=_listen, args=(sys.stdin.buffer, requests, filler, work), daemon=True
        )
        listener.start()
        try:
            while True:
                _answer(*requests.get(), work=work, filler=filler, answers=answers)
        except BrokenPipeError:
            # The parent is gone: the listener ends this process, and leaves nothing behind.
            listener.join()


def _answer(
    feed: Feed,
    path: Path,
    name: str,
    seconds: float,
    *,
    work: Path,
    filler: Filler,
    answers: IO[bytes],
) -> None:
    _limit_time(seconds)
    last = {"end": ""}
    try:
        for chunk in read_file(feed, path, name, work):
            packed = pack_chunk(chunk)
            filled = filler.put(packed)
            if filled is not None:
                facts = dict(zip(("slot", "bytes"), map(str, filled), strict=True))
                packed = pa.table({}).replace_schema_metadata(facts)
            _send(answers, packed)
    except FeedError as error:
        last = {"error": str(error)}
    except MemoryError:
        # To unwind what was read takes memory too.
        os.write(sys.stderr.fileno(), b"out of memory\n")
        os._exit(1)
    _send(answers, pa.table({}).replace_schema_metadata(last))


def _listen(stream: IO[bytes], requests: SimpleQueue[Any], filler: Filler, work: Path) -> None:
    while True:
        try:
            said = pickle.load(stream)
            if isinstance(said, list):
                for slot in said:
                    filler.free.put(slot)
            else:
                requests.put(said)
        except EOFError:
            shutil.rmtree(work, ignore_errors=True)
            os._exit(0)


def _limit_time(seconds: float) -> None:
    """End this process after twice the seconds of work, should its parent be gone and no thread be able to notice."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(process_time() + 2 * seconds) + 1, most))


def _send(answers: IO[bytes], table: pa.Table) -> None:
    with pa.ipc.new_stream(answers, table.schema) as stream:
        stream.write_table(table)
    answers.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
