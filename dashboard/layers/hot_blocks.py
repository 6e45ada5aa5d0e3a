"""Which blocks have most incidents, and is that more than an equal share explains?

Counts of a block are small, so ranks are shared; a block that is hot is often a shop, a bar or a hotel.
"""

from __future__ import annotations

import pandas as pd

from analytics.hotspots.blocks import blocks_sentence
from dashboard.components.figure_card import figure_card
from dashboard.components.map import features
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.layers.layer import MapLayer, legend, place_link
from dashboard.tables.hotspots import ranked_blocks
from dashboard.urlstate import View
from dashboard.wording import incidents_words

LISTED = 40
SURENESS = (
    ("cell-1", "has incidents"),
    ("cell-3", "stands out, false alarms at most 1 in 20"),
    ("cell-4", "1 in 100"),
    ("cell-5", "1 in 1,000"),
)
NO_BLOCKS = (
    "These data come without blocks. Give the run a layer of blocks, and every incident finds its own; until then look at"
    " the squares of “Stands out”."
)


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the blocks that have incidents, those that stand out marked, and list them."""
    ranked = ranked_blocks(reader, view)
    blocks = reader.blocks
    key = legend("Blocks", SURENESS)
    if blocks is None:
        listing = figure_card("Blocks", empty(NO_BLOCKS), kind="places-card")
        return MapLayer(
            "These data come without blocks.", legend=key, listing=listing, how="hot-blocks"
        )
    held = ranked[ranked["incidents"] > 0]
    shapes = blocks.set_index("block_id").geometry.reindex(held["block_id"])
    return MapLayer(
        sentence=blocks_sentence(ranked),
        shapes=features(
            shapes,
            [
                {
                    "class": f"block cell cell-{level}",
                    "label": f"{name}: {incidents_words(count)}",
                    "spot": f"block:{block}",
                }
                for level, name, count, block in zip(
                    levels(held),
                    held["name"],
                    held["incidents"].tolist(),
                    held["block_id"],
                    strict=True,
                )
            ],
        ),
        legend=key,
        listing=_listing(held, search),
        how="hot-blocks",
    )


def levels(held: pd.DataFrame) -> pd.Series:
    """Give each block with incidents its class: 1 where it does not stand out, else 3 to 5 by how sure that is."""
    sure = 3 + (held["q"] < 0.01).astype(int) + (held["q"] < 0.001).astype(int)
    return sure.where(held["is_hot"], 1)


def _listing(held: pd.DataFrame, search: str | None) -> object:
    if held.empty:
        return figure_card(
            "Blocks", empty("No incident in any block in these days."), kind="places-card"
        )
    hot = int(held["is_hot"].sum())
    title = (
        f"{hot} of {len(held)} blocks with incidents stand out" if hot else "No block stands out"
    )
    return figure_card(
        title,
        plain_table(
            ["Rank", "Block", "Incidents"],
            [
                Row(
                    [
                        f"{row.rank}"
                        if row.rank == row.rank_last
                        else f"{row.rank} to {row.rank_last}",
                        place_link(
                            row.name,
                            "stands out" if row.is_hot else "",
                            f"block:{row.block_id}",
                            search,
                        ),
                        f"{row.incidents:,}",
                    ]
                )
                for row in each_row(held.head(LISTED))
            ],
            numbers=(2,),
            caption="Blocks with incidents, most first",
        ),
        note=f"The first {LISTED} of them; the file has all." if len(held) > LISTED else None,
        csv_href=csv_href("hot-blocks", search),
        kind="places-card",
    )
