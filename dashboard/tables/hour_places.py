"""What is at an hour of the week: where, and in which weeks?

An incident belongs to the hour in which its time window begins: one that lasts all night belongs to the evening. The grid of the
week spreads it over the night instead, so its cells hold more, or less, than is counted here.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.counts import count_weeks, total_incidents
from dashboard.context import Reader
from dashboard.tables.rhythms import Kind, count_kind, grids_of, rhythm_days
from dashboard.urlstate import View


def hour_count(reader: Reader, view: View, kind: Kind) -> int:
    """Count the incidents of a kind that begin in the hours asked for."""
    return total_incidents(_counts(reader, view, kind))


def hour_places(reader: Reader, view: View, kinds: list[Kind]) -> pd.DataFrame:
    """List the neighborhoods with incidents in the hours asked for, most first, what lies in none last.

    Columns: Neighborhood, and each kind's label.
    """
    columns = {}
    for kind in kinds:
        counts = _counts(reader, view, kind, "neighborhood_id")
        ids = counts["neighborhood_id"].fillna("")
        columns[kind.label] = counts.groupby(ids)["incidents"].sum()
    table = pd.DataFrame(columns).fillna(0).astype("int64")
    total = table.sum(axis=1)
    order = sorted(
        table.index, key=lambda place: (place == "", -total[place], reader.names.get(place, place))
    )
    table = table.loc[order]
    names = [reader.names.get(place, place) or "In no neighborhood" for place in table.index]
    table.insert(0, "Neighborhood", names)
    return table.reset_index(drop=True)


def hour_weeks(reader: Reader, view: View, kind: Kind) -> pd.DataFrame:
    """Count a kind's incidents that begin in the hours asked for, week by week of the days counted, as `count_weeks` does."""
    days = rhythm_days(reader, view)
    counts = _counts(reader, view, kind, "week_on")
    return count_weeks(counts, coverage=reader.coverage_of(view.selection), period=days)


def hour_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the neighborhoods of the hours asked for, or of any hour where none is: Offenses, Neighborhood, Incidents."""
    columns = ["Offenses", "Neighborhood", "Incidents"]
    if rhythm_days(reader, view) is None:
        return pd.DataFrame(columns=columns)
    wide = hour_places(reader, view, grids_of(reader, view))
    return wide.melt("Neighborhood", var_name="Offenses", value_name="Incidents")[columns]


def _counts(reader: Reader, view: View, kind: Kind, *by: str) -> pd.DataFrame:
    days = rhythm_days(reader, view)
    assert days is not None
    within = replace(view, selection=view.selection.during(days))
    return count_kind(reader, within, kind, *by)
