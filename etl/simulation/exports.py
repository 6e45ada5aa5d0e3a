"""In which shape does each feed arrive?

Four shapes that records systems really write, traps included: a delimited text in Windows' encoding, a workbook with a title
above its header, an Esri feature set in UTC milliseconds, and a comma-separated file with date and time apart. Values are
looked up, not computed, row by row: a spot, a day and a minute each have few different texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import xlsxwriter
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
    WRONG_FIELD_COUNT,
)

STATE_PLANE_FEET = "EPSG:2230"
MARK = "SIMULATED"
YEARS_MISTYPED = 30
CHUNK = 200_000
FILES = {
    "robbery": "robbery_{day}.csv",
    "burglary": "burglary_{day}.xlsx",
    "narcotics": "narcotics_{day}.json",
    "quality_of_life": "quality_of_life_{day}.csv",
}
Report = Callable[[int], None]


def write_feed(feed: str, rows: pd.DataFrame, world: World, path: Path, report: Report) -> None:
    """Write one feed; the file appears under its name only when it is whole."""
    part = path.with_name(path.name + ".part")
    WRITERS[feed](rows, world, part, report)
    part.replace(path)


def _write_robbery(rows: pd.DataFrame, world: World, path: Path, report: Report) -> None:
    header = (
        "Case Number;Occurred;Reported;Last Update;Offense;Premise;Block Address;X Feet;Y Feet;Agency"
    )
    x_texts, y_texts = _feet_texts(world)
    write_times = _Times(world, "%m/%d/%Y", " %H:%M")
    premises = np.array(world.plan.premises, dtype=object)
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)

    def lines(part: pd.DataFrame) -> list[str]:
        position = part["position"].to_numpy()
        columns = [
            _case_numbers(part),
            write_times.starts(part),
            write_times.texts(part["reported_at"]),
            write_times.texts(part["updated_at"]),
            _unless_empty(codes, part),
            premises[part["premises"]],
            _addresses(part, world),
            x_texts[position],
            y_texts[position],
            np.full(len(part), MARK, dtype=object),
        ]
        # A line that was cut off: the last three fields are gone.
        return _joined(columns, part, ";", lambda fields: fields[:-3])

    _write_lines(path, header, rows, lines, "cp1252", report)


def _write_quality_of_life(rows: pd.DataFrame, world: World, path: Path, report: Report) -> None:
    header = "Incident No,Date,Time,Statute,Description,Location,Lat Lon,How Found,Source"
    positions = world.places.positions
    points = np.array(
        [
            '""' if np.isnan(lat) else f'"{lat:.6f},{lon:.6f}"'
            for lat, lon in zip(positions["lat"], positions["lon"], strict=True)
        ],
        dtype=object,
    )
    write_dates, write_clock = _Times(world, "%m/%d/%Y", ""), _Times(world, "", "%H%M")
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)
    texts = np.array([f'"{writing.text}"' for _, writing in world.plan.writings], dtype=object)
    found = np.array(["CALL", "OFFICER"], dtype=object)

    def lines(part: pd.DataFrame) -> list[str]:
        columns = [
            _case_numbers(part),
            write_dates.starts(part),
            write_clock.texts(part["from_at"]),
            _unless_empty(codes, part),
            _unless_empty(texts, part),
            '"' + _addresses(part, world) + '"',
            points[part["position"]],
            found[part["is_officer"].astype(int)],
            np.full(len(part), MARK, dtype=object),
        ]
        # Somebody took the quotes off, so that the comma between latitude and longitude parts two fields.
        return _joined(columns, part, ",", lambda fields: [field.strip('"') for field in fields])

    _write_lines(path, header, rows, lines, "utf-8-sig", report)


def _write_burglary(rows: pd.DataFrame, world: World, path: Path, report: Report) -> None:
    titles = [
        "Case No", "Occurred\r\nFrom", "Occurred To", "Reported", "Last Modified",
        "Charge", "Premise", "Block Address", "Longitude", "Latitude", "Agency",
    ]  # fmt: skip
    names = [
        "case", "from_at", "to_at", "reported_at", "updated_at",
        "charge", "premises", "address", "lon", "lat", "agency",
    ]  # fmt: skip
    positions, start = world.places.positions, _midnight(world)
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)
    values = pd.DataFrame(
        {
            "case": _case_numbers(rows),
            "charge": _unless_empty(codes, rows),
            "premises": np.array(world.plan.premises, dtype=object)[rows["premises"]],
            "address": _addresses(rows, world),
            "lon": positions["lon"].to_numpy()[rows["position"]],
            "lat": positions["lat"].to_numpy()[rows["position"]],
            "agency": MARK,
        }
    ).assign(**{name: rows[name].to_numpy() for name in ("from_at", "to_at", "reported_at", "updated_at")})
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": start, "title": f"{MARK} burglary export"})
        time_format = book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
        sheet = book.add_worksheet("Export")
        sheet.merge_range(0, 0, 0, len(titles) - 1, f"{MARK} - Burglary and vehicle burglary reports")
        sheet.merge_range(1, 0, 1, 3, f"Reported up to {world.calendar.last_on:%m/%d/%Y}")
        sheet.write_row(3, 0, titles)
        fates = np.array(FATES, dtype=object)[rows["fate"]]
        for line, (row, fate) in enumerate(
            zip(values[names].itertuples(index=False, name=None), fates, strict=True), start=4
        ):
            for column, (name, value) in enumerate(zip(names, row, strict=True)):
                if name == "from_at" and fate == START_UNREADABLE:
                    sheet.write_string(line, column, "UNK DATE")
                elif name == "from_at" and fate == START_MISSING:
                    continue
                elif name.endswith("_at"):
                    if value >= 0:
                        at = start + timedelta(minutes=int(value))
                        is_late = name == "from_at" and fate == START_IN_FUTURE
                        sheet.write_datetime(line, column, _mistyped(at) if is_late else at, time_format)
                elif isinstance(value, float):
                    if not np.isnan(value):
                        sheet.write_number(line, column, value)
                elif value:
                    sheet.write_string(line, column, value)
    report(len(rows))


def _write_narcotics(rows: pd.DataFrame, world: World, path: Path, report: Report) -> None:
    fields = {
        "OBJECTID": "OID", "CASE_NO": "String", "OFFENSE": "String", "OFFENSE_DESC": "String",
        "OCC_DATE": "Date", "RPT_DATE": "Date", "UPD_DATE": "Date", "SOURCE": "String",
        "BLOCK_ADDR": "String", "AGENCY": "String",
    }  # fmt: skip
    x_texts, y_texts = _feet_texts(world)
    writings = world.plan.writings
    start, zone = _midnight(world), ZoneInfo("America/Los_Angeles")

    def epoch_ms(minute: int, is_mistyped: bool = False) -> int:
        at = start + timedelta(minutes=minute)
        local = (_mistyped(at) if is_mistyped else at).replace(tzinfo=zone)
        return int(local.astimezone(UTC).timestamp()) * 1000

    features = []
    addresses, cases = _addresses(rows, world), _case_numbers(rows)
    for number, row in enumerate(rows.itertuples(index=False)):
        fate, writing = FATES[row.fate], writings[row.writing][1]
        is_empty = fate == OFFENSE_EMPTY
        source = "OFFICER INITIATED" if row.is_officer else "RESIDENT REPORT"
        x_feet, y_feet = x_texts[row.position], y_texts[row.position]
        values = [
            number + 1,
            cases[number],
            None if is_empty else writing.code,
            None if is_empty else writing.text,
            None if fate == START_MISSING else epoch_ms(row.from_at, fate == START_IN_FUTURE),
            epoch_ms(row.reported_at),
            epoch_ms(row.updated_at),
            source,
            addresses[number],
            MARK,
        ]
        geometry = {"x": float(x_feet), "y": float(y_feet)} if x_feet else None
        features.append({"attributes": dict(zip(fields, values, strict=True)), "geometry": geometry})
    document = {
        "displayFieldName": "CASE_NO",
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 102646, "latestWkid": 2230},
        "fields": [{"name": name, "type": f"esriFieldType{kind}"} for name, kind in fields.items()],
        "features": features,
    }
    path.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8", newline="\n")
    report(len(rows))


WRITERS: dict[str, Callable[[pd.DataFrame, World, Path, Report], None]] = {
    "robbery": _write_robbery,
    "burglary": _write_burglary,
    "narcotics": _write_narcotics,
    "quality_of_life": _write_quality_of_life,
}


class _Times:
    """Texts of the calendar's minutes, by looking up a day and a minute of the day."""

    def __init__(self, world: World, day_format: str, minute_format: str) -> None:
        minutes = pd.date_range("2000-01-01", periods=DAY, freq="min")
        self.days = world.calendar.dates.strftime(day_format).to_numpy(dtype=object)
        self.minutes = minutes.strftime(minute_format).to_numpy(dtype=object)
        self.midnight = _midnight(world)
        self.format = day_format + minute_format

    def texts(self, minutes: pd.Series) -> np.ndarray:
        """Write minutes of the calendar."""
        at = minutes.to_numpy()
        return self.days[at // DAY] + self.minutes[at % DAY]

    def starts(self, rows: pd.DataFrame) -> np.ndarray:
        """Write when incidents began, or what stands there instead."""
        texts = self.texts(rows["from_at"])
        texts[_have(rows, START_UNREADABLE)] = "00/00/0000"
        texts[_have(rows, START_MISSING)] = ""
        for row in np.flatnonzero(_have(rows, START_IN_FUTURE)):
            at = self.midnight + timedelta(minutes=int(rows["from_at"].iloc[row]))
            texts[row] = _mistyped(at).strftime(self.format)
        return texts


def _have(rows: pd.DataFrame, fate: str) -> np.ndarray:
    return (rows["fate"] == FATES.index(fate)).to_numpy()


def _midnight(world: World) -> datetime:
    return datetime.combine(world.calendar.first_on, datetime.min.time())


def _mistyped(at: datetime) -> datetime:
    return at + timedelta(days=round(365.25 * YEARS_MISTYPED))


def _case_numbers(rows: pd.DataFrame) -> np.ndarray:
    pairs = zip(rows["case_year"], rows["case_number"], strict=True)
    return np.array([f"SIM-{year:02d}-{number:06d}" for year, number in pairs], dtype=object)


def _addresses(rows: pd.DataFrame, world: World) -> np.ndarray:
    return world.places.block_names[world.places.spots["block"].to_numpy()[rows["spot"]]]


def _unless_empty(words: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    texts = words[rows["writing"]]
    texts[_have(rows, OFFENSE_EMPTY)] = ""
    return texts


def _feet_texts(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Write every position in feet of the state plane; 0 stays 0, and what is missing stays empty."""
    positions = world.places.positions
    lon, lat = positions["lon"].to_numpy(), positions["lat"].to_numpy()
    x_feet, y_feet = Transformer.from_crs(LON_LAT, STATE_PLANE_FEET, always_xy=True).transform(lon, lat)
    is_zero = (lon == 0) & (lat == 0)

    def texts(values: np.ndarray) -> np.ndarray:
        known = np.where(is_zero, 0.0, values)
        return np.array(["" if np.isnan(v) or np.isinf(v) else f"{v:.2f}" for v in known], dtype=object)

    return texts(x_feet), texts(y_feet)


def _joined(
    columns: list[np.ndarray],
    rows: pd.DataFrame,
    delimiter: str,
    break_line: Callable[[list[str]], list[str]],
) -> list[str]:
    lines = list(map(delimiter.join, zip(*columns, strict=True)))
    for row in np.flatnonzero(_have(rows, WRONG_FIELD_COUNT)):
        lines[row] = delimiter.join(break_line([column[row] for column in columns]))
    return lines


def _write_lines(
    path: Path,
    header: str,
    rows: pd.DataFrame,
    lines: Callable[[pd.DataFrame], list[str]],
    encoding: str,
    report: Report,
) -> None:
    """Write a text file part by part, so that millions of rows need little memory."""
    with open(path, "w", encoding=encoding, newline="\r\n") as file:
        file.write(header + "\n")
        for part in _parts(rows):
            file.write("\n".join(lines(part)) + "\n")
            report(len(part))


def _parts(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(rows), CHUNK):
        yield rows.iloc[start : start + CHUNK]
