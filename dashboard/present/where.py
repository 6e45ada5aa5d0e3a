"""Where and when did it happen? A map of circles whose areas stand for counts, and the hours as far as anyone knows them.

Of what victims report, in a year: 28 days of a neighborhood would leave most blocks empty, and the same block on top twice by
chance. A circle is a block or a whole neighborhood, never an address.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from analytics.report.map_frame import MapFrame, Ring
from analytics.rhythms import Rhythm, rhythm_sentence, sure_peaks
from dashboard.components.rhythm_words import short_sentence
from dashboard.context import Reader
from dashboard.days import counted_days, period_at
from dashboard.present.scope import Scope, whole_place
from dashboard.present.slides import Hours, Item, Listing, Places, Slide, Symbol
from dashboard.tables.neighborhood import (
    chosen_place,
    own_blocks,
    place_blocks,
    place_view,
    what_words,
)
from dashboard.tables.places import place_counts
from dashboard.tables.rhythms import grids_of, rhythm_days, rhythm_of
from dashboard.urlstate import View
from dashboard.wording import incidents_words

LISTED = 5
# So few times say nothing of hours; a block's are then those of its neighborhood.
LEAST_TIMES = 30


def where_slide(reader: Reader, scope: Scope) -> Slide | None:
    """Draw the blocks of a neighborhood, or the neighborhoods of the city; None for a drawn area, which is its own answer."""
    if scope.spot.area:
        return None
    view = scope.counts if scope.level == "city" else scope.year
    place = scope.spot.neighborhood_id
    if scope.level == "block":
        view = whole_place(scope, reader)
    if place and own_blocks(reader, place) is not None:
        return _blocks_slide(reader, scope, view)
    return _places_slide(reader, scope, view)


def _blocks_slide(reader: Reader, scope: Scope, view: View) -> Slide:
    place = str(chosen_place(view))
    shapes, counts = own_blocks(reader, place), place_blocks(reader, view)
    busy = counts[counts["incidents"] > 0]
    ranks = {block: rank for rank, block in enumerate(busy["block_id"].head(LISTED), start=1)}
    assert shapes is not None
    outline = reader.neighborhoods[reader.neighborhoods["neighborhood_id"] == place]
    frame = MapFrame(outline.total_bounds)
    points = shapes.set_index("block_id").geometry.representative_point().reindex(busy["block_id"])
    own = scope.spot.block_id
    symbols = tuple(
        Symbol(*frame.at(point), int(count), str(name), ranks.get(block), block == own)
        for point, (block, name, count) in zip(
            points, busy[["block_id", "name", "incidents"]].to_numpy().tolist(), strict=True
        )
    )
    what = what_words(reader, view)
    total, days = int(busy["incidents"].sum()), period_at(counted_days(reader, view))
    title = f"{what}: {total:,} on {len(busy):,} of {len(counts):,} blocks"
    marked = shapes[shapes["block_id"] == own]
    ours = " Outlined: this block." if own else ""
    return Slide(
        "where",
        title,
        kicker=f"Where in {reader.names[place]}",
        pictures=(
            Places(
                frame.shape,
                frame.rings([*shapes.geometry]),
                frame.rings([*(marked if own else outline).geometry]),
                _streets_in(reader, frame),
                symbols,
                f"Map of blocks. {title}. Most on {_named(busy)}.",
            ),
        ),
        listings=(_listing("Most on", busy),),
        note=f"{days[:1].upper()}{days[1:]}. Larger circle, more incidents.{ours}",
    )


def _places_slide(reader: Reader, scope: Scope, view: View) -> Slide:
    counts = place_counts(reader, view)
    places = reader.neighborhoods
    own = scope.spot.neighborhood_id
    table = pd.DataFrame(
        {
            "place": places["neighborhood_id"].tolist(),
            "name": places["name"].tolist(),
            "incidents": counts.reindex(places["neighborhood_id"]).to_numpy(),
        }
    )
    busy = table[table["incidents"] > 0].sort_values(["incidents", "name"], ascending=[False, True])
    ranks = {place: rank for rank, place in enumerate(busy["place"].head(LISTED), start=1)}
    frame = MapFrame(places.total_bounds)
    points = places.set_index("neighborhood_id").geometry.representative_point()
    symbols = tuple(
        Symbol(*frame.at(points[place]), int(count), str(name), ranks.get(place), place == own)
        for place, name, count in busy.to_numpy().tolist()
    )
    what, total = what_words(reader, view), int(busy["incidents"].sum())
    title = f"{what}: {total:,} in {len(busy):,} of {len(table):,} neighborhoods"
    if own:
        count = int(counts.get(own, 0))
        title = f"{what}: {count:,} of the city's {total:,} in {reader.names[own]}"
    mine = places[places["neighborhood_id"] == own]
    days = period_at(counted_days(reader, view))
    kicker = "Where in the city: no blocks are known here" if own else "Where"
    return Slide(
        "where",
        title,
        kicker=kicker,
        pictures=(
            Places(
                frame.shape,
                frame.rings([*places.geometry]),
                frame.rings([*mine.geometry]),
                _streets_in(reader, frame) if len(places) < 50 else (),
                symbols,
                f"Map of neighborhoods. {title}. Most in {_named(busy)}.",
            ),
        ),
        listings=(_listing("Most in", busy),),
        note=f"{days[:1].upper()}{days[1:]}. Larger circle, more incidents.",
    )


def _listing(title: str, busy: pd.DataFrame) -> Listing:
    pairs = busy[["name", "incidents"]].head(LISTED).to_numpy().tolist()
    items = tuple(Item(str(name), f"{count:,}") for name, count in pairs)
    return Listing(title, items, "Nothing happened on any of them.")


def _named(busy: pd.DataFrame) -> str:
    pairs = busy[["name", "incidents"]].head(LISTED).to_numpy().tolist()
    return ", ".join(f"{name} ({count:,})" for name, count in pairs) or "none"


def _streets_in(reader: Reader, frame: MapFrame) -> tuple[Ring, ...]:
    """Give the streets of a map: whatever its days, they are the same."""
    bounds = frame.box.bounds
    return reader.once("streets of a slide", *bounds, make=lambda: frame.lines(_streets(reader)))


def _streets(reader: Reader) -> list[shapely.Geometry]:
    def read() -> list[shapely.Geometry]:
        streets: gpd.GeoDataFrame = reader.store.read_shapes("streets")
        return [*streets.dissolve("kind").geometry] if len(streets) else []

    return reader.once("streets of slides", make=read)


def hours_slide(reader: Reader, scope: Scope) -> Slide | None:
    """Show hours and weekdays of what victims report; None without a settled week."""
    view, where = (scope.counts if scope.level == "city" else scope.year), scope.name
    found = _rhythm(reader, view)
    place = scope.spot.neighborhood_id
    if scope.level == "block" and place and (found is None or found[0].incidents < LEAST_TIMES):
        view, where = place_view(whole_place(scope, reader)), reader.names[place]
        found = _rhythm(reader, view)
    days = rhythm_days(reader, view)
    if found is None or days is None:
        return None
    rhythm, label = found
    weights = rhythm.hours["incidents"].to_numpy().reshape(7, 24)
    sentence = rhythm_sentence(rhythm, label)
    return Slide(
        "hours",
        short_sentence(rhythm, label),
        kicker=f"When in {where}",
        pictures=(
            Hours(
                tuple(weights.sum(axis=0).tolist()),
                tuple(weights.sum(axis=1).tolist()),
                f"Incidents by hour of the day, and by weekday. {sentence}",
                *sure_peaks(rhythm),
            ),
        ),
        note=f"{incidents_words(rhythm.incidents)} {period_at(days)}, each spread over the time in which it can have happened.",
    )


def _rhythm(reader: Reader, view: View) -> tuple[Rhythm, str] | None:
    kind = next(iter(grids_of(reader, view)), None)
    if kind is None or not kind.is_victim_reported:
        return None
    rhythm = rhythm_of(reader, view, kind)
    if rhythm is None or not rhythm.incidents:
        return None
    return rhythm, kind.label
