"""Where do incidents concentrate, and is that more than chance? One row a cell, and the areas that
stand out.

Look back, never ahead: a hotspot says where incidents were in the days asked for. Incidents without
a position are not on the map; say how many (`Coverage`). Cells outside the built-up area do not
exist here, see `grid`.
"""

from __future__ import annotations

import pandas as pd

from analytics.hotspots.areas import (
    FEW,
    areas_within,
    find_areas,
    hotspot_sentence,
    named_areas,
)
from analytics.hotspots.change import (
    changes_sentence,
    find_changed_areas,
    find_changes,
)
from analytics.hotspots.clusters import judge_cells, number_areas
from analytics.hotspots.density import (
    classify_density,
    density_breaks,
    quartic_density,
    radius_for,
)
from analytics.hotspots.grid import CELL_M, Grid, make_grid, positions, weights_of
from analytics.periods import YEAR_DAYS

__all__ = [
    "CELL_M",
    "FEW",
    "Grid",
    "areas_within",
    "changes_sentence",
    "density_breaks",
    "find_areas",
    "find_changed_areas",
    "find_changes",
    "find_hotspots",
    "hotspot_sentence",
    "make_grid",
    "named_areas",
    "radius_for",
]


def find_hotspots(
    incidents: pd.DataFrame,
    grid: Grid,
    *,
    radius_m: float,
    period_days: int,
    breaks: tuple[float, ...] | None = None,
) -> pd.DataFrame:
    """Count, smooth and test the incidents on the grid: one row for each cell of the mask.

    `incidents` has x_m and y_m in the grid's CRS, one row an incident, or one a place with a column
    `incidents` as of `Store.read_spots`; rows without a position, or off the mask, are in no cell.
    `breaks` are the class limits of another period (`density_breaks`), to keep colors comparable.

    Columns: i, j, x_m, y_m (center), incidents, density (per km² and year), density_class (0 none
    to 5), gi_z, gi_q, incidents_near (with the eight neighbors), exact_q, is_hot, area (number of
    the hot area, 0 for none). How sure a hot cell is, the larger of gi_q and exact_q says.
    """
    counts = grid.count(incidents)
    density = quartic_density(
        *positions(incidents), grid, radius_m=radius_m, weights=weights_of(incidents)
    )
    density *= 1e6 * YEAR_DAYS / period_days
    judged = judge_cells(counts, grid)
    return pd.concat(
        [
            grid.cells.assign(
                incidents=grid.on_mask(counts),
                density=density,
                density_class=classify_density(density, breaks or density_breaks(density)),
            ),
            judged.assign(area=number_areas(judged["is_hot"].to_numpy(), grid)),
        ],
        axis=1,
    )
