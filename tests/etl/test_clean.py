"""A row is an incident row or is set aside with its reason; nothing is dropped."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.errors import FeedError
from etl.clean import Cleaned, Unread, clean
from etl.feeds.chunk import Chunk, text_table
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.roles import match_columns

DEFINITION = """
feed = "f"
title = "F"
place = "Town"
time_zone = "America/Los_Angeles"
[columns]
incident_id = ["Case", "Complaint"]
offense_code = "Charge"
offense_text = "Words"
occurred_from = "From"
occurred_to = "To"
reported = "Reported"
address = "Number+Street"
lon = "X"
lat = "Y"
optional = ["incident_id"]
other = ["Beat"]
[offense]
system = "ca_statute"
[found_by]
column = "Source"
officer = ["Patrol"]
reported = ["Call"]
[identity]
key = ["incident_id", "offense_code"]
[cancellation]
column = "Count"
value = "-1"
match = ["incident_id", "Number"]
"""
ROW = {
    "Case": "1", "Charge": "211 PC", "Words": "ROBBERY", "From": "2025-06-01 10:00", "To": "2025-06-01 12:00",
    "Reported": "2025-06-01 13:00", "Number": "300", "Street": "N Sunrise Way", "X": "-116.5", "Y": "33.8",
    "Beat": "3", "Source": "PATROL", "Count": "1",
}  # fmt: skip


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    path = tmp_path / "f.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    return load_feed(path)


def _clean(feed: Feed, *changes: dict[str, str], **chunk: object) -> Cleaned:
    table = text_table([*ROW], [[*(ROW | change).values()] for change in changes])
    mapping = match_columns(table.column_names, feed, "f.csv")
    return clean(
        Chunk(table, np.arange(1, len(table) + 1), "f.csv", "utf-8", **chunk),  # type: ignore[arg-type]
        feed, mapping, as_of=date(2025, 12, 31),
    )  # fmt: skip


def _rows(answer: Cleaned) -> pd.DataFrame:
    return answer.rows.to_pandas().set_index("source_row", drop=False)


def test_good_row_says_what_when_and_where(feed: Feed) -> None:
    row = _rows(_clean(feed, {})).loc[1]
    assert (row["offense"], row["category"], row["found_by"]) == (
        "robbery_unspecified",
        "robbery",
        "officer",
    )
    assert row["occurred_from_at"] == pd.Timestamp("2025-06-01 17:00")
    assert row["occurred_on"] == date(2025, 6, 1)
    assert row["address"] == "300 N Sunrise Way"
    assert row["source_row"] == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"From": ""}, "start time is empty"),
        ({"From": "June"}, "start time cannot be read: June"),
        ({"From": "2026-01-01"}, "start time lies after 2025-12-31: 2026-01-01"),
        ({"Reported": "2025-05-30 09:00"}, "start time lies after the report: 2025-06-01 10:00"),
        ({"Charge": " ", "Words": ""}, "offense code is empty"),
        ({"From": "0001-01-01"}, "start time lies before 1900: 0001-01-01"),
        ({"From": "2024-01"}, "start time cannot be read: 2024-01"),
    ],
)
def test_uncountable_row_is_set_aside_with_reason_line_and_content(
    feed: Feed, change: dict[str, str], reason: str
) -> None:
    answer = _clean(feed, {}, change)
    assert _rows(answer).index.tolist() == [1]
    aside = answer.set_aside.loc[0]
    assert (aside["reason"], aside["source_row"], aside["kind"]) == (reason, 2, "quarantined")
    assert json.loads(aside["content"])["Case"] == "1"


def test_bad_coordinates_do_not_make_an_incident_uncountable(feed: Feed) -> None:
    answer = _clean(feed, {"X": "", "Y": "north"})
    assert (len(answer.rows), len(answer.set_aside)) == (1, 0)
    assert {role: text.to_pylist() for role, text in answer.place_text.items()} == {
        "lon": [""],
        "lat": ["north"],
    }


def test_malformed_line_is_set_aside_with_its_text(feed: Feed) -> None:
    answer = _clean(feed, {}, malformed=[(2, "1,211", "has 2 fields, 13 are expected")])
    assert answer.set_aside.loc[0, "source_row"] == 2
    assert json.loads(answer.set_aside.loc[0, "content"]) == "1,211"


def test_window_that_ends_before_it_starts_loses_its_end_but_not_the_incident(feed: Feed) -> None:
    rows = _rows(_clean(feed, {"To": "2025-05-01"}, {"To": ""}, {}))
    assert rows["occurred_to_local"].isna().tolist() == [True, True, False]


def test_optional_column_may_be_absent_and_the_row_is_known_by_its_content(feed: Feed) -> None:
    lines = [[*ROW.values()], [*(ROW | {"From": "2025-06-02"}).values()]]
    table = text_table([*ROW], lines).drop_columns("Case")
    mapping = match_columns(table.column_names, feed, "f.csv")
    assert "incident_id" not in mapping
    answer = clean(
        Chunk(table, np.arange(1, len(table) + 1), "f.csv", "utf-8"),
        feed,
        mapping,
        as_of=date(2025, 12, 31),
    )
    rows = _rows(answer)
    assert rows["incident_id"].str.startswith("row ").all()
    assert rows["incident_id"].is_unique


def test_versions_share_the_number_of_their_key(feed: Feed) -> None:
    rows = _rows(_clean(feed, {}, {}, {"From": "2025-06-02"}, {"Charge": "215 PC"}, {"Case": ""}))
    assert rows["row_id"].loc[[1, 2, 3]].nunique() == 1
    assert rows["row_id"].nunique() == 3


def test_numbers_of_rows_are_the_same_on_every_machine(feed: Feed) -> None:
    # Written down once: another number would make every known row a new one.
    assert _rows(_clean(feed, {})).loc[1, "row_id"] == -7325587293402608771


def test_cancellation_has_the_match_of_the_row_it_cancels(feed: Feed) -> None:
    rows = _rows(
        _clean(feed, {}, {"Count": "-1", "Street": "SUNRISE"}, {"Count": "-1", "Number": "301"})
    )
    assert rows["is_cancellation"].tolist() == [False, True, True]
    assert (rows["match_hash"] == rows.loc[1, "match_hash"]).tolist() == [True, True, False]


def test_times_that_cannot_be_read_are_counted_with_an_example(feed: Feed) -> None:
    unread = _clean(feed, {"Reported": "yesterday"}, {}, {"Reported": ""}).unread
    assert unread["reported"] == Unread(given=2, lost=1, example="yesterday")
    assert unread["occurred_to"] == Unread(given=3)


def test_description_alone_says_what_it_was_where_the_code_is_blank(feed: Feed) -> None:
    rows = _rows(_clean(feed, {"Charge": "", "Words": "459 PC RESIDENCE"}))
    assert rows["offense"].tolist() == ["burglary_residential"]


def test_column_in_the_key_tells_a_corrected_offense_from_a_second_one(feed: Feed) -> None:
    by_column = replace(feed, identity=replace(feed.identity, key=("incident_id", "Beat")))
    corrected, second = {"Charge": "459 PC"}, {"Charge": "459 PC", "Beat": "4"}
    rows = _rows(_clean(by_column, {}, corrected, second))
    assert rows.loc[1, "row_id"] == rows.loc[2, "row_id"] != rows.loc[3, "row_id"]


def test_column_in_the_key_that_a_file_does_not_have_stops_the_run(feed: Feed) -> None:
    with pytest.raises(FeedError, match="column Line is missing; the file has Case, Charge"):
        _clean(replace(feed, identity=replace(feed.identity, key=("incident_id", "Line"))), {})
