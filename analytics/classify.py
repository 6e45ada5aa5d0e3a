"""Which kind of offense does a code mean?

A number means nothing without its code system: 220 is burglary in NIBRS and assault in the California Penal Code. The rules
are data, one file a system in `analytics/codes/`, read from the top: the first row whose code, text pattern and days fit wins,
so a row with a text pattern stands above the plain one. A rule with days of validity says nothing of an incident outside them:
after its repeal a section is a known statute and no longer its offense. What no row knows is never guessed: a statute that can
be read but is not listed is `other_offense`, anything else `unrecognized`; both are counted and listed in the run's findings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import FeedError
from analytics.offenses import OFFENSES
from analytics.statutes import names_an_attempt, read_statutes

CODES = Path(__file__).parent / "codes"
SYSTEMS = ("ca_statute", "nibrs", "ucr", "ncic", "local")

_ATTEMPT = re.compile(r"\bATT(?:E?MP?T?(?:ED|S)?|PT)?\b", re.IGNORECASE)
_NIBRS = re.compile(r"(\d{1,2}[A-Z]|\d{3})(?![A-Z0-9])")
_NCIC = re.compile(r"\d{3,4}(?![A-Z0-9])")
_ALWAYS = (date.min, date.max)
_MOST_REMEMBERED = 500_000
_IDS = tuple(OFFENSES)
_NUMBERS = {offense: number for number, offense in enumerate(_IDS)}
_OFFENSES = pa.array(_IDS)
_CATEGORIES = pa.array([offense.category for offense in OFFENSES.values()]).dictionary_encode()


@dataclass(frozen=True)
class Rule:
    """One row of a code file; it holds from its first day up to, not including, its last."""

    code: str
    text: re.Pattern[str] | None
    offense: str
    title: str
    source: str
    valid_from: date
    valid_to: date

    def holds_on(self, day: date | None) -> bool:
        """Tell whether the rule holds on a day; without a day every rule does."""
        return day is None or self.valid_from <= day < self.valid_to


_KNOWN_STATUTE = Rule("", None, "other_offense", "Statute not listed", "", *_ALWAYS)
_UNRECOGNIZED = Rule("", None, "unrecognized", "Code not recognized", "", *_ALWAYS)


@cache
def rules_of(system: str) -> Mapping[str, tuple[Rule, ...]]:
    """Read the rules of a code system, by code, in the order of the file; FeedError for an offense that is none."""
    rules: dict[str, tuple[Rule, ...]] = {}
    if system == "local":
        return rules
    with open(CODES / f"{system}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["offense"] not in OFFENSES:
                raise FeedError(
                    f"{system}.csv: {row['offense']!r} is no offense: use an id of analytics/offenses.py"
                )
            rule = Rule(
                row["code"],
                re.compile(row["text"], re.IGNORECASE) if row["text"] else None,
                row["offense"],
                row["title"],
                row["source"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
            )
            rules[rule.code] = (*rules.get(rule.code, ()), rule)
    return rules


@cache
def _boundaries(system: str) -> list[date]:
    """Give the days on which a rule begins or ends: between two of them nothing changes."""
    rules = [rule for same_code in rules_of(system).values() for rule in same_code]
    days = {day for rule in rules for day in (rule.valid_from, rule.valid_to)}
    return sorted(days - set(_ALWAYS))


@cache
def _listed_sections() -> Mapping[str, frozenset[str]]:
    books: dict[str, set[str]] = {}
    for code in rules_of("ca_statute"):
        book, section = code.split(" ", 1)
        books.setdefault(section.split("(")[0], set()).add(book)
    return {section: frozenset(names) for section, names in books.items()}


@lru_cache(maxsize=100_000)
def statutes_in(text: str, *, is_description: bool = False) -> tuple[str, ...]:
    """List the California statutes written in a text, as "PC 459" or "HS 11377(a)", in order.

    A section without its book gets the one book in which `codes/ca_statute.csv` lists it, else none. Section 664
    (attempt) is left out: it says how, not what.
    """
    return tuple(read_statutes(text, _listed_sections(), is_description=is_description))


def _statute_keys(code: str, text: str) -> Iterator[str]:
    for statute in statutes_in(code) or statutes_in(text, is_description=True):
        book, _, section = statute.rpartition(" ")
        while section.endswith(")"):
            yield f"{book} {section}" if book else section
            section = section[: section.rindex("(")]
        yield f"{book} {section}" if book else section
        if book in ("MC", "PSMC"):
            yield "MC *"
    if names_an_attempt(code) or names_an_attempt(text):
        yield "PC 664"


def _keys(code: str, text: str, system: str) -> list[str]:
    """List the keys to look up, the most specific first."""
    if system == "ca_statute":
        return list(_statute_keys(code, text))
    cleaned = code.strip().upper()
    if system == "nibrs":
        match = _NIBRS.match(cleaned)
        return [match[1].zfill(3)] if match else []
    if system == "ncic":
        match = _NCIC.match(cleaned)
        return [match.group().zfill(4)] if match else []
    digits = re.match(r"\d+", cleaned)
    if digits is None:
        return []
    number, suffix = digits.group(), cleaned[digits.end() :]
    # Some agencies extend the two-digit UCR number by up to four digits of their own and drop its leading zero.
    part = number.zfill(6)[:2] if len(number) >= 5 else number.zfill(2)
    return [part + suffix, part] if len(part) == 2 else []


def _fitting_rules(code: str, text: str, system: str) -> Iterator[Rule]:
    """Give the rules that fit code and text, whatever the day, the last one holding always."""
    rules, both = rules_of(system), f"{code} {text}"
    keys = _keys(code, text, system)
    for key in keys:
        for rule in rules.get(key, ()):
            if rule.text is None or rule.text.search(both):
                yield rule
    is_statute = system == "ca_statute" and any(" " in key for key in keys)
    yield _KNOWN_STATUTE if is_statute else _UNRECOGNIZED


def classify_code(code: str, text: str, system: str, occurred_on: date | None = None) -> str:
    """Give the offense of one code and description in a code system; without a day, whenever the rule was law."""
    rules = _fitting_rules(code, text, system)
    return next(rule.offense for rule in rules if rule.holds_on(occurred_on))


@lru_cache(maxsize=100_000)
def says_attempt(words: str, system: str) -> bool:
    """Tell whether a code or a description says that the offense was attempted, by word or by California's section 664."""
    is_paired = system == "ca_statute" and names_an_attempt(words)
    return is_paired or _ATTEMPT.search(words) is not None


def classify(
    codes: pa.Array | pa.ChunkedArray,
    texts: pa.Array | pa.ChunkedArray | None,
    system: str,
    local: Mapping[str, str] | None = None,
    occurred_on: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Table:
    """Classify codes, row by row.

    With system "local" the agency's own words in `local` (word as received → offense id) decide; in the other systems they
    go before the rules. A pair of code and text is read once and remembered for the chunks to come. `occurred_on` (date32)
    chooses among dated rules; a row without a day gets the rule whatever its days.
    Result columns, in the order of the rows: offense, category (dictionaries of strings), is_attempt (bool).
    Raises FeedError for an unknown system.
    """
    if system not in SYSTEMS:
        raise FeedError(f"unknown code system {system!r}: choose one of {', '.join(SYSTEMS)}")
    own = {" ".join(word.split()).upper(): offense for word, offense in (local or {}).items()}
    pair_of_row, code_of_pair, text_of_pair = _distinct_pairs(codes, texts)
    answers = _answers(system, tuple(sorted(own.items())))
    offense_of_pair, attempt_of_pair = answers.look_up(code_of_pair, text_of_pair)
    number = offense_of_pair[pair_of_row, _era_of_row(occurred_on, system)]
    return pa.table(
        {
            "offense": pa.DictionaryArray.from_arrays(number.astype("int32"), _OFFENSES),
            "category": _CATEGORIES.take(pa.array(number)),
            "is_attempt": pa.array(attempt_of_pair[pair_of_row]),
        }
    )


def _distinct_pairs(
    codes: pa.Array | pa.ChunkedArray, texts: pa.Array | pa.ChunkedArray | None
) -> tuple[np.ndarray, pa.Array, pa.Array]:
    """Give each row's number of a distinct pair, and the codes and texts of those."""
    code_of_row, code_words = _encoded(codes)
    if texts is None:
        return code_of_row, code_words, pa.array([""] * len(code_words), pa.string())
    text_of_row, text_words = _encoded(texts)
    count = max(len(text_words), 1)
    pair_of_row, pairs = pd.factorize(code_of_row.astype(np.int64) * count + text_of_row)
    return (
        pair_of_row,
        code_words.take(pa.array(pairs // count)),
        text_words.take(pa.array(pairs % count)),
    )


def _encoded(words: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    if isinstance(words, pa.DictionaryArray) and not words.null_count:
        return words.indices.to_numpy(), words.dictionary
    whole = pa.chunked_array([words]) if isinstance(words, pa.Array) else words
    encoded = whole.cast(pa.string()).fill_null("").dictionary_encode().unify_dictionaries()
    if not encoded.num_chunks:
        return np.empty(0, np.int32), pa.array([], pa.string())
    numbers = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    return numbers, encoded.chunk(0).dictionary


def _era_of_row(occurred_on: pa.Array | pa.ChunkedArray | None, system: str) -> np.ndarray | int:
    boundaries = _boundaries(system)
    whatever_the_day = len(boundaries) + 1
    if occurred_on is None or not boundaries:
        return whatever_the_day
    days = pc.cast(pc.cast(occurred_on, pa.int32()), pa.int64()).fill_null(np.iinfo(np.int64).max)
    edges = np.array(boundaries, "datetime64[D]").astype(np.int64)
    return np.searchsorted(np.append(edges, np.iinfo(np.int64).max), days.to_numpy(), side="right")


class _Answers:
    """Every answer given so far in one system with one set of own words: a column an era, the last for no known day."""

    def __init__(self, system: str, own: Mapping[str, str]) -> None:
        self._system, self._own = system, own
        self._days = [date.min, *_boundaries(system), None]
        self._known = (
            pa.array([], pa.string()),
            np.empty((0, len(self._days)), np.int8),
            np.empty(0, np.bool_),
        )

    def look_up(self, codes: pa.Array, texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
        """Give the offenses (pair × era) and the attempts of pairs, reading those not seen before."""
        wanted = pc.binary_join_element_wise(codes, texts, "\x1f")
        keys, offenses, attempts = self._known
        place = pc.index_in(wanted, value_set=keys)
        is_new = pc.is_null(place)
        place = place.fill_null(0).to_numpy(zero_copy_only=False).copy()
        new_codes, new_texts = codes.filter(is_new).to_pylist(), texts.filter(is_new).to_pylist()
        if new_codes:
            place[is_new.to_numpy(zero_copy_only=False)] = len(keys) + np.arange(len(new_codes))
            read = [self._read(*pair) for pair in zip(new_codes, new_texts, strict=True)]
            keys = pa.concat_arrays([keys, wanted.filter(is_new)])
            offenses = np.concatenate([offenses, np.array([row for row, _ in read], np.int8)])
            attempts = np.concatenate([attempts, np.array([word for _, word in read], np.bool_)])
        found = offenses[place], attempts[place]
        if len(keys) <= _MOST_REMEMBERED:
            self._known = keys, offenses, attempts
        return found

    def _read(self, code: str, text: str) -> tuple[list[int], bool]:
        attempted = says_attempt(code, self._system) or says_attempt(text, self._system)
        for word in (code, text) if self._own else ():
            if offense := self._own.get(" ".join(word.split()).upper()):
                return [_NUMBERS[offense]] * len(self._days), attempted
        fitting: list[Rule] = []
        for rule in _fitting_rules(code, text, self._system):
            fitting.append(rule)
            if (rule.valid_from, rule.valid_to) == _ALWAYS:
                break
        if len(fitting) == 1:
            return [_NUMBERS[fitting[0].offense]] * len(self._days), attempted
        by_era = [next(r.offense for r in fitting if r.holds_on(day)) for day in self._days]
        return [_NUMBERS[offense] for offense in by_era], attempted


@lru_cache(maxsize=16)
def _answers(system: str, own: tuple[tuple[str, str], ...]) -> _Answers:
    return _Answers(system, dict(own))
