"""A map is judged on later days, beside the simple one, and not by how its ties happen to fall."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analytics.hotspots.evaluation import (
    SIMPLE,
    accuracy_curve,
    accuracy_sentence,
    compare_maps,
    hit_rate_limits,
    score_maps,
)
from analytics.hotspots.grid import Grid

GOLDEN = Path(__file__).parents[4] / "shared" / "golden"
MEMPHIS = GOLDEN / "hotspots" / "pai_memphis_inputs.csv"
PTOOLS = GOLDEN / "hotspots" / "pai_memphis_ptools.json"
BY_HAND = GOLDEN / "wheeler" / "ptools.json"
TOWN = Grid(150.0, 0, 0, np.ones((40, 40), dtype=bool), "EPSG:26911")
UNTIL = date(2024, 1, 1)


def needs(*files: Path) -> None:
    for file in files:
        if not file.exists():
            pytest.skip(f"no reference values at {file}")


def curve_of(table: pd.DataFrame, predicted: str, observed: str, area: str) -> pd.DataFrame:
    return accuracy_curve(*(table[name].to_numpy() for name in (predicted, observed, area)))


def town_of(count: int, seed: int, first: str, days: int, *, corner: int = 0) -> pd.DataFrame:
    """Scatter incidents over the town and some days, some of them at one corner."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 6000, (count, 2))
    at[:corner] = 3010.0
    on = pd.Timestamp(first) + pd.to_timedelta(rng.integers(0, days, count), unit="D")
    return pd.DataFrame(at, columns=["x_m", "y_m"]).assign(occurred_on=on)


def test_six_cells_by_hand_have_the_indices_of_the_ptools_documentation() -> None:
    """The example of ptools::pai; the tie at 4 is broken in favor of the cell with 3 over that with 7."""
    curve = accuracy_curve(np.array([8, 4, 4, 2, 1, 0]), np.array([6, 7, 3, 2, 1, 0]), np.ones(6))
    assert curve["incidents"].tolist() == [6, 9, 16, 18, 19, 19]
    assert curve["pai"].tolist() == pytest.approx(
        [1.894736842, 1.421052632, 1.684210526, 1.421052632, 1.2, 1], abs=1e-9
    )
    assert curve["pei"].tolist() == pytest.approx([0.857142857, 0.692307692, 1, 1, 1, 1], abs=1e-9)
    assert curve["rri"].tolist() == pytest.approx([4 / 3, 4 / 3, 1, 1, 1, 1], abs=1e-9)


@pytest.mark.parametrize("case", ["six", "three", "unequal_area"])
def test_cells_of_equal_and_unequal_size_have_the_indices_of_ptools(case: str) -> None:
    needs(BY_HAND)
    theirs = pd.DataFrame(json.loads(BY_HAND.read_text())["pai"][case])
    curve = curve_of(theirs.iloc[::-1], "Pred", "Count", "Area")
    scale = theirs["Count"].sum() / theirs["Pred"].sum()
    for ours, column in (
        ("incidents", theirs["CumCount"]),
        ("area_share", theirs["PCumArea"]),
        ("hit_rate", theirs["PCumCount"]),
        ("pai", theirs["PAI"]),
        ("pei", theirs["PEI"]),
        ("rri", theirs["RRI"] * scale),
    ):
        assert curve[ours].to_numpy() == pytest.approx(column.to_numpy(), abs=1e-9)


@pytest.mark.parametrize("map_name", ["train_n", "kde_train"])
def test_maps_of_memphis_robberies_have_the_indices_of_ptools(map_name: str) -> None:
    needs(MEMPHIS, PTOOLS)
    cells = pd.read_csv(MEMPHIS)
    theirs = pd.DataFrame(json.loads(PTOOLS.read_text())["result"][map_name])
    curve = curve_of(cells, map_name, "test_n", "area_km2").iloc[theirs["Order"] - 1]
    scale = cells["test_n"].sum() / cells[map_name].sum()
    for ours, column in (
        ("incidents", theirs["CumCount"]),
        ("area_km2", theirs["CumArea"]),
        ("hit_rate", theirs["PCumCount"]),
        ("pai", theirs["PAI"]),
        ("pei", theirs["PEI"]),
        ("rri", theirs["RRI"] * scale),
        ("per_km2", theirs["CumCount"] / theirs["CumArea"]),
    ):
        assert curve[ours].to_numpy() == pytest.approx(column.to_numpy(), abs=1e-9)


def test_prediction_of_ten_months_is_scaled_to_the_two_that_test_it() -> None:
    """Unscaled, the recovery index of Memphis is 6 to 14 and says only that ten months are longer."""
    needs(MEMPHIS)
    curve = curve_of(pd.read_csv(MEMPHIS), "train_n", "test_n", "area_km2")
    assert curve["rri"].iloc[7:152].between(0.9, 2).all()
    assert curve["rri"].iloc[-1] == pytest.approx(1)


def test_recovery_index_is_not_given_for_what_predicts_no_counts() -> None:
    curve = accuracy_curve(np.array([2.0, -1.0, -1.5]), np.array([3, 1, 0]), np.ones(3))
    assert curve["rri"].isna().all()


@settings(max_examples=50)
@given(
    cells=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=2, max_size=40),
    seed=st.integers(0, 99),
)
def test_ties_fall_the_same_and_the_worst_way_in_any_order_of_cells(
    cells: list[tuple[int, int]], seed: int
) -> None:
    predicted, observed = np.array(cells).T
    shuffle = np.random.default_rng(seed).permutation(len(cells))
    curve, shuffled = (
        accuracy_curve(predicted[at], observed[at], np.ones(len(cells)))
        for at in (np.arange(len(cells)), shuffle)
    )
    columns = ["incidents", "hit_rate", "pai", "pei"]
    pd.testing.assert_frame_equal(curve[columns], shuffled[columns])
    best = np.cumsum(observed[np.lexsort((-observed, -predicted))])
    scores = score_maps(
        {"map": predicted}, observed, cell_km2=1, baseline="map", area_shares=(0.5,)
    )
    mean, flagged = scores["hits_mean"].item(), scores["cells"].item()
    assert curve["incidents"][flagged - 1] - 1e-9 <= mean <= best[flagged - 1] + 1e-9


def test_map_that_tells_no_cells_apart_holds_on_average_its_share_of_the_area() -> None:
    observed = np.random.default_rng(1).poisson(1, 200)
    scores = score_maps({"flat": np.zeros(200)}, observed, cell_km2=1, baseline="flat")
    assert scores["hits_mean"].tolist() == pytest.approx(
        [observed.sum() * share for share in (0.01, 0.02, 0.05)]
    )
    assert (scores["hits"] == 0).all()


def test_cells_flagged_never_take_more_than_their_share_of_the_area() -> None:
    values = np.arange(260.0)
    scores = score_maps({"map": values}, np.ones(260, dtype=int), cell_km2=0.0225, baseline="map")
    assert scores["cells"].tolist() == [2, 5, 13]
    assert (scores["cells"] / 260 <= scores["area_share"]).all()
    few = score_maps({"map": np.arange(9.0)}, np.ones(9, dtype=int), cell_km2=1, baseline="map")
    assert few["cells"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("incidents", [5, 40, 300])
def test_limits_of_the_hit_rate_cover_it_at_least_95_times_in_100(incidents: int) -> None:
    limits = np.array([hit_rate_limits(hits, incidents) for hits in range(incidents + 1)])
    for rate in np.linspace(0.005, 0.995, 100):
        covers = (limits[:, 0] <= rate) & (rate <= limits[:, 1])
        assert binom.pmf(np.arange(incidents + 1), incidents, rate)[covers].sum() >= 0.95


def test_hit_rate_without_incidents_may_be_anything() -> None:
    assert hit_rate_limits(0, 0) == (0.0, 1.0)
    assert hit_rate_limits(3, 3)[1] == 1.0


def test_maps_that_are_equally_good_are_seldom_told_apart() -> None:
    """Two maps flag five cells each of the same risk; chance alone decides which holds more."""
    rng = np.random.default_rng(4)
    one, other = np.arange(100.0), np.roll(np.arange(100.0), 5)
    verdicts = []
    for _ in range(400):
        scores = score_maps(
            {"one": one, "other": other},
            rng.poisson(3, 100),
            cell_km2=1,
            baseline="other",
            area_shares=(0.05,),
        )
        verdicts.append(scores.loc[scores["map"].eq("one"), "verdict"].item())
    assert verdicts.count("can't tell") >= 380


def test_nobody_wins_by_the_ties_of_the_simple_map() -> None:
    """Its worst order holds no incident, its average as many as the other map."""
    observed = np.tile([0, 10], 50)
    detailed = np.where(np.arange(100) < 10, 10 - np.arange(100.0), 0)
    simple = (np.arange(100) < 20).astype(float)
    scores = score_maps(
        {"map": detailed, "simple": simple},
        observed,
        cell_km2=1,
        baseline="simple",
        area_shares=(0.1,),
    ).set_index("map")
    assert (scores.loc["map", "hits"], scores.loc["simple", "hits"]) == (50, 0)
    assert scores.loc["map", "verdict"] == "can't tell"


def test_map_may_not_be_tested_on_days_that_it_knows() -> None:
    train = town_of(50, 1, "2023-01-01", 365)
    later = town_of(50, 2, "2024-01-01", 365)
    with pytest.raises(ValueError, match="does not know"):
        compare_maps(later, later, TOWN, until=UNTIL, radius_m=300)
    with pytest.raises(ValueError, match="does not know"):
        compare_maps(train, train, TOWN, until=UNTIL, radius_m=300)


def test_last_year_knows_nothing_of_the_years_before() -> None:
    old = town_of(300, 3, "2021-01-01", 365, corner=300)
    train = pd.concat([old, town_of(300, 4, "2023-01-01", 365)])
    later = town_of(200, 5, "2024-01-01", 365, corner=100)
    scores = compare_maps(train, later, TOWN, until=UNTIL, radius_m=300)
    first = scores[scores["area_share"] == 0.01].set_index("map")
    assert first.loc["counts, all years", "hits"] >= 100
    assert first.loc["counts, all years", "verdict"] == "better"
    assert first.loc[SIMPLE, "hits_mean"] < 20
    assert set(first.index) == {
        *(
            f"{kind}, {years}"
            for kind in ("density", "Gi*", "counts")
            for years in ("all years", "last year")
        ),
        "random order",
    }


def test_maps_are_scored_alike_when_made_again() -> None:
    train, later = town_of(300, 4, "2023-01-01", 365), town_of(99, 5, "2024-01-01", 365)
    first, second = (
        compare_maps(train, later, TOWN, until=UNTIL, radius_m=300, seed=7) for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, second)


def test_sentence_says_plainly_where_the_simple_map_wins() -> None:
    train = town_of(2000, 1, "2023-01-01", 365)
    scores = compare_maps(
        train, train.assign(occurred_on=pd.Timestamp(UNTIL)), TOWN, until=UNTIL, radius_m=400
    )
    sentence = accuracy_sentence(scores, "density, last year")
    assert sentence.startswith("Of 2,000 later incidents, the first 16 cells held ")
    assert sentence.count("the simple map does better") == 3
    assert "%" not in sentence


def test_sentence_without_later_incidents_judges_nothing() -> None:
    train = town_of(100, 1, "2023-01-01", 365)
    scores = compare_maps(train, train.head(0), TOWN, until=UNTIL, radius_m=300)
    assert accuracy_sentence(scores, SIMPLE) == (
        "No later incidents on the map: nothing to judge it by."
    )
    assert scores["pai"].isna().all()
