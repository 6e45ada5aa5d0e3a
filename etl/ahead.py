"""How is the next piece made ready while the caller still works on this one?

NumPy, Arrow and DuckDB let go of the interpreter while they compute, so a thread or two use the second core; more pieces than
that are never held in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def ahead(
    function: Callable[[Item], Answer], items: Iterable[Item], *, threads: int
) -> Iterator[Answer]:
    """Give the function's answer for each item, in order; what it raises is raised here."""
    with ThreadPoolExecutor(threads) as pool:
        begun: deque[Future[Answer]] = deque()
        for item in items:
            begun.append(pool.submit(function, item))
            if len(begun) > threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
