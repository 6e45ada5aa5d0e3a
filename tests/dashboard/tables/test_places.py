"""Does the list of neighborhoods speak of neighborhoods alone?"""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.context import Reader
from dashboard.tables.places import chance_note, place_changes, places_title

NONE_CHANGED = "No neighborhood changed by more than chance explains"


@pytest.fixture
def changes(demo_reader: Reader) -> pd.DataFrame:
    """Give the changes of the demo, of which none stands out."""
    table = place_changes(demo_reader, demo_reader.view("/", "?period=28d&offense=all")).copy()
    assert table["neighborhood_id"].isna().tolist() == [*[False] * (len(table) - 1), True]
    return table.assign(verdict="can't tell")


def test_what_lies_between_neighborhoods_is_no_neighborhood_that_changed(
    changes: pd.DataFrame,
) -> None:
    changes.loc[changes.index[-1], "verdict"] = "up"
    assert places_title(changes) == NONE_CHANGED
    assert chance_note(changes) is None
    changes.loc[changes.index[0], "verdict"] = "down"
    name = changes["name"].iloc[0]
    assert places_title(changes) == f"{name} is down, by more than chance explains"
    changes.loc[changes.index[:4], "verdict"] = "down"
    assert places_title(changes) == "4 neighborhoods changed by more than chance explains"


@pytest.mark.parametrize("kept", [None, 25])
def test_chance_is_spoken_of_among_as_many_neighborhoods_as_were_judged(
    changes: pd.DataFrame, kept: int | None
) -> None:
    """Where neighborhoods are chosen, no row of what lies in none stands below them."""
    shown = changes.head(kept).copy() if kept else changes
    shown.loc[shown.index[0], "verdict"] = "up"
    many = kept or len(changes) - 1
    assert chance_note(shown) == f"Among {many} neighborhoods, some may stand out by chance alone."
