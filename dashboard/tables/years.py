"""How does the year run beside the years before, and which months are high?

The year is that of the last settled day of the period. A year of which the data hold only a part is left out, as is a month that
the data cut. The months are those of all settled days with data, whatever the period: a season takes years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.coverage import day_words
from analytics.evenness import MONTHS, Evenness, evenness_sentence, judge_months
from analytics.months import MONTH_DAYS, count_months
from analytics.periods import Period
from analytics.seasons import find_seasons, highest_and_lowest
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.tables.daily import daily_counts
from dashboard.tables.parts import Part, part_offenses, parts_of
from dashboard.tables.weeks import part_coverage, part_weeks
from dashboard.urlstate import View

YEARS_BEFORE = 4
_MONTH_END = 31


@dataclass(frozen=True)
class YearLines:
    """Incidents since 1 January, at the end of four days of each month and of the last day counted.

    `lines` holds them by year, the earliest first. `by_then` holds, for each earlier year, the count up to the same day; `now` is
    that of the year under way, up to `until`, and None where the data begin within it, on `first_on`.
    """

    lines: dict[int, list[tuple[date, int]]]
    until: date
    now: int | None
    by_then: dict[int, int]
    first_on: date

    @property
    def sentence(self) -> str:
        """Say where the year stands, and where the years before stood by the same day."""
        if self.now is None:
            return f"can't tell how many since 1 Jan: the data begin on {day_words(self.first_on)}."
        count = f"{self.now:,} from 1 Jan to {day_words(self.until)}"
        if not self.by_then:
            return f"{count}; the data hold no whole year before."
        low, high = min(self.by_then.values()), max(self.by_then.values())
        if len(self.by_then) == 1:
            return f"{count}, {low:,} by then the year before."
        span = f"{low:,} to {high:,}" if low < high else f"{low:,}"
        return f"{count}; the {len(self.by_then)} years before stood at {span} by then."


@dataclass(frozen=True)
class Months:
    """Incidents in an average month of each name, and what may be said of them; none where there are no three years.

    `a_month` is incidents in 30.4 days of each, by name.
    """

    a_month: dict[str, float]
    sentence: str
    season: str
    days: Period | None


def year_lines_of(reader: Reader, view: View, part: Part) -> YearLines:
    """Give the lines of one part, at most four earlier years."""
    coverage = part_coverage(reader, view, part)
    until = min(view.selection.period.end, coverage.settled_until) - timedelta(days=1)
    daily = daily_counts(reader, view.asked)
    upto, offset = daily.of(part.category, part.found_by).cumsum(), daily.days.start
    lines, by_then, now = {}, {}, None
    for year in range(until.year - YEARS_BEFORE, until.year + 1):
        start = date(year, 1, 1)
        if start < coverage.first_on:
            continue
        before = int(upto[(start - offset).days - 1]) if start > offset else 0
        same_day = Period(until, until + timedelta(days=1)).same_dates(until.year - year).start
        lines[year] = [
            (day, int(upto[(day - offset).days]) - before)
            for day in sorted({*_drawn_days(year), same_day})
            if year < until.year or day <= until
        ]
        count = int(upto[(same_day - offset).days]) - before
        if year == until.year:
            now = count
        else:
            by_then[year] = count
    return YearLines(lines, until, now, by_then, coverage.first_on)


def _drawn_days(year: int) -> list[date]:
    """Give four days of each month, the last one among them: the same in every year, leap or not."""
    days = [date(year, month, day) for month in range(1, 13) for day in (8, 15, 22)]
    ends = [
        date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)
    ]
    return [*days, *ends]


def months_of(reader: Reader, view: View, part: Part) -> Months:
    """Judge whether one part has months of more incidents than others, from all settled days there are."""
    coverage = part_coverage(reader, view, part)

    def judge() -> Months:
        months = count_months(part_days(reader, view, part), coverage=coverage)
        everything = replace(view, selection=view.selection.during(reader.coverage.whole))
        weeks = part_weeks(reader, everything, part)
        dispersion = dispersion_of(weeks, before=coverage.settled_until)
        found = judge_months(months, dispersion=dispersion)
        if found is None:
            return Months({}, "Can't tell: it takes three years of every month.", "", None)
        is_used = months["is_complete"].to_numpy() & months["is_settled"].to_numpy()
        used = months["month_on"].to_numpy("datetime64[M]")[is_used]
        first, end = (month.astype("datetime64[D]").item() for month in (used[0], used[-1] + 1))
        season = ""
        if found.is_uneven:
            said = highest_and_lowest(find_seasons(months))
            season = f"{_first_capital(said)}." if said else ""
        return Months(
            _a_month(found),
            _first_capital(evenness_sentence(found, part.label).removeprefix(f"{part.label}: ")),
            season,
            Period(first, end),
        )

    # Whatever else is asked for beside this part, as long as its days are the same.
    own = view.asked.of(*part_offenses(reader, view.asked, part)).during(coverage.whole)
    first_on = reader.coverage_of(view.selection).first_on
    return reader.once("months", own, part, first_on, coverage.settled_until, make=judge)


def _a_month(found: Evenness) -> dict[str, float]:
    a_month = found.table["incidents"] / found.table["days"] * MONTH_DAYS
    return dict(zip(found.table["name"], a_month.tolist(), strict=True))


def part_days(reader: Reader, view: View, part: Part) -> pd.DataFrame:
    """Count one part on each day that any feed knows of, zero where there were none: occurred_on, incidents."""
    daily = daily_counts(reader, view.asked)
    counts = daily.of(part.category, part.found_by)
    return pd.DataFrame({"occurred_on": daily.dates, "incidents": counts})


def _first_capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def year_table(lines: YearLines) -> pd.DataFrame:
    """List the lines side by side, a column a year, the latest first."""
    columns = {
        year: {_day_key(day): count for day, count in points}
        for year, points in reversed(lines.lines.items())
    }
    keys = sorted({key for points in columns.values() for key in points})
    words = [
        f"{'end of' if day == _MONTH_END else day} {MONTHS[month - 1][:3]}" for month, day in keys
    ]
    counts = {
        str(year): pd.array([points.get(key) for key in keys], dtype="Int64")
        for year, points in columns.items()
    }
    return pd.DataFrame({"Until": words} | counts)


def _day_key(day: date) -> tuple[int, int]:
    """Give month and day, the last day of every month alike, so that February's stand in one row."""
    is_last = (day + timedelta(days=1)).day == 1
    return day.month, _MONTH_END if is_last else day.day


def month_table(months: Months) -> pd.DataFrame:
    """List the months of the year with their incidents in an average one."""
    return pd.DataFrame(
        {
            "Month": list(months.a_month),
            "Incidents a month": list(months.a_month.values()),
        }
    )


def year_file(reader: Reader, view: View) -> pd.DataFrame:
    """List the years of all parts below each other: Offenses, Year, Until, Since 1 January (missing after the last day known)."""
    tables = [
        year_table(year_lines_of(reader, view, part))
        .melt("Until", var_name="Year", value_name="Since 1 January")
        .assign(Offenses=part.label)
        for part in parts_of(reader, view.asked)
    ]
    columns = ["Offenses", "Year", "Until", "Since 1 January"]
    return pd.concat(tables, ignore_index=True)[columns].astype({"Since 1 January": "Int64"})


def all_months(reader: Reader, view: View) -> pd.DataFrame:
    """List the months of all parts below each other."""
    return pd.concat(
        [
            month_table(months_of(reader, view, part)).assign(Offenses=part.label)
            for part in parts_of(reader, view.asked)
        ],
        ignore_index=True,
    )
