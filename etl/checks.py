"""What should a person know about a run before trusting its numbers?

Checks are numbered, so that a finding can be talked about. A stop keeps the old snapshot in service; a hold keeps it until a
person has looked and approved the new one; a flag is published with the data and shown beside it. A check speaks of rows, never
of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.errors import ContractError
from analytics.offenses import label_of
from analytics.schema import UNLOCATED
from etl.erased import ERASED
from etl.feeds.feed import Feed, Guards
from etl.publish.facts import FeedFacts

LOW_ON_MAP_SHARE = 0.9
# Where exports are cut off: default pages of services, and the last row of worksheets, with and without a header.
ROW_LIMITS = frozenset({1_000, 2_000, 5_000, 50_000, 65_535, 65_536, 1_048_575, 1_048_576})
_KINDS = {
    "zero": "no place, and on no map",
    "configured": "a default point by guards.default_points, on no map",
    "centroid": "the middle of the city or of a neighborhood, where a geocoder puts what it cannot place; on no map, unless "
    "it is listed under guards.true_hotspots",
    "stack": "a true hotspot, or a default of the geocoder? List it under guards.true_hotspots or guards.default_points",
}
# One or two rows are a correction, whatever share of a small feed they are.
_FEW_ROWS = 2


@dataclass(frozen=True)
class Finding:
    """One thing to know: the check's number, what was found, how many rows it concerns, and whether it holds the run."""

    feed: str
    code: str
    message: str
    rows: int
    action: str = "flag"


def check_feed(feed: Feed, facts: FeedFacts) -> list[Finding]:
    """List what is worth saying of one feed, and what must be looked at before it is published.

    Raises ContractError where the feed must not be published: rows that do not reconcile, none that can be used, times unread.
    """
    _stop(facts)
    found = [*_holds(facts, feed.guards), *_flags(facts)]
    return [*(finding for finding in found if finding.rows), *_unchanged(facts, feed)]


def _stop(facts: FeedFacts) -> None:
    accounted = facts.accepted + facts.quarantined + facts.duplicates
    if facts.received != accounted or facts.known != facts.expected:
        raise ContractError(
            f"C01 {facts.feed}: {facts.received:,} rows received, {accounted:,} accounted for; {facts.expected:,} known rows "
            f"expected, {facts.known:,} there; nothing was published. This is a fault of the ETL, report it"
        )
    # A duplicate could be read: rows that all were corrected since are an old delivery, not a broken one.
    is_read = facts.accepted + facts.duplicates > 0
    if not is_read and facts.quarantined > facts.reasons.get(ERASED, 0):
        reasons = "; ".join(
            f"{reason} ({rows:,} rows){_such_as(facts.examples.get(reason))}"
            for reason, rows in facts.reasons.items()
        )
        raise ContractError(
            f"C02 {facts.feed}: none of {facts.received:,} rows could be used; nothing was published. "
            f"Reasons: {reasons}. Correct the feed definition"
        )
    if not facts.known:
        raise ContractError(
            f"C02 {facts.feed}: the files hold no rows; nothing was published. Ask for the export again"
        )
    for role, unread in facts.unread.items():
        if unread.given and unread.lost == unread.given:
            raise ContractError(
                f"C09 {facts.feed}: none of the {unread.given:,} values of {role} can be read, such as {unread.example!r}; "
                "nothing was published. Add their format to time.formats"
            )


def _holds(facts: FeedFacts, guards: Guards) -> Iterator[Finding]:
    def hold(code: str, rows: int, message: str) -> Finding:
        return Finding(facts.feed, code, message, rows, "hold")

    if facts.withdrawn > max(_FEW_ROWS, guards.rows_gone * facts.known_before):
        share = facts.withdrawn / facts.known_before
        yield hold(
            "C12",
            facts.withdrawn,
            f"{share:.1%} of the {facts.known_before:,} known rows are not in this delivery: is it whole? Approve only if the "
            "source says that they were withdrawn",
        )
    for month, rows in _fallen_months(facts, guards.month_down):
        before = int(facts.months_before.loc[month])
        yield hold(
            "C13",
            rows,
            f"{month:%B %Y} falls from {before:,} to {before - rows:,} rows: is the delivery whole?",
        )
    for name, rows in facts.files:
        if rows in ROW_LIMITS:
            yield hold(
                "C14",
                rows,
                f"{name} holds {rows:,} rows, a number at which exports are cut off: compare it with the source",
            )


def _fallen_months(facts: FeedFacts, share: float) -> list[tuple[pd.Timestamp, int]]:
    """List the months that lost more than a share of their rows, and more than a few, with the rows lost."""
    before = facts.months_before
    lost = before - facts.months.reindex(before.index, fill_value=0)
    fallen = lost[lost > (before * share).clip(lower=_FEW_ROWS)]
    return [(pd.Timestamp(str(month)), int(rows)) for month, rows in fallen.items()]


def _flags(facts: FeedFacts) -> Iterator[Finding]:
    def flag(code: str, rows: int, message: str) -> Finding:
        return Finding(facts.feed, code, message, rows)

    examples = ", ".join(f"{text!r} ({rows:,})" for text, rows in facts.unrecognized[:5])
    yield flag(
        "C03",
        sum(rows for _, rows in facts.unrecognized),
        f"codes nobody has described, counted as other: {examples}. Add them to offense.map or analytics/codes",
    )
    for point in facts.suspects:
        yield flag(
            "C04",
            point["rows"],
            f"{point['rows']:,} rows share the point {point_of(point)}: {_KINDS[point['kind']]}",
        )
    for line in facts.findings_before:
        yield Finding(**line)
    on_map = facts.located + facts.unlocated.get("between_neighborhoods", 0)
    if on_map < LOW_ON_MAP_SHARE * facts.known:
        reason = max(
            (name for name in facts.unlocated if name != "between_neighborhoods"),
            key=lambda name: facts.unlocated[name],
        )
        yield flag(
            "C05",
            facts.known - on_map,
            f"only {on_map / facts.known:.1%} of the rows have a point in the city, mostly because {UNLOCATED[reason]}: "
            "maps and neighborhoods leave out the rest",
        )
    yield flag(
        "C06",
        facts.unmatched_cancellations,
        "cancellations without the row that they cancel: that row may be older than the feed",
    )
    for reason, rows in facts.reasons.items():
        words = f"set aside: {reason}{_such_as(facts.examples.get(reason))}"
        yield flag("C07", rows, "rows of erased incidents, not kept" if reason == ERASED else words)
    yield flag(
        "C08",
        facts.before_first_day,
        "incidents from before the feed's first covered day: late reports or typing errors, in no chart",
    )
    for role, unread in facts.unread.items():
        yield flag(
            "C10",
            unread.lost,
            f"{role} cannot be read, such as {unread.example!r}; the rows are counted without it",
        )
    yield flag(
        "C11",
        facts.withdrawn,
        f"rows of the {facts.known_before:,} known before are not in this delivery: withdrawn, and gone from the counts",
    )
    yield from _uneven_locating(facts)


def _unchanged(facts: FeedFacts, feed: Feed) -> Iterator[Finding]:
    """Say that a delivery has changed nothing, where one would think that it has."""
    if facts.accepted == 0 and facts.duplicates:
        message = (
            "nothing was changed: another version of every row that could be read is known, or it was withdrawn since. "
            "Was an old delivery dropped again?"
        )
        yield Finding(facts.feed, "C16", message, facts.duplicates)
    if facts.received == 0 and feed.source.brings == "window":
        # The newest row says where a window ends: without any, no known row can be told to be missing.
        message = "nothing was changed: the files hold no rows, so what they should cover is not known. Is the delivery whole?"
        yield Finding(facts.feed, "C16", message, 0)


def point_of(suspect: dict[str, Any]) -> str:
    """Write latitude and longitude as the findings do."""
    return f"{suspect['lat']:.5f}, {suspect['lon']:.5f}"


def _uneven_locating(facts: FeedFacts) -> Iterator[Finding]:
    """Say which category is on the map much less than the rest: its hotspots are drawn from what is left."""
    whole = facts.located / facts.known
    for category, known in facts.accepted_by_category.items():
        located = facts.located_by_category[category]
        spread = 3 * (whole * (1 - whole) / known) ** 0.5
        if located / known < whole - max(0.1, spread):
            yield Finding(
                facts.feed,
                "C15",
                f"only {located / known:.1%} of {label_of(category).lower()} have a neighborhood, {whole:.1%} of all rows do",
                known - located,
            )


def _such_as(example: str | None) -> str:
    return f", such as {example!r}" if example else ""
