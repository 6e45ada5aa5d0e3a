"""Each column of a CompStat table compares settled days with as many earlier ones, or says why not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.changes import compare_counts, verdict_words
from analytics.counts import FIRST_MONDAY
from analytics.coverage import Coverage
from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.windows import LABELS, compare_windows, compstat_windows, earlier_years
from tests.analytics.fourtown import covered

SETTLED = date(2025, 12, 1)
LONG = covered(date(2020, 1, 1), date(2025, 12, 14), SETTLED)
NAMES = {"burglary": "Burglary", "robbery": "Robbery"}


def on(day: date, category: str, incidents: int = 1) -> dict[str, object]:
    return {"occurred_on": pd.Timestamp(day), "category": category, "incidents": incidents}


def row_of(table: pd.DataFrame, window: str, category: str) -> pd.Series:
    return table[(table["window"] == window) & (table["category"] == category)].iloc[0]


def test_windows_end_with_the_last_settled_day() -> None:
    windows = {window.name: window for window in compstat_windows(LONG)}
    assert list(windows) == list(LABELS)
    assert windows["7_days"].now == Period(date(2025, 11, 24), SETTLED)
    assert windows["7_days"].before == Period(date(2025, 11, 17), date(2025, 11, 24))
    assert windows["28_days"].now == Period(date(2025, 11, 3), SETTLED)
    assert windows["28_days"].before == Period(date(2025, 10, 6), date(2025, 11, 3))
    assert windows["28_days_year_ago"].before == Period(date(2024, 11, 4), date(2024, 12, 2))
    assert windows["year_to_date"].now == Period(date(2025, 1, 1), SETTLED)
    assert windows["year_to_date"].before == Period(date(2024, 1, 1), date(2024, 12, 1))
    assert windows["52_weeks"].now == Period(date(2024, 12, 2), SETTLED)
    assert windows["52_weeks"].before == Period(date(2023, 12, 4), date(2024, 12, 2))
    assert all(window.reason is None for window in windows.values())


def test_an_end_among_days_still_filling_up_is_brought_back() -> None:
    assert compstat_windows(LONG, end=date(2025, 12, 15)) == compstat_windows(LONG)
    earlier = compstat_windows(LONG, end=date(2025, 11, 1))
    assert {window.now.end for window in earlier} == {date(2025, 11, 1)}


def test_in_january_the_year_to_date_is_of_the_year_of_the_last_settled_day() -> None:
    new_year = covered(date(2020, 1, 1), date(2026, 1, 14), date(2026, 1, 1))
    windows = {window.name: window for window in compstat_windows(new_year)}
    assert windows["year_to_date"].now == Period(date(2025, 1, 1), date(2026, 1, 1))


def test_a_window_says_why_it_compares_nothing() -> None:
    young = covered(date(2025, 10, 20), date(2025, 12, 14), SETTLED)
    windows = {window.name: window for window in compstat_windows(young)}
    assert windows["7_days"].reason is None
    assert windows["28_days"].reason == (
        "No earlier days to compare with: it takes data from 6 Oct 2025 on, and they begin on"
        " 20 Oct 2025."
    )
    table = compare_windows(
        pd.DataFrame([on(date(2025, 11, 5), "burglary", 4)]), names=NAMES, coverage=young
    )
    month, year = (row_of(table, name, "burglary") for name in ("28_days", "52_weeks"))
    assert month["now"] == 4
    assert pd.isna(month["before"])
    assert pd.isna(month["verdict"])
    assert month["sentence"].startswith("Burglary: no earlier days to compare with: it takes data")
    # Days without data are no zeros.
    assert pd.isna(year["now"])


def test_every_window_counts_its_own_days_and_quiet_categories_count_zero() -> None:
    days = {
        date(2025, 12, 1): 50,  # not settled
        date(2025, 11, 30): 1,
        date(2025, 11, 24): 2,
        date(2025, 11, 23): 4,
        date(2025, 11, 3): 8,
        date(2025, 11, 2): 16,
        date(2024, 12, 1): 32,
        date(2024, 11, 30): 64,
        date(2023, 12, 3): 128,
    }
    counts = pd.DataFrame([on(day, "burglary", many) for day, many in days.items()])
    table = compare_windows(counts, names=NAMES, coverage=LONG)
    found = {name: row_of(table, name, "burglary") for name in LABELS}
    assert {name: (row["now"], row["before"]) for name, row in found.items()} == {
        "7_days": (3, 4),
        "28_days": (15, 16),
        "year_to_date": (31, 64),
        "52_weeks": (31, 96),
        "28_days_year_ago": (15, 96),
    }
    assert found["28_days"]["difference"] == -1
    # 2024 had a 29 February: 334 days to 30 November, and 335.
    assert pd.isna(found["year_to_date"]["difference"])
    assert found["year_to_date"]["ratio"] == pytest.approx(31 / 334 / (64 / 335))
    assert found["28_days_year_ago"]["verdict"] == "down"
    quiet = row_of(table, "28_days", "robbery")
    assert (quiet["now"], quiet["before"], quiet["verdict"]) == (0, 0, "none")
    rows = counts.loc[counts.index.repeat(counts["incidents"])].drop(columns="incidents")
    pd.testing.assert_frame_equal(compare_windows(rows, names=NAMES, coverage=LONG), table)


def test_the_sentences_of_the_windows_name_their_days() -> None:
    counts = pd.DataFrame([on(date(2025, 11, 30), "burglary", 3)])
    table = compare_windows(counts, names={"burglary": "Burglary"}, coverage=LONG)
    said = dict(zip(table["window"], table["sentence"], strict=True))
    tell = "Can't tell whether that is a change."
    assert said == {
        "7_days": f"Burglary: 3 in the last 7 days, none in the 7 days before. {tell}",
        "28_days": f"Burglary: 3 in the last 28 days, none in the 28 days before. {tell}",
        "year_to_date": "Burglary: 3 from 1 Jan to 30 Nov 2025, none from 1 Jan to 30 Nov 2024."
        f" {tell}",
        "52_weeks": f"Burglary: 3 in the last 52 weeks, none in the 52 weeks before. {tell}",
        "28_days_year_ago": "Burglary: 3 in the last 28 days, none in the same 28 days a year ago."
        f" {tell}",
    }
    past = compare_windows(counts, names=NAMES, coverage=LONG, end=date(2025, 11, 1))
    assert "from 4 to 31 Oct 2025" in row_of(past, "28_days", "burglary")["sentence"].replace(
        "none ", ""
    )


def noisy(dispersion: float, coverage: Coverage, last: int) -> pd.DataFrame:
    """Weeks of burglary that vary more than chance, the last 28 days with so many."""
    rng = np.random.default_rng(1)
    mondays = pd.date_range("2020-01-06", coverage.settled_until - timedelta(days=28), freq="7D")
    weeks = rng.negative_binomial(15 / (dispersion - 1), 1 / dispersion, len(mondays))
    weeks[-5:-1] = 15
    weeks[-1] = 0
    table = pd.DataFrame({"occurred_on": mondays, "category": "burglary", "incidents": weeks})
    return pd.concat([table, pd.DataFrame([on(date(2025, 11, 3), "burglary", last)])])


def test_weeks_that_vary_more_than_chance_widen_the_limits() -> None:
    counts = noisy(3.0, LONG, 100)
    found = row_of(compare_windows(counts, names=NAMES, coverage=LONG), "28_days", "burglary")
    plain = compare_counts(100, int(found["before"]), days_now=28, days_before=28)
    assert plain.verdict == "up"
    assert found["ratio_low"] < plain.ratio_low
    assert found["verdict"] == "can't tell"


def test_earlier_years_are_the_same_weekdays_as_far_as_the_data_reach() -> None:
    month = Period(date(2025, 11, 3), SETTLED)
    years = earlier_years(month, LONG)
    assert len(years) == 5
    assert years[0] == month.year_before()
    assert {year.start.weekday() for year in years} == {month.start.weekday()}
    assert len(earlier_years(month, covered(date(2023, 1, 1), SETTLED, SETTLED))) == 2


@settings(max_examples=40)
@given(
    st.dates(date(2021, 1, 1), date(2033, 1, 1)),
    st.dates(date(2018, 1, 1), date(2024, 1, 1)),
    st.dates(date(2021, 1, 1), date(2035, 1, 1)),
)
def test_no_window_compares_days_that_are_unsettled_or_without_data(
    settled_until: date, first_on: date, end: date
) -> None:
    data = covered(first_on, settled_until + timedelta(days=13), settled_until)
    for window in compstat_windows(data, end=end):
        assert window.now.end <= min(end, settled_until)
        assert window.before.end <= window.now.start
        assert abs(window.now.days - window.before.days) <= 1
        assert (window.reason is None) == (window.before.start >= first_on)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 1100), st.integers(1, 29)), max_size=12))
def test_sentences_have_no_percent_sign_and_end_with_the_words_of_the_verdict(
    days: list[tuple[int, int]],
) -> None:
    counts = pd.DataFrame(
        [on(SETTLED - timedelta(days=back), "burglary", many) for back, many in days],
        columns=["occurred_on", "category", "incidents"],
    )
    counts = counts.astype({"occurred_on": "datetime64[us]", "incidents": "int64"})
    table = compare_windows(counts, names=NAMES, coverage=LONG)
    assert len(table) == 10
    assert not table["sentence"].str.contains("%").any()
    for row in table.itertuples():
        days_now, days_before = (334, 335) if row.window == "year_to_date" else (28, 28)
        if row.window in {"28_days", "28_days_year_ago", "year_to_date"} and row.verdict != "none":
            change = compare_counts(row.now, row.before, days_now=days_now, days_before=days_before)
            assert row.verdict != change.verdict or row.sentence.endswith(verdict_words(change))


def test_windows_of_the_steps_that_the_public_sees_are_refused() -> None:
    steps = [FIRST_MONDAY.date() + timedelta(days=28 * number) for number in range(30)]
    counts = pd.DataFrame([on(day, "burglary", 9) for day in steps])
    with pytest.raises(SelectionError, match="steps of 28 days"):
        compare_windows(
            counts,
            names={"burglary": "Burglary"},
            coverage=covered(steps[0], steps[-1], steps[-1]),
        )
