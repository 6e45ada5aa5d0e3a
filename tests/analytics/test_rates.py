"""A rate says what it was divided by, and is refused where it would be mostly chance."""

from __future__ import annotations

import json
from datetime import date
from math import isnan, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.periods import Period
from analytics.rates import (
    DENOMINATORS,
    Denominator,
    poisson_limits,
    rate_of,
    rate_places,
    rate_sentence,
)

TABLES = Path(__file__).parents[3] / "shared" / "golden" / "trends" / "poisson_tables_R.json"
YEAR = Period(date(2019, 1, 1), date(2020, 1, 1))
RESIDENTS = Denominator("residents", 47_897, "The Palm Springs Post", date(2019, 12, 31))
SERVED = Denominator("service_population", 75_000, "The Palm Springs Post", date(2019, 12, 31))


def test_one_count_of_crimes_gives_both_published_rates_of_palm_springs() -> None:
    """The Palm Springs Post: 2,596 per 100,000 of the people served; that is 4,065 of residents."""
    assert rate_of(1947, YEAR, SERVED).rate == pytest.approx(2596, abs=1e-9)
    assert round(rate_of(1947, YEAR, RESIDENTS).rate) == 4065
    assert rate_sentence(rate_of(1947, YEAR, SERVED), "Crimes") == (
        "Crimes: 1,947 from 1 Jan to 31 Dec 2019, 2,596 per 100,000 of a service population of"
        " 75,000 (The Palm Springs Post, 2019). Chance alone makes that 2,482 to 2,714."
    )
    assert ", 4,065 per 100,000 of 47,897 residents (" in rate_sentence(
        rate_of(1947, YEAR, RESIDENTS), "Crimes"
    )


def test_limits_of_a_count_equal_those_of_r() -> None:
    if not TABLES.exists():
        pytest.skip(f"no reference values at {TABLES}")
    table = pd.DataFrame(json.loads(TABLES.read_text())["exact_poisson_ci"])
    low, high = poisson_limits(table["k"])
    assert np.abs(low - table["lo"]).max() < 1e-9
    assert np.abs(high - table["hi"]).max() < 1e-9


def test_limits_hold_the_true_mean_95_times_in_100() -> None:
    rng = np.random.default_rng(8)
    for mean in (0.3, 1.0, 4.0, 20.0, 150.0):
        low, high = poisson_limits(rng.poisson(mean, 20_000))
        # Three standard errors of 20,000 draws.
        assert np.mean((low <= mean) & (mean <= high)) >= 0.945


@pytest.mark.parametrize(
    ("denominator", "per", "said"),
    [
        (
            Denominator("dwellings", 1640, "assessor", date(2024, 1, 1)),
            1000,
            "14.6 per 1,000 of 1,640 dwellings",
        ),
        (
            Denominator("businesses", 310, "licenses", date(2024, 1, 1)),
            1000,
            "77.4 per 1,000 of 310 businesses",
        ),
        (
            Denominator("street_km", 40, "city", date(2024, 1, 1)),
            1,
            "0.60 for each of 40 km of street",
        ),
        (
            Denominator("residents", 47_897, "census", date(2024, 1, 1)),
            10_000,
            "5.01 per 10,000 of 47,897 residents",
        ),
    ],
)
def test_every_rate_names_its_denominator_with_number_source_and_year(
    denominator: Denominator, per: int, said: str
) -> None:
    sentence = rate_sentence(rate_of(24, YEAR, denominator, per=per), "Burglary", "Baristo")
    assert sentence.startswith("Burglary in Baristo: 24 from 1 Jan to 31 Dec 2019, ")
    assert f"{said} ({denominator.source}, 2024)" in sentence


@pytest.mark.parametrize(
    ("incidents", "number", "residents", "land_use", "reason"),
    [
        (40, 900, 499, None, "fewer than 500 residents are known to live there"),
        (40, 900, nan, None, "fewer than 500 residents are known to live there"),
        (40, 900, 2000, "resort", "nearly everybody there is a guest"),
        (40, 900, 2000, "airport", "it is an airport"),
        (40, 199, 2000, None, "fewer than 200 dwellings"),
        (19, 900, 2000, None, "fewer than 20 incidents"),
        (20, 900, 500, "homes", None),
    ],
)
def test_a_rate_that_is_mostly_chance_is_refused_and_says_why(
    incidents: int, number: float, residents: float, land_use: str | None, reason: str | None
) -> None:
    homes = Denominator("dwellings", number, "assessor", date(2024, 1, 1))
    rate = rate_of(incidents, YEAR, homes, per=1000, residents=residents, land_use=land_use)
    assert rate.reason == reason
    assert isnan(rate.rate) == isnan(rate.low) == isnan(rate.high) == (reason is not None)
    assert rate_sentence(rate, "Burglary").endswith(f"No rate: {reason}.") == (reason is not None)


def test_a_denominator_has_a_known_name_and_is_above_zero() -> None:
    with pytest.raises(ValueError, match="choose one of residents"):
        Denominator("people", 100, "", date(2024, 1, 1))
    for number in (0, -1, nan):
        with pytest.raises(ValueError, match="above zero"):
            Denominator("residents", number, "", date(2024, 1, 1))
    with pytest.raises(ValueError, match="not per 100"):
        rate_of(100, YEAR, RESIDENTS, per=100)


def test_every_neighborhood_has_a_rate_or_the_reason_why_not() -> None:
    neighborhoods = pd.DataFrame(
        {
            "neighborhood_id": list("abcd"),
            "name": ["Alder", "Birch", "Cedar", "Dogwood"],
            "residents": [2000, 300, 1500, 1800],
            "dwellings": [1000, 400, None, 800],
            "land_use": ["homes", "homes", "homes", "resort"],
        }
    )
    counts = pd.DataFrame({"neighborhood_id": list("abd"), "incidents": [25, 30, 50]})
    asked = {"kind": "dwellings", "source": "assessor", "as_of": date(2024, 1, 1)}
    table = rate_places(counts, neighborhoods, YEAR, **asked)
    assert table["incidents"].tolist() == [25, 30, 0, 50]
    assert table["rate"].tolist() == pytest.approx([25, nan, nan, nan], nan_ok=True)
    assert table["low"][0] < 25 < table["high"][0]
    assert table["reason"].isna().tolist() == [True, False, False, False]
    assert table["reason"][2] == "the number of dwellings is not known, or none"
    assert set(table["denominator"]) == {"dwellings"}
    without_use = rate_places(counts, neighborhoods.drop(columns="land_use"), YEAR, **asked)
    assert without_use["rate"][3] == pytest.approx(62.5)


@settings(max_examples=100)
@given(
    st.integers(0, 400), st.sampled_from(sorted(DENOMINATORS)), st.floats(1, 1e6), st.integers(0, 3)
)
def test_no_sentence_has_a_percent_sign_and_each_names_the_denominator_or_the_reason(
    incidents: int, kind: str, number: float, which: int
) -> None:
    base = Denominator(kind, number, "census", date(2024, 1, 1))
    rate = rate_of(incidents, YEAR, base, per=(1, 1_000, 10_000, 100_000)[which])
    sentence = rate_sentence(rate, "Burglary")
    assert "%" not in sentence
    assert (rate.reason or base.words) in sentence
    assert rate.reason is not None or rate.low <= rate.rate <= rate.high
