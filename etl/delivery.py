"""Which files does a run read of a feed: dropped ones, fetched pages, or the copies kept of earlier ones?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from analytics.errors import FeedError
from analytics.settings import Settings
from analytics.store import Store, current_snapshot, open_snapshot
from etl.feeds.feed import Feed
from etl.feeds.fetch import Progress, fetch
from etl.feeds.files import find_files
from etl.raw import RAW, RawFile, copy_raw, kept_copy


@dataclass(frozen=True)
class Delivery:
    """Files of one feed in their order: copies in the work folder of the run, or kept ones.

    `fetched_until` is the newest change that a fetch has seen, UTC without a zone, `proof` how it knows that nothing is missing.
    Pages of a fetch are one file cut up: their order says nothing. Neither does that of files of changes (`is_ordered`): each row
    says when it was changed.
    """

    feed: Feed
    files: tuple[RawFile, ...]
    fetched_until: datetime | None = None
    proof: str | None = None
    is_paged: bool = False
    is_ordered: bool = True
    is_replay: bool = False


def deliver(
    feeds: Sequence[Feed],
    *,
    source: Path,
    data_dir: Path,
    work: Path,
    settings: Settings,
    now: datetime,
    progress: Progress,
    replay: bool = False,
) -> list[Delivery]:
    """Deliver feeds into the folder `work`: dropped files below `source`, and what is fetched; with `replay` the kept copies.

    Raises FeedError where a feed has no files, cannot be fetched whole, or has no kept copies; StoreError where there is no
    snapshot to replay.
    """
    if current_snapshot(data_dir) is None and not replay:
        return [_deliver(feed, source, work, None, settings, now, progress) for feed in feeds]
    store = open_snapshot(data_dir, audience="police")
    try:
        until = _fetched_until(store)
        if replay:
            return [deliver_again(feed, store, data_dir, until.get(feed.feed)) for feed in feeds]
        return [
            _deliver(feed, source, work, until.get(feed.feed), settings, now, progress)
            for feed in feeds
        ]
    finally:
        store.close()


def _fetched_until(store: Store) -> dict[str, datetime]:
    fetched = store.read_feeds().dropna(subset=["fetched_until"])
    return dict(zip(fetched["feed"], fetched["fetched_until"].dt.to_pydatetime(), strict=True))


def _deliver(
    feed: Feed,
    source: Path,
    work: Path,
    since: datetime | None,
    settings: Settings,
    now: datetime,
    progress: Progress,
) -> Delivery:
    if feed.source.transport == "files":
        return deliver_files(feed, source, work)
    return deliver_fetched(feed, work, since=since, settings=settings, now=now, progress=progress)


def deliver_files(feed: Feed, source: Path, work: Path) -> Delivery:
    """Copy each file of a feed below `source` into `work`, and give them."""
    files = [
        copy_raw(
            path,
            path.name if path == source else path.relative_to(source).as_posix(),
            work / feed.feed,
        )
        for path in find_files(feed, source)
    ]
    return Delivery(feed, tuple(files), is_ordered=feed.source.brings != "changes")


def deliver_fetched(
    feed: Feed,
    work: Path,
    *,
    since: datetime | None,
    settings: Settings,
    now: datetime,
    progress: Progress,
) -> Delivery:
    """Fetch a feed into `work`, of a feed that brings changes those since `since`; there may then be no files.

    The pages are named by the moment of the fetch, UTC: those of two fetches are different files.
    """
    fetched = fetch(
        feed,
        work / f"{feed.feed}-pages",
        settings=settings,
        progress=progress,
        since=since.replace(tzinfo=UTC) if since else None,
    )
    moment = now.astimezone(UTC)
    files = [
        copy_raw(path, f"{moment:%Y%m%dT%H%M%SZ}/{path.name}", work / feed.feed)
        for path in fetched.files
    ]
    until = (
        min(fetched.until, moment).astimezone(UTC).replace(tzinfo=None) if fetched.until else None
    )
    return Delivery(feed, tuple(files), until, fetched.proof, is_paged=True)


def deliver_again(
    feed: Feed, store: Store, data_dir: Path, fetched_until: datetime | None
) -> Delivery:
    """Give the kept copies of what a feed's rows came from, to be read anew.

    Of deliveries that bring everything that is the last one, else all of them. Raises FeedError where a copy is missing, and
    where nothing was received yet.
    """
    listed = store.read_raw_files(feed.feed)
    if feed.source.brings == "everything":
        listed = listed[listed["last_run_id"] == listed["last_run_id"].max()]
    if listed.empty:
        received = sorted(store.read_feeds()["feed"])
        raise FeedError(
            f"{feed.feed}: nothing of it was received yet, so nothing can be replayed; give the definition of "
            f"{' and '.join(received)}, of which there are copies"
        )
    folder = data_dir / RAW / feed.feed
    files = [kept_copy(line, folder) for line in listed.to_dict("records")]
    whole = replace(feed, source=replace(feed.source, brings="everything", window_days=None))
    return Delivery(
        whole,
        tuple(files),
        fetched_until,
        is_paged=feed.source.transport != "files",
        is_ordered=feed.source.brings != "changes",
        is_replay=True,
    )
