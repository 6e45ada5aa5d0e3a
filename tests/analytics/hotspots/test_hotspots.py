"""From incidents to counts, densities and tests of the cells, all in one table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots import find_hotspots
from tests.analytics.hotspots.corner import GRID, town


def test_one_row_for_each_cell_and_every_incident_in_one() -> None:
    incidents = town()
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    assert len(cells) == 1600
    assert cells["incidents"].sum() == len(incidents)
    assert not cells.duplicated(["i", "j"]).any()
    assert cells.loc[cells["i"].eq(10) & cells["j"].eq(20), "incidents"].item() >= 14


def test_density_is_per_square_kilometer_and_year() -> None:
    cells = find_hotspots(town(), GRID, radius_m=300, period_days=28)
    a_year = cells["density"].sum() * 0.15**2
    assert a_year * 28 / 365.25 == pytest.approx(74, rel=0.08)
    longer = find_hotspots(town(), GRID, radius_m=300, period_days=56)
    assert (cells["density"] / 2).tolist() == pytest.approx(longer["density"].tolist())


def test_incidents_without_a_position_are_in_no_cell() -> None:
    lost = pd.DataFrame({"x_m": [np.nan, None], "y_m": [np.nan, None]}, dtype="float64")
    incidents = pd.concat([town(), lost], ignore_index=True)
    cells = find_hotspots(incidents, GRID, radius_m=300, period_days=28)
    pd.testing.assert_frame_equal(cells, find_hotspots(town(), GRID, radius_m=300, period_days=28))


def test_breaks_of_another_period_keep_the_colors_comparable() -> None:
    first = find_hotspots(town(), GRID, radius_m=300, period_days=28)
    fixed = find_hotspots(
        town(corner=70), GRID, radius_m=300, period_days=28, breaks=(0.0, 1.0, 2.0, 3.0, 5.0)
    )
    assert fixed["density_class"].eq(0).eq(fixed["density"].eq(0)).all()
    assert fixed.loc[fixed["density"] > 5, "density_class"].eq(5).all()
    assert first["density_class"].between(0, 5).all()
