"""How good were maps of St. Louis, made of eleven years, on the year after? What must hold, whichever map wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.hotspots import make_grid, radius_for
from analytics.hotspots.evaluation import accuracy_sentence, compare_maps
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot


@pytest.fixture(scope="module", params=["robbery", "burglary"])
def st_louis(request: pytest.FixtureRequest, stl_data_dir: Path) -> pd.DataFrame:
    """Score the maps made of 2008 to 2018 on the incidents of 2019."""
    store = open_snapshot(stl_data_dir, audience="police")
    days = Period(date(2008, 1, 1), date(2020, 1, 1))
    incidents = store.read_incidents(Selection(days, (request.param,)))
    grid = make_grid(store.read_neighborhoods(), crs=store.coverage().analysis_crs)
    store.close()
    is_later = pd.to_datetime(incidents["occurred_on"]) >= pd.Timestamp(2019, 1, 1)
    return compare_maps(
        incidents[~is_later],
        incidents[is_later],
        grid,
        until=date(2019, 1, 1),
        radius_m=radius_for((request.param,)),
    )


def test_every_map_of_st_louis_beats_a_random_order_and_none_beats_the_best(
    st_louis: pd.DataFrame,
) -> None:
    table = st_louis.set_index(["map", "area_share"])
    chance = table.loc["random order", "hits"]
    for name in set(st_louis["map"]) - {"random order"}:
        assert (table.loc[name, "hits"] > 2 * chance).all()
    assert st_louis["pei"].between(0, 1).all()
    assert table.loc["random order", "pai"].between(0.5, 2).all()


def test_scores_of_st_louis_agree_with_each_other(st_louis: pd.DataFrame) -> None:
    assert st_louis["incidents"].nunique() == 1
    rate = st_louis["hits"] / st_louis["incidents"]
    assert st_louis["hit_rate"].tolist() == pytest.approx(rate.tolist())
    assert st_louis["hit_rate"].between(st_louis["hit_low"], st_louis["hit_high"]).all()
    assert (st_louis["hits"] <= st_louis["hits_mean"] + 1e-9).all()
    assert (st_louis.groupby("map", sort=False)["hits"].diff().dropna() >= 0).all()
    assert (st_louis["per_km2"] * st_louis["cells"] * 0.0225).tolist() == pytest.approx(
        st_louis["hits"].tolist()
    )


def test_sentence_about_st_louis_says_what_the_table_says(st_louis: pd.DataFrame) -> None:
    words = {"better": "this map does better", "worse": "the simple map does better"}
    for name, rows in st_louis.groupby("map"):
        sentence = accuracy_sentence(st_louis, str(name))
        for verdict, text in words.items():
            assert sentence.count(text) == (rows["verdict"] == verdict).sum()
