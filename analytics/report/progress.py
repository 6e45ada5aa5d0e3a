"""How far has long work come? Told in a file that is replaced as a whole: whoever looks reads all of it, or what was before.

"12 of 45" counts steps, not time: the next step may take longer than all before it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

Tell = Callable[[int, int, str], None]
"""Takes how many steps are done, of how many, and what is being made now."""


@dataclass(frozen=True)
class Progress:
    """How many steps are done, of how many, and what is being made."""

    done: int
    total: int
    making: str


def tell_nobody(done: int, total: int, making: str) -> None:
    """Take what is told, and do nothing."""


def tell_file(path: Path | None) -> Tell:
    """Give a function that writes each step to a file; without a file, one that does nothing."""
    if path is None:
        return tell_nobody

    def tell(done: int, total: int, making: str) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(Progress(done, total, making))), encoding="utf-8")
        # Windows replaces no file that is being read; the next step tells more anyway.
        with suppress(PermissionError):
            os.replace(part, path)

    return tell


def read_progress(path: Path) -> Progress | None:
    """Read what was told last, or None where nothing was told yet."""
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
