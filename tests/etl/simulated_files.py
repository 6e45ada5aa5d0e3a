"""What do the simulated files hold? Read without the ETL, so that the ETL can be checked against it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from python_calamine import CalamineWorkbook

from etl.simulation import Truth
from geodata.layers import Layers


@dataclass(frozen=True)
class Demo:
    """The demo feeds of one seed, read without the ETL; every value is text."""

    folder: Path
    truth: Truth
    layers: Layers
    robbery: pd.DataFrame
    burglary: pd.DataFrame
    narcotics: pd.DataFrame
    quality_of_life: pd.DataFrame


def read_demo(folder: Path, truth: Truth, layers: Layers) -> Demo:
    """Read the four files of a folder."""
    return Demo(
        folder,
        truth,
        layers,
        robbery=_delimited(folder, "robbery_*.csv", "cp1252", ";"),
        burglary=_workbook(folder),
        narcotics=_features(folder),
        quality_of_life=_delimited(folder, "quality_of_life_*.csv", "utf-8-sig", ","),
    )


def _delimited(folder: Path, pattern: str, encoding: str, delimiter: str) -> pd.DataFrame:
    """Read the lines that have as many fields as the header."""
    (path,) = folder.glob(pattern)
    lines = list(csv.reader(path.read_text(encoding=encoding).splitlines(), delimiter=delimiter))
    return pd.DataFrame(
        [line for line in lines[1:] if len(line) == len(lines[0])], columns=lines[0]
    )


def _workbook(folder: Path) -> pd.DataFrame:
    (path,) = folder.glob("burglary_*.xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return pd.DataFrame(rows[4:], columns=[" ".join(str(name).split()) for name in rows[3]])


def _features(folder: Path) -> pd.DataFrame:
    (path,) = folder.glob("narcotics_*.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame([feature["attributes"] for feature in document["features"]])


def start_days(demo: Demo, as_of: date) -> dict[str, pd.Series]:
    """Give the local day on which each readable row starts; planned bad rows of the far future are left out."""
    zone = ZoneInfo("America/Los_Angeles")
    local = pd.to_datetime(demo.narcotics["OCC_DATE"], unit="ms", utc=True).dt.tz_convert(zone)
    starts = {
        "robbery": pd.to_datetime(
            demo.robbery["Occurred"], format="%m/%d/%Y %H:%M", errors="coerce"
        ),
        "burglary": pd.to_datetime(demo.burglary["Occurred From"], errors="coerce"),
        "narcotics": local.dt.tz_localize(None),
        "quality_of_life": pd.to_datetime(
            demo.quality_of_life["Date"], format="%m/%d/%Y", errors="coerce"
        ),
    }
    near = pd.Timestamp(as_of + timedelta(days=365))
    return {feed: at[at < near].dt.normalize() for feed, at in starts.items()}
