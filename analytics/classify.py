"""Which kind of offense does a code mean?

A number means nothing without its code system: 220 is burglary in NIBRS and assault in the California Penal Code. The rules
are data, one file a system in `analytics/codes/`, read from the top: the first row whose code and text pattern fit wins, so a
row with a text pattern stands above the plain one. What no row knows is never guessed: a statute that can be read but is not
listed is `other_offense`, anything else `unrecognized`; both are counted and listed in the run's findings.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.errors import FeedError
from analytics.offenses import OFFENSES

CODES = Path(__file__).parent / "codes"
SYSTEMS = ("ca_statute", "nibrs", "ucr", "local")

_BOOKS = {"PC": "PC", "HS": "HS", "H&S": "HS", "BP": "BP", "B&P": "BP", "VC": "VC", "WI": "WI",
          "WIC": "WI", "W&I": "WI", "EC": "EC", "ED": "EC", "US": "US"}  # fmt: skip
_BOOK = r"(?:P\.?C\.?|H\s?&\s?S|HS|B\s?&\s?P|BP|V\.?C\.?|W\s?&\s?I|WIC?|E[CD]|US)"
_STATUTE = re.compile(
    rf"(?P<before>\b{_BOOK}\s*)?"
    r"(?<![\d.])(?P<section>\d{2,5}(?:\.\d{1,2})?[A-Z]?(?![\d.]*\.\d))"
    r"(?P<parts>(?:\s?\([A-Z0-9]{1,2}\))*)"
    rf"\s*(?P<after>{_BOOK}(?![A-Z]))?",
    re.IGNORECASE,
)
_ATTEMPT = re.compile(r"\bATT(?:EMPT(?:ED|S)?)?\b|\b664\b", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One row of a code file."""

    code: str
    text: re.Pattern[str] | None
    offense: str


@cache
def _rules(system: str) -> dict[str, list[Rule]]:
    rules: dict[str, list[Rule]] = {}
    with open(CODES / f"{system}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["offense"] not in OFFENSES:
                raise FeedError(
                    f"{system}.csv: {row['offense']!r} is no offense of analytics.offenses"
                )
            pattern = re.compile(row["text"], re.IGNORECASE) if row["text"] else None
            rules.setdefault(row["code"], []).append(Rule(row["code"], pattern, row["offense"]))
    return rules


def statutes_in(text: str) -> list[str]:
    """List the California statutes written in a text, as "PC 459" or "HS 11377(a)", in order.

    A section without its book gets the one book in which `codes/ca_statute.csv` lists it, else none. Section 664
    (attempt) is left out: it says how, not what.
    """
    found = []
    for match in _STATUTE.finditer(text):
        section, parts = match["section"].lower(), re.sub(r"\s", "", match["parts"]).lower()
        if section == "664":
            continue
        letter = section[-1] if section[-1].isalpha() else ""
        book_text = match["before"] or match["after"]
        if letter and not _is_listed_section(section):
            section = section[:-1]
        book = _book(book_text) if book_text else _only_book(section)
        found.append(f"{book} {section}{parts}" if book else f"{section}{parts}")
    return found


def _book(text: str) -> str:
    key = re.sub(r"[\s.]", "", text).upper()
    return _BOOKS.get(key, key)


@cache
def _is_listed_section(section: str) -> bool:
    return any(code.split(" ", 1)[1].split("(")[0] == section for code in _rules("ca_statute"))


@cache
def _only_book(section: str) -> str | None:
    books = {
        code.split(" ", 1)[0]
        for code in _rules("ca_statute")
        if code.split(" ", 1)[1].split("(")[0] == section
    }
    return books.pop() if len(books) == 1 else None


def _candidate_keys(code: str, text: str, system: str) -> list[str]:
    """List the keys to look up, the most specific first."""
    if system == "ca_statute":
        keys = []
        for statute in statutes_in(code) or statutes_in(text):
            plain = statute.split("(")[0]
            first_part = statute[len(plain) :].split(")")[0]
            keys += [f"{plain}{first_part})"] if first_part else []
            keys.append(plain)
        return keys
    cleaned = code.strip().upper()
    if system == "nibrs":
        return [cleaned]
    digits = re.match(r"\d+", cleaned)
    if digits is None:
        return [cleaned]
    number, suffix = digits.group(), cleaned[digits.end() :]
    # Some agencies extend the two-digit UCR number by up to four digits of their own and drop its leading zero.
    part = number.zfill(6)[:2] if len(number) >= 5 else number.zfill(2)
    return [part + suffix, part] if len(part) == 2 else [cleaned]


def classify_code(code: str, text: str, system: str) -> str:
    """Give the offense of one code and description in a code system (not "local"); never raises."""
    both = f"{code} {text}"
    rules = _rules(system)
    keys = _candidate_keys(code, text, system)
    for key in keys:
        for rule in rules.get(key, ()):
            if rule.text is None or rule.text.search(both):
                return rule.offense
    if system == "ca_statute" and any(" " in key for key in keys):
        return "other_offense"
    return "unrecognized"


def classify(
    codes: pd.Series,
    texts: pd.Series | None,
    system: str,
    local: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Classify codes, row by row.

    With system "local" the agency's own words in `local` (word as received → offense id) decide; in the other systems they
    go before the rules. Result columns: offense, category, is_attempt; the index is that of `codes`.
    Raises FeedError for an unknown system.
    """
    if system not in SYSTEMS:
        raise FeedError(f"unknown code system {system!r}: choose one of {', '.join(SYSTEMS)}")
    own = {" ".join(word.split()).upper(): offense for word, offense in (local or {}).items()}
    pairs = pd.DataFrame(
        {"code": codes.fillna(""), "text": "" if texts is None else texts.fillna("")}
    )
    unique = pairs.drop_duplicates()
    answers = [_answer(code, text, system, own) for code, text in _as_pairs(unique)]
    unique = unique.assign(
        offense=[offense for offense, _ in answers],
        category=[OFFENSES[offense].category for offense, _ in answers],
        is_attempt=[is_attempt for _, is_attempt in answers],
    )
    merged = pairs.merge(unique, on=["code", "text"], how="left", validate="many_to_one")
    merged.index = codes.index
    return merged[["offense", "category", "is_attempt"]]


def _as_pairs(table: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(table["code"].astype(str), table["text"].astype(str), strict=True)


def _answer(code: str, text: str, system: str, own: Mapping[str, str]) -> tuple[str, bool]:
    is_attempt = _ATTEMPT.search(f"{code} {text}") is not None
    for word in (code, text):
        if offense := own.get(" ".join(word.split()).upper()):
            return offense, is_attempt
    return ("unrecognized" if system == "local" else classify_code(code, text, system)), is_attempt
