"""How dense do incidents lie? A smooth hill over the built-up area, in multiples of its mean.

A smooth hill is drawn from very few incidents as well as from many: the sentence and the list say what stands out from chance.
"""

from __future__ import annotations

from dataclasses import replace

from analytics.figures.maps import SHOWN_FROM_CLASS
from analytics.hotspots import radius_for
from analytics.offenses import category_of
from dashboard.components.map import grid_cells
from dashboard.context import Reader
from dashboard.layers import standing
from dashboard.layers.layer import MapLayer, cell_words, legend, legend_with, missing_line
from dashboard.tables.hotspots import standing_out
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

MULTIPLES = (("cell-2", "1 to 2 times"), ("cell-3", "2 to 3"), ("cell-4", "3 to 5"), ("cell-5", "over 5 times"))  # fmt: skip


def draw(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the density of incidents; sentence and list stay those of what stands out."""
    found = standing_out(reader, view)
    offenses = mapped_selection(reader, view).offenses
    radius = radius_for(tuple({category_of(name) for name in offenses}))
    classes = found.cells["density_class"]
    return replace(
        standing.draw(reader, view, search),
        cells=grid_cells(reader.grid, found.cells, classes.where(classes >= SHOWN_FROM_CLASS, 0)),
        legend=legend_with(
            legend(
                f"Density within {radius:.0f} m against the mean ({cell_words(reader)})", MULTIPLES
            ),
            missing_line(found.on_map, found.asked),
        ),
        how="density",
    )
