"""The days that a feed covers, and until when they are settled."""

from datetime import date

import pandas as pd

from etl.extent import find_extent


def _daily(first: str, last: str, per_day: int) -> pd.Series:
    return pd.Series(per_day, index=pd.date_range(first, last))


def test_stray_dates_do_not_stretch_the_feed() -> None:
    stray = pd.Series(1, index=pd.to_datetime(["1900-01-01", "2003-05-01", "2024-11-30"]))
    extent = find_extent(
        pd.concat([_daily("2025-01-01", "2025-12-31", 20), stray]), known_until=None, settling=10
    )
    assert (extent.first_on, extent.data_as_of) == (date(2025, 1, 1), date(2025, 12, 31))
    assert extent.settled_until == date(2025, 12, 22)


def test_quiet_month_after_an_export_of_one_month_is_no_data_and_not_a_zero() -> None:
    extent = find_extent(
        _daily("2018-12-01", "2018-12-31", 300), known_until=date(2019, 2, 11), settling=11
    )
    assert extent.data_as_of == date(2018, 12, 31)
    assert extent.settled_until == date(2019, 1, 1)


def test_quiet_week_of_a_rare_offense_is_covered() -> None:
    days = pd.date_range("2024-01-01", "2025-12-20", freq="6D")
    extent = find_extent(pd.Series(1, index=days), known_until=date(2025, 12, 28), settling=3)
    assert days[-1].date() == date(2025, 12, 15)
    assert extent.data_as_of == date(2025, 12, 28)
    assert extent.settled_until == date(2025, 12, 26)


def test_person_may_say_since_when_a_feed_covers_its_days() -> None:
    daily = _daily("2007-12-20", "2012-12-31", 9)
    extent = find_extent(daily, known_until=None, settling=1, covers_from=date(2008, 1, 1))
    assert extent.first_on == date(2008, 1, 1)


def test_feed_of_one_day_and_feed_of_a_few_rows_have_an_extent() -> None:
    one = find_extent(_daily("2025-05-05", "2025-05-05", 3), known_until=None, settling=14)
    assert (one.first_on, one.data_as_of) == (date(2025, 5, 5), date(2025, 5, 5))
    assert one.settled_until == date(2025, 5, 5)
