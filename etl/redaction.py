"""What is left of a kept copy without the rows of erased incidents?

Lines can be cut out of some kinds of files only, and a workbook or an archive may hold the bytes of a row twice. So the copy is
replaced by what its reader gave, chunk by chunk, in Arrow's format: a replay reads the same rows under the same numbers. What the
file held beside its rows, such as formats or other sheets, is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from etl.erased import ERASED, Erased
from etl.feeds.chunk import REDACTED, Chunk, write_chunks
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.raw import RawFile, copy_raw

NOTE = "redacted"


def count_erased(raw: RawFile, feed: Feed, erased: Erased, sandbox: Sandbox) -> int:
    """Count the rows of erased incidents in a copy; FeedError where it cannot be read."""
    chunks = erased.leave_out(sandbox.read(feed, raw.copy, raw.name), feed)
    return sum(reason == ERASED for chunk in chunks for _, _, reason in chunk.malformed)


def redact(raw: RawFile, feed: Feed, erased: Erased, sandbox: Sandbox, work: Path) -> RawFile:
    """Write what is left of a copy into the folder `work`, under its own checksum."""
    draft = work / f"{raw.sha256}{REDACTED}"
    write_chunks(_without_traces(raw, feed, erased, sandbox), draft)
    redacted = copy_raw(draft, raw.name, work / REDACTED)
    draft.unlink()
    return redacted


def _without_traces(raw: RawFile, feed: Feed, erased: Erased, sandbox: Sandbox) -> Iterator[Chunk]:
    for chunk in erased.leave_out(sandbox.read(feed, raw.copy, raw.name), feed):
        yield replace(chunk, malformed=[line for line in chunk.malformed if line[2] != ERASED])


def add_note(notes: str | None) -> str:
    """Add to the notes of a file that it is not as received."""
    return f"{notes}; {NOTE}" if notes else NOTE
