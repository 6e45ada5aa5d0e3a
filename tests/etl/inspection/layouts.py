"""Exports as agencies lay them out, with rows invented here: which columns there are, and what each is.

The columns' names are those that agencies publish (the formats are public); no row is anybody's. Points lie in Palm Springs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pyproj import Transformer

ROWS = 120
NIBRS = [("220", "Burglary/Breaking & Entering"), ("120", "Robbery"), ("35A", "Drug/Narcotic Violations"),
         ("290", "Destruction/Damage/Vandalism of Property"), ("23F", "Theft From Motor Vehicle"),
         ("13B", "Simple Assault"), ("240", "Motor Vehicle Theft")]  # fmt: skip
WORDS = [
    "Burglary",
    "Robbery",
    "Vandalism",
    "Theft from Vehicle",
    "Disturbing the Peace",
    "Trespass",
]
STREETS = ["OAK", "ELM", "PALM CANYON", "RAMON", "VISTA CHINO"]
_FEET = Transformer.from_crs("EPSG:4326", "EPSG:2230", always_xy=True)
_ZONE_10 = Transformer.from_crs("EPSG:4326", "EPSG:26911", always_xy=True)


@dataclass(frozen=True)
class Row:
    """One invented incident."""

    place: int

    @property
    def start(self) -> datetime:
        return datetime(2025, 1, 1, 0, 7) + timedelta(hours=7 * self.place, minutes=self.place)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(hours=3)

    @property
    def reported(self) -> datetime:
        return self.start + timedelta(hours=9)

    @property
    def number(self) -> str:
        return f"25-{1000 + self.place:06d}"

    @property
    def lon(self) -> float:
        return round(-116.55 + 0.0007 * (self.place % 31), 6)

    @property
    def lat(self) -> float:
        return round(33.80 + 0.0006 * (self.place % 53), 6)

    @property
    def feet(self) -> tuple[float, float]:
        x, y = _FEET.transform(self.lon, self.lat)
        return round(x, 1), round(y, 1)

    @property
    def utm(self) -> tuple[float, float]:
        x, y = _ZONE_10.transform(self.lon, self.lat)
        return round(x, 1), round(y, 1)

    @property
    def nibrs(self) -> tuple[str, str]:
        return NIBRS[self.place % len(NIBRS)]

    @property
    def word(self) -> str:
        return WORDS[self.place % len(WORDS)]

    @property
    def house(self) -> str:
        return str(100 + 13 * self.place)

    @property
    def street(self) -> str:
        return STREETS[self.place % len(STREETS)]

    @property
    def address(self) -> str:
        return f"{self.house} {self.street} ST"


INCIDENTS = [Row(place) for place in range(ROWS)]


@dataclass(frozen=True)
class Layout:
    """How one kind of export is laid out, and what an inspection should say of it.

    `roles` are the columns expected in the definition's own spelling; `open` the keys that only a person can answer.
    """

    name: str
    cells: Mapping[str, Callable[[Row], Any]]
    roles: Mapping[str, Any]
    system: str
    formats: tuple[str, ...] = ()
    crs: str | None = "EPSG:4326"
    keys: Mapping[str, Any] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    delimiter: str = ","
    has_header: bool = True
    ending: str = "csv"

    def write(self, folder: Path) -> Path:
        """Write the export into a folder."""
        path = folder / f"{self.name}.{self.ending}"
        if self.ending == "xlsx":
            self._write_workbook(path)
            return path
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter)
            if self.has_header:
                writer.writerow(self.cells)
            writer.writerows([cell(row) for cell in self.cells.values()] for row in INCIDENTS)
        return path

    def _write_workbook(self, path: Path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet("Export")
            day = workbook.add_format({"num_format": "mm/dd/yyyy"})
            sheet.write_row(0, 0, list(self.cells))
            for place, row in enumerate(INCIDENTS, start=1):
                for column, cell in enumerate(self.cells.values()):
                    value = cell(row)
                    sheet.write(place, column, value, day if isinstance(value, datetime) else None)


def _at(form: str, of: str = "start") -> Callable[[Row], str]:
    return lambda row: getattr(row, of).strftime(form)


def _ms(of: str = "start") -> Callable[[Row], int]:
    return lambda row: int((getattr(row, of) - datetime(1970, 1, 1)).total_seconds() * 1000)


def _always(value: str) -> Callable[[Row], str]:
    return lambda _: value


SLASHES, ISO = "%m/%d/%Y %H:%M", "%Y-%m-%dT%H:%M:%S.000"

LAYOUTS = [
    Layout(
        "houston_2019",
        {
            "Incident": lambda row: row.number, "Occurrence\r\nDate": lambda row: row.start.replace(hour=0, minute=0),
            "Occurrence\r\nHour": lambda row: row.start.hour, "NIBRS\r\nClass": lambda row: row.nibrs[0],
            "NIBRSDescription": lambda row: row.nibrs[1], "Offense\r\nCount": lambda row: 1 + (row.place % 9 == 0),
            "Beat": _always("3C10"), "Premise": _always("Street"), "Block Range": lambda row: row.house,
            "StreetName": lambda row: row.street, "Street\r\nType": _always("ST"), "Suffix": _always("E"),
        },
        {
            "incident_id": "Incident", "offense_code": "NIBRS Class", "offense_text": "NIBRSDescription",
            "occurred_from": {"date": "Occurrence Date", "time": "Occurrence Hour"},
            "address": "Block Range+StreetName+Street Type+Suffix",
        },
        "nibrs", ("%Y-%m-%d %H",), None, {"offense.count": "Offense Count"}, ending="xlsx",
    ),
    Layout(
        "houston",
        {
            "Incident": lambda row: row.number, "RMSOccurrenceDate": _at("%m/%d/%Y"), "RMSOccurrenceHour": _at("%H"),
            "NIBRSClass": lambda row: row.nibrs[0], "NIBRSDescription": lambda row: row.nibrs[1],
            "OffenseCount": lambda row: 1 + (row.place % 9 == 0), "Beat": _always("3C10"), "Premise": _always("Street"),
            "StreetNo": lambda row: row.house, "StreetName": lambda row: row.street, "StreetType": _always("ST"),
            "Suffix": _always("E"), "City": _always("X"), "ZIPCode": _always("92262"),
            "MapLongitude": lambda row: row.lon, "MapLatitude": lambda row: row.lat,
        },
        {
            "incident_id": "Incident", "offense_code": "NIBRSClass", "offense_text": "NIBRSDescription",
            "occurred_from": {"date": "RMSOccurrenceDate", "time": "RMSOccurrenceHour"},
            "address": "StreetNo+StreetName+StreetType+Suffix", "lon": "MapLongitude", "lat": "MapLatitude",
        },
        "nibrs", ("%m/%d/%Y %H",), keys={"offense.count": "OffenseCount"},
    ),
    Layout(
        "cityprotect",
        {
            "ccn": lambda row: row.number, "date": _at("%m/%d/%Y, %I:%M:%S %p"),
            "updateDate": _at("%m/%d/%Y, %I:%M:%S %p", "reported"), "city": _always("X"), "state": _always("CA"),
            "postalCode": _always("92262"), "blocksizedAddress": lambda row: f"{row.place % 9}00 Block {row.street} ST",
            "incidentType": lambda row: row.word, "parentIncidentType": _always("Property Crime"), "narrative": _always("text"),
        },
        {
            "incident_id": "ccn", "offense_code": "incidentType", "occurred_from": "date", "updated": "updateDate",
            "address": "blocksizedAddress",
        },
        "local", ("%m/%d/%Y, %I:%M:%S %p",), None, private=("narrative",),
    ),
    Layout(
        "dallas",
        {
            "incidentnum": lambda row: row.number, "year1": _at("%Y"), "date1": _at("%Y-%m-%d 00:00:00.0000000"),
            "time1": _at("%H:%M"), "day1": _at("%a"), "division": _always("CENTRAL"), "beat": _always("153"),
            "offincident": lambda row: row.nibrs[1].upper() + " - OTHER", "mo": _always("UNK SUSP TOOK ITEMS"), "status": _always("Open"),
            "nibrs_code": lambda row: row.nibrs[0], "nibrs_crime_category": lambda row: row.nibrs[1].upper(),
            "nibrs_crimeagainst": _always("PROPERTY"),
            "geocoded_column": lambda row: f'{{"latitude": "{row.lat}", "longitude": "{row.lon}"}}',
        },
        {
            "incident_id": "incidentnum", "offense_code": "nibrs_code", "offense_text": "offincident",
            "occurred_from": {"date": "date1", "time": "time1"}, "point": "geocoded_column",
        },
        "nibrs", private=("mo",),
    ),
    Layout(
        "oakland",
        {
            "casenumber": lambda row: row.number, "datetime": _at(ISO), "crimetype": lambda row: row.word.upper(),
            "description": lambda row: row.word.upper() + " - OTHER", "policebeat": _always("12X"),
            "address": lambda row: row.address, "city": _always("X"), "state": _always("CA"),
            "location_1": lambda row: f'{{"type": "Point", "coordinates": [{row.lon}, {row.lat}]}}',
            ":updated_at": _at(ISO, "reported"),
        },
        {
            "incident_id": "casenumber", "offense_code": "description", "occurred_from": "datetime",
            "updated": ":updated_at", "address": "address", "point": "location_1",
        },
        "local",
    ),
    Layout(
        "seattle",
        {
            "Report Number": lambda row: row.number, "Offense ID": lambda row: 76_000_000 + row.place,
            "Offense Start DateTime": _at("%m/%d/%Y %I:%M:%S %p"), "Offense End DateTime": _at("%m/%d/%Y %I:%M:%S %p", "end"),
            "Report DateTime": _at("%m/%d/%Y %I:%M:%S %p", "reported"), "Offense": lambda row: row.nibrs[1],
            "Offense Code": lambda row: row.nibrs[0], "Precinct": _always("W"), "Sector": _always("K"), "Beat": _always("K3"),
            "MCPP": _always("X"), "100 Block Address": lambda row: f"{row.place % 9}XX BLOCK OF {row.street} ST",
            "Longitude": lambda row: row.lon, "Latitude": lambda row: row.lat,
        },
        {
            "incident_id": "Report Number", "offense_code": "Offense Code", "offense_text": "Offense", "occurred_from": "Offense Start DateTime",
            "occurred_to": "Offense End DateTime", "reported": "Report DateTime", "address": "100 Block Address",
            "lon": "Longitude", "lat": "Latitude",
        },
        "nibrs", ("%m/%d/%Y %I:%M:%S %p",),
    ),
    Layout(
        "detroit",
        {
            "incident_entry_id": lambda row: row.number, "nearest_intersection": lambda row: f"{row.street} & MAIN",
            "offense_category": lambda row: row.word.upper(), "offense_description": lambda row: row.word.upper() + ", OTHER",
            "state_offense_code": lambda row: f"{9100 + row.place % 6}", "arrest_charge": _always("29000"),
            "charge_description": _always(""), "incident_occurred_at": _at("%Y/%m/%d %H:%M:%S+00"),
            "incident_time": _at("%H:%M"), "incident_day_of_week": _at("%a"), "police_precinct": _always("5"),
            "longitude": lambda row: row.lon, "latitude": lambda row: row.lat,
        },
        {
            "incident_id": "incident_entry_id", "offense_code": "state_offense_code", "offense_text": "offense_description",
            "occurred_from": "incident_occurred_at", "address": "nearest_intersection", "lon": "longitude", "lat": "latitude",
        },
        "local", ("%Y/%m/%d %H:%M:%S+00",),
    ),
    Layout(
        "toronto",
        {
            "EVENT_UNIQ": lambda row: f"GO-{row.number}", "REPORT_DAT": _ms("reported"), "OCC_DATE": _ms(),
            "REPORT_YEA": _at("%Y"), "OCC_HOUR": _at("%H"), "UCR_CODE": lambda row: str(1420 + 10 * (row.place % 5)),
            "OFFENCE": lambda row: row.word, "MCI_CATEGORY": lambda row: row.word, "HOOD_158": _always("70"),
            "LONG_WGS84": lambda row: row.lon, "LAT_WGS84": lambda row: row.lat,
        },
        {
            "incident_id": "EVENT_UNIQ", "offense_code": "UCR_CODE", "offense_text": "OFFENCE", "occurred_from": "OCC_DATE", "reported": "REPORT_DAT",
            "lon": "LONG_WGS84", "lat": "LAT_WGS84",
        },
        "local", ("epoch_ms",),
    ),
    Layout(
        "montgomery",
        {
            "Incident_ID": lambda row: 201_000_000 + row.place, "Offence_Code": lambda row: str(2200 + row.place % 7),
            "CR_Number": lambda row: row.number, "Dispatch_Date___Time": _at("%m/%d/%Y %I:%M:%S %p", "reported"),
            "Start_Date_Time": _at("%m/%d/%Y %I:%M:%S %p"), "End_Date_Time": _at("%m/%d/%Y %I:%M:%S %p", "end"),
            "NIBRS_Code": lambda row: row.nibrs[0], "Victims": _always("1"), "Crime_Name1": _always("Crime Against Property"),
            "Crime_Name2": lambda row: row.nibrs[1], "Block_Address": lambda row: row.address,
            "Latitude": lambda row: row.lat, "Longitude": lambda row: row.lon,
        },
        {
            "incident_id": "CR_Number", "offense_code": "NIBRS_Code", "offense_text": "Crime_Name2",
            "occurred_from": "Start_Date_Time", "occurred_to": "End_Date_Time", "reported": "Dispatch_Date___Time",
            "address": "Block_Address", "lon": "Longitude", "lat": "Latitude",
        },
        "nibrs", ("%m/%d/%Y %I:%M:%S %p",),
    ),
    Layout(
        "charlotte",
        {
            "YEAR": _at("%Y"), "INCIDENT_REPORT_ID": lambda row: row.number, "LOCATION": lambda row: row.address,
            "X_COORD_PUBLIC": lambda row: row.feet[0], "Y_COORD_PUBLIC": lambda row: row.feet[1],
            "DATE_REPORTED": _at("%m/%d/%Y", "reported"), "DATE_INCIDENT_BEGAN": _at("%m/%d/%Y"),
            "DATE_INCIDENT_END": _at("%m/%d/%Y", "end"), "HIGHEST_NIBRS_CODE": lambda row: row.nibrs[0],
            "HIGHEST_NIBRS_DESCRIPTION": lambda row: row.nibrs[1], "CLEARANCE_STATUS": _always("Open"),
        },
        {
            "incident_id": "INCIDENT_REPORT_ID", "offense_code": "HIGHEST_NIBRS_CODE",
            "offense_text": "HIGHEST_NIBRS_DESCRIPTION", "occurred_from": "DATE_INCIDENT_BEGAN",
            "occurred_to": "DATE_INCIDENT_END", "reported": "DATE_REPORTED", "address": "LOCATION",
            "x": "X_COORD_PUBLIC", "y": "Y_COORD_PUBLIC",
        },
        "nibrs", ("%m/%d/%Y",), "EPSG:2230",
    ),
    Layout(
        "spotcrime",
        {
            "Area": _always("North"), "Date": _at("%m/%d/%Y"), "Time": _at("%H:%M"), "Incident Type": lambda row: row.word,
            "Location": lambda row: row.address, "City": _always("X"), "Narrative": _always("text"),
            "Lon": lambda row: row.lon, "Lat": lambda row: row.lat, "Case Number": lambda row: row.number,
            "Beat": _always("2"), "District": _always("1"), "ZIP": _always("92262"),
        },
        {
            "incident_id": "Case Number", "offense_code": "Incident Type", "occurred_from": {"date": "Date", "time": "Time"},
            "address": "Location", "lon": "Lon", "lat": "Lat",
        },
        "local", (SLASHES,), private=("Narrative",),
    ),
    Layout(
        "rms_between",
        {
            "Case Number": lambda row: row.number, "Incident Date": _at("%m/%d/%Y"), "Incident Time": _at("%H:%M"),
            "Incident Date_Between": _at("%m/%d/%Y", "end"), "Incident Time_Between": _at("%H:%M", "end"),
            "Report Date": _at("%m/%d/%Y", "reported"), "Report Time": _at("%H:%M", "reported"),
            "Incident Type_1": lambda row: f"{row.word} - 2C:18-2",
            "Incident Type_2": lambda row: "Trespass" if row.place % 5 == 0 else "",
            "Incident Type_3": lambda row: "Robbery" if row.place % 25 == 0 else "",
            "FullAddress": lambda row: row.address, "Grid": _always("E2"), "Zone": _always("5"), "Narrative": _always("text"),
            "Total Value Stolen": _always("0"), "Registration 1": _always("ABC1234"), "Officer of Record": _always("P.O. A. Name"),
            "How Reported": lambda row: "Self-Initiated" if row.place % 6 == 0 else "Phone",
        },
        {
            "incident_id": "Case Number", "offense_code": "Incident Type_1",
            "occurred_from": {"date": "Incident Date", "time": "Incident Time"},
            "occurred_to": {"date": "Incident Date_Between", "time": "Incident Time_Between"},
            "reported": {"date": "Report Date", "time": "Report Time"}, "address": "FullAddress",
        },
        "local", (SLASHES,), None, {
            "offense.more": ["Incident Type_2", "Incident Type_3"], "found_by.column": "How Reported",
            "found_by.officer": ["Self-Initiated"], "found_by.reported": ["Phone"],
        }, private=("Narrative", "Registration 1", "Officer of Record"),
    ),
    Layout(
        "reno",
        {
            "a": lambda row: f"P{100_000 + row.place}", "b": lambda row: row.word.upper(), "c": _at("%m%d%Y"), "d": _at("%H%M%S"),
            "e": _always("RPD"), "f": lambda row: row.address, "g": _always("RENO"), "h": _always("NV"),
            "i": lambda row: row.number,
        },
        {
            "offense_code": "offense_code", "occurred_from": {"date": "occurred_from", "time": "occurred_from_time"},
            "address": "address", "incident_id": "incident_id",
        },
        "local", ("%m%d%Y %H%M%S",), None, has_header=False,
    ),
    Layout(
        "ucla_log",
        {
            "Event": lambda row: row.number, "Date Occurred": _at(SLASHES), "Time Reported": _at("%H:%M", "reported"),
            "Category": lambda row: row.word if row.place % 4 else f"{row.word}\n(2) Trespass",
            "Location": lambda row: row.address,
        },
        {"incident_id": "Event", "offense_code": "Category", "occurred_from": "Date Occurred", "address": "Location"},
        "local", (SLASHES,), None, {"offense.separator": "\n"},
    ),
    Layout(
        "utm_with_swapped_names",
        {
            "Case No": lambda row: row.number, "Statute": lambda row: ["459 PC", "211 PC", "594(A) PC", "11377(A) HS"][row.place % 4],
            "Occurred": _at("%d/%m/%Y %H:%M"), "X": lambda row: row.utm[1], "Y": lambda row: row.utm[0],
        },
        {"incident_id": "Case No", "offense_code": "Statute", "occurred_from": "Occurred", "x": "Y", "y": "X"},
        "ca_statute", ("%d/%m/%Y %H:%M",), "EPSG:26911", delimiter=";",
    ),
    Layout(
        "degrees_swapped",
        {
            "Case No": lambda row: row.number, "UCR Code": lambda row: ["05", "03", "18", "06"][row.place % 4],
            "Offense Description": lambda row: ["BURGLARY", "ROBBERY", "NARCOTICS", "LARCENY"][row.place % 4],
            "Occurred": _at("%d-%b-%Y %H%M"), "Latitude": lambda row: row.lon, "Longitude": lambda row: row.lat,
        },
        {"incident_id": "Case No", "offense_code": "UCR Code", "offense_text": "Offense Description",
         "occurred_from": "Occurred", "lon": "Latitude", "lat": "Longitude"},
        "ucr", ("%d-%b-%Y %H%M",), delimiter="|",
    ),
]  # fmt: skip
