"""Formats of times: decided by the values, or said not to be."""

import pandas as pd
import pytest

from etl.inspection.time_formats import TimeReading, agree, find_formats, is_month


def days(*texts: str) -> pd.Series:
    return pd.Series(texts, dtype="str")


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["03/25/2025 14:05", "04/02/2025 01:00"], ("%m/%d/%Y %H:%M",)),
        (["25/03/2025 14:05", "02/04/2025 01:00"], ("%d/%m/%Y %H:%M",)),
        (["3/25/25 4:05 PM", "4/2/25 11:00 AM"], ("%m/%d/%y %I:%M %p",)),
        (["25.03.2025", "02.04.2025"], ("%d.%m.%Y",)),
        (["20250325 0141", "20250402 59"], ("%Y%m%d %H%M",)),
        (["25-Mar-2025", "02-Apr-2025"], ("%d-%b-%Y",)),
        (["1742911500000", "1743000000000"], ("epoch_ms",)),
        (["1742860800000", "1742947200000"], ("epoch_ms_local",)),
        (["2025-03-25T14:05:00.000", "2025-03-25 14:05:00+00"], ()),
        (["03/25/2025 14:05", "03/26/2025 14:05", "2025-03-27"], ("%m/%d/%Y %H:%M",)),
    ],
)
def test_format_is_the_one_that_reads_the_values(
    texts: list[str], formats: tuple[str, ...]
) -> None:
    reading = find_formats(days(*texts))
    assert reading.formats == formats
    assert reading.share == 1


def test_month_and_day_that_nothing_tells_apart_are_left_undecided() -> None:
    reading = find_formats(days("03/04/2025", "11/07/2025"))
    assert reading.formats == ()
    assert reading.either == (("%m/%d/%Y", "%d/%m/%Y"),)


def test_days_in_a_row_decide_where_no_day_is_above_12() -> None:
    reading = find_formats(days("1/1/06 0:00", "1/2/06 3:10", "1/3/06 23:59", "1/4/06 8:00"))
    assert reading.formats == ("%m/%d/%y %H:%M",)
    assert reading.is_by_days


def test_column_with_a_day_above_12_decides_for_the_others() -> None:
    started = TimeReading(either=(("%m/%d/%Y", "%d/%m/%Y"),))
    reported = TimeReading(formats=("%d/%m/%Y %H:%M",))
    assert agree([started, reported]) == (("%d/%m/%Y %H:%M", "%d/%m/%Y"), ())
    assert agree([started]) == ((), (("%m/%d/%Y", "%d/%m/%Y"),))


def test_days_in_milliseconds_beside_times_in_milliseconds_are_left_undecided() -> None:
    started, reported = (find_formats(days(text)) for text in ("1742860800000", "1742911500000"))
    assert not started.has_clock
    assert agree([started, reported]) == ((), (("epoch_ms", "epoch_ms_local"),))
    assert agree([started]) == (("epoch_ms_local",), ())


def test_months_are_no_days() -> None:
    assert is_month(days("2025-01", "2025-12", ""))
    assert not is_month(days("2025-01-05", "2025-13", "202501"))
    assert not is_month(days(""))


@pytest.mark.parametrize(
    ("clocks", "form"),
    [
        (["5", "23"], "%m/%d/%Y %H"),
        (["5", "141", "2359"], "%m/%d/%Y %H%M"),
        (["000500", "235959"], "%m/%d/%Y %H%M%S"),
        (["5:01", "23:59"], "%m/%d/%Y %H:%M"),
    ],
)
def test_clock_of_its_own_column_is_read_by_its_longest_digits(
    clocks: list[str], form: str
) -> None:
    day = days(*["03/25/2025 00:00:00"] * len(clocks))
    reading = find_formats(day, days(*clocks))
    assert (reading.formats, reading.share) == ((form,), 1)


def test_seconds_since_1970_and_words_are_no_times() -> None:
    assert find_formats(days("1742911500", "1743000000")).share == 0
    assert find_formats(days("unknown", "n/a")).share == 0


def test_value_that_is_not_read_is_shown() -> None:
    reading = find_formats(days(*[f"03/{day}/2025" for day in range(13, 31)], "UNK DATE"))
    assert reading.unread == "UNK DATE"
    assert 0.9 < reading.share < 1


def test_midnights_alone_are_days_without_a_clock() -> None:
    assert not find_formats(days("03/25/2025 00:00", "03/26/2025 00:00")).has_clock
    assert find_formats(days("03/25/2025 00:00", "03/26/2025 00:10")).has_clock
