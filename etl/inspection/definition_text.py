"""How are findings written as a feed definition, each with how sure it is and why?

Every key carries its evidence, since a definition is believed for years. What has to be answered stands there without a value, so
that nothing is read before a person has said it.
"""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import Any

from analytics.offenses import OFFENSES
from etl.feeds.types import TABLES
from etl.inspection.code_systems import MOST_WORDS
from etl.inspection.findings import TOP, Finding, Inspection

WIDTH = 130
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HAVE_DEFAULTS = ("coordinates.crs", "time.formats")
_MOST_OPTIONS = 12
_CHANGES = '# brings = "changes"'


def definition_text(inspection: Inspection) -> str:
    """Write the feed definition; it loads once nothing is left in `inspection.open_questions()`."""
    lines = _header(inspection)
    for key in TOP:
        lines += _entry(inspection.findings.get(key), key)
    if "cadence_days" not in inspection.findings:
        lines.append(
            f"{'# cadence_days = 1':<36} # days from one export to the next; after two it says that the feed is dark"
        )
    lines.append(
        f"{'# settling_days = 14':<36} # days until nearly all of a day's incidents are reported; ask the agency"
    )
    for table in TABLES:
        entries = [
            line
            for key, finding in inspection.findings.items()
            if key.startswith(f"{table}.")
            for line in _entry(finding, key.partition(".")[2])
        ]
        if table == "columns":
            entries += _other(inspection)
        elif table == "source":
            entries.append(
                f"{_CHANGES:<36} # where a delivery holds only new and changed rows, not everything"
            )
        elif table == "offense":
            entries += _map(inspection)
        if entries:
            is_empty = all(line.startswith("#") for line in entries)
            lines += ["", f"# [{table}]" if is_empty else f"[{table}]", *entries]
    return "\n".join(lines) + "\n"


def _header(inspection: Inspection) -> list[str]:
    some = "all of" if inspection.is_whole else "the first"
    of_files = "source.transport" not in inspection.findings
    given = "--input FILE " if of_files else ""
    text = (
        f"Written by python -m etl inspect from {some} {inspection.rows:,} rows of {inspection.name}. Each key says how sure "
        "it is: sure (name and values agree), likely (one of them), not known (say it yourself). Check what is only likely, then "
        f"try it: python -m etl run THIS.toml {given}--neighborhoods POLYGONS --data-dir TRY"
    )
    lines = _comment(text)
    for remark in inspection.remarks:
        lines += _comment(f"! {remark}.")
    return lines


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(" ".join(text.split()), WIDTH - 2, break_long_words=False)]


def _entry(finding: Finding | None, name: str) -> list[str]:
    """Write one key, its comment beside it where there is room, else above."""
    if finding is None:
        return []
    note = f"{finding.sureness}: {finding.evidence}" if finding.evidence else finding.sureness
    if finding.value is None:
        if not finding.is_needed:
            return _comment(f"{name} is left out. {note}")
        if finding.key in _HAVE_DEFAULTS:
            # Without the key its default would be taken; a list of lists, or where a text is needed, is refused.
            return [
                *_comment(f"ANSWER, put one here: {note}"),
                *_wrapped(name, list(finding.candidates)),
            ]
        options = " or ".join(map(toml_value, finding.candidates[:_MOST_OPTIONS]))
        return [*_comment(f"ANSWER: {note}"), *_comment(f"{name} = {options or toml_value('?')}")]
    line = f"{name} = {toml_value(finding.value)}"
    beside = f"{line:<36} # {' '.join(note.split())}"
    if len(beside) <= WIDTH:
        return [beside]
    return [*_comment(note), *_wrapped(name, finding.value)]


def _wrapped(name: str, value: Any) -> list[str]:
    line = f"{name} = {toml_value(value)}"
    if len(line) <= WIDTH or not isinstance(value, list):
        return [line]
    return [f"{name} = [", *(f"  {toml_value(part)}," for part in value), "]"]


def _other(inspection: Inspection) -> list[str]:
    if not inspection.other:
        return ["other = []"]
    lines = [
        "other = [                            # known and not read; a column not listed stops the run"
    ]
    for column, why in inspection.other.items():
        comment = f"  # {why}" if why else ""
        lines.append(f"  {toml_value(column)},{comment}")
    return [*lines, "]"]


def _map(inspection: Inspection) -> list[str]:
    if not inspection.words:
        return []
    which = (
        f"The {MOST_WORDS} most frequent codes" if len(inspection.words) >= MOST_WORDS else "Codes"
    )
    lines = _comment(
        f"{which} that no rule knows, with their rows. Take the # away where the suggestion is right, else put another id there: "
        f"{', '.join(OFFENSES)}."
    )
    lines.append("[offense.map]")
    for word in inspection.words:
        suggestion = word.suggestion or "?"
        said = f", {' '.join(word.said.split())}" if word.said else ""
        lines.append(
            f"# {toml_value(word.text)} = {toml_value(suggestion)}    # {word.rows:,} rows{said}"
        )
    return lines


def toml_value(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_key(key)} = {toml_value(part)}" for key, part in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    # A basic string of TOML escapes as JSON does, but for DEL, which JSON leaves as it is.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
