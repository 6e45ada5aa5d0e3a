"""What came of a problem, as far as the public's counts tell? The whole neighborhood, in steps of 28 days, before and since.

What was done on one block may change its neighborhood by too little to be seen: "can't tell" is then no verdict on the work.
Fewer is not "because of it", so the rest of the city stands beside it. The police judge by the days and the very place, and may
know more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.changes import change_sentence
from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from analytics.report.wording import joined
from dashboard.context import Reader
from dashboard.present.slides import Bars, Mark
from dashboard.public.asked import STEP_DAYS
from dashboard.public.counted import CITY, compare_steps, cube_of, step_from
from dashboard.public.quarters import BEWARE, SENSITIVE, quarter_words, quarters_of
from dashboard.public.records import Done, Place, Told

MOST_STEPS = 13
NOTHING_DONE = "Nothing yet that is told here."
NOT_COUNTED = "Can't tell: these offenses are in no count that is public."
NOT_BEGUN = "Nothing to judge yet: no response that is told here has begun."
NOT_BEFORE = "Can't tell: the data do not reach back far enough."


@dataclass(frozen=True)
class Came:
    """What is said to have come of it, in a sentence, and what stands beside it."""

    sentence: str
    beside: str = ""


def done_words(done: tuple[Done, ...]) -> list[str]:
    """Say what was done, each with its days, the first one first."""
    return [
        f"{each.words}, from {day_words(each.from_on)}"
        + (f" to {day_words(each.to_on)}" if each.to_on else ", goes on")
        for each in done
    ]


def came_of(reader: Reader, told: Told) -> Came:
    """Say what came of a problem since what was done about it began."""
    if told.category in cube_of(reader).kinds and not told.done:
        return Came(NOT_BEGUN)
    begun_on = min((each.from_on for each in told.done), default=told.opened_on)
    return came_since(reader, told.category, told.place, begun_on, told.closed_on)


def came_since(
    reader: Reader,
    category: str,
    place: Place,
    begun_on: date,
    ended_on: date | None = None,
    *,
    what: str = "it began",
) -> Came:
    """Compare the whole steps since a day, a year of them at most, with as many that ended before it; `what` was that day."""
    if category in SENSITIVE:
        return Came(quarter_sentence(reader, category, place), BEWARE)
    if category not in cube_of(reader).kinds:
        return Came(NOT_COUNTED)
    cube, label = cube_of(reader), CATEGORIES[category].label
    step = timedelta(days=STEP_DAYS)
    later = [n for n, start in enumerate(cube.starts) if start >= begun_on]
    before = [n for n, start in enumerate(cube.starts) if start + step <= begun_on]
    if ended_on:
        # What was closed is judged up to then, by one step at least.
        later = [n for n in later if cube.starts[n] + step <= ended_on] or later[:1]
    if not later:
        last_day = step_from(begun_on) + step - timedelta(days=1)
        return Came(
            f"Too early to tell: that takes {STEP_DAYS} days that are settled, those up to {day_words(last_day)}."
        )
    steps = min(len(later), MOST_STEPS)
    if len(before) < steps:
        return Came(NOT_BEFORE)
    where = place.neighborhood_id or CITY
    now, then = later[0], before[-1] + 1 - steps
    series = cube.series((category,), where)
    change = compare_steps(cube, series[None], then, now, steps)[0]
    sentence = change_sentence(
        change,
        label,
        place.name,
        now_words=cube.period(now, now + steps - 1).label(),
        before_words=f"as many days before {what}, to {day_words(cube.period(then, before[-1]).last_day)}",
    )
    if where == CITY:
        return Came(sentence)
    rest = cube.series((category,)) - series
    now_rest, then_rest = (int(rest[n : n + steps].sum()) for n in (now, then))
    return Came(
        sentence,
        f"The rest of the city in the same days: {now_rest:,}, and {then_rest:,} before.",
    )


def quarter_sentence(reader: Reader, category: str, place: Place) -> str:
    """Say the counts of the last quarters in a neighborhood."""
    found, label = quarters_of(reader), CATEGORIES[category].label
    if place.neighborhood_id is None or category not in found.categories or not found.starts:
        return (
            f"{label}: public by quarter and neighborhood alone, and there is no such count here."
        )
    said = [
        f"{found.words(category, place.neighborhood_id, start)} from {quarter_words(start)}"
        for start in found.starts
    ]
    return f"{label} in {place.name}, known by quarter: {joined(said)}."


def bars_of(
    reader: Reader,
    category: str,
    place: Place,
    done: tuple[Done, ...] = (),
    agreed_on: date | None = None,
) -> tuple[Bars, ...]:
    """Draw the last year of steps of a category; nothing where it has no counts by steps."""
    cube = cube_of(reader)
    if category not in cube.kinds or not cube.starts:
        return ()
    series = cube.series((category,), place.neighborhood_id or CITY)[-MOST_STEPS:].tolist()
    starts = cube.starts[-MOST_STEPS:]
    label = CATEGORIES[category].label
    listed = ", ".join(f"{count:,}" for count in series)
    return (
        Bars(
            f"{label}, incidents in {STEP_DAYS} days each",
            starts,
            tuple(series),
            STEP_DAYS,
            f"{label} in {place.name}, incidents in {STEP_DAYS} days each from"
            f" {day_words(starts[0])}: {listed}.",
            tuple(Mark(each.from_on, each.to_on, each.words.partition(",")[0]) for each in done),
            agreed_on,
        ),
    )
