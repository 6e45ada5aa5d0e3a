"""What was found out about an export, how sure is it, and what is left to ask?

"sure" means that name and values say the same, "likely" that one of them does, "not known" that a person has to say. Sure is not
certain: every finding carries its evidence, so that it can be doubted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.errors import FeedError
from etl.feeds.types import TABLES

TOP = ("feed", "title", "place", "time_zone", "cadence_days")
SURE, LIKELY, NOT_KNOWN = "sure", "likely", "not known"


@dataclass(frozen=True)
class Finding:
    """One key of a feed definition: its value, how sure it is, and why.

    `key` is dotted ("columns.lon"). Where it is not known, `value` is None and `candidates` are what it may be.
    """

    key: str
    value: Any
    sureness: str
    evidence: str
    candidates: tuple[Any, ...] = ()
    is_needed: bool = False

    @property
    def is_open(self) -> bool:
        return self.is_needed and self.value is None


@dataclass(frozen=True)
class Word:
    """A code or text of the agency's own, its rows, the offense that its words suggest, if any, and what is `said` beside it."""

    text: str
    rows: int
    suggestion: str | None
    said: str = ""


@dataclass
class Inspection:
    """What was found out about one export.

    `findings` by key; `other` gives each column that is not read its comment; `words` are codes that no rule knows, the most
    frequent first; `remarks` belong to no key.
    """

    name: str
    rows: int
    is_whole: bool
    columns: tuple[str, ...]
    findings: dict[str, Finding] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, finding: Finding | None) -> None:
        """Keep a finding; nothing where there is none."""
        if finding is not None:
            self.findings[finding.key] = finding

    def ordered(self) -> list[Finding]:
        """List the findings in the order of a definition."""

        def place(finding: Finding) -> tuple[int, int]:
            table, _, name = finding.key.rpartition(".")
            return (TABLES.index(table) + 1, 0) if table else (0, TOP.index(name))

        return sorted(self.findings.values(), key=place)

    def open_questions(self) -> list[Finding]:
        """List what a person has to say before the definition can be read."""
        return [finding for finding in self.findings.values() if finding.is_open]

    def answer(self, key: str, value: Any) -> None:
        """Take a person's answer; FeedError for a time zone that does not exist."""
        if key == "time_zone":
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise FeedError(
                    f"time zone {value!r} is not an IANA name such as America/Los_Angeles"
                ) from error
        self.findings[key] = Finding(key, value, SURE, "as you said")


def percent(share: float) -> str:
    """Write a share so that only all is 100% and only none is 0%."""
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(share * 100, 0.1), 99.9):.1f}%"
