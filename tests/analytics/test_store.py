"""What a snapshot gives to whom, for which selection."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.errors import SelectionError, StoreError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests import town


@pytest.fixture
def public_store(town_data_dir: Path) -> Store:
    return open_snapshot(town_data_dir)


def test_public_is_the_default_and_sees_no_incident_table(public_store: Store) -> None:
    assert public_store.audience == "public"
    rows = public_store.read_incidents(Selection(town.WHOLE))
    forbidden = {"incident_id", "address", "occurred_from_local", "source_file", "row_id"}
    assert not forbidden & set(rows.columns)
    assert set(rows["category"]) == {"robbery", "burglary"}


def test_public_points_are_block_midpoints_and_days_are_steps_of_28(public_store: Store) -> None:
    rows = public_store.read_incidents(Selection(town.WHOLE)).dropna(subset="lon")
    blocks = public_store.read_blocks()
    assert blocks is not None
    midpoints = set(zip(blocks["lon"], blocks["lat"], strict=True))
    assert set(zip(rows["lon"], rows["lat"], strict=True)) <= midpoints
    steps = (
        rows["occurred_on"].drop_duplicates().sort_values() - rows["occurred_on"].min()
    ).dt.days
    assert (steps % 28 == 0).all()


def test_public_counts_of_narcotics_hide_1_to_10(public_store: Store) -> None:
    quarters = public_store.read_quarters(town.WHOLE)
    assert set(quarters["category"]) == {"narcotics"}
    southwest = quarters[quarters["neighborhood_id"] == "southwest"]
    assert southwest["incidents"].tolist() == [13, 13, 13, 13]
    northwest = quarters[quarters["neighborhood_id"] == "northwest"]
    assert northwest["incidents"].isna().tolist() == [True]


def test_public_cannot_count_by_a_column_it_may_not_see(public_store: Store) -> None:
    with pytest.raises(SelectionError, match="cannot count by found_by"):
        public_store.count_incidents(Selection(town.WHOLE), by=("found_by",))


def test_public_sees_no_summary_no_totals_and_no_findings(public_store: Store) -> None:
    for read in (public_store.read_summary, public_store.read_feeds, public_store.read_findings):
        with pytest.raises(SelectionError, match="for the police audience"):
            read()


@pytest.mark.parametrize("first", ["2024-01-02", "2024-01-08", "2025-06-09"])
def test_public_cannot_cut_a_step_of_28_days(public_store: Store, first: str) -> None:
    start = date.fromisoformat(first)
    cut = Selection(Period(start, start + timedelta(days=28)), ("burglary",))
    for read in (public_store.read_incidents, public_store.count_incidents):
        with pytest.raises(SelectionError, match="cuts one of the steps of 28 days"):
            read(cut)
    whole = cut.during(Period(date(2024, 1, 1), date(2024, 1, 29)))
    assert public_store.count_incidents(whole, ())["incidents"].tolist() == [4]


def test_public_is_told_that_narcotics_come_by_quarter(public_store: Store) -> None:
    assert public_store.coverage().categories == ("robbery", "burglary")
    with pytest.raises(SelectionError, match="by quarter only"):
        public_store.count_incidents(Selection(town.WHOLE, ("narcotics",)))


def test_audience_that_does_not_exist_is_refused(town_data_dir: Path) -> None:
    with pytest.raises(StoreError, match="public or police"):
        open_snapshot(town_data_dir, audience="staff")  # type: ignore[arg-type]


def test_period_holds_its_first_day_and_not_its_end(town_store: Store) -> None:
    day = Selection(Period(date(2025, 6, 10), date(2025, 6, 11)), ("burglary",))
    assert town_store.read_incidents(day)["incident_id"].tolist() == ["E1"]
    before = day.during(Period(date(2025, 6, 9), date(2025, 6, 10)))
    assert town_store.read_incidents(before)["neighborhood_id"].tolist() == ["northwest"]


def test_offense_and_category_select_the_same_rows_where_there_is_one_kind(
    town_store: Store,
) -> None:
    by_category = town_store.read_incidents(Selection(town.WHOLE, ("robbery",)))
    by_offense = town_store.read_incidents(Selection(town.WHOLE, ("robbery_person",)))
    assert len(by_category) == town.CITY_COUNTS["robbery"]
    assert by_category.equals(by_offense)


def test_counts_by_any_columns_add_up_to_the_rows(town_store: Store) -> None:
    selection = Selection(town.WHOLE)
    rows = len(town_store.read_incidents(selection))
    assert rows == sum(town.CITY_COUNTS.values())
    for by in (
        (),
        ("category",),
        ("week_on",),
        ("neighborhood_id", "offense"),
        ("block_id", "found_by"),
    ):
        assert town_store.count_incidents(selection, by=by)["incidents"].sum() == rows


def test_weeks_start_on_monday(town_store: Store) -> None:
    weeks = town_store.count_incidents(Selection(town.WHOLE), by=("week_on",))["week_on"]
    assert set(weeks.dt.day_of_week) == {0}


def test_neighborhood_selection_leaves_out_the_rest_of_the_city(town_store: Store) -> None:
    selection = Selection(town.WHOLE, ("burglary",), ("northwest", "southeast"))
    assert len(town_store.read_incidents(selection)) == 104


def test_located_shares_are_those_of_the_selection(town_store: Store) -> None:
    burglary = town_store.coverage(Selection(town.WHOLE, ("burglary",)))
    assert (burglary.counted, burglary.on_map, burglary.located) == (108, 106, 105)
    assert "98.1% on the map, 97.2% in a neighborhood" in burglary.sentence()


def test_snapshot_cannot_be_written_and_reaches_no_file(town_store: Store) -> None:
    for statement in ("DELETE FROM incidents", "SELECT * FROM read_text('pyproject.toml')"):
        with pytest.raises(Exception, match=r"base table|read-only|disabled"):
            town_store._query(statement)


def test_folder_without_snapshot_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"python -m etl demo --data-dir {tmp_path}"):
        open_snapshot(tmp_path)
