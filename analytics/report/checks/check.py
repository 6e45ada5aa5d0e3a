"""What does one check of the preflight say? Its number, its name, how bad it is, and in words what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "flag", "stop"]
_WORSE: dict[Level, int] = {"ok": 0, "flag": 1, "stop": 2}

# The number of a check never changes, so that it can be talked about; a new one is added at the end.
NAMES = {
    1: "feed stale",
    2: "run held",
    3: "located share low",
    4: "unsettled days",
    5: "totals that do not reconcile",
    6: "impossible values",
    7: "small numbers in public",
    8: "wild swings",
    9: "days missing",
}
NOTHING_FOUND = {
    1: "Every feed has brought news in its own rhythm.",
    2: "No other run waits, and none was approved against its checks.",
    3: "Enough incidents have a place on the map.",
    4: "All days asked for are settled.",
    5: "Sums by category, neighborhood and week agree with the total and with what was received.",
    6: "No incident lies in the future, ends before it begins, or lies outside of the city while on the map.",
    7: "Nothing is shown that had to be hidden.",
    8: "No count leaves its usual range by far.",
    9: "No day is without incidents beyond chance.",
}


@dataclass(frozen=True)
class Check:
    """One check: a flag is printed and has to be acknowledged with a name, a stop lets nothing be written."""

    number: int
    name: str
    level: Level
    words: str


@dataclass(frozen=True)
class Fault:
    """One thing that a check has found, and how bad it is."""

    level: Level
    words: str


def check_of(number: int, faults: Iterable[Fault]) -> Check:
    """Give a check of all that it has found, the worst first."""
    found = sorted(faults, key=lambda fault: -_WORSE[fault.level])
    level: Level = found[0].level if found else "ok"
    words = " ".join(fault.words for fault in found) or NOTHING_FOUND[number]
    return Check(number, NAMES[number], level, words)
