"""How many, how many before, and is that a change: of a neighborhood or the city, by steps of 28 days?

All that the public's pages count comes from one table of places, kinds and steps, so that no two figures can differ. Only steps
that are over and settled are in it: one that still fills up would tell each day what came in since the day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.audiences import FIRST_STEP
from analytics.changes import Change, compare_counts
from analytics.periods import Period
from analytics.selection import Selection
from analytics.trends import dispersions_of
from dashboard.context import Reader
from dashboard.days import Comparison
from dashboard.public.asked import STEP_DAYS, Asked, kinds_held

_STEP = timedelta(days=STEP_DAYS)
CITY = "(city)"


@dataclass(frozen=True)
class Cube:
    """Counts by place (None for what lies in no neighborhood), kind and step."""

    starts: tuple[date, ...]
    places: tuple[str | None, ...]
    kinds: tuple[str, ...]
    counts: np.ndarray

    def series(self, kinds: tuple[str, ...], place: str | None = CITY) -> np.ndarray:
        """Count some kinds by step, in one place or in the city."""
        rows = self.counts[:, [self.kinds.index(kind) for kind in kinds], :].sum(axis=1)
        return np.asarray(rows.sum(axis=0) if place == CITY else rows[self.places.index(place)])

    def period(self, first: int, last: int) -> Period:
        """Give the days from one step through another."""
        return Period(self.starts[first], self.starts[last] + _STEP)


def cube_of(reader: Reader) -> Cube:
    """Give the one table that everything is counted from; without steps where none is settled yet."""
    return reader.once("public cube", make=lambda: _cube(reader))


def _cube(reader: Reader) -> Cube:
    kinds, places = kinds_held(reader), (*reader.names, None)
    if not kinds:
        return Cube((), places, (), np.zeros((len(places), 0, 0), dtype="int64"))
    coverage = reader.coverage_of(Selection(reader.coverage.whole, kinds))
    first = step_from(coverage.first_on)
    # Categories of different feeds are shown up to the day that all of them are settled.
    settled = min(reader.reach_of(kind).settled_until for kind in kinds)
    steps = max(0, (settled - first) // _STEP)
    starts = tuple(first + n * _STEP for n in range(steps))
    counts = np.zeros((len(places), len(kinds), steps), dtype="int64")
    if steps:
        chosen = Selection(Period(first, first + steps * _STEP), kinds)
        table = reader.count(chosen, ("neighborhood_id", "category", "occurred_on"))
        place = table["neighborhood_id"].map({name: n for n, name in enumerate(places) if name})
        step = (pd.to_datetime(table["occurred_on"]) - pd.Timestamp(first)).dt.days // STEP_DAYS
        kind = table["category"].map({name: n for n, name in enumerate(kinds)})
        where = place.fillna(len(places) - 1).astype(int)
        np.add.at(counts, (where, kind.astype(int), step), table["incidents"])
    return Cube(starts, places, kinds, counts)


def step_from(day: date) -> date:
    """Give the first day of the first step that begins on a day or after it."""
    return day + timedelta(days=-(pd.Timestamp(day) - FIRST_STEP).days % STEP_DAYS)


def now_steps(cube: Cube, asked: Asked) -> int:
    """Give how many steps are counted: those asked for, as far as there are so many."""
    return min(asked.steps, len(cube.starts))


def days_counted(cube: Cube, steps: int) -> Period:
    """Give the days of the last steps."""
    return cube.period(len(cube.starts) - steps, len(cube.starts) - 1)


def comparison(cube: Cube, steps: int) -> Comparison | None:
    """Give the last steps and as many before, with words for them; None where there are not so many."""
    if not steps or len(cube.starts) < 2 * steps:
        return None
    now = days_counted(cube, steps)
    before = f"the {span_words(steps)} before"
    return Comparison(now, now.previous(), now.label(), before, f"from {now.label()}")


def span_words(steps: int) -> str:
    """Say how long some steps are: "28 days", "12 weeks"."""
    return f"{STEP_DAYS} days" if steps == 1 else f"{steps * STEP_DAYS // 7} weeks"


def change_of(
    cube: Cube, kinds: tuple[str, ...], steps: int, place: str | None = CITY
) -> Change | None:
    """Compare the last steps with as many before; None where there are not so many."""
    if comparison(cube, steps) is None:
        return None
    now = len(cube.starts) - steps
    return compare_steps(cube, cube.series(kinds, place)[None], now - steps, now, steps)[0]


def compare_steps(
    cube: Cube, series: np.ndarray, before: int, now: int, steps: int
) -> list[Change]:
    """Compare the steps from `now` on with as many from `before` on, for each series of counts by step.

    How much more than chance the steps before both vary is allowed for.
    """
    table = pd.DataFrame(
        {
            "week_on": pd.to_datetime(pd.Series(cube.starts)).astype("datetime64[us]"),
            "incidents": 0.0,
            "is_complete": True,
            "is_settled": True,
        }
    )
    spread = dispersions_of(table, series, before=cube.starts[before], step_weeks=4)
    return [
        compare_counts(
            int(counts[now : now + steps].sum()),
            int(counts[before : before + steps].sum()),
            days_now=steps * STEP_DAYS,
            days_before=steps * STEP_DAYS,
            dispersion=float(dispersion),
        )
        for counts, dispersion in zip(series, spread, strict=True)
    ]


def place_table(reader: Reader, asked: Asked, *, steps: int | None = None) -> pd.DataFrame:
    """List the neighborhoods, most incidents first, then what lies in none: place, name, now, before, verdict.

    `steps` stands for those asked for; `before` and `verdict` are missing where there are no steps to compare with.
    """
    return reader.once(
        "public places", asked.kinds, steps or asked.steps,
        make=lambda: _place_table(reader, asked.kinds, steps or asked.steps),
    )  # fmt: skip


def _place_table(reader: Reader, kinds: tuple[str, ...], most: int) -> pd.DataFrame:
    cube = cube_of(reader)
    steps = min(most, len(cube.starts))
    series = np.stack([cube.series(kinds, place) for place in cube.places])
    table = pd.DataFrame(
        {
            "place": cube.places,
            "name": [
                reader.names[place] if place else "In no neighborhood" for place in cube.places
            ],
            "now": series[:, len(cube.starts) - steps :].sum(axis=1),
            "before": None,
            "verdict": None,
        }
    )
    if comparison(cube, steps) is not None:
        now = len(cube.starts) - steps
        found = compare_steps(cube, series, now - steps, now, steps)
        table["before"] = [change.before for change in found]
        table["verdict"] = [change.verdict for change in found]
    table["is_none"] = table["place"].isna()
    return table.sort_values(
        ["is_none", "now", "name"], ascending=[True, False, True], ignore_index=True
    ).drop(columns="is_none")


def block_table(reader: Reader, asked: Asked) -> pd.DataFrame | None:
    """List the blocks shown of a neighborhood, most incidents first: block_id, name, now; None where there are no blocks.

    The days and the kinds are those of the neighborhood's own count, which holds more: what lies on blocks that are not shown.
    """
    blocks = reader.blocks
    if blocks is None or asked.place is None:
        return None
    own = blocks[blocks["neighborhood_id"] == asked.place]
    cube = cube_of(reader)
    steps = now_steps(cube, asked)
    table = pd.DataFrame(own[["block_id", "name"]]).reset_index(drop=True)
    counts = pd.Series(dtype="int64")
    if steps:
        chosen = Selection(days_counted(cube, steps), asked.kinds).within(asked.place)
        found = reader.count(chosen, ("neighborhood_id", "block_id"))
        counts = found.dropna(subset="block_id").set_index("block_id")["incidents"]
    table["now"] = table["block_id"].map(counts).fillna(0).astype("int64")
    return table.sort_values(["now", "name"], ascending=[False, True], ignore_index=True)


def step_table(reader: Reader, asked: Asked, *, most: int | None = None) -> pd.DataFrame:
    """List the steps of a place by kind: start_on, a column for each kind asked for."""
    cube = cube_of(reader)
    place = asked.place or CITY
    table = pd.DataFrame({"start_on": pd.to_datetime(pd.Series(cube.starts, dtype="object"))})
    for kind in asked.kinds:
        table[kind] = cube.series((kind,), place)
    return table.tail(most) if most else table
