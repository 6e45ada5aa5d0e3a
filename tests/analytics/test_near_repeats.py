"""Near repeats agree with two other programs, pair by pair, and do not come out of nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import SelectionError
from analytics.near_repeats import (
    DAYS,
    DISTANCES_M,
    NearRepeats,
    day_numbers,
    find_near_repeats,
    knox,
    near_repeats_sentence,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "nearrepeat"
ARSON, BURGLARY = "chicago_arson_2016.csv", "chicago_be_2016_01.csv"
CASES = {
    "arson_correct_labels_manhattan": ARSON,
    "arson_nrc_contents_manhattan": ARSON,
    "arson_default_euclid": ARSON,
    "be_nrc_contents_manhattan": BURGLARY,
    "be_labels_manhattan": BURGLARY,
}


def needs(name: str) -> Path:
    if not (GOLDEN / name).exists():
        pytest.skip(f"no reference values at {GOLDEN / name}")
    return GOLDEN / name


def chicago(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    events = pd.read_csv(needs(name))
    return events["x"].to_numpy(), events["y"].to_numpy(), day_numbers(events["date"])


def count(x: np.ndarray, y: np.ndarray, day: np.ndarray, **options: Any) -> pd.DataFrame:
    usual = {"distances_m": DISTANCES_M, "days": DAYS, "metric": "manhattan", "permutations": 1}
    return knox(x, y, day, seed=1, **usual | options)


def observed(*args: np.ndarray, **options: Any) -> np.ndarray:
    table = count(*args, **options)
    return table["observed"].to_numpy().reshape(table["distance_from_m"].nunique(), -1)


@pytest.mark.parametrize("case", CASES)
def test_pairs_equal_the_r_package(case: str) -> None:
    """Both metrics, the last bands open to infinity."""
    golden = json.loads(needs("nearrepeat_R.json").read_text())[case]
    found = observed(
        *chicago(CASES[case]),
        distances_m=tuple(map(float, golden["sds"])),
        days=tuple(map(float, golden["tds"])),
        metric=golden["method"],
    )
    assert found.tolist() == golden["observed"]


def test_ratios_and_p_values_equal_the_r_package_but_for_the_shuffles() -> None:
    golden = json.loads(needs("nearrepeat_R.json").read_text())["arson_default_euclid"]
    table = count(
        *chicago(ARSON),
        distances_m=tuple(map(float, golden["sds"])),
        days=tuple(map(float, golden["tds"])),
        metric="euclidean",
        permutations=4999,
    )
    p = np.ravel(golden["p"])
    noise = np.sqrt(p * (1 - p) * (1 / 4999 + 1 / 9999)) + 1 / 4999
    assert (np.abs(table["p_value"] - p) <= 4 * noise).all()
    assert table["ratio"].to_numpy() == pytest.approx(
        np.ravel(golden["knox_ratio"]).astype(float), rel=0.08
    )


def test_burglary_pairs_equal_the_near_repeat_calculator_once_its_labels_are_put_right() -> None:
    """Its "1 to 100 m" is [1, 100) and its "0 to 7 days" is [0, 7)."""
    golden = json.loads(needs("python_and_nrc_reproduction.json").read_text())["nrc_be"]
    right = observed(
        *chicago(BURGLARY), distances_m=(0, 1, 100, 200, 300, np.inf), days=(0, 7, 14, 21, np.inf)
    )
    assert right.tolist() == golden["observed_nrc"]
    as_labeled = observed(
        *chicago(BURGLARY), distances_m=(0, 1, 101, 201, 301, np.inf), days=(0, 8, 15, 22, np.inf)
    )
    assert as_labeled.tolist() != golden["observed_nrc"]


def test_expected_pairs_are_near_the_product_of_the_margins() -> None:
    golden = json.loads(needs("python_and_nrc_reproduction.json").read_text())
    expected = np.ravel(golden["arson_default_euclid"]["expected_product_of_margins"])
    table = count(
        *chicago(ARSON),
        distances_m=(0, 0.1, 100, 200, 300, 400),
        days=(0, 7, 14, 21, 28),
        metric="euclidean",
        permutations=2999,
    )
    assert table["expected"].to_numpy() == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(
    ("apart_m", "band"),
    [(0, 0), (0.99, 0), (1, 1), (100.9, 1), (101, 2), (200, 2), (201, 3), (400, 3), (401, None)],
)
def test_a_distance_lies_in_the_band_whose_label_says_so(apart_m: float, band: int | None) -> None:
    found = observed(np.array([0, apart_m]), np.zeros(2), np.array([0, 3]))
    assert found[:, 0].tolist() == [float(band == k) for k in range(4)]


@pytest.mark.parametrize(
    ("apart", "band"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (28, 2), (29, None)]
)
def test_days_lie_in_the_band_whose_label_says_so(apart: int, band: int | None) -> None:
    found = observed(np.zeros(2), np.zeros(2), np.array([apart, 0]))
    assert found[0].tolist() == [float(band == k) for k in range(3)]


def test_manhattan_goes_round_the_corner() -> None:
    corner = np.array([0.0, 60.0]), np.array([0.0, 60.0]), np.array([0, 0])
    assert observed(*corner)[:, 0].tolist() == [0, 0, 1, 0]
    assert observed(*corner, metric="euclidean")[:, 0].tolist() == [0, 1, 0, 0]


EVENTS = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 600), st.integers(0, 60)),
    min_size=2,
    max_size=60,
)


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_pairs_are_those_of_a_plain_loop_whatever_the_order_of_rows(
    events: list, random: Any
) -> None:
    expected = np.zeros((4, 3))
    for k, (x, y, day) in enumerate(events):
        for x2, y2, day2 in events[:k]:
            band = np.searchsorted(DISTANCES_M, abs(x - x2) + abs(y - y2), side="right") - 1
            when = np.searchsorted(DAYS, abs(day - day2), side="right") - 1
            if band < 4 and when < 3:
                expected[band, when] += 1
    random.shuffle(events)
    x, y, day = np.array(events).T
    assert observed(x.astype(float), y.astype(float), day).tolist() == expected.tolist()


@given(EVENTS, st.integers(-(10**6), 10**6), st.integers(-(10**5), 10**5))
@settings(max_examples=30)
def test_moving_all_in_space_and_time_changes_no_pair(events: list, east: int, later: int) -> None:
    x, y, day = np.array(events).T
    here = observed(x.astype(float), y.astype(float), day)
    there = observed(x + float(east), y - float(east), day + later)
    assert here.tolist() == there.tolist()


def test_more_than_255_pairs_and_more_than_256_shuffles_are_all_counted() -> None:
    """Everything at one place and day, in every shuffle."""
    table = count(np.zeros(60), np.zeros(60), np.full(60, 9), permutations=700)
    assert table["observed"].iloc[0] == table["expected"].iloc[0] == 60 * 59 / 2
    assert table["p_value"].iloc[0] == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_a_day_of_1800_spoils_nothing(sign: int) -> None:
    day = sign * np.array([0, 65_539, 65_541])
    found = observed(np.zeros(3), np.zeros(3), day, days=(0, 8, np.inf))
    assert found[0].tolist() == [1, 2]


def test_one_address_is_one_place_wherever_its_points_lie() -> None:
    x, day = np.array([0.0, 150.0, 300.0]), np.zeros(3, dtype=int)
    assert observed(x, np.zeros(3), day)[:, 0].tolist() == [0, 0, 2, 1]
    same = observed(x, np.zeros(3), day, places=np.array([7, 7, -1]))
    assert same[:, 0].tolist() == [1, 0, 1, 1]


def town(count: int, seed: int, followed: int = 0) -> pd.DataFrame:
    """Give incidents of a year in 2 by 2 km; some have another 60 m away within 5 days."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 2000, (2, count - followed))
    day = rng.integers(0, 365, count - followed)
    x = np.append(x, x[:followed] + 40)
    y = np.append(y, y[:followed] + 20)
    day = np.append(day, day[:followed] + rng.integers(0, 6, followed))
    return pd.DataFrame(
        {
            "feed": "town",
            "incident_id": np.arange(count).astype(str),
            "address": [f"{k} Palm Dr" for k in range(count)],
            "x_m": x,
            "y_m": y,
            "occurred_on": pd.Timestamp(2024, 1, 1) + pd.to_timedelta(day, unit="D"),
        }
    )


def near(table: pd.DataFrame, permutations: int = 499) -> NearRepeats:
    return find_near_repeats(table, seed=1, permutations=permutations)


def test_what_follows_nearby_is_found_and_said() -> None:
    found = near(town(400, 2, followed=30))
    more = found.pairs[found.pairs["is_more"]]
    assert more[["distance_to_m", "days_to"]].to_numpy().tolist() == [[101, 8]]
    assert more["observed"].iloc[0] >= 30
    sentence = near_repeats_sentence(found, "Burglary")
    assert sentence.startswith(
        "Burglary: another followed more often than chance explains 1 to 100 m away, within 7 days"
        f" ({more['observed'].iloc[0]} pairs, chance gives "
    )


def test_a_town_without_near_repeats_is_seldom_said_to_have_any() -> None:
    """Of 12 bands looked at, hardly any may be called: Holm."""
    alarms = [near(town(220, seed), 299) for seed in range(60)]
    called = [found.pairs["is_more"].any() for found in alarms]
    assert np.mean(called) <= 0.1
    quiet = alarms[called.index(False)]
    assert near_repeats_sentence(quiet, "Burglary") == (
        "Burglary: can't tell from chance how often another followed nearby, among 220."
    )


def test_the_adjusted_p_value_is_that_of_holm() -> None:
    """Smallest times 12, next times 11, and never below one before it."""
    table = town(500, 2, followed=100)
    table.loc[table.index[-50:], "x_m"] += 100
    pairs = near(table).pairs.sort_values("p_value", kind="stable")
    p_value = pairs["p_value"].to_numpy()
    assert p_value[:2].tolist() == [1 / 500, 1 / 500]
    steps = p_value * np.arange(12, 0, -1)
    expected = np.minimum(1, np.maximum.accumulate(steps))
    assert pairs["p_adjusted"].to_numpy() == pytest.approx(expected)
    assert pairs["p_adjusted"].iloc[1] == 12 / 500
    assert near_repeats_sentence(near(table), "Burglary").count(" away, within 7 days (") == 2


def test_fewer_than_200_incidents_are_a_reason_and_no_table() -> None:
    found = near(town(199, 3))
    assert found.pairs.empty
    assert near_repeats_sentence(found, "Robbery") == (
        "Robbery: can't tell whether one brings another nearby: it takes 200 incidents on the map,"
        " and there are 199."
    )


def test_offenses_of_one_incident_are_no_pair_and_points_may_be_missing() -> None:
    table = town(230, 4)
    table.loc[:9, ["x_m", "y_m"]] = np.nan
    table.loc[10:19, "address"] = None
    once = near(table, 9)
    assert (once.incidents, once.without_point) == (220, 10)
    twice = near(pd.concat([table, table.assign(offense="vandalism")]), 9)
    pd.testing.assert_frame_equal(once.pairs, twice.pairs)
    nowhere = near(table.assign(address=None), 9)
    pd.testing.assert_frame_equal(once.pairs, nowhere.pairs)


def test_one_hundred_block_is_not_called_one_place() -> None:
    table = town(400, 2, followed=30)
    homes = table.assign(address=[f"{k % 370} Palm Dr" for k in range(400)])
    assert "explains at the same place, within 7 days (" in near_repeats_sentence(
        near(homes), "Burglary"
    )
    blocks = table.assign(address=[f"{k % 370}00 Block Palm Dr" for k in range(400)])
    assert "explains in the same hundred-block, within 7 days (" in near_repeats_sentence(
        near(blocks), "Burglary"
    )


def test_public_positions_are_refused() -> None:
    with pytest.raises(SelectionError, match="police"):
        near(town(300, 5).drop(columns="address"))
