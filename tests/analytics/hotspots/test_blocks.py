"""Every incident is in one block or in none, and few incidents make no block hot."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ContractError
from analytics.hotspots.blocks import blocks_sentence, count_block_years, rank_blocks
from analytics.periods import Period

YEARS = Period(date(2021, 1, 1), date(2024, 7, 1))


def blocks_of(count: int) -> pd.DataFrame:
    ids = [f"b{number:03}" for number in range(count)]
    return pd.DataFrame({"block_id": ids, "name": [f"{number}00 block" for number in range(count)]})


def incidents_in(counts: dict[str | None, int]) -> pd.DataFrame:
    ids = [block for block, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"block_id": pd.Series(ids, dtype="object")})


def test_blocks_without_incidents_are_ranked_last_with_zero() -> None:
    ranked = rank_blocks(incidents_in({"b002": 4, "b001": 1}), blocks_of(5))
    assert ranked["block_id"].tolist() == ["b002", "b001", "b000", "b003", "b004"]
    assert ranked["incidents"].tolist() == [4, 1, 0, 0, 0]
    assert ranked["incidents_share"].tolist() == pytest.approx([0.8, 0.2, 0, 0, 0])
    assert ranked["expected"].tolist() == pytest.approx([1.0] * 5)


def test_blocks_with_as_many_incidents_share_a_range_of_ranks() -> None:
    ranked = rank_blocks(incidents_in({"b000": 2, "b003": 7, "b004": 2, "b001": 2}), blocks_of(6))
    assert ranked["rank"].tolist() == [1, 2, 2, 2, 5, 5]
    assert ranked["rank_last"].tolist() == [1, 4, 4, 4, 6, 6]


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["b000", "b001", "b002", "elsewhere", None]),
            st.dates(date(2020, 6, 1), date(2024, 12, 31)),
        ),
        max_size=60,
    )
)
def test_counts_of_blocks_and_years_add_up_to_the_incidents_in_listed_blocks(
    rows: list[tuple[str | None, date]],
) -> None:
    blocks = blocks_of(4)
    incidents = pd.DataFrame(rows, columns=["block_id", "occurred_on"])
    incidents["occurred_on"] = pd.to_datetime(incidents["occurred_on"])
    listed = incidents["block_id"].isin(blocks["block_id"])
    ranked = rank_blocks(incidents, blocks)
    assert ranked["incidents"].sum() == listed.sum()
    assert sorted(ranked["block_id"]) == blocks["block_id"].tolist()
    years = count_block_years(incidents, blocks, covered=YEARS)
    covered = incidents["occurred_on"].between("2021-01-01", "2024-06-30")
    assert years["incidents"].sum() == (listed & covered).sum()
    by_block = incidents[listed & covered]["block_id"].value_counts()
    assert years.groupby("block_id")["incidents"].sum().loc[lambda s: s > 0].to_dict() == (
        by_block.to_dict()
    )


def test_years_without_incidents_are_zero_and_a_cut_year_is_not_complete() -> None:
    incidents = pd.DataFrame(
        {
            "block_id": ["b000", "b000", "b001", "b001"],
            "occurred_on": ["2021-12-31", "2024-01-01", "2023-05-05", "2024-07-01"],
        }
    )
    years = count_block_years(incidents, blocks_of(2), covered=YEARS)
    assert years["year"].tolist() == [2021, 2022, 2023, 2024] * 2
    assert years["incidents"].tolist() == [1, 0, 0, 1, 0, 0, 1, 0]
    assert years["is_complete"].tolist() == [True, True, True, False] * 2
    late = count_block_years(
        incidents, blocks_of(1), covered=Period(date(2021, 1, 2), date(2023, 1, 1))
    )
    assert late["is_complete"].tolist() == [False, True]


def test_block_with_far_more_than_an_equal_share_is_hot() -> None:
    ranked = rank_blocks(
        incidents_in({"b007": 9, **{f"b{number:03}": 1 for number in range(8, 60)}}), blocks_of(100)
    )
    assert ranked.loc[ranked["is_hot"], "block_id"].tolist() == ["b007"]


def test_two_incidents_never_make_a_block_hot() -> None:
    ranked = rank_blocks(incidents_in({"b007": 2}), blocks_of(1000))
    assert ranked["q"].iloc[0] < 0.05
    assert not ranked["is_hot"].any()
    assert rank_blocks(incidents_in({"b007": 3}), blocks_of(1000))["is_hot"].sum() == 1


@pytest.mark.parametrize("incidents", [30, 300, 3000])
def test_town_whose_blocks_are_alike_seldom_has_a_hot_block(incidents: int) -> None:
    rng, blocks = np.random.default_rng(2), blocks_of(800)
    alarms = 0
    for _ in range(100):
        drawn = pd.DataFrame(
            {"block_id": blocks["block_id"].to_numpy()[rng.integers(0, 800, incidents)]}
        )
        alarms += bool(rank_blocks(drawn, blocks)["is_hot"].any())
    assert alarms <= 9


def test_long_block_may_have_more_incidents_before_it_is_hot() -> None:
    counts = {"b000": 8, "b001": 8, **{f"b{number:03}": 1 for number in range(2, 60)}}
    blocks = blocks_of(100)
    by_meter = blocks.assign(length_m=np.where(blocks["block_id"] == "b000", 1500.0, 100.0))
    assert rank_blocks(incidents_in(counts), blocks)["is_hot"].sum() == 2
    ranked = rank_blocks(incidents_in(counts), by_meter).set_index("block_id")
    assert not ranked.loc["b000", "is_hot"]
    assert ranked.loc["b001", "is_hot"]
    assert ranked["expected"].sum() == pytest.approx(74)


@pytest.mark.parametrize("length", [0.0, -5.0, np.nan])
def test_block_without_a_length_is_refused_in_words(length: float) -> None:
    blocks = blocks_of(3).assign(length_m=[100.0, length, 100.0])
    with pytest.raises(ContractError, match="leave the column out"):
        rank_blocks(incidents_in({"b000": 1}), blocks)


def test_block_that_is_listed_twice_is_refused_in_words() -> None:
    twice = pd.concat([blocks_of(2), blocks_of(1)])
    with pytest.raises(ContractError, match="listed twice"):
        rank_blocks(incidents_in({"b000": 1}), twice)


def test_town_without_incidents_or_without_blocks_has_no_hot_block_and_no_error() -> None:
    for table in (
        rank_blocks(incidents_in({}), blocks_of(3)),
        rank_blocks(incidents_in({}), blocks_of(0)),
    ):
        assert not table["is_hot"].any()
        assert blocks_sentence(table) == "No incidents in any block."


def test_sentence_names_the_hot_blocks_and_says_that_the_last_is_tied() -> None:
    counts = {"b001": 12, "b002": 9, "b003": 9, "b004": 9, **{f"b{n:03}": 1 for n in range(10, 30)}}
    ranked = rank_blocks(incidents_in(counts), blocks_of(200))
    assert blocks_sentence(ranked) == (
        "4 blocks stand out from chance, of 200, with 39 of 59 incidents."
        " Most: 100 block (12), 200 block (9), 300 block (9), and 1 more with as many as the last."
    )


def test_sentence_says_where_no_block_stands_out() -> None:
    ranked = rank_blocks(incidents_in({"b001": 2, "b002": 1}), blocks_of(50))
    assert (
        blocks_sentence(ranked) == "No block stands out from chance, of 50 blocks and 3 incidents."
    )


def test_a_table_of_counts_ranks_as_its_incidents_do() -> None:
    counts = pd.DataFrame({"block_id": ["b002", "b001", None, "b002"], "incidents": [3, 1, 5, 1]})
    rows = incidents_in({"b002": 4, "b001": 1, None: 5})
    pd.testing.assert_frame_equal(
        rank_blocks(counts, blocks_of(5)), rank_blocks(rows, blocks_of(5))
    )
