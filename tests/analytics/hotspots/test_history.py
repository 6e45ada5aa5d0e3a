"""A hotspot's history is that of the place, not of the season, the desert or chance."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.hotspots.grid import Grid
from analytics.hotspots.history import (
    HISTORY_CELL_M,
    History,
    history_sentence,
    hotspot_history,
    space_time_gi,
    whole_quarters,
)
from analytics.periods import Period

SIDE = 24
TOWN = Grid(HISTORY_CELL_M, 0, 0, np.ones((SIDE, SIDE), dtype=bool), "EPSG:26911")
COVERED = Period(date(2021, 1, 1), date(2024, 1, 1))
STARTS = pd.date_range("2021-01-01", periods=12, freq="QS")
HOME = 10


def incidents_of(
    quarters: list[int], seed: int, *, hot: dict[int, int] | None = None
) -> pd.DataFrame:
    """Scatter so many incidents in each quarter, and put some of them into one cell."""
    rng = np.random.default_rng(seed)
    tables = []
    for number, count in enumerate(quarters):
        at = rng.uniform(0, SIDE * HISTORY_CELL_M, (count, 2))
        at[: (hot or {}).get(number, 0)] = (HOME + 0.5) * HISTORY_CELL_M
        days = STARTS[number % 12] + pd.to_timedelta(rng.integers(0, 28, count), unit="D")
        tables.append(pd.DataFrame(at, columns=["x_m", "y_m"]).assign(occurred_on=days))
    return pd.concat(tables, ignore_index=True)


def at_home(history: History) -> pd.Series:
    cells = history.cells
    return cells[cells["i"].eq(HOME) & cells["j"].eq(HOME)].iloc[0]


def test_space_time_gi_star_equals_the_formula_over_a_matrix_of_weights() -> None:
    rng = np.random.default_rng(5)
    mask = rng.random((6, 7)) < 0.8
    counts = rng.poisson(1.3, (4, 6, 7)) * mask
    found = space_time_gi(counts, mask)
    i, j = np.nonzero(mask)
    queen = (np.abs(i[:, None] - i) <= 1) & (np.abs(j[:, None] - j) <= 1)
    for period in range(4):
        steps = [period] if period == 0 else [period - 1, period]
        x = np.concatenate([counts[step][mask] for step in steps]).astype(float)
        weights = np.hstack([queen] * len(steps)).astype(float)
        n, w = len(x), weights.sum(axis=1)
        spread = x.std() * np.sqrt((n * (weights**2).sum(axis=1) - w**2) / (n - 1))
        assert found[:, period] == pytest.approx((weights @ x - w * x.mean()) / spread, abs=1e-9)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1), width=st.integers(1, 12))
def test_desert_outside_the_mask_changes_no_class(seed: int, width: int) -> None:
    incidents = incidents_of([220] * 12, seed, hot=dict.fromkeys(range(5, 12), 12))
    mask = np.random.default_rng(seed).random((SIDE, SIDE)) < 0.9
    town = Grid(HISTORY_CELL_M, 0, 0, mask, "EPSG:26911")
    desert = Grid(HISTORY_CELL_M, -width, -width, np.pad(mask, width), "EPSG:26911")
    in_town, in_desert = (hotspot_history(incidents, g, covered=COVERED) for g in (town, desert))
    pd.testing.assert_frame_equal(in_town.cells, in_desert.cells)
    assert np.array_equal(in_town.gi_z, in_desert.gi_z)


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1), quarters=st.integers(-8, 8))
def test_incidents_moved_by_whole_quarters_move_the_history(seed: int, quarters: int) -> None:
    incidents = incidents_of([220] * 12, seed, hot=dict.fromkeys(range(5, 12), 12))
    by = pd.DateOffset(months=3 * quarters)
    moved = incidents.assign(occurred_on=incidents["occurred_on"] + by)
    covered = Period(*((pd.Timestamp(day) + by).date() for day in (COVERED.start, COVERED.end)))
    before = hotspot_history(incidents, TOWN, covered=COVERED)
    after = hotspot_history(moved, TOWN, covered=covered)
    assert after.quarters == tuple((pd.Timestamp(day) + by).date() for day in before.quarters)
    pd.testing.assert_frame_equal(before.cells, after.cells)


def test_map_of_a_quarter_is_the_same_whatever_others_are_shown() -> None:
    incidents = incidents_of([220] * 12, 3, hot=dict.fromkeys(range(12), 12))
    long = hotspot_history(incidents, TOWN, covered=COVERED)
    short = hotspot_history(incidents, TOWN, covered=COVERED, most=10)
    assert np.array_equal(long.is_hot[:, 3:], short.is_hot[:, 1:])


def test_winter_season_that_triples_all_of_the_town_makes_no_place_emerge() -> None:
    """Compared with all quarters alike, the whole town would be hot in winter and nowhere in summer."""
    pattern = incidents_of([250], 8, hot={0: 20})
    season = [3, 1, 1, 3] * 3
    moved = [
        pattern.assign(occurred_on=STARTS[number])
        for number, times in enumerate(season)
        for _ in range(times)
    ]
    history = hotspot_history(pd.concat(moved, ignore_index=True), TOWN, covered=COVERED)
    assert at_home(history)["history"] == "persistent"
    assert set(history.cells["history"]) == {"persistent", "no pattern"}
    assert not history.cells["esri_class"].isin(["intensifying", "diminishing"]).any()


def test_every_incident_of_the_quarters_is_in_one_cell() -> None:
    incidents = incidents_of([220] * 12, 4)
    outside = incidents.head(30).assign(x_m=np.nan)
    earlier = incidents.head(40).assign(occurred_on=pd.Timestamp(2020, 12, 31))
    later = incidents.head(50).assign(occurred_on=pd.Timestamp(2024, 1, 1))
    history = hotspot_history(
        pd.concat([incidents, outside, earlier, later]), TOWN, covered=COVERED
    )
    assert history.cells["incidents"].sum() == 12 * 220
    assert history.gi_z.shape == history.is_hot.shape == (SIDE * SIDE, 12)


@pytest.mark.parametrize(
    ("hot", "word"),
    [(range(12), "persistent"), (range(9, 12), "emerging"), (range(8), "fading")],
)
def test_place_with_four_in_a_hundred_of_the_incidents_gets_its_word(hot: range, word: str) -> None:
    words = [
        at_home(hotspot_history(incidents, TOWN, covered=COVERED))["history"]
        for incidents in (
            incidents_of([300] * 12, seed, hot=dict.fromkeys(hot, 12)) for seed in range(20)
        )
    ]
    assert words.count(word) >= 18


def test_hotspot_that_stays_as_it_is_seldom_has_a_trend() -> None:
    """With the quarters that share incidents, 1 in 5 such hotspots would rise or fall, not 1 in 20."""
    clear = [
        at_home(hotspot_history(incidents, TOWN, covered=COVERED))["trend_p"] < 0.05
        for incidents in (
            incidents_of([300] * 12, seed, hot=dict.fromkeys(range(12), 12)) for seed in range(80)
        )
    ]
    assert sum(clear) <= 8


def test_town_where_nothing_clusters_seldom_has_a_place_with_a_history() -> None:
    with_one = [
        (hotspot_history(incidents, TOWN, covered=COVERED).cells["history"] != "no pattern").any()
        for incidents in (incidents_of([200] * 12, seed) for seed in range(40))
    ]
    assert sum(with_one) <= 4


def test_cell_without_an_incident_in_half_a_year_is_not_hot_for_its_neighbors() -> None:
    incidents = incidents_of([250] * 12, 6, hot=dict.fromkeys(range(12), 40))
    history = hotspot_history(incidents, TOWN, covered=COVERED)
    by_quarter = [
        TOWN.count(table).ravel()
        for _, table in incidents.groupby(incidents["occurred_on"].dt.to_period("Q"))
    ]
    counts = np.column_stack(by_quarter)
    half_years = counts + np.pad(counts, ((0, 0), (1, 0)))[:, :-1]
    assert history.is_hot.sum() >= 12
    assert (half_years[history.is_hot] > 0).all()


def test_quarter_that_the_feed_or_the_settled_day_cuts_is_left_out() -> None:
    starts, end = whole_quarters(Period(date(2020, 2, 15), date(2024, 5, 9)), most=40)
    assert (starts[0], starts[-1], end) == (date(2020, 4, 1), date(2024, 1, 1), date(2024, 4, 1))
    assert len(whole_quarters(Period(date(2010, 1, 1), date(2024, 1, 1)))[0]) == 12
    assert whole_quarters(Period(date(2024, 1, 2), date(2024, 3, 30))) == ([], date(2024, 1, 2))


def test_too_few_incidents_for_quarters_give_a_reason_and_no_class() -> None:
    history = hotspot_history(incidents_of([20] * 12, 1), TOWN, covered=COVERED)
    assert history_sentence(history) == (
        "Too few for quarters: 20 incidents in an average one, and it takes 200."
    )
    assert history.cells.empty


def test_too_few_quarters_give_a_reason() -> None:
    covered = Period(date(2022, 5, 1), date(2024, 1, 1))
    history = hotspot_history(incidents_of([300] * 12, 1), TOWN, covered=covered)
    assert history_sentence(history) == (
        "Too few quarters: it takes 10 whole ones, and there are 6."
    )
    nothing = Period(date(2024, 1, 2), date(2024, 2, 1))
    assert "there are 0" in history_sentence(
        hotspot_history(incidents_of([300], 1), TOWN, covered=nothing)
    )


def test_sentence_names_what_emerges_lasts_and_fades_without_a_percentage() -> None:
    incidents = incidents_of([300] * 12, 2, hot=dict.fromkeys(range(12), 15))
    history = hotspot_history(incidents, TOWN, covered=COVERED)
    sentence = history_sentence(history)
    assert sentence.startswith(
        "Hotspots over the 12 quarters up to 31 Dec 2023, in squares of 250 m: "
    )
    counts = history.cells["history"].value_counts()
    assert f"{counts['persistent']} persistent" in sentence
    assert "%" not in sentence


def test_sentence_says_where_no_place_stands_out() -> None:
    history = hotspot_history(incidents_of([200] * 12, 0), TOWN, covered=COVERED)
    assert history_sentence(history) == (
        "No place stands out for long in the 12 quarters up to 31 Dec 2023."
    )
