"""What does the name of a column say that it holds?

A name is compared without case, spaces and punctuation with those that published feeds use, then by its words. A name promises
nothing: "Location" is an address in one city and a point in the next, so every answer here is tried on the values.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.feeds.sniff import normal

HERE = Path(__file__).parent
# Of names known from feeds, the ranks 1 to 3; words alone say less than any of those.
BY_WORDS = 9
CUT_LENGTH = 10
_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+|(?<=[a-z])(?=\d)")


@dataclass(frozen=True)
class Meaning:
    """A role that a name may stand for; of several columns the one with the lowest `rank` is preferred."""

    role: str
    rank: int

    @property
    def is_known(self) -> bool:
        return self.rank < BY_WORDS


@cache
def known_names() -> dict[str, tuple[Meaning, ...]]:
    """Give the meanings of each known name, in its normal form."""
    meanings: dict[str, list[Meaning]] = {}
    with open(HERE / "column_names.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in row["names"].split("|"):
                meaning = Meaning(row["role"], int(row["rank"]))
                roles = meanings.setdefault(normal(name), [])
                if meaning.role not in {other.role for other in roles}:
                    roles.append(meaning)
    return {name: tuple(sorted(roles, key=lambda m: m.rank)) for name, roles in meanings.items()}


@cache
def _cut_names() -> dict[str, tuple[Meaning, ...]]:
    """Give the meanings of known names as a shapefile cuts them off; no surer than words, since two names may be cut to one."""
    cut: dict[str, tuple[Meaning, ...]] = {}
    with open(HERE / "column_names.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in row["names"].split("|"):
                if len(name) > CUT_LENGTH:
                    cut.setdefault(normal(name[:CUT_LENGTH]), (Meaning(row["role"], BY_WORDS),))
    return cut


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with open(HERE / "column_words.csv", encoding="utf-8", newline="") as file:
        return tuple((row["role"], re.compile(row["pattern"])) for row in csv.DictReader(file))


def meanings_of(name: str) -> tuple[Meaning, ...]:
    """List what a column's name may stand for, the likeliest first; none for a name that says nothing.

    "Incident Type_1" means what "Incident Type" does.
    """
    known = known_names()
    for spelling in (normal(name), normal(series_of(name)[0])):
        if spelling in known:
            return known[spelling]
    if len(name) == CUT_LENGTH and (cut := _cut_names().get(normal(name))):
        return cut
    words = " ".join(_WORD_BREAK.split(name.strip())).casefold()
    return tuple(Meaning(role, BY_WORDS) for role, pattern in _patterns() if pattern.search(words))


def series_of(name: str) -> tuple[str, int | None]:
    """Split a name that is one of a numbered series: "Incident Type_2" is ("Incident Type", 2)."""
    match = re.fullmatch(r"(.*[^\W\d_])[\W_]*(\d)", name.strip())
    return (match[1], int(match[2])) if match else (name, None)


def further_offenses(columns: list[str], first: str) -> list[str]:
    """List the columns that go on where one ends: "Incident Type_2" and "_3" after "Incident Type_1"."""
    base, number = series_of(first)
    if number is None:
        numbered = [column for column in columns if series_of(column)[0] == first]
        return [column for column in numbered if column != first and series_of(column)[1]]
    return [column for column in columns if series_of(column)[0] == base and column != first]
