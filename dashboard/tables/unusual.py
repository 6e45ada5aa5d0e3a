"""What is unusual this week, what is new, and what in the data needs a look?

With every neighborhood judged each week, some alarms are false: the number to be expected stands beside them. What is new is new
beside the days before, and says nothing of the years before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.alarms import find_alarms
from analytics.counts import count_weeks_of_each
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.tables.parts import category_findings
from dashboard.tables.places import mapped_selection, place_changes
from dashboard.tables.weeks import (
    FALSE_WITH_SEASON,
    FALSE_WITHOUT,
    all_alarms,
    settled_shown,
)
from dashboard.urlstate import View

# Five years of the same season, and half a year that Farrington's method leaves out.
JUDGED_BY_WEEKS = 300
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Unusual:
    """The alarms of the last settled week, in the whole selection and by neighborhood.

    `alarms` columns: what, where (None for the whole selection), neighborhood_id, incidents, limit (at most usual). `week` is
    its Monday, None where none could be judged; `kinds` and `places` are how many were judged in it, each a series of its own,
    and `expected_false` how many false alarms these lead one to expect.
    """

    week: date | None
    alarms: pd.DataFrame
    kinds: int
    places: int
    expected_false: float

    @property
    def judged(self) -> int:
        """How many series were judged."""
        return self.kinds + self.places


def unusual_this_week(reader: Reader, view: View) -> Unusual:
    """Find the alarms of the last settled week: each kind of offense, and what one map holds in each neighborhood.

    Where one neighborhood is chosen its kinds are judged and no more: their sum would be the same incidents once again.
    """
    whole = all_alarms(reader, view).rename(columns={"label": "what"})
    is_one = len(view.selection.neighborhoods) == 1
    each = _no_place() if is_one else _by_place(reader, view)
    judged = [table[table["is_judged"]] for table in (whole, each)]
    weeks = [table["week_on"].max() for table in judged if len(table)]
    columns = ["what", "where", "neighborhood_id", "incidents", "limit"]
    if not weeks:
        return Unusual(None, pd.DataFrame(columns=columns), 0, 0, 0.0)
    week = max(weeks)
    last = pd.concat(
        [
            judged[0][judged[0]["week_on"] == week].assign(where=None, neighborhood_id=None),
            judged[1][judged[1]["week_on"] == week],
        ],
        ignore_index=True,
    )
    seasonal = int(last["is_seasonal"].sum())
    alarms = last[last["is_alarm"]].sort_values(
        "incidents", ascending=False, kind="stable", ignore_index=True
    )
    return Unusual(
        week.date(),
        alarms[columns],
        int(last["where"].isna().sum()),
        int(last["where"].notna().sum()),
        seasonal * FALSE_WITH_SEASON + (len(last) - seasonal) * FALSE_WITHOUT,
    )


def _by_place(reader: Reader, view: View) -> pd.DataFrame:
    """Judge the last settled week of each neighborhood, for the offenses of one map; a choice of places is kept to.

    It is the week that is the last one of the kinds of offense, too.
    """
    selection = mapped_selection(reader, view)
    coverage = reader.coverage_of(selection)
    end = settled_shown(reader, view)

    def judge() -> pd.DataFrame:
        start = max(coverage.first_on, end - timedelta(weeks=JUDGED_BY_WEEKS))
        if end <= start:
            return pd.DataFrame()
        days = Period(start, end)
        counts = reader.count(selection.during(days), ("neighborhood_id", "week_on"))
        weeks = count_weeks_of_each(counts, "neighborhood_id", coverage=coverage, period=days)
        last = weeks.loc[weeks["is_complete"] & weeks["is_settled"], "week_on"].max()
        if pd.isna(last):
            return pd.DataFrame()
        return find_alarms(weeks, shown_from=last.date(), by=["neighborhood_id"])

    found = reader.once("place alarms", selection.during(coverage.whole), end, make=judge)
    if found.empty:
        return _no_place()
    names = found["neighborhood_id"].map(reader.names)
    return found.assign(what=None, where=names.fillna("an unnamed neighborhood"))


def _no_place() -> pd.DataFrame:
    judged = ["week_on", "incidents", "limit", "is_judged", "is_alarm", "is_seasonal"]
    return pd.DataFrame(columns=["what", "where", "neighborhood_id", *judged]).astype(
        {"is_judged": bool, "is_alarm": bool}
    )


def new_here(reader: Reader, view: View, *, by_place: bool = True) -> pd.DataFrame:
    """List what is new beside the days before by more than chance explains: what, where (None for all of it), now.

    Without `by_place` only of the whole selection.
    """
    kinds = [
        {"what": finding.part.label, "where": None, "neighborhood_id": None, "now": finding.count}
        for finding in category_findings(reader, view)
        if finding.change and finding.change.verdict == "new"
    ]
    changes = place_changes(reader, view) if by_place else pd.DataFrame(columns=["name"])
    places = changes[changes["verdict"] == "new"] if "verdict" in changes else changes.head(0)
    listed = places.assign(what=None, where=places["name"])
    table = pd.concat([pd.DataFrame(kinds), listed], ignore_index=True)
    return table.reindex(columns=["what", "where", "neighborhood_id", "now"])


def unusual_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the alarms of the last settled week: Offenses, Where, Week of, Incidents, Alarm limit."""
    found = unusual_this_week(reader, view)
    alarms = found.alarms
    return pd.DataFrame(
        {
            "Offenses": alarms["what"].fillna("All on the map"),
            "Where": alarms["where"].fillna("Everywhere selected"),
            "Week of": str(found.week) if found.week else "",
            "Incidents": alarms["incidents"].astype("Int64"),
            "Alarm limit": alarms["limit"].floordiv(1).astype("Int64"),
        }
    )
