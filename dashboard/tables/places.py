"""How many in each neighborhood, how many before, and what lies in none?

A row counts one map's offenses only, which may be fewer than were asked for (`wording.mapped_offenses`).
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.changes import Change, compare_counts, compare_places
from analytics.counts import count_places, total_incidents
from analytics.figures import tables as figure_tables
from analytics.report.total import total_change
from analytics.report.wording import STANDS_OUT
from analytics.selection import Selection
from dashboard.context import NO_NEIGHBORHOOD, Reader
from dashboard.days import compared_days, counted_days
from dashboard.urlstate import View
from dashboard.wording import mapped_offenses

NAMED = 3
MANY = 20


def mapped_selection(reader: Reader, view: View) -> Selection:
    """Narrow a selection to the offenses that one map may hold."""
    offenses, _ = mapped_offenses(view.selection, reader.coverage.categories)
    return view.selection.of(*offenses)


def report_selection(reader: Reader, view: View) -> Selection:
    """Give what the report is to tell of: it takes "all" for the focus categories, a page for every category."""
    return view.asked.of(*(view.asked.offenses or reader.coverage.categories))


def whole_places(selection: Selection) -> Selection:
    """Leave of a selection what a report tells of: offenses, neighborhoods and days."""
    return replace(selection, area=None, hours=(), blocks=())


def counted_selection(reader: Reader, view: View) -> Selection:
    """Narrow a selection to one map's offenses in the days that every number of the page counts."""
    return mapped_selection(reader, view).during(counted_days(reader, view))


def mapped_change(reader: Reader, view: View) -> Change | None:
    """Compare the total of one map's offenses, with or without a neighborhood."""
    return reader.once("mapped change", view, make=lambda: _mapped_change(reader, view))


def _mapped_change(reader: Reader, view: View) -> Change | None:
    compared = compared_days(reader, view)
    if compared is None:
        return None
    selection = mapped_selection(reader, view)
    coverage = reader.coverage_of(selection)
    return total_change(reader.count, selection, compared.now, compared.before, coverage)


def place_counts(reader: Reader, view: View) -> pd.Series:
    """Count one map's offenses in every neighborhood, chosen or not: incidents by neighborhood_id."""
    everywhere = counted_selection(reader, view).everywhere()
    counts = reader.count(everywhere, ("neighborhood_id",))
    return count_places(counts, reader.neighborhoods).set_index("neighborhood_id")["incidents"]


def place_changes(reader: Reader, view: View) -> pd.DataFrame:
    """Compare each neighborhood, or each one chosen, most incidents first; then what lies in none.

    Columns: neighborhood_id (None for what lies in none), name, now, before, difference, ratio, ratio_low, ratio_high,
    p_value, verdict; without earlier data only the first three.
    """
    return reader.once("place changes", view, make=lambda: _place_changes(reader, view))


def _place_changes(reader: Reader, view: View) -> pd.DataFrame:
    selection = counted_selection(reader, view)
    compared = compared_days(reader, view)
    places = reader.neighborhoods
    if selection.neighborhoods:
        places = places[places["neighborhood_id"].isin(selection.neighborhoods)]
    by = ("neighborhood_id",)
    if compared is None:
        now = reader.count(selection, by)
        table = count_places(now, places).rename(columns={"incidents": "now"})
        outside = pd.DataFrame([_outside(now)], columns=["now"])
    else:
        now, before = (
            reader.count(selection.during(period), by) for period in (compared.now, compared.before)
        )
        days_now, days_before = compared.now.days, compared.before.days
        dispersions = reader.dispersions(selection.offenses, compared.before.start)
        days = {"days_now": days_now, "days_before": days_before}
        table = compare_places(now, before, places, **days, dispersions=dispersions)
        in_none = dispersions.get(NO_NEIGHBORHOOD, 1.0)
        change = compare_counts(_outside(now), _outside(before), **days, dispersion=in_none)
        outside = pd.DataFrame(
            [{name: getattr(change, name) for name in table.columns if hasattr(change, name)}]
        )
    table = table.sort_values(["now", "name"], ascending=[False, True])
    if selection.neighborhoods:
        return table.reset_index(drop=True)
    outside = outside.assign(neighborhood_id=None, name="In no neighborhood")
    return pd.concat([table, outside], ignore_index=True)[table.columns]


def places_title(changes: pd.DataFrame) -> str:
    """Say which neighborhoods changed by more than chance explains, or how many."""
    if "verdict" not in changes:
        return "Neighborhoods"
    changed = _changed_places(changes)
    if changed.empty:
        return "No neighborhood changed by more than chance explains"
    if len(changed) > NAMED:
        return f"{len(changed)} neighborhoods changed by more than chance explains"
    named = ", ".join(f"{row.name} is {row.verdict}" for row in changed.itertuples())
    return f"{named}, by more than chance explains"


def chance_note(changes: pd.DataFrame) -> str | None:
    """Say that among many places some stand out by chance."""
    if "verdict" not in changes:
        return None
    judged = int(changes["neighborhood_id"].notna().sum())
    if judged < MANY or _changed_places(changes).empty:
        return None
    return f"Among {judged} neighborhoods, some may stand out by chance alone."


def _changed_places(changes: pd.DataFrame) -> pd.DataFrame:
    """Keep the neighborhoods that changed; what lies in none has a row beside them, and is no neighborhood."""
    is_changed = changes["verdict"].isin(STANDS_OUT)
    return changes[is_changed & changes["neighborhood_id"].notna()]


def _outside(counts: pd.DataFrame) -> int:
    return total_incidents(counts[counts["neighborhood_id"].isna()])


def place_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the neighborhoods as the Overview does."""
    changes = place_changes(reader, view)
    if compared_days(reader, view) is None:
        return changes[["name", "now"]].set_axis(["Neighborhood", "Incidents"], axis=1)
    return figure_tables.change_table(changes)
