"""Which service does a web address belong to, and how does a feed definition name it?

The same Socrata dataset has half a dozen addresses, and an ArcGIS layer is asked at its own, without the query that somebody
copied along. An address of neither is that of a plain file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from analytics.errors import FeedError

NO_ID = "feed"
_FOUR_BY_FOUR = r"(?P<dataset>[a-z0-9]{4}-[a-z0-9]{4})"
_LAYER = re.compile(r"^(?P<layer>https?://.+/(?:FeatureServer|MapServer)/\d+)(?:[/?]|$)", re.I)
_SERVICE = re.compile(r"/(?:FeatureServer|MapServer)(?:[/?]|$)", re.I)
_SODA3 = re.compile(rf"/api/v3/views/{_FOUR_BY_FOUR}(?:[/.]|$)")
_SOCRATA = re.compile(
    rf"/(?:resource|d|api/views|api/id|api/geospatial|api/odata/v4)/{_FOUR_BY_FOUR}(?:[/.]|$)"
)
# As the page of a dataset is called. A file called 2024-2025.csv is none, which has an ending, nor is one below it.
_PAGE = re.compile(
    rf"^(?:/[a-z]{{2}}(?:-[A-Z]{{2}})?)?/[^/]+/[^/]+/{_FOUR_BY_FOUR}(?:/(?:about_data|data|data_preview|explore.*))?/?$"
)

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    "dec(?:ember)?"
)


def is_address(text: str) -> bool:
    """Say if a text is a web address and not a path."""
    return text.strip().lower().startswith(("http://", "https://"))


def source_of_address(address: str) -> Mapping[str, str]:
    """Give the [source] table for a web address: of ArcGIS, Socrata, or empty for a plain file.

    A condition of the address is kept, the rest of its query is not. Raises FeedError for an ArcGIS service without the number of
    a layer, and for what is no address.
    """
    try:
        parts = urlsplit(address.strip())
        asked = dict(parse_qsl(parts.query))
    except ValueError as error:
        raise FeedError(f"{address}: is no web address: {error}; copy it again") from error
    site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if match := _LAYER.match(f"{site}{parts.path}"):
        where = asked.get("where", "").strip()
        is_all = where.replace(" ", "") in ("", "1=1")
        condition = {} if is_all else {"where": where}
        return {"transport": "arcgis", "url": match["layer"]} | condition
    if _SERVICE.search(parts.path):
        raise FeedError(
            f"{address}: a service with several layers; add the number of one, such as /0"
        )
    condition = {"where": asked["$where"]} if asked.get("$where") else {}
    if match := _SODA3.search(parts.path):
        api = {"api": "soda3"}
        return {"transport": "socrata", "url": site, "dataset": match["dataset"]} | api | condition
    if match := _SOCRATA.search(parts.path) or _PAGE.search(parts.path):
        return {"transport": "socrata", "url": site, "dataset": match["dataset"]} | condition
    return {}


def id_of(name: str) -> str:
    """Make a feed id of a name: small letters, digits and _, without the dates that a file name carries."""
    stem, _ = _split(name.rpartition("/")[2])
    plain = re.sub(
        rf"(?<![a-z])(?:{_MONTHS})(?![a-z])|\d{{4,8}}|(?<=_)\d\d?(?=_|$)|(?<=-)\d\d?",
        " ",
        stem.lower(),
    )
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or NO_ID


def pattern_of(name: str) -> str:
    """Make the pattern of a feed's files of one file's name, up to the digits or the month that the next one will not share."""
    stem, ending = _split(name)
    month = rf"\d|(?<![a-z])(?:{_MONTHS})(?![a-z])"
    return f"{re.split(month, stem, maxsplit=1, flags=re.I)[0]}*{ending}"


def _split(name: str) -> tuple[str, str]:
    """Split a file's name from its ending, which has two parts where it is packed: .csv.gz."""
    match = re.fullmatch(r"(.*?)(\.[A-Za-z]\w{1,6}(?:\.gz)?)?", name, re.DOTALL)
    assert match is not None
    return match[1], match[2] or ""
