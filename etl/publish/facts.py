"""What is known of a feed after its rows were settled: how many, where, since when, and what is odd about them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from etl import settling
from etl.clean import Unread
from etl.default_points import STACK_ROWS
from etl.feeds.feed import Feed

_TALLIES = "SELECT * EXCLUDE (feed) FROM {view}_tallies WHERE feed = $feed ORDER BY ALL"
_OF_FEED = "JOIN now_charges USING (charge_id) WHERE feed = $feed"
_ROWS = f"SELECT count(*) FROM now_incident_rows {_OF_FEED}"
_SET_ASIDE_BY_CATEGORY = """
SELECT coalesce(category, 'unreadable'), count(*) FROM draft.set_aside WHERE feed = $feed AND run_id = $run_id GROUP BY 1
"""
_QUARANTINED = """
SELECT split_part(reason, ':', 1), count(*), trim(substr(min(reason), length(split_part(min(reason), ':', 1)) + 2))
FROM draft.set_aside WHERE feed = $feed AND run_id = $run_id AND kind = 'quarantined' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_UNRECOGNIZED = """
SELECT coalesce(nullif(offense_code || coalesce(' ' || offense_text, ''), ''), '(empty)'), count(*)
FROM now_incidents WHERE feed = $feed AND offense = 'unrecognized' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_POINTS = """
SELECT lon, lat, CAST(sum(incidents) AS BIGINT) AS rows FROM (
    SELECT location_id, count(*) AS incidents FROM {rows} JOIN now_charges USING (charge_id) JOIN now_receipts USING (receipt_id)
    WHERE feed = $feed {of_run} GROUP BY 1
) JOIN now_locations USING (location_id) WHERE lon IS NOT NULL {only}
GROUP BY 1, 2 HAVING sum(incidents) > $least ORDER BY 3 DESC, 1, 2
"""
_OF_RUN = "AND run_id = $run_id"
_ADDED = f"SELECT count(*) FROM new_incidents WHERE feed = $feed {_OF_RUN}"
_AT_POINTS = "AND (lon, lat) IN (SELECT (lon, lat) FROM points)"
_WHERE_ADDED = "AND (lon, lat) IN (SELECT (lon, lat) FROM new_incidents WHERE feed = $feed AND run_id = $run_id)"
_REPORT_DELAYS = f"""
SELECT date_diff('second', occurred_from_at, reported_at) / 86400.0 AS days FROM now_incidents WHERE feed = $feed
  AND status = 'counted' AND reported_at > (SELECT max(reported_at) FROM now_incident_rows {_OF_FEED}) - INTERVAL 365 DAY
"""
_FIRST_SEEN = """
SELECT occurred_on, first_seen_at, count(*) AS incidents FROM now_incidents
WHERE feed = $feed AND status = 'counted' AND occurred_on >= $since GROUP BY ALL ORDER BY ALL
"""
_FIRST_RUN = "SELECT min(recorded_at) FROM now_feed_runs WHERE feed = $feed"
_NEWEST = f"SELECT max(greatest(reported_at, updated_at)) FROM {{rows}} {_OF_FEED}"
_LINE_BEFORE = "SELECT * FROM before_feeds WHERE feed = $feed"
_FINDINGS_BEFORE = "SELECT * FROM before_findings WHERE feed = $feed AND code = $code"


@dataclass
class FeedFacts:
    """What is known of one feed: rows, and the oddities worth saying.

    received = accepted + quarantined + duplicates are of this delivery; known, counted, located and what follows of all rows of
    the feed. `expected` is how many rows there must be after what was known, brought and withdrawn.
    """

    feed: str
    received: int
    accepted: int
    quarantined: int
    duplicates: int
    known: int
    counted: int
    located: int
    expected: int
    known_before: int
    withdrawn: int
    unlocated: dict[str, int]
    received_by_category: dict[str, int]
    accepted_by_category: dict[str, int]
    located_by_category: dict[str, int]
    unmatched_cancellations: int
    unrecognized: list[tuple[str, int]]
    reasons: dict[str, int]
    examples: dict[str, str]
    suspects: list[dict[str, Any]]
    findings_before: list[dict[str, Any]]
    daily: pd.Series
    rows_by_day: pd.Series
    newest_at: datetime | None
    months: pd.Series
    months_before: pd.Series
    files: list[tuple[str, int]]
    before_first_day: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)


class Tally:
    """The rows of one feed by day, category, status and reason for having no neighborhood."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._counted = table[table["status"] == "counted"]
        self.known = int(table["rows"].sum())
        self.counted = int(self._counted["rows"].sum())
        located = table[table["unlocated_reason"].isna()]
        self.located = int(located["rows"].sum())
        self.by_category = _sums(table, "category")
        self.located_by_category = dict.fromkeys(self.by_category, 0) | _sums(located, "category")
        reasons = _sums(table.dropna(subset="unlocated_reason"), "unlocated_reason")
        self.unlocated = dict(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])))

    @property
    def daily(self) -> pd.Series:
        """The counted rows of each day that has any."""
        return self._counted.groupby("occurred_on")["rows"].sum()

    @property
    def months(self) -> pd.Series:
        """The counted rows of each month that has any, by its first day."""
        first_days = self._counted["occurred_on"].dt.to_period("M").dt.to_timestamp()
        return self._counted.groupby(first_days)["rows"].sum()

    @property
    def rows_by_day(self) -> pd.Series:
        """The rows of any status of each day that has any."""
        return self._table.groupby("occurred_on")["rows"].sum()


def _sums(table: pd.DataFrame, column: str) -> dict[str, int]:
    sums = table.groupby(column)["rows"].sum()
    return {str(name): int(rows) for name, rows in sums.items()}


class Asker:
    """Asks a draft about one feed."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, feed: Feed, run_id: str, *, is_of_changes: bool
    ) -> None:
        self._connection, self._definition = connection, feed
        self._feed, self._run_id = {"feed": feed.feed}, run_id
        self.is_of_changes = is_of_changes

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Give the rows of one answer."""
        return self._connection.execute(query, self._feed | values).fetchall()

    def table(self, query: str, **values: Any) -> pd.DataFrame:
        """Give the answer as a table."""
        return self._connection.execute(query, self._feed | values).df()

    def _arrow(self, query: str, **values: Any) -> pa.Table:
        return self._connection.sql(query, params=self._feed | values).to_arrow_table()

    def tally(self, view: str) -> Tally:
        """Give the tallies of `before` or `now`."""
        return Tally(self.table(_TALLIES.format(view=view)))

    def count(self) -> int:
        """Count the rows themselves."""
        return int(self.rows(_ROWS)[0][0])

    def crowded_points(self) -> pa.Table:
        """Give the points that hold many rows: lon, lat, rows.

        Of a draft of changes only points where rows were added: what crowds elsewhere was seen before.
        """
        if not self.is_of_changes:
            query = _POINTS.format(rows="draft.incident_rows", of_run="", only="")
            return self._arrow(query, least=STACK_ROWS)
        query = _POINTS.format(rows="now_incident_rows", of_run="", only=_WHERE_ADDED)
        return self._arrow(query, least=STACK_ROWS, run_id=self._run_id)

    def crowded_lately(self) -> tuple[pa.Table, int]:
        """Give the points where the run added many rows, lon, lat, rows, and the number of rows it added."""
        query = _POINTS.format(rows="draft.incident_rows", of_run=_OF_RUN, only="")
        added = self._arrow(query, least=STACK_ROWS, run_id=self._run_id)
        return added, int(self.rows(_ADDED, run_id=self._run_id)[0][0])

    def points_before(self, points: pa.Table) -> pa.Table:
        """Give how many rows some points held before the run: lon, lat, rows."""
        if not len(points):
            return points
        self._connection.register("points", points)
        before = self._arrow(
            _POINTS.format(rows="before_incident_rows", of_run="", only=_AT_POINTS), least=0
        )
        self._connection.unregister("points")
        return before

    def findings_before(self, code: str) -> list[dict[str, Any]]:
        """Give the findings of one number in the snapshot in service."""
        found = self.table(_FINDINGS_BEFORE, code=code).to_dict("records")
        return [{str(name): value for name, value in line.items()} for line in found]

    def line_before(self) -> dict[str, Any]:
        """Give the feed's line in the snapshot in service, empty where there is none."""
        answer = self._connection.execute(_LINE_BEFORE, self._feed)
        names = [column[0] for column in answer.description]
        return next((dict(zip(names, row, strict=True)) for row in answer.fetchall()), {})

    def quarantined(self) -> list[Any]:
        """List reason, rows and an example of the rows that this run has quarantined."""
        return self.rows(_QUARANTINED, run_id=self._run_id)

    def set_aside_by_category(self) -> dict[str, int]:
        """Count what this run set aside by category."""
        return dict(self.rows(_SET_ASIDE_BY_CATEGORY, run_id=self._run_id))

    def unrecognized(self) -> list[tuple[str, int]]:
        """List codes that no rule knows, the most frequent first."""
        return self.rows(_UNRECOGNIZED)

    def newest_at(self) -> datetime | None:
        """Give the moment of the last report or update in the feed, UTC."""
        added = self._newest_at("draft.incident_rows")
        before = self.line_before().get("newest_at")
        if not self.is_of_changes or before is None:
            return added
        gone = self._newest_at("draft.past_rows")
        if gone is not None and gone >= before:
            return self._newest_at("now_incident_rows")
        return max(before, added or before)

    def _newest_at(self, rows: str) -> datetime | None:
        moment: datetime | None = self.rows(_NEWEST.format(rows=rows))[0][0]
        return moment

    def settling(self, now: datetime) -> tuple[int, str]:
        """Give the days until a day is settled, and whether history, reports or the definition say so."""
        zone = ZoneInfo(self._definition.time_zone)
        first_run = self.rows(_FIRST_RUN)[0][0]
        if first_run is not None:
            since = first_run.replace(tzinfo=UTC).astimezone(zone).date()
            seen = self.table(_FIRST_SEEN, since=since)
            seen["seen_on"] = _local_day(seen["first_seen_at"], zone)
            curve = settling.settling_curve(
                seen, last_run=pd.Timestamp(now.astimezone(zone).date())
            )
            if curve is not None:
                return settling.settling_days_of_curve(curve), "history"
        before = self.line_before()
        if self.is_of_changes and before.get("settling_source") == "reports":
            return int(before["settling_days"]), "reports"
        measured = settling.settling_days_of_reports(self.table(_REPORT_DELAYS)["days"])
        if measured is not None:
            return measured, "reports"
        return self._definition.settling_days, "definition"


def _local_day(moments: pd.Series, zone: ZoneInfo) -> pd.Series:
    return moments.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
