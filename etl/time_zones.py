"""What is a local clock time in UTC, and which of the two is it in the hour that happens twice?

As `zoneinfo` and PEP 495 have it, for whole columns: a bare clock time of the hour that happens twice (autumn) is the first of
the two, and one that never happens (spring) counts from the offset before the change, so 02:30 is the instant half an hour after
it. Offsets are right up to 2100 and held on after it; what a country decides on tomorrow is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

_FIRST, _LAST = datetime(1800, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True)
class TimeZone:
    """The changes of a zone's clocks: `instants` (UTC), and the `offsets` before, between and after them; microseconds."""

    instants: np.ndarray
    offsets: np.ndarray

    def to_utc(self, local: np.ndarray) -> np.ndarray:
        """Give the instants of clock times, both in microseconds since 1970."""
        # By the clock that is ahead, a change is over once neither offset can be meant for the first time.
        over = self.instants + np.maximum(self.offsets[:-1], self.offsets[1:])
        return local - self.offsets[np.searchsorted(over, local, "right")]

    def to_local(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the clock times of instants, and for each 1 where the clock shows that time for the second time, else 0."""
        place = np.searchsorted(self.instants, at, "right")
        back = np.maximum(self.offsets[:-1] - self.offsets[1:], 0)
        # Before the first change nothing has been turned back.
        repeated_until = np.append(np.iinfo(np.int64).min, self.instants + back)
        return at + self.offsets[place], (at < repeated_until[place]).astype("int8")


@cache
def load_time_zone(name: str) -> TimeZone:
    """Find the changes of an IANA zone, to the second.

    Two changes within one day are not told apart; no zone has had such since 1900.
    Raises ZoneInfoNotFoundError for a name that no zone has.
    """
    zone = ZoneInfo(name)

    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    instants, offsets = [], [offset(_FIRST)]
    day = _FIRST
    while day < _LAST:
        before, day = day, day + _DAY
        if offset(day) == offsets[-1]:
            continue
        after = day
        while after - before > _SECOND:
            middle = before + (after - before) // (2 * _SECOND) * _SECOND
            before, after = (middle, after) if offset(middle) == offsets[-1] else (before, middle)
        instants.append(after - _EPOCH)
        offsets.append(offset(day))
    return TimeZone(_microseconds(instants), _microseconds(offsets))


def _microseconds(spans: list[timedelta]) -> np.ndarray:
    return np.array([span // timedelta(microseconds=1) for span in spans], dtype="int64")
