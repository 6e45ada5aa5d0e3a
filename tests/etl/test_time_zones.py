"""Clock times and instants of any zone, against zoneinfo."""

# ruff: noqa: DTZ001 (clock times, and UTC as tables hold it, have no zone)
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.time_zones import load_time_zone

EPOCH = datetime(1970, 1, 1)
# Half hours, a zone that skipped a day, one that changed its clocks for Ramadan too.
ZONES = (
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
    "Asia/Kolkata",
)


def _micro(*times: datetime) -> np.ndarray:
    return np.array([(time - EPOCH) // timedelta(microseconds=1) for time in times])


@given(st.sampled_from(ZONES), st.datetimes(datetime(100, 1, 1), datetime(2100, 12, 30)))
def test_clock_times_and_instants_are_those_of_zoneinfo(name: str, time: datetime) -> None:
    zone = load_time_zone(name)
    at = time.replace(tzinfo=ZoneInfo(name)).astimezone(UTC).replace(tzinfo=None)
    assert zone.to_utc(_micro(time)) == _micro(at)
    shown = time.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
    local, fold = zone.to_local(_micro(time))
    assert (local, fold) == (_micro(shown.replace(tzinfo=None)), shown.fold)


@pytest.mark.parametrize("name", ZONES)
def test_both_sides_of_every_clock_change_are_those_of_zoneinfo(name: str) -> None:
    zone = load_time_zone(name)
    around = np.concatenate([zone.instants - 1, zone.instants, zone.instants + 1_800_000_000])
    local, fold = zone.to_local(around)
    shown = [
        (EPOCH + timedelta(microseconds=int(at))).replace(tzinfo=UTC).astimezone(ZoneInfo(name))
        for at in around
    ]
    assert (local == _micro(*(time.replace(tzinfo=None) for time in shown))).all()
    assert fold.tolist() == [time.fold for time in shown]


def test_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        load_time_zone("America/Palm_Springs")
