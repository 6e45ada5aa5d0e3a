"""What happened around what was done? The counts by 28 days, and the count now beside the one that people agreed on.

Where an assessment was planned, its verdict is told instead of the second (`tables.came_of`): the two are of other seasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from analytics.changes import change_sentence, compare_counts, verdict_words
from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.decisions import Priority
from dashboard.present.slides import Bars, Mark
from dashboard.tables.daily import daily_counts, dispersions_of
from dashboard.tables.ground import Ground, check_counted, ground_selection
from dashboard.tables.parts import Part, parts_of
from dashboard.tables.worked import too_early

STRETCH_DAYS = 28
STRETCHES = 13


def part_bars(
    reader: Reader,
    ground: Ground,
    category: str,
    end: date,
    marks: Sequence[Mark],
    agreed_on: date,
) -> tuple[Bars, ...]:
    """Count a category by stretches of 28 days up to a day; what officers found has a chart of its own.

    None of a place or a category that these data do not hold.
    """
    try:
        check_counted(reader, ground, category)
    except SelectionError:
        return ()
    coverage = reader.reach_of(category)
    end = min(end, coverage.settled_until)
    first = end - timedelta(days=STRETCHES * STRETCH_DAYS)
    selection = ground_selection(ground, Period(first, end), category)
    daily = daily_counts(reader, selection)
    starts = tuple(first + timedelta(days=STRETCH_DAYS * n) for n in range(STRETCHES))
    found = []
    for part in parts_of(reader, selection):
        days = daily.of(part.category, part.found_by)
        counts = tuple(
            int(daily.within(days, Period(day, day + timedelta(days=STRETCH_DAYS))).sum())
            if day >= coverage.first_on
            else None
            for day in starts
        )
        found.append(
            Bars(
                part.label,
                starts,
                counts,
                STRETCH_DAYS,
                _alt(part, starts, counts, marks),
                tuple(marks),
                agreed_on,
            )
        )
    return tuple(found)


def _alt(
    part: Part, starts: Sequence[date], counts: Sequence[int | None], marks: Sequence[Mark]
) -> str:
    listed = ", ".join("no data" if count is None else f"{count:,}" for count in counts)
    done = "".join(f" {mark.label} from {mark.from_on:%-d %b %Y}." for mark in marks)
    return f"{part.label}, incidents in {STRETCH_DAYS} days each from {starts[0]:%-d %b %Y}: {listed}.{done}"


def then_and_now(
    reader: Reader, priority: Priority, then: dict[str, Any], now: dict[str, Any]
) -> str:
    """Compare the count now with the one that was agreed on, as far as their days are apart."""
    if now.get("why_not"):
        return f"Can't tell: {now['why_not']}."
    if not then.get("parts") or not now.get("parts"):
        return "Can't tell: there is no count to compare with."
    began, ended = (date.fromisoformat(then[key]) for key in ("from_on", "until_on"))
    days = Period(*(date.fromisoformat(now[key]) for key in ("from_on", "until_on")))
    if days.start < ended:
        return too_early(ended)
    was = {part["label"]: part["now"] for part in then["parts"]}
    spread = _dispersions(reader, priority, priority.category, began)
    last_day = day_words(ended - timedelta(days=1))
    changes = {
        part["label"]: compare_counts(
            part["now"],
            was[part["label"]],
            days_now=STRETCH_DAYS,
            days_before=STRETCH_DAYS,
            dispersion=spread.get(part["label"], 1.0),
        )
        for part in now["parts"]
        if part["label"] in was
    }
    if len(changes) == 1:
        label, change = next(iter(changes.items()))
        return change_sentence(
            change,
            label,
            now_words=days.label(),
            before_words=f"the {STRETCH_DAYS} days to {last_day}",
        )
    if {change.verdict for change in changes.values()} <= {"can't tell", "none"}:
        return "Can't tell whether any of that is a change."
    said = [f"{label}: {verdict_words(change)}" for label, change in changes.items()]
    return " ".join(said)


def _dispersions(reader: Reader, ground: Ground, category: str, before: date) -> dict[str, float]:
    """Give by part how much more than chance its weeks vary before a day."""
    coverage = reader.reach_of(category)
    selection = ground_selection(ground, coverage.whole, category)
    daily = daily_counts(reader, selection)
    parts = parts_of(reader, selection)
    days: list[np.ndarray] = [daily.of(part.category, part.found_by) for part in parts]
    spread = dispersions_of(reader, daily, days, coverage, before)
    return {part.label: each for part, each in zip(parts, spread, strict=True)}
