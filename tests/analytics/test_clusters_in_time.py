"""Recent clusters are those of SaTScan, and a town with shuffled dates seldom has any."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.clusters_in_time import clusters_sentence, find_recent_clusters, scan
from analytics.errors import SelectionError

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "scan"
UNTIL = date(2025, 12, 1)


def satscan(number: int, permutations: int = 1) -> pd.DataFrame:
    """Scan SaTScan's example: days 0 to 1000, clusters of up to half of them and of the cases."""
    files = [GOLDEN / f"satscan_test{number}.{kind}" for kind in ("geo", "cas")]
    for file in files:
        if not file.exists():
            pytest.skip(f"no reference values at {file}")
    geo, cases = (pd.read_csv(file, sep=r"\s+", header=None) for file in files)
    cases = cases.loc[cases.index.repeat(cases[1])]
    points = geo.set_index(0).loc[cases[0]].to_numpy()
    age = (1000 - cases[2]).to_numpy()
    return scan(points, age, longest_days=500, reach_m=1000, permutations=permutations, seed=1)


def test_clusters_of_the_first_example_are_those_that_satscan_prints() -> None:
    """The first takes 3 of 5 places, of which four are equally far from the center."""
    found = satscan(1).head(2)
    assert found["llr"].to_numpy() == pytest.approx([3.352053, 2.715606], abs=1e-6)
    assert found["incidents"].tolist() == [3, 4]
    assert found["expected"].to_numpy() == pytest.approx([0.42, 0.96])
    assert found["places"].tolist() == [3, 1]
    assert found["radius_m"].tolist() == [20, 0]
    assert found[["x_m", "y_m"]].to_numpy().tolist() == [[30, 30], [50, 50]]
    # Satscan's own frames begin on days 993 and 962.
    assert (1000 - found["age"]).tolist() == [993, 962]


def test_the_cluster_of_the_third_example_is_that_of_satscan_and_nothing_unusual() -> None:
    """A single case of higher likelihood is no cluster."""
    found = satscan(3, permutations=99).iloc[0]
    assert found["llr"] == pytest.approx(1.622161, abs=1e-6)
    assert (found["incidents"], found["places"], found["radius_m"]) == (10, 4, 20)
    assert found["expected"] == pytest.approx(5.46)
    assert found["p_value"] > 0.9


def strongest_by_loops(points: np.ndarray, age: np.ndarray, longest: int, reach: float) -> float:
    """Try every circle and window one by one."""
    places, place = np.unique(points, axis=0, return_inverse=True)
    best, total = 0.0, len(points)
    for center in places:
        apart = np.round(np.hypot(*(places - center).T), 6)
        order = np.lexsort((places[:, 1], places[:, 0], apart))
        for taken in range(1, (apart <= reach).sum() + 1):
            inside = np.isin(place, order[:taken])
            if taken > 1 and inside.sum() > total / 2:
                break
            for last in range(longest):
                cases = (inside & (age <= last)).sum()
                expected = inside.sum() * (age <= last).sum() / total
                if cases >= 2 and cases > expected and inside.sum() < total:
                    rest = (total - cases) * np.log((total - cases) / (total - expected))
                    best = max(best, cases * np.log(cases / expected) + rest)
    return best


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 40)), min_size=8, max_size=40
    ),
    st.integers(1, 12),
    st.sampled_from([0.05, 0.11, 0.21, 0.9]),
)
@settings(max_examples=40)
def test_the_strongest_cluster_is_that_of_a_plain_search(
    events: list, longest: int, reach: float
) -> None:
    # Tenths, so that what is equally far differs in the last digit.
    points, age = np.array(events)[:, :2] / 10 + 0.1, np.array(events)[:, 2]
    found = scan(points, age, longest_days=longest, reach_m=reach, permutations=1, seed=1)
    expected = strongest_by_loops(points, age, longest, reach)
    assert (found["llr"].max() if len(found) else 0) == pytest.approx(expected, abs=1e-9)
    assert (found["radius_m"] <= reach).all()


def test_a_cluster_of_several_places_holds_at_most_half_of_all_incidents() -> None:
    """Six of ten are new and near each other; all six would be the stronger cluster."""
    x = np.array([0, 1, 2, 3, 4, 5, 900, 901, 902, 903.0])
    age = np.array([1] * 6 + [90] * 4)
    found = scan(
        np.column_stack([x, x * 0]), age, longest_days=28, reach_m=50, permutations=1, seed=1
    )
    assert found["incidents"].iloc[0] == found["places"].iloc[0] == 5
    one_place = np.column_stack([np.where(x < 50, 0, x), x * 0])
    found = scan(one_place, age, longest_days=28, reach_m=50, permutations=1, seed=1)
    assert (found["incidents"].iloc[0], found["places"].iloc[0]) == (6, 1)


def town(count: int, seed: int, lately: int = 0) -> pd.DataFrame:
    """Give incidents of a year in 4 by 4 km, some of them of the last 6 days within 100 m."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 4000, (2, count))
    back = rng.integers(1, 365, count)
    x[:lately], y[:lately] = rng.uniform(1000, 1070, (2, lately))
    back[:lately] = rng.integers(1, 7, lately)
    return pd.DataFrame(
        {
            "feed": "town",
            "incident_id": np.arange(count).astype(str),
            "address": [f"{k} Palm Dr" for k in range(count)],
            "x_m": x,
            "y_m": y,
            "occurred_on": [UNTIL - timedelta(days=int(days)) for days in back],
        }
    )


def test_a_cluster_of_the_last_days_is_found_and_said() -> None:
    found = find_recent_clusters(town(200, 1, lately=7), until=UNTIL, seed=1, permutations=199)
    top = found.table.iloc[0]
    assert top["incidents"] == 7
    assert top["radius_m"] <= 100
    assert pd.Timestamp(UNTIL) - pd.Timedelta(days=6) <= top["start_on"] < pd.Timestamp(UNTIL)
    sentence = clusters_sentence(found, "Burglary")
    assert sentence.startswith(f"Burglary: unusual, 7 within {top['radius_m']:,.0f} m since ")
    assert sentence.endswith("chance brings one as strong in 1 of 200 such looks.")


def test_clusters_do_not_share_a_place() -> None:
    table = find_recent_clusters(town(400, 2), until=UNTIL, seed=1, permutations=1).table
    assert 2 <= len(table) <= 10
    assert table["llr"].is_monotonic_decreasing
    centers = table[["x_m", "y_m"]].to_numpy()
    apart = np.hypot(*(centers[:, None] - centers).transpose(2, 0, 1))
    radius = table["radius_m"].to_numpy()
    assert (apart[~np.eye(len(table), dtype=bool)] > 0).all()
    assert (apart + np.eye(len(table)) * 1e9 > np.minimum.outer(radius, radius)).all()


def test_shuffled_dates_are_seldom_called_unusual() -> None:
    p_values = np.array(
        [
            find_recent_clusters(town(80, seed), until=UNTIL, seed=seed, permutations=39)
            .table["p_value"]
            .min()
            for seed in range(120)
        ]
    )
    assert (p_values <= 0.05).mean() <= 0.1
    assert 0.35 <= (p_values <= 0.5).mean() <= 0.65


def test_an_ordinary_month_is_said_to_be_one() -> None:
    found = find_recent_clusters(town(80, 3), until=UNTIL, seed=1, permutations=99)
    assert clusters_sentence(found, "Burglary") == (
        "Burglary: nothing in the last 28 days stands out from chance."
    )


def test_a_month_without_incidents_and_a_town_with_few_have_no_cluster() -> None:
    quiet = town(80, 4)
    quiet = quiet[pd.to_datetime(quiet["occurred_on"]) < pd.Timestamp(UNTIL - timedelta(days=40))]
    found = find_recent_clusters(quiet, until=UNTIL, seed=1)
    assert found.table.empty
    assert "nothing in the last 28 days" in clusters_sentence(found, "Burglary")
    few = find_recent_clusters(town(49, 4), until=UNTIL, seed=1)
    assert list(few.table.columns) == list(found.table.columns)
    assert clusters_sentence(few, "Robbery") == (
        "Robbery: can't tell whether anything is unusual lately: it takes 50 incidents on the map,"
        " and there are 49."
    )


def test_only_one_row_an_incident_of_the_days_asked_for_with_a_point_is_used() -> None:
    table = town(100, 5)
    table.loc[:4, "x_m"] = np.nan
    later = table.assign(
        incident_id=[f"l{k}" for k in table.index], occurred_on=UNTIL + timedelta(days=3)
    )
    both = pd.concat([table, table.assign(offense="vandalism"), later])
    assert find_recent_clusters(both, until=UNTIL, seed=1, permutations=1).incidents == 95
    with pytest.raises(SelectionError, match="police"):
        find_recent_clusters(table.drop(columns="address"), until=UNTIL, seed=1)
