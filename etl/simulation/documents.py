"""How do the workbook and the feature set look?

Burglary: a workbook with a title above its header, a line break inside a column's name, dates as
cells. Narcotics: an Esri feature set in feet of the state plane, its times in milliseconds of UTC,
so that an evening in the desert is the next day there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import xlsxwriter

from etl.simulation.incidents import World
from etl.simulation.records import (
    FATES,
    OFFENSE_EMPTY,
    START_IN_FUTURE,
    START_MISSING,
    START_UNREADABLE,
)
from etl.simulation.texts import (
    MARK,
    addresses,
    case_numbers,
    feet_texts,
    midnight,
    mistyped,
    unless_empty,
)


def write_burglary(
    rows: pd.DataFrame, world: World, path: Path, report: Callable[[int], None]
) -> None:
    titles = [
        "Case No", "Occurred\r\nFrom", "Occurred To", "Reported", "Last Modified",
        "Charge", "Premise", "Block Address", "Longitude", "Latitude", "Agency",
    ]  # fmt: skip
    names = [
        "case", "from_at", "to_at", "reported_at", "updated_at",
        "charge", "premises", "address", "lon", "lat", "agency",
    ]  # fmt: skip
    positions, start = world.places.positions, midnight(world)
    codes = np.array([writing.code for _, writing in world.plan.writings], dtype=object)
    values = pd.DataFrame(
        {
            "case": case_numbers(rows),
            "charge": unless_empty(codes, rows),
            "premises": np.array(world.plan.premises, dtype=object)[rows["premises"]],
            "address": addresses(rows, world),
            "lon": positions["lon"].to_numpy()[rows["position"]],
            "lat": positions["lat"].to_numpy()[rows["position"]],
            "agency": MARK,
        }
    ).assign(
        **{
            name: rows[name].to_numpy()
            for name in ("from_at", "to_at", "reported_at", "updated_at")
        }
    )
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": start, "title": f"{MARK} burglary export"})
        time_format = book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
        sheet = book.add_worksheet("Export")
        sheet.merge_range(
            0, 0, 0, len(titles) - 1, f"{MARK} - Burglary and vehicle burglary reports"
        )
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
                        sheet.write_datetime(
                            line, column, mistyped(at) if is_late else at, time_format
                        )
                elif isinstance(value, float):
                    if not np.isnan(value):
                        sheet.write_number(line, column, value)
                elif value:
                    sheet.write_string(line, column, value)
    report(len(rows))


def write_narcotics(
    rows: pd.DataFrame, world: World, path: Path, report: Callable[[int], None]
) -> None:
    fields = {
        "OBJECTID": "OID", "CASE_NO": "String", "OFFENSE": "String", "OFFENSE_DESC": "String",
        "OCC_DATE": "Date", "RPT_DATE": "Date", "UPD_DATE": "Date", "SOURCE": "String",
        "BLOCK_ADDR": "String", "AGENCY": "String",
    }  # fmt: skip
    x_texts, y_texts = feet_texts(world)
    writings = world.plan.writings
    start, zone = midnight(world), ZoneInfo(world.time_zone)

    def epoch_ms(minute: int, is_mistyped: bool = False) -> int:
        at = start + timedelta(minutes=minute)
        local = (mistyped(at) if is_mistyped else at).replace(tzinfo=zone)
        return int(local.astimezone(UTC).timestamp()) * 1000

    features = []
    blocks, cases = addresses(rows, world), case_numbers(rows)
    read = ["fate", "writing", "is_officer", "position", "from_at", "reported_at", "updated_at"]
    columns = [rows[name].tolist() for name in read]
    for number, row in enumerate(zip(*columns, strict=True)):
        fate_number, writing_number, is_officer, position, from_at, reported_at, updated_at = row
        fate, writing = FATES[fate_number], writings[writing_number][1]
        is_empty = fate == OFFENSE_EMPTY
        source = "OFFICER INITIATED" if is_officer else "RESIDENT REPORT"
        x_feet, y_feet = x_texts[position], y_texts[position]
        values = [
            number + 1,
            cases[number],
            None if is_empty else writing.code,
            None if is_empty else writing.text,
            None if fate == START_MISSING else epoch_ms(from_at, fate == START_IN_FUTURE),
            epoch_ms(reported_at),
            epoch_ms(updated_at),
            source,
            blocks[number],
            MARK,
        ]
        geometry = {"x": float(x_feet), "y": float(y_feet)} if x_feet else None
        features.append(
            {"attributes": dict(zip(fields, values, strict=True)), "geometry": geometry}
        )
    document = {
        "displayFieldName": "CASE_NO",
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 102646, "latestWkid": 2230},
        "fields": [{"name": name, "type": f"esriFieldType{kind}"} for name, kind in fields.items()],
        "features": features,
    }
    path.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8", newline="\n")
    report(len(rows))
