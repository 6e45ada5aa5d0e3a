"""What should a person know about a run before trusting its numbers?

Checks are numbered, so that a finding can be talked about. A stop keeps the old snapshot in service; a flag is published with
the data and shown beside it. A check speaks of rows, never of people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analytics.errors import ContractError
from analytics.schema import UNLOCATED
from etl.clean import Unread
from etl.extent import Extent
from etl.feeds.feed import Feed

DEFAULT_POINT_SHARE = 0.005
LOW_ON_MAP_SHARE = 0.9
COUNTS = ("received", "accepted", "quarantined", "duplicates", "counted", "located")


@dataclass
class FeedFacts:
    """What is known of one feed after its rows were settled: counts of rows, and the oddities worth saying."""

    feed: str
    received: int
    accepted: int
    quarantined: int
    duplicates: int
    counted: int
    located: int
    unlocated: dict[str, int]
    received_by_category: dict[str, int]
    accepted_by_category: dict[str, int]
    unmatched_cancellations: int = 0
    before_first_day: int = 0
    unrecognized: list[tuple[str, int]] = field(default_factory=list)
    top_points: list[tuple[float, float, int]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    unread: dict[str, Unread] = field(default_factory=dict)
    received_before: int = 0


@dataclass(frozen=True)
class Finding:
    """One thing to know: the check's number, what was found, and how many rows it concerns."""

    feed: str
    code: str
    message: str
    rows: int


def feed_line(
    feed: Feed, facts: FeedFacts, covered: Extent | None, *, days: int, is_measured: bool
) -> dict[str, Any]:
    """Give what a snapshot says of a feed: schema.FEEDS without its run."""
    return {
        "feed": feed.feed,
        "title": feed.title,
        "is_simulated": feed.is_simulated,
        **{name: getattr(facts, name) for name in COUNTS},
        "categories": ",".join(sorted(facts.accepted_by_category)),
        "first_on": covered.first_on if covered else None,
        "data_as_of": covered.data_as_of if covered else None,
        "settled_until": covered.settled_until if covered else None,
        "cadence_days": feed.cadence_days,
        "settling_days": days,
        "settling_source": "measured" if is_measured else "definition",
    }


def check_feed(facts: FeedFacts) -> list[Finding]:
    """List what is worth saying of one feed.

    Raises ContractError where the feed must not be published: rows that do not reconcile, or none accepted.
    """
    accounted = facts.accepted + facts.quarantined + facts.duplicates
    if facts.received != accounted:
        raise ContractError(
            f"C01 {facts.feed}: {facts.received:,} rows received, {accounted:,} accounted for; nothing was published. "
            "This is a fault of the ETL, report it"
        )
    if facts.accepted == 0:
        reasons = "; ".join(
            f"{reason} ({rows:,} rows){_such_as(facts.examples.get(reason))}"
            for reason, rows in facts.reasons.items()
        )
        raise ContractError(
            f"C02 {facts.feed}: none of {facts.received:,} rows could be used; nothing was published. "
            f"Reasons: {reasons or 'the files hold no rows'}. Correct the feed definition"
        )
    for role, unread in facts.unread.items():
        if unread.given and unread.lost == unread.given:
            raise ContractError(
                f"C09 {facts.feed}: none of the {unread.given:,} values of {role} can be read, such as {unread.example!r}; "
                "nothing was published. Add their format to time.formats"
            )
    findings = []

    def find(code: str, rows: int, message: str) -> None:
        if rows:
            findings.append(Finding(facts.feed, code, message, rows))

    unrecognized = sum(rows for _, rows in facts.unrecognized)
    examples = ", ".join(f"{text!r} ({rows:,})" for text, rows in facts.unrecognized[:5])
    find(
        "C03",
        unrecognized,
        f"codes nobody has described, counted as other: {examples}. Add them to offense.map or analytics/codes",
    )
    for lon, lat, rows in facts.top_points:
        if rows > DEFAULT_POINT_SHARE * facts.accepted and rows > 20:
            find(
                "C04",
                rows,
                f"{rows:,} rows share the point {lat:.5f}, {lon:.5f}: a true hotspot, or a default of the geocoder?",
            )
    on_map = facts.located + facts.unlocated.get("between_neighborhoods", 0)
    if on_map < LOW_ON_MAP_SHARE * facts.accepted:
        share = on_map / facts.accepted
        reason = max(
            (name for name in facts.unlocated if name != "between_neighborhoods"),
            key=lambda name: facts.unlocated[name],
        )
        find(
            "C05",
            facts.accepted - on_map,
            f"only {share:.1%} of the rows have a point in the city, mostly because {UNLOCATED[reason]}: "
            "maps and neighborhoods leave out the rest",
        )
    find(
        "C06",
        facts.unmatched_cancellations,
        "cancellations without the row that they cancel: that row may be older than the feed",
    )
    for reason, rows in facts.reasons.items():
        find("C07", rows, f"set aside: {reason}{_such_as(facts.examples.get(reason))}")
    find(
        "C08",
        facts.before_first_day,
        "incidents from before the feed's first covered day: late reports or typing errors, in no chart",
    )
    for role, unread in facts.unread.items():
        find(
            "C10",
            unread.lost,
            f"{role} cannot be read, such as {unread.example!r}; the rows are counted without it",
        )
    find(
        "C11",
        max(facts.received_before - facts.received, 0),
        f"fewer rows than the {facts.received_before:,} of the last run: a run reads a feed's whole history, and what "
        "is not in its files is gone from the counts",
    )
    return findings


def _such_as(example: str | None) -> str:
    return f", such as {example!r}" if example else ""
