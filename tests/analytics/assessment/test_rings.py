"""Each incident lies in one part of the layout, and parts that touch are refused."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from analytics.assessment import AreaCounts, count_parts, lay_rings, part_of
from analytics.errors import LayerError
from analytics.periods import Period

CRS = "EPSG:26911"
X, Y = 540_000.0, 3_740_000.0


def area(*corners: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Boxes (west, south, east, north) in meters from a corner of town, in degrees."""
    boxes = [box(X + w, Y + s, X + e, Y + n) for w, s, e, n in corners]
    return gpd.GeoDataFrame(geometry=boxes, crs=CRS).to_crs("EPSG:4326")


def layout(ring_m: float = 200.0) -> gpd.GeoDataFrame:
    return lay_rings(area((0, 0, 500, 500)), area((2000, 0, 2600, 500)), crs=CRS, ring_m=ring_m)


def incidents(*points: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame({"x_m": [X + x for x, _ in points], "y_m": [Y + y for _, y in points]})


def test_incidents_lie_in_the_area_its_ring_or_nowhere() -> None:
    found = part_of(
        incidents((250, 250), (650, 250), (2300, 100), (1850, 250), (1300, 250), (np.nan, 250)),
        layout(),
    )
    assert found[:4].tolist() == ["treated", "ring", "control", "control_ring"]
    assert found[4:].isna().all()


def test_an_incident_on_the_edge_of_the_area_is_the_areas() -> None:
    found = lay_rings(area((0, 0, 500, 500)), area((2000, 0, 2600, 500)), crs=CRS)
    shape = found.geometry.iloc[0]
    corner = Point(shape.exterior.coords[0])
    edge = pd.DataFrame({"x_m": [corner.x], "y_m": [corner.y]})
    assert part_of(edge, found).tolist() == ["treated"]


def test_a_ring_leaves_out_its_area_and_has_its_width() -> None:
    rings = layout(150).set_index("part")
    assert rings.loc["treated", "area_km2"] == pytest.approx(0.25, rel=0.01)
    around = 4 * 500 * 150 + np.pi * 150**2
    assert rings.loc["ring", "area_km2"] == pytest.approx(around / 1e6, rel=0.01)
    assert layout(300)["area_km2"].iloc[1] > rings.loc["ring", "area_km2"]


def test_two_streets_apart_share_one_ring_without_counting_twice() -> None:
    rings = lay_rings(
        area((0, 0, 100, 500), (300, 0, 400, 500)), area((2000, 0, 2600, 500)), crs=CRS
    )
    assert part_of(incidents((200, 250), (50, 250), (350, 250)), rings).tolist() == [
        "ring",
        "treated",
        "treated",
    ]


def test_a_control_area_too_near_is_refused_and_the_way_out_is_said() -> None:
    treated = area((0, 0, 500, 500))
    with pytest.raises(LayerError, match=r"300 m apart.*until 400 m.*narrower than 150 m"):
        lay_rings(treated, area((800, 0, 1200, 500)), crs=CRS)
    lay_rings(treated, area((800, 0, 1200, 500)), crs=CRS, ring_m=149)
    with pytest.raises(LayerError, match="overlap: draw the control area elsewhere"):
        lay_rings(treated, area((400, 0, 900, 500)), crs=CRS)


def test_an_empty_area_is_refused() -> None:
    with pytest.raises(LayerError, match="control area is empty"):
        lay_rings(area((0, 0, 500, 500)), area(), crs=CRS)


def test_counts_before_and_after_are_of_the_days_asked_for() -> None:
    table = incidents((250, 250), (250, 250), (250, 250), (650, 250), (2300, 100), (1300, 250))
    table["occurred_on"] = [
        date(2025, 1, 1),
        date(2025, 1, 31),  # the response is being set up
        date(2025, 3, 2),
        date(2025, 3, 1),
        date(2025, 1, 30),
        date(2025, 3, 5),
    ]
    before = Period(date(2025, 1, 1), date(2025, 1, 31))
    after = Period(date(2025, 3, 1), date(2025, 3, 31))
    assert count_parts(table, layout(), before=before, after=after) == {
        "treated": AreaCounts(1, 1),
        "ring": AreaCounts(0, 1),
        "control": AreaCounts(1, 0),
        "control_ring": AreaCounts(0, 0),
    }


def test_periods_of_unequal_length_or_order_are_refused() -> None:
    table = incidents((250, 250)).assign(occurred_on=[date(2025, 1, 1)])
    january = Period(date(2025, 1, 1), date(2025, 2, 1))
    february = Period(date(2025, 2, 1), date(2025, 3, 1))
    with pytest.raises(ValueError, match="equally many"):
        count_parts(table, layout(), before=january, after=february)
    with pytest.raises(ValueError, match="overlap"):
        count_parts(table, layout(), before=february, after=february.previous())
