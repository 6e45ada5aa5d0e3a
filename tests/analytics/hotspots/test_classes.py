"""A place gets the class that the published rule gives it, and a plain word that does not mislead."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.hotspots.classes import esri_classes, plain_classes, share_classes
from analytics.slopes import find_slopes

GOLDEN = Path(__file__).parents[4] / "shared" / "golden"
SERIES = GOLDEN / "ehsa" / "ehsa_series.json"
MONTHLY = GOLDEN / "sfhotspot" / "classify_monthly.csv"


@pytest.fixture
def ehsa() -> dict:
    if not SERIES.exists():
        pytest.skip(f"no reference values at {SERIES}")
    return dict(json.loads(SERIES.read_text()))


def classes_of(ehsa: dict) -> np.ndarray:
    z = np.array([case["gi"] for case in ehsa["cases"]])
    trends = find_slopes(z)
    trend = np.where(trends["p_value"] < 0.05, np.sign(trends["s"]), 0)
    return esri_classes(z >= ehsa["z_crit"], z <= -ehsa["z_crit"], trend)


def hot(*series: str) -> np.ndarray:
    """Read "#" as hot and "." as not, one series a place."""
    return np.array([[mark == "#" for mark in text] for text in series])


def esri_of(*series: str, trend: int = 0, cold: tuple[str, ...] | None = None) -> list[str]:
    places = hot(*series)
    was_cold = hot(*cold) if cold else np.zeros_like(places)
    return esri_classes(places, was_cold, np.full(len(places), trend)).tolist()


def plain_of(*series: str, trend: int = 0) -> list[str]:
    places = hot(*series)
    esri = esri_classes(places, np.zeros_like(places), np.full(len(places), trend))
    return plain_classes(esri, places).tolist()


def test_each_series_has_the_class_of_the_current_esri_text(ehsa: dict) -> None:
    assert classes_of(ehsa).tolist() == [case["esri_current_docs_label"] for case in ehsa["cases"]]


def test_sfdep_calls_three_of_the_series_otherwise(ehsa: dict) -> None:
    differing = {
        case["label"]: (case["sfdep_first_match"], ours)
        for case, ours in zip(ehsa["cases"], classes_of(ehsa), strict=True)
        if case["sfdep_first_match"] != ours
    }
    assert differing == {
        "sporadic_not_final": ("sporadic", "no pattern"),
        "historical": ("persistent", "historical"),
        "historical_final_pos_ns": ("persistent", "historical"),
    }


def test_trend_of_each_series_equals_mann_kendall_in_r(ehsa: dict) -> None:
    trends = find_slopes(np.array([case["gi"] for case in ehsa["cases"]]))
    mk = pd.DataFrame([case["mk"] for case in ehsa["cases"]])
    assert trends["s"].tolist() == mk["S"].tolist()
    for ours, theirs in (("variance", "varS"), ("tau_b", "tau"), ("p_value", "p_normal_cc")):
        assert trends[ours].to_numpy() == pytest.approx(mk[theirs].to_numpy(), abs=1e-9)


def test_classes_by_shares_of_months_follow_the_documented_rule_in_all_cells_of_memphis() -> None:
    if not MONTHLY.exists():
        pytest.skip(f"no reference values at {MONTHLY}")
    cells = pd.read_csv(MONTHLY)
    ours = share_classes(cells.filter(like="gi_m").to_numpy())
    assert len(cells) == 1521
    assert ours.tolist() == cells["category_documented_rule"].str.removesuffix(" hotspot").tolist()
    by_the_code = cells["category_sfhotspot"].str.removesuffix(" hotspot")
    assert (ours != by_the_code).sum() == 28


def test_recent_months_are_the_last_fifth_and_not_one_more() -> None:
    """sfhotspot's code takes three of twelve months, and calls a place hot in the third last intermittent."""
    z = np.zeros((2, 12))
    z[0, [3, 9]] = z[1, [3, 10]] = 6.0
    assert share_classes(z).tolist() == ["former", "intermittent"]


def test_months_are_corrected_for_their_number() -> None:
    """Among twelve months one p-value below 0.05 is no news."""
    once = np.zeros((1, 12))
    once[0, 11] = 2.5
    assert share_classes(once).tolist() == ["no pattern"]


def test_ninety_in_a_hundred_of_twelve_quarters_are_eleven() -> None:
    assert esri_of(".###########", "..##########") == ["persistent", "consecutive"]
    assert esri_of("#.##########", "#..#########") == ["persistent", "sporadic"]


def test_ninety_in_a_hundred_of_twenty_periods_are_exactly_eighteen() -> None:
    assert esri_of("#.#.################", "#.#.#.##############") == ["persistent", "sporadic"]


def test_trend_matters_only_to_places_that_are_nearly_always_hot() -> None:
    assert esri_of("############", "#..#...#...#", trend=1) == ["intensifying", "sporadic"]
    assert esri_of("############", "#..#...#...#", trend=-1) == ["diminishing", "sporadic"]
    assert esri_of("###########.", trend=-1) == ["historical"]


def test_place_that_was_cold_once_oscillates() -> None:
    assert esri_of("......#..#.#", cold=(".#..........",)) == ["oscillating"]
    assert esri_of("...........#", cold=(".#..........",)) == ["new"]


def test_place_hot_for_the_first_time_or_for_some_quarters_now_is_emerging() -> None:
    assert plain_of("...........#", ".........###") == ["emerging", "emerging"]


def test_place_that_cooled_down_more_than_a_quarter_ago_is_fading_though_esri_is_silent() -> None:
    assert esri_of("##########..", "#####.......") == ["no pattern", "no pattern"]
    assert plain_of("##########..", "#####.......") == ["fading", "fading"]
    assert plain_of("####........") == ["no pattern"]


def test_place_that_missed_two_quarters_of_twelve_is_persistent_though_esri_says_sporadic() -> None:
    assert esri_of("#.###.######") == ["sporadic"]
    assert plain_of("#.###.######", "#.#.#.######") == ["persistent", "on and off"]


def test_place_that_is_not_hot_now_is_never_persistent_or_emerging() -> None:
    every = np.array([[bool(code >> bit & 1) for bit in range(10)] for code in range(1024)])
    for trend in (-1, 0, 1):
        esri = esri_classes(every, np.zeros_like(every), np.full(1024, trend))
        plain = plain_classes(esri, every)
        assert set(plain[~every[:, -1]]) == {"fading", "no pattern"}
        assert "no pattern" not in plain[every[:, -1]]


def test_plain_words_of_falling_and_rising_places_differ() -> None:
    assert plain_of("############", trend=-1) == ["fading"]
    assert plain_of("############", trend=1) == ["persistent"]
