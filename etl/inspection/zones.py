"""Which time zones may a feed be in? Candidates alone: a zone cannot be read off an export.

States that lie in two zones name both, and longitudes are cut generously; a feed in UTC looks the same as one in local time.
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
# West and east of each zone of the United States and Canada, in degrees of longitude.
_LONGITUDES = {
    _EASTERN: (-90.5, -66.5),
    _CENTRAL: (-105, -84.5),
    _MOUNTAIN: (-118, -100),
    "America/Phoenix": (-115, -109),
    _PACIFIC: (-125, -113.5),
    "America/Anchorage": (-170, -129.9),
    "Pacific/Honolulu": (-161, -154),
}
_NORTH_AMERICA_LATITUDES = (18, 72)


def zones_of_states(states: pd.Series) -> tuple[str, ...]:
    """List the zones of the state that most rows name, by its two letters."""
    named = states[states.str.fullmatch("[A-Za-z]{2}")].str.upper().mode()
    if named.empty:
        return ()
    return tuple(zone for zone, listed in _STATES.items() if named.iloc[0] in listed.split())


def zones_of_point(lon: float, lat: float) -> tuple[str, ...]:
    """List the zones of the United States and Canada in which a longitude may lie."""
    south, north = _NORTH_AMERICA_LATITUDES
    if not south <= lat <= north:
        return ()
    return tuple(zone for zone, (west, east) in _LONGITUDES.items() if west <= lon <= east)
