"""What does a run say of each feed: what was delivered, what is known now, how far it reaches?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from etl.checks import point_of
from etl.clean import Unread
from etl.default_points import NOT_PLACES, suspect_points
from etl.delivery import Delivery
from etl.extent import find_extent
from etl.publish.draft import Draft
from etl.publish.facts import Asker, FeedFacts
from etl.publish.settle import Settled
from geodata.layers import Layers

COUNTS = ("received", "accepted", "quarantined", "duplicates", "counted", "located")


@dataclass(frozen=True)
class Read:
    """What was read of a delivery, and what became of it."""

    delivery: Delivery
    received: int
    unread: dict[str, Unread]
    files: list[tuple[str, int]]
    settled: Settled


def find_suspects(draft: Draft, read: Read, layers: Layers) -> list[dict[str, Any]]:
    """List the points of a feed that hold more rows than a place would, and take those that are none off the map."""
    feed = read.delivery.feed
    ask = draft.ask(feed)
    known_before = ask.line_before().get("known", 0)
    found = suspect_points(ask.crowded_points(), ask.count(), layers, feed.guards).to_pylist()
    if known_before:
        added, total = ask.crowded_lately()
        history = ask.points_before(added)
        lately = suspect_points(added, total, layers, feed.guards, history, known_before)
        places = {(point["lon"], point["lat"]) for point in found}
        found += [
            point for point in lately.to_pylist() if (point["lon"], point["lat"]) not in places
        ]
    suspects = [point for point in found if not point["is_allowed"]]
    draft.unplace(
        feed, [(point["lon"], point["lat"]) for point in suspects if point["kind"] in NOT_PLACES]
    )
    return suspects


def facts_of(draft: Draft, read: Read, suspects: list[dict[str, Any]]) -> FeedFacts:
    """Gather what is known of a feed once all rows are written and tallied."""
    feed, settled = read.delivery.feed, read.settled
    ask = draft.ask(feed)
    before, now = ask.tally("before"), ask.tally("now")
    quarantined = ask.quarantined()
    return FeedFacts(
        feed=feed.feed,
        received=read.received,
        accepted=settled.accepted,
        quarantined=sum(rows for _, rows, _ in quarantined),
        duplicates=settled.duplicates,
        known=ask.count(),
        counted=now.counted,
        located=now.located,
        expected=before.known - settled.withdrawn + settled.new,
        known_before=before.known,
        withdrawn=settled.withdrawn,
        unlocated=now.unlocated,
        received_by_category=dict(Counter(now.by_category) + Counter(ask.set_aside_by_category())),
        accepted_by_category=now.by_category,
        located_by_category=now.located_by_category,
        unmatched_cancellations=settled.unmatched_cancellations,
        unrecognized=ask.unrecognized(),
        reasons={reason: rows for reason, rows, _ in quarantined},
        examples={reason: text for reason, _, text in quarantined},
        suspects=suspects,
        findings_before=_still_crowded(ask, suspects) if ask.is_of_changes else [],
        daily=now.daily,
        rows_by_day=now.rows_by_day,
        months=now.months,
        months_before=before.months,
        newest_at=ask.newest_at(),
        files=read.files,
        unread=read.unread,
    )


def _still_crowded(ask: Asker, suspects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give what was found of crowded points where this run has not looked."""
    seen = [point_of(suspect) for suspect in suspects]
    return [
        line
        for line in ask.findings_before("C04")
        if not any(point in line["message"] for point in seen)
    ]


def add_feed(draft: Draft, read: Read, facts: FeedFacts, known_until: date | None) -> None:
    """Write the feed's line: counts, covered days, and until when it is settled."""
    feed = read.delivery.feed
    ask = draft.ask(feed)
    days, origin = ask.settling(draft.now)
    covered = None
    if not facts.daily.empty:
        covered = find_extent(
            facts.daily, known_until=known_until, settling=days, covers_from=feed.covers_from
        )
        early = facts.rows_by_day.index < pd.Timestamp(covered.first_on)
        facts.before_first_day = int(facts.rows_by_day[early].sum())
    draft.add_feed({
        "feed": feed.feed, "title": feed.title, "is_simulated": feed.is_simulated,
        **{name: getattr(facts, name) for name in (*COUNTS, "known")},
        "categories": ",".join(sorted(facts.accepted_by_category)),
        "first_on": covered and covered.first_on, "data_as_of": covered and covered.data_as_of,
        "settled_until": covered and covered.settled_until, "cadence_days": feed.cadence_days,
        "settling_days": days, "settling_source": origin, "newest_at": facts.newest_at,
        "fetched_until": read.delivery.fetched_until,
    })  # fmt: skip
