"""Does one neighborhood's page count what the town is known to hold, on every level and beside others?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.changes import compare_counts
from analytics.figures.tables import trend_table
from analytics.selection import Selection
from dashboard.context import Context, Reader
from dashboard.days import compared_days
from dashboard.tables.alike import repeat_addresses, repeat_table, similar_places, similar_table
from dashboard.tables.beside import beside_table, besides, others_chosen, stretch_table
from dashboard.tables.neighborhood import (
    chosen_place,
    concentration_words,
    dispersion_of_place,
    level_answers,
    level_table,
    place_block_table,
    place_blocks,
    place_choice,
    place_trends,
    place_view,
    place_week_table,
)
from dashboard.tables.places import place_counts
from dashboard.urlstate import View

# 52 settled weeks: a burglary each Monday in Northwest, one on the edge in Northeast, three in no neighborhood.
SEARCH = "?neighborhood=northwest&offense=burglary&period=2024-12-16..2025-12-14"
# 26 weeks with as many before them: Mondays on blocks 4, 1, 2, 3 and so on, and all four that lie elsewhere.
HALF = "?neighborhood=northwest&offense=burglary&period=2025-06-09..2025-12-07"


@pytest.fixture(scope="module")
def town_reader(town_data_dir: Path) -> Iterator[Reader]:
    context = Context(
        town_data_dir, audience="police", clock=lambda: datetime(2025, 12, 29, 6, tzinfo=UTC)
    )
    yield context.reader()
    context.close()


def view_of(reader: Reader, search: str = SEARCH) -> View:
    return reader.view("/neighborhood", search)


def test_the_page_is_about_the_first_neighborhood_of_the_link(town_reader: Reader) -> None:
    both = view_of(town_reader, "?neighborhood=southwest,northeast")
    assert chosen_place(both) == "northeast"
    assert place_view(both).selection.neighborhoods == ("northeast",)
    assert chosen_place(view_of(town_reader, "")) is None


def test_every_neighborhood_is_offered_the_busy_ones_first_and_the_quiet_ones_too(
    town_reader: Reader,
) -> None:
    offered = place_choice(town_reader, view_of(town_reader))
    assert offered["neighborhood_id"].tolist() == [
        "northwest", "northeast", "southeast", "southwest",
    ]  # fmt: skip
    assert offered["incidents"].tolist() == [52, 1, 0, 0]


@pytest.mark.parametrize(
    "search", ["", "&offense=narcotics", "&block=northwest-1&neighborhood=northwest,southeast"]
)
def test_the_file_of_weeks_holds_those_of_the_chart(town_reader: Reader, search: str) -> None:
    """Of the whole neighborhood, what victims report together, whatever block or second place the link names."""
    view = view_of(town_reader, HALF + search)
    file, trends = place_week_table(town_reader, view), place_trends(town_reader, view)
    assert file["Offenses"].unique().tolist() == [label for label, _ in trends]
    for label, trend in trends:
        weeks = file[file["Offenses"] == label]
        assert weeks["Incidents"].tolist() == trend_table(trend)["Incidents"].tolist()
    assert file["Incidents"].sum() > 0 or "narcotics" in search


def test_block_neighborhood_and_city_add_up(town_reader: Reader) -> None:
    levels = level_answers(town_reader, view_of(town_reader, HALF))
    assert [found.place.level for found in levels.answers] == ["block", "neighborhood", "city"]
    assert [found.change.now for found in levels.answers] == [7, 26, 30]
    assert [found.change.before for found in levels.answers][1:] == [26, 26]
    assert [found.above_now for found in levels.answers] == [26, 30, None]
    assert level_table(town_reader, view_of(town_reader, HALF))["Incidents"].tolist() == [7, 26, 30]


def test_a_block_that_only_its_count_chose_is_said_to_be_picked(town_reader: Reader) -> None:
    picked = level_answers(town_reader, view_of(town_reader, HALF))
    assert picked.is_picked
    assert picked.answers[0].place.place_id == "northwest-1"
    levels = level_answers(town_reader, view_of(town_reader, f"{HALF}&block=northwest-3"))
    assert not levels.is_picked
    assert levels.answers[0].place.place_id == "northwest-3"
    assert levels.answers[0].change.now == 6


def test_nothing_is_answered_where_nothing_can_be_compared(town_reader: Reader) -> None:
    assert level_answers(town_reader, view_of(town_reader)).answers == ()
    assert level_table(town_reader, view_of(town_reader)).empty


def test_a_chosen_block_does_not_narrow_the_page(town_reader: Reader) -> None:
    asked = view_of(town_reader, f"{SEARCH}&block=northwest-3")
    assert place_blocks(town_reader, asked)["incidents"].tolist() == [13, 13, 13, 13]
    assert besides(town_reader, asked)[0].incidents == 52


def test_quiet_blocks_are_listed_with_zero_and_none_of_them_is_picked(town_reader: Reader) -> None:
    view = view_of(town_reader, HALF.replace("northwest", "southeast"))
    assert place_block_table(town_reader, view)["Incidents"].tolist() == [0, 0, 0, 0]
    assert level_answers(town_reader, view).answers[0].place.level == "neighborhood"
    assert "too few to tell" in concentration_words(town_reader, view)


def test_shares_are_of_the_whole_city_with_what_lies_in_no_neighborhood(
    town_reader: Reader,
) -> None:
    view = view_of(town_reader, f"{SEARCH}&beside=northeast,nowhere,northwest,southeast,southwest")
    assert others_chosen(town_reader, view) == ["northeast", "southeast"]
    found = besides(town_reader, view)
    assert [each.name for each in found] == ["Northwest", "Northeast", "Southeast", "Tiny Town"]
    assert [each.incidents for each in found] == [52, 1, 0, 56]
    assert found[0].share == pytest.approx(52 / 56)
    assert found[-1].share == 1


def test_stretches_hold_what_the_days_hold(town_reader: Reader) -> None:
    found = besides(town_reader, view_of(town_reader))
    assert [len(each.stretches) for each in found] == [13, 13]
    assert found[0].stretches["incidents"].tolist() == [4] * 13
    assert found[1].stretches["incidents"].sum() == 56
    listed = stretch_table(town_reader, view_of(town_reader))
    assert listed.groupby("Place")["Incidents"].agg(list)["Northwest"] == [4] * 13
    assert beside_table(town_reader, view_of(town_reader))["Incidents"].tolist() == [52, 56]


def test_stretches_before_the_first_day_are_gaps_not_zeros(town_reader: Reader) -> None:
    early = view_of(
        town_reader, "?neighborhood=northwest&offense=burglary&period=2024-01-01..2024-04-21"
    )
    stretches = besides(town_reader, early)[0].stretches
    assert np.isnan(stretches["incidents"].iloc[0])
    assert stretches["incidents"].iloc[-1] == 4
    assert stretches["incidents"].sum() == 16


def test_only_what_victims_report_is_added_up_and_the_rest_drawn_part_by_part(
    demo_reader: Reader,
) -> None:
    mixed = demo_reader.view("/neighborhood", "?neighborhood=midtown&offense=all")
    assert [label for label, _ in place_trends(demo_reader, mixed)] == [
        "Robbery, burglary and other offenses"
    ]
    found = demo_reader.view("/neighborhood", "?neighborhood=midtown&offense=narcotics")
    assert [label for label, _ in place_trends(demo_reader, found)] == [
        "Narcotics found by officers",
        "Narcotics reported by residents",
    ]


def test_the_page_agrees_with_the_overview(demo_reader: Reader) -> None:
    view = demo_reader.view("/neighborhood", "?neighborhood=midtown&period=90d")
    overview = place_counts(demo_reader, demo_reader.view("/", "?period=90d"))
    assert besides(demo_reader, view)[0].incidents == overview["midtown"]
    found = level_answers(demo_reader, view).answers
    assert found[-2].change.now == overview["midtown"]


def test_one_address_again_and_again_is_found(town_reader: Reader) -> None:
    found, sentence = repeat_addresses(town_reader, view_of(town_reader))
    assert found is not None
    assert found.table["incidents"].tolist() == [52]
    assert "1 of 1 addresses had more than one" in sentence
    table = repeat_table(town_reader, view_of(town_reader))
    # As the feed spells it, not in the capitals by which addresses are compared.
    assert table["Address"].tolist() == ["Northwest"]
    assert table["First"].tolist() == ["2024-12-16"]


def test_too_many_for_addresses_is_said_in_words(
    town_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.tables.alike.MOST_INCIDENTS", 51)
    search = "?neighborhood=northwest&offense=burglary&period=2024-12-09..2025-12-07"
    found, sentence = repeat_addresses(town_reader, view_of(town_reader, search))
    assert found is None
    assert "52 incidents are too many" in sentence


def test_two_years_are_said_to_be_too_short_for_likeness(town_reader: Reader) -> None:
    alike = similar_places(town_reader, view_of(town_reader))
    assert alike is not None
    assert alike.is_short
    assert similar_places(town_reader, view_of(town_reader, "")) is None


def test_likeness_never_mixes_what_must_stay_apart(demo_reader: Reader) -> None:
    alone = demo_reader.view("/neighborhood", "?neighborhood=midtown&offense=all")
    victims = demo_reader.view(
        "/neighborhood", "?neighborhood=midtown&offense=burglary,robbery,other"
    )
    assert similar_table(demo_reader, alone).equals(similar_table(demo_reader, victims))
    alike = similar_places(demo_reader, alone)
    assert alike is not None
    assert not alike.is_short
    assert alike.days.days == 4 * 364


class BusierReader(Reader):
    """The same snapshot with forty incidents for each: enough on a block to learn from."""

    def count(self, selection: Selection, by: Sequence[str] = ("neighborhood_id",)) -> pd.DataFrame:
        counts = super().count(selection, by)
        return counts.assign(incidents=40 * counts["incidents"])


def test_a_block_varies_as_much_as_its_own_weeks_did(demo_reader: Reader) -> None:
    """The weeks of all blocks are counted at once; those of the one alone must say the same."""
    reader = BusierReader(demo_reader.store)
    view = reader.view("/neighborhood", "?neighborhood=midtown&offense=quality_of_life&period=90d")
    block = place_blocks(reader, view).iloc[0]
    compared = compared_days(reader, place_view(view))
    assert compared is not None
    alone = replace(place_view(view).selection, blocks=(block["block_id"],))
    expected = dispersion_of_place(reader, alone, compared)
    assert expected > 10
    found = level_answers(reader, view).answers[0]
    assert found.place.place_id == block["block_id"]
    asked = compare_counts(
        int(block["incidents"]),
        int(block["before"]),
        days_now=90,
        days_before=90,
        dispersion=expected,
    )
    assert (found.change.ratio_low, found.change.ratio_high) == (asked.ratio_low, asked.ratio_high)


def test_another_place_and_other_days_with_the_same_end_ask_for_no_new_profiles(
    demo_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = demo_reader.view("/neighborhood", "?neighborhood=midtown&offense=shoplifting")
    assert similar_places(demo_reader, first) is not None
    monkeypatch.setattr("dashboard.tables.alike.make_profiles", None)
    search = "?neighborhood=sunmor&offense=shoplifting&period=28d"
    assert similar_places(demo_reader, demo_reader.view("/neighborhood", search)) is not None
