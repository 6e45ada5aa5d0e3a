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

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.schema import CHARGES, INCIDENT_ROWS, LOCATIONS, Column, Table, conform_rows
from etl.ahead import ahead
from etl.alike import number_alike
from etl.clean import Unread, clean
from etl.delivery import Delivery
from etl.erased import Erased
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.identity import hash_charges, hash_locations, version_hashes
from etl.locate import Locator
from etl.places import agreed_crs, locate_rows
from etl.roles import match_columns
from etl.styles import find_style, without_written
from geodata.layers import Layers

_THREADS = 2
# What a row has before its run says what becomes of it; its charge and its location are those of the part.
_OF_RUN = ("status", "receipt_id")
ROWS = Table(
    INCIDENT_ROWS.grain,
    {name: column for name, column in INCIDENT_ROWS.columns.items() if name not in _OF_RUN}
    | {
        "is_cancellation": Column("BOOLEAN", "cancels another row"),
    },
)
_CHARGE, _LOCATION = (
    Table(
        table.grain, {name: each for name, each in table.columns.items() if name not in table.key}
    )
    for table in (CHARGES, LOCATIONS)
)


@dataclass(frozen=True)
class Part:
    """The located rows of a chunk and those set aside; `data_rows` are the chunk's, `received` the offenses they name.

    `rows` have the places of their charge and location in `charges` and `locations`; where they have no text of the start, it is
    what the `style` writes (schema.STYLES).
    """

    rows: pa.Table
    style: int | None
    charges: pa.Table
    locations: pa.Table
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
                chunks = erased.leave_out(sandbox.read(feed, raw.copy, raw.name), feed)
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
    location_of, locations = locate_rows(
        cleaned.place_text,
        cleaned.rows["address"].combine_chunks(),
        crs=agreed_crs(feed, chunk),
        decimal=feed.decimal,
        locator=locator,
    )
    names = [name for name in _CHARGE.columns if name in cleaned.rows.column_names]
    charge_of, first = number_alike([cleaned.rows[name].combine_chunks() for name in names])
    charges = cleaned.rows.select(names).take(pa.array(first))
    charge_hash, location_hash = hash_charges(charges), hash_locations(locations)
    offsets = {
        f"{name}_offset": _seconds_ahead(cleaned.rows[f"{name}_local"], cleaned.rows[f"{name}_at"])
        for name in ("occurred_from", "occurred_to")
    }
    columns = {
        **offsets,
        **dict(zip(cleaned.rows.column_names, cleaned.rows.columns, strict=True)),
        "charge_id": pa.array(charge_of),
        "location_id": pa.array(location_of),
        "version_hash": version_hashes(
            cleaned.rows, charge_hash[charge_of], location_hash[location_of], feed
        ),
    }
    texts, times = (
        cleaned.rows[name].combine_chunks() for name in ("occurred_text", "occurred_from_local")
    )
    style = find_style(texts, times)
    if style is not None:
        columns["occurred_text"] = without_written(texts, times, style)
    return Part(
        conform_rows(pa.table(columns), ROWS),
        style,
        conform_rows(_hashed(charges, charge_hash), _CHARGE),
        conform_rows(_hashed(locations, location_hash), _LOCATION),
        cleaned.set_aside,
        len(chunk.rows) + len(chunk.malformed),
        cleaned.received,
        cleaned.unread,
        chunk.encoding,
        chunk.notes,
    )


def _seconds_ahead(local: pa.ChunkedArray, at: pa.ChunkedArray) -> pa.ChunkedArray:
    ahead_us = pc.subtract(local, at).cast(pa.int64())
    return pc.divide(ahead_us, 1_000_000).cast(pa.int32())


def _hashed(table: pa.Table, numbers: np.ndarray) -> pa.Table:
    return table.append_column("content_hash", pa.array(numbers.view(np.int64)))
