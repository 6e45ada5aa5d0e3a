"""How did a row come to be known: from which file, in which run, and since when? A number for each such way."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

_SCHEMA = pa.schema(
    [("receipt_id", pa.int32()), ("source_file", pa.string()), ("run_id", pa.string()),
     ("first_seen_at", pa.timestamp("us")), ("recorded_at", pa.timestamp("us")), ("style", pa.int8())]
)  # fmt: skip


class Receipts:
    """The receipts of one run, numbered from `first` on."""

    def __init__(self, run_id: str, now: datetime, first: int) -> None:
        self._run_id, self._now, self._first = run_id, now, first
        self._numbers: dict[tuple[str, int | None, datetime], int] = {}
        self._taken = 0

    def number(
        self, source_file: str, style: int | None, first_seen_at: datetime | None = None
    ) -> int:
        """Give the number of rows of a file, written in a style, that were first seen at a moment, by default in this run."""
        return self._numbers.setdefault(
            (source_file, style, first_seen_at or self._now), self._first + len(self._numbers)
        )

    def table(self, start: int = 0) -> pa.Table:
        """Give all receipts, or those from a place on, as schema.RECEIPTS describes them."""
        rows = [
            (number, file, self._run_id, seen_at, self._now, style)
            for (file, style, seen_at), number in [*self._numbers.items()][start:]
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
        return pa.table([*map(list, columns)], schema=_SCHEMA)

    def take_new(self) -> pa.Table:
        """Give those that got a number since the last call."""
        new, self._taken = self.table(self._taken), len(self._numbers)
        return new
