"""When was it, by the local clock and in UTC?

A fixed offset is wrong for half the year, so local time goes through the IANA time zone. Formats are tried in the order of the
definition and must fit the whole text: a lenient parser reads 03/04 as March here and as April there. ISO 8601 is always tried
last, since it cannot be misread; a text that carries its own offset is converted, not relabeled. A day without a clock time is
midnight: hours of such feeds say when clerks do not know, not when it happened.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

EPOCH_MS = "epoch_ms"
_MIDNIGHT = r"[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM)$"
_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"


def read_times(
    text: pd.Series, clock: pd.Series | None, formats: tuple[str, ...], time_zone: str
) -> pd.DataFrame:
    """Read times from their text, or from a text of the day and one of the clock.

    Result columns, on the index of `text`: at (UTC, naive), local (wall clock, naive); both empty where nothing fits.
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
    days = tuple(form.split(" ")[0] for form in formats if " " in form)
    for form in (*formats, *days, "ISO8601"):
        if not left.any():
            break
        pending = text[left]
        if form == EPOCH_MS:
            numbers = pd.to_numeric(pending, errors="coerce")
            found = pd.to_datetime(numbers, unit="ms", errors="coerce").astype("datetime64[us]")
            at = at.fillna(found)
        elif form == "ISO8601":
            has_offset = pending.str.contains(_OFFSET, regex=True)
            instants = pd.to_datetime(
                pending[has_offset], format="ISO8601", utc=True, errors="coerce"
            )
            at = at.fillna(instants.dt.tz_localize(None).astype("datetime64[us]"))
            plain = pd.to_datetime(pending[~has_offset], format="ISO8601", errors="coerce")
            local = local.fillna(plain.astype("datetime64[us]"))
        else:
            found = pd.to_datetime(pending, format=form, errors="coerce").astype("datetime64[us]")
            local = local.fillna(found)
        left &= local.isna() & at.isna()
    return pd.DataFrame(
        {
            "at": at.fillna(_to_utc(local, time_zone)),
            "local": local.fillna(_to_local(at, time_zone)),
        }
    )


def _to_utc(local: pd.Series, time_zone: str) -> pd.Series:
    first = np.ones(len(local), dtype=bool)
    zoned = local.dt.tz_localize(time_zone, ambiguous=first, nonexistent="shift_forward")
    return zoned.dt.tz_convert("UTC").dt.tz_localize(None)


def _to_local(at: pd.Series, time_zone: str) -> pd.Series:
    return at.dt.tz_localize("UTC").dt.tz_convert(time_zone).dt.tz_localize(None)
