"""Which counts of narcotics and quality of life by quarter do the public's pages show? Those of `analytics.report.quarters`."""

from __future__ import annotations

import pandas as pd

from analytics.offenses import CATEGORIES
from analytics.report.quarters import BEWARE as BEWARE
from analytics.report.quarters import HIDDEN as HIDDEN
from analytics.report.quarters import SENSITIVE as SENSITIVE
from analytics.report.quarters import Quarters as Quarters
from analytics.report.quarters import quarter_words as quarter_words
from analytics.report.quarters import read_quarters
from dashboard.context import Reader


def quarters_of(reader: Reader) -> Quarters:
    """Give the last four quarters, read once."""
    return reader.once("public quarters", make=lambda: read_quarters(reader.store))


def quarter_table(reader: Reader) -> pd.DataFrame:
    """List all cells: neighborhood, category, quarter, and the count or that it is small."""
    found = quarters_of(reader)
    return pd.DataFrame(
        [
            {
                "Neighborhood": name,
                "Offenses": CATEGORIES[category].label,
                "Quarter": quarter_words(start),
                "Incidents": found.words(category, place, start),
            }
            for place, name in reader.names.items()
            for category in found.categories
            for start in found.starts
        ],
        columns=["Neighborhood", "Offenses", "Quarter", "Incidents"],
    )
