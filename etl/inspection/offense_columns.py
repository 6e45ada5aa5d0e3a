"""Which columns hold the offense, as what code, and in how many of them?

A column is taken for the code when a system's rules know what it holds; where no system does, the agency's own words are all
there is, and every one of them waits for a person to say what it means.
"""

from __future__ import annotations

import pandas as pd

from etl.inspection.code_systems import (
    ENOUGH_RECOGNIZED,
    TITLES,
    SystemReading,
    collisions,
    count_codes,
    find_separator,
    judge_systems,
    suggested_offense,
    unknown_words,
)
from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, Finding, Inspection, percent
from etl.inspection.names import BY_WORDS, further_offenses, meanings_of
from etl.inspection.roles import Choice, Roles, columns_left

_MOST_WORDS = 2_000
_COPY = 0.9
_SURE_SHARE, _RUNNER_UP = 0.9, 0.3


def find_offenses(roles: Roles, inspection: Inspection, *, has_names: bool) -> None:
    """Find the columns of codes and words, their system, further offenses, and the words to be mapped."""
    coded, worded = (_named(roles, role, has_names) for role in ("offense_code", "offense_text"))
    words = _best_words(roles, worded)
    code, readings = _best_code(roles, coded or ([] if worded else _unnamed(roles)), words)
    if code is None and words is None:
        words = _words_by_value(roles)
    if code is None or not _is_enough(readings):
        alone, systems = _best_code(roles, worded if words else [], None)
        if alone is not None and _is_enough(systems):
            code, readings, words = alone, systems, None
    if code is None:
        code, words = words, None
    if code is None:
        evidence = "no column's name or values say what was committed"
        inspection.add(
            Finding(
                "columns.offense_code", None, NOT_KNOWN, evidence, tuple(roles.table.columns), True
            )
        )
        inspection.add(
            Finding("offense.system", "local", NOT_KNOWN, "there are no codes to judge by")
        )
        return
    best = readings[0] if readings and _is_enough(readings) else None
    _set(roles, "offense_code", code, has_names, best)
    if words is not None and words != code:
        _set(roles, "offense_text", words, has_names, None)
    more = _further(roles, code) if has_names else []
    lost = _further(roles, words) if has_names and words not in (None, code) else []
    if lost:
        inspection.remarks.append(
            f"{', '.join(lost)} may name further offenses, which are not read beside {code}: to count them, read {words} as "
            "offense_code and map its words"
        )
    _add_system(roles, inspection, best, readings, more)
    _add_more(roles, inspection, code, more)


def _named(roles: Roles, role: str, has_names: bool) -> list[str]:
    """List columns by name, the best first; of a series, the first alone."""
    if not has_names:
        return []
    ranked = [
        (meaning.rank, place, column)
        for place, column in enumerate(roles.table.columns)
        for meaning in meanings_of(column)
        if meaning.role == role and column not in roles.taken()
    ]
    return [column for _, _, column in sorted(ranked)]


def _unnamed(roles: Roles) -> list[str]:
    return [
        column for column in columns_left(roles) if roles.table[column].nunique() <= _MOST_WORDS
    ]


def _is_enough(readings: list[SystemReading]) -> bool:
    return bool(readings) and readings[0].score >= ENOUGH_RECOGNIZED


def _best_code(
    roles: Roles, columns: list[str], words: str | None
) -> tuple[str | None, list[SystemReading]]:
    """Give the column whose codes a system knows best, else the first by name."""
    judged = {}
    for column in columns:
        texts = None if words in (None, column) else roles.table[words]
        readings = judge_systems(roles.table[column], texts)
        if not _is_trusted(readings, column, texts):
            readings = []
        judged[column] = readings
    for rank in sorted({_rank(column) for column in columns}):
        equals = [column for column in columns if _rank(column) == rank]
        best = max(equals, key=lambda column: judged[column][0].score if judged[column] else 0.0)
        if _is_enough(judged[best]):
            return best, judged[best]
    named = [column for column in columns if meanings_of(column)]
    return (named[0], judged[named[0]]) if named else (None, [])


def _rank(column: str) -> int:
    """Give the rank of a column's name among those of offense codes; that of no name where it says nothing."""
    ranks = [meaning.rank for meaning in meanings_of(column) if meaning.role == "offense_code"]
    return min(ranks, default=BY_WORDS)


def _is_trusted(readings: list[SystemReading], column: str, texts: pd.Series | None) -> bool:
    """Say if codes may be believed: by the column's name, by words beside them, or by the words in them."""
    if not readings or any(meaning.role.startswith("offense") for meaning in meanings_of(column)):
        return True
    return readings[0].compared > 0


def _best_words(roles: Roles, columns: list[str]) -> str | None:
    """Give the column whose words say the most: of the names known, the one whose words most often name an offense."""
    if not columns:
        return None
    ranks = {column: place for place, column in enumerate(columns)}
    shares = {column: _named_share(roles.table[column]) for column in columns}
    return max(columns, key=lambda column: (round(shares[column], 1), -ranks[column]))


def _named_share(words: pd.Series) -> float:
    counted = count_codes(words, None)
    if counted.empty:
        return 0.0
    says = counted["code"].astype(str).map(suggested_offense).notna()
    return float(counted["rows"][says].sum() / counted["rows"].sum())


def _words_by_value(roles: Roles) -> str | None:
    shares = {column: _named_share(roles.table[column]) for column in _unnamed(roles)}
    best = max(shares, key=lambda column: shares[column], default=None)
    return best if best is not None and shares[best] >= 0.3 else None


def _set(
    roles: Roles, role: str, column: str, has_names: bool, reading: SystemReading | None
) -> None:
    is_known = has_names and any(
        meaning.is_known and meaning.role.startswith("offense") for meaning in meanings_of(column)
    )
    said = (
        "name known"
        if is_known
        else "by the words of its name"
        if has_names and any(each.role.startswith("offense") for each in meanings_of(column))
        else "by its values"
    )
    sureness = SURE if is_known and (reading is not None or role == "offense_text") else LIKELY
    different = roles.table[column].nunique()
    roles.choices[role] = Choice((column,), sureness, f"{said}, {different:,} different values")


def _add_system(
    roles: Roles,
    inspection: Inspection,
    best: SystemReading | None,
    readings: list[SystemReading],
    more: list[str],
) -> None:
    codes, words = roles.text("offense_code"), roles.text("offense_text")
    assert codes is not None
    first = codes
    codes = pd.concat([codes, *(roles.table[column] for column in more)], ignore_index=True)
    if best is None:
        tried = "; ".join(reading.evidence for reading in readings if reading.rows_share > 0)
        evidence = "no system's rules fit" + (f": {tried}" if tried else "")
        inspection.add(Finding("offense.system", "local", LIKELY, evidence))
        if words is not None and more:
            # Further columns have no words beside them: a map of words would leave all their offenses out.
            beside = words.reindex(range(len(codes)), fill_value="")
            inspection.words = unknown_words(codes, "local", texts=beside)
        elif words is not None:
            inspection.add(
                Finding(
                    "offense.map_from", "offense_text", LIKELY, "the words say more than the codes"
                )
            )
            inspection.words = unknown_words(words, "local")
        else:
            inspection.words = unknown_words(codes, "local")
        inspection.remarks.append(
            "Every code is counted as unrecognized until [offense.map] says what the agency's words mean"
        )
        return
    others = [
        reading for reading in readings if reading is not best and reading.score >= _RUNNER_UP
    ]
    evidence = best.evidence
    if others:
        evidence += "; against it: " + "; ".join(reading.evidence for reading in others)
    is_sure = best.score >= _SURE_SHARE and all(other.score < _RUNNER_UP for other in others)
    inspection.add(Finding("offense.system", best.system, SURE if is_sure else LIKELY, evidence))
    inspection.words = unknown_words(codes, best.system)
    # Where the words agree with the codes, what the codes mean elsewhere would only alarm.
    for collision in [] if is_sure and best.compared else collisions(first, best.system):
        inspection.remarks.append(f"Read as {TITLES.get(best.system, best.system)}: {collision}")


def _further(roles: Roles, code: str) -> list[str]:
    """List the columns that hold further offenses, without those that are empty or repeat the first."""
    return [
        column
        for column in further_offenses(list(roles.table.columns), code)
        if (roles.table[column] != "").any()
        and (roles.table[column] == roles.table[code]).mean() < _COPY
    ]


def _add_more(roles: Roles, inspection: Inspection, code: str, given: list[str]) -> None:
    codes = roles.table[code]
    if given:
        filled = (roles.table[given] != "").any(axis=1).mean()
        evidence = (
            f"numbered like {code}; {percent(float(filled))} of the rows have a second offense"
        )
        inspection.add(Finding("offense.more", given, SURE, evidence))
        for column in given:
            roles.left_out[column] = ""
    separator = find_separator(codes)
    if separator is not None:
        mark, share = separator
        evidence = f"{percent(share)} of the cells hold several offenses"
        inspection.add(Finding("offense.separator", mark, LIKELY, evidence))
    counts = roles.choices.pop("offense_count", None)
    if counts is not None:
        column = counts.columns[0]
        numbers = pd.to_numeric(roles.table[column], errors="coerce")
        if numbers.min() >= 0:
            several = float((numbers > 1).mean())
            evidence = f"name known; {percent(several)} of the rows count more than one"
            inspection.add(Finding("offense.count", column, SURE, evidence))
            roles.left_out[column] = ""
