"""The table that command staff know holds the counts of the rows, on the days that it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import inf, nan
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.offenses import FOCUS, label_of
from analytics.periods import Period
from analytics.report.brief.compstat import Compstat, make_compstat
from analytics.report.brief.printed import answer_words, compstat_content
from analytics.selection import Selection
from analytics.store import Store, open_snapshot


def made(store: Store, *offenses: str) -> Compstat:
    coverage = store.coverage()
    selection = Selection(coverage.whole, offenses or FOCUS)
    return make_compstat(store, selection, coverage, end=coverage.settled_until, where=None)


def counter(store: Store) -> Callable[[Period, str, str | None], int]:
    """Count rows one by one, with nothing that the table is made of."""
    rows = store.read_incidents(Selection(store.coverage().whole))
    day = pd.to_datetime(rows["occurred_on"])

    def count(period: Period, kind: str, found_by: str | None = None) -> int:
        held = (day >= pd.Timestamp(period.start)) & (day < pd.Timestamp(period.end))
        held &= (rows["category"] == kind) | (rows["offense"] == kind)
        if found_by:
            held &= rows["found_by"] == found_by
        return int(held.sum())

    return count


def test_every_cell_counts_the_rows_of_its_days(demo_store: Store) -> None:
    found, count = made(demo_store), counter(demo_store)
    rows = {row.label: row for row in found.rows}
    assert len(rows) == len(found.rows) > 10
    asked = [
        ("Burglary", "burglary", None),
        ("Narcotics found by officers", "narcotics", "officer"),
    ]
    asked += [(label_of(kind), kind, None) for kind in ("burglary_residential", "robbery_person")]
    for label, kind, found_by in asked:
        for window in found.windows:
            told = rows[label].windows[window.name]
            assert told["now"] == count(window.now, kind, found_by), (label, window.name)
            assert told["before"] == count(window.before, kind, found_by), (label, window.name)
    end = demo_store.coverage().settled_until
    weeks = rows["Burglary"].weeks
    assert len(weeks) == 52
    assert weeks[-1] == count(Period(end - timedelta(days=7), end), "burglary")
    assert sum(weeks) == count(Period(end - timedelta(weeks=52), end), "burglary")


def test_what_follows_where_officers_look_stands_apart_and_narcotics_by_who_found_them(
    demo_store: Store,
) -> None:
    reported, found = compstat_content(made(demo_store))["groups"]
    labels = [[row["label"] for row in group["rows"]] for group in (reported, found)]
    assert labels[0][0] == "Robbery"
    assert {
        "Narcotics found by officers",
        "Narcotics reported by residents",
        "Quality of life",
    } <= {*labels[1]}
    assert "Narcotics" not in labels[1]
    assert "Follows where officers look" in found["title"]


def test_a_row_that_stands_out_in_several_windows_is_told_once(demo_store: Store) -> None:
    found = made(demo_store)
    said = [sentence.partition(":")[0] for sentence in found.standing_out]
    assert len(said) == len(set(said))
    several = [
        row.label
        for row in found.rows
        if any(told["verdict"] in ("up", "down", "new") for told in row.windows.values())
    ]
    assert sorted(said) == sorted(several)


def test_the_public_has_no_such_table(demo_data_dir: Path) -> None:
    store = open_snapshot(demo_data_dir, audience="public")
    with pytest.raises(SelectionError):
        made(store, "burglary")
    store.close()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            {"reason": None, "verdict": "up", "ratio_low": 1.21, "ratio_high": 3.0},
            "Up: 1.2 to 3.0 times",
        ),
        ({"reason": None, "verdict": "new", "ratio_low": 1.2, "ratio_high": inf}, "New"),
        (
            {"reason": None, "verdict": "can't tell", "ratio_low": 0.2, "ratio_high": 3.0},
            "Can't tell",
        ),
        ({"reason": "It takes earlier days.", "verdict": nan}, "Nothing before"),
    ],
)
def test_an_answer_is_a_word_with_limits_where_it_is_a_change(
    found: dict[str, object], words: str
) -> None:
    assert answer_words(found) == words
