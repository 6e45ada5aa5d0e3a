"""A priority is argued from visible columns, never stands without its doubt, and never mixes what
officers find with what victims report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import SelectionError
from analytics.priorities import EQUAL_WEIGHTS, Priorities, rank_priorities
from tests.analytics.priorities.made_town import (
    YEAR,
    YEARS,
    blocks_of,
    counted,
    places,
    simulate_town,
)

DAYS = {"days_now": YEAR, "days_before": YEARS, "seed": 1, "draws": 400}
COUNTS = st.lists(st.integers(0, 40), min_size=3, max_size=12)
FEW = settings(max_examples=15)
RANKED = ["score", "rank", "rank_low", "rank_high", "top_5_share"]


def rank(now, before=None, **options) -> Priorities:  # type: ignore[no-untyped-def]
    now = np.array(now)
    before = 3 * now if before is None else np.array(before)
    options = {"concerns": ["burglary"], **DAYS, **options}
    return rank_priorities(counted(now), counted(before), places(len(now)), **options)


def by_place(found: Priorities) -> pd.DataFrame:
    return found.table.sort_values(["concern", "neighborhood_id"], ignore_index=True)


def votes_of(votes: list[float | None]) -> pd.DataFrame:
    table = pd.DataFrame({"neighborhood_id": places(len(votes))["neighborhood_id"], "votes": votes})
    return table.assign(concern="burglary")


def test_every_neighborhood_is_ranked_the_quiet_one_too() -> None:
    found = rank([30, 0, 12, 5])
    assert by_place(found)["incidents"].tolist() == [30, 0, 12, 5]
    assert by_place(found)["before"].tolist() == [90, 0, 36, 15]
    assert found.table["rank"].tolist() == [1, 2, 3, 4]
    assert by_place(found)["volume_score"].tolist() == [87.5, 12.5, 62.5, 37.5]


def test_score_is_the_weighted_mean_of_the_columns_that_are_shown() -> None:
    town = simulate_town(3, a_year=394, n=8)
    found = rank_priorities(
        town.now,
        town.before,
        town.neighborhoods,
        concerns=["burglary"],
        blocks=town.blocks,
        votes=votes_of([3, 9, 1, 0, 5, 7, 2, 4]),
        weights={"volume": 2, "trend": 1, "concentration": 0.5, "community": 0.5},
        **DAYS,
    )
    assert found.weights == {
        "volume": 0.5,
        "trend": 0.25,
        "concentration": 0.125,
        "community": 0.125,
    }
    expected = sum(weight * found.table[f"{name}_score"] for name, weight in found.weights.items())
    assert found.table["score"].to_numpy() == pytest.approx(expected.to_numpy())
    assert found.table["score"].is_monotonic_decreasing
    for name, column in {"volume": "volume", "trend": "rise_chance", "community": "votes"}.items():
        assert (found.table[f"{name}_score"].rank() == found.table[column].rank()).all()
    assert found.notes == ()


def test_without_votes_the_other_columns_count_for_more_and_it_is_said() -> None:
    found = rank([30, 2, 12])
    assert found.weights == {"volume": 0.5, "trend": 0.5}
    assert found.table["votes"].isna().all()
    assert found.notes == (
        "The share in five blocks is not known, so the other columns count for more.",
        "No votes are known, so the other columns count for more.",
    )


def test_a_neighborhood_without_votes_is_judged_by_its_other_columns() -> None:
    weights = {"volume": 1, "community": 3}
    found = rank([30, 20, 10], votes=votes_of([None, 8, 2]), weights=weights)
    table = by_place(found)
    assert table["community_score"].isna().tolist() == [True, False, False]
    assert table["score"].tolist() == pytest.approx(
        [table["volume_score"][0], (50 + 3 * 250 / 3) / 4, (100 / 6 + 3 * 50) / 4]
    )
    assert found.notes == (
        "No votes are known for 1 of 3 concerns, so their other columns count for more.",
    )


def test_no_vote_is_not_a_vote_of_zero() -> None:
    weights = {"community": 1, "volume": 1}
    blank = by_place(rank([30, 20, 10], votes=votes_of([None, 8, 2])[1:], weights=weights))
    zero = by_place(rank([30, 20, 10], votes=votes_of([0, 8, 2]), weights=weights))
    assert blank["score"][0] > zero["score"][0]


@FEW
@given(COUNTS, st.data())
def test_ranks_are_a_permutation_and_lie_in_their_intervals(
    counts: list[int], data: st.DataObject
) -> None:
    before = data.draw(st.lists(st.integers(0, 99), min_size=len(counts), max_size=len(counts)))
    found = rank(counts, before, draws=60)
    assert sorted(found.table["rank"]) == list(range(1, len(counts) + 1))
    assert (found.table["rank_low"] <= found.table["rank"]).all()
    assert (found.table["rank"] <= found.table["rank_high"]).all()
    assert found.table["rank_low"].min() >= 1
    assert found.table["rank_high"].max() <= len(counts)
    assert found.table["top_5_share"].sum() == pytest.approx(min(5, len(counts)))
    assert found.table["score"].between(0, 100).all()


@FEW
@given(COUNTS, st.integers(1, 30))
def test_the_same_number_more_for_all_leaves_the_order(counts: list[int], more: int) -> None:
    votes = [float(count % 7) for count in counts]
    weights = {"volume": 1, "community": 1}
    options = {"weights": weights, "draws": 20}
    plain = by_place(rank(counts, votes=votes_of(votes), **options))
    raised = by_place(
        rank(np.array(counts) + more, votes=votes_of([vote + more for vote in votes]), **options)
    )
    for column in ("volume_score", "community_score", "rank"):
        assert plain[column].tolist() == pytest.approx(raised[column].tolist())


@FEW
@given(COUNTS, st.integers(1, 30), st.data())
def test_more_volume_never_lowers_the_volume_score(
    counts: list[int], more: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(counts) - 1))
    raised = list(counts)
    raised[place] += more
    options = {"before": counts, "weights": {"volume": 1}, "draws": 20}
    scores = [by_place(rank(each, **options))["volume_score"][place] for each in (counts, raised)]
    assert scores[1] >= scores[0]


@FEW
@given(COUNTS, st.data())
def test_a_column_of_weight_zero_is_irrelevant(counts: list[int], data: st.DataObject) -> None:
    votes = data.draw(st.lists(st.floats(0, 50), min_size=len(counts), max_size=len(counts)))
    plain = by_place(rank(counts, weights={"volume": 1, "trend": 2}, draws=60))
    weights = {"volume": 1, "trend": 2, "community": 0, "concentration": 0, "harm": 0}
    with_votes = by_place(rank(counts, votes=votes_of(votes), weights=weights, draws=60))
    pd.testing.assert_frame_equal(plain[RANKED], with_votes[RANKED])
    assert "community_score" not in with_votes


def test_the_same_seed_gives_the_same_ranking_and_another_one_nearly_so() -> None:
    counts, weights = [4, 9, 1, 0, 6, 3], {"volume": 1}
    first, again, other = (rank(counts, seed=s, weights=weights).table for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first["top_5_share"].tolist() != other["top_5_share"].tolist()
    assert first["top_5_share"].tolist() == pytest.approx(other["top_5_share"].tolist(), abs=0.12)


def test_where_nothing_tells_places_apart_every_rank_is_possible() -> None:
    table = rank([3] * 12, weights={"volume": 1}).table
    assert (table["score"] == 50).all()
    assert (table["rank_low"] <= 2).all()
    assert (table["rank_high"] >= 11).all()
    assert table["top_5_share"].tolist() == pytest.approx([5 / 12] * 12, abs=0.12)


def test_votes_alone_leave_no_doubt_and_equal_votes_leave_all() -> None:
    sure = by_place(rank([1, 1, 1], votes=votes_of([5, 9, 1]), weights={"community": 1}))
    assert sure[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [
        [2, 2, 2],
        [1, 1, 1],
        [3, 3, 3],
    ]
    equal = rank([1, 1, 1], votes=votes_of([4, 4, 4]), weights={"community": 1}).table
    assert (equal["rank_low"] == 1).all()
    assert (equal["rank_high"] == 3).all()


def test_share_in_the_first_five_is_over_any_weights() -> None:
    """First by volume, last by votes: its place is a matter of opinion, and that is shown."""
    counts = [400, *range(100, 112)]
    votes = [0.0, *(float(vote) for vote in range(1, 13))]
    table = by_place(rank(counts, votes=votes_of(votes), weights={"volume": 1, "community": 1}))
    assert 0.3 < table["top_5_share"][0] < 0.9
    assert table["rank_high"][0] - table["rank_low"][0] <= 4


def test_several_concerns_are_one_list_and_each_is_shrunk_by_itself() -> None:
    now = pd.concat([counted(np.array([3, 5, 40])), counted(np.array([1, 0, 2]), "robbery")])
    both = rank_priorities(now, now, places(3), concerns=["burglary", "robbery"], **DAYS)
    alone = rank_priorities(now, now, places(3), concerns=["robbery"], **DAYS)
    assert len(both.table) == 6
    assert sorted(both.table["rank"]) == [1, 2, 3, 4, 5, 6]
    robbery = by_place(both).query("concern == 'robbery'")["volume"].tolist()
    assert robbery == by_place(alone)["volume"].tolist()


def test_offenses_are_concerns_too() -> None:
    now = counted(np.array([3, 5, 9])).assign(offense="burglary_residential")
    other = counted(np.array([7, 7, 7])).assign(offense="burglary_commercial")
    table = pd.concat([now, other])
    found = rank_priorities(table, table, places(3), concerns=["burglary_residential"], **DAYS)
    assert by_place(found)["incidents"].tolist() == [3, 5, 9]


def test_harm_is_off_unless_asked_for_and_stands_beside_the_counts() -> None:
    now = pd.concat(
        [
            counted(np.array([9, 5, 3])).assign(offense="burglary_commercial"),
            counted(np.array([8, 5, 3]), "robbery").assign(offense="carjacking"),
        ]
    )
    concerns = ["burglary_commercial", "carjacking"]
    plain = rank_priorities(now, now, places(3), concerns=concerns, **DAYS)
    assert plain.table["harm"].isna().all()
    assert "harm_score" not in plain.table
    weighed = by_place(
        rank_priorities(now, now, places(3), concerns=concerns, weights={"harm": 1}, **DAYS)
    )
    assert (weighed["harm"] / weighed["volume"]).tolist() == pytest.approx([730] * 3 + [1825] * 3)
    assert weighed["incidents"].tolist() == [9, 5, 3, 8, 5, 3]
    assert weighed["rank"][3] == 1


@pytest.mark.parametrize("concern", ["narcotics_sale", "vandalism", "burglary", "theft"])
def test_what_has_no_middle_term_is_never_weighed_by_harm(concern: str) -> None:
    with pytest.raises(SelectionError, match="no term in the statutes"):
        rank([1, 2, 3], concerns=[concern], weights={**EQUAL_WEIGHTS, "harm": 1})


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"volume": 0}, "at least one"),
        ({"volume": -1, "trend": 2}, "zero or more"),
        ({"volume": float("nan")}, "zero or more"),
        ({"size": 1}, "no such column"),
        ({"community": 1}, "nothing is known"),
    ],
)
def test_weights_that_say_nothing_are_refused(weights: dict[str, float], message: str) -> None:
    with pytest.raises(SelectionError, match=message):
        rank([3, 5, 9], weights=weights)


def test_a_neighborhood_without_dwellings_is_named() -> None:
    with pytest.raises(SelectionError, match="Place 1, Place 2"):
        rank([3, 5, 9], exposures={"n00": 900.0, "n01": 0.0})


def test_a_city_without_a_single_incident_is_ranked_and_nobody_is_told_apart() -> None:
    now = counted(np.zeros(3, dtype=int)).assign(block_id="n00-00")
    blocks = blocks_of(places(3), 8)
    found = rank_priorities(now, now, places(3), concerns=["burglary"], blocks=blocks, **DAYS)
    assert found.table["top_share"].isna().all()
    assert (found.table["rank_low"] == 1).all()
    assert (found.table["rank_high"] == 3).all()


@pytest.mark.parametrize("a_year", [67, 394])
def test_nine_rank_intervals_in_ten_hold_the_true_rank(a_year: int) -> None:
    """25 simulated cities of 52 neighborhoods, ranked by volume, trend and concentration."""
    held = []
    for seed in range(25):
        town = simulate_town(seed, a_year=a_year)
        found = rank_priorities(
            town.now,
            town.before,
            town.neighborhoods,
            concerns=["burglary"],
            blocks=town.blocks,
            **DAYS,
        )
        table = by_place(found)
        counts = (town.now["incidents"] + town.before["incidents"]).to_numpy().reshape(52, -1)
        busiest = np.argsort(-counts, axis=1, kind="stable")[:, :5]
        share = np.take_along_axis(town.block_share, busiest, axis=1).sum(axis=1)
        truths = [pd.Series(each).rank() for each in (town.volume, town.change)]
        known = pd.Series(share).where(table["top_share"].notna()).rank(pct=True) * 52
        truth = (
            pd.concat([*truths, known], axis="columns")
            .mean(axis="columns")
            .rank(ascending=False, method="first")
        )
        held.append((table["rank_low"] <= truth) & (truth <= table["rank_high"]))
    assert 0.85 <= np.mean(held) <= 0.96
