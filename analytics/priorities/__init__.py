"""Which problem, in which neighborhood, should come first? Four columns to argue about, and a rank
that says how little it knows.

Residents decide what comes first; these numbers say what speaks for it: how much there is, whether
it grew, whether it sits in a few blocks where something can be done, and what people asked for.
Nothing here looks ahead. What officers find by looking is never ranked beside what victims report:
more patrols would make it "worse", and call for more patrols.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import SelectionError
from analytics.offenses import category_of, label_of
from analytics.priorities.columns import Column
from analytics.priorities.concerns import check_alone, is_reported
from analytics.priorities.harm import MIDDLE_TERM_DAYS, check_harm
from analytics.priorities.known import Known, hear_votes, know_concerns
from analytics.priorities.scores import rank_scores
from analytics.priorities.wording import priority_sentence

__all__ = [
    "COLUMNS",
    "EQUAL_WEIGHTS",
    "MIDDLE_TERM_DAYS",
    "Known",
    "Priorities",
    "hear_votes",
    "know_concerns",
    "priority_sentence",
    "rank_known",
    "rank_priorities",
]

EQUAL_WEIGHTS = {"volume": 1.0, "trend": 1.0, "concentration": 1.0, "community": 1.0}
COLUMNS = (*EQUAL_WEIGHTS, "harm")
_BLANK = {
    "trend": "No earlier days are known to tell a rise by",
    "concentration": "The share in five blocks is not known",
    "community": "No votes are known",
}


@dataclass(frozen=True, eq=False)
class Priorities:
    """Concerns in order, and what a reader must know of the order.

    `table` has one row for each neighborhood and concern, first rank first; `weights` are those of
    the columns that had a say, and add up to 1; `notes` are sentences to print below it.
    """

    table: pd.DataFrame
    weights: Mapping[str, float]
    notes: tuple[str, ...]


def rank_priorities(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    neighborhoods: pd.DataFrame,
    *,
    concerns: Sequence[str],
    days_now: int,
    days_before: int,
    seed: int,
    blocks: pd.DataFrame | None = None,
    votes: pd.DataFrame | None = None,
    exposures: Mapping[str, float] | None = None,
    weights: Mapping[str, float] = EQUAL_WEIGHTS,
    draws: int | None = None,
) -> Priorities:
    """Rank every concern of every neighborhood, by the reader's weights, with rank intervals.

    `now` and `before` are tables as `count_places` takes them, of the last year and the years
    before it, with `category` (for an offense `offense`) and, where concentration is wanted,
    `block_id`. Take whole years and only settled days, else the season or the delay is the trend.
    `concerns` are categories or offenses: name one to have "second of 52", several to have all of
    them in one list. `blocks` are all blocks, with block_id and neighborhood_id, quiet ones too;
    `votes` has neighborhood_id, concern, votes (any number that is higher where people want more
    done), and no row is no opinion, not zero votes. `exposures` by neighborhood_id, dwellings say,
    are what the volume is shrunk by. `weights` may name harm, too (`priorities.harm`). Without `before`
    the trend is blank. To weigh the same counts again, keep `know_concerns` and call `rank_known`;
    `hear_votes` puts other votes in.

    Columns of the table: neighborhood_id, name, concern, incidents, before (as counted), volume,
    volume_low, volume_high (incidents a year, 90% interval), rise_chance, fall_chance, top_share
    (0 to 1, NaN where not told), votes (NaN where none), harm (days of the middle term a year, NaN
    where not asked for), a score for each column that has a weight, and those of
    `scores.rank_scores`.

    Raises SelectionError where narcotics or quality of life would stand beside another concern,
    where narcotics found by officers would stand beside reported ones, for a weight that is none,
    and for harm where the statutes have no term.
    """
    check_alone(concerns)
    check_weights(weights, concerns)
    known = know_concerns(
        now,
        before,
        neighborhoods,
        concerns=concerns,
        days_now=days_now,
        days_before=days_before,
        seed=seed,
        blocks=blocks,
        votes=votes,
        exposures=exposures,
        draws=draws,
    )
    return rank_known(known, weights=weights, seed=seed)


def rank_known(
    known: Known, *, weights: Mapping[str, float] = EQUAL_WEIGHTS, seed: int
) -> Priorities:
    """Rank what is known by the reader's weights, as `rank_priorities` does."""
    check_weights(weights, known.concerns)
    used = {
        name: weights[name]
        for name in COLUMNS
        if weights.get(name) and not np.isnan(known.columns[name].values).all()
    }
    if not used:
        raise SelectionError(
            "nothing is known of any column that has a weight: give blocks or votes, or weigh volume"
        )
    about = known.about if weights.get("harm") else known.about.assign(harm=np.nan)
    ranks = rank_scores(known.columns, used, seed=seed, draws=known.draws)
    return Priorities(
        table=pd.concat([about, ranks], axis="columns").sort_values("rank", ignore_index=True),
        weights={name: weight / sum(used.values()) for name, weight in used.items()},
        notes=(*_notes(weights, known.columns), *_provenance(known.concerns)),
    )


def check_weights(weights: Mapping[str, float], concerns: Sequence[str]) -> None:
    """Raise SelectionError for weights that are not numbers from zero up, one above it, or for harm
    that has no term."""
    unknown = [name for name in weights if name not in COLUMNS]
    if unknown:
        raise SelectionError(
            f"no such column to weigh: {', '.join(unknown)}; choose from {', '.join(COLUMNS)}"
        )
    if not all(0 <= weight < np.inf for weight in weights.values()) or not any(weights.values()):
        raise SelectionError("weights are zero or more, and at least one of them is more")
    if weights.get("harm"):
        check_harm(concerns)


def _notes(weights: Mapping[str, float], columns: Mapping[str, Column]) -> list[str]:
    """Say which columns are blank, and that the others stand in for them."""
    notes = []
    for name, words in _BLANK.items():
        is_blank = np.isnan(columns[name].values)
        if weights.get(name) and is_blank.any():
            some = f" for {is_blank.sum()} of {len(is_blank)} concerns"
            whose, others = ("", "the") if is_blank.all() else (some, "their")
            notes.append(f"{words}{whose}, so {others} other columns count for more.")
    return notes


def _provenance(concerns: Sequence[str]) -> list[str]:
    if is_reported(concerns[0]):
        return []
    what = label_of(category_of(concerns[0]))
    return [f"{what}: counts follow where officers look, so they are ranked alone."]
