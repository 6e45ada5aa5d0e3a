"""The same days of another year are the same days, also around 29 February."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.periods import Period, year_to_date


@pytest.mark.parametrize(
    ("last_day", "earlier_last_day"),
    [
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
        (date(2028, 3, 1), date(2027, 3, 1)),
        (date(2025, 12, 31), date(2024, 12, 31)),
        (date(2026, 1, 1), date(2025, 1, 1)),
    ],
)
def test_the_year_to_date_is_cut_at_the_same_calendar_day(
    last_day: date, earlier_last_day: date
) -> None:
    to_date = year_to_date(last_day)
    assert (to_date.start, to_date.last_day) == (date(last_day.year, 1, 1), last_day)
    earlier = to_date.same_dates()
    assert earlier == Period(date(last_day.year - 1, 1, 1), earlier_last_day + timedelta(days=1))


def test_29_february_stays_where_the_earlier_year_has_one() -> None:
    assert year_to_date(date(2028, 2, 29)).same_dates(4).last_day == date(2024, 2, 29)
    leap_day = Period(date(2028, 2, 29), date(2028, 3, 1))
    assert leap_day.same_dates() == Period(date(2027, 2, 28), date(2027, 3, 1))


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 12))
def test_years_to_date_differ_by_a_day_at_most(last_day: date, years: int) -> None:
    to_date = year_to_date(last_day)
    assert abs(to_date.days - to_date.same_dates(years).days) <= 1


def test_a_year_before_keeps_weekdays() -> None:
    period = Period(date(2025, 11, 3), date(2025, 12, 1))
    assert period.year_before() == Period(date(2024, 11, 4), date(2024, 12, 2))
    assert period.year_before().start.weekday() == period.start.weekday()
