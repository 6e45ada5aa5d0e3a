"""How does a feed come over the network? Whole, as files byte for byte as they were received, or not at all.

Changes are asked for with a day of overlap, so rows come again that are known already: versions of one key, never new incidents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.feeds import arcgis, socrata
from etl.feeds.feed import Feed, Source
from geodata.arcgis.layer import LayerService
from geodata.arcgis.web import (
    IncompleteError,
    Patience,
    ServiceError,
    Web,
    again_from_the_start,
)

# Covers clocks that differ and dates that a server keeps in local time.
OVERLAP = timedelta(days=1)

Progress = Callable[[str, int, int], None]
Transport = Callable[
    [Callable[[bytes], None], Callable[[int, int], None]], tuple[int, str, datetime | None]
]


@dataclass(frozen=True)
class Fetched:
    """What came: files in the order of their pages, their rows, how it is known that these are all, and the newest change.

    `until` is what to give as `since` next time, and no later than the moment of the fetch: a row dated in the year 2099 would
    else hide every change to come. None where the service does not say when rows change.
    """

    files: tuple[Path, ...]
    rows: int
    proof: str
    until: datetime | None


def fetch(
    feed: Feed,
    folder: Path,
    *,
    settings: Settings,
    progress: Progress,
    since: datetime | None = None,
    patience: Patience | None = None,
) -> Fetched:
    """Fetch a feed into `folder` as page-00001.json, page-00002.json, …: the bytes of the service's answers.

    `since`, of a feed that brings changes, is the `until` of its last fetch; there may then be no rows and no files. Pages of an
    earlier fetch in the folder are removed. Raises FeedError unless everything came, and leaves no page in the folder then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if feed.source.brings != "changes":
        since = None
    try:
        with Web(patience, **access(feed.source, settings)) as web:
            ask = _transport(feed, web, settings, since - OVERLAP if since else None)
            fetched = _fetch_all(feed, folder, ask, progress, since is not None)
    except (ServiceError, FeedError, OSError) as error:
        _remove_pages(folder)
        raise FeedError(f"{feed.feed}: {error}; the snapshot in service stays as it is") from error
    return replace(fetched, until=fetched.until or since)


def access(source: Source, settings: Settings) -> dict[str, Any]:
    """Give what a client of a service needs to be let in, and the setting to name where it is not."""
    if source.transport == "arcgis":
        return {"token_setting": "CRIME_ARCGIS_TOKEN"}
    token = settings.socrata_app_token
    headers = {"X-App-Token": token} if token else {}
    return {"token_setting": "CRIME_SOCRATA_APP_TOKEN", "headers": headers}


def _transport(feed: Feed, web: Web, settings: Settings, since: datetime | None) -> Transport:
    if feed.source.transport == "socrata":
        return partial(socrata.fetch_rows, feed, socrata.Dataset(web, feed.source, since))
    service = LayerService(web, feed.source.url or "", settings.arcgis_token)
    return partial(arcgis.fetch_rows, feed, service, since)


@again_from_the_start
def _fetch_all(
    feed: Feed, folder: Path, ask: Transport, progress: Progress, may_be_empty: bool
) -> Fetched:
    _remove_pages(folder)
    files: list[Path] = []

    def keep(body: bytes) -> None:
        files.append(folder / f"page-{len(files) + 1:05}.json")
        files[-1].write_bytes(body)

    def told(done: int, total: int) -> None:
        progress(f"fetch {feed.feed}", done, total)

    rows, proof, until = ask(keep, told)
    if not rows and not may_be_empty:
        raise IncompleteError(
            f"{feed.source.url}: holds no rows, which is no feed; check address and condition"
        )
    return Fetched(tuple(files), rows, proof, until)


def _remove_pages(folder: Path) -> None:
    for page in folder.glob("page-*.json"):
        page.unlink()
