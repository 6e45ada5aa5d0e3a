"""What does a benchmark say? Lines of ours beside a peer, each with its ratio and with what is needed."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One thing measured: ours, the peer's on the same input, both in `unit`, and up to which ratio, or figure, ours will do."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours / peer: below 1 we are the better ones."""
        return self.ours / self.peer if self.peer else None

    @property
    def is_exact(self) -> bool:
        """Whether it is a count that may not differ, whatever the machine and the size."""
        return self.most == 0

    @property
    def is_met(self) -> bool:
        """Whether ours will do; a figure without a peer is itself compared."""
        value = self.ours if self.ratio is None else self.ratio
        return self.most is None or value <= self.most


def show(title: str, lines: Iterable[Line]) -> None:
    """Print lines as one table."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    table = Table("what", "unit", title=f"{title}; {machine}", title_justify="left")
    for column in table.columns:
        column.no_wrap = True
    for heading in ("ours", "peer", "ours / peer", "needed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in lines:
        needed = "" if line.most is None else f"≤ {line.most:g}"
        table.add_row(
            line.what, line.unit, _figure(line.ours), _figure(line.peer), _figure(line.ratio),
            needed if line.is_met else f"[bold red]{needed} MISSED",
        )  # fmt: skip
    # A table in a file or a log is not cut to the width of a terminal.
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
