"""Which time zones may a feed be in? Candidates alone: a zone cannot be read off an export.

States that lie in two zones name both, and the boxes of longitude and latitude overlap; a feed in UTC looks the same as one in
local time.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from etl.inspection.findings import NOT_KNOWN, Finding
from etl.inspection.roles import Roles
from etl.inspection.time_formats import ENOUGH
from etl.times import EPOCH_MS

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
# West, south, east and north of where each zone holds in the United States, Canada and Great Britain; boxes overlap at borders.
_BOXES = (
    (_EASTERN, -90.5, 24, -66.5, 60),
    (_CENTRAL, -105, 25, -84.5, 60),
    (_MOUNTAIN, -114.1, 31, -100, 60),
    (_MOUNTAIN, -118.3, 42, -114.1, 49),
    (_PACIFIC, -125, 32, -114, 60),
    ("Europe/London", -8.7, 49.8, 1.8, 61),
    ("America/Phoenix", -115, 31, -109, 37.1),
    ("America/Anchorage", -170, 51, -129.9, 72),
    ("Pacific/Honolulu", -161, 18, -154, 23),
)


ZONES = tuple(_STATES)
_STATE_AND_ZIP = r",\s*([A-Z]{2}),?\s+\d{5}(?:-\d{4})?$"


def find_time_zone(
    roles: Roles, middle: tuple[float, float] | None, dates_zone: str | None
) -> Finding:
    """Say what speaks for which zone: the rows' state, the middle of their points, and what a service says of its dates."""
    states, address = roles.text("state"), roles.text("address")
    if states is None and address is not None:
        states = address.str.extract(_STATE_AND_ZIP, expand=False).fillna("")
    by_state = () if states is None else zones_of_states(states)
    by_point = () if middle is None else zones_of_point(*middle)
    candidates = tuple(zone for zone in by_state if zone in by_point) or by_state or by_point
    evidence = "a file does not say it"
    if candidates:
        evidence += (
            f"; by the {'state' if by_state else 'longitude'} it may be {' or '.join(candidates)}"
        )
    text, starts = roles.text("occurred_from"), roles.readings.get("occurred_from")
    is_epoch = starts is not None and starts.formats == (EPOCH_MS,)
    fitting = zones_of_midnights(text, candidates or ZONES) if is_epoch and text is not None else ()
    if fitting:
        evidence += f"; the times are all midnight in {' and '.join(fitting)}, as days without a clock time are"
        candidates = fitting
    if dates_zone:
        evidence += f"; the service says that its dates are kept in {dates_zone}"
    return Finding("time_zone", None, NOT_KNOWN, evidence, candidates, is_needed=True)


def zones_of_states(states: pd.Series) -> tuple[str, ...]:
    """List the zones of the state that most rows name, by its two letters."""
    named = states[states.str.fullmatch("[A-Za-z]{2}")].str.upper().mode()
    if named.empty:
        return ()
    return tuple(zone for zone, listed in _STATES.items() if named.iloc[0] in listed.split())


def zones_of_point(lon: float, lat: float) -> tuple[str, ...]:
    """List the zones of the United States, Canada and Great Britain in which a point may lie."""
    found = (
        zone
        for zone, west, south, east, north in _BOXES
        if west <= lon <= east and south <= lat <= north
    )
    return tuple(dict.fromkeys(found))


def zones_of_midnights(milliseconds: pd.Series, zones: Iterable[str]) -> tuple[str, ...]:
    """List the zones in which nearly all moments since 1970 are midnight, as those of days without a clock time are."""
    moments = pd.to_datetime(
        pd.to_numeric(milliseconds, errors="coerce").dropna(), unit="ms", utc=True
    )
    local = ((zone, moments.dt.tz_convert(zone)) for zone in zones if len(moments))
    return tuple(zone for zone, times in local if (times == times.dt.normalize()).mean() >= ENOUGH)
