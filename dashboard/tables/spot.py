"""What is known of one place on the map: a block, or the square of the grid that was clicked?

The place was picked because of what the map shows there, so its count is partly chance: the next period's will mostly be
closer to its neighbors'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from analytics.counts import total_incidents
from analytics.drawn_area import DrawnArea
from analytics.projection import to_degrees, to_meters
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

OF_BLOCKS = ("blocks", "incidents")
LISTED = 12


@dataclass(frozen=True)
class Spot:
    """A place, its outline in degrees, and the selection of its incidents."""

    name: str
    outline: shapely.Geometry
    selection: Selection

    @property
    def link_key(self) -> tuple[str, str]:
        """The key of the link that keeps every page to this place, and its value."""
        if self.selection.blocks:
            return "block", self.selection.blocks[0]
        return "area", self.selection.area.text if self.selection.area else ""


def spot_of(reader: Reader, view: View) -> Spot | None:
    """Read the place that a link looks at; None for none, and for one that lies off the map."""
    kind, _, rest = view.key("spot").partition(":")
    selection = mapped_selection(reader, view).everywhere()
    if kind == "block":
        return _block(reader, rest, selection)
    if kind != "at":
        return None
    lon, lat = (float(number) for number in rest.split(","))
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        return None
    if view.key("layer") in OF_BLOCKS and reader.blocks is not None:
        held = reader.blocks.sindex.query(shapely.Point(lon, lat), predicate="intersects")
        if len(held):
            return _block(reader, str(reader.blocks["block_id"].iloc[held[0]]), selection)
    return _square(reader, lon, lat, selection)


def _block(reader: Reader, block_id: str, selection: Selection) -> Spot | None:
    blocks = reader.blocks
    if blocks is None or block_id not in reader.block_names:
        return None
    outline = blocks.geometry[blocks["block_id"] == block_id].iloc[0]
    return Spot(reader.block_names[block_id], outline, replace(selection, blocks=(block_id,)))


def _square(reader: Reader, lon: float, lat: float, selection: Selection) -> Spot | None:
    grid = reader.grid
    x, y = to_meters(grid.crs).transform(lon, lat)
    if not grid.locate(np.array([x]), np.array([y]))[2].item():
        return None
    west, south = (np.floor(value / grid.cell_m) * grid.cell_m for value in (x, y))
    east, north = west + grid.cell_m, south + grid.cell_m
    corners = to_degrees(grid.crs).transform([west, east, east, west], [south, south, north, north])
    area = DrawnArea("polygon", tuple(np.column_stack(corners).ravel().tolist()))
    place = reader.neighborhoods.sindex.query(shapely.Point(lon, lat), predicate="intersects")
    where = (
        f"in {reader.neighborhoods['name'].iloc[place[0]]}" if len(place) else "in no neighborhood"
    )
    name = f"Square of {grid.cell_m:.0f} m {where}"
    return Spot(name, area.outline(), replace(selection, area=area))


def spot_total(reader: Reader, spot: Spot) -> int:
    """Count the incidents of a place."""
    return total_incidents(reader.count(spot.selection, ()))


def spot_hours(reader: Reader, spot: Spot) -> pd.DataFrame:
    """Count a place's incidents by hour of the day, by the start of their time windows: hour, incidents; all 24."""
    counts = reader.count(spot.selection, ("hour",)).set_index("hour")["incidents"]
    return counts.reindex(range(24), fill_value=0).rename_axis("hour").reset_index()


def spot_months(reader: Reader, spot: Spot) -> pd.DataFrame:
    """Count a place's incidents in steps of 28 days, the last of which ends with the period: start_on, incidents."""
    period = spot.selection.period
    days = reader.count(spot.selection, ("occurred_on",))
    back = (pd.Timestamp(period.end) - pd.to_datetime(days["occurred_on"])).dt.days
    step = (back - 1) // 28
    whole = period.days // 28
    counts = days["incidents"].groupby(step).sum().reindex(range(max(whole, 1)), fill_value=0)
    starts = [pd.Timestamp(period.end) - pd.Timedelta(days=28 * (n + 1)) for n in counts.index]
    table = pd.DataFrame({"start_on": starts, "incidents": counts.to_numpy()})
    return table.sort_values("start_on", ignore_index=True)
