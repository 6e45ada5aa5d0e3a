"""Which files does a run read of a feed: dropped ones, fetched pages, or the copies kept of earlier ones?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from analytics.errors import FeedError
from analytics.store import Store
from etl.feeds.feed import Feed
from etl.feeds.files import find_files
from etl.raw import RawFile, keep_raw, kept_copy


@dataclass(frozen=True)
class Delivery:
    """Files of one feed, kept as received, in their order.

    `fetched_until` is the newest change that a fetch has seen. Pages of a fetch are one file cut up: their order says nothing.
    Neither does that of files of changes (`is_ordered`): each row says when it was changed.
    """

    feed: Feed
    files: tuple[RawFile, ...]
    fetched_until: datetime | None = None
    is_paged: bool = False
    is_ordered: bool = True
    is_replay: bool = False


def deliver_files(feed: Feed, source: Path, data_dir: Path) -> Delivery:
    """Keep a copy of each file of a feed below `source`, and give them."""
    folder = data_dir / "raw" / feed.feed
    files = [
        keep_raw(path, path.name if path == source else path.relative_to(source).as_posix(), folder)
        for path in find_files(feed, source)
    ]
    return Delivery(feed, tuple(files), is_ordered=feed.source.brings != "changes")


def deliver_again(feed: Feed, store: Store, data_dir: Path) -> Delivery:
    """Give the kept copies of what a feed's rows came from, to be read anew.

    Of deliveries that bring everything that is the last one, else all of them. Raises FeedError where a copy is missing, and
    where nothing was received yet.
    """
    listed = store.read_raw_files(feed.feed)
    if feed.source.brings == "everything":
        listed = listed[listed["last_run_id"] == listed["last_run_id"].max()]
    if listed.empty:
        raise FeedError(f"{feed.feed}: nothing of it was received yet, so nothing can be replayed")
    folder = data_dir / "raw" / feed.feed
    files = [kept_copy(line, folder) for line in listed.to_dict("records")]
    whole = replace(feed, source=replace(feed.source, brings="everything", window_days=None))
    return Delivery(
        whole,
        tuple(files),
        is_paged=feed.source.transport != "files",
        is_ordered=feed.source.brings != "changes",
        is_replay=True,
    )
