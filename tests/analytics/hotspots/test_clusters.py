"""Gi* agrees with other programs', and a city where nothing clusters has no hotspots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from analytics.hotspots.clusters import (
    getis_ord,
    judge_cells,
    number_areas,
    sum_3x3,
)
from analytics.hotspots.grid import Grid
from analytics.many_tests import benjamini_hochberg
from tests.analytics.hotspots.memphis import Memphis, read_memphis


def grid_of(mask: np.ndarray) -> Grid:
    return Grid(150.0, 0, 0, mask, "EPSG:26911")


@pytest.fixture(scope="module")
def memphis() -> Memphis:
    return read_memphis()


def test_gi_star_of_memphis_robberies_equals_spdep(memphis: Memphis) -> None:
    found = getis_ord(memphis.counts, memphis.grid.mask)
    for column in ("gistar", "gistar_queen"):
        assert found == pytest.approx(memphis.cells[column].to_numpy(), abs=1e-12)


def test_p_values_of_memphis_robberies_equal_those_of_r(memphis: Memphis) -> None:
    """Two-sided, and Benjamini-Hochberg and Bonferroni over all cells of the mask."""
    p = 2 * norm.sf(np.abs(getis_ord(memphis.counts, memphis.grid.mask)))
    cells = memphis.cells
    assert p == pytest.approx(cells["p_none"].to_numpy(), abs=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(cells["p_fdr_global"].to_numpy(), abs=1e-12)
    bonferroni = np.minimum(1, p * len(p))
    assert bonferroni == pytest.approx(cells["p_bonf_global"].to_numpy(), abs=1e-12)
    judged = judge_cells(memphis.counts, memphis.grid)
    assert judged["gi_q"].to_numpy() == pytest.approx(cells["p_fdr_global"].to_numpy(), abs=1e-12)


def test_false_discovery_rate_is_not_spdeps_which_is_bonferroni_by_neighbors(
    memphis: Memphis,
) -> None:
    cells = memphis.cells
    gi_q = judge_cells(memphis.counts, memphis.grid)["gi_q"].to_numpy()
    assert cells["p_fdr_spdep"].to_numpy() == pytest.approx(cells["p_bonf_spdep"].to_numpy())
    assert np.abs(gi_q - cells["p_fdr_spdep"]).max() > 0.1


@pytest.mark.filterwarnings("ignore:Gi. requested")
def test_gi_star_equals_esda_told_that_weights_are_binary_and_not_its_default(
    memphis: Memphis,
) -> None:
    """transform="R" has the variance of weights of 0 and 1 for weights that are neither."""
    getisord = pytest.importorskip("esda.getisord", reason="esda is not installed")
    graph = pytest.importorskip("libpysal.graph", reason="libpysal is not installed")
    cells = memphis.grid.polygons(memphis.grid.cells).to_crs(memphis.grid.crs)
    near = graph.Graph.build_distance_band(cells.centroid, 1.45 * memphis.grid.cell_m)
    counts = pd.Series(memphis.counts[memphis.grid.mask], dtype="float64")
    found = getis_ord(memphis.counts, memphis.grid.mask)
    for transform, is_right in (("B", True), ("R", False)):
        peer = getisord.G_Local(counts, near, transform=transform, permutations=0, star=True)
        difference = np.abs(np.asarray(peer.Zs) - found).max()
        assert difference < 1e-9 if is_right else difference > 7


@given(st.integers(0, 2**32 - 1), st.tuples(*[st.integers(0, 40)] * 4))
@settings(max_examples=40)
def test_empty_desert_outside_the_mask_changes_no_gi_star(
    seed: int, desert: tuple[int, int, int, int]
) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random((rng.integers(1, 14), rng.integers(1, 14))) < 0.7
    mask[0, 0] = True
    counts = rng.poisson(0.8, mask.shape)
    west, east, south, north = desert
    sides = ((west, east), (south, north))
    in_town = judge_cells(counts, grid_of(mask))
    in_desert = judge_cells(np.pad(counts, sides), grid_of(np.pad(mask, sides)))
    pd.testing.assert_frame_equal(in_town, in_desert)
    off_the_mask = np.where(mask, counts, 99)
    pd.testing.assert_frame_equal(in_town, judge_cells(off_the_mask, grid_of(mask)))


def test_counting_the_desert_as_quiet_would_change_gi_star() -> None:
    town = np.random.default_rng(3).poisson(0.4, (20, 25))
    desert = np.pad(town, 30)
    inside = getis_ord(town, np.ones(town.shape, bool))
    wrong = getis_ord(desert, np.ones(desert.shape, bool)).reshape(desert.shape)[30:-30, 30:-30]
    assert wrong.max() > 1.5 * inside.max()


@pytest.mark.parametrize("incidents", [11, 30, 100, 400, 2000])
def test_a_city_where_nothing_clusters_seldom_has_a_hotspot(incidents: int) -> None:
    """With Gi* alone, up to 97 of 100 such cities of Palm Springs' size would show one."""
    rng = np.random.default_rng(11)
    mask = np.ones((60, 50), dtype=bool)
    grid = grid_of(mask)
    alarms = 0
    for _ in range(60):
        counts = rng.multinomial(incidents, np.full(3000, 1 / 3000)).reshape(60, 50)
        alarms += bool(judge_cells(counts, grid)["is_hot"].any())
    assert alarms <= 6


def test_a_hot_cell_is_sure_by_both_tests_and_less_so_by_the_exact_one() -> None:
    """On few incidents Gi* alone would call a cell surer than it is."""
    rng = np.random.default_rng(12)
    counts = rng.multinomial(80, np.full(3000, 1 / 3000)).reshape(60, 50)
    counts[30:32, 20:22] += 1
    judged = judge_cells(counts, grid_of(np.ones((60, 50), dtype=bool)))
    hot = judged[judged["is_hot"]]
    assert (hot[["gi_q", "exact_q"]] < 0.05).all(axis=None)
    assert (judged["gi_q"] < 0.001).sum() > 0
    assert (hot["exact_q"] > hot["gi_q"]).all()
    held = judged["exact_q"] >= 0.05
    assert (held & (judged["gi_q"] < 0.001)).any()
    assert not judged.loc[held, "is_hot"].any()


def test_a_true_concentration_is_found() -> None:
    rng = np.random.default_rng(12)
    counts = rng.multinomial(80, np.full(3000, 1 / 3000)).reshape(60, 50)
    counts[30:32, 20:22] += 3
    judged = judge_cells(counts, grid_of(np.ones((60, 50), dtype=bool)))
    assert judged["is_hot"].to_numpy().reshape(60, 50)[30, 20]


def test_two_incidents_are_never_a_hotspot() -> None:
    counts = np.zeros((60, 50), dtype=int)
    counts[10, 10] = 2
    assert not judge_cells(counts, grid_of(np.ones((60, 50), dtype=bool)))["is_hot"].any()


@pytest.mark.parametrize("count", [0, 4])
def test_a_city_with_the_same_count_everywhere_has_gi_star_zero(count: int) -> None:
    mask = np.ones((8, 9), dtype=bool)
    assert getis_ord(np.full((8, 9), count), mask).tolist() == [0.0] * 72


def test_a_town_of_four_cells_has_no_hotspot_and_no_error() -> None:
    counts = np.array([[9, 0], [0, 0]])
    judged = judge_cells(counts, grid_of(np.ones((2, 2), dtype=bool)))
    assert np.isfinite(judged["gi_z"]).all()
    assert not judged["is_hot"].any()


def test_q_values_follow_benjamini_and_hochberg() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.005])
    assert benjamini_hochberg(p) == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_neighbors_are_the_eight_around_and_the_cell_itself() -> None:
    one = np.zeros((5, 5), dtype=int)
    one[0, 2] = 1
    assert sum_3x3(one).tolist()[0] == [0, 1, 1, 1, 0]
    assert sum_3x3(one).tolist()[2] == [0, 0, 0, 0, 0]


def test_an_area_is_its_hot_cells_and_the_cells_whose_incidents_made_them_hot() -> None:
    hot = np.zeros((9, 9), dtype=bool)
    hot[1, 1] = hot[2, 2] = hot[7, 7] = True
    areas = number_areas(hot.ravel(), grid_of(np.ones((9, 9), dtype=bool))).reshape(9, 9)
    assert areas[1, 1] == areas[2, 2] != areas[7, 7]
    assert (areas == areas[7, 7]).sum() == 9
    assert (areas > 0).sum() == 9 + 14


def test_areas_that_would_share_an_incident_are_one() -> None:
    hot = np.zeros((9, 9), dtype=bool)
    hot[1, 1] = hot[1, 3] = True
    areas = number_areas(hot.ravel(), grid_of(np.ones((9, 9), dtype=bool)))
    assert areas.max() == 1


def test_an_area_ends_where_the_built_up_area_does() -> None:
    mask = np.ones((9, 9), dtype=bool)
    mask[:, :4] = False
    hot = np.zeros((9, 9), dtype=bool)
    hot[4, 4] = True
    assert (number_areas(hot[mask], grid_of(mask)) > 0).sum() == 6
