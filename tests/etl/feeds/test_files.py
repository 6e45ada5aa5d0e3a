"""Which files a feed has, and how a file is told from what it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl.feeds.files import find_files
from tests.etl.feeds.feed_files import make_feed


def test_files_are_found_in_folders_whatever_the_case_of_their_ending(tmp_path: Path) -> None:
    for name in ("2008/April2008.csv", "2015/May2015.CSV", "2015/readme.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    feed = make_feed(tmp_path, 'path = "*.csv"')
    assert [path.name for path in find_files(feed, tmp_path / "in")] == [
        "April2008.csv",
        "May2015.CSV",
    ]


def test_folder_without_the_feeds_files_is_an_error_with_the_pattern(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"no file like robbery\*\.csv"):
        find_files(make_feed(tmp_path, 'path = "robbery*.csv"'), tmp_path)


def test_pattern_with_a_folder_is_compared_with_the_path(tmp_path: Path) -> None:
    for name in ("2023/a.csv", "2024/a.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    found = find_files(make_feed(tmp_path, 'path = "2024/*.csv"'), tmp_path / "in")
    assert [path.parent.name for path in found] == ["2024"]
