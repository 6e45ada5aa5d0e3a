"""Which rows of an ArcGIS layer belong to a feed, and when were they last edited?

How it is known that all of them came is answered in `geodata.arcgis.layer`. Deleted rows never show among the changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from analytics.errors import FeedError
from etl.feeds.feed import Feed
from geodata.arcgis.layer import (
    EVERYTHING,
    Layer,
    LayerService,
    Page,
    both,
    fetch_pages,
    moment,
    since_condition,
    wkid_of,
)

Keep = Callable[[bytes], None]
Told = Callable[[int, int], None]


def fetch_rows(
    feed: Feed, service: LayerService, since: datetime | None, keep: Keep, told: Told
) -> tuple[int, str, datetime | None]:
    """Fetch a feed's rows, hand each page to `keep`, and give their number, why they are all, and the newest edit.

    Raises as `geodata.arcgis.layer.fetch_pages` does; FeedError where the definition asks for what the layer does not have.
    """
    layer = service.describe()
    wkid = wkid_of(feed.crs)
    if wkid is None and not layer.is_table:
        raise FeedError(f"coordinates.crs is {feed.crs!r}: ArcGIS needs the number of an EPSG code")
    edit_field = _edit_field(feed, layer)
    where = f"({feed.source.where})" if feed.source.where else EVERYTHING
    if since is not None:
        if edit_field is None:
            raise FeedError(
                "the layer has no date of the last edit and columns.updated is no date column of it: set "
                "source.brings to everything"
            )
        where = both(where, since_condition(edit_field, since))
    rows, newest = 0, 0.0

    def take(page: Page) -> None:
        nonlocal rows, newest
        rows += len(page.ids)
        if edit_field is not None:
            edits = (feature["attributes"].get(edit_field) for feature in page.features)
            newest = max([newest, *(edit for edit in edits if isinstance(edit, int | float))])
        keep(page.answer.body)

    proof = fetch_pages(service, layer, take, where=where, wkid=wkid, told=told)
    return rows, proof, moment(newest) if newest else layer.edited_at


def _edit_field(feed: Feed, layer: Layer) -> str | None:
    """Find the date of a row's last edit: the one that the server keeps, else the column of `updated`."""
    if layer.edit_field is not None:
        return layer.edit_field
    dates = {name.casefold(): name for name, kind in layer.fields.items() if kind == "esriFieldTypeDate"}  # fmt: skip
    named = (dates.get(name.casefold()) for name in feed.columns.get("updated", ()))
    return next(filter(None, named), None)
