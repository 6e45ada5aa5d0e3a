"""The picture of the years starts at zero, names each year at its line, and no label hides another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from analytics.figures.years import year_lines

LINES = {
    2023: [(date(2023, 6, 30), 190), (date(2023, 12, 31), 400)],
    2024: [(date(2024, 2, 29), 70), (date(2024, 12, 31), 401)],
    2025: [(date(2025, 6, 30), 210), (date(2025, 12, 31), 402)],
    2026: [(date(2026, 3, 8), 90), (date(2026, 6, 30), 260)],
}


def test_counts_start_at_zero_and_no_line_leaves_the_picture() -> None:
    low, high = year_lines(LINES, current=2026)["layout"]["yaxis"]["range"]
    assert low == 0
    assert high > 402


def test_years_of_nearly_the_same_total_have_labels_apart_within_the_picture() -> None:
    layout = year_lines(LINES, current=2026, height=210)["layout"]
    labels = {label["text"]: label["y"] for label in layout["annotations"]}
    assert set(labels) == {"2023", "2024", "2025", "<b>2026</b>"}
    places = sorted(place for year, place in labels.items() if "2026" not in year)
    top = layout["yaxis"]["range"][1]
    assert min(b - a for a, b in pairwise(places)) * 160 / top >= 13.9
    assert places[-1] <= top


def test_the_year_under_way_is_drawn_apart_and_named_where_it_ends() -> None:
    figure = year_lines(LINES, current=2026)
    widths = {trace["name"]: trace["line"]["width"] for trace in figure["data"]}
    assert widths["2026"] > max(width for year, width in widths.items() if year != "2026")
    label = figure["layout"]["annotations"][-1]
    assert (label["text"], label["x"]) == ("<b>2026</b>", "2000-06-30")


def test_29_february_has_a_place_of_its_own() -> None:
    leap = next(
        trace for trace in year_lines(LINES, current=2026)["data"] if trace["name"] == "2024"
    )
    assert leap["x"][0] == "2000-02-29"


@pytest.mark.parametrize("lines", [{}, {2026: [(date(2026, 1, 8), 0)]}])
def test_a_year_without_incidents_can_be_drawn(lines: dict[int, list[tuple[date, int]]]) -> None:
    assert year_lines(lines, current=2026)["layout"]["yaxis"]["range"][1] >= 4
