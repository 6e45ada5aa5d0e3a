"""Fresh days are compared with earlier days as fresh: neither late reports nor corrections mislead."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.changes import compare_counts
from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.same_age import cut_to_same_age

NOW = Period(date(2025, 11, 3), date(2025, 12, 1))
BEFORE = NOW.previous()
AS_OF = pd.Timestamp("2025-12-01 06:00")
SINCE = pd.Timestamp("2025-01-01")


def cut(rows: pd.DataFrame, before: Period = BEFORE) -> tuple[int, int]:
    now, then = cut_to_same_age(rows, NOW, before, as_of=AS_OF, recorded_since=SINCE)
    return len(now), len(then)


def seen(occurred_on: str, recorded_at: str) -> dict[str, pd.Timestamp]:
    return {
        "occurred_on": pd.Timestamp(occurred_on),
        "recorded_at": pd.Timestamp(recorded_at),
        "superseded_at": pd.NaT,
    }


def test_reports_that_came_later_are_left_out_of_the_earlier_days_too() -> None:
    rows = pd.DataFrame(
        [
            seen("2025-11-30", "2025-12-01 05:00"),
            seen("2025-11-30", "2025-12-01 07:00"),  # after the moment
            seen("2025-11-02", "2025-11-03 06:00"),  # the moment 28 days earlier
            seen("2025-11-02", "2025-11-03 06:01"),
            seen("2025-10-06", "2025-11-20 00:00"),
            seen("2025-10-06", "2025-10-07 00:00"),
            seen("2025-10-05", "2025-10-06 00:00"),  # before the days
        ]
    )
    assert cut(rows) == (1, 2)


def test_a_year_ago_is_cut_364_days_earlier() -> None:
    rows = pd.DataFrame(
        [seen("2024-12-01", "2024-12-02 06:00"), seen("2024-12-01", "2024-12-02 06:01")]
    )
    with pytest.raises(SelectionError, match="not kept, the record begins on 1 Jan 2025"):
        cut(rows, NOW.year_before())
    now, before = cut_to_same_age(
        rows, NOW, NOW.year_before(), as_of=AS_OF, recorded_since=pd.Timestamp("2024-12-02 06:00")
    )
    assert (len(now), len(before)) == (0, 1)


def test_days_that_are_not_over_cannot_be_compared() -> None:
    with pytest.raises(SelectionError, match="not over on 30 Nov 2025"):
        cut_to_same_age(
            pd.DataFrame([seen("2025-11-03", "2025-11-04")]),
            NOW,
            BEFORE,
            as_of=pd.Timestamp("2025-11-30 23:00"),
            recorded_since=SINCE,
        )


def test_corrected_and_withdrawn_rows_come_back_as_they_were_known() -> None:
    """One row corrected since must not look unknown until then, nor count twice."""
    versions = pd.DataFrame(
        {
            "occurred_on": pd.to_datetime(["2025-10-20"] * 2 + ["2025-10-21", "2025-10-22"]),
            "recorded_at": pd.to_datetime(["2025-10-21", "2025-11-20", "2025-10-22", "2025-10-23"]),
            "superseded_at": pd.to_datetime(["2025-11-20", None, "2025-11-25", "2025-11-01"]),
            "version": ["first", "corrected", "withdrawn later", "withdrawn before"],
        }
    )
    _, before = cut_to_same_age(versions, NOW, BEFORE, as_of=AS_OF, recorded_since=SINCE)
    assert before["version"].tolist() == ["first", "withdrawn later"]


def test_with_late_reports_and_nothing_changed_only_the_same_age_tells_no_fall() -> None:
    """Half of the reports come within a day, the others within some weeks."""
    rng = np.random.default_rng(9)
    falls = {"as known today": 0, "same age": 0}
    for _ in range(100):
        ago = rng.uniform(0, 56, 400)
        delay = np.where(rng.random(400) < 0.5, rng.exponential(1, 400), rng.exponential(20, 400))
        occurred = pd.Timestamp(NOW.end) - pd.to_timedelta(ago, unit="D")
        rows = pd.DataFrame(
            {
                "occurred_on": occurred.floor("D"),
                "recorded_at": occurred + pd.to_timedelta(delay, unit="D"),
                "superseded_at": pd.NaT,
            }
        )
        known = rows[rows["recorded_at"] <= AS_OF]
        is_now = known["occurred_on"] >= pd.Timestamp(NOW.start)
        pairs = {"as known today": (int(is_now.sum()), int((~is_now).sum())), "same age": cut(rows)}
        for name, (now, before) in pairs.items():
            verdict = compare_counts(now, before, days_now=28, days_before=28).verdict
            falls[name] += verdict == "down"
    assert falls["same age"] <= 3
    assert falls["as known today"] > 30


def test_the_cut_depends_on_the_moment_alone_not_on_the_order_of_rows() -> None:
    days = [NOW.end - timedelta(days=back) for back in range(1, 57)]
    rows = pd.DataFrame(
        {
            "occurred_on": pd.to_datetime(days),
            "recorded_at": pd.to_datetime([day + timedelta(days=3) for day in days]),
            "superseded_at": pd.NaT,
        }
    )
    assert cut(rows) == cut(rows[::-1]) == (26, 26)
