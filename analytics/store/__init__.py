"""Which snapshot is in service, and what does it hold for a selection? The read-only door to incidents."""

from analytics.store.files import (
    HELD,
    POINTER,
    SNAPSHOTS,
    attach_snapshot,
    current_snapshot,
    joined,
    make_views,
    quoted,
)
from analytics.store.store import Store, open_snapshot

__all__ = [
    "HELD",
    "POINTER",
    "SNAPSHOTS",
    "Store",
    "attach_snapshot",
    "current_snapshot",
    "joined",
    "make_views",
    "open_snapshot",
    "quoted",
]
