"""What does one picture of the map's film show? The incidents of 28 days by square, in classes that stay the same throughout."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dash import html

from analytics.periods import Period
from analytics.selection import Selection
from dashboard.components.map import grid_cells
from dashboard.context import Reader
from dashboard.days import period_at
from dashboard.layers.layer import cell_words, legend
from dashboard.tables.map_weeks import LIMIT_WORDS, WINDOW_DAYS, count_window, window_classes
from dashboard.wording import incidents_words, offenses_words, where_words


def draw_window(
    reader: Reader, selection: Selection, end: date
) -> tuple[dict[str, Any], html.Div, str]:
    """Give the classes of the squares, the legend, and the days of the picture in words."""
    counts = count_window(reader, selection, end)
    cells = grid_cells(reader.grid, counts, window_classes(counts))
    return cells, window_legend(reader), _days(end).label()


def window_legend(reader: Reader) -> html.Div:
    """Explain the classes of all pictures."""
    return legend(
        f"Incidents in {WINDOW_DAYS} days ({cell_words(reader)})",
        [(f"cell-{number}", words) for number, words in enumerate(LIMIT_WORDS, start=1)],
    )


def window_sentence(reader: Reader, selection: Selection, end: date) -> str:
    """Say how many incidents a picture holds."""
    counts = count_window(reader, selection, end)
    where = where_words(selection, reader.names, reader.block_names)
    what = offenses_words(selection.offenses)
    place = f" in {where}" if where else ""
    total = incidents_words(int(counts["incidents"].sum()))
    return f"{what}{place}: {total} on the map {period_at(_days(end))}."


def _days(end: date) -> Period:
    return Period(end - timedelta(days=WINDOW_DAYS), end)
