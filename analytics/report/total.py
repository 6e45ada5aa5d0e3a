"""Did all that may be added up change? The one comparison behind the lead of a page and the headline of a report.

What victims report is added up; what follows where officers look only where nothing else is asked for. The total can change by
more than chance explains while none of its kinds does: few incidents more of each add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.changes import Change, change_sentence, compare_counts
from analytics.counts import count_weeks, total_incidents
from analytics.coverage import Coverage
from analytics.periods import Period
from analytics.report.wording import offenses_words, victim_reported
from analytics.selection import Selection
from analytics.trends import dispersion_of

Count = Callable[[Selection, Sequence[str]], pd.DataFrame]


def added_up(selection: Selection) -> Selection:
    """Keep of a selection that names its offenses those that may be one number."""
    return selection.of(*(victim_reported(selection.offenses) or selection.offenses))


def total_change(
    count: Count,
    selection: Selection,
    now: Period,
    before: Period,
    coverage: Coverage,
    *,
    step_weeks: int = 1,
) -> Change:
    """Compare the total of a selection's offenses with the days before, allowing for how its weeks vary.

    `count` is `Store.count_incidents`, or what remembers its answers; `coverage` that of the selection.
    """
    counted, earlier = (
        total_incidents(count(selection.during(period), ("neighborhood_id",)))
        for period in (now, before)
    )
    by = "week_on" if step_weeks == 1 else "occurred_on"
    weeks = count_weeks(
        count(selection.during(coverage.whole), (by,)), coverage=coverage, step_weeks=step_weeks
    )
    return compare_counts(
        counted,
        earlier,
        days_now=now.days,
        days_before=before.days,
        dispersion=dispersion_of(weeks, before=before.start, step_weeks=step_weeks),
    )


def total_sentence(
    change: Change,
    selection: Selection,
    where: str | None,
    *,
    now_words: str | None = None,
    before_words: str | None = None,
) -> str:
    """Say the finding of a selection: how many, how many before, and whether that is a change."""
    what = offenses_words(selection.offenses)
    return change_sentence(change, what, where, now_words=now_words, before_words=before_words)
