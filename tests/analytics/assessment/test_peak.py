"""An area picked at its peak falls by itself, and the reader is told."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.assessment import earlier_years, peak_warning
from analytics.periods import Period

BEFORE = Period(date(2025, 1, 6), date(2025, 4, 28))


def incidents(*counts: int) -> pd.DataFrame:
    """So many incidents on the first day of the same period this year, last year, …"""
    days = [BEFORE.start - k * timedelta(days=364) for k, n in enumerate(counts) for _ in range(n)]
    return pd.DataFrame({"occurred_on": pd.to_datetime(days)})


def test_the_same_days_of_earlier_years_are_counted_as_far_as_data_reach() -> None:
    table = earlier_years(incidents(9, 4, 6, 5, 8), BEFORE, first_on=date(2020, 1, 1))
    assert table["incidents"].tolist() == [9, 4, 6, 5]
    assert table["start_on"].iloc[1] == date(2024, 1, 8)
    short = earlier_years(incidents(9, 4, 6, 5), BEFORE, first_on=date(2023, 1, 9))
    assert short["incidents"].tolist() == [9, 4, 6]
    # A day short of a year is not a year.
    shorter = earlier_years(incidents(9, 4, 6, 5), BEFORE, first_on=date(2023, 1, 10))
    assert shorter["incidents"].tolist() == [9, 4]


def test_a_period_of_more_than_a_year_never_overlaps_its_earlier_ones() -> None:
    long = Period(date(2024, 1, 1), date(2025, 3, 1))
    table = earlier_years(incidents(1), long, first_on=date(2010, 1, 1))
    assert all(
        earlier <= later
        for earlier, later in zip(
            table["end_on"].iloc[1:], table["start_on"].iloc[:-1], strict=True
        )
    )


def test_an_area_above_all_its_earlier_years_is_warned_of() -> None:
    years = earlier_years(incidents(60, 41, 38, 44), BEFORE, first_on=date(2020, 1, 1))
    assert peak_warning(years) == (
        "Beware: the 60 before the response are more than in the same days of each earlier year"
        " (41, 38, 44). An area picked at its peak tends to fall by itself."
    )
    usual = earlier_years(incidents(44, 41, 38, 44), BEFORE, first_on=date(2020, 1, 1))
    assert peak_warning(usual) is None


def test_without_two_earlier_years_a_peak_cannot_be_told() -> None:
    years = earlier_years(incidents(60, 41), BEFORE, first_on=date(2024, 1, 1))
    warning = peak_warning(years)
    assert warning is not None
    assert "can't be told" in warning


def test_picking_the_worst_of_many_areas_is_mostly_warned_of() -> None:
    """Forty areas of the same rate: the worst of them falls by itself the year after."""
    rng = np.random.default_rng(1)
    warned, fell = 0, 0
    for _ in range(50):
        counts = rng.poisson(30, (40, 5))
        worst = counts[counts[:, 1].argmax()]
        years = pd.DataFrame({"incidents": worst[1:]})
        warned += peak_warning(years) is not None
        fell += worst[0] < worst[1]
    assert warned >= 38
    assert fell >= 45
