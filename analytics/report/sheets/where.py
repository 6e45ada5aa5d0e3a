"""Where in a place did it happen? Circles whose areas stand for counts, on blocks or on whole neighborhoods, in a year.

28 days of a neighborhood would leave most blocks empty, and the same block on top twice by chance. A circle is a block or a
neighborhood, never an address; a block that residents may not see by itself is in no circle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from analytics.concentration import concentration_sentence, count_blocks, measure_concentration
from analytics.counts import count_places, total_incidents
from analytics.periods import Period
from analytics.report.handout_drawings import draw_circles
from analytics.report.map_frame import MapFrame
from analytics.report.sheets.whole import Whole, within

LISTED = 5
# A wide map stands above the list of places, any other beside it.
WIDE, WIDE_IN, NARROW_IN = 1.25, 6.6, 4.0
SEED, CHANCE_DRAWS = 1, 199
# The largest circle as part of the map's width, by how many there are: on a crowded map they would hide each other.
LARGEST = {0: 0.12, 30: 0.1, 60: 0.075}
SMALLEST = 0.016
# So few incidents have a small circle, however few the others have.
LEAST_LARGE = 8
MOST_STREETS = 50


@dataclass(frozen=True)
class Map:
    """A drawing with the words for it: what it shows, the places with most, and what may be said of them."""

    title: str
    svg: str
    alt: str
    shape: float
    listed: tuple[tuple[str, str], ...]
    sentence: str
    note: str

    def content(self) -> dict[str, object]:
        """Give it as a template prints it."""
        return {
            "title": self.title,
            "svg": self.svg,
            "alt": self.alt,
            "shape": self.shape,
            "listed": [list(each) for each in self.listed],
            "sentence": self.sentence,
            "note": self.note,
        }


def own_blocks(whole: Whole, place: str) -> gpd.GeoDataFrame | None:
    """Give the blocks of a neighborhood; None where the place has none that this audience may see."""
    if whole.blocks is None:
        return None
    own = whole.blocks[whole.blocks["neighborhood_id"] == place]
    return None if own.empty else own


def busy_blocks(whole: Whole, place: str, period: Period) -> pd.DataFrame:
    """List a neighborhood's blocks, most incidents first, quiet ones too: block_id, name, incidents; empty without blocks."""
    own = own_blocks(whole, place)
    if own is None:
        return pd.DataFrame(columns=["block_id", "name", "incidents"])
    counts = whole.block_counts(period)
    counts = counts[counts["neighborhood_id"] == place]
    table = pd.DataFrame(own[["block_id", "name"]]).reset_index(drop=True)
    table["incidents"] = count_blocks(counts, own).to_numpy()
    return table.sort_values(["incidents", "name"], ascending=[False, True], ignore_index=True)


def map_blocks(
    whole: Whole, place: str, *, own: str = "", width_in: float | None = None
) -> Map | None:
    """Draw the blocks of a neighborhood in a year; `own` is the block that a sheet is of. None where no blocks are known."""
    shapes = own_blocks(whole, place)
    if shapes is None:
        return None
    year, what = whole.told.year, whole.told.what
    counts = busy_blocks(whole, place, year)
    busy = counts[counts["incidents"] > 0]
    outline = whole.neighborhoods[whole.neighborhoods["neighborhood_id"] == place]
    frame = MapFrame(outline.total_bounds)
    points = shapes.set_index("block_id").geometry.representative_point()
    total = int(busy["incidents"].sum())
    title = f"{what}: {total:,} on {len(busy):,} of {len(counts):,} blocks"
    rest = total_incidents(within(whole.reported(place), year)) - total
    apart = f" {rest:,} more on blocks too small to be shown, or on none." if rest > 0 else ""
    marked = shapes[shapes["block_id"] == own] if own else outline
    found = measure_concentration(
        counts["incidents"].to_numpy(dtype="int64"), seed=SEED, draws=CHANCE_DRAWS
    )
    ours = " Thick outline: this block." if own else ""
    return Map(
        title,
        _draw(
            frame,
            [*shapes.geometry],
            [*marked.geometry],
            frame.lines([*whole.streets.geometry]) if len(whole.streets) else (),
            busy,
            [points[block] for block in busy["block_id"]],
            own,
            width_in,
            names=_street_names(whole, frame),
        ),
        f"Map of blocks with circles. {title}. Most on {_named(busy)}.",
        frame.shape,
        _listed(busy),
        concentration_sentence(found, what),
        f"{year.label()}. Larger circle, more incidents; largest: {_largest(busy)}.{ours}{apart}",
    )


def map_places(whole: Whole, period: Period, *, own: str = "", most: int = LISTED) -> Map:
    """Draw the neighborhoods of the city; `own` is the one that a sheet is of."""
    what, places = whole.told.what, whole.neighborhoods
    counts = count_places(within(whole.reported(None), period), places)
    busy = counts[counts["incidents"] > 0].sort_values(
        ["incidents", "name"], ascending=[False, True], ignore_index=True
    )
    frame = MapFrame(places.total_bounds)
    points = places.set_index("neighborhood_id").geometry.representative_point()
    total = int(busy["incidents"].sum())
    title = f"{what}: {total:,} in {len(busy):,} of {len(places):,} neighborhoods"
    if own:
        count = int(counts.loc[counts["neighborhood_id"] == own, "incidents"].iloc[0])
        title = f"{what}: {count:,} of the {total:,} in all neighborhoods"
    mine = places[places["neighborhood_id"] == own]
    streets = len(places) < MOST_STREETS and len(whole.streets)
    return Map(
        title,
        _draw(
            frame,
            [*places.geometry],
            [*mine.geometry],
            frame.lines([*whole.streets.geometry]) if streets else (),
            busy.rename(columns={"neighborhood_id": "block_id"}),
            [points[place] for place in busy["neighborhood_id"]],
            own,
            most=most,
        ),
        f"Map of neighborhoods with circles. {title}. Most in {_named(busy)}.",
        frame.shape,
        _listed(busy, most),
        "No blocks are known here, so only whole neighborhoods can be shown." if own else "",
        f"{period.label()}. Larger circle, more incidents; largest: {_largest(busy)}."
        + (" Thick outline: this neighborhood." if own else ""),
    )


def _draw(
    frame: MapFrame,
    outlines: list[object],
    own: list[object],
    streets: Sequence[Sequence[tuple[float, float]]],
    busy: pd.DataFrame,
    points: list[object],
    own_id: str,
    width_in: float | None = None,
    most: int = LISTED,
    names: Sequence[tuple[float, float, str, bool]] = (),
) -> str:
    counts = busy["incidents"].tolist()
    width_in = width_in or (WIDE_IN if frame.shape >= WIDE else NARROW_IN)
    widest = (
        NARROW_IN
        / width_in
        * next(size for least, size in reversed(LARGEST.items()) if len(counts) >= least)
    )
    scale = max(counts[0] if counts else 0, LEAST_LARGE)
    symbols = [
        (
            *frame.at(point),
            max(SMALLEST * NARROW_IN / width_in, widest * math.sqrt(count / scale)),
            rank if rank <= most else None,
            each == own_id,
        )
        for rank, (each, count, point) in enumerate(
            zip(busy["block_id"], counts, points, strict=True), start=1
        )
    ]
    return draw_circles(
        frame.shape,
        frame.rings(outlines),
        frame.rings(own),
        streets,
        symbols,
        names=names,
        width_in=width_in,
    )


def _street_names(whole: Whole, frame: MapFrame) -> tuple[tuple[float, float, str, bool], ...]:
    """Name the streets that people know a place by: where all are named none can be read."""
    known = whole.streets[whole.streets["kind"] != "local"]
    return frame.street_names([*known[["name", "geometry"]].itertuples(index=False)])


def _listed(busy: pd.DataFrame, most: int = LISTED) -> tuple[tuple[str, str], ...]:
    pairs = busy[["name", "incidents"]].head(most).to_numpy().tolist()
    return tuple((str(name), f"{count:,}") for name, count in pairs)


def _named(busy: pd.DataFrame) -> str:
    return ", ".join(f"{name} ({count})" for name, count in _listed(busy)) or "none"


def _largest(busy: pd.DataFrame) -> str:
    return f"{busy['incidents'].iloc[0]:,}" if len(busy) else "none"
