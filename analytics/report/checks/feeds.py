"""Checks 1, 2 and 5: is there news, was a run held back, and is every row received accounted for?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.counts import total_incidents
from analytics.coverage import FeedDays, day_words
from analytics.report.checks.check import Fault
from analytics.report.checks.scope import Scope
from analytics.selection import Selection
from analytics.store.vetting import held_findings, newer_run, run_accounts, tallied_days

# A report of "the last 28 days" that ended longer ago than they last is of no last days at all.
LATEST_DAYS = 28
_TELLS_OF_NOW = 14


def feeds_stale(scope: Scope) -> Iterator[Fault]:
    """Find the feeds without news for more than twice their rhythm; a stop where days long past would pass for the last ones.

    Days that were named, and lie well before the end of the data, are as good as they ever were: for them it is a flag.
    """
    if not scope.stale:
        return
    is_late = all(
        (scope.latest - feed.data_as_of).days > 2 * feed.cadence_days + LATEST_DAYS
        for feed in scope.feeds
    )
    is_about_now = (scope.coverage.settled_until - scope.asked.period.end).days < _TELLS_OF_NOW
    said = "; ".join(_age_words(feed, scope.latest) for feed in scope.stale)
    if is_late and is_about_now:
        yield Fault(
            "stop",
            f"No news of {said}: the last settled days are long past. Run the feed again, or name earlier days, or a past day"
            " to be known at.",
        )
    else:
        yield Fault(
            "flag", f"No news of {said}: corrections since then are missing. Run the feed again."
        )


def _age_words(feed: FeedDays, latest: date) -> str:
    rhythm = "day" if feed.cadence_days == 1 else f"{feed.cadence_days} days"
    age = (latest - feed.data_as_of).days
    return f"{feed.title} since {day_words(feed.data_as_of)} ({age} days, due every {rhythm})"


def run_held(scope: Scope) -> Iterator[Fault]:
    """Find a newer run that was held back or is in service, and findings against which the run in service was approved."""
    if scope.store.moment is not None:
        return
    newer = newer_run(scope.store)
    if newer and newer[1]:
        why = "" if scope.is_public else f" ({'; '.join(newer[1])})"
        yield Fault(
            "flag",
            f"The newer run {newer[0]} was held back by its checks{why}: these numbers are of the run before. Look at"
            " `python -m etl status`, then approve it or have the feed sent again.",
        )
    elif newer:
        yield Fault(
            "flag", f"The newer run {newer[0]} is in service: write the report from that one."
        )
    approved = held_findings(scope.store)
    if approved:
        yield Fault(
            "flag",
            f"This run was approved although its checks held it ({', '.join(approved)}): read them on the page Data quality.",
        )


def totals_differ(scope: Scope) -> Iterator[Fault]:
    """Find sums that differ from the total, and rows received that nothing accounts for. Either stops."""
    counted = scope.counted
    if counted is not None:
        yield from _sums_differ(scope, counted)
    if scope.store.moment is None:
        yield from _rows_lost(scope)


def _rows_lost(scope: Scope) -> Iterator[Fault]:
    for title, received, accounted, counted, there in run_accounts(scope.store):
        if received != accounted:
            gap = "" if scope.is_public else f"{abs(received - accounted):,} of "
            yield Fault(
                "stop", f"{title}: {gap}the rows received are not accounted for. Run the ETL again."
            )
        if counted != there:
            gap = "" if scope.is_public else f", {counted:,} and {there:,}"
            yield Fault(
                "stop", f"{title}: two counts of all its rows differ{gap}. Run the ETL again."
            )


def _sums_differ(scope: Scope, counted: Selection) -> Iterator[Fault]:
    total = total_incidents(scope.store.count_incidents(counted, ()))
    week = "occurred_on" if scope.is_public else "week_on"
    for by in ("category", "neighborhood_id", "offense", week):
        found = total_incidents(scope.store.count_incidents(counted, (by,)))
        if found != total:
            yield Fault(
                "stop",
                f"The sum by {by} is {found:,}, the total {total:,}. Run the ETL again, and report it as a fault.",
            )
    if scope.store.moment is not None:
        return
    table = tallied_days(scope.store)
    days = table["occurred_on"].dt.date
    period = counted.period
    among = counted.offenses or tuple(table["category"].unique())
    held = (days >= period.start) & (days < period.end) & table["category"].isin(among)
    received = int(table.loc[held, "rows"].sum())
    # Residents see no incidents of neighborhoods of a few homes.
    is_wrong = total > received if scope.is_public else total != received
    if is_wrong:
        there = "more than" if scope.is_public else f"{total:,}, not the {received:,} that"
        yield Fault(
            "stop",
            f"The total of {period.label()} is {there} were published of these days. Run the ETL again.",
        )
