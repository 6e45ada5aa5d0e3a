"""Do the numbers of a page add up, and are they kept apart where they must be?"""

from __future__ import annotations

import pytest

from dashboard.context import Reader
from dashboard.hotspot_tables import hotspot_tables, incident_places
from dashboard.tables import (
    category_findings,
    group_findings,
    mapped_change,
    mapped_selection,
    part_trend,
    parts_of,
    place_changes,
)


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


def test_hot_is_measured_against_the_whole_city(demo_reader: Reader) -> None:
    everywhere = hotspot_tables(demo_reader, demo_reader.view("/hotspots", ""))
    areas = everywhere.areas.dropna(subset=["neighborhood_id"])
    place = areas["neighborhood_id"].iloc[0]
    there = hotspot_tables(demo_reader, demo_reader.view("/hotspots", f"?neighborhood={place}"))
    assert there.areas["area"].tolist() == areas[areas["neighborhood_id"] == place]["area"].tolist()
    assert there.on_map < everywhere.on_map


def test_counts_of_blocks_add_up_to_the_incidents_with_a_position(demo_reader: Reader) -> None:
    found = hotspot_tables(demo_reader, demo_reader.view("/hotspots", ""))
    places = incident_places(demo_reader, found.incidents)
    placed = found.incidents.dropna(subset=["lon"])
    assert places["incidents"].sum() == len(placed)
