"""What is known of one place on the map: a numbered area of a layer, a block, or the square of the grid that was clicked?

The place was picked because of what the map shows there, so its count is partly chance: the next period's will mostly be
closer to its neighbors'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from analytics.counts import total_incidents
from analytics.drawn_area import DrawnArea, squares_of
from analytics.errors import SelectionError
from analytics.hotspots import Grid
from analytics.open_zones import RADIUS_M
from analytics.projection import to_meters
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.tables.hotspot_times import (
    NOWHERE,
    lasting_hotspots,
    lasting_places,
    map_changes,
    open_days,
    open_zones,
)
from dashboard.tables.hotspots import owned_areas, standing_out
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

OF_BLOCKS = ("blocks", "incidents")
LISTED = 12
# A link holds degrees to five places.
ROUNDED_M = 2.0


@dataclass(frozen=True)
class Spot:
    """A place, its outline in degrees, and the selection of its incidents."""

    name: str
    outline: shapely.Geometry
    selection: Selection


def spot_of(reader: Reader, view: View) -> Spot | None:
    """Read the place that a link looks at; None for none, and for one that lies off the map."""
    kind, _, rest = view.key("spot").partition(":")
    selection = mapped_selection(reader, view).everywhere()
    if kind == "block":
        return _block(reader, rest, selection)
    if kind not in ("at", "area"):
        return None
    lon, lat = (float(number) for number in rest.split(","))
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        return None
    if kind == "area" and (area := _area(reader, view, lon, lat, selection)):
        return area
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
    cell = _cell(reader, lon, lat)
    if cell is None:
        return None
    column, row = cell
    area = squares_of(np.array([column]), np.array([row]), grid.cell_m)
    place = reader.neighborhoods.sindex.query(shapely.Point(lon, lat), predicate="intersects")
    where = (
        f"in {reader.neighborhoods['name'].iloc[place[0]]}" if len(place) else "in no neighborhood"
    )
    name = f"Square of {grid.cell_m:.0f} m {where}"
    return Spot(name, area.outline(grid.crs), replace(selection, area=area))


def _area(reader: Reader, view: View, lon: float, lat: float, selection: Selection) -> Spot | None:
    """Find the area of the layer that holds a point, with the incidents that its number in the list counts; None for no area."""
    layer = view.key("layer")
    if layer == "near":
        return _zone(reader, view, lon, lat, selection)
    if layer == "lasting":
        return _lasting(reader, view, lon, lat, selection)
    if layer == "owned":
        return _owned(reader, view, lon, lat, selection)
    cell = _cell(reader, lon, lat)
    if cell is None:
        return None
    if layer == "change":
        changed = map_changes(reader, view)
        if changed is None:
            return None
        for direction in ("more", "fewer"):
            cells = changed.cells.assign(
                area=changed.cells[f"{direction}_area"], is_hot=changed.cells[f"is_{direction}"]
            )
            ranks = changed.areas[changed.areas["direction"] == direction]
            days = selection.during(changed.compared.now)
            if found := _squares(reader, cells, ranks, cell, days):
                return found
        return None
    standing = standing_out(reader, view)
    return _squares(reader, standing.cells, standing.areas, cell, selection)


def _squares(
    reader: Reader,
    cells: pd.DataFrame,
    areas: pd.DataFrame,
    cell: tuple[int, int],
    selection: Selection,
) -> Spot | None:
    """Give the area whose cell this is; of the cells around it some are another's too, so it must be one that made the area."""
    column, row = cell
    held = cells[cells["is_hot"] & (cells["i"] == column) & (cells["j"] == row)]
    listed = areas[areas["area"].isin(held["area"])]
    if listed.empty:
        return None
    own = cells[cells["area"] == listed["area"].iloc[0]]
    try:
        area = squares_of(own["i"].to_numpy(), own["j"].to_numpy(), reader.grid.cell_m)
    except SelectionError:
        return None
    name = f"Area {listed.index[0] + 1}: {listed['name'].iloc[0]}"
    return Spot(name, area.outline(reader.grid.crs), replace(selection, area=area))


def _owned(reader: Reader, view: View, lon: float, lat: float, selection: Selection) -> Spot | None:
    areas = owned_areas(reader, view).areas
    for number, area in enumerate(areas["shape"]):
        if shapely.intersects_xy(area.outline(), lon, lat):
            name = f"Area {number + 1}: {areas['name'].iloc[number]}"
            return Spot(name, area.outline(), replace(selection, area=area))
    return None


def _zone(reader: Reader, view: View, lon: float, lat: float, selection: Selection) -> Spot | None:
    """Give the open zone around a place, with what happened in it on the days that open zones."""
    try:
        zones = open_zones(reader, view)
    except SelectionError:
        return None
    x, y = to_meters(reader.grid.crs).transform(lon, lat)
    away = np.hypot(zones["x_m"] - x, zones["y_m"] - y).to_numpy()
    if not len(away) or away.min() > ROUNDED_M:
        return None
    address = zones["address"].iloc[int(away.argmin())]
    area = DrawnArea("circle", (lon, lat, RADIUS_M))
    name = f"Within {RADIUS_M:.0f} m of {address if isinstance(address, str) else 'a place without an address'}"
    days = open_days(reader, view)
    return Spot(name, area.outline(), replace(selection.during(days), area=area))


def _lasting(
    reader: Reader, view: View, lon: float, lat: float, selection: Selection
) -> Spot | None:
    """Give all squares of a neighborhood that have a history; where they are too many apart for a link, the neighborhood."""
    grid, history = reader.coarse_grid, lasting_hotspots(reader, view)
    cell = _cell(reader, lon, lat, grid)
    if cell is None or history.reason:
        return None
    held = lasting_places(reader, history)
    here = held[(held["i"] == cell[0]) & (held["j"] == cell[1])]
    if here.empty:
        return None
    where = str(here["name"].iloc[0])
    own = held[held["name"] == where]
    name = f"Squares with a history in {'no neighborhood' if where == NOWHERE else where}"
    try:
        area = squares_of(own["i"].to_numpy(), own["j"].to_numpy(), grid.cell_m)
    except SelectionError:
        shapes = reader.neighborhoods[reader.neighborhoods["name"] == where]
        if shapes.empty:
            return None
        place = str(shapes["neighborhood_id"].iloc[0])
        return Spot(where, shapes.geometry.iloc[0], selection.within(place))
    return Spot(name, area.outline(grid.crs), replace(selection, area=area))


def _cell(
    reader: Reader, lon: float, lat: float, grid: Grid | None = None
) -> tuple[int, int] | None:
    """Give column and row of the cell of the grid that holds a point; None off the built-up area."""
    grid = grid or reader.grid
    x, y = to_meters(grid.crs).transform(lon, lat)
    if not grid.locate(np.array([x]), np.array([y]))[2].item():
        return None
    return int(np.floor(x / grid.cell_m)), int(np.floor(y / grid.cell_m))


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
