"""The mix of donors equals the published one, and placebos say what chance gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.assessment import fit_synthetic, placebo_ratios

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "assessment"
SCHOOL = ["school.illit", "school.prim", "school.med", "school.high"]


def basque() -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Outcome and the 13 predictors of Abadie, Diamond & Hainmueller 2011: schooling as shares, the
    two highest levels as one."""
    path = GOLDEN / "basque.csv"
    if not path.exists():
        pytest.skip(f"no reference values at {path}")
    table = pd.read_csv(path)
    table = table[table["regionno"] != 1]

    def mean(column: str, years: range) -> pd.Series:
        return table[table["year"].isin(years)].groupby("regionname")[column].mean()

    rows = {name: mean(name, range(1964, 1970)) for name in [*SCHOOL, "school.post.high", "invest"]}
    rows["school.high"] = rows["school.high"] + rows.pop("school.post.high")
    total = sum(rows[name] for name in SCHOOL)
    rows |= {name: 100 * rows[name] / total for name in SCHOOL}
    rows["gdpcap"] = mean("gdpcap", range(1960, 1970))
    sectors = [name for name in table.columns if name.startswith("sec.")]
    rows |= {name: mean(name, range(1961, 1970, 2)) for name in sectors}
    rows["popdens"] = mean("popdens", range(1969, 1970))
    outcome = table.pivot(index="year", columns="regionname", values="gdpcap")
    treated = next(name for name in outcome.columns if name.startswith("Basque"))
    return outcome, pd.DataFrame(rows).T, treated


def test_the_basque_country_is_mixed_of_catalonia_and_madrid() -> None:
    """Abadie & Gardeazabal 2003: 0.851 and 0.149, to three digits; gaps as pysyncon has them."""
    outcome, predictors, treated = basque()
    reference = json.loads((GOLDEN / "synthetic_control_basque.json").read_text())
    found = fit_synthetic(outcome, predictors, treated=treated, fitted_to=range(1960, 1970))
    weights = found.weights[found.weights > 0.0005]
    assert weights.to_dict() == pytest.approx(reference["published_weights"], abs=0.0005)
    assert found.weights.sum() == pytest.approx(1)
    for year, gap in reference["gap_selected"].items():
        assert found.gaps[int(year)] == pytest.approx(gap, abs=0.0005)
    years = found.gaps.loc[1970:1997]
    assert years.mean() == pytest.approx(reference["att_1970_1997"]["att"], abs=0.0005)


def made_up(effect: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A city that goes like 0.7 of one donor and 0.3 of another, until an effect sets in."""
    rng = np.random.default_rng(2)
    outcome = pd.DataFrame(
        rng.normal(100, 8, (20, 6)).cumsum(axis=0) / np.arange(1, 21)[:, None],
        columns=list("abcdef"),
        index=range(2001, 2021),
    )
    outcome["city"] = 0.7 * outcome["a"] + 0.3 * outcome["b"] + rng.normal(0, 0.2, 20)
    outcome.loc[2016:, "city"] += effect
    predictors = pd.DataFrame({"mean": outcome[:15].mean(), "last": outcome.loc[2015]}).T
    predictors.loc["first"] = outcome.loc[2001]
    return outcome, predictors


def test_an_effect_shows_as_a_gap_after_and_as_none_before() -> None:
    outcome, predictors = made_up(-15)
    found = fit_synthetic(outcome, predictors, treated="city", fitted_to=range(2001, 2016))
    assert found.fit_error < 1.5
    assert found.gaps.loc[2016:].mean() == pytest.approx(-15, abs=1.5)
    assert found.importance.sum() == pytest.approx(1)


def test_a_city_with_an_effect_stands_first_among_the_placebos() -> None:
    outcome, predictors = made_up(-15)
    ratios = placebo_ratios(
        outcome,
        predictors,
        treated="city",
        fitted_to=range(2001, 2016),
        after=range(2016, 2021),
    )
    assert ratios.index[0] == "city"
    assert len(ratios) == 7
    outcome, predictors = made_up(0)
    calm = placebo_ratios(
        outcome,
        predictors,
        treated="city",
        fitted_to=range(2001, 2016),
        after=range(2016, 2021),
    )
    assert calm["city"] < ratios["city"] / 5


def test_a_predictor_that_tells_no_city_apart_is_refused_by_name() -> None:
    outcome, predictors = made_up(0)
    predictors.loc["state"] = 6
    with pytest.raises(ValueError, match="the same in every city, or missing in one: state"):
        fit_synthetic(outcome, predictors, treated="city", fitted_to=range(2001, 2016))
    with pytest.raises(ValueError, match="same cities"):
        fit_synthetic(
            outcome, predictors.drop(columns="a"), treated="city", fitted_to=range(2001, 2016)
        )
