"""What is known of a feed after its rows were settled: how many, where, since when, and what is odd about them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from etl import settling
from etl.clean import Unread
from etl.default_points import STACK_ROWS
from etl.feeds.feed import Feed

_COUNTS = """
SELECT count(*), count(*) FILTER (status = 'counted'), count(neighborhood_id) FROM {view}_incidents WHERE feed = $feed
"""
_UNLOCATED = """
SELECT unlocated_reason, count(*) FROM now_incidents WHERE feed = $feed AND unlocated_reason IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BY_CATEGORY = """
SELECT category, count(*), count(neighborhood_id) FROM now_incidents WHERE feed = $feed GROUP BY 1 ORDER BY 1
"""
_SET_ASIDE_BY_CATEGORY = """
SELECT coalesce(category, 'unreadable'), count(*) FROM draft.set_aside WHERE feed = $feed AND run_id = $run_id GROUP BY 1
"""
_SET_ASIDE = """
SELECT kind, split_part(reason, ':', 1), count(*), trim(substr(min(reason), length(split_part(min(reason), ':', 1)) + 2))
FROM draft.set_aside WHERE feed = $feed AND run_id = $run_id GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""
_UNRECOGNIZED = """
SELECT coalesce(nullif(offense_code || coalesce(' ' || offense_text, ''), ''), '(empty)'), count(*)
FROM now_incidents WHERE feed = $feed AND offense = 'unrecognized' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_POINTS = """
SELECT lon, lat, count(*) AS rows FROM {table} WHERE feed = $feed AND lon IS NOT NULL {only}
GROUP BY 1, 2 HAVING count(*) > $least ORDER BY 3 DESC, 1, 2
"""
_OF_RUN = "AND run_id = $run_id"
_AT_POINTS = "AND (lon, lat) IN (SELECT (lon, lat) FROM points)"
_MONTHS = """
SELECT date_trunc('month', occurred_on) AS month, count(*) AS incidents FROM {view}_incidents
WHERE feed = $feed AND status = 'counted' GROUP BY 1 ORDER BY 1
"""
_DAILY = """
SELECT occurred_on AS day, count(*) AS incidents FROM now_incidents WHERE feed = $feed AND status = 'counted'
GROUP BY 1 ORDER BY 1
"""
_REPORT_DELAYS = """
SELECT date_diff('second', occurred_from_at, reported_at) / 86400.0 AS days FROM now_incidents
WHERE feed = $feed AND status = 'counted'
  AND reported_at > (SELECT max(reported_at) FROM now_incidents WHERE feed = $feed) - INTERVAL 365 DAY
"""
_FIRST_SEEN = """
SELECT occurred_on, first_seen_at, count(*) AS incidents FROM now_incidents
WHERE feed = $feed AND status = 'counted' AND occurred_on >= $since GROUP BY ALL ORDER BY ALL
"""
_FIRST_RUN = "SELECT min(recorded_at) FROM now_feed_runs WHERE feed = $feed"
_KNOWN_UNTIL = """
SELECT greatest(max(reported_at), max(updated_at)) FROM now_incidents WHERE feed IN (SELECT unnest($feeds))
"""
_BEFORE_DAY = "SELECT count(*) FROM now_incidents WHERE feed = $feed AND occurred_on < $day"


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
    months: pd.Series
    months_before: pd.Series
    files: list[tuple[str, int]]
    before_first_day: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)


class Asker:
    """Asks a draft about one feed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, feed: Feed, run_id: str) -> None:
        self._connection, self._definition = connection, feed
        self._feed, self._run_id = {"feed": feed.feed}, run_id

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Give the rows of one answer."""
        return self._connection.execute(query, self._feed | values).fetchall()

    def table(self, query: str, **values: Any) -> pd.DataFrame:
        """Give the answer as a table."""
        return self._connection.execute(query, self._feed | values).df()

    def _arrow(self, query: str, **values: Any) -> pa.Table:
        return self._connection.sql(query, params=self._feed | values).to_arrow_table()

    def known(self, view: str) -> tuple[int, int, int]:
        """Count rows in `before` or `now`: known, counted, located."""
        return tuple(self.rows(_COUNTS.format(view=view))[0])

    def by_category(self) -> tuple[dict[str, int], dict[str, int]]:
        """Give known and located rows of each category."""
        rows = self.rows(_BY_CATEGORY)
        return {name: known for name, known, _ in rows}, {name: n for name, _, n in rows}

    def crowded_points(self) -> tuple[pa.Table, pa.Table, int]:
        """Give the points that hold many rows of the draft, the same of what the run added, and the number of rows added.

        Columns: lon, lat, rows.
        """
        least = {"least": STACK_ROWS}
        all_rows = self._arrow(_POINTS.format(table="now_incidents", only=""), **least)
        added = self._arrow(
            _POINTS.format(table="draft.incidents", only=_OF_RUN), **least, run_id=self._run_id
        )
        total = self.rows(
            f"SELECT count(*) FROM draft.incidents WHERE feed = $feed {_OF_RUN}",
            run_id=self._run_id,
        )
        return all_rows, added, int(total[0][0])

    def points_before(self, points: pa.Table) -> pa.Table:
        """Give how many rows some points held before the run: lon, lat, rows."""
        self._connection.register("points", points)
        before = self._arrow(_POINTS.format(table="before_incidents", only=_AT_POINTS), least=0)
        self._connection.unregister("points")
        return before

    def months(self, view: str) -> pd.Series:
        """Give the counted rows of each month."""
        return self.table(_MONTHS.format(view=view)).set_index("month")["incidents"]

    def set_aside(self) -> list[Any]:
        """List kind, reason, rows and an example of what this run set aside."""
        return self.rows(_SET_ASIDE, run_id=self._run_id)

    def set_aside_by_category(self) -> dict[str, int]:
        """Count what this run set aside by category."""
        return dict(self.rows(_SET_ASIDE_BY_CATEGORY, run_id=self._run_id))

    def unlocated(self) -> dict[str, int]:
        """Count rows without a neighborhood by reason."""
        return dict(self.rows(_UNLOCATED))

    def unrecognized(self) -> list[tuple[str, int]]:
        """List codes that no rule knows, the most frequent first."""
        return self.rows(_UNRECOGNIZED)

    def daily(self) -> pd.Series:
        """Give the counted rows of each day that has any."""
        return self.table(_DAILY).set_index("day")["incidents"]

    def rows_before(self, day: date) -> int:
        """Count rows from before a day."""
        return int(self.rows(_BEFORE_DAY, day=day)[0][0])

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
        measured = settling.settling_days_of_reports(self.table(_REPORT_DELAYS)["days"])
        if measured is not None:
            return measured, "reports"
        return self._definition.settling_days, "definition"

    def known_until(self, feeds: list[str]) -> datetime | None:
        """Give the moment of the last report or update in some feeds, UTC."""
        found = self._connection.execute(_KNOWN_UNTIL, {"feeds": feeds}).fetchall()
        return found[0][0]


def _local_day(moments: pd.Series, zone: ZoneInfo) -> pd.Series:
    return moments.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
