"""Which incidents has a court had erased, and which received rows are theirs?

Only a hash of each number is kept, made with a salt of the data folder. Numbers are short and easy to guess, so the hash hides
them from a passing reader, not from one who has the list and tries them all: keep the list as private as the data. A row is known
by its incident number exactly as written; a row that only mentions the number, in a narrative or as a related case, is not.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.errors import StoreError
from etl.expand import expand
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.identity import row_ids
from etl.publish.service import write_whole
from etl.roles import match_columns, text_of

LIST = "erased.json"
ANY_FEED = "*"
# The reason under which a row of an erased incident is set aside, without its content.
ERASED = "erased"
_BETWEEN_CELLS = re.compile(r'[,;|\t\r\n"]+')


@dataclass(frozen=True)
class Erasure:
    """One incident of one feed or of any, when it was erased (UTC) and why."""

    feed: str
    key: str
    erased_at: str
    reason: str | None


@dataclass(frozen=True)
class Copy:
    """The kept copy that took the place of one that held an erased incident."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Erased:
    """What was erased from a data folder, and which kept copies were replaced for it, by feed/checksum.

    Two feeds may have received the same file, and what is left of it differs: a number may be erased of one of them only.
    `is_finished` is False from the beginning of an erasure until nothing of it is left.
    """

    salt: str
    erasures: tuple[Erasure, ...] = ()
    copies: Mapping[str, Copy] = field(default_factory=dict)
    is_finished: bool = True

    def key(self, number: str) -> str:
        """Hash the number of an incident."""
        salt = bytes.fromhex(self.salt)
        return hashlib.blake2b(number.encode(), key=salt, digest_size=16).hexdigest()

    def holds(self, feed: str, numbers: Iterable[str]) -> np.ndarray:
        """Tell of each number whether that incident of a feed was erased."""
        keys = {erasure.key for erasure in self.erasures if erasure.feed in (ANY_FEED, feed)}
        return np.array([self.key(number) in keys for number in numbers], dtype=bool)

    def is_in(self, feed: str, content: Any) -> bool:
        """Tell whether a row that could not be read as one, a mapping or a line, has the number of an erased incident."""
        cells = (
            content.values() if isinstance(content, dict) else _BETWEEN_CELLS.split(str(content))
        )
        return bool(self.holds(feed, [str(cell).strip() for cell in cells]).any())

    def leave_out(self, chunks: Iterable[Chunk], feed: Feed) -> Iterator[Chunk]:
        """Give chunks without the rows of erased incidents, which come among the malformed ones instead, without their text."""
        is_concerned = any(erasure.feed in (ANY_FEED, feed.feed) for erasure in self.erasures)
        return (self._left(chunk, feed) for chunk in chunks) if is_concerned else iter(chunks)

    def _left(self, chunk: Chunk, feed: Feed) -> Chunk:
        gone = np.unique(np.concatenate([*self._rows_of(chunk, feed)]))
        stays = ~np.isin(chunk.rows, gone)
        malformed = [
            (row, None, ERASED) if text and self.is_in(feed.feed, text) else (row, text, reason)
            for row, text, reason in chunk.malformed
        ]
        malformed += [(int(row), None, ERASED) for row in gone]
        return replace(
            chunk,
            table=chunk.table.filter(pa.array(stays)),
            rows=chunk.rows[stays],
            malformed=malformed,
        )

    def _rows_of(self, chunk: Chunk, feed: Feed) -> Iterator[np.ndarray]:
        """Give the numbers of the erased rows: by their own incident number, and by the one made of a row that has none."""
        mapping = match_columns(chunk.table.column_names, feed, chunk.source_file)
        if "incident_id" in mapping:
            own = text_of(chunk.table, mapping["incident_id"])
            yield chunk.rows[self.holds(feed.feed, own.to_pylist())]
        expanded = expand(chunk.table, chunk.rows, feed, mapping)
        text = {role: text_of(expanded.table, parts) for role, parts in mapping.items()}
        _, numbers = row_ids(text, expanded.table, expanded, feed)
        yield expanded.rows[self.holds(feed.feed, numbers.to_pylist())]


def read_erased(data_dir: Path) -> Erased:
    """Read the list of a data folder; without one nothing was erased.

    Raises StoreError for a list that cannot be read: what it holds back must not come back.
    """
    path = data_dir / LIST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Erased(
            found["salt"],
            tuple(Erasure(**erasure) for erasure in found["erasures"]),
            {old: Copy(**new) for old, new in found["copies"].items()},
            found["is_finished"],
        )
    except FileNotFoundError:
        return Erased(secrets.token_hex(32))
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path}: cannot be read; restore it from a backup, it says which incidents may not come back"
        ) from error


def write_erased(data_dir: Path, erased: Erased) -> None:
    """Write the list of a data folder, as a whole or not at all."""
    write_whole(data_dir / LIST, asdict(erased))
