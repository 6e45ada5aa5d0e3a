"""Which neighborhoods does this layer hold, and what are they called?

A name column is recognized by its heading. A layer can carry several (the neighborhood's, the
city's, the county's): the one used is in `.attrs["name_column"]`, and a wrong choice shows as one
neighborhood that covers everything.
"""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd

from analytics.errors import LayerError
from geodata.names import unique_slugs
from geodata.polygons import LON_LAT, read_polygons, repair

# Headings that mean "name of the neighborhood", surest first, without case, blanks and underscores.
NAME_HEADINGS = (
    "neighborhoodname",
    "neighbourhoodname",
    "neighborhood",
    "neighbourhood",
    "nhdname",
    "nhoodname",
    "nhood",
    "community",
    "communityname",
    "areaname",
    "name",
    "label",
    "title",
)


def read_neighborhoods(path: Path, name_column: str | None = None) -> gpd.GeoDataFrame:
    """Read neighborhoods from what a user brings: a file of any GDAL format, or a folder of files.

    Invalid rings are repaired and parts of one name joined; `.attrs["notes"]` says which, and
    `.attrs["name_column"]` which column gave the names.

    Result: neighborhood_id (unique; the layer's own where it has that column, else made of the
    name), name, geometry (EPSG:4326), sorted by name. Overlaps stay: `python -m geodata check`
    lists them.
    Raises LayerError when the file cannot be read or the name column cannot be told.
    """
    table = read_polygons(path)
    notes: list[str] = table.attrs["notes"]
    column = find_name_column(table, path.name, name_column)
    ids = table["neighborhood_id"] if "neighborhood_id" in table.columns else None
    if ids is not None and (ids.isna().any() or ids.duplicated().any() or column == ids.name):
        ids = None
    shaped = gpd.GeoDataFrame(
        {"name": clean_names(table[column], notes)}, geometry=table.geometry, crs=LON_LAT
    )
    if ids is not None:
        shaped["neighborhood_id"] = ids.astype(str)
    joined = join_parts(repair_outlines(shaped, notes), notes)
    if "neighborhood_id" not in joined.columns:
        joined["neighborhood_id"] = unique_slugs(joined["name"])
    result = joined[["neighborhood_id", "name", "geometry"]]
    result.attrs = {"notes": notes, "name_column": column}
    return result


def find_name_column(table: pd.DataFrame, file_name: str, wanted: str | None = None) -> str:
    """Find the column that holds the names.

    Raises LayerError with the candidates when the wanted one is missing or none can be told.
    """
    texts = [
        str(column)
        for column in table.columns
        if column != "geometry"
        and pd.api.types.is_string_dtype(table[column].dropna())
        and (table[column].nunique() > 1 or len(table) == 1)
    ]
    if wanted is not None:
        if wanted in table.columns:
            return wanted
        raise LayerError(f"{file_name}: no column {wanted!r}; there are {_listed(table.columns)}")
    by_heading = {re.sub(r"[^a-z]", "", column.lower()): column for column in reversed(texts)}
    for heading in NAME_HEADINGS:
        if heading in by_heading:
            return by_heading[heading]
    if len(texts) == 1 and table[texts[0]].is_unique:
        return texts[0]
    raise LayerError(
        f"{file_name}: cannot tell which column holds the names; name one of "
        f"{_listed(texts or table.columns)} (--name-column on the command line)"
    )


def clean_names(names: pd.Series, notes: list[str]) -> pd.Series:
    """Trim names and join their blanks; give unnamed areas a name that says so."""
    cleaned = names.astype("string").fillna("").str.split().str.join(" ")
    empty = cleaned == ""
    if empty.any():
        notes.append(f"{int(empty.sum())} outlines have no name, called Unnamed area 1 and so on")
    return cleaned.where(~empty, "Unnamed area " + empty.cumsum().astype("string"))


def repair_outlines(table: gpd.GeoDataFrame, notes: list[str]) -> gpd.GeoDataFrame:
    """Make the outlines valid and note whose were not."""
    invalid = ~table.geometry.is_valid
    if not invalid.any():
        return table
    repaired = table.set_geometry(gpd.GeoSeries(repair(table.geometry), crs=table.crs))
    notes.append(f"invalid rings repaired: {_listed(table.loc[invalid, 'name'])}")
    lost = repaired.geometry.isna()
    if lost.any():
        notes.append(f"outlines without any area left out: {_listed(table.loc[lost, 'name'])}")
    return repaired[~lost].reset_index(drop=True)


def join_parts(table: gpd.GeoDataFrame, notes: list[str]) -> gpd.GeoDataFrame:
    """Join the parts of one name to one row, and sort by name."""
    twice = table.loc[table["name"].duplicated(), "name"].unique()
    if len(twice):
        notes.append(f"parts of one name joined: {_listed(twice)}")
        table = table.dissolve("name", as_index=False)
    return table.sort_values("name", key=lambda names: names.str.casefold()).reset_index(drop=True)


def _listed(items: object, most: int = 12) -> str:
    texts = [str(item) for item in items]  # type: ignore[attr-defined]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
