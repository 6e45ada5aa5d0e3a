"""At which hours and on which weekdays do incidents happen, as far as anyone can know?

Hardly a burglary is seen: it happened between leaving and coming home. Each incident is therefore
spread over its window, and long windows draw a flat picture, whatever the burglar did. Clocks also
hold stand-ins: midnight, noon and "00:00 to 23:59" mostly mean that nobody knew. What officers find
(narcotics, most of quality of life) shows their hours, not the offenders'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from analytics.errors import ContractError, SelectionError
from analytics.evenness import WEEKDAYS

LONG_HOURS = 8.0
PEAK_HOURS = 6
LEAST_KNOWN = 20
# Two peaks are looked for, so each gets half of the 5 % that one may be chance.
ALPHA = 0.025
# A robbery is seen by its victim: a window of up to an hour is rounding, and its start is the hour.
EXACT_MINUTES = {"robbery": 60.0}

_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_HOURS_OF_WEEK = 168
# 1970 began on a Thursday.
_MONDAY = 3 * _DAY


@dataclass(frozen=True)
class Rhythm:
    """Incidents by hour of the week, and how much of that is known.

    `hours` has 168 rows: weekday (0 is Monday), hour (0 to 23), incidents (a sum of shares; all
    rows sum to `incidents`), unknown (the part of it that comes from stand-ins for an unknown
    time). `left_out` counts windows longer than was asked for, `end_missing` and `end_before_start`
    those that had no usable end. `long_share` is the share of incidents, and so of all weight,
    from windows of more than 8 hours; `unknown_share` that of stand-ins; NaN without incidents.
    """

    hours: pd.DataFrame
    incidents: int
    left_out: int
    end_missing: int
    end_before_start: int
    long_share: float
    unknown_share: float


@dataclass(frozen=True)
class Peak:
    """The hours or the weekday with most incidents beside an even spread.

    `first` is an hour of the day or a weekday (0 is Monday). `p_value` allows for having picked
    the busiest of all.
    """

    first: int
    incidents: float
    expected: float
    p_value: float

    @property
    def is_sure(self) -> bool:
        return self.p_value < ALPHA


def exact_minutes_for(categories: tuple[str, ...]) -> float:
    """Give the longest window, in minutes, that counts in its first hour: 60 for robbery alone,
    else 0."""
    return EXACT_MINUTES["robbery"] if set(categories) == {"robbery"} else 0.0


def measure_rhythm(
    incidents: pd.DataFrame, *, longest_hours: float | None = None, exact_minutes: float = 0.0
) -> Rhythm:
    """Spread each incident over the hours of the week in which it can have happened.

    `incidents` has occurred_from_local and occurred_to_local, naive local wall clock: with UTC the
    picture is of another town. A row is an incident × offense, as in all counts. With
    `longest_hours`, such as 24, longer windows are left out and counted. Windows of up to
    `exact_minutes` count in their first hour (`exact_minutes_for`). An end that is missing, or
    before the start, leaves the first hour, and is counted. Raises ContractError where a start is
    missing or a clock has a time zone, SelectionError where there are no times, as for the public.

    Source: aoristic analysis of Ratcliffe 2000, 2002, as in his R package aoristic 1.1.1.
    """
    if "occurred_from_local" not in incidents:
        raise SelectionError("rhythms need times of day: open the store for the police")
    start = _microseconds(incidents["occurred_from_local"])
    end = _microseconds(incidents["occurred_to_local"])
    has_end = incidents["occurred_to_local"].notna().to_numpy()
    if incidents["occurred_from_local"].isna().any():
        raise ContractError("occurred_from_local is missing in some rows: leave those out first")
    # Without an end the window is its start, which is where the rules put it.
    length = np.where(has_end, end - start, 0)
    kept = length <= longest_hours * _HOUR if longest_hours else np.ones(len(start), dtype=bool)
    unknown = _is_stand_in(start, length) & kept
    count = int(kept.sum())
    weekday, hour = np.divmod(np.arange(_HOURS_OF_WEEK), 24)
    hours = pd.DataFrame(
        {
            "weekday": weekday,
            "hour": hour,
            "incidents": _spread(start[kept], length[kept], exact_minutes),
            "unknown": _spread(start[unknown], length[unknown], exact_minutes),
        }
    )
    return Rhythm(
        hours=hours,
        incidents=count,
        left_out=len(start) - count,
        end_missing=int((~has_end).sum()),
        end_before_start=int((length < 0).sum()),
        long_share=float((length[kept] > LONG_HOURS * _HOUR).mean()) if count else np.nan,
        unknown_share=float(unknown.sum() / count) if count else np.nan,
    )


def peak_hours(rhythm: Rhythm) -> Peak:
    """Find the six hours in a row, round the clock, with most incidents.

    Stand-ins for unknown times are left out: they would make midnight or noon the peak.
    """
    by_hour = _known(rhythm).sum(axis=0)
    sums = sum(np.roll(by_hour, -step) for step in range(PEAK_HOURS))
    return _peak(np.asarray(sums), by_hour.sum(), PEAK_HOURS / 24)


def peak_weekday(rhythm: Rhythm) -> Peak:
    """Find the weekday with most incidents.

    Give it whole weeks: in 30 days two weekdays come five times. Stand-ins are left out, as in
    `peak_hours`, although their day may be right.
    """
    by_day = _known(rhythm).sum(axis=1)
    return _peak(by_day, by_day.sum(), 1 / 7)


def rhythm_sentence(rhythm: Rhythm, what: str, *, is_found_by_officers: bool = False) -> str:
    """Say when incidents happen, or that nobody can tell."""
    known = round(rhythm.incidents * (1 - rhythm.unknown_share)) if rhythm.incidents else 0
    said = []
    if known < LEAST_KNOWN:
        said.append(f"can't tell when: a known time for {known}, and it takes {LEAST_KNOWN}.")
    elif rhythm.long_share > 0.5:
        said.append(
            f"can't tell when: most of the {rhythm.incidents:,} are known only to within more than"
            f" {LONG_HOURS:.0f} hours."
        )
    else:
        said.append(_peaks_in_words(rhythm, known))
    unknown = rhythm.incidents - known
    if unknown:
        said.append(
            f"{unknown:,} of {rhythm.incidents:,} times look like stand-ins for an unknown one."
        )
    if is_found_by_officers:
        said.append("These are the hours at which officers found them.")
    return f"{what}: {' '.join(said)}"


def _peaks_in_words(rhythm: Rhythm, known: int) -> str:
    hours, day = peak_hours(rhythm), peak_weekday(rhythm)
    parts = []
    if hours.is_sure:
        end = (hours.first + PEAK_HOURS) % 24
        when = f"between {_clock(hours.first)} and {_clock(end)}"
        parts.append(_against_even(hours, known, when))
    if day.is_sure:
        parts.append(_against_even(day, known, f"on {WEEKDAYS[day.first]}s"))
    if not parts:
        return f"can't tell any hours or weekday of the {known:,} from an even spread."
    return f"{'; '.join(parts)}."


def _against_even(peak: Peak, known: int, when: str) -> str:
    much = f"about {peak.incidents:,.0f} of {known:,} {when}"
    return f"{much}, where an even spread gives {peak.expected:,.0f}"


def _clock(hour: int) -> str:
    if hour in (0, 12):
        return "noon" if hour else "midnight"
    return f"{hour % 12} {'p' if hour > 12 else 'a'}.m."


def _known(rhythm: Rhythm) -> np.ndarray:
    known = rhythm.hours["incidents"] - rhythm.hours["unknown"]
    return known.to_numpy().reshape(7, 24)


def _peak(sums: np.ndarray, total: float, share: float) -> Peak:
    """Judge the largest of some sums as if each incident were wholly in one of its hours: spread
    ones vary less, so this errs on the side of "can't tell"."""
    first = int(sums.argmax())
    at_least = np.floor(sums[first] + 1e-6)
    tail = float(binom.sf(at_least - 1, round(total), share))
    return Peak(first, float(sums[first]), float(total * share), min(1.0, len(sums) * tail))


def _microseconds(clock: pd.Series) -> np.ndarray:
    if getattr(clock.dt, "tz", None) is not None:
        raise ContractError(f"{clock.name} has a time zone: give the local wall clock, without one")
    return clock.to_numpy(dtype="datetime64[us]").astype("int64")


def _is_stand_in(start: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Tell which windows say only a day, or nothing: midnight or noon sharp without an end, from
    midnight to a midnight or to 23:59, a week and more."""
    start_of_day = start % _DAY
    end_of_day = (start + length) % _DAY
    is_whole_days = (end_of_day == 0) | (end_of_day >= _DAY - _MINUTE)
    is_midnight = (start_of_day == 0) & is_whole_days
    is_noon = (start_of_day == _DAY // 2) & (length == 0)
    return is_midnight | is_noon | (length >= _WEEK)


def _spread(start: np.ndarray, length: np.ndarray, exact_minutes: float) -> np.ndarray:
    """Sum the shares of all windows by hour of the week, from Monday midnight."""
    begun = (start + _MONDAY) % _WEEK
    is_point = length <= max(1.0, exact_minutes) * _MINUTE
    is_even = length >= _WEEK
    hours = np.bincount(begun[is_point] // _HOUR, minlength=_HOURS_OF_WEEK).astype("float64")
    hours += is_even.sum() / _HOURS_OF_WEEK

    # An hour gets the full rate of each window that runs all through it, and a part of it from
    # those that start or end in it: three sums over all windows, whatever their length.
    spread = ~(is_point | is_even)
    rate = _HOUR / length[spread]
    first, into_first = np.divmod(begun[spread], _HOUR)
    last, into_last = np.divmod(begun[spread] + length[spread], _HOUR)
    slots = 2 * _HOURS_OF_WEEK
    change = np.bincount(first, rate, slots) - np.bincount(last, rate, slots)
    running = np.cumsum(change) - change
    started = np.bincount(first, rate * (1 - into_first / _HOUR), slots)
    beyond_end = np.bincount(last, rate * (1 - into_last / _HOUR), slots)
    twice = (running + started - beyond_end).reshape(2, _HOURS_OF_WEEK)
    return hours + np.clip(twice.sum(axis=0), 0, None)
