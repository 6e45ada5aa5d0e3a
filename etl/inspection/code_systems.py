"""In which code system are the offenses written, and what speaks for it?

One number is burglary in one system and assault in another, so a share of recognized codes alone proves nothing: five digits of a
city's own list can all be "UCR". Where the rows also have words, the words have to say the same as the codes. Words that no rule
knows get a suggestion, never an answer.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.classify import SYSTEMS, classify_code
from analytics.offenses import category_of, label_of
from etl.inspection.findings import Word, percent

RULED = tuple(system for system in SYSTEMS if system != "local")
TITLES = {"ca_statute": "California statutes", "nibrs": "NIBRS", "ucr": "UCR", "ncic": "NCIC"}
LOOKED_AT = 4_000
MOST_WORDS = 60
LEAST_COMPARED = 10
ENOUGH_AGREEMENT = 0.7
ENOUGH_RECOGNIZED = 0.5
_BARE_CODE = re.compile(r"\d{2,6}[A-Z]?")
_CLEAR = {"robbery", "burglary", "narcotics"}
_FROM_VEHICLE = re.compile(r"VEH|AUTO|\bCAR\b|MTR", re.IGNORECASE)
_SUGGESTIONS = Path(__file__).parent / "offense_words.csv"


@dataclass(frozen=True)
class SystemReading:
    """How well the rules of one system fit: shares of rows and of different codes that they recognize.

    `agreement` is the share of the `compared` rows, those whose words or code name a category of which we are sure, in which the
    other names it too.
    """

    system: str
    rows_share: float
    codes_share: float
    agreement: float
    compared: int
    collision: str = ""

    @property
    def score(self) -> float:
        """Give 0 where the words contradict the codes, else the share of rows recognized."""
        is_contradicted = self.compared >= LEAST_COMPARED and self.agreement < ENOUGH_AGREEMENT
        return 0.0 if is_contradicted else self.rows_share

    @property
    def evidence(self) -> str:
        """Say how well it fits."""
        said = f"{TITLES.get(self.system, self.system)} rules know {percent(self.rows_share)} of the rows, "
        said += f"{percent(self.codes_share)} of the different codes"
        if self.compared:
            said += f"; the words agree in {percent(self.agreement)} of {self.compared:,} rows"
        return said + (f" ({self.collision})" if self.collision else "")


@cache
def _offense(code: str, text: str, system: str) -> str:
    return classify_code(code, text, system)


@cache
def _suggestions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with open(_SUGGESTIONS, encoding="utf-8", newline="") as file:
        return tuple(
            (row["offense"], re.compile(row["pattern"], re.IGNORECASE))
            for row in csv.DictReader(file)
        )


@cache
def suggested_offense(words: str) -> str | None:
    """Suggest an offense from words; None where they name none. A suggestion is for a person to confirm."""
    return next((offense for offense, found in _suggestions() if found.search(words)), None)


def count_codes(codes: pd.Series, texts: pd.Series | None) -> pd.DataFrame:
    """Count the rows of each code and text, the most frequent first: code, text, rows."""
    pairs = pd.DataFrame({"code": codes, "text": "" if texts is None else texts})
    pairs = pairs[pairs["code"] != ""]
    counted = pairs.groupby(["code", "text"], sort=False).size().reset_index(name="rows")
    return counted.sort_values("rows", ascending=False, kind="stable").head(LOOKED_AT)


def judge_systems(codes: pd.Series, texts: pd.Series | None) -> list[SystemReading]:
    """Try every system with rules on codes, the best first."""
    counted = count_codes(codes, texts)
    if counted.empty:
        return []
    readings = [_judge(counted, system) for system in RULED]
    return sorted(readings, key=lambda reading: -reading.score)


def _judge(counted: pd.DataFrame, system: str) -> SystemReading:
    code, text = counted["code"].astype(str), counted["text"].astype(str)
    offense = pd.Series(
        [_offense(*pair, system) for pair in zip(code, text, strict=True)], index=counted.index
    )
    is_known = offense != "unrecognized"
    rows = counted["rows"]
    # A burglary of a vehicle is theft from it in these rules; the words alone would call that a contradiction.
    says = (code + " " + text).map(_category_in_words)
    means = offense.map(category_of)
    is_compared = says.notna() & (says.isin(_CLEAR) | means.isin(_CLEAR))
    is_compared &= ~(code + " " + text).str.contains(_FROM_VEHICLE)
    differs = is_compared & (means != says)
    compared = int(rows[is_compared].sum())
    collision = ""
    if compared >= LEAST_COMPARED and (differs & is_known).any():
        worst = counted[differs & is_known].iloc[0]
        meant = label_of(_offense(str(worst["code"]), str(worst["text"]), system))
        said = f" {worst['text']!r}" if worst["text"] else ""
        collision = f"but {worst['code']}{said} would be {meant!r}"
    agreement = 1 - float(rows[differs].sum()) / compared if compared else 0.0
    known_codes = code[is_known].nunique() / code.nunique()
    share = float(rows[is_known].sum() / rows.sum())
    return SystemReading(system, share, known_codes, agreement, compared, collision)


def _category_in_words(words: str) -> str | None:
    suggestion = suggested_offense(words)
    return None if suggestion is None else category_of(suggestion)


def collisions(codes: pd.Series, system: str, limit: int = 3) -> list[str]:
    """List bare numbers that mean another category in another system, the most frequent first."""
    found = []
    for code in count_codes(codes, None)["code"].astype(str):
        own = _offense(code, "", system)
        if own == "unrecognized" or not _BARE_CODE.fullmatch(code):
            continue
        for other in RULED:
            meant = _offense(code, "", other)
            if meant != "unrecognized" and category_of(meant) != category_of(own):
                found.append(
                    f"{code} is {label_of(own)!r} here, {label_of(meant)!r} in {TITLES.get(other, other)}"
                )
        if len(found) >= limit:
            break
    return found[:limit]


def unknown_words(
    words: pd.Series, system: str, *, texts: pd.Series | None = None, limit: int = MOST_WORDS
) -> list[Word]:
    """List the words that a system's rules do not know, the most frequent first, with what they suggest.

    `texts` stand beside codes that are no words: the one that stands there most often suggests then.
    """
    counted = words[words != ""].value_counts()
    beside = {}
    if texts is not None:
        pairs = count_codes(words, texts)
        pairs = pairs[pairs["text"] != ""].drop_duplicates("code")
        beside = dict(zip(pairs["code"].astype(str), pairs["text"].astype(str), strict=True))
    unknown = [
        (str(word), int(rows))
        for word, rows in counted.items()
        if system == "local" or _offense(str(word), "", system) == "unrecognized"
    ]
    return [
        Word(word, rows, suggested_offense(f"{word} {said}"), said)
        for word, rows in unknown[:limit]
        for said in (beside.get(word, ""),)
    ]


def find_separator(cells: pd.Series) -> tuple[str, float] | None:
    """Find what stands between several offenses in one cell, and the share of cells with several; None where cells hold one.

    Parts must occur as whole cells too, so that the comma of "Robbery, strong-arm" is no separator.
    """
    given = cells[cells != ""]
    whole = set(given)
    for separator in ("\n", ";", "|", " / ", ","):
        several = given[given.str.contains(separator, regex=False)]
        if len(several) < max(2, 0.005 * len(given)):
            continue
        parts = several.str.split(separator, regex=False).explode().str.strip()
        if separator == "\n" or parts.isin(whole).mean() >= ENOUGH_AGREEMENT:
            return separator, len(several) / len(given)
    return None
