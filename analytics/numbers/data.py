"""Which numbers say what all others rest on: deliveries, places found, days known?"""

from __future__ import annotations

from analytics.numbers.number import EVERYBODY, Number
from analytics.numbers.rounding import DAY, POSITION, TENTH_PERCENT, WHOLE

_CITY = "All incidents of the feeds, whatever is selected; on a sheet those of its days"
_DELIVERY = "The last delivery of a feed"

DATA: dict[str, Number] = {
    "on_map_share": Number("Share of the incidents on the map", _CITY, TENTH_PERCENT, "Share on the map", EVERYBODY),
    "located_share": Number(
        "Share of the incidents in a neighborhood", _CITY, TENTH_PERCENT, "Share in a neighborhood", EVERYBODY
    ),
    "settled_until": Number("Last settled day", _CITY, DAY, audiences=EVERYBODY),
    "data_as_of": Number("Last day known", _CITY, DAY, audiences=EVERYBODY),
    "days_ago": Number("Days since the last day known", "A feed", WHOLE, "Days ago"),
    "received": Number("Rows received", _DELIVERY, WHOLE, "Received"),
    "accepted": Number("Rows accepted", _DELIVERY, WHOLE, "Accepted"),
    "set_aside": Number("Rows set aside", _DELIVERY, WHOLE, "Set aside"),
    "duplicates": Number("Rows that repeat another", _DELIVERY, WHOLE, "Duplicates"),
    "missing": Number("Rows not accounted for", _DELIVERY, WHOLE, "Missing"),
    "known": Number("Rows of this and earlier deliveries", "A feed", WHOLE, "Known"),
    "counted": Number("Rows that are counted", "A feed", WHOLE, "Counted"),
    "rows": Number("Rows that a line tells of", "A feed", WHOLE, "Rows"),
    "bytes": Number("Size of a file in bytes", _DELIVERY, WHOLE, "Bytes"),
    "source_row": Number("Row of the source file", "An incident", WHOLE, "Source row"),
    "longitude": Number("Degrees east", "An incident, or the center of a square", POSITION, "Longitude"),
    "latitude": Number("Degrees north", "An incident, or the center of a square", POSITION, "Latitude"),
}  # fmt: skip
