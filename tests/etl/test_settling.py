"""How long a day keeps filling up is measured where it can be, and not read from what was never seen."""

import pandas as pd

from etl.settling import settling_curve, settling_days_of_curve, settling_days_of_reports


def test_settling_is_the_delay_that_19_of_20_reports_keep() -> None:
    delays = pd.Series([0.5] * 94 + [20.2] * 6)
    assert settling_days_of_reports(delays) == 21
    assert settling_days_of_reports(pd.Series([0.5] * 96 + [300.0] * 4)) == 1
    assert settling_days_of_reports(pd.Series([0.5] * 49)) is None
    assert settling_days_of_reports(pd.Series([400.0] * 60)) == 90


def _seen(delays: dict[int, int], first: str, last: str, *, runs_until: str) -> pd.DataFrame:
    """Give first sightings: every day the same incidents with the same delays, seen only if a run came in time."""
    rows = [
        {"occurred_on": day, "seen_on": day + pd.Timedelta(days=delay), "incidents": incidents}
        for day in pd.date_range(first, last)
        for delay, incidents in delays.items()
    ]
    table = pd.DataFrame(rows)
    return table[table["seen_on"] <= pd.Timestamp(runs_until)]


def test_curve_of_known_delays_is_found_though_young_days_hide_their_late_ones() -> None:
    last_run = pd.Timestamp("2025-06-30")
    seen = _seen({0: 5, 3: 4, 10: 1}, "2025-04-01", "2025-06-30", runs_until="2025-06-30")
    curve = settling_curve(seen, last_run=last_run)
    assert curve is not None
    assert curve.loc[[0, 2, 3, 9, 10]].round(9).tolist() == [0.5, 0.5, 0.9, 0.9, 1.0]
    assert settling_days_of_curve(curve) == 10
    naive = (seen["occurred_on"] == seen["seen_on"]).mul(seen["incidents"]).sum() / seen[
        "incidents"
    ].sum()
    assert naive > 0.5


def test_short_history_measures_nothing() -> None:
    seen = _seen({0: 9, 3: 1}, "2025-06-10", "2025-06-30", runs_until="2025-06-30")
    assert settling_curve(seen, last_run=pd.Timestamp("2025-06-30")) is None
    few = _seen({0: 1}, "2025-04-01", "2025-05-10", runs_until="2025-06-30")
    assert settling_curve(few, last_run=pd.Timestamp("2025-06-30")) is None
