"""Where does an analyst begin? `from analytics import hotspots_of, open_snapshot, show`; all else has a module of its own.

The three are looked up when they are asked for: a measure that is imported alone loads no store and no chart library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.desk import hotspots_of, show
    from analytics.store import open_snapshot

__all__ = ["hotspots_of", "open_snapshot", "show"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from analytics import desk

    return getattr(desk, name)
