"""What stands around a layer? The outlines of what narrows it, and what it leaves out or cannot tell."""

from __future__ import annotations

from typing import Any

from dash import dcc

from analytics.counts import total_incidents
from analytics.hotspots import FEW
from analytics.offenses import CATEGORIES, category_of
from dashboard.components.map import features
from dashboard.components.notices import notice
from dashboard.context import Reader
from dashboard.tables.hotspot_times import map_changes
from dashboard.tables.hotspots import ranked_blocks, standing_out
from dashboard.tables.places import mapped_selection
from dashboard.tables.spot import spot_of
from dashboard.urlstate import View, change_search
from dashboard.wording import incidents_words, mapped_offenses, offenses_words

# Layers whose sentence is what stands out.
OF_STANDING = ("cells", "density", "incidents")


def drawn_features(reader: Reader, view: View) -> dict[str, Any]:
    """Draw the outlines of the area that narrows the selection, and of the place that is looked at."""
    outlines, kinds = [], []
    if view.selection.area:
        shape = view.selection.area.outline(reader.grid.crs)
        if not shape.is_empty:
            outlines.append(shape)
            kinds.append({"class": "drawn"})
    spot = spot_of(reader, view)
    if spot:
        outlines.append(spot.outline)
        kinds.append({"class": "spot"})
    return features(outlines, kinds)


def map_notices(reader: Reader, view: View, search: str | None) -> list[object]:
    """Say what the map leaves out, and where it cannot tell a cluster from chance."""
    offenses, is_narrowed = mapped_offenses(view.selection, reader.coverage.categories)
    notices: list[object] = []
    if is_narrowed:
        notices.append(
            notice(
                f"Only what victims report is drawn: {offenses_words(offenses).lower()}. Narcotics and"
                " quality of life follow where officers look, and are never on the same map; choose them alone"
                " to see them."
            )
        )
    elif not all(CATEGORIES[category_of(name)].is_victim_reported for name in offenses):
        notices.append(
            notice(
                "These offenses follow where officers look: a cluster may show attention, not crime."
            )
        )
    on_map = total_incidents(reader.spots(mapped_selection(reader, view).everywhere()))
    if on_map < FEW and view.preset != "52w" and not _tells(reader, view):
        notices.append(
            notice(
                f"With {incidents_words(on_map)} a map cannot tell a cluster from chance. ",
                dcc.Link("Show the last 52 weeks", href=change_search(search, period="52w")),
            )
        )
    return notices


def _tells(reader: Reader, view: View) -> bool:
    """Tell whether the layer says of any place that it stands out: that chance alone hardly brings so many there."""
    layer = view.key("layer")
    if layer == "blocks":
        ranked = ranked_blocks(reader, view)
        return not ranked.empty and bool(ranked["is_hot"].any())
    if layer == "change":
        changed = map_changes(reader, view)
        return changed is not None and not changed.areas.empty
    return layer in OF_STANDING and not standing_out(reader, view).areas.empty
