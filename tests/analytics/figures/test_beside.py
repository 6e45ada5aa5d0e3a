"""Bars of equal stretches start at zero, share a scale where asked to, and leave gaps where there are no data."""

from __future__ import annotations

import pandas as pd

from analytics.figures.beside import stretch_bars
from analytics.figures.theme import PALETTES

STRETCHES = pd.DataFrame(
    {
        "start_on": pd.to_datetime(["2025-01-01", "2025-01-29", "2025-02-26"]),
        "incidents": [float("nan"), 0.0, 12.0],
    }
)


def test_bars_start_at_zero_on_the_scale_that_is_given() -> None:
    drawn = [stretch_bars(STRETCHES, top=top, days=28)["layout"]["yaxis"] for top in (12, 200)]
    assert [axis["range"][0] for axis in drawn] == [0, 0]
    assert drawn[0]["range"][1] < 14
    assert drawn[1]["range"][1] > 200


def test_no_data_is_a_gap_and_none_is_a_zero() -> None:
    (bars,) = stretch_bars(STRETCHES, top=12, days=28)["data"]
    assert bars["y"] == [None, 0, 12]
    assert bars["customdata"][1] == "29 Jan to 25 Feb 2025"


def test_only_the_place_itself_is_in_the_accent() -> None:
    own, other = (
        stretch_bars(STRETCHES, top=12, days=28, is_own=is_own) for is_own in (True, False)
    )
    assert own["data"][0]["marker"]["color"] == PALETTES["light"].accent
    assert other["data"][0]["marker"]["color"] != PALETTES["light"].accent
