"""What is said of a grid of the week, beside its shades: when most of it happens, and how far that may be trusted?

A grid looks exact to the hour. Long windows, stand-ins for unknown times and few incidents make it less so, each in its own way.
"""

from __future__ import annotations

from analytics.evenness import WEEKDAYS
from analytics.numbers import write
from analytics.rhythms import (
    LONG_HOURS,
    PEAK_HOURS,
    Rhythm,
    clock_words,
    peak_hours,
    peak_weekday,
    why_not_told,
)
from dashboard.components.hour_grid import LEAST_FOR_DARK
from dashboard.context import Reader
from dashboard.tables.rhythms import SHORT_HOURS, Kind, standing_in, weekdays_sentence
from dashboard.urlstate import View
from dashboard.wording import incidents_words

FEW_A_CELL = 5
LEAST_SAID = 0.005


def short_sentence(rhythm: Rhythm, what: str) -> str:
    """Say in short what `rhythm_sentence` says with its numbers."""
    if why_not_told(rhythm):
        return f"{what}: can't tell when."
    hours, day = peak_hours(rhythm), peak_weekday(rhythm)
    said = []
    if hours.is_sure:
        end = (hours.first + PEAK_HOURS) % 24
        said.append(f"between {clock_words(hours.first)} and {clock_words(end)}")
    if day.is_sure:
        said.append(f"on {WEEKDAYS[day.first]}s")
    if not said:
        return f"{what}: no hours and no weekday stand out from an even spread."
    return f"{what}: most {' and '.join(said)}".removesuffix(".") + "."


def tells_hours(rhythm: Rhythm) -> bool:
    """Tell whether `rhythm_sentence` names the hours with most incidents."""
    return not why_not_told(rhythm) and peak_hours(rhythm).is_sure


def grid_points(kind: Kind, rhythm: Rhythm, reader: Reader, view: View) -> list[str]:
    """Say how far the grid may be trusted: windows, stand-ins, single cells, weekdays."""
    points = ["Each incident is spread over the time in which it can have happened."]
    if rhythm.long_share >= LEAST_SAID:
        points[0] += (
            f" {write('long_share', rhythm.long_share)} of all weight comes from windows of more than {LONG_HOURS:.0f}"
            " hours, which draw a flat picture."
        )
    if rhythm.left_out:
        points.append(
            f"{incidents_words(rhythm.left_out)} with a window of more than {SHORT_HOURS:.0f} hours"
            f" {'is' if rhythm.left_out == 1 else 'are'} left out."
        )
    midnight, noon = standing_in(rhythm)
    if rhythm.unknown_share:
        points.append(
            _stand_ins_words(round(rhythm.incidents * rhythm.unknown_share), midnight, noon)
        )
    no_end = rhythm.end_missing + rhythm.end_before_start
    if no_end >= rhythm.incidents:
        points[0] = "Each incident has one time, without an end, and counts in its hour."
    elif no_end:
        points.append(f"{no_end:,} had no usable end of the time and count in their first hour.")
    if rhythm.incidents < FEW_A_CELL * len(rhythm.hours):
        points.append(
            f"A cell holds {write('hour_mean', rhythm.incidents / len(rhythm.hours))} incidents on average: single cells differ"
            " mostly by chance."
            f" Read the bars; under {LEAST_FOR_DARK} incidents no cell is shaded darker than the middle."
        )
    if not kind.is_victim_reported and kind.found_by is None:
        points.append(
            "The data do not say who found them: where officers did, these are their hours."
        )
    said = weekdays_sentence(reader, view, kind).removeprefix(f"{kind.label}: ")
    points.append(f"By the day they began on, allowing for how much weeks vary: {said}")
    return points


def _stand_ins_words(unknown: int, midnight: float, noon: float) -> str:
    """Say where the stand-ins for an unknown time lie: most that name a whole day are spread over it, and pile up nowhere."""
    stand_ins = f"{unknown:,} stand-in{'' if unknown == 1 else 's'} for an unknown time"
    lie = "lies" if unknown == 1 else "lie"
    piled = midnight + noon
    at_night, at_noon = write("hour_weight", midnight), write("hour_weight", noon)
    where = f"about {at_night} in the hour from midnight, {at_noon} in the hour from noon"
    rest = unknown - round(piled)
    if rest <= 0:
        return f"The {stand_ins} {lie} in one hour each: {where}."
    return f"Of the {stand_ins}, {where}; {rest:,} {'is' if rest == 1 else 'are'} spread over the other hours of a day or week."
