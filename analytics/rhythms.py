"""At which hours and on which weekdays do incidents happen, as far as anyone can know?

Hardly a burglary is seen: it happened between leaving and coming home. Each incident is therefore
spread over its window, and long windows draw a flat picture, whatever the burglar did. Clocks also
hold stand-ins: midnight, noon and "00:00 to 23:59" mostly mean that nobody knew. What officers find
(narcotics, most of quality of life) shows their hours, not the offenders'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from analytics.aoristic import HOURS_OF_WEEK, LONG_HOURS, Spread
from analytics.errors import ContractError, SelectionError
from analytics.evenness import WEEKDAYS

PEAK_HOURS = 6
LEAST_KNOWN = 20
# Two peaks are looked for, so each gets half of the 5% that one may be chance.
ALPHA = 0.025
# A robbery is seen by its victim: a window of up to an hour is rounding, and its start is the hour.
EXACT_MINUTES = {"robbery": 60.0}


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
    picture is of another town. A row is an incident × offense, as in all counts, or with a column
    `incidents` as many of one window (`Store.count_windows`). With
    `longest_hours`, such as 24, longer windows are left out and counted. Windows of up to
    `exact_minutes` count in their first hour (`exact_minutes_for`). An end that is missing, or
    before the start, leaves the first hour, and is counted. Raises ContractError where a start is
    missing or a clock has a time zone, SelectionError where there are no times, as for the public.

    Source: aoristic analysis of Ratcliffe 2000, 2002, as in his R package aoristic 1.1.1.
    """
    (rhythm,) = measure_rhythms(
        incidents,
        np.zeros(len(incidents), dtype="int64"),
        1,
        longest_hours=longest_hours,
        exact_minutes=exact_minutes,
    )
    return rhythm


def measure_rhythms(
    incidents: pd.DataFrame,
    group: np.ndarray,
    groups: int,
    *,
    longest_hours: float | None = None,
    exact_minutes: float = 0.0,
) -> list[Rhythm]:
    """Give `measure_rhythm` of each group of rows, all measured at once; `group` is the number of each
    row's, from 0 to `groups` - 1."""
    if "occurred_from_local" not in incidents:
        raise SelectionError("rhythms need times of day: open the store for the police")
    start, end, second = _ticks(incidents["occurred_from_local"], incidents["occurred_to_local"])
    if incidents["occurred_from_local"].isna().any():
        raise ContractError("occurred_from_local is missing in some rows: leave those out first")
    number = incidents["incidents"].to_numpy() if "incidents" in incidents else np.ones(len(start))
    spread = Spread(groups, ticks_a_second=second)
    spread.add(start, end, number, group, longest_hours=longest_hours, exact_minutes=exact_minutes)
    return [_rhythm(spread, each) for each in range(groups)]


def join_rhythms(rhythms: Sequence[Rhythm]) -> Rhythm:
    """Give the rhythm of several sets of incidents together, as if they had been measured as one.

    Those of robbery have a longer window that counts in its first hour: measure them anew.
    """
    incidents = sum(rhythm.incidents for rhythm in rhythms)

    def share(name: str) -> float:
        known = [rhythm for rhythm in rhythms if rhythm.incidents]
        total = sum(getattr(rhythm, name) * rhythm.incidents for rhythm in known)
        return total / incidents if incidents else np.nan

    hours = _hours(
        *(
            sum((rhythm.hours[name].to_numpy() for rhythm in rhythms), np.zeros(HOURS_OF_WEEK))
            for name in ("incidents", "unknown")
        )
    )
    return Rhythm(
        hours=hours,
        incidents=incidents,
        left_out=sum(rhythm.left_out for rhythm in rhythms),
        end_missing=sum(rhythm.end_missing for rhythm in rhythms),
        end_before_start=sum(rhythm.end_before_start for rhythm in rhythms),
        long_share=share("long_share"),
        unknown_share=share("unknown_share"),
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


def sure_peaks(rhythm: Rhythm) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the hours of the day and the weekday that `rhythm_sentence` says stand out; none where it says none."""
    if why_not_told(rhythm):
        return (), ()
    hours, day = peak_hours(rhythm), peak_weekday(rhythm)
    return (
        tuple((hours.first + n) % 24 for n in range(PEAK_HOURS)) if hours.is_sure else (),
        (day.first,) if day.is_sure else (),
    )


def rhythm_sentence(rhythm: Rhythm, what: str, *, is_found_by_officers: bool = False) -> str:
    """Say when incidents happen, or that nobody can tell."""
    known, reason = _known_times(rhythm), why_not_told(rhythm)
    said = [f"can't tell when: {reason}." if reason else _peaks_in_words(rhythm, known)]
    unknown = rhythm.incidents - known
    if unknown:
        said.append(
            f"{unknown:,} of {rhythm.incidents:,} times look like stand-ins for an unknown one."
        )
    if is_found_by_officers:
        said.append("These are the hours at which officers found them.")
    return f"{what}: {' '.join(said)}"


def why_not_told(rhythm: Rhythm) -> str:
    """Say why nobody can tell when most incidents happen; empty where one may ask for the peaks."""
    known = _known_times(rhythm)
    if known < LEAST_KNOWN:
        return f"a known time for {known}, and it takes {LEAST_KNOWN}"
    if rhythm.long_share > 0.5:
        return (
            f"most of the {rhythm.incidents:,} are known only to within more than"
            f" {LONG_HOURS:.0f} hours"
        )
    return ""


def _known_times(rhythm: Rhythm) -> int:
    return round(rhythm.incidents * (1 - rhythm.unknown_share)) if rhythm.incidents else 0


def _peaks_in_words(rhythm: Rhythm, known: int) -> str:
    hours, day = peak_hours(rhythm), peak_weekday(rhythm)
    parts = []
    if hours.is_sure:
        end = (hours.first + PEAK_HOURS) % 24
        when = f"between {clock_words(hours.first)} and {clock_words(end)}"
        parts.append(_against_even(hours, known, when))
    if day.is_sure:
        parts.append(_against_even(day, known, f"on {WEEKDAYS[day.first]}s"))
    if not parts:
        return f"can't tell any hours or weekday of the {known:,} from an even spread."
    return f"{'; '.join(parts)}."


def _against_even(peak: Peak, known: int, when: str) -> str:
    much = f"about {peak.incidents:,.0f} of {known:,} {when}"
    return f"{much}, where an even spread gives {peak.expected:,.0f}"


def clock_words(hour: int) -> str:
    """Say an hour of the day: "noon", "18:00"."""
    if hour in (0, 12):
        return "noon" if hour else "midnight"
    return f"{hour:02d}:00"


def _known(rhythm: Rhythm) -> np.ndarray:
    known = rhythm.hours["incidents"] - rhythm.hours["unknown"]
    return known.to_numpy().reshape(7, 24)


def _peak(sums: np.ndarray, total: float, share: float) -> Peak:
    """Judge the largest of some sums as if each incident were wholly in one of its hours: spread
    ones vary less, so this errs on the side of "can't tell"."""
    first = int(sums.argmax())
    # Whole, but for the last digits of a sum: a quarter of it may end in exactly one half.
    total = round(float(total), 6)
    at_least = np.floor(sums[first] + 1e-6)
    tail = float(binom.sf(at_least - 1, round(total), share))
    return Peak(first, float(sums[first]), float(total * share), min(1.0, len(sums) * tail))


def _rhythm(spread: Spread, group: int) -> Rhythm:
    many = {name: counts[group] for name, counts in spread.counts.items()}
    kept = many["kept"]
    return Rhythm(
        hours=_hours(*spread.hours[:, group]),
        incidents=int(kept),
        left_out=int(many["asked"] - kept),
        end_missing=int(many["no_end"]),
        end_before_start=int(many["before_start"]),
        long_share=float(many["long"] / kept) if kept else np.nan,
        unknown_share=float(many["unknown"] / kept) if kept else np.nan,
    )


def _hours(incidents: np.ndarray, unknown: np.ndarray) -> pd.DataFrame:
    weekday, hour = np.divmod(np.arange(HOURS_OF_WEEK), 24)
    return pd.DataFrame(
        {"weekday": weekday, "hour": hour, "incidents": incidents, "unknown": unknown}
    )


def _ticks(start: pd.Series, end: pd.Series) -> tuple[np.ndarray, np.ndarray, int]:
    """Give two clocks as whole numbers of one unit since 1970, and how many of it are a second."""
    for clock in (start, end):
        if getattr(clock.dt, "tz", None) is not None:
            raise ContractError(
                f"{clock.name} has a time zone: give the local wall clock, without one"
            )
    unit = "s" if {start.dt.unit, end.dt.unit} == {"s"} else "us"
    ticks = (clock.to_numpy(dtype=f"datetime64[{unit}]").view("int64") for clock in (start, end))
    return (*ticks, 1 if unit == "s" else 1_000_000)  # type: ignore[return-value]
