"""Local clock and UTC of what a feed writes."""

import pandas as pd

from etl.times import read_times

LA = "America/Los_Angeles"


def _read(*texts: str, formats: tuple[str, ...] = (), zone: str = LA) -> pd.DataFrame:
    return read_times(pd.Series(texts, dtype="str"), None, formats, zone)


def test_summer_and_winter_have_their_own_offset() -> None:
    answer = _read("07/01/2025 12:00", "01/15/2025 12:00", formats=("%m/%d/%Y %H:%M",))
    assert answer["at"].tolist() == [
        pd.Timestamp("2025-07-01 19:00"),
        pd.Timestamp("2025-01-15 20:00"),
    ]
    assert answer["local"].dt.hour.tolist() == [12, 12]


def test_hour_that_happens_twice_is_the_first_and_hour_that_never_happens_moves_on() -> None:
    answer = _read("2026-11-01 01:30", "2026-03-08 02:30")
    assert answer["at"].tolist() == [
        pd.Timestamp("2026-11-01 08:30"),
        pd.Timestamp("2026-03-08 10:00"),
    ]


def test_no_hour_of_ten_years_is_lost() -> None:
    hours = pd.date_range("2020-01-01", "2029-12-31 23:00", freq="h").strftime("%Y-%m-%d %H:%M")
    answer = read_times(pd.Series(hours, dtype="str"), None, (), LA)
    assert answer.notna().all(axis=None)
    assert answer["local"].is_unique


def test_epoch_milliseconds_are_utc() -> None:
    answer = _read("1735732800000", formats=("epoch_ms",))
    assert answer.loc[0, "at"] == pd.Timestamp("2025-01-01 12:00")
    assert answer.loc[0, "local"] == pd.Timestamp("2025-01-01 04:00")


def test_text_with_its_own_offset_is_converted_not_relabeled() -> None:
    answer = _read("2025-01-01T12:00:00Z", "2025-01-01T12:00:00-05:00", "2025-01-01T12:00:00")
    assert answer["local"].dt.hour.tolist() == [4, 9, 12]


def test_day_that_does_not_exist_and_text_that_only_starts_right_are_not_read() -> None:
    answer = _read("02/30/2025 01:00", "01/02/2025 01:00 or so", "", formats=("%m/%d/%Y %H:%M",))
    assert answer.isna().all(axis=None)


def test_two_digit_year_is_read_only_where_the_format_says_so() -> None:
    assert _read("1/2/06 0:00", formats=("%m/%d/%Y %H:%M",)).isna().all(axis=None)
    assert _read("1/2/06 0:00", formats=("%m/%d/%y %H:%M",)).loc[0, "local"] == pd.Timestamp(
        "2006-01-02"
    )


def test_day_and_clock_in_two_columns_are_one_time() -> None:
    days, clocks = pd.Series(["01/02/2025"]), pd.Series(["23:15"])
    assert read_times(days, clocks, ("%m/%d/%Y %H:%M",), LA).loc[0, "local"] == pd.Timestamp(
        "2025-01-02 23:15"
    )


def test_index_of_the_rows_is_kept() -> None:
    texts = pd.Series(["2025-01-01", "bad", "2025-01-01"], index=[5, 3, 9])
    assert [*read_times(texts, None, (), LA)["local"].dropna().index] == [5, 9]


def test_day_column_that_is_itself_a_midnight_is_joined_with_its_clock() -> None:
    days = pd.Series(
        ["2025-01-02 00:00:00", "01/02/2025 12:00:00 AM", "2025-01-02 00:00:00.0000000"]
    )
    answer = read_times(days, pd.Series(["23:15"] * 3), ("%m/%d/%Y %H:%M",), LA)
    assert set(answer["local"]) == {pd.Timestamp("2025-01-02 23:15")}


def test_day_without_its_clock_is_still_a_day() -> None:
    answer = read_times(pd.Series(["01/02/2025"]), pd.Series([""]), ("%m/%d/%Y %H:%M",), LA)
    assert answer.loc[0, "local"] == pd.Timestamp("2025-01-02")


def test_numbers_run_together_get_their_leading_zero() -> None:
    """The parser alone takes 141 for 14:01, and 1272024 for 7 December."""
    clocks = pd.Series(["141", "57", "7", "0", "2359"])
    answer = read_times(pd.Series(["01/02/2025"] * 5), clocks, ("%m/%d/%Y %H%M",), LA)
    assert answer["local"].dt.strftime("%H:%M").tolist() == [
        "01:41",
        "00:57",
        "00:07",
        "00:00",
        "23:59",
    ]
    assert _read("1272024 61530", formats=("%m%d%Y %H%M%S",)).loc[0, "local"] == pd.Timestamp(
        "2024-01-27 06:15:30"
    )


def test_offset_is_read_in_every_way_that_databases_write_it() -> None:
    answer = _read(
        "2024-01-05 10:00:00-08", "2024-01-05T18:00:00z", "2024-01-05 18:00:00.5+0000", "2024-01-05"
    )
    assert answer["local"].dt.hour.tolist() == [10, 10, 10, 0]


def test_part_of_a_date_and_seconds_for_milliseconds_are_not_guessed() -> None:
    assert _read("2024", "2024-01", "20240105").isna().all(axis=None)
    assert _read("1735732800", formats=("epoch_ms",)).isna().all(axis=None)


def test_day_is_read_without_its_clock_in_words_too() -> None:
    assert _read("14 Aug 2024", formats=("%d %b %Y %H:%M",)).loc[0, "local"] == pd.Timestamp(
        "2024-08-14"
    )
