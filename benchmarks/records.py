"""Which rows are the loads timed on? One export of a simulated records system, and the changes of the days after it.

Drawn as `etl.simulation` draws a town, only millions of times as busy, so that far more rows share an address than in any real
town. Every line can be split and every time read, because the plain way has no answer to those that cannot; copies, corrections
and bad coordinates are as frequent as in the demo.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from etl.simulation.calendar import DAY, Calendar
from etl.simulation.incidents import World, draw_feed
from etl.simulation.places import make_places
from etl.simulation.plan import FEEDS, load_plan
from etl.simulation.records import make_rows, number_cases
from etl.simulation.texts import MARK
from geodata.layers import HERE, load_layers

FEED = Path(__file__).with_name("records.toml")
AS_OF = date(2026, 1, 31)
YEARS = 6
SEED = 20
CORRECTED = 0.1
"""Share of the changes that correct rows of any age; the others are new."""
_PART = 250_000
_SPARE = 1.05


def write_records(folder: Path, rows: int, changes: int) -> tuple[Path, Path]:
    """Write an export of so many rows and the changes that came after it, where they are not there yet; give both files."""
    records = folder / f"records-{rows}" / "records.csv"
    later = folder / f"records-{rows}-changes-{changes}" / "changes.csv"
    if not (records.exists() and later.exists()):
        corrected = round(CORRECTED * changes)
        world, table = _draw(rows + changes - corrected)
        base, new = table.iloc[:rows], table.iloc[rows:]
        _write(base, world, records)
        _write(pd.concat([new, _corrections(base, corrected, world)]), world, later)
    return records, later


def first_rows(records: Path, rows: int) -> Path:
    """Write the first rows of an export as one of its own, and give its path."""
    path = records.parent.with_name(f"{records.parent.name}-first-{rows}") / records.name
    if not path.exists():
        path.parent.mkdir()
        part = path.with_suffix(".part")
        with open(records, "rb") as whole, open(part, "wb") as head:
            head.writelines(islice(whole, rows + 1))
        part.replace(path)
    return path


def _draw(count: int) -> tuple[World, pd.DataFrame]:
    """Draw rows in the order of their reports, the last `count` of somewhat more."""
    layers, plan = load_layers(HERE), load_plan()
    streams = dict(zip(("places", *FEEDS), np.random.default_rng(SEED).spawn(5), strict=True))
    calendar = Calendar.years_up_to(AS_OF, YEARS)
    places = make_places(layers, plan, streams["places"])
    world = World(plan, calendar, places, layers.time_zone)
    factor = _SPARE * count / (YEARS * sum(kind.per_year for kind in plan.kinds))
    drawn = {feed: draw_feed(feed, world, streams[feed], factor) for feed in FEEDS}
    numbered = number_cases(drawn, calendar)
    rows = pd.concat(
        [make_rows(feed, numbered.pop(feed), world, streams[feed]) for feed in FEEDS],
        ignore_index=True,
    )
    order = np.argsort(rows["reported_at"].to_numpy(), kind="stable")[-count:]
    return world, rows.iloc[order].reset_index(drop=True)


def _corrections(rows: pd.DataFrame, count: int, world: World) -> pd.DataFrame:
    """Move some rows, that came once and long ago, to another address."""
    rng = np.random.default_rng(SEED)
    may = (rows["fate"] == 0) & (rows["reported_at"] < world.calendar.end_at - 30 * DAY)
    chosen = np.sort(rng.choice(np.flatnonzero(may), count, replace=False))
    spots = rng.integers(0, len(world.places.spots), count, dtype=np.int32)
    return rows.iloc[chosen].assign(
        position=spots, spot=spots, updated_at=np.int32(world.calendar.end_at - 1)
    )


def _write(rows: pd.DataFrame, world: World, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    write = _Texts(world).of
    with pyarrow.csv.CSVWriter(part, write(rows.iloc[:0]).schema) as file:
        for start in range(0, len(rows), _PART):
            file.write_table(write(rows.iloc[start : start + _PART]))
    part.replace(path)


class _Texts:
    """Looks up the texts of rows: a day, a minute, a spot and an offense have few different ones."""

    def __init__(self, world: World) -> None:
        minutes = pd.date_range("2000-01-01", periods=DAY, freq="min")
        self._days = pa.array(world.calendar.dates.strftime("%m/%d/%Y"), pa.string())
        self._minutes = pa.array(minutes.strftime("%H:%M"), pa.string())
        self._codes = pa.array([writing.code for _, writing in world.plan.writings])
        self._words = pa.array([writing.text for _, writing in world.plan.writings])
        self._found = pa.array(["CALL", "OFFICER"])
        positions = world.places.positions
        self._lon, self._lat = (
            pa.array([None if np.isnan(value) else f"{value:.6f}" for value in positions[name]])
            for name in ("lon", "lat")
        )
        block = world.places.spots["block"].to_numpy()
        self._addresses = pa.array(world.places.block_names[block])
        self._beats = pa.array([f"B{number // 200 + 1}" for number in block])

    def of(self, rows: pd.DataFrame) -> pa.Table:
        number = pc.utf8_lpad(pa.array(rows["case_number"]).cast(pa.string()), 7, "0")
        year = pa.array(rows["case_year"]).cast(pa.string())
        writing, spot, position = (
            rows[name].to_numpy() for name in ("writing", "spot", "position")
        )
        return pa.table(
            {
                "Case Number": pc.binary_join_element_wise("SIM", year, number, "-"),
                "Offense Code": self._codes.take(writing),
                "Description": self._words.take(writing),
                "Occurred From": self._moments(rows["from_at"]),
                "Occurred To": self._moments(rows["to_at"]),
                "Reported": self._moments(rows["reported_at"]),
                "Updated": self._moments(rows["updated_at"]),
                "Block Address": self._addresses.take(spot),
                "Longitude": self._lon.take(position),
                "Latitude": self._lat.take(position),
                "How Found": self._found.take(rows["is_officer"].to_numpy().astype("int8")),
                "Agency": pa.repeat(MARK, len(rows)),
                "Beat": self._beats.take(spot),
            }
        )

    def _moments(self, minutes: pd.Series) -> pa.Array:
        at = minutes.to_numpy()
        day, minute = (pa.array(part, mask=at < 0) for part in (at // DAY, at % DAY))
        return pc.binary_join_element_wise(self._days.take(day), self._minutes.take(minute), " ")
