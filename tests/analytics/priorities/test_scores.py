"""Scores are percentiles, and draws and numbers shown follow the same rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.priorities.columns import Column, known_column
from analytics.priorities.scores import rank_scores

NAN = float("nan")


def drawn_column(values: list[float], draws: list[list[float]]) -> Column:
    return Column(pd.DataFrame({"shown": values}), np.array(values), np.array(draws))


def test_equal_numbers_have_equal_scores_and_blank_ones_none() -> None:
    columns = {"votes": known_column("votes", np.array([4, NAN, 4, 9, 1]))}
    table = rank_scores(columns, {"votes": 1}, seed=1, draws=50)
    assert table["votes_score"].tolist() == pytest.approx([50, NAN, 50, 87.5, 12.5], nan_ok=True)
    assert table["rank"].tolist() == [2, 5, 3, 1, 4]


def test_a_concern_of_which_nothing_is_known_comes_last_and_is_sure_to() -> None:
    columns = {"votes": known_column("votes", np.array([1.0, NAN, 2.0]))}
    table = rank_scores(columns, {"votes": 1}, seed=1, draws=50)
    assert np.isnan(table["score"][1])
    assert table.loc[1, ["rank", "rank_low", "rank_high"]].tolist() == [3, 3, 3]


def test_rank_interval_is_that_of_the_draws() -> None:
    """In three draws of four the first is first, in one it is last."""
    draws = [[3.0, 2, 1], [3, 2, 1], [3, 1, 2], [0, 1, 2]] * 25
    table = rank_scores({"v": drawn_column([3, 2, 1], draws)}, {"v": 1}, seed=1, draws=100)
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["rank_low"].tolist() == [1, 2, 1]
    assert table["rank_high"].tolist() == [3, 3, 3]


def test_rank_outside_its_draws_widens_the_interval() -> None:
    table = rank_scores({"v": drawn_column([3, 2], [[1.0, 2]] * 10)}, {"v": 1}, seed=1, draws=10)
    assert table["rank_low"].tolist() == [1, 1]
    assert table["rank_high"].tolist() == [2, 2]


def test_share_in_the_first_five_weighs_both_draws_and_opinions() -> None:
    """Of seven, the first column puts the first two last in half of the draws, the second first."""
    there, back = np.arange(7.0), np.arange(7.0)[::-1]
    columns = {
        "a": drawn_column(there.tolist(), [there.tolist(), back.tolist()] * 500),
        "b": known_column("b", back),
    }
    table = rank_scores(columns, {"a": 1, "b": 1}, seed=1, draws=1000)
    # Half of the draws, and of the others those where the second column weighs more.
    assert table["top_5_share"][0] == pytest.approx(0.75, abs=0.05)
    alone = rank_scores(columns, {"a": 1}, seed=1, draws=1000)
    assert alone["top_5_share"][0] == pytest.approx(0.5)
