"""When was it, by the local clock and in UTC?

A fixed offset is wrong for half the year, so local time goes through the IANA time zone. Formats are tried in the order of the
definition and must fit the whole text: a lenient parser reads 03/04 as March here and as April there. ISO 8601 is always tried
last, since it cannot be misread; a text that carries its own offset is converted, not relabeled. A day without a clock time is
midnight: hours of such feeds say when clerks do not know, not when it happened.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.layouts import NEVER, Layout, layouts_of, read_layouts
from etl.numbers import read_numbers
from etl.time_zones import load_time_zone

EPOCH_MS = "epoch_ms"
# Of a service that keeps clock times as if they were UTC.
EPOCH_MS_LOCAL = "epoch_ms_local"
# Milliseconds below this lie before 1973: they are seconds, and no police feed is that old.
_LEAST_EPOCH_MS = 1e11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The first moments of the years 1 and 10000, in microseconds.
_YEARS = np.array(["0001", "10000"], dtype="M8[us]").astype("int64")
_MIDNIGHT = r"[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)$"
_ISO_CLOCKS = ("%H", "%H%M", "%H%M%S", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
_CLOCK_OF_FORMAT = re.compile(r"[ T]?%[HI].*$")
_RUN_OF_DIGITS = re.compile(r"(?:%[mdyYHMS]){2,}")
_WIDTHS = {"Y": 4}
# What a format is made of: digits run together, a directive, space, something written as it is.
_PIECE = re.compile(r"((?:%[YymdHIMS]){2,})|%(.)|(\s+)|([^%\s]+)")
_LOOSE = {"Y": r"\d{4}", "y": r"\d{2}", "f": r"\d+", "%": "%"} | dict.fromkeys(
    "mdHIMS", r" ?\d{1,2}"
)


def read_times(
    text: pa.Array | pa.ChunkedArray,
    clock: pa.Array | pa.ChunkedArray | None,
    formats: tuple[str, ...],
    time_zone: str,
) -> pa.Table:
    """Read times from their text, or from a text of the day and one of the clock.

    Result columns, a row a text: at (UTC, no zone), local (wall clock as written, or converted, no zone), fold (1 where the
    clock shows that time for the second time, in the hour that happens twice, else 0); null where nothing fits. A text without
    an offset cannot say which of the two it means and is taken as the first. A clock time that never happens keeps what was
    written as local, and is read by the offset before the change (PEP 495). Fractions are cut to microseconds.
    """
    whole = _large(text) if clock is None else _joined(_large(text), _large(clock))
    times, is_utc = np.full(len(whole), NEVER), np.zeros(len(whole), dtype=bool)
    left = np.flatnonzero(pc.not_equal(whole, ""))
    days = (_CLOCK_OF_FORMAT.sub("", form) for form in formats)
    for form in (*formats, *(day for day in days if day and day not in formats), None):
        if not len(left):
            break
        if len(left) == len(whole):
            times, is_utc = _read(whole, form)
            left = np.flatnonzero(times == NEVER)
            continue
        times[left], is_utc[left] = _read(whole.take(pa.array(left)), form)
        left = left[times[left] == NEVER]
    zone = load_time_zone(time_zone)
    fold = np.zeros(len(times), dtype="int8")
    if is_utc.any():
        at, local = times.copy(), times.copy()
        at[~is_utc] = zone.to_utc(times[~is_utc])
        local[is_utc], fold[is_utc] = zone.to_local(times[is_utc])
    else:
        at, local = zone.to_utc(times), times
    least, end = _YEARS
    is_none = (at < least) | (local < least) | (at >= end) | (local >= end) | (times == NEVER)
    mask = is_none if is_none.any() else None
    return pa.table(
        {
            "at": pa.array(at.view("M8[us]"), mask=mask),
            "local": pa.array(local.view("M8[us]"), mask=mask),
            "fold": pa.array(fold, mask=mask),
        }
    )


def _large(text: pa.Array | pa.ChunkedArray) -> pa.LargeStringArray:
    whole = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    return pc.cast(whole, pa.large_string())


def _joined(day: pa.LargeStringArray, clock: pa.LargeStringArray) -> pa.LargeStringArray:
    """Join days and clocks. Exports write the day of two columns as a time of its own, at midnight."""
    days = pc.dictionary_encode(day)
    bare = pc.replace_substring_regex(days.dictionary, _MIDNIGHT, "").take(days.indices)
    joined = pc.binary_join_element_wise(bare, clock, pa.scalar(" ", pa.large_string()))
    return pc.utf8_trim_whitespace(joined)


def _read(text: pa.LargeStringArray, form: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Read texts by one format, or ISO 8601: microseconds since 1970, NEVER where it does not fit, and whether they are UTC."""
    if form is None:
        return read_layouts(text, _iso_layouts())
    if form in (EPOCH_MS, EPOCH_MS_LOCAL):
        return _read_epoch(text), np.full(len(text), form == EPOCH_MS)
    times, is_utc = read_layouts(text, layouts_of(form))
    left = np.flatnonzero(times == NEVER)
    if len(left):
        pending = text.take(pa.array(left))
        may_fit = pc.match_substring_regex(pending, _loose(form))
        # Doubled spaces, months in full and the like are read one by one, each text once.
        texts = pc.dictionary_encode(pending.filter(may_fit))
        read = [_read_one(value, form) for value in texts.dictionary.to_pylist()]
        found = np.array(read, dtype="int64").reshape(-1, 2)[texts.indices]
        rare = left[may_fit.to_numpy(zero_copy_only=False)]
        times[rare], is_utc[rare] = found[:, 0], found[:, 1]
    return times, is_utc


def _read_epoch(text: pa.LargeStringArray) -> np.ndarray:
    numbers = read_numbers(text) * 1000
    # No time of the years that there are is further from 1970 than the year 10000.
    is_time = (abs(numbers) >= _LEAST_EPOCH_MS * 1000) & (abs(numbers) < _YEARS[1])
    return np.where(is_time, np.rint(numbers), NEVER).astype("int64")


@cache
def _iso_layouts() -> tuple[Layout, ...]:
    """Give the layouts of ISO 8601; only an hour before a colon may lack its zero."""
    layouts = [layouts_of("%Y-%m-%d")[0]]
    for separator, zone, clock in product("T ", ("", "%z", " %z"), _ISO_CLOCKS):
        for layout in layouts_of(f"%Y-%m-%d{separator}{clock}{zone}"):
            widths = {name: end - start for name, (start, end) in layout.fields.items()}
            short = [name for name in "mdHMS" if widths.get(name, 2) < 2]
            if not short or (short == ["H"] and ":" in clock):
                layouts.append(layout)
    return tuple(layouts)


@cache
def _loose(form: str) -> str:
    """Give a pattern that every text has which a format fits, so that only such texts are tried one by one."""

    def pattern(piece: re.Match[str]) -> str:
        run, directive, space, literal = piece.groups()
        if directive:
            return _LOOSE.get(directive, ".+")
        return r"\d+" if run else r"[\s\pZ]+" if space else re.escape(literal)

    return f"(?is)^{_PIECE.sub(pattern, form)}$"


def _read_one(text: str, form: str) -> tuple[int, bool]:
    """Read one text, giving numbers such as 141 their leading zero where the format runs digits together, as %H%M does.

    Without it the parser takes as many digits as it can for the first part, and 1:41 becomes 14:01.
    """
    words, forms = re.split(r"\s+", text), form.split()
    if len(words) == len(forms):
        words = [
            word.zfill(sum(_WIDTHS.get(letter, 2) for letter in part[1::2]))
            if _RUN_OF_DIGITS.fullmatch(part)
            else word
            for word, part in zip(words, forms, strict=True)
        ]
    elif any(map(_RUN_OF_DIGITS.fullmatch, forms)):
        return NEVER, False
    try:
        moment = datetime.strptime(" ".join(words), form)  # noqa: DTZ007
    except ValueError:
        return NEVER, False
    is_utc = moment.tzinfo is not None
    since = moment - (_EPOCH if is_utc else _EPOCH.replace(tzinfo=None))
    return since // timedelta(microseconds=1), is_utc
