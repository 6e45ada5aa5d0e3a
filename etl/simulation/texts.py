"""How do times, places and case numbers look in an export?

Texts are looked up, not made, row by row: a spot, a day and a minute of the day each have few
different texts, which is what lets millions of rows be written in a minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from pyproj import Transformer

from etl.simulation.calendar import DAY
from etl.simulation.incidents import World
from etl.simulation.places import LON_LAT
from etl.simulation.records import (
    FATES,
    OFFENSE_EMPTY,
    START_IN_FUTURE,
    START_MISSING,
    START_UNREADABLE,
)

MARK = "SIMULATED"
STATE_PLANE_FEET = "EPSG:2230"
YEARS_MISTYPED = 30


class Times:
    """Texts of the calendar's minutes, by looking up a day and a minute of the day."""

    def __init__(self, world: World, day_format: str, minute_format: str) -> None:
        minutes = pd.date_range("2000-01-01", periods=DAY, freq="min")
        self.days = world.calendar.dates.strftime(day_format).to_numpy(dtype=object)
        self.minutes = minutes.strftime(minute_format).to_numpy(dtype=object)
        self.midnight = midnight(world)
        self.format = day_format + minute_format

    def texts(self, minutes: pd.Series) -> np.ndarray:
        """Write minutes of the calendar."""
        at = minutes.to_numpy()
        return self.days[at // DAY] + self.minutes[at % DAY]

    def starts(self, rows: pd.DataFrame) -> np.ndarray:
        """Write when incidents began, or what stands there instead."""
        texts = self.texts(rows["from_at"])
        texts[have_fate(rows, START_UNREADABLE)] = "00/00/0000"
        texts[have_fate(rows, START_MISSING)] = ""
        for row in np.flatnonzero(have_fate(rows, START_IN_FUTURE)):
            at = self.midnight + timedelta(minutes=int(rows["from_at"].iloc[row]))
            texts[row] = mistyped(at).strftime(self.format)
        return texts


def have_fate(rows: pd.DataFrame, fate: str) -> np.ndarray:
    return (rows["fate"] == FATES.index(fate)).to_numpy()


def midnight(world: World) -> datetime:
    return datetime.combine(world.calendar.first_on, datetime.min.time())


def mistyped(at: datetime) -> datetime:
    return at + timedelta(days=round(365.25 * YEARS_MISTYPED))


def case_numbers(rows: pd.DataFrame) -> np.ndarray:
    pairs = zip(rows["case_year"], rows["case_number"], strict=True)
    return np.array([f"SIM-{year:02d}-{number:06d}" for year, number in pairs], dtype=object)


def addresses(rows: pd.DataFrame, world: World) -> np.ndarray:
    return world.places.block_names[world.places.spots["block"].to_numpy()[rows["spot"]]]


def unless_empty(words: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    texts = words[rows["writing"]]
    texts[have_fate(rows, OFFENSE_EMPTY)] = ""
    return texts


def feet_texts(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Write every position in feet of the state plane; 0 stays 0, missing stays empty."""
    positions = world.places.positions
    lon, lat = positions["lon"].to_numpy(), positions["lat"].to_numpy()
    x_feet, y_feet = Transformer.from_crs(LON_LAT, STATE_PLANE_FEET, always_xy=True).transform(
        lon, lat
    )
    is_zero = (lon == 0) & (lat == 0)

    def texts(values: np.ndarray) -> np.ndarray:
        known = np.where(is_zero, 0.0, values)
        return np.array(
            ["" if np.isnan(v) or np.isinf(v) else f"{v:.2f}" for v in known], dtype=object
        )

    return texts(x_feet), texts(y_feet)
