"""Concentration counts the empty places too, and is never more than it is beside chance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.concentration import (
    Concentration,
    concentration_sentence,
    count_blocks,
    generalized_gini,
    gini,
    lorenz_curve,
    measure_concentration,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "concentration"
COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=60).map(np.array)


def measured(counts: np.ndarray, draws: int = 199) -> Concentration:
    return measure_concentration(counts, seed=1, draws=draws)


def uneven(places: int, seed: int, mean: float = 0.5) -> np.ndarray:
    """Give counts that vary more than chance: gamma risks, variance 1 + mean / 0.4 times."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.4, mean / 0.4, places))


@pytest.mark.parametrize(
    ("counts", "plain", "generalized"),
    [([10, 8, 2] + [0] * 7, 0.78, 0.78), ([5, 2, 1] + [0] * 7, 0.8, 0.75)],
)
def test_gini_gives_the_published_values(
    counts: list[int], plain: float, generalized: float
) -> None:
    """Bernasco & Steenbeek 2017, examples of their R package lorenzgini."""
    assert gini(np.array(counts)) == pytest.approx(plain, abs=1e-12)
    assert generalized_gini(np.array(counts)) == pytest.approx(generalized, abs=1e-12)


def test_gini_equals_every_value_of_the_r_package() -> None:
    reference = GOLDEN / "generalized_gini.json"
    if not reference.exists():
        pytest.skip(f"no reference values at {reference}")
    golden = json.loads(reference.read_text())
    for case in golden["cases"]:
        assert gini(np.array(case["counts"])) == pytest.approx(case["gini_biased"], abs=1e-12)
        if case["gini_generalized_biased"] is not None:
            found = generalized_gini(np.array(case["counts"]))
            assert found == pytest.approx(case["gini_generalized_biased"], abs=1e-12)
    for case in golden["unbiased"]:
        counts = np.array(case["counts"])
        assert gini(counts, is_unbiased=True) == pytest.approx(case["gini_unbiased"])
        assert generalized_gini(counts, is_unbiased=True) == pytest.approx(1)


def test_few_incidents_cannot_look_concentrated_for_being_few() -> None:
    """Three incidents on three of 100 blocks: as even as three can be."""
    counts = np.array([1, 1, 1] + [0] * 97)
    assert gini(counts) == pytest.approx(0.97)
    assert generalized_gini(counts) == pytest.approx(0, abs=1e-12)
    assert np.isnan(generalized_gini(np.array([1, 0]), is_unbiased=True))


@given(COUNTS.filter(lambda counts: counts.sum() > 0))
@settings(max_examples=60)
def test_figures_equal_those_of_the_sorted_list_of_places(counts: np.ndarray) -> None:
    busiest = np.sort(counts)[::-1]
    total, places = counts.sum(), len(counts)
    ranks = np.arange(1, places + 1)
    by_formula = 2 * (ranks * busiest[::-1]).sum() / (places * total) - (places + 1) / places
    assert gini(counts) == pytest.approx(by_formula, abs=1e-12)
    found = measure_concentration(counts, seed=1, draws=2, top_shares=(0.05, 0.3))
    for name, share in (("top_0.05", 0.05), ("top_0.3", 0.3)):
        taken = max(1, round(share * places))
        assert found.figure(name)["places"] == taken
        assert found.figure(name)["value"] == pytest.approx(busiest[:taken].sum() / total)
    half = int(np.argmax(2 * np.cumsum(busiest) >= total)) + 1
    assert found.figure("half")["places"] == half
    assert found.figure("half")["value"] == pytest.approx(half / places)


@given(COUNTS.filter(lambda counts: counts.sum() > 0))
@settings(max_examples=40)
def test_the_lorenz_curve_rises_to_one_and_encloses_the_gini(counts: np.ndarray) -> None:
    curve = lorenz_curve(counts)
    places, incidents = curve["place_share"].to_numpy(), curve["incident_share"].to_numpy()
    assert (places[0], incidents[0]) == (0, 0)
    assert (places[-1], incidents[-1]) == (pytest.approx(1), pytest.approx(1))
    slopes = np.diff(incidents) / np.diff(places)
    assert (np.diff(slopes) <= 1e-9).all()
    assert 2 * np.trapezoid(incidents, places) - 1 == pytest.approx(gini(counts), abs=1e-12)


def test_empty_blocks_belong_to_the_places_possible() -> None:
    counts = np.array([4, 3, 2, 1])
    with_empty = np.append(counts, np.zeros(96, dtype=int))
    assert measured(counts).figure("top_0.05")["value"] == 0.4
    assert measured(with_empty).figure("top_0.05")["value"] == 1.0
    assert measured(with_empty).figure("half")["value"] == 0.02


@given(
    st.lists(st.integers(0, 11), max_size=80),
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
)
@settings(max_examples=40)
def test_counts_of_blocks_add_up_over_any_partition(rows: list[int], part: list[int]) -> None:
    blocks = pd.DataFrame({"block_id": [f"b{k}" for k in range(12)], "part": part})
    incidents = pd.DataFrame({"block_id": [f"b{k}" for k in rows]}, dtype="object")
    whole = count_blocks(incidents, blocks)
    assert whole.sum() == len(rows)
    parts = [count_blocks(incidents, some) for _, some in blocks.groupby("part")]
    assert pd.concat(parts)[whole.index].tolist() == whole.tolist()


def test_blocks_are_counted_from_rows_and_from_counts_and_quiet_ones_are_zero() -> None:
    blocks = pd.DataFrame({"block_id": ["b", "a", "c"]})
    rows = pd.DataFrame({"block_id": ["a", "a", "b", None, "elsewhere"]})
    assert count_blocks(rows, blocks).to_dict() == {"b": 1, "a": 2, "c": 0}
    counted = pd.DataFrame({"block_id": ["a", "b"], "incidents": [5, 1]})
    assert count_blocks(counted, blocks).to_dict() == {"b": 1, "a": 5, "c": 0}


def test_equal_places_are_within_what_chance_gives_and_uneven_ones_beyond() -> None:
    rng = np.random.default_rng(2)
    beyond = 0
    for _ in range(60):
        top = measured(rng.multinomial(150, [1 / 400] * 400)).figure("top_0.05")
        beyond += top["value"] > top["chance_high"]
    assert beyond / 60 <= 0.05
    top = measured(uneven(400, 3)).figure("top_0.05")
    assert top["value"] > top["chance_high"]


def test_what_chance_gives_is_the_mean_of_incidents_thrown_at_random() -> None:
    rng = np.random.default_rng(8)
    tops = [
        np.sort(np.bincount(rng.integers(0, 300, 120), minlength=300))[-15:].sum() / 120
        for _ in range(500)
    ]
    found = measured(rng.multinomial(120, [1 / 300] * 300), draws=500).figure("top_0.05")
    assert found["chance"] == pytest.approx(np.mean(tops), rel=0.02)
    assert found["chance_low"] == pytest.approx(np.quantile(tops, 0.025), abs=0.02)


def test_limits_hold_the_gini_of_all_places_of_the_kind_in_nearly_19_of_20_samples() -> None:
    truth = gini(uneven(400_000, 1))
    limits = [measured(uneven(500, seed)).figure("gini")[["low", "high"]] for seed in range(80)]
    held = [low <= truth <= high for low, high in limits]
    assert 0.87 <= np.mean(held) <= 1


def test_the_same_seed_gives_the_same_limits() -> None:
    counts = uneven(200, 5)
    pd.testing.assert_frame_equal(measured(counts).figures, measured(counts).figures)


def test_the_sentence_names_places_possible_and_what_chance_gives() -> None:
    counts = np.array([12, 9, 7] + [1] * 20 + [0] * 37)
    sentence = concentration_sentence(measured(counts), "Burglary")
    assert sentence.startswith(
        "Burglary: half of the 48 fell on 3 of 60 blocks. More than chance explains (95% limits):"
        " were all blocks alike, it would take 1"
    )
    assert sentence.endswith(").")
    by_chance = np.array([3, 2, 2] + [1] * 23 + [0] * 32)
    assert concentration_sentence(measured(by_chance), "Robbery", places="streets").startswith(
        "Robbery: half of the 30 fell on 11 of 58 streets. Can't tell that from chance: were all"
        " streets alike, it would take "
    )


def test_equal_places_are_seldom_said_to_be_uneven() -> None:
    rng = np.random.default_rng(12)
    said = [
        concentration_sentence(measured(rng.multinomial(60, [1 / 900] * 900)), "Robbery")
        for _ in range(60)
    ]
    assert np.mean(["More than chance" in sentence for sentence in said]) <= 0.05


def test_few_incidents_are_no_answer() -> None:
    few = measured(np.array([19, 0, 0, 0]))
    assert concentration_sentence(few, "Robbery") == (
        "Robbery: 19 on 4 blocks, too few to tell how concentrated they are."
    )
    none = measured(np.zeros(50, dtype=int))
    assert none.figures["value"].isna().all()
    assert np.isnan(gini(np.zeros(5)))
    assert lorenz_curve(np.zeros(5))["incident_share"].tolist() == [0, 0]


@pytest.mark.parametrize(("places", "incidents"), [(300, 120), (40, 6_000), (1, 50)])
def test_what_chance_gives_is_the_same_however_it_is_drawn(places: int, incidents: int) -> None:
    """Of many incidents a place the counts of places are drawn, not where each incident falls."""
    rng = np.random.default_rng(8)
    top = max(1, round(0.05 * places))
    held = [
        np.sort(np.bincount(rng.integers(0, places, incidents), minlength=places))[-top:].sum()
        for _ in range(500)
    ]
    counts = rng.multinomial(incidents, [1 / places] * places)
    found = measured(counts, draws=500).figure("top_0.05")
    assert found["chance"] == pytest.approx(np.mean(held) / incidents, rel=0.02)
    limits = np.quantile(held, (0.025, 0.975)) / incidents
    assert [found["chance_low"], found["chance_high"]] == pytest.approx(limits, abs=0.02)
