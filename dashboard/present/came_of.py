"""What came of what was done? One sentence judged from the incidents, and the counts by 28 days around it.

The sentence is the verdict of the assessment alone: what could have been seen at all, and what to beware of, stand on the page of
the problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.assessment.displacement import NO_RING
from analytics.assessment.verdict import effect_words
from analytics.changes import change_sentence, compare_counts, verdict_words
from analytics.coverage import day_words
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.decisions import Priority
from dashboard.present.slides import Bars, Mark
from dashboard.tables.daily import daily_counts, dispersions_of
from dashboard.tables.ground import Ground, ground_selection
from dashboard.tables.parts import Part, parts_of
from dashboard.tables.worked import Worked, judged

if TYPE_CHECKING:
    from dashboard.present.since import Told

STRETCH_DAYS = 28
STRETCHES = 13


def judged_words(reader: Reader, told: Told) -> str:
    """Say in one sentence what an assessment finds, or why it cannot tell yet; empty where none was planned."""
    planned = told.assessment
    if planned is None:
        return ""
    problem = next(
        work.problem for work in told.since.work if work.problem.id == planned.problem_id
    )
    return judged_sentence(judged(reader, problem, planned))


def judged_sentence(worked: Worked) -> str:
    """Keep of what `judge` says the verdict: the sentence with the counts is the chart's to show."""
    found = worked.assessment
    if found is None:
        # The first sentence; what could be seen follows it.
        first, stop, _ = worked.sentence.partition(". ")
        return f"{first}{stop.strip()}"
    has_ring = found.ring != NO_RING or found.control_ring != NO_RING
    lead = "the control area and the rings lead" if has_ring else "the control area leads"
    days = "" if found.after.days == found.before.days else f" in {found.before.days} days"
    low, high = found.displacement.low, found.displacement.high
    return effect_words(found.verdict, low, high, f"{days} than {lead} one to expect")


def part_bars(
    reader: Reader,
    ground: Ground,
    category: str,
    end: date,
    marks: Sequence[Mark],
    agreed_on: date,
) -> tuple[Bars, ...]:
    """Count a category by stretches of 28 days up to a day; what officers found has a chart of its own."""
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
    if not then.get("parts") or not now.get("parts"):
        return "Can't tell: there is no count to compare with."
    began, ended = (date.fromisoformat(then[key]) for key in ("from_on", "until_on"))
    if date.fromisoformat(now["from_on"]) < ended:
        first = day_words(ended + timedelta(days=STRETCH_DAYS))
        return f"Too early to tell: that takes {STRETCH_DAYS} settled days, up to {first}."
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
        return change_sentence(change, label, before_words=f"the {STRETCH_DAYS} to {last_day}")
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
