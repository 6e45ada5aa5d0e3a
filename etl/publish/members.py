"""Which number has each charge or location? The one that it has in the snapshot in service, else the next.

What a row shares with many others is kept once. A snapshot that holds only changes goes on with the numbers of its base.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa


class Members:
    """Numbers by content: `known` has the numbers and content hashes of the snapshot in service."""

    def __init__(self, key: str, known: pa.Table) -> None:
        self._key = key
        hashes, numbers = (known[name].to_numpy() for name in ("content_hash", key))
        order = np.argsort(hashes)
        self._hashes, self._numbers = hashes[order], numbers[order]
        self._next = int(numbers.max(initial=0)) + 1
        self._new: list[pa.Table] = []

    def number(self, members: pa.Table) -> np.ndarray:
        """Give the number of each member, int32; new ones get theirs in the order of their first appearance."""
        hashes, first, of_member = np.unique(
            members["content_hash"].to_numpy(), return_index=True, return_inverse=True
        )
        place = np.searchsorted(self._hashes, hashes)
        is_known = np.append(self._hashes, 0)[place] == hashes
        is_known &= place < len(self._hashes)
        numbers = np.append(self._numbers, 0)[place].astype("int32")
        unknown = np.flatnonzero(~is_known)
        if len(unknown):
            order = np.argsort(first[unknown])
            numbers[unknown[order]] = self._next + np.arange(len(unknown), dtype="int32")
            self._next += len(unknown)
            added = members.take(pa.array(first[unknown[order]]))
            ids = pa.array(numbers[unknown[order]], pa.int32())
            self._new.append(added.append_column(self._key, ids))
            self._hashes = np.insert(self._hashes, place[unknown], hashes[unknown])
            self._numbers = np.insert(self._numbers, place[unknown], numbers[unknown])
        return numbers[of_member]

    def take_new(self) -> pa.Table | None:
        """Give those that got a number since the last call; None for none."""
        new, self._new = self._new, []
        return pa.concat_tables(new).unify_dictionaries() if new else None

    def new(self) -> list[pa.Table]:
        """Give what `take_new` would, and leave it."""
        return self._new
