"""On how few places do incidents fall, of all the places on which they could have fallen?

Places without any incident belong to it: left out, everything looks even. Few incidents on many
places always look concentrated, 20 of them cannot fall on more than 20 blocks, so what chance alone
would give stands beside. Counts vary more than the risk behind them: the top blocks of one year are
partly the unlucky ones, and their share falls in the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

TOP_SHARES = (0.01, 0.02, 0.05)
LEAST_INCIDENTS = 20
DRAWS = 999
# To draw the count of a place takes as long as to draw where so many incidents fall.
_AS_DEAR = 25
_LIMITS = (0.025, 0.975)


@dataclass(frozen=True)
class Concentration:
    """How unevenly incidents fall on the places possible, beside equal places and chance.

    `figures` has a row a figure: figure (gini, generalized_gini, half, top_0.01, top_0.02,
    top_0.05), places (how many that is: for half the fewest that hold half of the incidents, for
    top_ those taken, at least one; NaN for a Gini), value (share of places for half, of incidents
    for top_, 0 to 1), low and high (95% limits from drawing places again), chance, chance_low and
    chance_high (the same figure with equal places; 95%). NaN without incidents.
    """

    figures: pd.DataFrame
    incidents: int
    places: int

    def figure(self, name: str) -> pd.Series:
        """Give the row of one figure."""
        return self.figures[self.figures["figure"] == name].iloc[0]


def count_blocks(counts: pd.DataFrame, blocks: pd.DataFrame) -> pd.Series:
    """Count incidents on each block, zero where there were none, by block_id in their order.

    `counts` has block_id and either a column `incidents` or a row an incident. Incidents on no
    block, such as those without a point, are left out.
    """
    groups = counts.groupby("block_id")
    totals = groups["incidents"].sum() if "incidents" in counts else groups.size()
    ids = pd.Index(blocks["block_id"])
    return totals.reindex(ids, fill_value=0).astype("int64").rename("incidents")


def lorenz_curve(counts: np.ndarray) -> pd.DataFrame:
    """Give the share of incidents on the busiest places, from none of the places to all.

    Only the corners of the curve are given, between them it is straight: of many equal places none
    is busier than the other.

    Columns: place_share, incident_share (0 to 1, both from 0).
    """
    values, places = _tally(counts)
    incidents = np.cumsum(values * places)
    return pd.DataFrame(
        {
            "place_share": np.append(0, np.cumsum(places) / places.sum()),
            "incident_share": np.append(0, incidents / max(incidents[-1], 1)),
        }
    )


def gini(counts: np.ndarray, *, is_unbiased: bool = False) -> float:
    """Give the Gini coefficient of the counts of all places: 0 where all have as many.

    With fewer incidents than places it cannot be near 0: use `generalized_gini`. It is too low in
    a small sample of places; `is_unbiased` multiplies by n / (n - 1), which is for samples and not
    for all the blocks of a city. NaN without incidents.

    Source: Gini 1912 as in Bernasco & Steenbeek 2017, R package lorenzgini.
    """
    values, places = _tally(counts)
    found = _ginis(values, places[None, :])[0]
    return float(found * len(counts) / (len(counts) - 1) if is_unbiased else found)


def generalized_gini(counts: np.ndarray, *, is_unbiased: bool = False) -> float:
    """Give the Gini coefficient measured from the most even spread that so few incidents allow.

    With n places and c incidents it is max(1, n / c) (G - 1) + 1, the plain one where c is at least
    n. It does not take chance away: equal places have more than 0. NaN without incidents.

    Source: Bernasco & Steenbeek 2017; `is_unbiased` as in `gini`, with the smaller of n and c.
    """
    total = int(np.sum(counts))
    found = float(_generalized(np.array([gini(counts)]), len(counts), np.array([total]))[0])
    fewest = min(len(counts), total)
    if not is_unbiased:
        return found
    return found * fewest / (fewest - 1) if fewest > 1 else np.nan


def measure_concentration(
    counts: np.ndarray, *, seed: int, draws: int = DRAWS, top_shares: tuple[float, ...] = TOP_SHARES
) -> Concentration:
    """Measure how concentrated the counts of all possible places are.

    `counts` has one number a place, zeros included (`count_blocks`). Limits come from drawing as
    many places again, with replacement: they say how far the figures may be off for places like
    these, not what the same blocks will do next year. In simulation 95% limits hold 93 to 95 times
    in 100, those of a top share of fewer than ten places less often (two of 200 places: 80).

    Source: bootstrap of Efron 1979; chance is a Poisson process over equal places, given how many
    incidents there were.
    """
    counts = np.asarray(counts, dtype="int64")
    places, total = len(counts), int(counts.sum())
    tops = {f"top_{share:g}": max(1, round(share * places)) for share in top_shares}
    names = ["gini", "generalized_gini", "half", *tops]
    values, tally = _tally(counts)
    rng = np.random.default_rng(seed)
    again = rng.multinomial(places, tally / places, size=draws)
    taken = list(tops.values())
    found = _figures(values, tally[None, :], taken)[0]
    low, high = _limits_of(_figures(values, again, taken))
    chance = _figures(*_tallies(_equal_places(rng, total, places, draws)), taken)
    chance_low, chance_high = _limits_of(chance)
    half = round(found[2] * places) if total else np.nan
    figures = pd.DataFrame(
        {
            "figure": names,
            "places": [np.nan, np.nan, half, *taken],
            "value": found,
            "low": low,
            "high": high,
            "chance": chance.mean(axis=0),
            "chance_low": chance_low,
            "chance_high": chance_high,
        }
    )
    return Concentration(figures, total, places)


def concentration_sentence(found: Concentration, what: str, *, places: str = "blocks") -> str:
    """Say on how few places half of the incidents fell, and on how many chance would put them."""
    if found.incidents < LEAST_INCIDENTS:
        return (
            f"{what}: {found.incidents:,} on {found.places:,} {places}, too few to tell how"
            " concentrated they are."
        )
    half = found.figure("half")
    chance, low, high = (
        round(found.places * half[name]) for name in ("chance", "chance_low", "chance_high")
    )
    said = (
        f"{what}: half of the {found.incidents:,} fell on {half['places']:,.0f} of"
        f" {found.places:,} {places}."
    )
    much = f"it would take {chance:,} ({low:,} to {high:,})"
    if half["value"] < half["chance_low"]:
        return f"{said} More than chance explains (95% limits): were all {places} alike, {much}."
    return f"{said} Can't tell that from chance: were all {places} alike, {much}."


def _tally(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the counts that occur, the largest first, and how many places have each."""
    values, places = np.unique(np.asarray(counts, dtype="int64"), return_counts=True)
    return values[::-1], places[::-1]


def _equal_places(rng: np.random.Generator, total: int, places: int, draws: int) -> np.ndarray:
    """Draw where incidents fall on equal places: one row a draw, one column a place."""
    if total > _AS_DEAR * places:
        return rng.multinomial(total, np.full(places, 1 / places), size=draws)
    fell = rng.integers(0, places, (draws, total)) + places * np.arange(draws)[:, None]
    return np.bincount(fell.ravel(), minlength=draws * places).reshape(draws, places)


def _tallies(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the counts that rows of counts hold, the largest first, and how many places of each row have each."""
    least, most = int(counts.min()), int(counts.max())
    width = most - least + 1
    cells = counts - least + width * np.arange(len(counts))[:, None]
    tallies = np.bincount(cells.ravel(), minlength=width * len(counts)).reshape(-1, width)
    return np.arange(least, most + 1)[::-1], tallies[:, ::-1]


def _figures(values: np.ndarray, tallies: np.ndarray, taken: list[int]) -> np.ndarray:
    """Give all figures, a column each, of tallies in rows: how many places have which value."""
    places = int(tallies[0].sum())
    reached = np.cumsum(tallies, axis=1)
    held = np.cumsum(tallies * values, axis=1)
    total = held[:, -1]
    columns = [_ginis(values, tallies)]
    columns.append(_generalized(columns[0], places, total))
    with np.errstate(invalid="ignore"):
        columns.append(_fewest(values, reached, held, (total + 1) // 2) / places)
        for count in taken:
            columns.append(_held_by(values, reached, held, count) / total)
    columns[2] = np.where(total > 0, columns[2], np.nan)
    return np.column_stack(columns)


def _ginis(values: np.ndarray, tallies: np.ndarray) -> np.ndarray:
    """Give the Gini coefficient of each row: twice the area between its Lorenz curve and the
    diagonal."""
    held = np.cumsum(tallies * values, axis=1)
    total, places = held[:, -1], tallies.sum(axis=1)
    twice_area = (tallies * (2 * held - tallies * values)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return twice_area / (total * places) - 1


def _generalized(ginis: np.ndarray, places: int, totals: np.ndarray) -> np.ndarray:
    return np.maximum(1, places / np.maximum(totals, 1)) * (ginis - 1) + 1


def _held_by(values: np.ndarray, reached: np.ndarray, held: np.ndarray, count: int) -> np.ndarray:
    """Give the incidents on the busiest `count` places of each row."""
    at = (reached < count).sum(axis=1)
    row = np.arange(len(reached))
    # Those beyond the count all have the value at which it is reached.
    return held[row, at] - (reached[row, at] - count) * values[at]


def _fewest(
    values: np.ndarray, reached: np.ndarray, held: np.ndarray, incidents: np.ndarray
) -> np.ndarray:
    """Give how many of the busiest places it takes to hold so many incidents."""
    at = (held < incidents[:, None]).sum(axis=1)
    row = np.arange(len(reached))
    return reached[row, at] - (held[row, at] - incidents) // np.maximum(values[at], 1)


def _limits_of(drawn: np.ndarray) -> np.ndarray:
    return np.quantile(drawn, _LIMITS, axis=0)
