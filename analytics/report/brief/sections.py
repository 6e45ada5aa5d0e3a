"""What does a command brief say of each kind of offense: its counts, its weeks, and the words for
them?

Narcotics found by officers and narcotics reported by residents are two series: one follows where
officers look, the other what residents see, and their sum says neither. Neither is what victims
report, and the pages set both apart from it; so does the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.changes import Change, change_sentence, compare_counts
from analytics.counts import count_weeks, total_incidents
from analytics.coverage import Coverage
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period
from analytics.report.wording import (
    FOUND_BY,
    STANDS_APART,
    kind_words,
    ordered,
    period_words,
    side_label,
)
from analytics.selection import Selection
from analytics.store import Store
from analytics.trends import (
    Trend,
    dispersion_of,
    expected_weeks,
    trend_period,
    trend_sentence,
)


@dataclass(frozen=True)
class Section:
    """One category or offense, or for narcotics the part of it that one side found: its counts, its
    trend, and what may be said."""

    label: str
    change: Change
    sentence: str
    trend: Trend
    trend_sentence: str
    note: str | None


def make_sections(
    store: Store,
    selection: Selection,
    now: Period,
    before: Period,
    *,
    where: str | None,
    coverage: Coverage,
    step_weeks: int,
) -> tuple[Section, ...]:
    """Make the sections of a selection, one for what is asked of each category as the pages have it, what victims report
    first; the police's narcotics have one for each side that found them."""
    words = period_words(now, store.coverage())
    return tuple(
        _section(
            _Series(store, selection.of(*part.offenses), part.found_by, step_weeks),
            part,
            now,
            before,
            where,
            coverage,
            words,
        )
        for part in parts_of(store, selection, coverage)
    )


@dataclass(frozen=True)
class Part:
    """What is asked of one category, or for narcotics of one side that found them."""

    category: str
    offenses: tuple[str, ...]
    label: str
    found_by: str | None

    @property
    def is_victim_reported(self) -> bool:
        """Whether what victims report is counted, and not what officers find."""
        return CATEGORIES[self.category].is_victim_reported


def parts_of(store: Store, selection: Selection, coverage: Coverage) -> list[Part]:
    """List the series of a selection, what victims report first."""
    asked: dict[str, list[str]] = {}
    for name in ordered(selection.offenses):
        asked.setdefault(category_of(name), []).append(name)
    return [
        Part(category, tuple(names), side_label(kind_words(category, names), side), side)
        for category, names in sorted(
            asked.items(), key=lambda kind: not CATEGORIES[kind[0]].is_victim_reported
        )
        for side in _sides(store, selection.of(*names).during(coverage.whole))
    ]


@dataclass(frozen=True)
class _Series:
    """The counts of one section, whatever the days."""

    store: Store
    selection: Selection
    found_by: str | None
    step_weeks: int

    def count(self, period: Period, by: Sequence[str] = ()) -> pd.DataFrame:
        selection = self.selection.during(period)
        if self.found_by is None:
            return self.store.count_incidents(selection, by)
        counts = self.store.count_incidents(selection, (*by, "found_by"))
        return counts[counts["found_by"] == self.found_by]

    def weeks(self, period: Period, coverage: Coverage) -> pd.DataFrame:
        counts = self.count(period, ("week_on" if self.step_weeks == 1 else "occurred_on",))
        return count_weeks(counts, coverage=coverage, period=period, step_weeks=self.step_weeks)


def _sides(store: Store, selection: Selection) -> tuple[str | None, ...]:
    """List who found the narcotics of a selection; one side, None, where nobody says or for all
    else."""
    if store.audience == "public" or category_of(selection.offenses[0]) != "narcotics":
        return (None,)
    known = set(store.count_incidents(selection, ("found_by",))["found_by"])
    return (None,) if known <= {"unknown"} else tuple(side for side in FOUND_BY if side in known)


def _section(
    series: _Series,
    part: Part,
    now: Period,
    before: Period,
    where: str | None,
    coverage: Coverage,
    words: dict[str, str],
) -> Section:
    label = part.label
    step = series.step_weeks
    change = compare_counts(
        total_incidents(series.count(now)),
        total_incidents(series.count(before)),
        days_now=now.days,
        days_before=before.days,
        dispersion=dispersion_of(
            series.weeks(coverage.whole, coverage), before=before.start, step_weeks=step
        ),
    )
    drawn, shown_from = trend_period(now, coverage, step_weeks=step)
    trend = expected_weeks(series.weeks(drawn, coverage), shown_from=shown_from, step_weeks=step)
    return Section(
        label=label,
        change=change,
        sentence=change_sentence(change, label, where, **words),
        trend=trend,
        trend_sentence=trend_sentence(trend, label),
        note=None if part.is_victim_reported else f"{STANDS_APART}.",
    )
