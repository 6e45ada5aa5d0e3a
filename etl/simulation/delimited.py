"""How do the two feeds of delimited text look?

Robbery: semicolons, Windows' encoding, feet of the state plane, statute and description in one
column. Quality of life: commas and quotes, UTF-8 with its mark, date and time apart, latitude and
longitude in one column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from etl.simulation.incidents import World
from etl.simulation.records import START_MISSING, WRONG_FIELD_COUNT
from etl.simulation.texts import (
    MARK,
    Times,
    addresses,
    case_numbers,
    feet_texts,
    have_fate,
    unless_empty,
)

CHUNK = 200_000


def write_robbery(
    rows: pd.DataFrame, world: World, path: Path, report: Callable[[int], None]
) -> None:
    header = (
        "Case Number;Occurred;Reported;Last Update;Offense;Premise;Block Address;"
        "X Feet;Y Feet;Agency"
    )
    x_texts, y_texts = feet_texts(world)
    write_times = Times(world, "%m/%d/%Y", " %H:%M")
    premises = np.array(world.plan.premises, dtype=object)
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)

    def lines(part: pd.DataFrame) -> list[str]:
        position = part["position"].to_numpy()
        columns = [
            case_numbers(part),
            write_times.starts(part),
            write_times.texts(part["reported_at"]),
            write_times.texts(part["updated_at"]),
            unless_empty(codes, part),
            premises[part["premises"]],
            addresses(part, world),
            x_texts[position],
            y_texts[position],
            np.full(len(part), MARK, dtype=object),
        ]
        # A line that was cut off: the last three fields are gone.
        return _joined(columns, part, ";", lambda fields: fields[:-3])

    _write_lines(path, header, rows, lines, "cp1252", report)


def write_quality_of_life(
    rows: pd.DataFrame, world: World, path: Path, report: Callable[[int], None]
) -> None:
    header = "Incident No,Date,Time,Statute,Description,Location,Lat Lon,How Found,Source"
    positions = world.places.positions
    points = np.array(
        [
            '""' if np.isnan(lat) else f'"{lat:.6f},{lon:.6f}"'
            for lat, lon in zip(positions["lat"], positions["lon"], strict=True)
        ],
        dtype=object,
    )
    write_dates, write_clock = Times(world, "%m/%d/%Y", ""), Times(world, "", "%H%M")
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)
    texts = np.array([f'"{writing.text}"' for _, writing in world.plan.writings], dtype=object)
    found = np.array(["CALL", "OFFICER"], dtype=object)

    def lines(part: pd.DataFrame) -> list[str]:
        columns = [
            case_numbers(part),
            write_dates.starts(part),
            np.where(have_fate(part, START_MISSING), "", write_clock.texts(part["from_at"])),
            unless_empty(codes, part),
            unless_empty(texts, part),
            '"' + addresses(part, world) + '"',
            points[part["position"]],
            found[part["is_officer"].astype(int)],
            np.full(len(part), MARK, dtype=object),
        ]
        # Somebody took the quotes off, so that the comma between latitude and longitude parts two
        # fields.
        return _joined(columns, part, ",", lambda fields: [field.strip('"') for field in fields])

    _write_lines(path, header, rows, lines, "utf-8-sig", report)


def _joined(
    columns: list[np.ndarray],
    rows: pd.DataFrame,
    delimiter: str,
    break_line: Callable[[list[str]], list[str]],
) -> list[str]:
    lines = list(map(delimiter.join, zip(*columns, strict=True)))
    for row in np.flatnonzero(have_fate(rows, WRONG_FIELD_COUNT)):
        lines[row] = delimiter.join(break_line([column[row] for column in columns]))
    return lines


def _write_lines(
    path: Path,
    header: str,
    rows: pd.DataFrame,
    lines: Callable[[pd.DataFrame], list[str]],
    encoding: str,
    report: Callable[[int], None],
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
