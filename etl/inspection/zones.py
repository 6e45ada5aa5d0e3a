"""Which time zones may a feed be in? Candidates alone: a zone cannot be read off an export.

States that lie in two zones name both, and the boxes of longitude and latitude overlap; a feed in UTC looks the same as one in
local time.
"""

from __future__ import annotations

import pandas as pd

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
_STATES = {
    _EASTERN: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV",
    _CENTRAL: "AL AR FL IA IL IN KS KY LA MI MN MO MS ND NE OK SD TN TX WI",
    _MOUNTAIN: "CO ID KS MT ND NE NM OR SD TX UT WY",
    _PACIFIC: "CA ID NV OR WA",
    "America/Phoenix": "AZ",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Toronto": "ON",
}
# West, south, east and north of where each zone holds in the United States and Canada, in degrees; boxes overlap at borders.
_BOXES = (
    (_EASTERN, -90.5, 24, -66.5, 60),
    (_CENTRAL, -105, 25, -84.5, 60),
    (_MOUNTAIN, -114.1, 31, -100, 60),
    (_MOUNTAIN, -118.3, 42, -114.1, 49),
    (_PACIFIC, -125, 32, -114, 60),
    ("America/Phoenix", -115, 31, -109, 37.1),
    ("America/Anchorage", -170, 51, -129.9, 72),
    ("Pacific/Honolulu", -161, 18, -154, 23),
)


def zones_of_states(states: pd.Series) -> tuple[str, ...]:
    """List the zones of the state that most rows name, by its two letters."""
    named = states[states.str.fullmatch("[A-Za-z]{2}")].str.upper().mode()
    if named.empty:
        return ()
    return tuple(zone for zone, listed in _STATES.items() if named.iloc[0] in listed.split())


def zones_of_point(lon: float, lat: float) -> tuple[str, ...]:
    """List the zones of the United States and Canada in which a point may lie."""
    found = (
        zone
        for zone, west, south, east, north in _BOXES
        if west <= lon <= east and south <= lat <= north
    )
    return tuple(dict.fromkeys(found))
