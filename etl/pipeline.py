"""How do feeds become a snapshot? The steps, a line each: deliver, clean and locate, settle, write, check, publish.

A run is about one place and some feeds; the feeds it does not read keep the rows they had. What goes wrong before the last line
leaves the snapshot in service as it was, and so does what a check holds for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.accounts import COUNTS, Read, add_feed, facts_of, find_suspects
from etl.checks import Finding, check_feed
from etl.clean import Unread
from etl.delivery import Delivery, deliver
from etl.erase import ready
from etl.erased import ERASED, Erased
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.publish import service
from etl.publish.draft import Draft
from etl.publish.facts import FeedFacts
from etl.raw import keep_raw
from etl.reading import Part, Reader, read_here
from etl.redaction import add_note, redact
from geodata.layers import Layers

_NO_TOKENS = Settings()
_BY_KIND = ("unlocated", "received_by_category", "accepted_by_category", "located_by_category")


class Progress(Protocol):
    """Told how far a run is: the step, how much of it is done, and of how much."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Result:
    """What a run did: the path of the new snapshot, its summary, why it waits for a person, if it does, and which run, if any,
    waited before and does not any more."""

    snapshot: Path
    summary: dict[str, Any]
    held: tuple[str, ...] = ()
    dropped: str | None = None


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
    replay: bool = False,
    settings: Settings = _NO_TOKENS,
    reader: Reader = read_here,
) -> Result:
    """Read feeds from files below `source`, or fetch them, and publish a snapshot of them.

    `settings` has the tokens that services ask for. `layer_notes` says what was repaired in the layers. `clock` gives the time in
    UTC; `as_of`, the moment after which nothing can have happened, is its first answer where left out. With `replay` the kept
    copies of all that was received are read anew. `reader` says where files are read.
    Raises FeedError, LayerError, ContractError, StoreError or ClusterError, and then nothing was published.
    """
    feeds = list(feeds)
    if not feeds:
        raise FeedError("no feed definition was given")
    with service.alone(data_dir):
        started_at = clock()
        day = (as_of or started_at).astimezone(ZoneInfo(feeds[0].time_zone)).date()
        run_id = service.new_run_id(data_dir, started_at)
        erased = ready(data_dir)
        with Draft(data_dir, run_id, started_at, erasures=len(erased.erasures)) as draft:
            # What reads files gives its memory back before the rows are written.
            with Sandbox(draft.folder) as sandbox:
                deliveries = deliver(
                    feeds,
                    source=source,
                    data_dir=data_dir,
                    work=draft.folder,
                    settings=settings,
                    now=started_at,
                    progress=progress,
                    replay=replay,
                )
                progress("index the polygons", 0, 1)
                total = sum(len(each.files) for each in deliveries)
                with reader(
                    layers, data_dir, as_of=day, erased=erased, sandbox=sandbox
                ) as read_files:
                    progress("index the polygons", 1, 1)
                    files = read_files(deliveries)
                    reading = _Reading(draft, sandbox, files, progress, total, data_dir, erased)
                    read = [reading.read(delivery) for delivery in deliveries]
            draft.add_layers(layers, feeds[0].place, feeds[0].time_zone)
            progress("write", 0, 1)
            carried = draft.write()
            progress("write", 1, 1)
            suspects = [find_suspects(draft, one, layers) for one in read]
            draft.write_derived()
            facts = [facts_of(draft, *both) for both in zip(read, suspects, strict=True)]
            findings = [Finding("*", "G01", note, 0) for note in layer_notes]
            known_until = _known_until(facts, feeds, day)
            for one, known in zip(read, facts, strict=True):
                add_feed(draft, one, known, known_until)
                findings += check_feed(one.delivery.feed, known)
            draft.add_findings(findings)
            summary = _summary(run_id, facts, carried)
            for one in read:
                summary["feeds"][one.delivery.feed.feed]["proof"] = one.delivery.proof
            summary["findings"] = [asdict(finding) for finding in findings]
            published_at = clock()
            summary["seconds"] = round((published_at - started_at).total_seconds(), 2)
            snapshot = draft.finish(published_at=published_at, summary=summary)
            holds = tuple(
                f"{one.code} {one.feed}: {one.message}" for one in findings if one.action == "hold"
            )
            waited = service.read_held(data_dir)
            if holds:
                service.hold(data_dir, snapshot, list(holds))
            else:
                service.put_in_service(data_dir, snapshot)
        if not holds:
            service.prune(data_dir, published_at)
    return Result(snapshot, summary, holds, waited.run_id if waited else None)


@dataclass
class _Reading:
    """Brings deliveries into a draft."""

    draft: Draft
    sandbox: Sandbox
    files: Iterator[Iterable[Part]]
    progress: Progress
    total: int
    data_dir: Path
    erased: Erased
    done: int = 0

    def read(self, delivery: Delivery) -> Read:
        """Read, clean, locate and settle the rows of one delivery, the next of those whose files are read."""
        feed = delivery.feed
        self.draft.begin(feed)
        lines: list[dict[str, Any]] = []
        unread: dict[str, Unread] = {}
        received, last_on = 0, None
        is_ordered = delivery.is_ordered and not delivery.is_paged
        for place, (raw, parts) in enumerate(zip(delivery.files, self.files, strict=False)):
            line: dict[str, Any] = {
                "feed": feed.feed,
                "source_file": raw.name,
                "bytes": raw.bytes,
                "rows": 0,
                "encoding": "",
                "notes": None,
            }
            is_erased = False
            for part in parts:
                self.draft.stage(part, raw.name, place if is_ordered else 0)
                is_erased |= bool((part.set_aside["reason"] == ERASED).any())
                received += part.received
                line["rows"] += part.data_rows
                line["encoding"], line["notes"] = part.encoding, "; ".join(part.notes) or None
                for role, lost in part.unread.items():
                    unread[role] = unread.get(role, Unread()) + lost
                last_on = max(filter(None, (last_on, part.last_on)), default=None)
            if is_erased:
                raw = redact(raw, feed, self.erased, self.sandbox, self.draft.folder)
                line |= {"bytes": raw.bytes, "notes": add_note(line["notes"])}
            line["sha256"] = raw.sha256
            keep_raw(raw, self.data_dir, feed.feed)
            lines.append(line)
            self.done += 1
            self.progress("read, clean and locate", self.done, self.total)
        days = feed.source.window_days
        settled = self.draft.settle(
            pd.DataFrame(lines),
            window_from=last_on - timedelta(days=days - 1) if days and last_on else None,
            is_replay=delivery.is_replay,
        )
        files = [] if delivery.is_paged else [(line["source_file"], line["rows"]) for line in lines]
        return Read(delivery, received, unread, files, settled)


def _known_until(facts: list[FeedFacts], feeds: Sequence[Feed], day: date) -> date | None:
    """Give the local day of the last report or update in any feed of the run: they were exported together.

    A rare offense says little of the day of its export; the busier feeds beside it do.
    """
    newest_at = max(filter(None, (known.newest_at for known in facts)), default=None)
    if newest_at is None:
        return None
    return min(newest_at.replace(tzinfo=UTC).astimezone(ZoneInfo(feeds[0].time_zone)).date(), day)


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
