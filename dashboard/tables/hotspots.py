"""Which numbers stand behind the map of hotspots? Cells, the areas that stand out, and the places that they are made of.

Hot is measured against the whole city, whatever neighborhoods or area are chosen: a choice only narrows what is listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import shapely

from analytics.counts import total_incidents
from analytics.drawn_area import MOST_CORNERS, DrawnArea, polygon_of
from analytics.figures.tables import area_table as figure_area_table
from analytics.hotspots import areas_within, find_areas
from analytics.hotspots.blocks import rank_blocks
from analytics.hotspots.owned import OwnedAreas, find_owned_areas
from analytics.projection import to_degrees
from analytics.store.spots import lie_in
from dashboard.context import Reader
from dashboard.tables.places import counted_selection, mapped_selection
from dashboard.urlstate import View

MOST_OWNED = 8


@dataclass(frozen=True)
class Standing:
    """Cells of the whole city; of the places asked for, the areas that stand out and where the incidents are.

    An area that reaches beyond the places asked for is counted whole; `in_city` are the incidents it was found among, and
    `areas_in_city` how many areas of the city stand out.
    """

    cells: pd.DataFrame
    areas: pd.DataFrame
    spots: pd.DataFrame
    asked: int
    in_city: int
    areas_in_city: int

    @property
    def on_map(self) -> int:
        """Incidents with a position."""
        return total_incidents(self.spots)


def standing_out(reader: Reader, view: View) -> Standing:
    """Find what stands out from the whole city, and keep what lies in the places asked for.

    Measured against itself alone, a busy neighborhood would have no hot area, and a quiet one would.
    """
    selection = mapped_selection(reader, view)
    everywhere = selection.everywhere()
    cells = reader.hotspots(everywhere)
    areas = reader.once(
        "areas",
        everywhere,
        make=lambda: find_areas(
            cells,
            reader.spots(everywhere),
            reader.grid,
            neighborhoods=reader.names,
            blocks=reader.block_names,
        ),
    )
    ground, areas_in_city = chosen_ground(reader, view), len(areas)
    if ground is not None:
        areas = areas_within(areas, cells, reader.grid, ground)
    asked = total_incidents(reader.count(selection, ()))
    in_city = total_incidents(reader.spots(everywhere))
    return Standing(cells, areas, reader.spots(selection), asked, in_city, areas_in_city)


def chosen_ground(reader: Reader, view: View) -> gpd.GeoDataFrame | None:
    """Give the ground that a selection is narrowed to, EPSG:4326; None for the whole city."""
    selection = view.selection
    if selection.is_everywhere:
        return None
    parts = []
    if selection.neighborhoods:
        places = reader.neighborhoods
        parts.append(places[places["neighborhood_id"].isin(selection.neighborhoods)].union_all())
    if selection.area:
        parts.append(selection.area.outline(reader.grid.crs))
    if selection.blocks and reader.blocks is not None:
        parts.append(reader.blocks[reader.blocks["block_id"].isin(selection.blocks)].union_all())
    ground = parts[0]
    for part in parts[1:]:
        ground = ground.intersection(part)
    return gpd.GeoDataFrame(geometry=[ground], crs="EPSG:4326")


def area_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the hot areas as the Hotspots page does."""
    return figure_area_table(standing_out(reader, view).areas, reader.names)


def incident_places(reader: Reader, spots: pd.DataFrame) -> pd.DataFrame:
    """Count incidents by block, or by cell of the grid outside all blocks.

    Columns: block_id (missing for a cell), name (empty for a cell), lon, lat (mean position), incidents.
    """
    size = reader.grid.cell_m
    column, row = ((spots[name] // size).astype("int64").astype(str) for name in ("x_m", "y_m"))
    weighted = spots.assign(
        key=spots["block_id"].fillna(column + "/" + row),
        lon=spots["lon"] * spots["incidents"],
        lat=spots["lat"] * spots["incidents"],
    )
    table = weighted.groupby("key").agg(
        block_id=("block_id", "first"),
        lon=("lon", "sum"),
        lat=("lat", "sum"),
        incidents=("incidents", "sum"),
    )
    table[["lon", "lat"]] = table[["lon", "lat"]].div(table["incidents"], axis=0)
    table["name"] = table["block_id"].map(reader.block_names).fillna("")
    return table.reset_index(drop=True)


def block_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the blocks of the selection with incidents, most first; empty where no block is known.

    Columns: Block, Incidents.
    """
    counted = counted_selection(reader, view)
    counts = reader.count(counted, ("block_id",)).dropna(subset=["block_id"])
    table = pd.DataFrame(
        {
            "Block": counts["block_id"].map(reader.block_names).fillna(counts["block_id"]),
            "Incidents": counts["incidents"],
        }
    )
    return table.sort_values(["Incidents", "Block"], ascending=[False, True], ignore_index=True)


def ranked_blocks(reader: Reader, view: View) -> pd.DataFrame:
    """Rank the blocks of the city, and keep those of the places asked for, as `rank_blocks` does."""
    selection = mapped_selection(reader, view)
    blocks = reader.blocks
    if blocks is None:
        return pd.DataFrame()
    ranked = reader.once(
        "ranked blocks",
        selection.everywhere(),
        make=lambda: rank_blocks(
            reader.count(selection.everywhere(), ("block_id",)),
            pd.DataFrame(blocks[["block_id", "name"]]),
        ),
    )
    if selection.is_everywhere:
        return ranked
    there = reader.count(selection, ("block_id",))["block_id"]
    return ranked[ranked["block_id"].isin(there)].reset_index(drop=True)


def hot_block_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the ranked blocks with incidents: Block, Incidents, Ranks from, Ranks to, Expected by an equal share, Stands out."""
    ranked = ranked_blocks(reader, view)
    if ranked.empty:
        return pd.DataFrame(columns=["Block", "Incidents"])
    held = ranked[ranked["incidents"] > 0]
    return pd.DataFrame(
        {
            "Block": held["name"],
            "Incidents": held["incidents"],
            "Ranks from": held["rank"],
            "Ranks to": held["rank_last"],
            "Expected by an equal share": held["expected"],
            "Stands out": held["is_hot"].map({True: "yes", False: "no"}),
        }
    )


def owned_areas(reader: Reader, view: View) -> OwnedAreas:
    """Find the few areas that an officer could own, in the whole city; each with a name, and the shape that a link asks for.

    A link holds a few corners, so an outline is cut to them, and what lies in that is counted: the same number on every page.
    """
    everywhere = mapped_selection(reader, view).everywhere()

    def make() -> OwnedAreas:
        spots = reader.spots(everywhere)
        found = find_owned_areas(spots, reader.grid, most=MOST_OWNED)
        return replace(found, areas=_as_in_links(reader, found.areas, spots))

    return reader.once("owned areas", everywhere, make=make)


def _as_in_links(reader: Reader, areas: gpd.GeoDataFrame, spots: pd.DataFrame) -> gpd.GeoDataFrame:
    crs = reader.grid.crs
    shapes = [_with_few_corners(area, crs) for area in areas.geometry]
    x_m, y_m, many = (spots[name].to_numpy() for name in ("x_m", "y_m", "incidents"))
    outlines = gpd.GeoSeries([shape.in_meters(crs) for shape in shapes], crs=crs)
    cut = areas.assign(
        shape=shapes,
        name=_place_names(reader, outlines),
        incidents=[int(many[lie_in(shape, x_m, y_m, crs)].sum()) for shape in shapes],
        area_m2=outlines.area.to_numpy(),
    ).set_geometry(outlines.to_numpy(), crs=crs)
    cut = cut.sort_values("incidents", ascending=False, kind="stable", ignore_index=True)
    return cut.assign(area=range(1, len(cut) + 1))


def _with_few_corners(area: shapely.Geometry, crs: str) -> DrawnArea:
    ring = shapely.Polygon(max(shapely.get_parts(area), key=shapely.area).exterior)
    tolerance_m = 2.0
    while len(ring.exterior.coords) > MOST_CORNERS:
        ring = ring.simplify(tolerance_m)
        tolerance_m *= 1.5
    corners = shapely.transform(ring, to_degrees(crs).transform, interleaved=False)
    return polygon_of(list(corners.exterior.coords))


def _place_names(reader: Reader, outlines: gpd.GeoSeries) -> list[str]:
    """Name areas by the neighborhood of their middle; one that reaches beyond it lies around it."""
    places = reader.neighborhoods.to_crs(outlines.crs)
    names = []
    for number, outline in enumerate(outlines, start=1):
        at = places.sindex.query(outline.representative_point(), predicate="intersects")
        place = places.iloc[at[0]] if len(at) else None
        if place is None:
            names.append(f"Area {number}")
        else:
            is_whole = place.geometry.buffer(1.0).covers(outline)
            names.append(place["name"] if is_whole else f"Around {place['name']}")
    return names


def owned_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the areas to own: Area, Incidents, Hectares."""
    areas = owned_areas(reader, view).areas
    return pd.DataFrame(
        {
            "Area": areas["area"].astype("string"),
            "Incidents": areas["incidents"],
            "Hectares": areas["area_m2"] / 1e4,
        }
    )
