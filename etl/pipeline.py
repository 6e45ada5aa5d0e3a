"""How do feeds become a snapshot? The steps, a line each: fetch, keep raw, clean, locate, check, publish.

A run is about one place and some feeds; the feeds it does not read keep the rows they had. What goes wrong before the last line
leaves the snapshot in service as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from analytics.errors import FeedError
from analytics.store import current_snapshot, open_snapshot
from etl.checks import COUNTS, FeedFacts, Finding, check_feed
from etl.clean import Unread, clean, match_columns
from etl.feeds.feed import Feed
from etl.feeds.files import find_files, read_file
from etl.locate import Locator, locate
from etl.publish import Draft
from etl.raw import keep_raw
from geodata.layers import Layers

_BY_KIND = ("unlocated", "received_by_category", "accepted_by_category")


class Progress(Protocol):
    """Told how far a run is: the step, how much of it is done, and of how much."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Result:
    """What a run did: the path of the new snapshot and its summary."""

    snapshot: Path
    summary: dict[str, Any]


def run(
    feeds: Iterable[Feed],
    *,
    source: Path,
    layers: Layers,
    data_dir: Path,
    clock: Callable[[], datetime],
    as_of: datetime | None = None,
    progress: Progress,
    layer_notes: Sequence[str] = (),
) -> Result:
    """Read feeds from files below `source` and publish a snapshot of them.

    `layer_notes` says what was repaired in the layers. `clock` gives the time in UTC; `as_of`, the moment after which nothing can
    have happened, is its first answer where left out. Raises FeedError, LayerError, ContractError or StoreError, and then nothing
    was published.
    """
    feeds = list(feeds)
    if not feeds:
        raise FeedError("no feed definition was given")
    started_at = clock()
    as_of = as_of or started_at
    run_id = f"{started_at:%Y%m%dT%H%M%SZ}"
    before = _received_before(data_dir)
    files = {feed.feed: find_files(feed, source) for feed in feeds}
    total = sum(len(paths) for paths in files.values())
    progress("index the polygons", 0, 1)
    locator = Locator.build(layers, cache=data_dir / "cache")
    progress("index the polygons", 1, 1)
    with Draft(data_dir, run_id) as draft:
        done, facts = 0, []
        for feed in feeds:
            lines: list[dict[str, Any]] = []
            unread: dict[str, Unread] = {}
            of_feed = locator.for_feed(feed)
            for path in files[feed.feed]:
                line = _read_into(
                    draft, feed, path, source, layers, of_feed, data_dir, as_of, unread
                )
                lines.append(line)
                done += 1
                progress("read, clean and locate", done, total)
            known = draft.settle(feed, pd.DataFrame(lines))
            facts.append(replace(known, unread=unread, received_before=before.get(feed.feed, 0)))
            progress("tell repeats and cancellations apart", len(facts), len(feeds))
        day = as_of.astimezone(ZoneInfo(feeds[0].time_zone)).date()
        known_until = draft.known_until(feeds, as_of=day)
        findings = [Finding("*", "G01", note, 0) for note in layer_notes]
        for feed, known in zip(feeds, facts, strict=True):
            draft.add_feed(feed, known, known_until=known_until)
            findings += check_feed(known)
        draft.add_findings(findings)
        draft.add_layers(layers, feeds[0].place, feeds[0].time_zone)
        carried = draft.carry_over([feed.feed for feed in feeds], feeds[0].place)
        progress("publish", 0, 1)
        summary = _summary(run_id, facts, carried)
        summary["findings"] = [asdict(finding) for finding in findings]
        published_at = clock()
        summary["seconds"] = round((published_at - started_at).total_seconds(), 2)
        path = draft.publish(started_at=started_at, published_at=published_at, summary=summary)
        progress("publish", 1, 1)
    return Result(path, summary)


def _read_into(
    draft: Draft,
    feed: Feed,
    path: Path,
    source: Path,
    layers: Layers,
    locator: Locator,
    data_dir: Path,
    as_of: datetime,
    unread: dict[str, Unread],
) -> dict[str, Any]:
    """Bring one file's rows into the draft, add to `unread`, and give its line of schema.RAW_FILES."""
    name = path.name if path == source else path.relative_to(source).as_posix()
    raw = keep_raw(path, name, data_dir / "raw" / feed.feed)
    day = as_of.astimezone(ZoneInfo(feed.time_zone)).date()
    rows, encoding, notes = 0, "", ""
    for chunk in read_file(feed, raw.kept, name):
        mapping = match_columns(chunk.table.column_names, feed, name)
        cleaned = clean(chunk, feed, mapping, as_of=day, analysis_crs=layers.analysis_crs)
        rows_in = pa.Table.from_pandas(cleaned.rows, preserve_index=False)
        located = locate(rows_in, locator).drop_columns("located_by")
        draft.stage(located.to_pandas(), cleaned.set_aside)
        for role, lost in cleaned.unread.items():
            unread[role] = unread.get(role, Unread()) + lost
        rows += len(chunk.table) + len(chunk.malformed)
        encoding, notes = chunk.encoding, "; ".join(chunk.notes)
    return {
        "feed": feed.feed,
        "source_file": name,
        "sha256": raw.sha256,
        "bytes": raw.bytes,
        "rows": rows,
        "encoding": encoding,
        "notes": notes or None,
    }


def _received_before(data_dir: Path) -> dict[str, int]:
    """Give how many rows each feed had in the snapshot in service."""
    if current_snapshot(data_dir) is None:
        return {}
    store = open_snapshot(data_dir, audience="police")
    feeds = store.read_feeds()
    store.close()
    return dict(zip(feeds["feed"], feeds["received"].astype(int), strict=True))


def _summary(run_id: str, facts: list[FeedFacts], carried: list[str]) -> dict[str, Any]:
    """Add up the feeds of a run, for people and machines; every number is of rows."""
    each = {
        known.feed: {name: getattr(known, name) for name in (*COUNTS, *_BY_KIND, "reasons")}
        for known in facts
    }
    whole: dict[str, Any] = {"run_id": run_id}
    for name in COUNTS:
        whole[name] = sum(figures[name] for figures in each.values())
    for name in _BY_KIND:
        totals: Counter[str] = Counter()
        for figures in each.values():
            totals.update(figures[name])
        whole[name] = dict(totals)
    return {**whole, "feeds": each, "carried_over": carried}
