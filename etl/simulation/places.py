"""Where can a simulated incident be, and how likely is each place?

A spot is one address of a block, a point near the block's edge; incidents fall on spots only, never
on open desert. Blocks are made unequal on purpose: half of all incidents on about 4.5% of the
blocks, as studies of real cities find. That the dashboard then finds this concentration proves the
dashboard, not the law.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from analytics.errors import LayerError
from etl.simulation.plan import Plan, PlannedHotspot
from geodata.layers import Layers

LON_LAT = "EPSG:4326"
LARGEST_SHARE = 0.012
"""No block draws more than this share of the incidents of a place's kind."""
HALF_OF_INCIDENTS_ON = 0.044
"""Share of blocks expected to hold half of the incidents; about 4.5% come out."""
SWAPPED, ZERO, MISSING, OUTSIDE, DEFAULT_POINT = "swapped", "zero", "missing", "outside", "default"


@dataclass(frozen=True, eq=False)
class Places:
    """Spots, and the wrong places that a row may name instead.

    A row's `position` is a row of `positions`: first every spot in order, then every spot with lon
    and lat swapped, then the special ones. `positions` has lon, lat (degrees) and unlocated (reason
    in words of analytics.schema, or "").
    """

    spots: pd.DataFrame
    block_names: np.ndarray
    positions: pd.DataFrame
    special: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]
    tree: cKDTree
    to_metres: Transformer

    def near(self, spot: int, radius_m: float) -> np.ndarray:
        """List the spots within a distance of a spot, itself among them."""
        return np.sort(self.tree.query_ball_point(self.tree.data[spot], radius_m))

    def within(self, hotspot: PlannedHotspot) -> tuple[np.ndarray, np.ndarray]:
        """List the spots of a hotspot and their weights; LayerError where there is no block."""
        center = self.to_metres.transform(hotspot.lon, hotspot.lat)
        found = np.sort(
            np.array(self.tree.query_ball_point(center, hotspot.radius_m), dtype=np.int32)
        )
        if not len(found):
            raise LayerError(
                f"{hotspot.name}: no block within {hotspot.radius_m:.0f} m; the simulation is made "
                "for the layers of Palm Springs: python -m geodata draw"
            )
        distance = np.hypot(*(self.tree.data[found] - center).T)
        nearness = np.exp(-((2 * distance / hotspot.radius_m) ** 2))
        return found, nearness * self.spots["share"].to_numpy()[found]


def make_places(layers: Layers, plan: Plan, rng: np.random.Generator) -> Places:
    """Lay out the spots of a place's blocks and weigh them for every kind of place in the plan.

    Raises LayerError where the layers have no blocks.
    """
    if layers.blocks is None or layers.streets is None:
        raise LayerError(
            "the simulation needs layers with blocks and streets: python -m geodata draw"
        )
    blocks = layers.blocks
    spots = _spots(blocks, rng)
    to_metres = Transformer.from_crs(LON_LAT, layers.analysis_crs, always_xy=True)
    x_m, y_m = to_metres.transform(spots["lon"].to_numpy(), spots["lat"].to_numpy())
    arterials = layers.streets.loc[layers.streets["kind"] == "arterial", "name"]
    block_weights = _block_weights(
        blocks, blocks["street"].isin(arterials).to_numpy(), plan, to_metres, rng
    )
    block = spots["block"].to_numpy()
    weights = {
        place: weight[block] * spots["share"].to_numpy() for place, weight in block_weights.items()
    }
    positions, special = _positions(spots, layers)
    return Places(
        spots=spots,
        block_names=blocks["name"].to_numpy(dtype=object),
        positions=positions,
        special=special,
        weights=weights,
        tree=cKDTree(np.column_stack([x_m, y_m])),
        to_metres=to_metres,
    )


def _spots(blocks: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Put each block's addresses along its edge, a little inside; some lure far more than others."""
    addresses = blocks["addresses"].fillna(10).to_numpy(dtype=int).clip(min=2)
    block = np.repeat(np.arange(len(blocks)), addresses)
    number = np.arange(len(block)) - np.repeat(np.cumsum(addresses) - addresses, addresses)
    rings = shapely.get_exterior_ring(shapely.get_geometry(blocks.geometry.to_numpy(), 0))
    along = shapely.line_interpolate_point(
        rings[block], (number + 0.5) / addresses[block], normalized=True
    )
    middle = blocks[["lon", "lat"]].to_numpy()[block]
    points = middle + 0.8 * (shapely.get_coordinates(along) - middle)
    lure = rng.pareto(1.6, len(block)) + 0.3
    share = lure / np.bincount(block, weights=lure)[block]
    lon, lat = points.round(6).T
    return pd.DataFrame({"block": block, "lon": lon, "lat": lat, "share": share})


def _block_weights(
    blocks: pd.DataFrame,
    is_arterial: np.ndarray,
    plan: Plan,
    to_metres: Transformer,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Weigh the blocks for each kind of place, as unequal as the concentration aimed at needs."""
    middle_x_m, middle_y_m = to_metres.transform(blocks["lon"].to_numpy(), blocks["lat"].to_numpy())
    lonely = np.where(blocks["neighborhood_id"].isna(), plan.outside_neighborhoods, 1.0)
    pull = np.zeros(len(blocks))
    for center in plan.centers:
        x_m, y_m = to_metres.transform(center["lon"], center["lat"])
        distance = np.hypot(middle_x_m - x_m, middle_y_m - y_m)
        pull += center["pull"] * np.exp(-distance / center["radius_m"])
    shared_luck = rng.normal(0, 0.6, len(blocks))
    base = {}
    for place, factor in plan.places.items():
        weight = factor["elsewhere"] + factor["arterial"] * is_arterial + factor["center"] * pull
        base[place] = np.log(weight * lonely) + shared_luck + rng.normal(0, 0.45, len(blocks))
    volume = dict.fromkeys(plan.places, 0.0)
    for kind in plan.kinds:
        volume[kind.place] += kind.per_year

    def weights(power: float) -> dict[str, np.ndarray]:
        raised = {place: np.exp(power * (log - log.max())) for place, log in base.items()}
        shares = {place: weight / weight.sum() for place, weight in raised.items()}
        return {place: np.minimum(share, LARGEST_SHARE) for place, share in shares.items()}

    low, high = 0.05, 6.0
    for _ in range(40):
        power = (low + high) / 2
        total = np.sum([volume[place] * weight for place, weight in weights(power).items()], axis=0)
        low, high = (
            (low, power) if share_holding_half(total) < HALF_OF_INCIDENTS_ON else (power, high)
        )
    return weights(power)


def share_holding_half(counts: np.ndarray) -> float:
    """Give the smallest share of the places that holds half of a total."""
    running = np.cumsum(np.sort(counts)[::-1])
    return float((np.searchsorted(running, running[-1] / 2) + 1) / len(counts))


def _positions(spots: pd.DataFrame, layers: Layers) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    _, south, east, north = layers.city.total_bounds
    right = spots[["lon", "lat"]]
    middle_lat = np.linspace(south + 0.3 * (north - south), south + 0.6 * (north - south), 8)
    wrong = {
        SWAPPED: (right["lat"], right["lon"], "impossible_coordinates"),
        ZERO: (np.zeros(1), np.zeros(1), "zero_coordinates"),
        MISSING: (np.full(1, np.nan), np.full(1, np.nan), "no_coordinates"),
        OUTSIDE: (np.full(8, east + 0.03), middle_lat, "outside_city"),
    }
    # A geocoder that knows no better answers with the middle of the town.
    town = right.median().round(3)
    inside = pd.concat([right, town.to_frame().T], ignore_index=True)
    inside["unlocated"] = _outside_neighborhoods(inside, layers)
    parts = [inside.iloc[:-1]]
    special, start = {}, len(spots)
    for name, (lon, lat, reason) in wrong.items():
        part = pd.DataFrame({"lon": lon, "lat": lat, "unlocated": reason}).round(6)
        special[name] = np.arange(start, start + len(part), dtype=np.int32)
        start += len(part)
        parts.append(part)
    parts.append(inside.tail(1))
    special[DEFAULT_POINT] = np.array([start], dtype=np.int32)
    return pd.concat(parts, ignore_index=True), special


def _outside_neighborhoods(points: pd.DataFrame, layers: Layers) -> np.ndarray:
    """Give "between_neighborhoods" for points of the town that lie in no neighborhood, else ""."""
    tree = shapely.STRtree(layers.neighborhoods.geometry.to_numpy())
    found, _ = tree.query(shapely.points(points["lon"], points["lat"]), predicate="intersects")
    is_in = np.zeros(len(points), dtype=bool)
    is_in[found] = True
    return np.where(is_in, "", "between_neighborhoods").astype(object)
