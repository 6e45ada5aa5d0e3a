"""What would Palm Springs' records system export, if every detail of its incidents were known?

Four feeds over the years up to a day, each in another shape, written from one seed: the demo, and a
test bed in which every count is known beforehand (`Truth`). Nothing in them happened; the word
SIMULATED stands in every row. More rows are more of robbery and quality of life, the two feeds of
delimited text: a town of millions of incidents, for benchmarks only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.errors import SettingsError
from etl.simulation.calendar import Calendar
from etl.simulation.exports import WRITERS, file_name
from etl.simulation.incidents import World, draw_feed
from etl.simulation.places import DEFAULT_POINT, make_places
from etl.simulation.plan import FEEDS, Plan, load_plan
from etl.simulation.records import extra_rows, known_rows, make_rows, number_cases, planned_count
from etl.simulation.truth import FeedTruth, HotspotTruth, Truth, feed_truth, hotspot_truths
from geodata.layers import Layers, load_layers

__all__ = ["FeedTruth", "HotspotTruth", "Truth", "simulate"]

Progress = Callable[[str, int, int], None]
UNFINISHED = ".part"
FILLING_FEED = "quality_of_life"
"""The feed that brings an asked-for number of rows to the row: it has no corrections."""


def simulate(
    folder: Path,
    *,
    as_of: date,
    seed: int,
    known_until: date | None = None,
    years: int = 6,
    rows: int | None = None,
    layers: Layers | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Write the four feeds and truth.json into a folder, and give the truth.

    `as_of` is the last day; the same day, seed, layers and versions of the libraries give the same
    bytes. `rows` is the number of rows of all feeds together. With `known_until`, a day before it,
    they are the feeds of that evening: of the same incidents those that were reported by then.
    `progress` is called with a file's name, rows written, and rows in all.
    Raises SettingsError where `rows` is less than the years hold at the town's own volume, or where
    the folder holds feeds of another day (the ETL would read both), and LayerError where the layers
    have no blocks.
    """
    last_on = known_until or as_of
    names = {feed: file_name(feed, last_on) for feed in FEEDS}
    _refuse_other_feeds(folder, names)
    place = load_layers() if layers is None else layers
    plan = load_plan()
    streams = dict(zip(("places", *FEEDS), np.random.default_rng(seed).spawn(5), strict=True))
    world = World(
        plan=plan,
        calendar=Calendar.years_up_to(as_of, years),
        places=make_places(place, plan, streams["places"]),
        time_zone=place.time_zone,
    )
    incidents, repeats = _draw(world, streams, rows)
    incidents = number_cases(incidents, world.calendar)
    tables = {}
    for feed in FEEDS:
        repeated = repeats if feed == FILLING_FEED else None
        made = make_rows(feed, incidents.pop(feed), world, streams[feed], repeated)
        is_whole = known_until is None
        tables[feed] = made if is_whole else known_rows(made, world.calendar.end_of(last_on))
    folder.mkdir(parents=True, exist_ok=True)
    total, done = sum(map(len, tables.values())), 0
    truths: dict[str, FeedTruth] = {}
    hotspots: list[HotspotTruth] = []
    for feed in FEEDS:
        table, name = tables.pop(feed), names[feed]

        def report(count: int, name: str = name) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(name, done, total)

        WRITERS[feed](table, world, folder / f"{name}{UNFINISHED}", report)
        truths[feed] = feed_truth(feed, name, table, world)
        hotspots += hotspot_truths(feed, table, plan.hotspots, world)
    # All appear at once: a simulation that was stopped leaves no feed behind that looks whole.
    for name in names.values():
        (folder / f"{name}{UNFINISHED}").replace(folder / name)
    town = world.places.positions.iloc[world.places.special[DEFAULT_POINT][0]]
    truth = Truth(
        as_of=last_on,
        first_on=world.calendar.first_on,
        seed=seed,
        default_point=(float(town["lon"]), float(town["lat"])),
        feeds=truths,
        hotspots=tuple(hotspots),
    )
    truth.write(folder)
    return truth


def _draw(
    world: World, streams: dict[str, np.random.Generator], rows: int | None
) -> tuple[dict[str, pd.DataFrame], int | None]:
    """Draw the incidents of each feed, and say how many rows the filling feed must repeat."""
    if rows is None:
        return {feed: draw_feed(feed, world, streams[feed]) for feed in FEEDS}, None
    plan = world.plan
    drawn = {feed: draw_feed(feed, world, streams[feed]) for feed in ("burglary", "narcotics")}
    rest = rows - sum(
        len(table) + extra_rows(feed, plan, len(table)) for feed, table in drawn.items()
    )
    usual = _usual_rows("robbery", world) + _usual_rows(FILLING_FEED, world)
    if rest < usual:
        raise SettingsError(
            f"--rows {rows}: these years hold about {rows - rest + usual} rows; ask for more, "
            "or leave it out"
        )
    drawn["robbery"] = draw_feed("robbery", world, streams["robbery"], factor=rest / usual)
    rest -= len(drawn["robbery"]) + extra_rows("robbery", plan, len(drawn["robbery"]))
    repeats = planned_count(plan, "repeated", rest)
    drawn[FILLING_FEED] = draw_feed(
        FILLING_FEED,
        world,
        streams[FILLING_FEED],
        factor=rest / _usual_rows(FILLING_FEED, world),
        total=rest - repeats,
    )
    return {feed: drawn[feed] for feed in FEEDS}, repeats


def _usual_rows(feed: str, world: World) -> int:
    """Estimate the rows of a feed at the town's own volume."""
    plan: Plan = world.plan
    per_year = sum(plan.kinds[number].per_year for number in plan.of_feed(feed))
    incidents = round(per_year * world.calendar.days / 365.25)
    return incidents + extra_rows(feed, plan, incidents)


def _refuse_other_feeds(folder: Path, names: dict[str, str]) -> None:
    for feed, name in names.items():
        others = sorted(
            path.name
            for path in folder.glob(f"{feed}_*")
            if path.name != name and path.suffix != UNFINISHED
        )
        if others:
            raise SettingsError(
                f"{folder} already holds {others[0]}: both would be read as one feed; simulate into "
                "another folder (--out DIR), or move it away"
            )
