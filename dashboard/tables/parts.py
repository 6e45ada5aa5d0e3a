"""Which series does a selection hold, and what is said of each?

Narcotics follow where officers look: they are split by who found them and never added to what victims report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
import pandas as pd

from analytics.changes import Change, compare_counts
from analytics.counts import count_weeks
from analytics.coverage import Coverage
from analytics.numbers import write
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.report.wording import FOUND_BY, kind_words, side_label
from analytics.selection import Selection
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.days import Comparison, compared_days, counted_days, no_data_words
from dashboard.tables.daily import daily_counts, dispersions_of, weeks_of
from dashboard.urlstate import View


@dataclass(frozen=True)
class Part:
    """One series of counts: a category, or for narcotics the part of it that one side found."""

    category: str
    what: str
    found_by: str | None = None

    @property
    def side_words(self) -> str:
        """Words for who found it; empty where the part is not one side's."""
        return FOUND_BY[self.found_by].strip(", ") if self.found_by else ""

    @property
    def label(self) -> str:
        """Name of the part with its side: "Narcotics found by officers"."""
        return side_label(self.what, self.found_by)

    @property
    def is_victim_reported(self) -> bool:
        return CATEGORIES[self.category].is_victim_reported

    def of(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Keep this part of a table of counts by category and found_by."""
        held = counts["category"] == self.category
        if self.found_by:
            held &= counts["found_by"] == self.found_by
        return counts[held]


@dataclass(frozen=True)
class Finding:
    """How many of a part, how many before, and the weeks of the last year.

    `ends_on` is the last day with data where they end before the days counted; count and change are then None.
    """

    part: Part
    count: int | None
    change: Change | None
    weeks: pd.DataFrame
    ends_on: date | None = None


def parts_of(reader: Reader, selection: Selection) -> list[Part]:
    """List the series that a selection holds, what victims report first."""
    whole = selection.during(reader.coverage.whole)
    return [*reader.once("parts", whole, make=lambda: _parts_of(reader, whole))]


def _parts_of(reader: Reader, whole: Selection) -> list[Part]:
    asked = whole.offenses or reader.coverage.categories
    parts = []
    for name in CATEGORIES:
        kinds = [kind for kind in asked if category_of(kind) == name]
        if not kinds:
            continue
        what = kind_words(name, kinds)
        if name != "narcotics":
            parts.append(Part(name, what))
            continue
        known = reader.count(whole, ("category", "found_by"))
        sides = set(Part(name, "").of(known)["found_by"])
        if sides <= {"unknown"}:
            parts.append(Part(name, what))
        else:
            parts += [Part(name, what, side) for side in FOUND_BY if side in sides]
    return sorted(parts, key=lambda part: not part.is_victim_reported)


def part_offenses(reader: Reader, selection: Selection, part: Part) -> tuple[str, ...]:
    """Give the offenses of a selection that a part holds."""
    asked = selection.offenses or reader.coverage.categories
    return tuple(name for name in asked if category_of(name) == part.category)


def category_findings(reader: Reader, view: View) -> list[Finding]:
    """Count each part in the days that the page counts and before, with its weeks."""
    counted, year = counted_days(reader, view), _last_year(reader)
    daily = daily_counts(reader, view.asked)
    parts = parts_of(reader, view.asked)
    days = {part: daily.of(part.category, part.found_by) for part in parts}
    changes = _changes(
        reader,
        view,
        {part: days[part] for part in parts if not view.leaves_out(part.category)},
    )
    findings = []
    for part in parts:
        reach = reader.reach_of(part.category)
        shown = weeks_of(reader, daily, days[part], reach, year)
        if view.leaves_out(part.category):
            findings.append(Finding(part, None, None, shown, ends_on=reach.data_as_of))
        else:
            count = int(daily.within(days[part], counted).sum())
            findings.append(Finding(part, count, changes.get(part), shown))
    return findings


def group_findings(findings: list[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """Set what victims report apart from what follows where officers look: title, warning, findings."""
    groups = [
        ("Reported by victims", "", [f for f in findings if f.part.is_victim_reported]),
        (
            "Follows where officers look",
            "more can mean more attention",
            [f for f in findings if not f.part.is_victim_reported],
        ),
    ]
    return [group for group in groups if group[2]]


def _changes(reader: Reader, view: View, days: dict[Part, np.ndarray]) -> dict[Part, Change]:
    """Compare the days of each part with those before; nothing where these cannot be compared."""
    compared = compared_days(reader, view)
    if compared is None or not days:
        return {}
    daily, coverage = daily_counts(reader, view.asked), reader.coverage_of(view.selection)
    spread = dispersions_of(reader, daily, [*days.values()], coverage, compared.before.start)
    return {
        part: compare_counts(
            int(daily.within(counts, compared.now).sum()),
            int(daily.within(counts, compared.before).sum()),
            days_now=compared.now.days,
            days_before=compared.before.days,
            dispersion=dispersion,
        )
        for (part, counts), dispersion in zip(days.items(), spread, strict=True)
    }


def dispersion_before(coverage: Coverage, counts: pd.DataFrame, compared: Comparison) -> float:
    """Give how much more than chance the weeks before all compared days vary."""
    weeks = count_weeks(counts, coverage=coverage)
    return dispersion_of(weeks, before=compared.before.start)


def _last_year(reader: Reader) -> Period:
    end = reader.coverage.settled_until
    return Period(end - YEAR_OF_WEEKS, end)


def category_table(reader: Reader, view: View) -> pd.DataFrame:
    """List each part's count, what it was before, their ratio with its limits, and the verdict."""
    return pd.DataFrame(
        [
            {
                "Offenses": finding.part.label,
                "Incidents": finding.count,
                "Before": finding.change.before if finding.change else None,
                **_ratio_cells(finding.change),
                "Change": write("verdict", finding.change.verdict)
                if finding.change
                else no_data_words(finding.ends_on),
            }
            for finding in category_findings(reader, view)
        ]
    ).astype({"Incidents": "Int64"})


def _ratio_cells(change: Change | None) -> dict[str, float | None]:
    """Give ratio and limits as numbers, empty where there is none."""
    if change is None or change.verdict == "none":
        return dict.fromkeys(("Ratio", "Low", "High"))
    numbers = {"Ratio": change.ratio, "Low": change.ratio_low, "High": change.ratio_high}
    return {name: x if isfinite(x) else None for name, x in numbers.items()}
