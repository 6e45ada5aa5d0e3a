"""Do the numbers of a page add up, and are they kept apart where they must be?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.context import Reader
from dashboard.days import NOTHING_EARLIER, not_compared_words, unsettled_words
from dashboard.tables.hotspots import block_table
from dashboard.tables.parts import category_findings, category_table, group_findings, parts_of
from dashboard.tables.places import (
    counted_selection,
    mapped_change,
    mapped_selection,
    place_changes,
    place_counts,
    place_table,
    report_selection,
)
from dashboard.tables.weeks import part_trend


@pytest.mark.parametrize("search", ["", "?period=52w", "?period=90d&offense=burglary_residential"])
def test_neighborhoods_and_what_lies_in_none_add_up_to_the_city(
    demo_reader: Reader, search: str
) -> None:
    view = demo_reader.view("/", search)
    changes = place_changes(demo_reader, view)
    total = mapped_change(demo_reader, view)
    assert total is not None
    assert changes["now"].sum() == total.now
    assert changes["before"].sum() == total.before
    assert changes["neighborhood_id"].isna().sum() == 1
    assert len(changes) == len(demo_reader.names) + 1


def test_a_quiet_neighborhood_is_listed_with_zero(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "?offense=carjacking")
    assert (place_changes(demo_reader, view)["now"] == 0).sum() > 20


def test_narcotics_are_split_by_who_found_them_and_in_no_total(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "")
    findings = category_findings(demo_reader, view)
    labels = [finding.part.label for finding in findings]
    assert labels == [
        "Robbery",
        "Burglary",
        "Narcotics found by officers",
        "Narcotics reported by residents",
        "Quality of life",
    ]
    reported, followed = group_findings(findings)
    assert [f.part.category for f in reported[2]] == ["robbery", "burglary"]
    assert "attention" in followed[1]
    total = mapped_change(demo_reader, view)
    assert total is not None
    assert total.now == sum(f.count for f in reported[2])


def test_a_part_of_a_category_is_not_called_by_the_name_of_the_whole(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "?offense=burglary_residential,robbery")
    assert [part.what for part in parts_of(demo_reader, view.selection)] == [
        "Robbery",
        "Residential burglary",
    ]


def test_a_mixed_choice_is_mapped_without_what_follows_where_officers_look(
    demo_reader: Reader,
) -> None:
    mixed = demo_reader.view("/hotspots", "?offense=burglary,narcotics,vandalism")
    assert mapped_selection(demo_reader, mixed).offenses == ("burglary",)
    alone = demo_reader.view("/hotspots", "?offense=narcotics")
    assert mapped_selection(demo_reader, alone).offenses == ("narcotics",)


def test_days_that_still_fill_up_are_not_compared(demo_reader: Reader) -> None:
    coverage = demo_reader.coverage
    last = coverage.data_as_of
    view = demo_reader.view("/", f"?period=2025-10-01..{last}&offense=burglary")
    change = mapped_change(demo_reader, view)
    assert change is not None
    assert change.days_now == (coverage.settled_until - view.selection.period.start).days
    assert change.days_now < view.selection.period.days


def test_the_first_days_of_the_data_have_nothing_before_them(demo_reader: Reader) -> None:
    first = demo_reader.coverage.first_on
    view = demo_reader.view("/", f"?period={first}..{first.replace(year=first.year + 1)}")
    assert mapped_change(demo_reader, view) is None
    assert list(place_changes(demo_reader, view).columns) == ["neighborhood_id", "name", "now"]


def test_a_trend_reaches_into_the_days_that_are_not_settled(demo_reader: Reader) -> None:
    view = demo_reader.view("/trends", "?offense=burglary")
    weeks = part_trend(demo_reader, view, parts_of(demo_reader, view.selection)[0]).weeks
    assert not weeks["is_settled"].iloc[-1]
    assert weeks["is_settled"].sum() >= 50
    assert weeks["expected"].notna().all()


def late_search(reader: Reader, *, starts_days_before: int) -> str:
    """Ask for burglaries up to the last day with data, from some days before the settled day."""
    coverage = reader.coverage
    start = coverage.settled_until - timedelta(days=starts_days_before)
    return f"?period={start}..{coverage.data_as_of}&offense=burglary"


def test_every_number_counts_the_same_days_where_the_last_are_not_settled(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/", late_search(demo_reader, starts_days_before=15))
    (finding,) = category_findings(demo_reader, view)
    changes = place_changes(demo_reader, view)
    in_none = changes[changes["neighborhood_id"].isna()]["now"].sum()
    asked = demo_reader.count(view.selection, ("offense",))["incidents"].sum()
    assert finding.change is not None
    assert 0 < finding.count < asked
    assert finding.count == finding.change.now == changes["now"].sum()
    assert finding.count == place_counts(demo_reader, view).sum() + in_none
    assert finding.count == place_table(demo_reader, view).iloc[:, 1].sum()
    assert finding.count == category_table(demo_reader, view)["Incidents"].sum()
    more = unsettled_words(demo_reader, view)
    assert more.startswith(f"{asked - finding.count} more from ")
    assert "not settled yet" in more


def test_blocks_count_the_days_of_the_other_numbers(demo_reader: Reader) -> None:
    search = late_search(demo_reader, starts_days_before=15)
    places = place_changes(demo_reader, demo_reader.view("/", search))
    busiest = places.dropna(subset=["neighborhood_id"]).iloc[0]
    view = demo_reader.view("/", f"{search}&neighborhood={busiest['neighborhood_id']}")
    settled = demo_reader.incidents(counted_selection(demo_reader, view))
    assert block_table(demo_reader, view)["Incidents"].sum() == settled["block_id"].notna().sum()


def test_days_of_which_none_is_settled_are_counted_and_not_compared(demo_reader: Reader) -> None:
    view = demo_reader.view("/", late_search(demo_reader, starts_days_before=0))
    (finding,) = category_findings(demo_reader, view)
    assert finding.change is None
    assert finding.count == place_changes(demo_reader, view)["now"].sum()
    assert "not settled yet" in not_compared_words(demo_reader, view)
    assert unsettled_words(demo_reader, view) == "", "said once, not twice"


def test_missing_earlier_data_are_told_apart_from_days_that_are_not_settled(
    demo_reader: Reader,
) -> None:
    first = demo_reader.coverage.first_on
    view = demo_reader.view("/", f"?period={first}..{first + timedelta(days=27)}")
    assert not_compared_words(demo_reader, view) == NOTHING_EARLIER
    assert unsettled_words(demo_reader, view) == ""


def test_what_victims_report_is_counted_apart_among_unsettled_days(demo_reader: Reader) -> None:
    search = late_search(demo_reader, starts_days_before=15)
    both = unsettled_words(demo_reader, demo_reader.view("/", f"{search},vandalism"))
    alone = unsettled_words(demo_reader, demo_reader.view("/", search))
    assert both.split()[0] == alone.split()[0]
    assert "victims report" in both
    assert "where officers look" in both


def test_a_ratio_is_a_number_with_its_limits_and_empty_where_there_is_none(
    demo_reader: Reader,
) -> None:
    usual = category_table(demo_reader, demo_reader.view("/", "?period=52w&offense=burglary"))
    assert (usual["Low"] < usual["Ratio"]).all()
    assert (usual["Ratio"] < usual["High"]).all()
    quiet = "?period=2025-10-01..2025-10-01&offense=carjacking&neighborhood=andreas-hills"
    none = category_table(demo_reader, demo_reader.view("/", quiet))
    assert none["Incidents"].tolist() == [0]
    assert none[["Ratio", "Low", "High"]].isna().all(axis=None)


def test_the_report_of_all_offenses_tells_of_every_category(demo_reader: Reader) -> None:
    everything = demo_reader.view("/trends", "?offense=all")
    assert set(report_selection(demo_reader, everything).offenses) == set(
        demo_reader.coverage.categories
    )
    chosen = demo_reader.view("/trends", "?offense=robbery")
    assert report_selection(demo_reader, chosen) == chosen.selection
