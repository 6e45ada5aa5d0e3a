"""How far may these numbers be trusted: since when, until when, and how many incidents have a place on the map?

Days after `settled_until` are still filling up and always look like a fall. Being on the map and being in a neighborhood are two
things: in Palm Springs many incidents happen between neighborhoods, in the city but in none of them. A day outside
[first_on, data_as_of] has no data, which is not a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.periods import Period


@dataclass(frozen=True)
class Coverage:
    """What every page and PDF says about its data."""

    place: str
    run_id: str
    first_on: date
    data_as_of: date
    settled_until: date
    counted: int
    on_map: int
    located: int
    is_simulated: bool
    is_schematic: bool
    categories: tuple[str, ...]
    time_zone: str
    analysis_crs: str

    @property
    def on_map_share(self) -> float:
        """Share of the counted rows that have a point in the city, 0 to 1."""
        return self.on_map / self.counted if self.counted else 0.0

    @property
    def located_share(self) -> float:
        """Share of the counted rows that have a neighborhood, 0 to 1."""
        return self.located / self.counted if self.counted else 0.0

    @property
    def whole(self) -> Period:
        """All days with data, settled or not."""
        return Period(self.first_on, self.data_as_of + timedelta(days=1))

    def sentence(self) -> str:
        """Say run, data as of, settled until and share located in one line."""
        return (
            f"Data as of {_day(self.data_as_of)} · settled until {_day(self.settled_until - timedelta(days=1))}"
            f" · located: {self.on_map_share:.1%} on the map, {self.located_share:.1%} in a neighborhood"
            f" · run {self.run_id}"
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
