"""A row that names several offenses becomes a row an offense, counted by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analytics.errors import FeedError
from etl.expand import Expanded, expand
from etl.feeds.definition import load_feed
from etl.feeds.feed import Cancellation, Feed
from etl.roles import match_columns

DEFINITION = """
feed = "f"
title = "F"
place = "Town"
time_zone = "America/Los_Angeles"
[columns]
incident_id = "Case"
offense_code = "Type 1"
offense_text = "Words"
occurred_from = "Day"
[offense]
system = "ca_statute"
"""


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    path = tmp_path / "f.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    return load_feed(path)


def _rows(feed: Feed, **columns: list[str]) -> Expanded:
    size = len(columns["type_1"])
    given = {"Type 1": columns.pop("type_1"), "Words": columns.pop("words", [""] * size)}
    written = {
        "Case": [f"C{number}" for number in range(1, size + 1)],
        "Day": ["2024-01-01"] * size,
        **given,
        **{name.replace("_", " ").title(): values for name, values in columns.items()},
    }
    table = pa.table({name: pa.array(values, pa.string()) for name, values in written.items()})
    return expand(
        table, np.arange(1, size + 1) * 10, feed, match_columns(table.column_names, feed, "f.csv")
    )


def _told(expanded: Expanded) -> list[tuple[int, int, str, str]]:
    codes, words = (expanded.table[name].to_pylist() for name in ("Type 1", "Words"))
    return list(
        zip(expanded.rows.tolist(), expanded.offense_number.tolist(), codes, words, strict=True)
    )


def test_feed_of_one_offense_a_row_gets_its_own_table_back(feed: Feed) -> None:
    table, rows = pa.table({"Type 1": ["211", ""]}), np.array([1, 2])
    expanded = expand(table, rows, feed, {"offense_code": ("Type 1",)})
    assert expanded.table is table
    assert expanded.rows is rows
    assert expanded.offense_number.tolist() == [0, 0]


def test_further_columns_hold_further_offenses_and_empty_ones_none(feed: Feed) -> None:
    feed = replace(feed, more_offenses=("Type 2", "type_3"))
    expanded = _rows(
        feed,
        type_1=["211 PC", "459 PC", "", " 242 PC "],
        words=["ROBBERY", "BURGLARY", "", "BATTERY"],
        type_2=["", "484 PC", "  ", "242 PC"],
        type_3=["594 PC", "", "", "415 PC"],
    )
    assert _told(expanded) == [
        (10, 0, "211 PC", "ROBBERY"),
        (10, 1, "594 PC", ""),
        (20, 0, "459 PC", "BURGLARY"),
        (20, 1, "484 PC", ""),
        (30, 0, "", ""),
        (40, 0, "242 PC", "BATTERY"),
        (40, 1, "242 PC", ""),
        (40, 2, "415 PC", ""),
    ]
    assert expanded.table["Case"].to_pylist() == ["C1", "C1", "C2", "C2", "C3", "C4", "C4", "C4"]
    assert expanded.table.column_names == ["Case", "Day", "Type 1", "Words", "Type 2", "Type 3"]
    assert expanded.offense_number.dtype == np.int16


def test_row_whose_first_offense_is_empty_keeps_the_others(feed: Feed) -> None:
    feed = replace(feed, more_offenses=("Type 2",))
    expanded = _rows(feed, type_1=["", ""], words=["", "LOST DOG"], type_2=["211 PC", "459 PC"])
    assert _told(expanded) == [
        (10, 0, "211 PC", ""),
        (20, 0, "", "LOST DOG"),
        (20, 1, "459 PC", ""),
    ]


def test_offenses_in_one_cell_are_told_apart_and_lose_their_numbering(feed: Feed) -> None:
    feed = replace(feed, separator="\n")
    expanded = _rows(
        feed,
        type_1=[
            "THEFT\n (2) PARAPHERNALIA\n (3) POSSESSION",
            "(1) 211\n2. 459",
            "",
            "(211",
            "664/459\n\n",
        ],
        words=["a\n(2) b\nc", "whole", "only words", "", "x\ny"],
    )
    assert _told(expanded) == [
        (10, 0, "THEFT", "a"),
        (10, 1, "PARAPHERNALIA", "b"),
        (10, 2, "POSSESSION", "c"),
        (20, 0, "211", "whole"),
        (20, 1, "459", "whole"),
        (30, 0, "", "only words"),
        (40, 0, "(211", ""),
        (50, 0, "664/459", "x\ny"),
    ]


def test_count_of_offenses_is_so_many_rows(feed: Feed) -> None:
    feed = replace(feed, count_column="offense count")
    expanded = _rows(feed, type_1=["211", "459", "484"], offense_count=["1", " 3 ", "2.0"])
    assert _told(expanded) == [
        (10, 0, "211", ""),
        (20, 0, "459", ""),
        (20, 1, "459", ""),
        (20, 2, "459", ""),
        (30, 0, "484", ""),
        (30, 1, "484", ""),
    ]
    assert expanded.set_aside == ()


def test_count_that_cannot_be_counted_sets_its_row_aside_in_words(feed: Feed) -> None:
    feed = replace(feed, count_column="Offense Count")
    counts = ["", "0", "-1", "two", "1.5", "100", "99", "1e3", "007"]
    expanded = _rows(feed, type_1=["211"] * len(counts), offense_count=counts)
    assert expanded.set_aside == (
        (10, "count of offenses is empty"),
        (20, "count of offenses is no whole number above zero: 0"),
        (30, "count of offenses is no whole number above zero: -1"),
        (40, "count of offenses is no whole number above zero: two"),
        (50, "count of offenses is no whole number above zero: 1.5"),
        (60, "count of offenses is above 99: 100"),
        (80, "count of offenses is no whole number above zero: 1e3"),
    )
    assert np.bincount(expanded.rows)[[70, 90]].tolist() == [99, 7]
    assert len(expanded.rows) == 99 + 7


def test_row_that_cancels_another_counts_once(feed: Feed) -> None:
    rule = Cancellation("Count", "-1", ("incident_id",))
    feed = replace(feed, count_column="Count", cancellation=rule)
    expanded = _rows(feed, type_1=["211", "211"], count=["1", "-1"])
    assert expanded.rows.tolist() == [10, 20]
    assert expanded.set_aside == ()


def test_columns_cells_and_counts_multiply(feed: Feed) -> None:
    feed = replace(feed, more_offenses=("Type 2",), separator=";", count_column="Count")
    expanded = _rows(
        feed,
        type_1=["211; 459", "242", "594"],
        words=["ROBBERY;BURGLARY", "BATTERY", ""],
        type_2=["484", "", "602; 415"],
        count=["2", "0", "1"],
    )
    assert _told(expanded) == [
        (10, 0, "211", "ROBBERY"),
        (10, 1, "211", "ROBBERY"),
        (10, 2, "459", "BURGLARY"),
        (10, 3, "459", "BURGLARY"),
        (10, 4, "484", ""),
        (10, 5, "484", ""),
        (30, 0, "594", ""),
        (30, 1, "602", ""),
        (30, 2, "415", ""),
    ]
    assert [row for row, _ in expanded.set_aside] == [20]


def test_code_that_is_joined_from_two_columns_is_written_to_the_first(feed: Feed) -> None:
    feed = replace(
        feed,
        columns={**feed.columns, "offense_code": ("Section+Type 1",)},
        more_offenses=("Type 2",),
    )
    expanded = _rows(feed, type_1=["PC"], section=["211"], type_2=["459 PC"])
    assert expanded.table["Section"].to_pylist() == ["211 PC", "459 PC"]
    assert expanded.table["Type 1"].to_pylist() == ["", ""]


def test_code_and_description_in_one_column_are_split_once(feed: Feed) -> None:
    feed = replace(feed, columns={**feed.columns, "offense_text": ("Type 1",)}, separator=";")
    assert [code for _, _, code, _ in _told(_rows(feed, type_1=["211;459"]))] == ["211", "459"]


def test_chunk_without_rows_stays_without(feed: Feed) -> None:
    feed = replace(feed, more_offenses=("Type 2",), separator=";", count_column="Count")
    expanded = _rows(feed, type_1=[], words=[], type_2=[], count=[])
    assert expanded.table.num_rows == 0


@pytest.mark.parametrize("change", [{"more_offenses": ("Type 9",)}, {"count_column": "Type 9"}])
def test_column_that_the_file_does_not_have_stops_the_run(
    feed: Feed, change: dict[str, object]
) -> None:
    with pytest.raises(FeedError, match="column Type 9 is missing"):
        _rows(replace(feed, **change), type_1=["211"])
