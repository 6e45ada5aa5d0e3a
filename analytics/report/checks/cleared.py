"""May a report be written after its checks, and which lines does it carry then?

A name stands for a person who has read the flags. It does not make them untrue, and no name helps against a stop.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.errors import ReportHeldError
from analytics.report.checks.check import Check

LONGEST_NAME = 60
# Digits of a badge: a single one is a slip of the hand.
LEAST_BADGE = 3
_NAMED = 5


def cleared(checks: Sequence[Check], acknowledged_by: str | None = None) -> tuple[str, ...]:
    """Give the lines that are printed on every page, two at most.

    Raises ReportHeldError for a stop, for flags that nobody has acknowledged, and for a name that is none.
    """
    stops = [check for check in checks if check.level == "stop"]
    flags = [check for check in checks if check.level == "flag"]
    if stops:
        raise ReportHeldError(f"No report was written. {_said([*stops, *flags])}")
    if not flags:
        return (f"Checks {checks[0].number} to {checks[-1].number} passed.",)
    if acknowledged_by is None:
        raise ReportHeldError(
            f"No report was written: flags have to be acknowledged with a name. {_said(flags)}",
            needs_name=True,
        )
    named = [f"{check.number} {check.name}" for check in flags[:_NAMED]]
    more = f" and {len(flags) - _NAMED} more" if len(flags) > _NAMED else ""
    passed = len(checks) - len(flags)
    return (
        f"Checks flagged: {', '.join(named)}{more}; {passed} of {len(checks)} passed.",
        f"Acknowledged by {read_name(acknowledged_by).removesuffix('.')}.",
    )


def explained(checks: Sequence[Check]) -> tuple[str, ...]:
    """Say of each flag what is wrong and what to do, a line for each: "1 feed stale: No news of …"."""
    return tuple(
        f"{check.number} {check.name}: {check.words}" for check in checks if check.level == "flag"
    )


def read_name(text: str) -> str:
    """Give a name or a badge as it is printed. Raises ReportHeldError for one that is neither, or too long for a line."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not any(map(str.isalpha, name)) and sum(map(str.isdigit, name)) < LEAST_BADGE:
        raise ReportHeldError(
            "No report was written: the name that acknowledges flags is empty; say who has read them",
            needs_name=True,
        )
    if len(name) > LONGEST_NAME:
        raise ReportHeldError(
            f"No report was written: a name has at most {LONGEST_NAME} signs, this one has {len(name)}",
            needs_name=True,
        )
    return name


def _said(checks: Sequence[Check]) -> str:
    return " ".join(
        f"Check {check.number}, {check.name} ({check.level}): {check.words}" for check in checks
    )
