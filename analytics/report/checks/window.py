"""Checks 3, 4, 6 and 7: have incidents a place, are the days settled, can the values be, and is anything shown too small?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from scipy.stats import binom

from analytics.coverage import day_words
from analytics.numbers import write
from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.report.checks.check import Fault
from analytics.report.checks.scope import Scope
from analytics.selection import Selection
from analytics.store.small_blocks import LEAST_ADDRESSES
from analytics.store.vetting import impossible_rows

# As the check C05 of a run has it; a map of less than half of the incidents shows where coordinates are known.
LOW_SHARE, NO_MAP_SHARE = 0.9, 0.5
# Fewer rows are slips of single reports, more are a fault of the feed or of its definition.
STOPPED_SHARE = 0.005
_CHANCE = 0.01
SMALL = 10
_WRONG = {
    "future": "lie after the last day that their feed knows of",
    "backward": "end before they begin",
    "outside": "have a neighborhood or a place on the map, but lie outside of the city",
}


def located_low(scope: Scope) -> Iterator[Fault]:
    """Find that fewer incidents are on the map than chance makes of a share of 90%; of 50%, nothing is written."""
    if scope.settled is None:
        return
    offenses = scope.offenses
    if scope.is_public:
        assert scope.counted is not None
        period = scope.counted.period
    else:
        period = scope.settled
    coverage = scope.store.coverage(Selection(period, offenses))
    lost = coverage.counted - coverage.on_map
    for share, level in ((NO_MAP_SHARE, "stop"), (LOW_SHARE, "flag")):
        if lost and binom.sf(lost - 1, coverage.counted, 1 - share) < _CHANCE:
            yield Fault(
                "stop" if level == "stop" else "flag",
                f"Only {write('on_map_share', coverage.on_map_share)} of the incidents of {period.label()} have a point in the"
                " city: the map leaves out the rest. Ask whoever sends the feed for coordinates, or have addresses located.",
            )
            return


def days_unsettled(scope: Scope) -> Iterator[Fault]:
    """Find days asked for that still fill up: they always look like a fall. Where no day is settled, there is nothing to say."""
    asked, until = scope.asked.period, scope.coverage.settled_until
    if asked.end <= until:
        return
    last = day_words(until - timedelta(days=1))
    if scope.settled is None:
        yield Fault(
            "stop",
            f"None of the days {asked.label()} is covered and settled: choose days up to {last}.",
        )
        return
    open_days = Period(max(until, asked.start), asked.end)
    yield Fault(
        "flag",
        f"{open_days.days} of the {asked.days} days asked for still fill up ({open_days.label()}): they are in no comparison."
        f" Choose days up to {last}.",
    )


def values_impossible(scope: Scope) -> Iterator[Fault]:
    """Find rows that cannot be. The ETL sets such rows aside: any that is here came past it."""
    if scope.store.moment is not None:
        return
    for name, (wrong, rows) in impossible_rows(scope.store).items():
        if wrong:
            many = "Some incidents" if scope.is_public else f"{wrong:,} of {rows:,} incidents"
            is_many = wrong > STOPPED_SHARE * rows
            yield Fault(
                "stop" if is_many else "flag",
                f"{many} {_WRONG[name]}. Look at the definition of the feed and run it again.",
            )


def numbers_small(scope: Scope) -> Iterator[Fault]:
    """Find what residents must not be shown: any of it stops. The police's reports are not for residents."""
    if not scope.is_public:
        return
    store = scope.store
    quarters = store.read_quarters(
        Period(scope.whole.first_on.replace(year=1900), scope.whole.whole.end)
    )
    if quarters["incidents"].between(1, SMALL).any():
        yield _leak(f"counts of a quarter from 1 to {SMALL}")
    sensitive = [name for name in CATEGORIES if not CATEGORIES[name].is_victim_reported]
    whole = Selection(scope.whole.widest().whole)
    if store.count_incidents(whole, ("category",))["category"].isin(sensitive).any():
        yield _leak("narcotics or quality of life by day or block")
    blocks = store.read_blocks()
    if blocks is not None:
        homes = blocks["addresses"]
        if homes.between(1, LEAST_ADDRESSES - 1).any():
            yield _leak(f"blocks of fewer than {LEAST_ADDRESSES} addresses")


def _leak(what: str) -> Fault:
    return Fault(
        "stop",
        f"Residents would be shown {what}. Publish the snapshot anew with `python -m etl run`, and report it as a fault.",
    )
