"""How sure are we? What a sheet says of its own numbers: how small they are, what still fills up, what is not on the map."""

from __future__ import annotations

import pandas as pd

from analytics.changes import Change
from analytics.counts import total_incidents
from analytics.coverage import day_words
from analytics.numbers import write
from analytics.report.sheets.whole import Whole
from analytics.report.sure import later_words, smallest_seen_words

RARE = "Where nothing changed, at most 1 in 50 of these answers says that something did."
NOT_RATES = "Counts, not rates: who was in town is not counted here."


def sure_lines(whole: Whole, changes: list[tuple[str, Change]], rows: pd.DataFrame) -> list[str]:
    """Say what would have stood out, of counts with their labels, and how much of some rows is not settled yet."""
    told, coverage = whole.told, whole.coverage
    what = told.what[:1].lower() + told.what[1:]
    lines = [smallest_seen_words(changes), later_words(_known_later(whole, rows), f"({what})")]
    if coverage.counted:
        lines.append(
            f"In all of {whole.city} {write('on_map_share', coverage.on_map_share)} of the incidents of these days are on the"
            f" map, {write('located_share', coverage.located_share)} lie in a neighborhood."
        )
    return [line for line in lines if line]


def _known_later(whole: Whole, rows: pd.DataFrame) -> int:
    """Count what is known already of days that are not settled yet; none for the public, whose steps would be cut."""
    if whole.is_public:
        return 0
    day = rows["occurred_on"].to_numpy("datetime64[D]")
    return total_incidents(
        rows[day >= pd.Timestamp(whole.told.coverage.settled_until).to_datetime64()]
    )


def data_notes(whole: Whole) -> str:
    """Say from which data a sheet was made, and what they cannot tell."""
    coverage = whole.coverage
    sensitive = ""
    if whole.is_public:
        sensitive = " Narcotics and quality of life are told to residents by quarter only."
    return f"{NOT_RATES} Data of {day_words(coverage.first_on)} to {day_words(coverage.data_as_of)}.{sensitive}"
