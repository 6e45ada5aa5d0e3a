"""When was it, by the local clock and in UTC?

A fixed offset is wrong for half the year, so local time goes through the IANA time zone. Formats are tried in the order of the
definition and must fit the whole text: a lenient parser reads 03/04 as March here and as April there. ISO 8601 is always tried
last, since it cannot be misread; a text that carries its own offset is converted, not relabeled. A day without a clock time is
midnight: hours of such feeds say when clerks do not know, not when it happened.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

EPOCH_MS = "epoch_ms"
# Milliseconds below this lie before 1973: they are seconds, and no police feed is that old.
_LEAST_EPOCH_MS = 1e11
_MIDNIGHT = r"[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}"
_OFFSET = r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$"
_CLOCK_OF_FORMAT = re.compile(r"[ T]?%[HI].*$")
_RUN_OF_DIGITS = re.compile(r"(?:%[mdyYHMS]){2,}")
_WIDTHS = {"Y": 4}


def read_times(
    text: pd.Series, clock: pd.Series | None, formats: tuple[str, ...], time_zone: str
) -> pd.DataFrame:
    """Read times from their text, or from a text of the day and one of the clock.

    Result columns, on the index of `text`: at (UTC, naive), local (wall clock as written, naive); empty where nothing fits.
    """
    if clock is None:
        whole = text
    else:
        # Exports write the day of two columns as a time of its own, at midnight.
        day = text.str.replace(_MIDNIGHT, "", regex=True)
        whole = (day + " " + clock).str.strip()
    # Clerks write few different times when they do not know one; each text is read once.
    unique = pd.Series(whole.unique(), dtype="str")
    read = _read_unique(unique, formats, time_zone)
    places = pd.Index(unique).get_indexer(whole)
    answer = read.take(places)
    answer.index = text.index
    return answer


def _read_unique(text: pd.Series, formats: tuple[str, ...], time_zone: str) -> pd.DataFrame:
    local = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    at = local.copy()
    left = text != ""
    days = (_CLOCK_OF_FORMAT.sub("", form) for form in formats)
    for form in (*formats, *(day for day in days if day and day not in formats)):
        if not left.any():
            break
        pending = text[left]
        if form == EPOCH_MS:
            at = at.fillna(_from_epoch(pending))
        else:
            padded = _with_leading_zeros(pending, form)
            local = local.fillna(_micro(pd.to_datetime(padded, format=form, errors="coerce")))
        left &= local.isna() & at.isna()
    pending = text[left]
    pending = pending[pending.str.contains(_ISO_DAY, regex=True)]
    has_offset = pending.str.contains(_OFFSET, regex=True)
    zoned = pending[has_offset].str.upper()
    at = at.fillna(
        _micro(
            pd.to_datetime(zoned, format="ISO8601", utc=True, errors="coerce").dt.tz_localize(None)
        )
    )
    plain = pending[~has_offset]
    local = local.fillna(_micro(pd.to_datetime(plain, format="ISO8601", errors="coerce")))
    return pd.DataFrame(
        {
            "at": at.fillna(_to_utc(local, time_zone)),
            "local": local.fillna(_to_local(at, time_zone)),
        }
    )


def _from_epoch(text: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(text, errors="coerce")
    numbers = numbers.where(numbers.abs() >= _LEAST_EPOCH_MS)
    return _micro(pd.to_datetime(numbers, unit="ms", errors="coerce"))


def _with_leading_zeros(text: pd.Series, form: str) -> pd.Series:
    """Give numbers such as 141 their leading zero, where a format runs digits together as %H%M does.

    Without it the parser takes as many digits as it can for the first part, and 1:41 becomes 14:01.
    """
    words = form.split(" ")
    widths = [
        sum(_WIDTHS.get(letter, 2) for letter in re.findall(r"%(\w)", word))
        if _RUN_OF_DIGITS.fullmatch(word)
        else 0
        for word in words
    ]
    if not any(widths):
        return text

    def padded(value: str) -> str:
        parts = value.split(" ")
        if len(parts) != len(widths):
            return value
        return " ".join(
            part.zfill(width) if part.isdecimal() else part
            for part, width in zip(parts, widths, strict=True)
        )

    return text.map(padded)


def _micro(times: pd.Series) -> pd.Series:
    return times.astype("datetime64[us]")


def _to_utc(local: pd.Series, time_zone: str) -> pd.Series:
    """Read wall clock times in UTC: the first of an hour that happens twice, the end of one that never happens."""
    first = np.ones(len(local), dtype=bool)
    zoned = local.dt.tz_localize(time_zone, ambiguous=first, nonexistent="shift_forward")
    return zoned.dt.tz_convert("UTC").dt.tz_localize(None)


def _to_local(at: pd.Series, time_zone: str) -> pd.Series:
    return at.dt.tz_localize("UTC").dt.tz_convert(time_zone).dt.tz_localize(None)
