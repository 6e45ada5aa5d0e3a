"""Is the order that of the whole city, by the reader's weights, and never a mix of what must stay apart?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from analytics.coverage import Coverage
from analytics.periods import Period
from analytics.priorities.days import RankedDays, ranked_days, years_words
from dashboard.context import Reader
from dashboard.tables.priorities import (
    listed,
    priority_table,
    rankings,
    sure_of_top,
    topics_of,
)
from dashboard.tables.weights import DEFAULTS, read_weights

PAGE = "/priorities"


def labels(reader: Reader, search: str) -> list[str]:
    return [found.topic.label for found in rankings(reader, reader.view(PAGE, search))]


def ranks(reader: Reader, search: str) -> pd.DataFrame:
    found = rankings(reader, reader.view(PAGE, search))[0].found
    assert found is not None
    return found.table.set_index(["neighborhood_id", "concern"])


def test_what_officers_find_is_never_ranked_beside_what_victims_report(demo_reader: Reader) -> None:
    view = demo_reader.view(PAGE, "?offense=all")
    topics, alone = topics_of(demo_reader, view.selection)
    assert [set(topic.concerns) for topic in topics] == [{"robbery", "burglary", "other"}]
    assert alone == ("narcotics", "quality_of_life")


def test_narcotics_are_ranked_by_who_found_them_and_quality_of_life_alone(
    demo_reader: Reader,
) -> None:
    assert labels(demo_reader, "?offense=narcotics,quality_of_life") == [
        "Narcotics found by officers",
        "Narcotics reported by residents",
        "Quality of life",
    ]
    officers, residents, _ = rankings(
        demo_reader, demo_reader.view(PAGE, "?offense=narcotics,vandalism")
    )
    both = demo_reader.count(
        demo_reader.view(PAGE, "?offense=narcotics").selection, ("found_by",)
    ).set_index("found_by")["incidents"]
    assert officers.incidents == both["officer"]
    assert residents.incidents == both["reported"]


def test_an_offense_is_not_ranked_beside_its_own_category(demo_reader: Reader) -> None:
    view = demo_reader.view(PAGE, "?offense=burglary,burglary_residential,robbery_person")
    topics, _ = topics_of(demo_reader, view.selection)
    assert topics[0].concerns == ("burglary", "robbery_person")


def test_a_chosen_neighborhood_keeps_its_rank_within_the_city(demo_reader: Reader) -> None:
    everywhere = ranks(demo_reader, "")
    view = demo_reader.view(PAGE, "?neighborhood=midtown,sunmor")
    ranking = rankings(demo_reader, view)[0]
    rows = listed(ranking, view)
    assert set(rows["neighborhood_id"]) == {"midtown", "sunmor"}
    for row in rows.itertuples():
        assert row.rank == everywhere.loc[(row.neighborhood_id, row.concern), "rank"]


def test_weights_of_the_link_change_the_order_and_the_counts_stay(demo_reader: Reader) -> None:
    usual = ranks(demo_reader, "")
    by_volume = ranks(demo_reader, "?weights=volume:1,trend:0,concentration:0,community:0,harm:0")
    assert by_volume["volume"].is_monotonic_decreasing
    assert not usual["volume"].is_monotonic_decreasing
    assert by_volume["incidents"].sum() == usual["incidents"].sum()


def test_no_incident_is_no_ranking(demo_reader: Reader) -> None:
    search = "?offense=carjacking&period=2025-09-01..2025-09-03"
    ranking = rankings(demo_reader, demo_reader.view(PAGE, search))[0]
    assert ranking.found is None
    assert ranking.why_not == "No incident of this kind 1 to 3 Sep 2025, so nothing can be ranked."
    assert priority_table(demo_reader, demo_reader.view(PAGE, search)).empty


def test_days_that_still_fill_up_are_not_ranked(demo_reader: Reader) -> None:
    coverage = demo_reader.coverage
    search = f"?period={coverage.settled_until}..{coverage.data_as_of}"
    ranking = rankings(demo_reader, demo_reader.view(PAGE, search))[0]
    assert ranking.found is None
    assert "not settled yet" in ranking.why_not
    both = demo_reader.view(PAGE, f"?period=2025-01-01..{coverage.data_as_of}")
    days = rankings(demo_reader, both)[0].days
    assert days is not None
    assert days.now.end == coverage.settled_until


def test_only_columns_that_nothing_is_known_of_rank_nothing(demo_reader: Reader) -> None:
    search = "?weights=volume:0,trend:0,concentration:0,community:2,harm:0"
    ranking = rankings(demo_reader, demo_reader.view(PAGE, search))[0]
    assert ranking.found is None
    assert "Nothing is known yet of Community" in ranking.why_not


def test_harm_weighs_offenses_with_a_term_and_no_whole_category(demo_reader: Reader) -> None:
    weights = "weights=volume:1,trend:1,concentration:1,community:1,harm:2"
    whole = rankings(demo_reader, demo_reader.view(PAGE, f"?{weights}"))[0]
    assert whole.is_harm_left_out
    assert whole.found is not None
    assert "harm" not in whole.found.weights
    search = f"?offense=burglary_residential,robbery_person&{weights}"
    kinds = rankings(demo_reader, demo_reader.view(PAGE, search))[0]
    assert not kinds.is_harm_left_out
    assert kinds.found is not None
    assert kinds.found.weights["harm"] == pytest.approx(0.4)


def test_the_file_holds_what_the_page_ranks(demo_reader: Reader) -> None:
    view = demo_reader.view(PAGE, "")
    ranking = rankings(demo_reader, view)[0]
    table = priority_table(demo_reader, view)
    assert ranking.found is not None
    assert table["Rank"].tolist() == ranking.found.table["rank"].tolist()
    assert table["Incidents"].sum() == ranking.found.table["incidents"].sum()
    assert (table["Rank from"] <= table["Rank"]).all()
    assert table["Why"].str.contains(f"of {len(table)}").all()


def test_surely_is_said_of_the_share_that_is_listed(demo_reader: Reader) -> None:
    ranking = rankings(demo_reader, demo_reader.view(PAGE, "?offense=burglary"))[0]
    assert ranking.found is not None
    for share, sure in ((0.949, 0), (0.95, 1)):
        # Whole rank intervals within the first five say nothing of it: they have the reader's weights.
        table = ranking.found.table.assign(rank_high=1, top_5_share=0.3)
        table.loc[0, "top_5_share"] = share
        changed = replace(ranking, found=replace(ranking.found, table=table))
        assert sure_of_top(changed) == sure


def test_estimates_are_named_so_in_the_file(demo_reader: Reader) -> None:
    names = list(priority_table(demo_reader, demo_reader.view(PAGE, "")))
    assert "A year, allowing for chance" in names
    assert "Share in five blocks, allowing for chance" in names


COVERAGE = Coverage(
    place="Oz", run_id="1", first_on=date(2018, 1, 1), data_as_of=date(2025, 12, 28),
    settled_until=date(2025, 12, 15), counted=0, on_map=0, located=0, is_simulated=True,
    is_schematic=False, categories=("burglary",), time_zone="UTC", analysis_crs="EPSG:26911",
)  # fmt: skip


def test_a_few_weeks_are_held_against_the_same_weeks_of_the_years_before() -> None:
    weeks = Period(date(2025, 11, 3), date(2025, 12, 1))
    days = ranked_days(weeks, COVERAGE)
    assert days is not None
    assert [period.start for period in days.before] == [
        date(2024, 11, 4), date(2023, 11, 6), date(2022, 11, 7),
    ]  # fmt: skip
    assert days.days_before == 3 * 28
    assert years_words(days) == "a rise is told against the same weeks of the 3 years before"


def test_several_years_are_held_against_whole_years_before_them() -> None:
    two_years = Period(date(2023, 12, 18), date(2025, 12, 15))
    days = ranked_days(two_years, COVERAGE)
    assert days is not None
    assert days.before == (Period(date(2021, 12, 20), date(2023, 12, 18)),)
    seven = ranked_days(Period(date(2018, 6, 1), date(2025, 6, 1)), COVERAGE)
    assert seven is not None
    assert seven.before == ()
    assert years_words(seven) == "no earlier days to tell a rise by"


def test_days_of_one_ranking_never_overlap() -> None:
    for length in (7, 28, 90, 364, 365, 728, 1500):
        days = ranked_days(
            Period(date(2025, 12, 15) - pd.Timedelta(days=length), date(2025, 12, 15)), COVERAGE
        )
        assert isinstance(days, RankedDays)
        stretches = sorted([days.now, *days.before])
        assert all(a.end <= b.start for a, b in pairwise(stretches))


def test_weights_that_say_nothing_are_the_usual_ones() -> None:
    assert dict(read_weights("").used) == DEFAULTS
    zero = read_weights("volume:0,trend:0,concentration:0,community:0")
    assert dict(zero.used) == DEFAULTS
    assert "Every weight is zero" in zero.notices[0]
    strange = read_weights("fame:2,trend:9,volume:0.5")
    assert "“fame”" in strange.notices[0]
    assert strange.of("trend") == 3
    assert strange.of("volume") == 0.5
    assert strange.of("concentration") == 1
