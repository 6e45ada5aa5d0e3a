"""Can a cell of the week be read without its shade, and does no cell claim more than it holds?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.rhythms import measure_rhythm
from dashboard.components.hour_grid import heat_classes, hour_grid, hour_name


def fridays(count: int) -> pd.DataFrame:
    start = pd.Series(pd.Timestamp("2025-10-03 22:15")).repeat(count).reset_index(drop=True)
    return pd.DataFrame({"occurred_from_local": start, "occurred_to_local": start})


def test_a_cell_says_its_hour_and_its_incidents() -> None:
    assert hour_name(4 * 24 + 22, 14.2, 437) == "Friday 22:00 to 23:00: 14 incidents, 3.2% of 437"
    assert hour_name(4 * 24 + 22, 4.2, 437) == "Friday 22:00 to 23:00: 4.2 incidents, 1.0% of 437"


def test_no_share_is_said_of_fewer_than_thirty() -> None:
    assert hour_name(0, 3, 29) == "Monday 00:00 to 01:00: 3 incidents"
    assert hour_name(0, 1, 29).endswith("1 incident")


def test_shades_are_multiples_of_an_even_spread() -> None:
    even = np.full(168, 10.0)
    assert set(heat_classes(even)) == {3}
    even[5], even[6], even[7] = 25.0, 4.0, 0.0
    classes = heat_classes(even)
    assert (classes[5], classes[6], classes[7]) == (5, 1, 0)


def test_one_or_two_incidents_are_never_shaded_as_if_they_stood_out() -> None:
    sparse = np.zeros(168)
    sparse[:40] = 1.0
    sparse[41] = 3.0
    classes = heat_classes(sparse)
    assert classes[:40].max() == 3
    assert classes[41] == 5


def test_a_week_has_a_button_an_hour_and_one_that_tab_reaches() -> None:
    grid = hour_grid(measure_rhythm(fridays(40)), (118,), label="Burglary")
    buttons = [
        part for part in grid._traverse() if getattr(part, "className", "").startswith("hour cell")
    ]
    assert len(buttons) == 168
    assert sum(button.tabIndex == 0 for button in buttons) == 1
    pressed = [
        b.to_plotly_json()["props"]["data-hour"]
        for b in buttons
        if b.to_plotly_json()["props"]["aria-pressed"] == "true"
    ]
    assert pressed == ["fri-22"]
