"""Why does a concern stand where it stands, in one sentence?

"Second" alone would be believed, so the sentence never gives a rank without saying which ranks
cannot be told from it, and never a share of a few incidents as a percentage.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.numbers import write
from analytics.offenses import label_of

_PROBABLE, _VERY_LIKELY = 0.8, 0.95
_ORDINALS = (
    "",
    *[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ],
)
_FRACTIONS = {
    0.1: "a tenth",
    0.2: "a fifth",
    0.25: "a quarter",
    0.33: "a third",
    0.4: "two fifths",
    0.5: "half",
    0.6: "three fifths",
    0.67: "two thirds",
    0.75: "three quarters",
    0.9: "nine tenths",
}


def priority_sentence(
    concern: pd.Series | dict[Any, Any], n: int, *, what: str | None = None
) -> str:
    """Say where a concern ranks among `n`, with which others it may as well change places, and why.

    `concern` is a row of the table of `rank_priorities`; `what` stands for its name, such as
    "Narcotics found by officers".
    """
    rank, low, high = int(concern["rank"]), int(concern["rank_low"]), int(concern["rank_high"])
    place = f"{_ordinal(rank)} of {n}"
    if low < high:
        place += f", but not distinguishable from {others_words(rank, low, high)}"
    reasons = [
        f"{write('volume', concern['volume'])} incidents a year after allowing for chance",
        _trend(concern),
        _blocks(concern["top_share"]),
        _votes(concern["votes"]),
    ]
    subject = f"{what or label_of(concern['concern'])} in {concern['name']}"
    return f"{subject} is {place}: {', '.join(reason for reason in reasons if reason)}."


def others_words(rank: int, low: int, high: int) -> str:
    """Name the ranks that a rank cannot be told from, itself never as the first or last of them: "#2 to #9"."""
    low, high = low + (low == rank), high - (high == rank)
    return f"#{low} to #{high}" if low < high else f"#{low}"


def _trend(concern: pd.Series | dict[Any, Any]) -> str:
    rise, fall = concern["rise_chance"], concern["fall_chance"]
    if pd.isna(rise):
        return "no earlier days to tell whether it rose"
    for chance, did in ((rise, "rose"), (fall, "fell"), (1 - rise, "did not rise")):
        if chance >= _PROBABLE:
            how = "very likely" if chance >= _VERY_LIKELY else "probably"
            return f"{how} {did} by more than a tenth (chance {write('rise_chance', chance)})"
    return f"can't tell whether it rose by more than a tenth (chance {write('rise_chance', rise)})"


def _blocks(share: float) -> str:
    if pd.isna(share):
        return ""
    nearest = min(_FRACTIONS, key=lambda fraction: abs(fraction - share))
    how = f"about {_FRACTIONS[nearest]}" if share < 0.95 else "nearly all"
    return f"{how} in five blocks, allowing for chance"


def _votes(votes: float) -> str:
    if pd.isna(votes):
        return "no votes known"
    return f"{write('votes', votes)} vote{'' if votes == 1 else 's'}"


def _ordinal(rank: int) -> str:
    if rank < len(_ORDINALS):
        return _ORDINALS[rank]
    ending = (
        "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    )
    return f"{rank}{ending}"
