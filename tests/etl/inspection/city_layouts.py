"""Exports as eleven cities and countries publish them, the rows invented."""

from tests.etl.inspection.layouts import Layout, always, at, ms

SLASHES = "%m/%d/%Y %H:%M"
CLOCKED = "%m/%d/%Y %I:%M:%S %p"
ISO = "%Y-%m-%dT%H:%M:%S.000"

CRM = [("510", "VEHICLE - STOLEN"), ("310", "BURGLARY"), ("210", "ROBBERY"), ("354", "THEFT OF IDENTITY"),
       ("220", "ATTEMPTED ROBBERY"), ("888", "TRESPASSING")]  # fmt: skip

CITY_LAYOUTS = [
    Layout(
        "houston_2019",
        {
            "Incident": lambda row: row.number, "Occurrence\r\nDate": lambda row: row.start.replace(hour=0, minute=0),
            "Occurrence\r\nHour": lambda row: row.start.hour, "NIBRS\r\nClass": lambda row: row.nibrs[0],
            "NIBRSDescription": lambda row: row.nibrs[1], "Offense\r\nCount": lambda row: 1 + (row.place % 9 == 0),
            "Beat": always("3C10"), "Premise": always("Street"), "Block Range": lambda row: row.house,
            "StreetName": lambda row: row.street, "Street\r\nType": always("ST"), "Suffix": always("E"),
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
            "Incident": lambda row: row.number, "RMSOccurrenceDate": at("%m/%d/%Y"), "RMSOccurrenceHour": at("%H"),
            "NIBRSClass": lambda row: row.nibrs[0], "NIBRSDescription": lambda row: row.nibrs[1],
            "OffenseCount": lambda row: 1 + (row.place % 9 == 0), "Beat": always("3C10"), "Premise": always("Street"),
            "StreetNo": lambda row: row.house, "StreetName": lambda row: row.street, "StreetType": always("ST"),
            "Suffix": always("E"), "City": always("X"), "ZIPCode": always("92262"),
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
        "dallas",
        {
            "incidentnum": lambda row: row.number, "year1": at("%Y"), "date1": at("%Y-%m-%d 00:00:00.0000000"),
            "time1": at("%H:%M"), "day1": at("%a"), "division": always("CENTRAL"), "beat": always("153"),
            "offincident": lambda row: row.nibrs[1].upper() + " - OTHER", "mo": always("UNK SUSP TOOK ITEMS"),
            "status": always("Open"),
            "nibrs_code": lambda row: row.nibrs[0], "nibrs_crime_category": lambda row: row.nibrs[1].upper(),
            "nibrs_crimeagainst": always("PROPERTY"),
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
            "casenumber": lambda row: row.number, "datetime": at(ISO), "crimetype": lambda row: row.word.upper(),
            "description": lambda row: row.word.upper() + " - OTHER", "policebeat": always("12X"),
            "address": lambda row: row.address, "city": always("X"), "state": always("CA"),
            "location_1": lambda row: f'{{"type": "Point", "coordinates": [{row.lon}, {row.lat}]}}',
            ":updated_at": at(ISO, "reported"),
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
            "Offense Start DateTime": at(CLOCKED), "Offense End DateTime": at(CLOCKED, "end"),
            "Report DateTime": at(CLOCKED, "reported"), "Offense": lambda row: row.nibrs[1],
            "Offense Code": lambda row: row.nibrs[0], "Precinct": always("W"), "Sector": always("K"), "Beat": always("K3"),
            "MCPP": always("X"), "100 Block Address": lambda row: f"{row.place % 9}XX BLOCK OF {row.street} ST",
            "Longitude": lambda row: row.lon, "Latitude": lambda row: row.lat,
        },
        {
            "incident_id": "Report Number", "offense_code": "Offense Code", "offense_text": "Offense",
            "occurred_from": "Offense Start DateTime",
            "occurred_to": "Offense End DateTime", "reported": "Report DateTime", "address": "100 Block Address",
            "lon": "Longitude", "lat": "Latitude",
        },
        "nibrs", (CLOCKED,),
    ),
    Layout(
        "detroit",
        {
            "incident_entry_id": lambda row: row.number, "nearest_intersection": lambda row: f"{row.street} & MAIN",
            "offense_category": lambda row: row.word.upper(), "offense_description": lambda row: row.word.upper() + ", OTHER",
            "state_offense_code": lambda row: f"{9100 + row.place % 6}", "arrest_charge": always("29000"),
            "charge_description": always(""), "incident_occurred_at": at("%Y/%m/%d %H:%M:%S+00"),
            "incident_time": at("%H:%M"), "incident_day_of_week": at("%a"), "police_precinct": always("5"),
            "longitude": lambda row: row.lon, "latitude": lambda row: row.lat,
        },
        {
            "incident_id": "incident_entry_id", "offense_code": "state_offense_code", "offense_text": "offense_description",
            "occurred_from": "incident_occurred_at", "address": "nearest_intersection", "lon": "longitude", "lat": "latitude",
        },
        "local", ("%Y/%m/%d %H:%M:%S%z",),
    ),
    Layout(
        "toronto",
        {
            "EVENT_UNIQ": lambda row: f"GO-{row.number}", "REPORT_DAT": ms("reported"), "OCC_DATE": ms(),
            "REPORT_YEA": at("%Y"), "OCC_HOUR": at("%H"), "UCR_CODE": lambda row: str(1420 + 10 * (row.place % 5)),
            "OFFENCE": lambda row: row.word, "MCI_CATEGORY": lambda row: row.word, "HOOD_158": always("70"),
            "LONG_WGS84": lambda row: row.lon, "LAT_WGS84": lambda row: row.lat,
        },
        {
            "incident_id": "EVENT_UNIQ", "offense_code": "UCR_CODE", "offense_text": "OFFENCE",
            "occurred_from": "OCC_DATE", "reported": "REPORT_DAT",
            "lon": "LONG_WGS84", "lat": "LAT_WGS84",
        },
        "local", ("epoch_ms",),
    ),
    Layout(
        "montgomery",
        {
            "Incident_ID": lambda row: 201_000_000 + row.place, "Offence_Code": lambda row: str(2200 + row.place % 7),
            "CR_Number": lambda row: row.number, "Dispatch_Date___Time": at(CLOCKED, "reported"),
            "Start_Date_Time": at(CLOCKED), "End_Date_Time": at(CLOCKED, "end"),
            "NIBRS_Code": lambda row: row.nibrs[0], "Victims": always("1"), "Crime_Name1": always("Crime Against Property"),
            "Crime_Name2": lambda row: row.nibrs[1], "Block_Address": lambda row: row.address,
            "Latitude": lambda row: row.lat, "Longitude": lambda row: row.lon,
        },
        {
            "incident_id": "CR_Number", "offense_code": "NIBRS_Code", "offense_text": "Crime_Name2",
            "occurred_from": "Start_Date_Time", "occurred_to": "End_Date_Time", "reported": "Dispatch_Date___Time",
            "address": "Block_Address", "lon": "Longitude", "lat": "Latitude",
        },
        "nibrs", (CLOCKED,),
    ),
    Layout(
        "los_angeles",
        {
            "DR_NO": lambda row: f"2501{row.place:05}", "Date Rptd": at("%m/%d/%Y 12:00:00 AM", "reported"),
            "DATE OCC": at("%m/%d/%Y 12:00:00 AM"), "TIME OCC": at("%H%M"), "AREA NAME": always("Central"),
            "Part 1-2": always("1"), "Crm Cd": lambda row: CRM[row.place % len(CRM)][0],
            "Crm Cd Desc": lambda row: CRM[row.place % len(CRM)][1], "Vict Age": always("40"), "Vict Descent": always("H"),
            "Status": always("IC"), "Crm Cd 1": lambda row: CRM[row.place % len(CRM)][0],
            "Crm Cd 2": lambda row: "998" if row.place % 10 == 0 else "", "Crm Cd 3": always(""),
            "LOCATION": lambda row: f"{row.house}  {row.street}           ST", "Cross Street": always(""),
            "LAT": lambda row: row.lat if row.place % 20 else 0, "LON": lambda row: row.lon if row.place % 20 else 0,
        },
        {
            "incident_id": "DR_NO", "offense_code": "Crm Cd", "offense_text": "Crm Cd Desc",
            "occurred_from": {"date": "DATE OCC", "time": "TIME OCC"}, "reported": "Date Rptd", "address": "LOCATION",
            "lon": "LON", "lat": "LAT",
        },
        "local", ("%m/%d/%Y %H%M", CLOCKED), keys={"offense.more": ["Crm Cd 2"], "offense.map_from": None},
        private=("Vict Age", "Vict Descent"),
    ),
    Layout(
        "england",
        {
            "Crime ID": lambda row: f"{row.place:064x}" if row.place % 7 else "", "Month": at("%Y-%m"),
            "Reported by": always("A Police"), "Falls within": always("A Police"), "Longitude": lambda row: row.lon,
            "Latitude": lambda row: row.lat, "Location": lambda row: f"On or near {row.street.title()} Street",
            "LSOA code": always("E01000001"), "LSOA name": always("A 001A"), "Crime type": lambda row: row.word,
            "Last outcome category": always("Under investigation"), "Context": always(""),
        },
        {
            "incident_id": "Crime ID", "offense_code": "Crime type", "occurred_from": None, "address": "Location",
            "lon": "Longitude", "lat": "Latitude",
        },
        "local", ("%Y-%m",),
    ),
    Layout(
        "charlotte",
        {
            "YEAR": at("%Y"), "INCIDENT_REPORT_ID": lambda row: row.number, "LOCATION": lambda row: row.address,
            "X_COORD_PUBLIC": lambda row: row.feet[0], "Y_COORD_PUBLIC": lambda row: row.feet[1],
            "DATE_REPORTED": at("%m/%d/%Y", "reported"), "DATE_INCIDENT_BEGAN": at("%m/%d/%Y"),
            "DATE_INCIDENT_END": at("%m/%d/%Y", "end"), "HIGHEST_NIBRS_CODE": lambda row: row.nibrs[0],
            "HIGHEST_NIBRS_DESCRIPTION": lambda row: row.nibrs[1], "CLEARANCE_STATUS": always("Open"),
        },
        {
            "incident_id": "INCIDENT_REPORT_ID", "offense_code": "HIGHEST_NIBRS_CODE",
            "offense_text": "HIGHEST_NIBRS_DESCRIPTION", "occurred_from": "DATE_INCIDENT_BEGAN",
            "occurred_to": "DATE_INCIDENT_END", "reported": "DATE_REPORTED", "address": "LOCATION",
            "x": "X_COORD_PUBLIC", "y": "Y_COORD_PUBLIC",
        },
        "nibrs", ("%m/%d/%Y",), "EPSG:2230",
    ),
]  # fmt: skip
