"""What changed is found, what did not is seldom called changed, and what can't be told is not."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.changes import compare_counts
from analytics.hotspots import Grid, changes_sentence, find_changed_areas, find_changes
from analytics.hotspots.change import contour_z
from tests.analytics.hotspots.corner import BLOCKS, GRID, NAMES, town
from tests.analytics.hotspots.memphis import golden, read_memphis

SIDES = ("less", "greater")
PALM_SPRINGS = Grid(150.0, 0, 0, np.ones((60, 50), dtype=bool), "EPSG:26911")


def placed(counts: np.ndarray, grid: Grid) -> pd.DataFrame:
    """Put so many incidents at the center of each cell."""
    cells = grid.cells[["x_m", "y_m"]]
    return cells.loc[cells.index.repeat(counts)].reset_index(drop=True)


def drawn(rng: np.random.Generator, weights: np.ndarray, total: int) -> pd.DataFrame:
    return placed(rng.poisson(total * weights / weights.sum()), PALM_SPRINGS)


def test_change_of_memphis_robberies_in_each_cell_equals_sfhotspot() -> None:
    memphis = read_memphis()
    is_now = pd.to_datetime(memphis.robberies["date"]) >= "2019-07-01"
    before, now = memphis.robberies[~is_now], memphis.robberies[is_now]
    cells = find_changes(now, before, memphis.grid)
    assert cells["before"].tolist() == memphis.cells["n_before"].tolist()
    assert (cells["now"] - cells["before"]).tolist() == memphis.cells["change"].tolist()
    assert cells["expected"].to_numpy() == pytest.approx(cells["before"].to_numpy() * 1162 / 1083)
    assert cells["expected"].sum() == pytest.approx(1162)


def test_contours_are_those_that_wheeler_draws() -> None:
    contours = json.loads(golden("wheeler/ptools.json").read_text())["pois_contour"]
    ratio = sum(contours["post"]) / sum(contours["pre"])
    drawn_at = pd.DataFrame(contours["result"])
    found = contour_z(drawn_at["x"].to_numpy(), drawn_at["y"].to_numpy(), ratio)
    assert found == pytest.approx(drawn_at["levels"].to_numpy(), abs=1e-12)


def test_contour_of_nothing_before_is_no_number() -> None:
    assert np.isnan(contour_z(np.array([0, 0]), np.array([0, 9]), 1.5)).all()


@pytest.mark.parametrize(("total_now", "dispersion"), [(100, 1), (150, 1), (40, 1), (150, 2.5)])
def test_a_cell_is_judged_as_two_counts_are(total_now: int, dispersion: float) -> None:
    """Its p-value, made a q-value over the cells judged, is the exact conditional test's."""
    grid = Grid(150.0, 0, 0, np.ones((12, 3), dtype=bool), "EPSG:26911")
    before, now = np.zeros((2, 12, 3), dtype=int)
    before[[1, 5, 9], 1] = 4, 56, 40
    now[[1, 5, 9], 1] = 20, 14, total_now - 34
    periods = (placed(counts.ravel(), grid) for counts in (now, before))
    cells = find_changes(*periods, grid, dispersion=dispersion)
    judged = cells.set_index(["i", "j"]).loc[[(1, 1), (5, 1), (9, 1)]]
    p = [
        _p_value(a, b, total_now, 100, dispersion)
        for a, b in zip(judged["now"], judged["before"], strict=True)
    ]
    # Each of the three stands nine times: the cells around see the same counts.
    repeated = pd.Series(np.repeat(p, [9, 9, 9])).sort_values(ascending=False).to_numpy()
    adjusted = np.minimum.accumulate(repeated * 27 / np.arange(27, 0, -1))
    expected = [min(1, adjusted[np.flatnonzero(repeated == value).min()]) for value in p]
    assert judged["q"].tolist() == pytest.approx(expected, rel=1e-9)


def _p_value(now: int, before: int, all_now: int, all_before: int, dispersion: float) -> float:
    """Give SciPy's exact p-value; it knows no dispersion, as `compare_counts` does."""
    if dispersion > 1:
        return compare_counts(
            now, before, days_now=all_now, days_before=all_before, dispersion=dispersion
        ).p_value
    share = all_now / (all_now + all_before)
    tails = (binomtest(now, now + before, share, alternative=side).pvalue for side in SIDES)
    return min(1.0, 2 * min(tails))


def test_an_area_where_incidents_moved_in_is_named_and_one_they_left_too() -> None:
    before = now = town().head(60)
    there = {"neighborhood_id": "n1", "x_m": 1510.0, "y_m": 3010.0}
    left = {"neighborhood_id": "n2", "x_m": 4510.0, "y_m": 1010.0, "block_id": "b2"}
    now = pd.concat([now, pd.DataFrame([{**there, "block_id": "b1"}] * 20)], ignore_index=True)
    before = pd.concat([before, pd.DataFrame([left] * 20)], ignore_index=True)
    cells = find_changes(now, before, GRID)
    areas = find_changed_areas(cells, now, before, GRID, neighborhoods=NAMES, blocks=BLOCKS)
    assert areas["direction"].tolist() == ["more", "fewer"]
    assert areas["name"].tolist() == ["300 block of Calle Uno", "400 block of Calle Uno"]
    assert (areas["now"] - areas["before"]).tolist() == [20, -20]
    assert areas["expected"].tolist() == areas["before"].tolist()
    sentence = changes_sentence(areas, cells)
    more, fewer = areas.itertuples()
    assert sentence == (
        f"More than expected in 300 block of Calle Uno ({more.before} → {more.now}); fewer than "
        f"expected in 400 block of Calle Uno ({fewer.before} → {fewer.now}); elsewhere can't tell. "
        "Expected is the change of the whole city: 80 before, 80 now."
    )


def test_the_place_with_the_largest_difference_comes_first() -> None:
    now = town().head(60)
    left = [
        pd.DataFrame({"x_m": x, "y_m": 1010.0, "neighborhood_id": "n2"}, index=range(fewer))
        for x, fewer in ((1510.0, 25), (3010.0, 40), (4510.0, 30))
    ]
    before = pd.concat([now, *left])
    cells = find_changes(now, before, GRID)
    areas = find_changed_areas(cells, now, before, GRID, neighborhoods=NAMES)
    fewer = areas[areas["direction"] == "fewer"]
    assert fewer["x_m"].round(-2).tolist() == [3000, 4500, 1500]


def test_where_everything_doubles_no_place_changed_differently() -> None:
    before = town(background=600, corner=60)
    cells = find_changes(pd.concat([before, before]), before, GRID)
    assert not cells[["is_more", "is_fewer"]].any(axis=None)
    assert cells["now"].tolist() == cells["expected"].tolist()
    assert cells["z"].dropna().eq(0).all()


def test_a_place_that_stays_while_the_city_falls_has_more_than_expected() -> None:
    before = town(background=900, corner=60)
    now = pd.concat([before.head(300), before.tail(60)])
    cells = find_changes(now, before, GRID)
    areas = find_changed_areas(cells, now, before, GRID, neighborhoods=NAMES, blocks=BLOCKS)
    assert areas["direction"].tolist() == ["more"]
    assert areas["name"].tolist() == ["300 block of Calle Uno"]


def test_five_incidents_in_one_place_and_none_before_are_no_change() -> None:
    five = {"neighborhood_id": "n1", "x_m": 1510.0, "y_m": 3010.0, "block_id": "b1"}
    before = town().head(60)
    now = pd.concat([before.tail(55), pd.DataFrame([five] * 5)], ignore_index=True)
    cells = find_changes(now, before, GRID)
    assert not cells[["is_more", "is_fewer"]].any(axis=None)
    areas = find_changed_areas(cells, now, before, GRID, neighborhoods=NAMES)
    assert areas.empty
    assert changes_sentence(areas, cells) == (
        "Can't tell of any place whether it changed differently from the whole city: "
        "60 before, 60 now."
    )


@pytest.mark.parametrize("is_now", [True, False])
def test_a_period_without_incidents_is_compared_without_verdict(is_now: bool) -> None:
    some, none = town(), town().head(0)
    before, now = (none, some) if is_now else (some, none)
    cells = find_changes(now, before, GRID)
    assert cells["q"].eq(1).all()
    assert cells["expected"].isna().all() if is_now else cells["expected"].eq(0).all()
    assert changes_sentence(
        find_changed_areas(cells, now, before, GRID, neighborhoods=NAMES), cells
    ).startswith("Can't tell of any place")


def test_two_periods_without_incidents_are_said_to_have_none() -> None:
    none = town().head(0)
    cells = find_changes(none, none, GRID)
    areas = find_changed_areas(cells, none, none, GRID, neighborhoods=NAMES)
    assert changes_sentence(areas, cells) == "No incidents on the map in either period."


def test_many_areas_are_named_up_to_three_on_each_side() -> None:
    areas = pd.DataFrame(
        {
            "direction": ["more"] * 5 + ["fewer"],
            "name": list("ABCDEF"),
            "before": [1, 2, 3, 4, 5, 1600],
            "now": [12, 13, 14, 15, 16, 900],
        }
    )
    whole = pd.DataFrame({"before": [4000], "now": [3000]})
    assert changes_sentence(areas, whole) == (
        "More than expected in A (1 → 12), B (2 → 13), C (3 → 14), and 2 more areas; fewer than "
        "expected in F (1,600 → 900); elsewhere can't tell. "
        "Expected is the change of the whole city: 4,000 before, 3,000 now."
    )
    assert ", and 1 more area; fewer" in changes_sentence(areas.drop(index=4), whole)


@given(st.integers(0, 2**32 - 1), st.integers(-9, 9), st.integers(-9, 9))
@settings(max_examples=15)
def test_changes_of_a_city_moved_by_whole_cells_move_along(
    seed: int, east: int, north: int
) -> None:
    rng = np.random.default_rng(seed)
    here = Grid(128.0, 0, 0, rng.random((10, 10)) < 0.8, "EPSG:26911")
    there = Grid(128.0, east, north, here.mask, here.crs)
    before, now = (
        pd.DataFrame(rng.uniform(0, 1280, (size, 2)), columns=["x_m", "y_m"]) for size in (90, 140)
    )
    moved = (
        points.assign(x_m=points["x_m"] + 128 * east, y_m=points["y_m"] + 128 * north)
        for points in (now, before)
    )
    where = ["i", "j", "x_m", "y_m"]
    found = find_changes(now, before, here).drop(columns=where)
    pd.testing.assert_frame_equal(found, find_changes(*moved, there).drop(columns=where))


@pytest.mark.parametrize("total", [100, 600, 3000])
@pytest.mark.parametrize("is_crowded", [False, True])
def test_a_city_where_nothing_changed_seldom_has_a_changed_place(
    total: int, is_crowded: bool
) -> None:
    """At most 5 maps in 100 may; here, and in longer simulations, it is 1 in 100 or fewer."""
    rng = np.random.default_rng(17)
    weights = rng.gamma(0.3, 1, 3000) if is_crowded else np.ones(3000)
    alarms = 0
    for _ in range(60):
        cells = find_changes(
            drawn(rng, weights, 2 * total), drawn(rng, weights, total), PALM_SPRINGS
        )
        alarms += bool(cells[["is_more", "is_fewer"]].any(axis=None))
    assert alarms <= 3


def test_bursts_are_no_change_once_their_dispersion_is_known() -> None:
    """One incident in five is a repeat in the same cell: variance over mean is 1.45."""
    rng = np.random.default_rng(19)
    alarms = {1.0: 0, 1.45: 0}
    for _ in range(25):
        first = rng.poisson(10_000 / 1.25 / 3000, (2, 3000))
        before, now = (placed(counts, PALM_SPRINGS) for counts in first + rng.poisson(first / 4))
        for dispersion in alarms:
            cells = find_changes(now, before, PALM_SPRINGS, dispersion=dispersion)
            alarms[dispersion] += bool(cells[["is_more", "is_fewer"]].any(axis=None))
    assert alarms[1.45] <= 1
    assert alarms[1.0] >= 5


def test_dispersion_below_one_is_chance_alone() -> None:
    before, now = town(corner=30), town(corner=60)
    plain = find_changes(now, before, GRID)
    pd.testing.assert_frame_equal(plain, find_changes(now, before, GRID, dispersion=0.4))
    assert plain["q"].min() < find_changes(now, before, GRID, dispersion=2.0)["q"].min()


def test_a_place_that_truly_quadrupled_is_found() -> None:
    """Twelve incidents become forty-eight, on four cells, in a city of six hundred."""
    rng = np.random.default_rng(18)
    found = 0
    for _ in range(20):
        before, now = drawn(rng, np.ones(3000), 600), drawn(rng, np.ones(3000), 600)
        grew = rng.integers(0, 2, (60, 2)) * 150.0 + [30 * 150.0 + 1, 20 * 150.0 + 1]
        crowd = pd.DataFrame(grew, columns=["x_m", "y_m"])
        cells = find_changes(
            pd.concat([now, crowd.tail(48)]), pd.concat([before, crowd.head(12)]), PALM_SPRINGS
        )
        found += bool(cells.loc[cells["i"].isin([30, 31]), "is_more"].any())
        assert not cells.loc[~cells["i"].between(28, 33), "is_more"].any()
    assert found >= 18
