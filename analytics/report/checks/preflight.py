"""Which checks does a report go through before it is written? All of them, always in the same order and with the same numbers.

They are of the snapshot and the days asked for, not of the place: one preflight serves the city and all its neighborhoods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from analytics.report.checks.check import Check, Fault, check_of
from analytics.report.checks.feeds import feeds_stale, run_held, totals_differ
from analytics.report.checks.scope import Scope, scope_of
from analytics.report.checks.swings import counts_wild, days_missing
from analytics.report.checks.window import (
    days_unsettled,
    located_low,
    numbers_small,
    values_impossible,
)
from analytics.selection import Selection
from analytics.store import Store

CHECKS: dict[int, Callable[[Scope], Iterator[Fault]]] = {
    1: feeds_stale,
    2: run_held,
    3: located_low,
    4: days_unsettled,
    5: totals_differ,
    6: values_impossible,
    7: numbers_small,
    8: counts_wild,
    9: days_missing,
}


def preflight(store: Store, selection: Selection, *, today: date) -> tuple[Check, ...]:
    """Check a snapshot, as its audience reads it, for a report of a selection; `today` is the local day of whoever asks.

    Words for residents hold no number that they could not see. Raises SelectionError where nothing of it is for this audience.
    """
    scope = scope_of(store, selection, today)
    return tuple(check_of(number, check(scope)) for number, check in CHECKS.items())
