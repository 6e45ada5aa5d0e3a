"""What officers find and what victims report are never ranked together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.priorities import rank_priorities
from analytics.priorities.concerns import check_alone, count_concerns, is_reported
from tests.analytics.priorities.made_town import YEAR, YEARS, counted, places

DAYS = {"days_now": YEAR, "days_before": YEARS, "seed": 1, "draws": 50}


@pytest.mark.parametrize(
    "concerns",
    [
        ["burglary", "narcotics"],
        ["burglary", "narcotics_possession"],
        ["robbery", "quality_of_life"],
        ["vandalism", "other"],
        ["narcotics", "quality_of_life"],
    ],
)
def test_what_officers_find_is_not_ranked_beside_what_victims_report(concerns: list[str]) -> None:
    with pytest.raises(SelectionError, match="rank them on their own"):
        check_alone(concerns)


@pytest.mark.parametrize("concern", ["narcotics", "quality_of_life"])
def test_what_officers_find_is_ranked_alone_and_it_is_said(concern: str) -> None:
    now = counted(np.array([3, 5, 9]), concern)
    found = rank_priorities(now, now, places(3), concerns=[concern], **DAYS)
    assert len(found.table) == 3
    assert "where officers look" in found.notes[-1]


def test_narcotics_in_the_table_do_not_touch_the_ranking_of_burglary() -> None:
    burglary, narcotics = counted(np.array([3, 5, 9])), counted(np.array([90, 1, 0]), "narcotics")
    mixed = pd.concat([burglary, narcotics])
    found = [
        rank_priorities(table, table, places(3), concerns=["burglary"], **DAYS).table
        for table in (burglary, mixed)
    ]
    pd.testing.assert_frame_equal(*found)


def test_narcotics_found_by_officers_and_reported_by_residents_are_two_rankings() -> None:
    now = counted(np.array([3, 5, 9]), "narcotics").assign(found_by="reported")
    found = now.assign(found_by="officer")
    one = rank_priorities(found, found, places(3), concerns=["narcotics"], **DAYS)
    assert one.table["incidents"].sum() == 17
    with pytest.raises(SelectionError, match="one found_by"):
        rank_priorities(pd.concat([now, found]), found, places(3), concerns=["narcotics"], **DAYS)


@pytest.mark.parametrize("concerns", [[], ["mischief"]])
def test_a_concern_that_does_not_exist_is_refused(concerns: list[str]) -> None:
    with pytest.raises(SelectionError, match="no such concern"):
        check_alone(concerns)


def test_victims_report_burglary_and_officers_find_vandalism() -> None:
    assert is_reported("burglary")
    assert is_reported("carjacking")
    assert not is_reported("vandalism")
    check_alone(["burglary", "carjacking", "other"])
    check_alone(["narcotics_sale", "narcotics_possession"])


def test_each_concern_is_counted_where_it_happened_and_zero_elsewhere() -> None:
    """Five in the city: one in no neighborhood, one of no concern asked for, one both a burglary and a burglary of a home."""
    rows = pd.DataFrame(
        {
            "neighborhood_id": ["n00", "n02", "n02", None, "n02"],
            "category": ["burglary", "robbery", "burglary", "burglary", "other"],
            "offense": ["burglary_residential", "carjacking", "other", "other", "other"],
        }
    )
    concerns, ids = ["robbery", "burglary_residential", "burglary"], places(3)["neighborhood_id"]
    expected = [[0, 0, 1], [1, 0, 0], [1, 0, 1]]
    assert count_concerns(rows, concerns, ids).tolist() == expected
    counts = rows.groupby([*rows.columns], dropna=False).size().rename("incidents").reset_index()
    counts["incidents"] *= 3
    tripled = (3 * np.array(expected)).tolist()
    assert count_concerns(counts, concerns, ids).tolist() == tripled
