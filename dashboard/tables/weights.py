"""How much does the reader let each column of a ranking count? What a link says under `weights`.

Weights are opinions, not findings: the link holds them, so that whoever gets it sees the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.priorities import COLUMNS, EQUAL_WEIGHTS, MIDDLE_TERM_DAYS

LABELS = {
    "volume": "Volume",
    "trend": "Trend",
    "concentration": "Concentration",
    "community": "Community",
    "harm": "Harm",
}
MEANINGS = {
    "volume": "incidents a year, chance allowed for",
    "trend": "how likely it rose by more than a tenth",
    "concentration": "the share in its five busiest blocks",
    "community": "what residents voted for",
    "harm": "prison term that the statute sets",
}
MOST, STEP = 3.0, 0.5
DEFAULTS = {name: EQUAL_WEIGHTS.get(name, 0.0) for name in COLUMNS}


@dataclass(frozen=True)
class Weights:
    """The weights that are used, as pairs of name and number, and what could not be used of those asked for."""

    used: tuple[tuple[str, float], ...]
    notices: tuple[str, ...] = ()

    def of(self, name: str) -> float:
        """Give the weight of a column."""
        return dict(self.used)[name]


def read_weights(text: str) -> Weights:
    """Read weights as a link writes them, "volume:1,trend:2"; what is not named has its usual weight."""
    asked = dict(pair.split(":") for pair in text.split(",") if pair)
    notices = [
        f"There is no column “{name}” to weigh. It is left out."
        for name in asked
        if name not in DEFAULTS
    ]
    weights = {
        name: min(float(asked[name]), MOST) if name in asked else usual
        for name, usual in DEFAULTS.items()
    }
    if not any(weights.values()):
        notices.append("Every weight is zero, which orders nothing. Equal weights are shown.")
        weights = dict(DEFAULTS)
    return Weights(tuple(weights.items()), tuple(notices))


def without_harm(weights: Weights) -> Weights:
    """Leave harm out; where it was the only weight, the usual ones stand in."""
    left = {**dict(weights.used), "harm": 0.0}
    return Weights(tuple((left if any(left.values()) else DEFAULTS).items()), weights.notices)


def have_terms(concerns: Sequence[str]) -> bool:
    """Tell whether the statutes set a prison term for each of these concerns."""
    return all(name in MIDDLE_TERM_DAYS for name in concerns)
