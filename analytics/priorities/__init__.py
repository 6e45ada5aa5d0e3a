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

from analytics.counts import count_places
from analytics.errors import SelectionError
from analytics.offenses import category_of, label_of
from analytics.priorities.columns import (
    Column,
    count_concentration,
    join_columns,
    known_column,
    trend_column,
    volume_column,
)
from analytics.priorities.concerns import check_alone, is_reported, rows_of
from analytics.priorities.harm import MIDDLE_TERM_DAYS, check_harm
from analytics.priorities.scores import rank_scores
from analytics.priorities.wording import priority_sentence
from analytics.shrinkage import DRAWS

__all__ = ["EQUAL_WEIGHTS", "Priorities", "priority_sentence", "rank_priorities"]

EQUAL_WEIGHTS = {"volume": 1.0, "trend": 1.0, "concentration": 1.0, "community": 1.0}
_COLUMNS = (*EQUAL_WEIGHTS, "harm")
_BLANK = {
    "concentration": "The share in five blocks is not known",
    "community": "No community priority was given",
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
    before: pd.DataFrame,
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
    draws: int = DRAWS,
) -> Priorities:
    """Rank every concern of every neighborhood, by the reader's weights, with rank intervals.

    `now` and `before` are tables as `count_places` takes them, of the last year and the years
    before it, with `category` (for an offense `offense`) and, where concentration is wanted,
    `block_id`. Take whole years and only settled days, else the season or the delay is the trend.
    `concerns` are categories or offenses: name one to have "second of 52", several to have all of
    them in one list. `blocks` are all blocks, with block_id and neighborhood_id, quiet ones too;
    `votes` has neighborhood_id, concern, votes (any number that is higher where people want more
    done), and no row is no opinion, not zero votes. `exposures` by neighborhood_id, dwellings say,
    are what the volume is shrunk by. `weights` may name harm, too (`priorities.harm`).

    Columns of the table: neighborhood_id, name, concern, incidents, before (as counted), volume,
    volume_low, volume_high (incidents a year, 90 % interval), rise_chance, fall_chance, top_share
    (0 to 1, NaN where not told), votes (NaN where none), harm (days of the middle term a year, NaN
    where not asked for), a score for each column that has a weight, and those of
    `scores.rank_scores`.

    Raises SelectionError where narcotics or quality of life would stand beside another concern,
    where narcotics found by officers would stand beside reported ones, for a weight that is none,
    and for harm where the statutes have no term.
    """
    check_alone(concerns, now, before)
    check_weights(weights, concerns)
    places = pd.DataFrame(neighborhoods[["neighborhood_id", "name"]]).reset_index(drop=True)
    exposed = _exposures(exposures, places)
    blank = known_column("top_share", np.full(len(places), np.nan))
    tables, columns = [], []
    for number, concern in enumerate(concerns):
        rows = rows_of(concern, now), rows_of(concern, before)
        counts = [count_places(each, places)["incidents"].to_numpy() for each in rows]
        # A seed for each, so that what is drawn of one column does not depend on the others.
        volume = volume_column(
            counts[0], exposed, days_now=days_now, seed=(seed, number, 0), draws=draws
        )
        found = {
            "volume": volume,
            "trend": trend_column(
                counts[0],
                counts[1],
                days_now=days_now,
                days_before=days_before,
                seed=(seed, number, 1),
                draws=draws,
            ),
            "concentration": blank
            if blocks is None
            else count_concentration(rows, blocks, places, seed=(seed, number, 2), draws=draws),
            "community": _community(concern, votes, places),
            "harm": _harm(concern if weights.get("harm") else None, volume),
        }
        about = places.assign(concern=concern, incidents=counts[0], before=counts[1])
        tables.append(pd.concat([about, *(each.shown for each in found.values())], axis="columns"))
        columns.append(found)
    joined = {name: join_columns([found[name] for found in columns]) for name in _COLUMNS}

    used = {
        name: weights[name]
        for name in _COLUMNS
        if weights.get(name) and not np.isnan(joined[name].values).all()
    }
    if not used:
        raise SelectionError(
            "nothing is known of any column that has a weight: give blocks or votes, or weigh volume"
        )
    table = pd.concat(tables, ignore_index=True)
    table = pd.concat([table, rank_scores(joined, used, seed=seed, draws=draws)], axis="columns")
    return Priorities(
        table=table.sort_values("rank", ignore_index=True),
        weights={name: weight / sum(used.values()) for name, weight in used.items()},
        notes=(*_notes(weights, joined), *_provenance(concerns)),
    )


def check_weights(weights: Mapping[str, float], concerns: Sequence[str]) -> None:
    """Raise SelectionError for weights that are not numbers from zero up, one above it, or for harm
    that has no term."""
    unknown = [name for name in weights if name not in _COLUMNS]
    if unknown:
        raise SelectionError(
            f"no such column to weigh: {', '.join(unknown)}; choose from {', '.join(_COLUMNS)}"
        )
    if not all(0 <= weight < np.inf for weight in weights.values()) or not any(weights.values()):
        raise SelectionError("weights are zero or more, and at least one of them is more")
    if weights.get("harm"):
        check_harm(concerns)


def _exposures(exposures: Mapping[str, float] | None, places: pd.DataFrame) -> np.ndarray:
    if exposures is None:
        return np.ones(len(places))
    given = places["neighborhood_id"].map(dict(exposures)).to_numpy(dtype=float)
    if not (given > 0).all():
        missing = places.loc[~(given > 0), "name"]
        raise SelectionError(
            f"no exposure above zero for {', '.join(missing)}: leave them out of the neighborhoods,"
            " or rank without exposures"
        )
    return given


def _community(concern: str, votes: pd.DataFrame | None, places: pd.DataFrame) -> Column:
    if votes is None:
        return known_column("votes", np.full(len(places), np.nan))
    cast = votes[votes["concern"] == concern].groupby("neighborhood_id")["votes"].sum(min_count=1)
    return known_column("votes", cast.reindex(places["neighborhood_id"]).to_numpy(dtype=float))


def _harm(concern: str | None, volume: Column) -> Column:
    days = MIDDLE_TERM_DAYS[concern] if concern else np.nan
    harm = volume.values * days
    return Column(pd.DataFrame({"harm": harm}), harm, volume.draws * days)


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
