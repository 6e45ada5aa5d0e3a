"""As of which moment is a snapshot read, and what may be read of it?

What was known at a moment is kept from the first run on. Of days before it, the closest that can be told is what that run brought
and had been reported by then: what the source corrected or deleted in between is as that run found it, and a feed that gives no
time of report passes for one that is told at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.errors import StoreError

_FEEDS_THEN = """
SELECT * FROM feed_runs WHERE recorded_at <= $known_at
QUALIFY row_number() OVER (PARTITION BY feed ORDER BY recorded_at DESC) = 1 ORDER BY feed
"""
_DAYS = ("first_on", "data_as_of", "settled_until")


@dataclass(frozen=True)
class Moment:
    """What was recorded by `known_at` (UTC), and of that, where `day` is given, what happened and was reported by its end."""

    known_at: datetime
    day: date | None = None
    reported_by: datetime | None = None

    def __str__(self) -> str:
        return f"{self.day or self.known_at}"

    @property
    def is_as_known(self) -> bool:
        """Whether what was known then is kept; else only days and reports of rows tell."""
        return self.day is None

    @property
    def condition(self) -> str:
        """The condition on a row besides when it was recorded, in SQL, to be put after others."""
        if self.day is None:
            return ""
        return " AND occurred_on <= $day AND (reported_at IS NULL OR reported_at <= $reported_by)"

    @property
    def values(self) -> dict[str, Any]:
        """The values of the parameters in the conditions."""
        if self.day is None:
            return {"known_at": self.known_at}
        return {"known_at": self.known_at, "day": self.day, "reported_by": self.reported_by}


def moment_at(known_at: date | datetime, zone: str) -> Moment:
    """Give a moment, or the end of a day by the local clock."""
    if not isinstance(known_at, datetime):
        known_at = datetime.combine(known_at, time.max, ZoneInfo(zone))
    if known_at.tzinfo is None:
        raise StoreError(f"known_at {known_at} has no time zone: give one, or a day")
    return Moment(known_at.astimezone(UTC).replace(tzinfo=None))


def moment_of_day(day: date, zone: str, recorded_since: datetime) -> Moment:
    """Give the end of a day; where nothing was recorded by then, what the first run brought and had been reported.

    Reported by the evening before: what an export of the night would have told on that day.
    """
    moment = moment_at(day, zone)
    if moment.known_at >= recorded_since:
        return moment
    evening = day - timedelta(days=1)
    return Moment(recorded_since, evening, moment_at(evening, zone).known_at)


def feeds_then(query: Callable[..., pd.DataFrame], moment: Moment) -> pd.DataFrame:
    """Read the feeds as they were; where only the day is known, with their days as far as they would have reached then."""
    feeds = query(_FEEDS_THEN, {"known_at": moment.known_at})
    if moment.day is None:
        return feeds
    day = pd.Timestamp(moment.day)
    settled = day + timedelta(days=1) - pd.to_timedelta(feeds["settling_days"], unit="D")
    feeds["data_as_of"] = feeds["data_as_of"].where(feeds["data_as_of"] <= day, day)
    feeds["settled_until"] = feeds["settled_until"].where(
        feeds["settled_until"] <= settled, settled
    )
    # A feed that begins later had told of nothing yet.
    feeds.loc[feeds["first_on"] > day, list(_DAYS)] = pd.NaT
    return feeds
