"""Which offenses and days may a report tell of? What its readers may see, without what a dark feed knows nothing of.

The public's figures come in steps of 28 days, and hold robbery and burglary alone: a zero of anything else would be none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from analytics.counts import step_start
from analytics.coverage import Coverage, day_words
from analytics.errors import SelectionError
from analytics.offenses import VICTIM_REPORTED, category_of, label_of
from analytics.periods import Period
from analytics.report.wording import joined, ordered, victim_reported
from analytics.selection import Selection
from analytics.store import Store


def shown_offenses(
    store: Store, asked: Sequence[str], *, unasked: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Give the offenses that are counted, in their order: those asked for, or of `unasked` those that the data have.

    Without `unasked` it is every category. Raises SelectionError for what this audience does not see day by day.
    """
    is_public = store.audience == "public"
    if not asked:
        held = store.coverage().categories
        return ordered(
            [
                name
                for name in (held if unasked is None else unasked)
                if name in held and (not is_public or name in VICTIM_REPORTED)
            ]
        )
    hidden = [name for name in asked if is_public and category_of(name) not in VICTIM_REPORTED]
    if hidden:
        labels = joined([label_of(name) for name in ordered(hidden)])
        by = "by quarter only" if not victim_reported(hidden) else "by quarter or not at all"
        raise SelectionError(f"{labels}: shown to the public {by}, not here")
    return ordered(asked)


def leave_out_dark(store: Store, selection: Selection) -> tuple[tuple[str, ...], str]:
    """Give the offenses of a selection whose feeds reach into its days, and say which ones do not, and since when.

    Raises SelectionError where nothing is left.
    """
    ends = store.coverage().ends_left_out(selection)
    days = ordered(tuple(ends))
    gone = "; ".join(f"{label_of(name)}: no data after {day_words(ends[name])}" for name in days)
    kept = ordered([name for name in selection.offenses if name not in ends])
    if not kept:
        raise SelectionError(f"{gone}; choose earlier days")
    return kept, gone


def whole_steps(period: Period, coverage: Coverage, step_weeks: int) -> Period:
    """Fit a period to the steps that the figures are kept in: none for the police."""
    if step_weeks == 1:
        return period
    days = 7 * step_weeks
    end = step_start(pd.Series([min(period.end, coverage.settled_until)]), step_weeks)[0].date()
    return Period(end - timedelta(days=days * max(1, round(period.days / days))), end)
