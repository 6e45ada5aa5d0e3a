"""What happens to a feed on the way? A town where nothing varies, and the same with rows cut, doubled, or without a place.

Each day has six residential burglaries in northwest, at six hours and four corners, and three robberies in northeast, from
1 January 2024 to 28 December 2025, read that evening. Days are settled 14 days before, until 15 December 2025. The feed is not
simulated and due every day.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from analytics.periods import Period
from analytics.selection import Selection
from etl.feeds.definition import load_feed
from etl.pipeline import run
from tests import town

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 28)
TODAY = date(2025, 12, 29)
LAST_28 = Period(date(2025, 11, 17), date(2025, 12, 15))
ASKED = Selection(LAST_28, ("burglary", "robbery"))
BURGLARIES, ROBBERIES = 6, 3
Row = tuple[object, ...]
Fault = Callable[[Iterable[Row]], Iterable[Row]]


def rows() -> Iterator[Row]:
    """Give the rows as they should arrive: case, charge, start, address, x, y, source."""
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        kinds = (
            (town.BURGLARY, "northwest", BURGLARIES),
            (town.ROBBERY, "northeast", ROBBERIES),
        )
        for charge, place, many in kinds:
            west, south, *_ = town.NEIGHBORHOODS[place]
            for hour in range(many):
                east, north = 0.0025 + 0.005 * (hour % 2), 0.0025 + 0.005 * (hour // 2 % 2)
                at = f"{day:%m/%d/%Y} {10 + hour}:00"
                case = f"{charge[:3]}-{day}-{hour}"
                yield case, charge, at, place.title(), west + east, south + north, "CALL"


def without(days: Period, charge: str = "") -> Fault:
    """Leave out the rows of some days, of one charge or of all."""
    return lambda given: (
        row
        for row in given
        if day_of(str(row[2])) not in days or not str(row[1]).startswith(charge)
    )


def doubled(days: Period) -> Fault:
    """Let the rows of some days come twice, under other case numbers."""

    def twice(given: Iterable[Row]) -> Iterator[Row]:
        for row in given:
            yield row
            if day_of(str(row[2])) in days:
                yield f"again-{row[0]}", *row[1:]

    return twice


def day_of(start: str) -> date:
    """Read the day of a start such as 12/28/2025 10:00."""
    month, day, year = map(int, start[:10].split("/"))
    return date(year, month, day)


def publish(data_dir: Path, fault: Fault = lambda given: given) -> Path:
    """Run the ETL on what arrives, and give the data folder."""
    layers = town.write_layers(data_dir / "geodata")
    incoming = data_dir / "incoming"
    incoming.mkdir(parents=True)
    with open(incoming / "town.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([town.COLUMNS, *fault(rows())])
    definition = incoming / "town.toml"
    real = town.FEED_TOML.replace("is_simulated = true", "is_simulated = false")
    definition.write_text(real.replace(" (simulated)", ""), encoding="utf-8")
    evening = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=6)
    result = run(
        [load_feed(definition)],
        source=incoming,
        layers=layers,
        data_dir=data_dir,
        clock=lambda: evening,
        progress=lambda step, done, total: None,
    )
    return result.snapshot.parents[1]
