"""The tables of a command brief: every kind of offense, and every place.

A cell "6 (4)" is the count now and the count before. Counts of offenses must not be added up to
incidents: one incident may hold several offenses.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.changes import compare_counts
from analytics.counts import count_places
from analytics.coverage import Coverage
from analytics.numbers import write
from analytics.offenses import OFFENSES, label_of
from analytics.periods import Period
from analytics.report.wording import ordered, victim_reported
from analytics.selection import Selection
from analytics.store import Store
from analytics.trends import dispersions_by

LISTED_PLACES = 12
MOST_COLUMNS = 5


def count_kinds(
    store: Store,
    selection: Selection,
    now: Period,
    before: Period,
    coverage: Coverage,
    step_weeks: int,
) -> pd.DataFrame:
    """Count each kind of offense: label, now, before, year_before (NA without data, absent where it
    is `before`), verdict (allowing for each kind's dispersion in the weeks before)."""
    periods = {"now": now, "before": before, "year_before": now.year_before()}
    counts = pd.DataFrame(
        {
            column: store.count_incidents(selection.during(period), ("offense",)).set_index(
                "offense"
            )["incidents"]
            for column, period in periods.items()
        }
    ).reindex([name for name in OFFENSES if _is_asked(name, selection.offenses)])
    counts = counts.fillna(0).astype("Int64")
    counts = counts[counts.sum(axis=1) > 0]
    if now.year_before() == before:
        del counts["year_before"]
    elif now.year_before().start < coverage.first_on:
        counts["year_before"] = pd.NA
    dispersions = dispersions_by(
        store.count_incidents(
            selection.during(coverage.whole),
            ("offense", "week_on" if step_weeks == 1 else "occurred_on"),
        ),
        "offense",
        coverage=coverage,
        before=before.start,
        step_weeks=step_weeks,
    )
    changes = [
        compare_counts(
            row.now,
            row.before,
            days_now=now.days,
            days_before=before.days,
            dispersion=dispersions[str(row.Index)],
        )
        for row in counts.itertuples()
    ]
    return counts.assign(
        label=[label_of(str(name)) for name in counts.index],
        verdict=[write("verdict", change.verdict) for change in changes],
    ).reset_index(drop=True)


def list_places(
    store: Store,
    selection: Selection,
    now: Period,
    before: Period,
    neighborhoods: pd.DataFrame,
) -> pd.DataFrame | None:
    """Count each place asked for: name, and for each offense that victims report "now (before)"; None for one place, and for
    more offenses than a page is wide. What follows where officers look is listed where nothing else is asked for.

    Places with most incidents that victims report stand first.
    """
    offenses = ordered(victim_reported(selection.offenses) or selection.offenses)
    if len(selection.neighborhoods) == 1 or len(offenses) > MOST_COLUMNS:
        return None
    asked = neighborhoods
    if selection.neighborhoods:
        asked = neighborhoods[neighborhoods["neighborhood_id"].isin(selection.neighborhoods)]
    table = pd.DataFrame({"name": asked["name"].to_numpy()})
    order = pd.Series(0, index=table.index)
    for name in offenses:
        counts, earlier = (
            count_places(store.count_incidents(selection.of(name).during(period)), asked)[
                "incidents"
            ]
            for period in (now, before)
        )
        table[label_of(name)] = [f"{a:,} ({b:,})" for a, b in zip(counts, earlier, strict=True)]
        order += counts
    return table.loc[order.sort_values(ascending=False, kind="stable").index].head(LISTED_PLACES)


def _is_asked(offense: str, names: Sequence[str]) -> bool:
    return offense in names or OFFENSES[offense].category in names
