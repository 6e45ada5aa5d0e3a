"""What is happening in one neighborhood: how many, on which blocks, and is that a change there, in the neighborhood, in the city?

The place is the first neighborhood of the link. A block or a drawn area of the link only marks a block here: the page is about
the whole neighborhood. A block hardly ever shows a change, and one picked because its count is high was partly picked by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import geopandas as gpd
import pandas as pd

from analytics.concentration import concentration_sentence, count_blocks, measure_concentration
from analytics.counts import count_weeks, total_incidents
from analytics.figures.tables import trend_table
from analytics.levels import Answer, Place, answer
from analytics.numbers import write
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period
from analytics.selection import Selection
from analytics.trends import HISTORY_WEEKS, LEAST_WEEKS, Trend, expected_weeks, trend_period
from dashboard.context import Reader
from dashboard.days import Comparison, compared_days
from dashboard.tables.parts import dispersion_before, parts_of
from dashboard.tables.places import counted_selection, mapped_selection, place_counts
from dashboard.tables.weeks import part_trend
from dashboard.urlstate import View
from dashboard.wording import offenses_words, place_title

SEED = 1
# The sentence names whole blocks: with 199 draws their limits are the same to the block, or one off.
CHANCE_DRAWS = 199
BY_PLACE: tuple[str, ...] = ("neighborhood_id",)
BY_BLOCK = (*BY_PLACE, "block_id")


@dataclass(frozen=True)
class Levels:
    """The same question of a block, the neighborhood and the city; `is_picked` where nobody chose the block but its count."""

    answers: tuple[Answer, ...]
    is_picked: bool = False


def chosen_place(view: View) -> str | None:
    """Give the neighborhood that the page is about: the first of the filter."""
    return next(iter(view.selection.neighborhoods), None)


def place_view(view: View, place: str | None = None) -> View:
    """Give the same view of one whole neighborhood, the page's own where none is named."""
    place = place or chosen_place(view)
    here = replace(view.selection, neighborhoods=(place,) if place else (), area=None, blocks=())
    return replace(view, selection=here)


def city_view(view: View) -> View:
    """Give the same view of the whole city."""
    return replace(view, selection=view.selection.everywhere())


def place_choice(reader: Reader, view: View) -> pd.DataFrame:
    """List all neighborhoods, most incidents first: neighborhood_id, name, incidents."""
    counts = place_counts(reader, city_view(view))
    table = pd.DataFrame(
        {"neighborhood_id": list(reader.names), "name": list(reader.names.values())}
    )
    table["incidents"] = table["neighborhood_id"].map(counts)
    return table.sort_values(["incidents", "name"], ascending=[False, True], ignore_index=True)


def place_blocks(reader: Reader, view: View) -> pd.DataFrame:
    """List the blocks of the neighborhood, most incidents first, quiet ones too.

    Columns: block_id, name, incidents, before (missing where nothing is compared). Empty where no blocks are known. A block is in
    the neighborhood that the layer of blocks says.
    """
    return reader.once("place blocks", view, make=lambda: _blocks(reader, view))


def _blocks(reader: Reader, view: View) -> pd.DataFrame:
    own = own_blocks(reader, chosen_place(view))
    if own is None:
        return pd.DataFrame(columns=["block_id", "name", "incidents", "before"])
    table = pd.DataFrame(own[["block_id", "name"]]).reset_index(drop=True)
    here, compared = place_view(view), compared_days(reader, place_view(view))
    counted = counted_selection(reader, here)
    table["incidents"] = count_blocks(reader.count(counted, BY_BLOCK), own).to_numpy()
    table["before"] = pd.array([None] * len(own), dtype="Int64")
    if compared:
        earlier = reader.count(counted.during(compared.before), BY_BLOCK)
        table["before"] = count_blocks(earlier, own).astype("Int64").to_numpy()
    return table.sort_values(["incidents", "name"], ascending=[False, True], ignore_index=True)


def own_blocks(reader: Reader, place: str | None) -> gpd.GeoDataFrame | None:
    """Give the blocks of a neighborhood with their outlines; None where no blocks are known."""
    blocks = reader.blocks
    if blocks is None:
        return None
    return reader.once("own blocks", place, make=lambda: blocks[blocks["neighborhood_id"] == place])


def place_block_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the blocks as the page does."""
    table = place_blocks(reader, view)
    return table[["name", "incidents", "before"]].set_axis(
        ["Block", "Incidents", "Before"], axis="columns"
    )


def concentration_words(reader: Reader, view: View) -> str:
    """Say on how few blocks half of the incidents fell; empty where no blocks are known."""
    blocks = place_blocks(reader, view)
    if blocks.empty:
        return ""
    counts = blocks["incidents"].to_numpy(dtype="int64")
    found = measure_concentration(counts, seed=SEED, draws=CHANCE_DRAWS)
    return concentration_sentence(found, what_words(reader, view))


def what_words(reader: Reader, view: View) -> str:
    """Name the offenses that the page's map, levels and weeks count together."""
    return offenses_words(mapped_selection(reader, view).offenses)


def level_answers(reader: Reader, view: View) -> Levels:
    """Answer for the block chosen, or the busiest one, for its neighborhood and for the city; empty where nothing is compared."""
    return reader.once("levels", view, make=lambda: _levels(reader, view))


def _levels(reader: Reader, view: View) -> Levels:
    here, place = place_view(view), chosen_place(view)
    compared = compared_days(reader, here)
    if compared is None or place is None:
        return Levels(())
    city = Place("city", "", place_title(reader.coverage.place))
    neighborhood = Place("neighborhood", place, reader.names[place], city)
    levels, is_picked = [neighborhood, city], False
    blocks = place_blocks(reader, view)
    if not blocks.empty:
        chosen = blocks[blocks["block_id"].isin(view.selection.blocks)]
        is_picked = chosen.empty
        block = (blocks if is_picked else chosen).iloc[0]
        if block["incidents"] or not is_picked:
            levels.insert(0, Place("block", block["block_id"], block["name"], neighborhood))
    return Levels(tuple(_answer(reader, here, level, compared) for level in levels), is_picked)


def _answer(reader: Reader, here: View, level: Place, compared: Comparison) -> Answer:
    city = mapped_selection(reader, city_view(here))
    counted, by = city, BY_PLACE
    if level.level == "block":
        # Blocks are counted within the neighborhood alone: in the whole city every row would have to be read.
        counted, by = city.within(*here.selection.neighborhoods), BY_BLOCK
    now, before = (
        reader.count(counted.during(period), by) for period in (compared.now, compared.before)
    )
    return answer(
        level,
        now,
        before,
        what=offenses_words(city.offenses),
        days=compared.now.days,
        dispersion=_dispersion(reader, city, level, compared),
        now_words=compared.now_words,
        before_words=compared.before_words,
    )


def dispersion_of_place(reader: Reader, selection: Selection, compared: Comparison) -> float:
    """Give how much more than chance the weeks of a place vary before the days compared, learned once."""
    coverage = reader.coverage_of(selection)
    everything = selection.during(coverage.whole)

    def learn() -> float:
        counts = reader.count(everything, ("week_on",))
        # So few, as most blocks have, tell nothing of it: `dispersion_of` takes chance alone for them, too.
        if total_incidents(counts) < LEAST_WEEKS:
            return 1.0
        return dispersion_before(coverage, counts, compared)

    return reader.once("dispersion", everything, compared.before.start, make=learn)


def _dispersion(reader: Reader, city: Selection, level: Place, compared: Comparison) -> float:
    if level.level == "city" or level.within is None:
        return dispersion_of_place(reader, city, compared)
    if level.level == "neighborhood":
        return dispersion_of_place(reader, city.within(level.place_id), compared)
    # The weeks of all blocks of the neighborhood are counted at once, and only those that are learned from.
    coverage, own = reader.coverage_of(city), city.within(level.within.place_id)
    first = max(coverage.first_on, compared.before.start - timedelta(weeks=HISTORY_WEEKS + 1))
    if first >= compared.before.start:
        return 1.0
    learned = own.during(Period(first, compared.before.start))
    counts = reader.count(learned, ("block_id", "week_on"))
    counts = counts[counts["block_id"] == level.place_id]
    if total_incidents(counts) < LEAST_WEEKS:
        return 1.0
    return dispersion_before(coverage, counts, compared)


def level_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the three levels below each other."""
    return pd.DataFrame(
        [
            {
                "Level": found.place.level.capitalize(),
                "Place": found.place.name,
                "Incidents": found.change.now,
                "Before": found.change.before,
                "Change": write("verdict", found.change.verdict),
                "Share of the level above": found.above_share,
            }
            for found in level_answers(reader, view).answers
        ],
        columns=["Level", "Place", "Incidents", "Before", "Change", "Share of the level above"],
    )


def place_trends(reader: Reader, view: View) -> list[tuple[str, Trend]]:
    """Give the weeks of the neighborhood with their usual range: what victims report together, all else part by part."""
    return reader.once("place trends", view, make=lambda: _trends(reader, view))


def place_week_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the weeks of the page's charts below each other."""
    return pd.concat(
        [trend_table(trend).assign(Offenses=label) for label, trend in place_trends(reader, view)],
        ignore_index=True,
    )


def _trends(reader: Reader, view: View) -> list[tuple[str, Trend]]:
    here = place_view(view)
    selection = mapped_selection(reader, here)
    if not all(CATEGORIES[category_of(name)].is_victim_reported for name in selection.offenses):
        return [
            (part.label, part_trend(reader, here, part)) for part in parts_of(reader, here.asked)
        ]
    coverage = reader.coverage_of(selection)
    history, shown_from = trend_period(selection.period, coverage)
    counts = reader.count(selection.during(history), ("week_on",))
    weeks = count_weeks(counts, coverage=coverage, period=history)
    return [(offenses_words(selection.offenses), expected_weeks(weeks, shown_from=shown_from))]
