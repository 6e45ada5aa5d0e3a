"""The tables behind the pictures, in the reader's words: for screen readers, for copying, for CSV,
for paper.

They hold exactly what the picture shows. Numbers stay numbers where a reader may want to add them
up; everything said about a range or a change is text, so that no spreadsheet turns it into a
percentage.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

import numpy as np
import pandas as pd

from analytics.coverage import day_words
from analytics.numbers import write
from analytics.trends import Trend


def trend_table(trend: Trend) -> pd.DataFrame:
    """List the weeks of a trend, newest first.

    Columns: Week of, Incidents (empty in a gap), Usual, Note.
    """
    weeks = trend.weeks[::-1]
    columns = ("incidents", "low_95", "high_95", "is_complete", "is_settled", "is_unusual")
    incidents, low, high, *is_so = (weeks[name].tolist() for name in columns)
    return pd.DataFrame(
        {
            "Week of": [_day(day) for day in weeks["week_on"].tolist()],
            "Incidents": weeks["incidents"].astype("Int64").array,
            "Usual": [write("usual", limits) for limits in zip(low, high, strict=True)],
            "Note": [_note(*week) for week in zip(incidents, *is_so, strict=True)],
        }
    )


def change_table(changes: pd.DataFrame) -> pd.DataFrame:
    """List each neighborhood's counts and what may be said of the change, most incidents first.

    `changes` comes from `compare_places`. Columns: Neighborhood, Incidents, Before, Ratio, Low, High (missing where there is
    none or no end), Change.
    """
    ordered = changes.sort_values(["now", "before", "name"], ascending=[False, False, True])
    is_none = ordered["verdict"] == "none"
    ratios = {
        heading: ordered[name].astype("float64").replace(np.inf, np.nan).mask(is_none).to_numpy()
        for heading, name in (("Ratio", "ratio"), ("Low", "ratio_low"), ("High", "ratio_high"))
    }
    return pd.DataFrame(
        {
            "Neighborhood": ordered["name"].to_numpy(),
            "Incidents": ordered["now"].to_numpy(),
            "Before": ordered["before"].to_numpy(),
            **ratios,
            "Change": [write("verdict", verdict) for verdict in ordered["verdict"]],
        }
    )


def area_table(areas: pd.DataFrame, neighborhoods: Mapping[str, str]) -> pd.DataFrame:
    """List the areas that stand out from chance, most incidents first.

    `areas` comes from `find_areas`. Columns: Place, Neighborhood (empty outside all), Incidents.
    """
    return pd.DataFrame(
        {
            "Place": areas["name"].to_numpy(),
            "Neighborhood": [
                neighborhoods.get(place or "", "") for place in areas["neighborhood_id"]
            ],
            "Incidents": areas["incidents"].to_numpy(),
        }
    )


def _note(incidents: float, is_complete: bool, is_settled: bool, is_unusual: bool) -> str:
    if isnan(incidents):
        return "No data"
    if not is_complete:
        return "Part of a week"
    if not is_settled:
        return "Not settled yet"
    return "Unusual" if is_unusual else ""


def _day(day: pd.Timestamp) -> str:
    return day_words(day)
