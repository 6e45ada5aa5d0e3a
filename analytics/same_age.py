"""How many were known of the earlier days, when those were as fresh as the latest days are now?

Days that still fill up can be compared before they are settled, if both periods are cut at the same
age: reports that came later are left out of the earlier one, too. What came in one load, as a first
delivery of ten years does, has no age: nothing can be cut before the record began. And where
reports now come in faster than they did, the cut shows a rise that is none.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.periods import Period


def cut_to_same_age(
    rows: pd.DataFrame,
    now: Period,
    before: Period,
    *,
    as_of: datetime,
    recorded_since: datetime,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the rows of both periods as they were known at the same age: now at a moment, before as
    many days earlier as the earlier period ends earlier.

    `rows` has every version of the counted rows of both periods, with occurred_on (local day),
    recorded_at and superseded_at (missing for versions that still hold): `Store.read_versions`, so
    that corrected and withdrawn rows come back as they were known. `as_of` is of the same clock,
    UTC in the store; `recorded_since` is the start of its first run, `Store.recorded_since`.

    Raises SelectionError where the earlier moment lies before `recorded_since`, and where the later
    period is not over at `as_of`. Result: the rows known then, with the columns of `rows`.
    """
    lag = now.end - before.end
    earlier = as_of - lag
    if as_of.date() < now.end:
        raise SelectionError(
            f"{now.label()} is not over on {day_words(as_of.date())}: choose days that have ended"
        )
    if earlier < recorded_since:
        raise SelectionError(
            f"what was known on {day_words(earlier.date())} is not kept, the record begins on"
            f" {day_words(recorded_since.date())}: compare settled days instead"
        )
    return _known(rows, now, as_of), _known(rows, before, earlier)


def _known(rows: pd.DataFrame, period: Period, moment: datetime) -> pd.DataFrame:
    days = pd.to_datetime(rows["occurred_on"])
    is_held = (days >= pd.Timestamp(period.start)) & (days < pd.Timestamp(period.end))
    is_held &= rows["recorded_at"] <= moment
    return rows[is_held & (rows["superseded_at"].isna() | (rows["superseded_at"] > moment))]
