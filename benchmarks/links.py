"""Which links do readers open in the benchmarks? Random selections of days, offenses and places, some with an area and hours.

Periods are as often between one and two weeks as between five and ten years, so that neither short nor long ones decide alone.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from analytics.drawn_area import DrawnArea
from analytics.periods import Period
from analytics.selection import HOURS_OF_WEEK, Selection
from dashboard.context import Reader
from dashboard.urlstate import to_search

DAYS = (7, 3650)
MOST_OFFENSES, MOST_PLACES = 3, 3
SHARE_NARROWED = 0.2


def draw_links(reader: Reader, count: int, seed: int) -> list[str]:
    """Draw query strings: periods within the data, up to three categories and neighborhoods, one in five with a circle, one in
    five with hours of the week."""
    rng = np.random.default_rng(seed)
    whole, crs = reader.coverage.whole, "EPSG:4326"
    places = [*reader.names]
    west, south, east, north = reader.neighborhoods.to_crs(crs).total_bounds
    categories = [*reader.coverage.categories]
    links = []
    for _ in range(count):
        days = min(round(np.exp(rng.uniform(*np.log(DAYS)))), whole.days)
        end = whole.end - timedelta(days=int(rng.integers(0, whole.days - days + 1)))
        most = min(MOST_OFFENSES, len(categories))
        area, hours = None, ()
        offenses = rng.choice(categories, int(rng.integers(0, most + 1)), replace=False)
        chosen = rng.choice(
            places, min(len(places), int(rng.integers(1, MOST_PLACES + 1))), replace=False
        )
        if rng.random() < 0.5:
            chosen = chosen[:0]
        if rng.random() < SHARE_NARROWED:
            middle = (float(rng.uniform(west, east)), float(rng.uniform(south, north)))
            area = DrawnArea("circle", (*middle, float(rng.uniform(200, 2000))))
        if rng.random() < SHARE_NARROWED:
            some = rng.choice(HOURS_OF_WEEK, int(rng.integers(1, 9)), replace=False)
            hours = tuple(int(hour) for hour in some)
        period = Period(end - timedelta(days=days), end)
        selection = Selection(period, tuple(offenses), tuple(chosen), area, hours)
        links.append(to_search(selection, coverage=reader.coverage, fixed=True))
    return links
