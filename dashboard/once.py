"""What was made already, or is being made right now? Several figures of a page ask for the same thing at the same moment.

What is handed out is shared between requests: never change it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Once:
    """Keeps the `most` things that were asked for last, each made once, however many ask at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what belongs to a key, making it where it is not there; whoever comes meanwhile waits for it.

        What `make` raises is raised for all who wait, and nothing is kept of it.
        """
        with self._lock:
            future = self._kept.get(key)
            is_mine = future is None
            if future is None:
                future = self._kept[key] = Future()
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if not is_mine:
            return future.result()
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is future:
                    del self._kept[key]
            future.set_exception(error)
            raise
        future.set_result(made)
        return made
