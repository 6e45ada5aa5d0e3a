"""Which incidents lie in the treated area, in the ring around it, in the control area and its ring?

Incidents may move around the corner, so the ring is counted with the area. It must be no further
from it than people move: 150 to 300 m. Where control or its ring touches the treated area or its
ring, the control would take in what the response did, and the layout is refused. Incidents without
a position are in none of the four.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.assessment.displacement import AreaCounts
from analytics.errors import LayerError
from analytics.periods import Period

RING_M = 200.0
PARTS = ("treated", "ring", "control", "control_ring")


def lay_rings(
    treated: gpd.GeoDataFrame, control: gpd.GeoDataFrame, *, crs: str, ring_m: float = RING_M
) -> gpd.GeoDataFrame:
    """Lay a ring of one width around the treated and around the control area.

    Both may be of several polygons and in any CRS; `crs` is the place's analysis CRS, in meters,
    and that of the result. A ring leaves out its own area. It may reach over ground where nothing
    can happen; compare counts, not areas, then.

    Columns: part (treated, ring, control, control_ring), geometry, area_km2. Raises LayerError for
    an empty area, and where the treated area or its ring meets the control area or its ring.
    """
    shapes = []
    for name, layer in (("treated", treated), ("control", control)):
        area = layer.to_crs(crs).geometry.union_all()
        if area.is_empty or area.area == 0:
            raise LayerError(f"the {name} area is empty: draw at least one polygon")
        around = area.buffer(ring_m)
        shapes += [area, around.difference(area)]
    gap = shapes[0].distance(shapes[2])
    if gap < 2 * ring_m:
        raise LayerError(
            f"the treated and the control area lie {gap:,.0f} m apart, and their rings of"
            f" {ring_m:,.0f} m overlap: move the control area until {2 * ring_m:,.0f} m lie between"
            f" them, or make the rings narrower than {gap / 2:,.0f} m"
            if gap
            else "the treated and the control area overlap: draw the control area elsewhere, at"
            f" least {2 * ring_m:,.0f} m away, so that both have a ring of {ring_m:,.0f} m"
        )
    rings = gpd.GeoDataFrame({"part": PARTS}, geometry=shapes, crs=crs)
    return rings.assign(area_km2=rings.geometry.area / 1e6)


def part_of(incidents: pd.DataFrame, rings: gpd.GeoDataFrame) -> pd.Series:
    """Give the part that each incident lies in, missing where none holds it.

    `incidents` has x_m and y_m in the CRS of `rings`. An incident on the line between an area and
    its ring belongs to the area, and is counted once.
    """
    x, y = incidents["x_m"].to_numpy(dtype="float64"), incidents["y_m"].to_numpy(dtype="float64")
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    x, y = x[known], y[known]
    shapes = dict(zip(rings["part"], rings.geometry.to_numpy(), strict=True))
    found = np.full(len(incidents), None, dtype="object")
    # Areas after rings, as the later one stands.
    for part in ("ring", "control_ring", "treated", "control"):
        shapely.prepare(shapes[part])
        found[known[shapely.intersects_xy(shapes[part], x, y)]] = part
    return pd.Series(found, index=incidents.index, dtype="object", name="part")


def count_parts(
    incidents: pd.DataFrame, rings: gpd.GeoDataFrame, *, before: Period, after: Period
) -> dict[str, AreaCounts]:
    """Count the incidents of the four parts before and after, as `assess_response` takes them.

    `incidents` has occurred_on, x_m and y_m, one row an incident of the kind that the response was
    meant for. Both periods must be of settled days; days between them, while the response was set
    up, belong to neither.

    Gives treated, ring, control and control_ring. Raises ValueError for periods of unequal length
    or in the wrong order.
    """
    if before.days != after.days:
        raise ValueError(
            f"{before.days} days before and {after.days} after: choose equally many, else the"
            " longer period has more incidents with nothing the matter"
        )
    if after.start < before.end:
        raise ValueError(
            f"the days after begin on {after.start}, before {before.end}: they overlap"
        )
    days = pd.to_datetime(incidents["occurred_on"])
    parts = part_of(incidents, rings)

    def counted(part: str, period: Period) -> int:
        inside = (days >= pd.Timestamp(period.start)) & (days < pd.Timestamp(period.end))
        return int((inside & (parts == part)).sum())

    return {part: AreaCounts(counted(part, before), counted(part, after)) for part in PARTS}
