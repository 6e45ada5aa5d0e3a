"""What does a received file say? Each chunk of it read, cleaned and located, on its own.

A part depends on its chunk, the definition and the polygons alone, so parts may be made anywhere and in any order: here, file
after file, or on other machines (`etl.cluster`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.schema import INCIDENTS, Column, Table, conform_rows
from etl.ahead import ahead
from etl.clean import Unread, clean
from etl.delivery import Delivery
from etl.erased import Erased
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.identity import version_hashes
from etl.locate import Locator
from etl.places import agreed_crs, locate_rows
from etl.roles import match_columns
from geodata.layers import Layers

_THREADS = 2
# What a row has before its run says what becomes of it.
_OF_RUN = ("status", "run_id", "first_seen_at", "recorded_at", "version_hash")
ROWS = Table(
    INCIDENTS.grain,
    {name: column for name, column in INCIDENTS.columns.items() if name not in _OF_RUN}
    | {"is_cancellation": Column("BOOLEAN", "cancels another row")},
)


@dataclass(frozen=True)
class Part:
    """The located rows of a chunk and those set aside; `data_rows` are the chunk's, `received` the offenses they name."""

    rows: pa.Table
    set_aside: pd.DataFrame
    data_rows: int
    received: int
    unread: dict[str, Unread]
    encoding: str
    notes: tuple[str, ...]

    @property
    def last_on(self) -> date | None:
        """The last day that a row of the part happened on."""
        return pc.max(self.rows["occurred_on"]).as_py()


class ReadFiles(Protocol):
    """Gives the parts of each file of some deliveries, file after file; take those of one before you ask for the next."""

    def __call__(self, deliveries: Sequence[Delivery]) -> Iterator[Iterable[Part]]: ...


class Reader(Protocol):
    """Makes ready to read the files of a run, without the rows that were erased; `sandbox` reads files on this machine."""

    def __call__(
        self, layers: Layers, data_dir: Path, *, as_of: date, erased: Erased, sandbox: Sandbox
    ) -> AbstractContextManager[ReadFiles]: ...


def read_here(
    layers: Layers, data_dir: Path, *, as_of: date, erased: Erased, sandbox: Sandbox
) -> AbstractContextManager[ReadFiles]:
    """Read files on this machine: a Reader."""
    locator = Locator.build(layers, cache=data_dir / "cache")

    def read(deliveries: Sequence[Delivery]) -> Iterator[Iterable[Part]]:
        for delivery in deliveries:
            feed, of_feed = delivery.feed, locator.for_feed(delivery.feed)
            for raw in delivery.files:
                chunks = erased.leave_out(sandbox.read(feed, raw.kept, raw.name), feed)
                yield read_parts(chunks, feed, of_feed, as_of=as_of)

    return nullcontext(read)


def read_parts(
    chunks: Iterable[Chunk], feed: Feed, locator: Locator, *, as_of: date
) -> Iterator[Part]:
    """Clean and locate chunks of one file, in order; FeedError where its columns are not the definition's."""
    return ahead(lambda chunk: _part(chunk, feed, locator, as_of), chunks, threads=_THREADS)


def _part(chunk: Chunk, feed: Feed, locator: Locator, as_of: date) -> Part:
    mapping = match_columns(chunk.table.column_names, feed, chunk.source_file)
    cleaned = clean(chunk, feed, mapping, as_of=as_of)
    places = locate_rows(
        cleaned.place_text,
        cleaned.rows["address"].combine_chunks(),
        crs=agreed_crs(feed, chunk),
        decimal=feed.decimal,
        locator=locator,
    )
    columns = [*cleaned.rows.columns, *places.columns]
    names = [*cleaned.rows.column_names, *places.column_names]
    rows = conform_rows(pa.table(columns, names=names), ROWS)
    return Part(
        rows.append_column("version_hash", version_hashes(rows)),
        cleaned.set_aside,
        len(chunk.rows) + len(chunk.malformed),
        cleaned.received,
        cleaned.unread,
        chunk.encoding,
        chunk.notes,
    )
