"""Neighborhoods side by side: bars, hollow dots, and the verdict as a word."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.changes import compare_places
from analytics.figures.rankings import place_ranking
from analytics.figures.tables import area_table, change_table


@pytest.fixture
def changes() -> pd.DataFrame:
    places = pd.DataFrame(
        {"neighborhood_id": list("abcd"), "name": ["Alder", "Birch", "Cedar", "Dill"]}
    )
    now = pd.DataFrame({"neighborhood_id": ["a", "b", "c"], "incidents": [3, 14, 0]})
    before = pd.DataFrame({"neighborhood_id": ["a", "b", "c"], "incidents": [4, 3, 2]})
    return compare_places(now, before, places, days_now=28, days_before=28)


def test_most_incidents_come_first_and_quiet_places_are_left_out(changes: pd.DataFrame) -> None:
    bars, dots, labels = place_ranking(changes, now_words="now", before_words="before").data
    assert list(bars.y) == ["Birch", "Alder", "Cedar"]
    assert list(bars.x) == [14, 3, 0]
    assert list(dots.x) == [3, 4, 2]
    assert "up" in labels.text[0]
    assert "tell" not in labels.text[1]


def test_the_ranking_keeps_to_the_places_asked_for(changes: pd.DataFrame) -> None:
    assert len(place_ranking(changes, now_words="n", before_words="b", top=1).data[0].y) == 1


def test_a_city_without_incidents_can_be_ranked(changes: pd.DataFrame) -> None:
    figure = place_ranking(changes.head(0), now_words="now", before_words="before")
    assert len(figure.data[0].y) == 0


def test_the_table_says_verdicts_and_no_percentage(changes: pd.DataFrame) -> None:
    table = change_table(changes)
    numbers = ["Incidents", "Before", "Ratio", "Low", "High"]
    assert list(table.columns) == ["Neighborhood", *numbers, "Change"]
    assert table["Ratio"].isna().tolist() == [False, False, False, True]
    assert table["Neighborhood"].tolist() == ["Birch", "Alder", "Cedar", "Dill"]
    assert table["Change"].tolist() == ["Up", "Can't tell", "Can't tell", "None in either"]
    assert not table.astype("str").apply(lambda column: column.str.contains("%")).any(axis=None)


def test_the_table_of_areas_names_place_and_neighborhood() -> None:
    areas = pd.DataFrame(
        {"name": ["A St", "B St"], "neighborhood_id": ["a", None], "incidents": [5, 3]}
    )
    table = area_table(areas, {"a": "Alder"})
    assert table["Neighborhood"].tolist() == ["Alder", ""]
