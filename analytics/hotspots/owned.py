"""Which few small areas could an officer own? Where incidents lie closest together, cut so that all
of it is at most 1/200 of the built-up area.

This shares out attention and tests nothing: points that are scattered by chance have closest places
too. Whether a place is more than chance, `clusters` says. How many incidents lie near enough is set
by the area allowed, so an area appears or goes as others do; it is not comparable from month to
month. Weights are for what an incident is, such as its harm, and are never tuned to move the map.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors

from analytics.hotspots.clusters import LEAST_INCIDENTS
from analytics.hotspots.grid import Grid, positions, weights_of

EPS_M = 150.0
MOST_AREA_SHARE = 0.005
NOISE = -1


@dataclass(frozen=True, eq=False)
class OwnedAreas:
    """Areas, and what they are of.

    `areas` columns: area (1, 2, …, most incidents first), incidents_core (of core points),
    incidents (all within `eps_m` of one), area_m2, geometry (analysis CRS). `min_weight` is the sum
    of weights within `eps_m` that made a core point, infinite where even the densest place would
    take more area than allowed. `incidents` are all on the map, `town_m2` is the built-up area.
    """

    areas: gpd.GeoDataFrame
    eps_m: float
    min_weight: float
    incidents: int
    town_m2: float

    @property
    def incidents_share(self) -> float:
        """Share of the incidents on the map that lie in the areas, 0 to 1."""
        return int(self.areas["incidents"].sum()) / self.incidents if self.incidents else 0.0


def cluster_incidents(
    x_m: np.ndarray,
    y_m: np.ndarray,
    *,
    eps_m: float,
    min_weight: float,
    weights: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Give each incident its cluster (0, 1, …; -1 for none) and whether it is a core point.

    A core point has incidents of at least `min_weight` within `eps_m`, itself included: a sum of
    weights, and a count only where all weigh 1. A border point within reach of two clusters goes to
    one of them by the order of positions, so report core points where clusters are compared. The
    order of rows changes nothing.

    Source: DBSCAN, Ester et al. 1996, weighted as in scikit-learn and the R package dbscan.
    """
    # Incidents at one address are one point with their weights added: the same clusters, far less work.
    places, at = np.unique(np.column_stack([x_m, y_m]), axis=0, return_inverse=True)
    if len(places) == 0:
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype=bool)
    total = np.bincount(at.ravel(), weights=weights)
    fitted = DBSCAN(eps=eps_m, min_samples=min_weight).fit(places, sample_weight=total)
    is_core = np.zeros(len(places), dtype=bool)
    is_core[fitted.core_sample_indices_] = True
    return fitted.labels_[at.ravel()], is_core[at.ravel()]


def find_owned_areas(
    incidents: pd.DataFrame,
    grid: Grid,
    *,
    eps_m: float = EPS_M,
    weights: np.ndarray | None = None,
    most_area_share: float = MOST_AREA_SHARE,
    most: int | None = None,
) -> OwnedAreas:
    """Find the densest places whose area is together at most a share of the built-up area.

    `incidents` has x_m and y_m in the grid's CRS, one row an incident, or one a place with a column
    `incidents`; what has no position, or
    lies off the mask, does not count. The least weight of a core point is the smallest whole
    number, from 3 up, that keeps within the area; discs of `eps_m` (120 to 200) around the core
    points, dissolved, are the areas, so none overlaps another and each incident is in one at most.
    `weights`, of one incident each, are in the order of the rows. Areas of fewer than three incidents are left out; `most`
    keeps those with most incidents.

    Source: Wheeler & Reuter 2021, with clusters that overlap joined to one area.
    """
    x, y = positions(incidents)
    held = grid.locate(x, y)[2]
    x, y = x[held], y[held]
    counts = weights_of(incidents)
    counts = np.ones(len(x)) if counts is None else counts[held]
    weights = counts if weights is None else counts * np.asarray(weights, dtype="float64")[held]
    total = int(counts.sum())
    town_m2 = float(grid.mask.sum() * grid.cell_m**2)
    min_weight = _least_weight(x, y, eps_m, weights, most_area_share * town_m2)
    if min_weight is None:
        return OwnedAreas(_as_areas([], grid.crs), eps_m, np.inf, total, town_m2)

    _, is_core = cluster_incidents(x, y, eps_m=eps_m, min_weight=min_weight, weights=weights)
    cores = np.unique(np.column_stack([x, y])[is_core], axis=0)
    # Two discs overlap where their centers lie within twice the radius.
    area_of_core = DBSCAN(eps=2 * eps_m, min_samples=1).fit(cores).labels_
    distance, nearest = cKDTree(cores).query(np.column_stack([x, y]))
    area = np.where(distance <= eps_m, area_of_core[nearest], NOISE)
    rows = [
        {
            "incidents_core": int(counts[is_core & (area == number)].sum()),
            "incidents": int(counts[area == number].sum()),
            "geometry": _discs(cores[area_of_core == number], eps_m),
        }
        for number in range(area_of_core.max() + 1)
    ]
    rows = [row for row in rows if row["incidents"] >= LEAST_INCIDENTS]
    return OwnedAreas(
        _as_areas(rows, grid.crs).head(most or len(rows)), eps_m, min_weight, total, town_m2
    )


def owned_sentence(owned: OwnedAreas) -> str:
    """Say how much of the town the areas take, and how many of the incidents they hold."""
    among = "1 incident" if owned.incidents == 1 else f"{owned.incidents:,} incidents"
    if owned.areas.empty:
        return f"No area is dense and small enough to own, among {among}."
    areas = "1 area" if len(owned.areas) == 1 else f"{len(owned.areas)} areas"
    area_m2 = owned.areas["area_m2"].sum()
    together = "of" if len(owned.areas) == 1 else "of together"
    hold = "holds" if len(owned.areas) == 1 else "hold"
    return (
        f"{areas} {together} {area_m2 / 1e6:.2f} km², 1/{owned.town_m2 / area_m2:,.0f} of the built-up area,"
        f" {hold} {owned.areas['incidents'].sum():,} of {among}."
    )


def _least_weight(
    x: np.ndarray, y: np.ndarray, eps_m: float, weights: np.ndarray | None, most_m2: float
) -> int | None:
    """Find the least weight of core points whose discs take no more than an area; None if none
    does.

    A larger weight leaves fewer of the same core points, so the area only falls.
    """
    places, at = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    total = np.bincount(at.ravel(), weights=weights).astype("float64")
    if len(places) == 0:
        return None
    # Added up as DBSCAN does, so that both call the same points core, to the last bit.
    near_model = NearestNeighbors(radius=eps_m).fit(places)
    reached = near_model.radius_neighbors(places, return_distance=False)
    near = np.array([total[others].sum() for others in reached])
    choices = np.unique(np.floor(near[near >= LEAST_INCIDENTS]).astype("int64"))[::-1]
    fitting = bisect_right(
        range(len(choices)),
        most_m2,
        key=lambda choice: _discs(places[near >= choices[choice]], eps_m).area,
    )
    return int(choices[fitting - 1]) if fitting else None


def _discs(places: np.ndarray, radius_m: float) -> shapely.Geometry:
    return shapely.union_all(shapely.buffer(shapely.points(places), radius_m))


def _as_areas(rows: list[dict[str, object]], crs: str) -> gpd.GeoDataFrame:
    """Number the areas by their incidents; of equals the western one comes first."""
    columns = ["incidents_core", "incidents", "geometry"]
    areas = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=crs)
    areas = areas.assign(area_m2=areas.area, west=areas.bounds["minx"], south=areas.bounds["miny"])
    areas = areas.sort_values(
        ["incidents", "incidents_core", "west", "south"], ascending=[False, False, True, True]
    )
    areas.insert(0, "area", range(1, len(areas) + 1))
    return areas[["area", "incidents_core", "incidents", "area_m2", "geometry"]].reset_index(
        drop=True
    )
