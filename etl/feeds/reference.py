"""Is the coordinate system that a file names the one that the feed definition names?

The same system goes by many names: an Esri code, an EPSG code, a text that a shapefile carries. They are compared by what they
mean; two systems that differ by a few hundred meters are not the same.
"""

from __future__ import annotations

import warnings

from pyproj import CRS
from pyproj.exceptions import CRSError

from analytics.errors import FeedError
from etl.feeds.feed import Feed


def agreed_crs(said: str, feed: Feed) -> tuple[str, tuple[str, ...]]:
    """Give the definition's name of a file's coordinate system where both are the same, else a name of the file's own.

    Also gives what is odd about it: a system without a code. Raises FeedError where what the file says is no system.
    """
    try:
        of_file = CRS(said)
    except CRSError as error:
        raise FeedError(
            f"its coordinate system {said[:80]!r} is not known: {error}; correct the file"
        ) from error
    authority = of_file.to_authority()
    name = ":".join(authority) if authority else _parameters(of_file)
    notes = () if authority else (f"coordinate system without a code: {name}",)
    try:
        is_same = of_file.equals(CRS(feed.crs), ignore_axis_order=True)
    except CRSError as error:
        raise FeedError(f"coordinates.crs: {error}; use a code such as EPSG:4326") from error
    return (feed.crs if is_same else name), notes


def _parameters(crs: CRS) -> str:
    with warnings.catch_warnings():
        # That a name may be lost: it is for people to compare and to copy.
        warnings.simplefilter("ignore", UserWarning)
        return crs.to_proj4()
