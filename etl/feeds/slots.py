"""How do the rows of a chunk get from the process that reads to the one that works on them, without a copy on the way?

Both map the same memory, cut into a few slots. The reader fills a free one and says which; the other works on it in place, and a
slot is free again once nothing refers to it any more. A pipe would copy every byte twice, and ask for new memory each time.
"""

from __future__ import annotations

import mmap
import os
import tempfile
import weakref
from collections import deque
from pathlib import Path
from queue import Empty, SimpleQueue

import pyarrow as pa

COUNT = 6
BYTES = 48 << 20
# A reader that finds no slot free for so long sends its chunk through the pipe: whoever holds the slots may be waiting for it.
_PATIENCE_SECONDS = 1.0


class Slots:
    """The side that works on chunks: owns the memory, and knows which slots are in use."""

    def __init__(self, folder: Path) -> None:
        size = COUNT * BYTES
        if hasattr(os, "memfd_create"):
            # Memory without a name, gone with the last process that has it.
            self._file = os.memfd_create("chunks")
            self.path = Path(f"/proc/{os.getpid()}/fd/{self._file}")
        else:
            # Of its own name: tables of a process before this one may still be in the memory of that one's file.
            self._file, path = tempfile.mkstemp(prefix="chunks-", dir=folder)
            self.path = Path(path)
        os.ftruncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)
        self._freed = deque(range(COUNT))

    def take(self, slot: int, size: int) -> pa.Table:
        """Give the table in a slot, which is in use as long as anything made of it without a copy is there."""
        view = memoryview(self._memory)[slot * BYTES : slot * BYTES + size]
        weakref.finalize(view, self._freed.append, slot).atexit = False
        return pa.ipc.open_stream(pa.py_buffer(view)).read_all()

    def freed(self) -> list[int]:
        """Give the slots that have become free since the last call."""
        return [self._freed.popleft() for _ in range(len(self._freed))]

    def close(self) -> None:
        """Let go of the file, if that was not done; the memory goes with the last table in it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def copied(table: pa.Table) -> pa.Table:
    """Give a table in memory of its own, for whoever keeps it longer than the work on its chunk: that takes up no slot."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return pa.ipc.open_stream(sink.getvalue()).read_all()


class Filler:
    """The side that reads: fills slots that it is told are free."""

    def __init__(self, path: Path) -> None:
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), COUNT * BYTES)
        self.free: SimpleQueue[int] = SimpleQueue()

    def put(self, table: pa.Table) -> tuple[int, int] | None:
        """Write a table into a slot and give its number and the size; None where it is too large, or no slot becomes free."""
        size = pa.ipc.get_record_batch_size
        needed = sum(size(batch) for batch in table.to_batches()) + table.schema.serialize().size
        if needed + (64 << 10) > BYTES:
            return None
        try:
            slot = self.free.get(timeout=_PATIENCE_SECONDS)
        except Empty:
            return None
        view = memoryview(self._memory)[slot * BYTES : (slot + 1) * BYTES]
        with (
            pa.FixedSizeBufferWriter(pa.py_buffer(view)) as sink,
            pa.ipc.new_stream(sink, table.schema) as stream,
        ):
            stream.write_table(table)
            stream.close()
            return slot, sink.tell()
