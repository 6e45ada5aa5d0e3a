"""How does the dashboard say periods, places and offenses, and which days may be compared?

Days that are not settled are never compared: the comparison then ends at the settled day, and its words name the days it
used, which are fewer than the period that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.coverage import Coverage
from analytics.offenses import CATEGORIES, category_of, label_of
from analytics.periods import Period
from analytics.selection import Selection


@dataclass(frozen=True)
class Comparison:
    """Two periods of the same length, both settled and covered, and the words for them."""

    now: Period
    before: Period
    now_words: str
    before_words: str


def comparison_of(period: Period, preset: str, coverage: Coverage) -> Comparison | None:
    """Give the days to compare, or None where there are no settled days, or no earlier data."""
    end = min(period.end, coverage.settled_until)
    if end <= period.start:
        return None
    now = Period(period.start, end)
    before = now.previous()
    if before.start < coverage.first_on:
        return None
    span = days_words(now.days)
    now_words = f"the last {span}" if preset else now.label()
    return Comparison(now, before, now_words, f"the {span} before")


def days_words(days: int) -> str:
    """Say a number of days as people do: whole years of weeks as weeks."""
    if days >= 182 and days % 7 == 0:
        return f"{days // 7} weeks"
    return "day" if days == 1 else f"{days} days"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words to a phrase: "robbery, burglary and narcotics"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def offenses_words(offenses: Sequence[str]) -> str:
    """Name offenses as a phrase, categories first; all of them where none is named."""
    if not offenses:
        return "All offenses"
    ordered = sorted(offenses, key=lambda name: (list(CATEGORIES).index(category_of(name)), name))
    labels = [label_of(name) for name in ordered]
    if len(labels) > 4:
        labels = [*labels[:3], f"{len(labels) - 3} other kinds"]
    phrase = join_words([label[0].lower() + label[1:] for label in labels])
    return phrase[0].upper() + phrase[1:]


def places_words(neighborhoods: Sequence[str], names: Mapping[str, str]) -> str | None:
    """Name the chosen neighborhoods, or give None for the whole city."""
    if not neighborhoods:
        return None
    if len(neighborhoods) > 3:
        return f"{len(neighborhoods)} neighborhoods"
    return join_words([names.get(place, place) for place in neighborhoods])


def victim_reported(offenses: Sequence[str], categories: Sequence[str]) -> tuple[str, ...]:
    """Keep the offenses that victims report, of those named (of all the city's categories where none is named)."""
    return tuple(
        name for name in offenses or categories if CATEGORIES[category_of(name)].is_victim_reported
    )


def mapped_offenses(
    selection: Selection, categories: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """Give the offenses that one map may hold, and whether others had to be left out.

    Offenses that victims report are never mixed with those that follow where officers look.
    """
    asked = selection.offenses or tuple(categories)
    reported = victim_reported(asked, categories)
    if not reported:
        return tuple(asked), False
    return reported, len(reported) < len(asked)


def place_title(place: str) -> str:
    """Shorten "Palm Springs, California" to the name that a header has room for."""
    return place.partition(",")[0]
