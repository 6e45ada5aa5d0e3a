"""Is what the Overview calls unusual an alarm of the last settled week, and new only what was not there before?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.alarms import find_alarms
from analytics.counts import count_weeks
from analytics.periods import Period
from dashboard.components.morning import which_week
from dashboard.context import Reader
from dashboard.tables.places import mapped_selection, place_changes
from dashboard.tables.unusual import new_here, unusual_table, unusual_this_week


@pytest.mark.parametrize("search", ["", "?offense=burglary", "?neighborhood=midtown"])
def test_alarms_are_of_the_last_settled_week(demo_reader: Reader, search: str) -> None:
    view = demo_reader.view("/", search)
    found = unusual_this_week(demo_reader, view)
    assert found.week is not None
    assert found.week + timedelta(days=7) <= demo_reader.coverage.settled_until
    assert 0 < found.expected_false < found.judged
    assert (found.alarms["incidents"] > found.alarms["limit"]).all()
    assert len(unusual_table(demo_reader, view)) == len(found.alarms)


def test_a_neighborhood_is_judged_as_it_would_be_alone(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "?offense=burglary,robbery")
    selection = mapped_selection(demo_reader, view)
    coverage = demo_reader.coverage_of(selection)
    found = unusual_this_week(demo_reader, view)
    named = set(found.alarms["neighborhood_id"].dropna())
    for place in demo_reader.names:
        counts = demo_reader.count(selection.within(place).during(coverage.whole), ("week_on",))
        weeks = count_weeks(counts, coverage=coverage)
        judged = find_alarms(weeks, shown_from=found.week)
        is_alarm = judged.loc[judged["week_on"].dt.date == found.week, "is_alarm"]
        assert is_alarm.any() == (place in named), place


def test_new_is_what_the_changes_call_new(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "?period=28d&offense=all")
    changes = place_changes(demo_reader, view)
    listed = new_here(demo_reader, view)
    places = listed[listed["neighborhood_id"].notna()]
    assert set(places["neighborhood_id"]) == set(
        changes.loc[changes["verdict"] == "new", "neighborhood_id"].dropna()
    )


def test_one_neighborhood_is_judged_by_its_kinds_only(demo_reader: Reader) -> None:
    """Its own series would be the same incidents once more."""
    for place in demo_reader.names:
        found = unusual_this_week(demo_reader, demo_reader.view("/", f"?neighborhood={place}"))
        assert found.places == 0
        assert found.judged == found.kinds > 0
        assert found.alarms["where"].isna().all()
        assert found.alarms["what"].is_unique


def test_kinds_and_neighborhoods_are_judged_in_the_same_week(demo_reader: Reader) -> None:
    kinds, places = 0, 0
    for period in ("28d", "2025-03-01..2025-04-30", "2025-06-04..2025-06-04"):
        found = unusual_this_week(demo_reader, demo_reader.view("/", f"?period={period}"))
        assert found.week is not None
        assert found.kinds > 0
        assert found.places > 0
        assert kinds in (0, found.kinds)
        assert places in (0, found.places)
        kinds, places = found.kinds, found.places


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("28d", ""),
        ("2025-11-24..2025-11-29", "are not settled"),
        ("2025-06-04..2025-06-04", "hold no whole week"),
    ],
)
def test_the_judged_week_is_named_where_it_is_none_of_the_days_chosen(
    demo_reader: Reader, period: str, says: str
) -> None:
    view = demo_reader.view("/", f"?period={period}")
    found = unusual_this_week(demo_reader, view)
    assert found.week is not None
    said = which_week(found.week, demo_reader, view)
    assert says in said
    assert bool(said) == bool(says)
    if said:
        assert Period(found.week, found.week + timedelta(days=7)).label() in said
