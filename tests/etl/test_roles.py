"""Every column of a file is described, or the run stops with its name."""

from dataclasses import replace

import pytest

from analytics.errors import FeedError
from etl.feeds.feed import Feed
from etl.roles import match_columns
from tests.etl.test_clean import ROW, feed

__all__ = ["feed"]


def test_missing_column_stops_the_run_with_its_name(feed: Feed) -> None:
    columns = [name for name in ROW if name != "Charge"]
    with pytest.raises(FeedError, match=r"column Charge \(offense_code\) is missing"):
        match_columns(columns, feed, "f.csv")


def test_new_column_stops_the_run_with_its_name(feed: Feed) -> None:
    with pytest.raises(FeedError, match="column Weapon is new"):
        match_columns([*ROW, "Weapon"], feed, "f.csv")


def test_column_that_may_be_either_of_two_stops_the_run(feed: Feed) -> None:
    with pytest.raises(FeedError, match="Charge may be any of the columns 'charge', 'Charge #'"):
        match_columns(
            [*(name for name in ROW if name != "Charge"), "charge", "Charge #"], feed, "f.csv"
        )
    assert match_columns([*ROW, "Beat #"], feed, "f.csv")["offense_code"] == ("Charge",)


def test_column_of_the_key_is_described_by_it(feed: Feed) -> None:
    by_line = replace(feed, identity=replace(feed.identity, key=("incident_id", "Line")))
    assert "Line" not in match_columns([*ROW, "Line"], by_line, "f.csv")
