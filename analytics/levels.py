"""How is it on this block, in this neighborhood, in the city? The same question at three levels, and
one answer.

The smaller the place, the less its counts can tell: of five incidents on a block, now and before
together, none are ever called a change, and a block that is picked because its count is high was
partly picked by chance. The neighborhoods do not add up to the city, nor the blocks to the neighborhood, where
incidents lie in none: what is missing is in the level above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analytics.changes import Change, change_sentence, compare_counts
from analytics.counts import total_incidents

Level = Literal["block", "neighborhood", "city"]
_COLUMNS = {"block": "block_id", "neighborhood": "neighborhood_id"}


@dataclass(frozen=True)
class Place:
    """A block, a neighborhood or the city: its id, its name as people say it, and what it is part of.

    The city's id has no meaning.
    """

    level: Level
    place_id: str
    name: str
    within: Place | None = None


@dataclass(frozen=True)
class Answer:
    """What is known of a concern at one level.

    `above_now` is the count of the place that this one is part of, None for the city, `above_share`
    this place's part of it (0 to 1), None where there is nothing to share.
    """

    place: Place
    change: Change
    sentence: str
    above_now: int | None
    above_share: float | None
    above_sentence: str | None


def answer(
    place: Place,
    now: pd.DataFrame,
    before: pd.DataFrame,
    *,
    what: str,
    days: int,
    dispersion: float = 1.0,
    now_words: str | None = None,
    before_words: str | None = None,
) -> Answer:
    """Say how many there were in a place, whether that is a change, and what part of the level
    above it is.

    `now` and `before` are tables of the whole city as `total_incidents` takes them, with block_id
    and neighborhood_id, of two equally long stretches of settled days (`comparable_periods`):
    against a longer one, two incidents on a block would pass for a change. `what` is the reader's
    word for what is counted ("Burglary"). `dispersion` is that of the weeks before, in this very
    place, as for `compare_counts`.
    """
    counts = [total_incidents(_rows_in(place, table)) for table in (now, before)]
    change = compare_counts(*counts, days_now=days, days_before=days, dispersion=dispersion)
    above = total_incidents(_rows_in(place.within, now)) if place.within else None
    return Answer(
        place=place,
        change=change,
        sentence=change_sentence(
            change, what, place.name, now_words=now_words, before_words=before_words
        ),
        above_now=above,
        above_share=change.now / above if above else None,
        above_sentence=_share_sentence(change.now, above, place.within),
    )


def _rows_in(place: Place, table: pd.DataFrame) -> pd.DataFrame:
    if place.level == "city":
        return table
    return table[table[_COLUMNS[place.level]] == place.place_id]


def _share_sentence(now: int, above: int | None, whole: Place | None) -> str | None:
    """Give the part as two counts: a percentage of a neighborhood's few would say more than is
    known."""
    if not above or whole is None:
        return None
    part = f"{now:,}" if now else "none"
    return f"That is {part} of the {above:,} in {whole.name}."
