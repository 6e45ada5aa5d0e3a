"""Checks 8 and 9: did a count jump or fall by far more than it ever does, are rows there twice, are days missing?

A feed that was cut or doubled looks like a wild month. So does a real wild month: the checks ask for a person to look, and stop
only where a feed is the far likelier reason. A cut of one row in four passes: no check of counts can tell it from a quiet month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.numbers import write
from analytics.offenses import label_of
from analytics.periods import Period
from analytics.report.checks.check import Fault, Level
from analytics.report.checks.scope import Scope
from analytics.report.wording import joined
from analytics.store.vetting import twin_months

DAYS, YEAR_DAYS = 28, 364
RECENT, YEARS = 6, 3
# By so many times, and standard errors, off both the months before and the same weeks of earlier years.
FACTOR, ERRORS = 2.0, 4.0
# A few incidents more are a series of one offender, however rare they are otherwise.
LEAST = 20
# Of this many expected, next to none is a feed and not a crime trend.
GONE_OF, GONE_SHARE = 20.0, 0.1
# Of real rows, fewer than one in a hundred is like another in offense, place and start.
TWINS_SHARE, LEAST_TWINS = 0.2, 10
# The chance that any of the runs of days without an incident comes by itself.
DARK_CHANCE = 1e-4


def counts_wild(scope: Scope) -> Iterator[Fault]:
    """Find rows that are there twice, and counts of 28 days that leave their range: of each category, the worst."""
    yield from _rows_twice(scope)
    if scope.compared is None:
        return
    for category in scope.categories:
        found = _wildest(scope.days[category].to_numpy(), scope)
        if found is None:
            continue
        last, count, usual = found
        is_gone = usual >= GONE_OF and count <= GONE_SHARE * usual
        level: Level = "stop" if is_gone else "flag"
        days = Period(last - timedelta(days=DAYS - 1), last + timedelta(days=1)).label()
        many = "next to none" if is_gone else _times(count, usual)
        yield Fault(
            level,
            f"{label_of(category)}: {many} in {days}, unlike the months before and the same weeks of earlier years. Was the"
            " feed cut or doubled? Compare with the source.",
        )


def _times(count: int, usual: float) -> str:
    return (
        f"{write('times_usual', count / usual)} times as many as usual"
        if usual
        else "many, usually none,"
    )


def _wildest(counts: np.ndarray, scope: Scope) -> tuple[date, int, float] | None:
    """Give the last day, the count and the usual count of the 28 days compared that are farthest out; None if none is."""
    assert scope.compared is not None
    sums = np.concatenate([[0], np.cumsum(counts)])
    first = scope.coverage.first_on
    worst: tuple[float, date, int, float] | None = None
    end = (scope.compared.end - first).days
    earliest = max((scope.compared.start - first).days + DAYS, 2 * DAYS)

    def sum_before(stop: int) -> float:
        return float(sums[stop] - sums[stop - DAYS])

    for stop in range(end, earliest - 1, -7):
        recent = [stop - DAYS * back for back in range(1, RECENT + 1)]
        years = [stop - YEAR_DAYS * back for back in range(1, YEARS + 1)]
        count = sum_before(stop)
        levels = [
            [sum_before(place) for place in places if place >= DAYS] for places in (recent, years)
        ]
        if len(levels[0]) < RECENT // 2:
            continue
        outs = [_outness(count, np.array(known)) for known in levels if known]
        out = min(map(abs, outs))
        # Both have to say more, or both less.
        if len({np.sign(one) for one in outs}) > 1 or out < ERRORS:
            continue
        usual = min(
            (float(np.median(known)) for known in levels if known), key=lambda m: abs(count - m)
        )
        if usual / FACTOR <= count <= usual * FACTOR or max(count, usual) < LEAST:
            continue
        if worst is None or out > worst[0]:
            worst = out, first + timedelta(days=stop - 1), int(count), usual
    return worst and worst[1:]


def _outness(count: float, known: np.ndarray) -> float:
    """Say by how many standard errors a count is over the median of others, allowing for how these vary."""
    usual = float(np.median(known))
    spread = float(np.median((known - usual) ** 2)) / max(usual, 1.0) / 0.455
    return (count - usual) / np.sqrt(max(spread, 1.0) * max(usual, 1.0))


def _rows_twice(scope: Scope) -> Iterator[Fault]:
    if scope.drawn is None or scope.compared is None or scope.store.moment is not None:
        return
    months = twin_months(scope.store, scope.drawn.start)
    doubled = months[
        (months["twins"] > TWINS_SHARE * months["rows"]) & (months["twins"] >= LEAST_TWINS)
    ]
    if doubled.empty:
        return
    told = [f"{pd.Timestamp(month):%B %Y}" for month in doubled["month_on"]]
    share = doubled["twins"].sum() / doubled["rows"].sum()
    how_many = "" if scope.is_public else f" ({write('row_share', share)} of the rows)"
    yield Fault(
        "stop",
        f"Rows of {joined(told)} are there twice under different numbers{how_many}: same offense, place and start. Have the feed"
        " corrected, and run it again.",
    )


def days_missing(scope: Scope) -> Iterator[Fault]:
    """Find days without an incident, more in a row than chance leaves empty: a stop where they are compared, else a flag."""
    for name in scope.left_out:
        yield Fault("flag", f"{label_of(name)} has no data for these days, and is left out.")
    if scope.drawn is None or scope.compared is None:
        return
    gaps: dict[Period, list[str]] = {}
    for category in scope.categories:
        for gap in _dark_runs(scope.days[category], scope.drawn, len(scope.categories)):
            gaps.setdefault(gap, []).append(label_of(category))
    for gap, names in sorted(gaps.items()):
        is_compared = gap.end > scope.compared.start
        # Residents see steps of 28 days, not days.
        when = f"{gap.days} days of {scope.drawn.label()}" if scope.is_public else gap.label()
        yield Fault(
            "stop" if is_compared else "flag",
            f"{joined(names)}: nothing at all in {when}, which chance does not explain. Ask for these days again"
            f"{', or choose other days' if is_compared else ''}.",
        )


def _dark_runs(days: pd.Series, drawn: Period, many: int) -> Iterator[Period]:
    """Give the runs of days drawn without an incident that are too long for chance."""
    counts = days.to_numpy()
    first = days.index[0].date()
    start, end = ((day - first).days for day in (drawn.start, drawn.end))
    is_empty = np.concatenate([[False], counts[start:end] == 0, [False]])
    edges = np.flatnonzero(np.diff(is_empty.astype("int8")))
    for begin, stop in zip(edges[::2] + start, edges[1::2] + start, strict=True):
        around = [counts[max(begin - DAYS, 0) : begin], counts[stop : stop + DAYS]]
        rates = [float(part.mean()) for part in around if len(part) == DAYS]
        rate = min(rates, default=0.0)
        # Incidents come in bunches, so empty days do too.
        near = np.concatenate(around)
        bunched = max(1.0, float(near.var() / near.mean())) if near.sum() else 1.0
        if (end - start) * many * np.exp(-rate * (stop - begin) / bunched) < DARK_CHANCE:
            yield Period(first + timedelta(days=int(begin)), first + timedelta(days=int(stop)))
