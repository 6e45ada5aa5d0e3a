"""Local clock and UTC of what a feed writes."""

# ruff: noqa: DTZ001 (clock times, and UTC as tables hold it, have no zone)
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.times import read_times

LA = "America/Los_Angeles"
ZONES = (LA, "America/Chicago", "America/Phoenix", "UTC", "Australia/Sydney")
YEARS = range(2020, 2030)


def _read(
    *texts: str,
    formats: tuple[str, ...] = (),
    zone: str = LA,
    clock: list[str] | None = None,
) -> dict[str, list]:
    clocks = None if clock is None else pa.array(clock)
    return read_times(pa.array(texts, pa.string()), clocks, formats, zone).to_pydict()


def _local(*texts: str, formats: tuple[str, ...] = (), clock: list[str] | None = None) -> list:
    return _read(*texts, formats=formats, clock=clock)["local"]


def _hours(times: list[datetime]) -> list[int]:
    return [time.hour for time in times]


def test_summer_and_winter_have_their_own_offset() -> None:
    answer = _read("07/01/2025 12:00", "01/15/2025 12:00", formats=("%m/%d/%Y %H:%M",))
    assert answer["at"] == [datetime(2025, 7, 1, 19), datetime(2025, 1, 15, 20)]
    assert _hours(answer["local"]) == [12, 12]


def test_hour_that_happens_twice_is_the_first_unless_the_text_says_which() -> None:
    answer = _read("2026-11-01 01:30", "2026-11-01T01:30-07:00", "2026-11-01T01:30-08:00")
    assert answer["local"] == [datetime(2026, 11, 1, 1, 30)] * 3
    assert _hours(answer["at"]) == [8, 8, 9]
    assert answer["fold"] == [0, 0, 1]


def test_hour_that_never_happens_is_kept_as_written_and_read_by_the_offset_before() -> None:
    answer = _read("2026-03-08 02:30")
    assert answer["local"] == [datetime(2026, 3, 8, 2, 30)]
    assert answer["at"] == [datetime(2026, 3, 8, 10, 30)]


def _instants_around_clock_changes(zone: str) -> list[datetime]:
    """Every half hour of the days before, of and after each clock change, or of a plain week where there is none."""
    middays = [
        datetime(YEARS[0], 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(3653)
    ]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in middays]
    changes = [
        day
        for day, (before, after) in zip(middays, pairwise(offsets), strict=False)
        if before != after
    ]
    starts = [change - timedelta(days=1) for change in changes or middays[:1]]
    return [start + timedelta(minutes=30 * half) for start in starts for half in range(144)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("form", ["epoch_ms", "%m/%d/%Y %H:%M %z", "iso"])
def test_no_instant_around_clock_changes_is_lost_and_the_fold_is_kept(zone: str, form: str) -> None:
    instants = _instants_around_clock_changes(zone)
    local = [instant.astimezone(ZoneInfo(zone)) for instant in instants]
    if form == "epoch_ms":
        texts = [str(round(instant.timestamp() * 1000)) for instant in instants]
    else:
        texts = [time.isoformat() if form == "iso" else time.strftime(form) for time in local]
    answer = _read(*texts, formats=(form,) if form != "iso" else (), zone=zone)
    assert answer["at"] == [instant.replace(tzinfo=None) for instant in instants]
    assert answer["local"] == [time.replace(tzinfo=None, fold=0) for time in local]
    assert answer["fold"] == [time.fold for time in local]
    has_changes = zone not in ("UTC", "America/Phoenix")
    assert sum(answer["fold"]) == 2 * len(YEARS) * has_changes


@pytest.mark.parametrize("zone", ZONES)
def test_every_clock_time_around_clock_changes_is_read_as_zoneinfo_has_it(zone: str) -> None:
    days = {instant.replace(tzinfo=None) for instant in _instants_around_clock_changes(zone)}
    local = sorted(days)
    texts = [time.strftime("%m/%d/%Y %H:%M") for time in local]
    answer = _read(*texts, formats=("%m/%d/%Y %H:%M",), zone=zone)
    assert answer["local"] == local
    assert answer["fold"] == [0] * len(local)
    expected = [time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for time in local]
    assert answer["at"] == [time.replace(tzinfo=None) for time in expected]


FORMATS = (
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%y %H:%M",
    "%d.%m.%Y",
    "%Y/%m/%d %H:%M:%S.%f",
    "%Y/%m/%dT%H:%M:%S",
    "%I:%M %p %m/%d/%Y",
    "%d-%b-%Y %H:%M",
    "%B %d, %Y %I:%M %p",
    "%d%b%Y:%H:%M:%S",
    "%m/%d/%Y %H:%M %z",
    "%Y%m%d%H%M%S",
    "%m%d%Y %H%M",
)
MONTHS = ("Jan", "FEB", "mar", "April", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Month")


@st.composite
def _texts(draw: st.DrawFn, form: str) -> str:
    """Texts that a format nearly fits: impossible days and hours, missing zeros, other years, more space, something behind."""

    def number(least: int, most: int) -> str:
        value = draw(st.integers(least, most))
        return draw(st.sampled_from([f"{value:02}", f"{value:02}", f"{value}"]))

    parts = {
        "Y": draw(st.sampled_from(["2024", "2025", "1999", "0024", "24", "20245"])),
        "y": draw(st.sampled_from(["24", "68", "69", "06", "6", "2024"])),
        "m": number(0, 13),
        "d": number(0, 32),
        "H": number(0, 25),
        "I": number(0, 13),
        "M": number(0, 61),
        "S": number(0, 62),
        "f": draw(st.from_regex(r"[0-9]{1,6}", fullmatch=True)),
        "b": draw(st.sampled_from(MONTHS)),
        "B": draw(st.sampled_from([*MONTHS, "September"])),
        "p": draw(st.sampled_from(["AM", "PM", "am", "Pm", "XM", ""])),
        "z": draw(st.sampled_from(["Z", "-0800", "-08:00", "+05:30", "+2500", "PST"])),
    }
    text = re.sub(r"%(\w)", lambda directive: parts[directive[1]], form)
    spaced = text.replace(" ", draw(st.sampled_from([" ", " ", " ", "  ", "\t", ""])))
    # A seventh digit of a second is cut, not refused as by Python.
    behind = ["", "", "", "", " or so", "Z", *(["0"] if not form.endswith("%f") else [])]
    return spaced + draw(st.sampled_from(behind))


def _as_python_reads(text: str, form: str) -> tuple[datetime | None, datetime | None]:
    # Numbers run together get back the zeros that a spreadsheet took from them, which strptime cannot do.
    for word in re.findall(r"(?:(?<=^)|(?<= ))(?:%[YmdHMS]){2,}(?= |$)", form):
        places = [place for place, part in enumerate(form.split(" ")) if part == word]
        words = re.split(r"\s+", text)
        if len(words) != len(form.split(" ")):
            return None, None
        words[places[0]] = words[places[0]].zfill(2 * word.count("%") + 2 * ("%Y" in word))
        text = " ".join(words)
    try:
        time = datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None, None
    if time.tzinfo:
        local = time.astimezone(ZoneInfo(LA)).replace(tzinfo=None)
        return time.astimezone(UTC).replace(tzinfo=None), local
    return time.replace(tzinfo=ZoneInfo(LA)).astimezone(UTC).replace(tzinfo=None), time


@settings(max_examples=100)
@given(
    st.sampled_from(FORMATS).flatmap(
        lambda form: st.tuples(st.just(form), st.lists(_texts(form), min_size=5, max_size=15))
    )
)
def test_texts_are_read_as_python_reads_them(case: tuple[str, list[str]]) -> None:
    form, texts = case
    answer = _read(*texts, formats=(form,))
    for text, at, local in zip(texts, answer["at"], answer["local"], strict=True):
        expected = _as_python_reads(text, form)
        if expected == (None, None):
            expected = _as_python_reads(text, re.sub(r"[ T]?%[HI].*", "", form) or form)
        assert (at, local) == expected, text


@settings(max_examples=100)
@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2099, 12, 30)),
    st.integers(-23 * 60, 23 * 60),
    st.sampled_from(["auto", "minutes", "seconds", "milliseconds", "microseconds"]),
    st.sampled_from("T "),
)
def test_iso_8601_is_read_as_python_writes_it(
    time: datetime, minutes: int, timespec: str, separator: str
) -> None:
    offset = timedelta(minutes=minutes)
    text = time.isoformat(separator, timespec)
    bare = datetime.fromisoformat(text)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    answer = _read(text, f"{text}{sign}{hours:02}:{rest:02}", f"{text} {sign}{hours:02}{rest:02}")
    assert answer["local"][0] == bare
    assert answer["at"][1:] == [bare - offset] * 2


def test_epoch_milliseconds_are_utc_unless_they_are_said_to_be_local() -> None:
    answer = _read("1735732800000", "1735732800000.0", "1.7357328e12", formats=("epoch_ms",))
    assert answer["at"] == [datetime(2025, 1, 1, 12)] * 3
    assert answer["local"] == [datetime(2025, 1, 1, 4)] * 3
    answer = _read("1735732800000", formats=("epoch_ms_local",))
    assert (answer["local"][0].hour, answer["at"][0].hour) == (12, 20)


def test_text_with_its_own_offset_is_converted_not_relabeled() -> None:
    texts = "2025-01-01T12:00:00Z", "2025-01-01T12:00:00-05:00", "2025-01-01T12:00:00"
    assert _hours(_local(*texts)) == [4, 9, 12]


def test_day_that_does_not_exist_and_text_that_only_starts_right_are_not_read() -> None:
    texts = "02/30/2025 01:00", "02/29/2025 01:00", "01/02/2025 01:00 or so", "01/02/2025 24:00", ""
    answer = _read(*texts, formats=("%m/%d/%Y %H:%M",))
    assert list(answer.values()) == [[None] * 5] * 3
    assert _local("2025-02-30", "2025-13-01", "2025-01-01T24:00", "0000-01-01") == [None] * 4


def test_formats_are_tried_in_their_order_and_each_text_by_all_of_them() -> None:
    formats = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "epoch_ms")
    texts = "03/04/2025 00:00", "12/31/2025 00:00", "1735732800000", "2025-04-03"
    assert [time.strftime("%m-%d") for time in _local(*texts, formats=formats)] == [
        "04-03", "12-31", "01-01", "04-03",
    ]  # fmt: skip


def test_two_digit_year_is_read_only_where_the_format_says_so() -> None:
    assert _local("1/2/06 0:00", formats=("%m/%d/%Y %H:%M",)) == [None]
    years = _local("1/2/06 0:00", "1/2/68 0:00", "1/2/69 0:00", formats=("%m/%d/%y %H:%M",))
    assert [time.year for time in years] == [2006, 2068, 1969]


def test_more_space_than_the_format_has_is_no_fault() -> None:
    texts = "1/ 5/2025 10:00", "1/5/2025   10:00", "1/5/2025\u00a010:00"
    assert _local(*texts, formats=("%m/%d/%Y %H:%M",)) == [datetime(2025, 1, 5, 10)] * 3


def test_day_and_clock_in_two_columns_are_one_time() -> None:
    read = _local("01/02/2025", formats=("%m/%d/%Y %H:%M",), clock=["23:15"])
    assert read == [datetime(2025, 1, 2, 23, 15)]


def test_chunks_of_two_columns_need_not_end_together() -> None:
    days = pa.chunked_array([["01/02/2025", "01/03/2025"], ["01/04/2025"]])
    clocks = pa.chunked_array([["01:00"], ["02:00", "03:00"]])
    read = read_times(days.slice(1), clocks.slice(1), ("%m/%d/%Y %H:%M",), LA)["local"]
    assert read.to_pylist() == [datetime(2025, 1, 3, 2), datetime(2025, 1, 4, 3)]


def test_column_without_rows_has_no_times() -> None:
    answer = read_times(pa.array([], pa.string()), None, ("%m/%d/%Y",), LA)
    assert answer.schema.types == [pa.timestamp("us"), pa.timestamp("us"), pa.int8()]
    assert answer.num_rows == 0


def test_day_column_that_is_itself_a_midnight_is_joined_with_its_clock() -> None:
    days = "2025-01-02 00:00:00", "01/02/2025 12:00:00 AM", "2025-01-02 00:00:00.0000000"
    read = _local(*days, formats=("%m/%d/%Y %H:%M",), clock=["23:15"] * 3)
    assert read == [datetime(2025, 1, 2, 23, 15)] * 3


def test_day_without_its_clock_is_still_a_day() -> None:
    read = _local("01/02/2025", formats=("%m/%d/%Y %H:%M",), clock=[""])
    assert read == [datetime(2025, 1, 2)]
    assert _local("14 Aug 2024", formats=("%d %b %Y %H:%M",)) == [datetime(2024, 8, 14)]


def test_numbers_run_together_get_their_leading_zero() -> None:
    """The parser alone takes 141 for 14:01, and 1272024 for 7 December."""
    clocks = ["141", "57", "7", "0", "2359", " 141"]
    read = _local(*["1/02/2025"] * 6, formats=("%m/%d/%Y %H%M",), clock=clocks)
    assert [time.strftime("%H:%M") for time in read] == [
        "01:41", "00:57", "00:07", "00:00", "23:59", "01:41",
    ]  # fmt: skip
    read = _local("1272024 61530", formats=("%m%d%Y %H%M%S",))
    assert read == [datetime(2024, 1, 27, 6, 15, 30)]
    read = _local("Monday 1/27/2025 141", formats=("%A %m/%d/%Y %H%M",))
    assert read == [datetime(2025, 1, 27, 1, 41)]


def test_offset_is_read_in_every_way_that_databases_write_it() -> None:
    texts = (
        "2024-01-05 10:00:00-08", "2024-01-05T18:00:00z", "2024-01-05 18:00:00.5+0000",
        "2024-01-05T10:00-08:00", "2024-01-05 10:00:00.1234567 -08:00", "2024-01-05 1800Z", "2024-01-05",
    )  # fmt: skip
    assert _hours(_local(*texts)) == [10] * 6 + [0]


def test_part_of_a_date_and_seconds_for_milliseconds_are_not_guessed() -> None:
    texts = "2024", "2024-01", "20240105", "2024-1-5", "2024-1-5 10:00", "2024-01-05 1"
    assert _local(*texts) == [None] * 6
    assert _local("1735732800", "nan", "1e300", formats=("epoch_ms",)) == [None] * 3
