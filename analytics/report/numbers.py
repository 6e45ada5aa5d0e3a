"""Which numbers do we publish: what each is, over what, for whom, and how it is rounded?

Cards, files, reports, mails and notebooks write a number by its entry here, so that no two of them round it differently. A number
is a count of rows, or is reckoned from such counts by a measure; `published.py` gives those of a selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.audiences import Audience
from analytics.changes import VERDICT_WORDS, Change, ratio_words
from analytics.coverage import Coverage, day_words

EVERYBODY: tuple[Audience, ...] = ("police", "public")


@dataclass(frozen=True)
class Number:
    """A published number: what it is, over what it is counted, who may see it, how it is rounded, and how it is written."""

    what: str
    over: str
    rounded: str
    write: Callable[[Any], str]
    audiences: tuple[Audience, ...] = EVERYBODY


@dataclass(frozen=True)
class Said:
    """A number of a selection: its name in `NUMBERS`, what it is of, its value, and how it is written."""

    name: str
    of: str
    value: Any
    text: str


def _count(value: int | None) -> str:
    return "no data" if value is None else f"{value:,}"


def _share(value: float) -> str:
    return f"{value:.1%}"


_DAYS = "The settled days of a selection, its offenses and places; for the public whole steps of 28 days"
_BEFORE = "As many days just before, of the same offenses and places"
_CITY = "All incidents of the feeds, whatever is selected"
NUMBERS: Mapping[str, Number] = {
    "now": Number("Incidents", _DAYS, "whole", _count),
    "before": Number("Incidents before", _BEFORE, "whole", _count),
    "times": Number(
        "Times as many, per day: the limits that hold the true ratio in 19 of 20 cases, allowing for how the weeks vary",
        f"{_DAYS}, against as many just before",
        "two digits, more where they would read “no change”",
        ratio_words,
    ),
    "verdict": Number(
        "Whether that is a change", f"{_DAYS}, against as many just before", "one of five words",
        lambda verdict: VERDICT_WORDS[verdict],
    ),
    "on_map_share": Number("Incidents on the map", _CITY, "a tenth of a percent", _share),
    "located_share": Number("Incidents in a neighborhood", _CITY, "a tenth of a percent", _share),
    "settled_until": Number("Last settled day", _CITY, "a day", day_words),
    "data_as_of": Number("Last day known", _CITY, "a day", day_words),
}  # fmt: skip


def write(name: str, value: Any) -> str:
    """Write a published number as everybody does."""
    return NUMBERS[name].write(value)


def said(name: str, of: str, value: Any) -> Said:
    """Give a number with what it is of."""
    return Said(name, of, value, write(name, value))


def said_of_change(of: str, change: Change) -> list[Said]:
    """Give the numbers of a comparison."""
    return [
        said("now", of, change.now),
        said("before", of, change.before),
        said("times", of, change),
        said("verdict", of, change.verdict),
    ]


def numbers_line(of: str, change: Change) -> str:
    """Say a comparison in a line: "Burglary: 51, before 30. Can't tell." """
    now, before, times, verdict = (each.text for each in said_of_change(of, change))
    limits = f", {times} times as many" if change.verdict in ("up", "down") else ""
    return f"{of}: {now}, before {before}. {verdict}{limits}."


def said_of_coverage(coverage: Coverage) -> list[Said]:
    """Give the numbers that say what all others rest on."""
    return [
        said("on_map_share", coverage.place, coverage.on_map_share),
        said("located_share", coverage.place, coverage.located_share),
        said("settled_until", coverage.place, coverage.settled_until - timedelta(days=1)),
        said("data_as_of", coverage.place, coverage.data_as_of),
    ]


def numbers_table(numbers: Iterable[Said]) -> pd.DataFrame:
    """List numbers with their registry entry: Number, Of, Written, Over, Rounded."""
    rows = [
        (
            NUMBERS[each.name].what,
            each.of,
            each.text,
            NUMBERS[each.name].over,
            NUMBERS[each.name].rounded,
        )
        for each in numbers
    ]
    return pd.DataFrame(rows, columns=["Number", "Of", "Written", "Over", "Rounded"])
