"""How many in each week, how many are usual, and which weeks should somebody look into?

The weeks of a feed that went dark are a gap after its last day, never zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.alarms import find_alarms
from analytics.coverage import Coverage
from analytics.figures import tables as figure_tables
from analytics.law_changes import LawChange, read_law_changes
from analytics.offenses import category_of
from analytics.periods import Period
from analytics.trends import Trend, expected_weeks, trend_period
from dashboard.context import Reader
from dashboard.tables.daily import daily_counts, weeks_of
from dashboard.tables.parts import Part, parts_of
from dashboard.urlstate import View

ALARM_WEEKS = 8
# Weeks that are an alarm with nothing the matter: see analytics.alarms.
FALSE_WITH_SEASON, FALSE_WITHOUT = 1 / 200, 1 / 40


@dataclass(frozen=True)
class Alarm:
    """A week that somebody should look into, and the highest count in it that would have been no alarm."""

    label: str
    monday: date
    incidents: int
    limit: int

    @property
    def days(self) -> Period:
        return Period(self.monday, self.monday + timedelta(days=7))


@dataclass(frozen=True)
class Recent:
    """The alarms of the last weeks, newest first, and how many weeks of how many series were judged to find them."""

    alarms: tuple[Alarm, ...]
    judged: int
    expected_false: float
    series: int


def part_coverage(reader: Reader, view: View, part: Part) -> Coverage:
    """Say how far the data of a part reach: as far as those of the selection, or less where its feed went dark."""
    if view.leaves_out(part.category):
        return reader.reach_of(part.category)
    return reader.coverage_of(view.selection)


def part_weeks(reader: Reader, view: View, part: Part) -> pd.DataFrame:
    """Count the weeks of one part, from the first day with data to the last one shown."""
    first_on = reader.coverage_of(view.selection).first_on
    daily = daily_counts(reader, view.asked)
    counts = daily.of(part.category, part.found_by)
    period = Period(first_on, _days_shown(reader, view)[0].end)
    return weeks_of(reader, daily, counts, part_coverage(reader, view, part), period)


def shown_from(reader: Reader, view: View) -> date:
    """Give the first day whose week is shown: at least the last 52 weeks are."""
    return _days_shown(reader, view)[1]


def settled_shown(reader: Reader, view: View) -> date:
    """Give the day up to which the weeks that are shown are settled."""
    return min(_days_shown(reader, view)[0].end, reader.coverage_of(view.selection).settled_until)


def _days_shown(reader: Reader, view: View) -> tuple[Period, date]:
    coverage = reader.coverage_of(view.selection)
    return reader.once(
        "days_shown", view.selection, make=lambda: trend_period(view.selection.period, coverage)
    )


def part_trend(reader: Reader, view: View, part: Part) -> Trend:
    """Give the weeks of one part with their expected range: at least the last 52, and the days not settled yet."""

    def expect() -> Trend:
        return expected_weeks(part_weeks(reader, view, part), shown_from=shown_from(reader, view))

    return reader.once("trend", view.asked, view.left_out, part, make=expect)


def part_laws(reader: Reader, view: View, part: Part) -> tuple[LawChange, ...]:
    """Give the laws that changed what is counted in a part, within the weeks that are shown."""
    asked = [name for name in view.asked.offenses if category_of(name) == part.category]
    history, first = _days_shown(reader, view)
    return read_law_changes(asked or [part.category], Period(first, history.end))


def all_alarms(reader: Reader, view: View) -> pd.DataFrame:
    """Judge every week that is shown, of every part; the columns are those of `find_alarms`, by label."""

    def judge() -> pd.DataFrame:
        parts = parts_of(reader, view.asked)
        weeks = [part_weeks(reader, view, part) for part in parts]
        labels = np.repeat([part.label for part in parts], [len(table) for table in weeks])
        whole = pd.concat(weeks, ignore_index=True).assign(label=labels)
        return find_alarms(whole, shown_from=shown_from(reader, view), by=["label"])

    return reader.once("alarms", view.asked, view.left_out, make=judge)


def part_alarms(reader: Reader, view: View, part: Part) -> tuple[Alarm, ...]:
    """Give the alarms of one part, newest first."""
    found = reader.once(
        "alarms found",
        view.asked,
        view.left_out,
        make=lambda: _alarms_of(all_alarms(reader, view)),
    )
    return tuple(alarm for alarm in found if alarm.label == part.label)


def last_weeks(reader: Reader, view: View) -> pd.DataFrame:
    """Keep the judged weeks of the last eight Mondays of which any was judged."""

    def keep() -> pd.DataFrame:
        alarms = all_alarms(reader, view)
        is_judged, monday = alarms["is_judged"].to_numpy(), alarms["week_on"].to_numpy()
        last = np.unique(monday[is_judged])[-ALARM_WEEKS:]
        return alarms[is_judged & np.isin(monday, last)]

    return reader.once("last weeks", view.asked, view.left_out, make=keep)


def _alarms_of(judged: pd.DataFrame) -> tuple[Alarm, ...]:
    found = judged[judged["is_alarm"]].sort_values("week_on", ascending=False, kind="stable")
    columns = (found[name].tolist() for name in ("label", "week_on", "incidents", "limit"))
    return tuple(
        Alarm(label, monday.date(), int(incidents), int(limit))
        for label, monday, incidents, limit in zip(*columns, strict=True)
    )


def recent_alarms(reader: Reader, view: View) -> Recent:
    """Keep the alarms of the last eight settled weeks, and say how many chance alone would raise."""
    recent = last_weeks(reader, view)
    seasonal = int(recent["is_seasonal"].sum())
    others = len(recent) - seasonal
    expected_false = seasonal * FALSE_WITH_SEASON + others * FALSE_WITHOUT
    return Recent(_alarms_of(recent), len(recent), expected_false, recent["label"].nunique())


def week_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the weeks of all parts below each other."""
    return pd.concat(
        [
            figure_tables.trend_table(part_trend(reader, view, part)).assign(Offenses=part.label)
            for part in parts_of(reader, view.asked)
        ],
        ignore_index=True,
    )


def alarm_table(reader: Reader, view: View) -> pd.DataFrame:
    """List every week that was judged, newest first, with its limit and whether it is an alarm."""
    alarms = all_alarms(reader, view)
    judged = alarms[alarms["is_judged"]].sort_values("week_on", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Offenses": judged["label"].to_numpy(),
            "Week of": np.datetime_as_string(judged["week_on"].to_numpy("datetime64[D]")),
            "Incidents": judged["incidents"].to_numpy("int64"),
            "Alarm limit": np.floor(judged["limit"].to_numpy()).astype("int64"),
            "Judged by": np.where(judged["is_seasonal"], "this season", "the weeks before"),
            "Alarm": np.where(judged["is_alarm"], "Look into it", ""),
        }
    ).astype({"Incidents": "Int64", "Alarm limit": "Int64"})
