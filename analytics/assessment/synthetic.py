"""What would a city's series have been, had it gone like a mix of other cities?

For a response of the whole city, which leaves no control area inside it. The mix is fitted to the
years before and carried on; the gap is the city less the mix. It is no better than that fit, other
programs find other mixes of the same data, and one city is one case: whether a gap is large, only
the gaps of donors that had no response can tell (`placebo_ratios`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize, nnls

# So heavy that the weights add up to 1, and not so heavy that the rest is lost in rounding.
SUM_TO_ONE = 1e4
NO_WEIGHT = 1e-6


@dataclass(frozen=True)
class SyntheticControl:
    """A mix of donors, and how far the treated city parted from it.

    `weights` are the donors' shares (sum 1), `importance` those of the predictors (sum 1), `gaps`
    the outcome less the mix by time, `fit_error` the root mean squared gap in the times fitted to.
    """

    weights: pd.Series
    importance: pd.Series
    gaps: pd.Series
    fit_error: float


def fit_synthetic(
    outcome: pd.DataFrame,
    predictors: pd.DataFrame,
    *,
    treated: str,
    fitted_to: Collection[Hashable],
) -> SyntheticControl:
    """Mix donors so that they look like the treated city before its response.

    `outcome` has a row for each time and a column for each city, rates rather than counts where
    cities differ in size; `predictors` a row for each predictor and the same columns. All but
    `treated` are donors: leave out cities that had a response too. `fitted_to` are times before it.
    The importance of the predictors is searched for by Nelder & Mead from equal shares, as other
    programs do; another start can end in another mix, so look at `fit_error`.

    Raises ValueError where a predictor does not vary, and where the columns differ.

    Source: Abadie & Gardeazabal 2003 (American Economic Review 93:113); Abadie, Diamond &
    Hainmueller 2011 (J. Statistical Software 42:13).
    """
    if set(outcome.columns) != set(predictors.columns):
        raise ValueError("outcome and predictors must have the same cities as columns")
    donors = [name for name in outcome.columns if name != treated]
    spread = predictors.std(axis=1, skipna=False)
    if not (spread > 0).all():
        useless = ", ".join(str(name) for name in spread.index[~(spread > 0)])
        raise ValueError(f"the same in every city, or missing in one: {useless}; leave it out")
    scaled = predictors.div(spread, axis=0)
    aim, mix = scaled[treated].to_numpy(), scaled[donors].to_numpy()
    before = outcome[outcome.index.isin(list(fitted_to))]
    aim_before, mix_before = before[treated].to_numpy(), before[donors].to_numpy()

    def weights_for(search: np.ndarray) -> np.ndarray:
        importance = np.abs(search) / np.abs(search).sum()
        root = np.sqrt(importance)
        rows = np.vstack([mix * root[:, None], np.full(len(donors), SUM_TO_ONE)])
        found, _ = nnls(rows, np.append(aim * root, SUM_TO_ONE))
        return found / found.sum()

    def loss(search: np.ndarray) -> float:
        return float(((aim_before - mix_before @ weights_for(search)) ** 2).mean())

    start = np.full(len(aim), 1 / len(aim))
    best = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 1000}).x
    weights = weights_for(best)
    weights = np.where(weights < NO_WEIGHT, 0, weights)
    return SyntheticControl(
        weights=pd.Series(weights, index=donors, name="weight"),
        importance=pd.Series(np.abs(best) / np.abs(best).sum(), index=predictors.index),
        gaps=outcome[treated] - outcome[donors].mul(weights).sum(axis=1, skipna=False),
        fit_error=float(np.sqrt(loss(best))),
    )


def placebo_ratios(
    outcome: pd.DataFrame,
    predictors: pd.DataFrame,
    *,
    treated: str,
    fitted_to: Collection[Hashable],
    after: Collection[Hashable],
) -> pd.Series:
    """Give, for the treated city and each donor in its place, the gap after over the gap before.

    Root mean squares, the largest first. A treated city that stands first of 20 has what chance
    gives 1 time in 20; with fewer than 20 cities no gap is beyond chance. The treated city is no
    donor of the others.

    Source: Abadie, Diamond & Hainmueller 2010 (J. American Statistical Association 105:493).
    """
    donors = [name for name in outcome.columns if name != treated]
    ratios = {}
    for name in (treated, *donors):
        cities = [*donors, treated] if name == treated else donors
        found = fit_synthetic(
            outcome[cities], predictors[cities], treated=name, fitted_to=fitted_to
        )
        late = np.sqrt((found.gaps[found.gaps.index.isin(list(after))] ** 2).mean())
        ratios[name] = late / found.fit_error if found.fit_error else np.inf
    return pd.Series(ratios, name="ratio").sort_values(ascending=False)
