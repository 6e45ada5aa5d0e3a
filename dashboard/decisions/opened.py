"""Are the records open? They are opened once, when the first page asks for them, and tried again where they were out of reach."""

from __future__ import annotations

import logging
from threading import Lock
from time import monotonic

from analytics.errors import RecordError
from dashboard.decisions.records import Records

log = logging.getLogger(__name__)


class OpenedOnce:
    """The records at an address, for many threads. Records that are slow to reach keep nobody from the incidents."""

    def __init__(self, url: str, *, is_read_only: bool = False) -> None:
        self._url, self._is_read_only = url, is_read_only
        self._lock = Lock()
        self._records: Records | None = None
        self._lost: tuple[float, type[RecordError], str] | None = None

    def get(self) -> Records:
        """Give the records. Raises RecordError where they are out of reach."""
        with self._lock:
            if self._records is None:
                began = monotonic()
                # As long as the last try took, the next one would be no wiser: threads that wait answer no other page.
                if self._lost and began < self._lost[0]:
                    _, kind, words = self._lost
                    raise kind(words)
                try:
                    self._records = Records(self._url, is_read_only=self._is_read_only)
                except RecordError as error:
                    ended = monotonic()
                    # Pages that only read say nothing of the reason: whoever runs them finds it here, once.
                    if self._is_read_only and (self._lost is None or self._lost[2] != str(error)):
                        log.warning("%s", error)
                    self._lost = (ended + ended - began, type(error), str(error))
                    raise
            return self._records

    def close(self) -> None:
        """Let go of the records; who asks again opens them anew."""
        with self._lock:
            if self._records is not None:
                self._records.close()
                self._records = None
