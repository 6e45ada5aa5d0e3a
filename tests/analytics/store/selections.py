"""Selections that tests draw: any days, offenses, places, areas, blocks and hours."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from analytics.drawn_area import DrawnArea
from analytics.offenses import CATEGORIES, OFFENSES
from analytics.periods import Period
from analytics.selection import HOURS_OF_WEEK, Selection

FIRST, DAYS = date(2019, 10, 7), 2_500


@st.composite
def areas(draw: st.DrawFn, west: float, south: float, east: float, north: float) -> DrawnArea:
    """Draw boxes, circles and triangles that begin in a box in degrees."""
    lon, lat = draw(st.floats(west, east)), draw(st.floats(south, north))
    size = draw(st.floats(0.001, 0.04))
    kind = draw(st.sampled_from(["box", "circle", "polygon"]))
    if kind == "circle":
        return DrawnArea("circle", (lon, lat, size * 100_000))
    if kind == "box":
        return DrawnArea("box", (lon, lat, lon + size, lat + size / 2))
    return DrawnArea("polygon", (lon, lat, lon + size, lat + size / 3, lon, lat + size))


@st.composite
def selections(
    draw: st.DrawFn,
    bounds: tuple[float, ...],
    places: list[str],
    blocks: list[str],
    *,
    is_narrow: bool,
) -> Selection:
    """Draw a selection; only narrow ones have areas, blocks and hours."""
    start = FIRST + timedelta(days=draw(st.integers(0, DAYS)))
    period = Period(start, start + timedelta(days=draw(st.integers(1, DAYS))))
    selection = Selection(
        period,
        tuple(draw(st.lists(st.sampled_from([*CATEGORIES, *OFFENSES]), max_size=3))),
        tuple(draw(st.lists(st.sampled_from(places), max_size=3))),
    )
    if not is_narrow:
        return selection
    hours = st.lists(st.integers(0, HOURS_OF_WEEK - 1), min_size=40, max_size=120)
    return Selection(
        period,
        selection.offenses,
        selection.neighborhoods if draw(st.booleans()) else (),
        draw(st.none() | areas(*bounds)),
        tuple(draw(st.just([]) | hours)),
        tuple(draw(st.just([]) | st.lists(st.sampled_from(blocks), min_size=5, max_size=40))),
    )
