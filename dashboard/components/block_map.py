"""How do the blocks of a neighborhood look on its map? Outlines, and on busy blocks a circle whose area stands for the count.

A block without an incident has its outline only. Where a place has no blocks, the spots of the incidents stand in for them, near
ones put together: a count of a spot is not a count of a block.
"""

from __future__ import annotations

from collections.abc import Sequence

import dash_leaflet as dl
import geopandas as gpd
import pandas as pd
from dash import html

from dashboard.components.map import Features, features, function, symbol_legend, symbol_px
from dashboard.wording import incidents_words


def block_layer(layer: str) -> dict[str, str]:
    """Name a layer whose shapes are blocks: a click chooses the one clicked."""
    return {"type": "block-layer", "layer": layer}


def block_layers() -> list[dl.GeoJSON]:
    """Give the layers of the map: the neighborhood's outline, its blocks, their symbols, and spots where there are no blocks."""
    return [
        dl.GeoJSON(id="neighborhood-outlines", style=function("style"), interactive=False),
        dl.GeoJSON(id=block_layer("shapes"), style=function("style")),
        dl.GeoJSON(
            id="neighborhood-spots",
            cluster=True,
            superClusterOptions={"radius": 46, "maxZoom": 16},
            zoomToBoundsOnClick=True,
            spiderfyOnMaxZoom=False,
            pointToLayer=function("incident"),
            clusterToLayer=function("incidentCluster"),
        ),
        dl.GeoJSON(id=block_layer("symbols"), pointToLayer=function("place")),
    ]


def block_features(shapes: gpd.GeoDataFrame, chosen: Sequence[str]) -> Features:
    """Give the outlines of blocks, the chosen one marked."""
    return features(
        shapes.geometry,
        [
            {"id": block, "class": f"block{' is-chosen' if block in chosen else ''}"}
            for block in shapes["block_id"]
        ],
    )


def block_symbols(
    shapes: gpd.GeoDataFrame, counts: pd.DataFrame, chosen: Sequence[str]
) -> Features:
    """Give a symbol for each block with incidents; `counts` has block_id, name and incidents."""
    busy = counts[counts["incidents"] > 0]
    points = shapes.set_index("block_id").geometry.representative_point().reindex(busy["block_id"])
    largest = int(busy["incidents"].max()) if len(busy) else 0
    properties = []
    for block, name, count in busy[["block_id", "name", "incidents"]].to_numpy().tolist():
        action = "let go of this block" if block in chosen else "choose it"
        properties.append(
            {
                "id": block,
                "name": name,
                "count": count,
                "size": symbol_px(count, largest, len(shapes)),
                "label": f"{name}: {count:,}. Click to {action}.",
                "chosen": block in chosen,
                "button": True,
            }
        )
    return features(points, properties)


def block_legend(counts: pd.Series) -> html.Div:
    """Explain the symbols of blocks; a block without an incident has none."""
    legend = symbol_legend(counts[counts > 0], "Incidents on a block")
    return html.Div([*legend.children[:-1], "none: outline only"], className="legend")


def spot_features(spots: pd.DataFrame) -> Features:
    """Give the spots of incidents with their counts; `spots` is a table of `Store.read_spots`."""
    return features(
        list(gpd.points_from_xy(spots["lon"], spots["lat"])),
        [
            {"count": int(count), "label": f"{incidents_words(int(count))} at this spot"}
            for count in spots["incidents"]
        ],
    )
