"""Exports as vendors, records systems and small logs lay them out, the rows invented."""

from tests.etl.inspection.layouts import Layout, always, at

SLASHES = "%m/%d/%Y %H:%M"
CLOCKED = "%m/%d/%Y %I:%M:%S %p"
ISO = "%Y-%m-%dT%H:%M:%S.000"

OTHER_LAYOUTS = [
    Layout(
        "cityprotect",
        {
            "ccn": lambda row: row.number, "date": at("%m/%d/%Y, %I:%M:%S %p"),
            "updateDate": at("%m/%d/%Y, %I:%M:%S %p", "reported"), "city": always("X"), "state": always("CA"),
            "postalCode": always("92262"), "blocksizedAddress": lambda row: f"{row.place % 9}00 Block {row.street} ST",
            "incidentType": lambda row: row.word, "parentIncidentType": always("Property Crime"), "narrative": always("text"),
        },
        {
            "incident_id": "ccn", "offense_code": "incidentType", "occurred_from": "date", "updated": "updateDate",
            "address": "blocksizedAddress",
        },
        "local", ("%m/%d/%Y, %I:%M:%S %p",), None, private=("narrative",),
    ),
    Layout(
        "spotcrime",
        {
            "Area": always("North"), "Date": at("%m/%d/%Y"), "Time": at("%H:%M"), "Incident Type": lambda row: row.word,
            "Location": lambda row: row.address, "City": always("X"), "Narrative": always("text"),
            "Lon": lambda row: row.lon, "Lat": lambda row: row.lat, "Case Number": lambda row: row.number,
            "Beat": always("2"), "District": always("1"), "ZIP": always("92262"),
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
            "Case Number": lambda row: row.number, "Incident Date": at("%m/%d/%Y"), "Incident Time": at("%H:%M"),
            "Incident Date_Between": at("%m/%d/%Y", "end"), "Incident Time_Between": at("%H:%M", "end"),
            "Report Date": at("%m/%d/%Y", "reported"), "Report Time": at("%H:%M", "reported"),
            "Incident Type_1": lambda row: f"{row.word} - 2C:18-2",
            "Incident Type_2": lambda row: "Trespass" if row.place % 5 == 0 else "",
            "Incident Type_3": lambda row: "Robbery" if row.place % 25 == 0 else "",
            "FullAddress": lambda row: row.address, "Grid": always("E2"), "Zone": always("5"), "Narrative": always("text"),
            "Total Value Stolen": always("0"), "Registration 1": always("ABC1234"), "Officer of Record": always("P.O. A. Name"),
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
            "a": lambda row: f"P{100_000 + row.place}", "b": lambda row: row.word.upper(), "c": at("%m%d%Y"), "d": at("%H%M%S"),
            "e": always("RPD"), "f": lambda row: row.address, "g": always("RENO"), "h": always("NV"),
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
            "Event": lambda row: row.number, "Date Occurred": at(SLASHES), "Time Reported": at("%H:%M", "reported"),
            "Category": lambda row: row.word if row.place % 4 else f"{row.word}\n(2) Trespass",
            "Location": lambda row: row.address,
        },
        {"incident_id": "Event", "offense_code": "Category", "occurred_from": "Date Occurred", "address": "Location"},
        "local", (SLASHES,), None, {"offense.separator": "\n"},
    ),
    Layout(
        "utm_with_swapped_names",
        {
            "Case No": lambda row: row.number, "Statute": lambda row: ["459 PC", "211 PC", "594(A) PC",
            "11377(A) HS"][row.place % 4],
            "Occurred": at("%d/%m/%Y %H:%M"), "X": lambda row: row.utm[1], "Y": lambda row: row.utm[0],
        },
        {"incident_id": "Case No", "offense_code": "Statute", "occurred_from": "Occurred", "x": "Y", "y": "X"},
        "ca_statute", ("%d/%m/%Y %H:%M",), "EPSG:26911", delimiter=";",
    ),
    Layout(
        "degrees_swapped",
        {
            "Case No": lambda row: row.number, "UCR Code": lambda row: ["05", "03", "18", "06"][row.place % 4],
            "Offense Description": lambda row: ["BURGLARY", "ROBBERY", "NARCOTICS", "LARCENY"][row.place % 4],
            "Occurred": at("%d-%b-%Y %H%M"), "Latitude": lambda row: row.lon, "Longitude": lambda row: row.lat,
        },
        {"incident_id": "Case No", "offense_code": "UCR Code", "offense_text": "Offense Description",
         "occurred_from": "Occurred", "lon": "Latitude", "lat": "Longitude"},
        "ucr", ("%d-%b-%Y %H%M",), delimiter="|",
    ),
    Layout(
        "small_records_system",
        {
            "Case#": lambda row: row.number, "Occ Date/Time": at("%m/%d/%y %H%M"),
            "Rpt Date/Time": at("%m/%d/%y %H%M", "reported"),
            "Statute/Desc": lambda row: ["459 PC - BURGLARY", "211 PC - ROBBERY", "11377(A) HS - POSS"][row.place % 3],
            "Loc": lambda row: row.address, "R/O": always("A. NAME"),
        },
        {
            "incident_id": "Case#", "offense_code": "Statute/Desc", "occurred_from": "Occ Date/Time", "reported": "Rpt Date/Time",
            "address": "Loc",
        },
        "ca_statute", ("%m/%d/%y %H%M",), None, private=("R/O",),
    ),
    Layout(
        "names_in_another_language",
        {
            "Fall": lambda row: row.number, "Tatzeit": at("%d.%m.%Y %H:%M"), "Delikt": lambda row: row.word.upper(),
            "Ort": lambda row: row.address, "Breite": lambda row: row.lat, "Laenge": lambda row: row.lon,
        },
        {
            "incident_id": "Fall", "offense_code": "Delikt", "occurred_from": "Tatzeit", "address": "Ort",
            "lat": "Breite", "lon": "Laenge",
        },
        "local", ("%d.%m.%Y %H:%M",),
    ),
]  # fmt: skip
