"""What is known of every concern in every neighborhood, before anybody says what weighs more?

Drawing the truth behind the counts is the dear part and knows no weights: kept, it can be weighed again and again. It is no
ranking: four columns that nobody has weighed say nothing of what comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.errors import SelectionError
from analytics.priorities.columns import (
    Column,
    concentration_column,
    draws_for,
    join_columns,
    known_column,
    trend_column,
    volume_column,
)
from analytics.priorities.concerns import check_alone, count_concerns, count_on_blocks
from analytics.priorities.harm import MIDDLE_TERM_DAYS


@dataclass(frozen=True, eq=False)
class Known:
    """Volume, trend, concentration, community and harm of every concern, not yet weighed.

    `about` has a row for each neighborhood and concern: neighborhood_id, name, concern, incidents, before, and what the columns
    show; `columns` hold the same rows. `draws` says how often the truth was drawn.
    """

    about: pd.DataFrame
    columns: Mapping[str, Column]
    concerns: tuple[str, ...]
    draws: int


def know_concerns(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    neighborhoods: pd.DataFrame,
    *,
    concerns: Sequence[str],
    days_now: int,
    days_before: int,
    seed: int,
    blocks: pd.DataFrame | None = None,
    on_blocks: pd.DataFrame | None = None,
    votes: pd.DataFrame | None = None,
    exposures: Mapping[str, float] | None = None,
    draws: int | None = None,
) -> Known:
    """Find out what `rank_priorities` weighs; it says what the arguments are, and what is refused.

    `on_blocks` counts the same days, now and before together, by block_id: `now` and `before` then need no block. Without
    `before` no trend is known. Without `draws` there are 4,000, fewer only where there are many concerns.
    """
    tables = [now] if before is None else [now, before]
    check_alone(concerns, *tables)
    places = pd.DataFrame(neighborhoods[["neighborhood_id", "name"]]).reset_index(drop=True)
    ids, n = places["neighborhood_id"], len(places)
    draws = draws or draws_for(n * len(concerns))
    exposed = _exposures(exposures, places)
    counts = [count_concerns(each, concerns, ids) for each in tables]
    if blocks is not None:
        known_blocks = tables if on_blocks is None else [on_blocks]
        on_each, place_of = count_on_blocks(known_blocks, concerns, blocks, ids)
    found = []
    for number, concern in enumerate(concerns):
        # A seed for each, so that what is drawn of one column does not depend on the others.
        chance = [{"seed": (seed, number, column), "draws": draws} for column in range(3)]
        each = [table[number] for table in counts]
        columns = {
            "volume": volume_column(each[0], exposed, days_now=days_now, **chance[0]),  # type: ignore[arg-type]
            "trend": _unknown(n, "rise_chance", "fall_chance")
            if before is None
            else trend_column(*each, days_now=days_now, days_before=days_before, **chance[1]),  # type: ignore[arg-type]
            "concentration": _unknown(n, "top_share")
            if blocks is None
            else concentration_column(on_each[number], place_of, n, **chance[2]),  # type: ignore[arg-type]
            "community": _community(concern, votes, places),
        }
        found.append(columns)
    joined = {name: join_columns([columns[name] for columns in found]) for name in found[0]}
    joined["harm"] = _harm(concerns, joined["volume"], n)
    about = {
        "neighborhood_id": np.tile(ids, len(concerns)),
        "name": np.tile(places["name"], len(concerns)),
        "concern": np.repeat(np.array(concerns, dtype="object"), n),
        "incidents": counts[0].ravel(),
        "before": np.nan if before is None else counts[1].ravel(),
    }
    shown = {name: values for each in joined.values() for name, values in each.shown.items()}
    return Known(pd.DataFrame({**about, **shown}), joined, tuple(concerns), draws)


def hear_votes(known: Known, votes: pd.DataFrame) -> Known:
    """Put what people voted for in place of the votes that were known; nothing is drawn anew.

    `votes` is as `rank_priorities` takes it.
    """
    places = known.about.drop_duplicates("neighborhood_id")
    heard = join_columns([_community(concern, votes, places) for concern in known.concerns])
    return replace(
        known,
        about=known.about.assign(votes=heard.values),
        columns={**known.columns, "community": heard},
    )


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


def _unknown(n: int, *shown: str) -> Column:
    """Give a column that nothing is known of."""
    blank = known_column(shown[0], np.full(n, np.nan))
    return Column(dict.fromkeys(shown, blank.values), blank.values, blank.draws)


def _community(concern: str, votes: pd.DataFrame | None, places: pd.DataFrame) -> Column:
    if votes is None:
        return _unknown(len(places), "votes")
    cast = votes[votes["concern"] == concern].groupby("neighborhood_id")["votes"].sum(min_count=1)
    given = cast.reindex(places["neighborhood_id"]).to_numpy(dtype=float)
    # Where nobody was asked, nobody voted: compared with only the few who were, a vote would weigh against its own concern.
    return known_column("votes", given, blank=0.0)


def _harm(concerns: Sequence[str], volume: Column, n: int) -> Column:
    terms = np.repeat([MIDDLE_TERM_DAYS.get(name, np.nan) for name in concerns], n)
    if np.isnan(terms).all():
        return _unknown(len(terms), "harm")
    harm = volume.values * terms
    return Column({"harm": harm}, harm, volume.draws * terms)
