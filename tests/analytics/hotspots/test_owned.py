"""Areas to own are the same in any order of rows, small enough, and hold each incident once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.hotspots.grid import Grid
from analytics.hotspots.owned import cluster_incidents, find_owned_areas, owned_sentence

GOLDEN = Path(__file__).parents[4] / "shared" / "golden"
POINTS = GOLDEN / "sfhotspot" / "memphis_robberies_2019_points.csv"
DBSCAN_R = GOLDEN / "hotspots" / "dbscan_R.json"
TOWN = Grid(150.0, 0, 0, np.ones((60, 60), dtype=bool), "EPSG:26911")
TOWN_M2 = 9000.0**2


@pytest.fixture(scope="module")
def memphis() -> tuple[pd.DataFrame, dict]:
    for file in (POINTS, DBSCAN_R):
        if not file.exists():
            pytest.skip(f"no reference values at {file}")
    return pd.read_csv(POINTS), json.loads(DBSCAN_R.read_text())


def clusters_of(points: pd.DataFrame, **settings: object) -> tuple[np.ndarray, np.ndarray]:
    return cluster_incidents(points["x"].to_numpy(), points["y"].to_numpy(), **settings)  # type: ignore[arg-type]


def sizes(labels: np.ndarray) -> list[int]:
    return sorted(np.bincount(labels).tolist(), reverse=True)


def scattered(count: int = 900, seed: int = 3) -> pd.DataFrame:
    """Scatter incidents over the town, a third of them around four corners."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 9000, (count, 2))
    corners = np.array([[1000, 1000], [4000, 6000], [4350, 6000], [8000, 2000]])
    third = count // 3
    at[:third] = corners[rng.integers(0, 4, third)] + rng.normal(0, 60, (third, 2))
    return pd.DataFrame(at, columns=["x_m", "y_m"])


def test_clusters_of_memphis_robberies_equal_those_of_r(memphis: tuple[pd.DataFrame, dict]) -> None:
    points, golden = memphis
    assert len(golden["runs"]) == 4
    for run in golden["runs"]:
        labels, is_core = clusters_of(points, eps_m=run["eps"], min_weight=run["minPts"])
        assert labels.max() + 1 == run["n_clusters"]
        assert (labels < 0).sum() == run["n_noise"]
        assert is_core.sum() == run["n_core"]
        assert sizes(labels[labels >= 0]) == run["sizes_desc"]
        assert sizes(labels[is_core]) == run["core_sizes_desc"]


def test_weighted_clusters_of_memphis_robberies_equal_those_of_r(
    memphis: tuple[pd.DataFrame, dict],
) -> None:
    points, golden = memphis
    weights = np.where(np.arange(len(points)) % 2, 3, 1)
    labels, _ = clusters_of(points, eps_m=250, min_weight=20, weights=weights)
    assert labels.max() + 1 == golden["weighted"]["n_clusters"]
    assert (labels < 0).sum() == golden["weighted"]["n_noise"]


def test_least_weight_of_a_core_point_is_a_sum_and_not_a_count() -> None:
    x, y = np.array([0.0, 50.0, 5000.0]), np.zeros(3)
    weights = np.array([3.0, 3.0, 5.0])
    labels, is_core = cluster_incidents(x, y, eps_m=100, min_weight=6, weights=weights)
    assert labels.tolist() == [0, 0, -1]
    assert is_core.tolist() == [True, True, False]
    assert not cluster_incidents(x, y, eps_m=100, min_weight=6)[1].any()


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_rows_changes_no_cluster_and_no_area(seed: int) -> None:
    incidents = scattered(240, seed % 7).round(-2)
    order = np.random.default_rng(seed).permutation(len(incidents))
    shuffled = incidents.iloc[order]
    (labels, core), (other, other_core) = (
        cluster_incidents(table["x_m"].to_numpy(), table["y_m"].to_numpy(), eps_m=150, min_weight=5)
        for table in (incidents, shuffled)
    )
    assert labels[order].tolist() == other.tolist()
    assert core[order].tolist() == other_core.tolist()
    areas, again = (find_owned_areas(table, TOWN).areas for table in (incidents, shuffled))
    pd.testing.assert_frame_equal(areas, again)


def test_all_areas_together_take_no_more_than_their_share_of_the_town() -> None:
    for share in (0.002, 0.005, 0.02):
        owned = find_owned_areas(scattered(), TOWN, most_area_share=share)
        assert 0 < owned.areas["area_m2"].sum() <= share * TOWN_M2
        assert owned.areas["area_m2"].tolist() == pytest.approx(owned.areas.area.tolist())


def test_one_weight_less_would_take_more_than_the_share() -> None:
    incidents = scattered()
    owned = find_owned_areas(incidents, TOWN)
    _, is_core = cluster_incidents(
        incidents["x_m"].to_numpy(),
        incidents["y_m"].to_numpy(),
        eps_m=150,
        min_weight=owned.min_weight - 1,
    )
    discs = shapely.buffer(shapely.points(incidents.to_numpy()[is_core]), 150)
    assert shapely.union_all(discs).area > 0.005 * TOWN_M2


def test_areas_neither_overlap_nor_share_an_incident() -> None:
    incidents = scattered()
    owned = find_owned_areas(incidents, TOWN, most_area_share=0.02)
    areas = owned.areas
    assert len(areas) >= 3
    assert areas.union_all().area == pytest.approx(areas["area_m2"].sum())
    inside = shapely.contains_xy(areas.union_all(), incidents["x_m"], incidents["y_m"])
    assert abs(int(areas["incidents"].sum()) - int(inside.sum())) <= 2
    assert owned.incidents_share == areas["incidents"].sum() / len(incidents)


def test_clusters_whose_surroundings_overlap_are_one_area() -> None:
    """Two corners 250 m apart are two clusters, and the street between them belongs to both."""
    corners = pd.DataFrame({"x_m": [1000.0] * 5 + [1250.0] * 6, "y_m": 1000.0})
    labels, _ = cluster_incidents(
        corners["x_m"].to_numpy(), corners["y_m"].to_numpy(), eps_m=150, min_weight=5
    )
    assert set(labels) == {0, 1}
    owned = find_owned_areas(corners, TOWN)
    assert owned.areas[["incidents_core", "incidents"]].to_numpy().tolist() == [[11, 11]]


def test_border_points_count_to_the_area_but_not_to_its_core() -> None:
    """150 m away is within reach, and 151 m is not."""
    x = [1000.0] * 10 + [1140.0, 860.0, 850.0, 1151.0]
    owned = find_owned_areas(pd.DataFrame({"x_m": x, "y_m": 1000.0}), TOWN, most_area_share=0.001)
    assert owned.min_weight == 13
    assert owned.areas[["incidents_core", "incidents"]].to_numpy().tolist() == [[10, 13]]


def test_weight_of_two_is_two_incidents_at_one_place() -> None:
    incidents = scattered(300)
    doubled = pd.concat([incidents, incidents.head(100)])
    weights = np.where(np.arange(300) < 100, 2.0, 1.0)
    one, other = find_owned_areas(incidents, TOWN, weights=weights), find_owned_areas(doubled, TOWN)
    assert one.min_weight == other.min_weight
    assert one.areas.union_all().equals(other.areas.union_all())


def test_without_weights_each_incident_weighs_one() -> None:
    incidents = scattered(300)
    plain = find_owned_areas(incidents, TOWN)
    ones = find_owned_areas(incidents, TOWN, weights=np.ones(300))
    pd.testing.assert_frame_equal(plain.areas, ones.areas)


def test_incidents_off_the_map_are_in_no_area() -> None:
    incidents = scattered(300)
    lost = pd.DataFrame(
        {"x_m": [np.nan] * 50 + [-500.0] * 50, "y_m": [np.nan] * 50 + [1000.0] * 50}
    )
    weights = np.arange(400.0) % 3
    with_lost = find_owned_areas(pd.concat([lost, incidents]), TOWN, weights=weights)
    without = find_owned_areas(incidents, TOWN, weights=weights[100:])
    assert with_lost.incidents == without.incidents == 300
    pd.testing.assert_frame_equal(with_lost.areas, without.areas)


def test_only_as_many_areas_as_officers_can_own_those_with_most_incidents() -> None:
    all_areas = find_owned_areas(scattered(), TOWN, most_area_share=0.02).areas
    two = find_owned_areas(scattered(), TOWN, most_area_share=0.02, most=2).areas
    assert two["area"].tolist() == [1, 2]
    assert two["incidents"].tolist() == sorted(all_areas["incidents"], reverse=True)[:2]


def test_single_incident_of_great_weight_is_no_area() -> None:
    incidents = pd.DataFrame({"x_m": [1000.0, 5000.0, 5000.0, 5000.0], "y_m": 1000.0})
    owned = find_owned_areas(incidents, TOWN, weights=np.array([900.0, 1.0, 1.0, 1.0]))
    assert owned.areas["incidents"].tolist() == [3]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_incidents_have_no_area(count: int) -> None:
    owned = find_owned_areas(pd.DataFrame({"x_m": [1000.0] * count, "y_m": 1000.0}), TOWN)
    assert owned.areas.empty
    assert owned.incidents_share == 0
    assert owned_sentence(owned).startswith("No area is dense and small enough to own, among ")


def test_town_too_small_for_one_area_has_none() -> None:
    hamlet = Grid(150.0, 0, 0, np.ones((8, 8), dtype=bool), "EPSG:26911")
    owned = find_owned_areas(pd.DataFrame({"x_m": [600.0] * 9, "y_m": 600.0}), hamlet)
    assert owned.areas.empty
    assert owned.min_weight == np.inf


def test_sentence_says_how_little_of_the_town_holds_how_much_without_a_percentage() -> None:
    incidents = pd.DataFrame({"x_m": [1000.0] * 9 + [5000.0] * 3, "y_m": 1000.0})
    assert owned_sentence(find_owned_areas(incidents, TOWN)) == (
        "2 areas of together 0.14 km², 1/577 of the built-up area, hold 12 of 12 incidents."
    )
    assert owned_sentence(find_owned_areas(incidents, TOWN, most=1)) == (
        "1 area of 0.07 km², 1/1,153 of the built-up area, holds 9 of 12 incidents."
    )
