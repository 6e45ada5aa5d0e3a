"""What was known of a concern when people agreed on it?

The last 28 settled days against the 28 before, frozen with the run that they came from: later runs may count other incidents for
the same days, and the next meeting is told the number that this one was told. A place or a category that these data do not hold
has none.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.changes import change_sentence
from analytics.errors import SelectionError
from analytics.periods import recent_period
from dashboard.context import Reader
from dashboard.days import compared_days
from dashboard.tables.ground import Ground, check_counted, ground_selection, ground_words
from dashboard.tables.parts import category_findings
from dashboard.urlstate import View

DAYS = 28


def known_now(reader: Reader, ground: Ground, category: str, today: date) -> dict[str, Any]:
    """Give run, days and, for each side that reports a category, counts and sentence: what `Priority.known_then` keeps.

    Up to `today`, if that is before the settled-until day. `parts` is empty where nothing can be compared; `why_not` then says
    why, where nothing can be counted at all.
    """
    found: dict[str, Any] = {"run": reader.store.run_id, "parts": []}
    try:
        check_counted(reader, ground, category)
    except SelectionError as error:
        return {**found, "why_not": str(error)}
    end = min(reader.reach_of(category).settled_until, today)
    selection = ground_selection(ground, recent_period(end, DAYS), category)
    view = View(selection, "")
    compared = compared_days(reader, view)
    if compared is None:
        return found
    found["from_on"], found["until_on"] = (
        day.isoformat() for day in (compared.now.start, compared.now.end)
    )
    for finding in category_findings(reader, view):
        if finding.change is None:
            continue
        sentence = change_sentence(
            finding.change,
            finding.part.label,
            ground_words(reader, ground),
            now_words=compared.now_words,
            before_words=compared.before_words,
        )
        found["parts"].append(
            {
                "label": finding.part.label,
                "now": finding.change.now,
                "before": finding.change.before,
                "sentence": sentence,
            }
        )
    return found


def known_sentence(
    known: dict[str, Any] | None, otherwise: str = "Nothing could be compared then."
) -> str:
    """Say what was known then."""
    known = known or {}
    if known.get("why_not"):
        return f"Nothing can be counted: {known['why_not']}."
    return " ".join(part["sentence"] for part in known.get("parts", [])) or otherwise
