"""What is known is found out once, and weighing it again gives what a new ranking would."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.priorities import (
    hear_votes,
    know_concerns,
    priority_sentence,
    rank_known,
    rank_priorities,
)
from analytics.priorities.columns import LEAST_DRAWS, MOST_DRAWN, MOST_DRAWS, draws_for
from tests.analytics.priorities.made_town import YEAR, YEARS, Town, simulate_town

WEIGHTS = [{"volume": 1.0}, {"volume": 1.0, "trend": 3.0}, {"trend": 0.5, "concentration": 2.0}]


@pytest.fixture(scope="module")
def made() -> Town:
    return simulate_town(7, a_year=394, n=12)


def asked(town: Town, **options: object) -> dict[str, object]:
    known = {"concerns": ["burglary"], "days_now": YEAR, "days_before": YEARS, "seed": 4}
    return {**known, "blocks": town.blocks, "draws": 300, **options}


def test_weighing_the_same_knowledge_again_is_a_new_ranking(made: Town) -> None:
    tables = made.now, made.before, made.neighborhoods
    known = know_concerns(*tables, **asked(made))  # type: ignore[arg-type]
    orders = []
    for weights in WEIGHTS:
        again = rank_known(known, weights=weights, seed=4)
        fresh = rank_priorities(*tables, weights=weights, **asked(made))  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(again.table, fresh.table)
        assert again.notes == fresh.notes
        orders.append(again.table["neighborhood_id"].tolist())
    assert orders[0] != orders[1]
    assert orders[1] != orders[2]


def test_without_earlier_days_no_rise_is_claimed(made: Town) -> None:
    found = rank_priorities(made.now, None, made.neighborhoods, **asked(made))  # type: ignore[arg-type]
    assert "trend" not in found.weights
    assert found.table[["rise_chance", "fall_chance", "before"]].isna().all(axis=None)
    assert "No earlier days are known to tell a rise by, so the other columns" in found.notes[0]
    said = priority_sentence(found.table.iloc[0], len(found.table))
    assert "no earlier days to tell whether it rose" in said
    assert "nan" not in said


def test_a_concern_can_be_named_by_who_found_it(made: Town) -> None:
    found = rank_priorities(made.now, made.before, made.neighborhoods, **asked(made))  # type: ignore[arg-type]
    row = found.table.iloc[0]
    said = priority_sentence(row, 12, what="Narcotics found by officers")
    assert said.startswith(f"Narcotics found by officers in {row['name']} is first of 12")


def test_the_more_concerns_the_fewer_draws_but_never_too_few() -> None:
    assert draws_for(1) == draws_for(MOST_DRAWN // MOST_DRAWS) == MOST_DRAWS
    assert LEAST_DRAWS < draws_for(200) < MOST_DRAWS
    assert draws_for(100_000) == LEAST_DRAWS


def test_fewer_draws_move_the_rank_intervals_by_a_rank_at_most(made: Town) -> None:
    tables = made.now, made.before, made.neighborhoods
    few, many = (
        rank_priorities(*tables, **asked(made, draws=draws)).table  # type: ignore[arg-type]
        for draws in (LEAST_DRAWS, 10_000)
    )
    for name in ("rank_low", "rank_high"):
        assert np.abs(few[name] - many[name]).max() <= 1
    assert np.abs(few["top_5_share"] - many["top_5_share"]).max() < 0.06


def test_blocks_counted_apart_give_what_blocks_of_the_same_tables_give(made: Town) -> None:
    both = pd.concat([made.now, made.before])
    on_blocks = both.groupby(["block_id", "category"], as_index=False)["incidents"].sum()
    by = ["neighborhood_id", "category"]
    now, before = (
        each.groupby(by, as_index=False)["incidents"].sum() for each in (made.now, made.before)
    )
    together = know_concerns(made.now, made.before, made.neighborhoods, **asked(made))  # type: ignore[arg-type]
    apart = know_concerns(now, before, made.neighborhoods, **asked(made, on_blocks=on_blocks))  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(apart.about, together.about)
    assert (apart.columns["concentration"].draws == together.columns["concentration"].draws).all()


def test_harm_is_known_of_offenses_with_a_term_alone(made: Town) -> None:
    terms = {"burglary_residential": 1460, "vehicle_theft": np.nan}
    now = pd.concat([made.now.assign(offense=name) for name in terms])
    known = know_concerns(now, None, made.neighborhoods, **asked(made, concerns=[*terms]))  # type: ignore[arg-type]
    by_volume = known.about["harm"] / known.about["volume"]
    expected = np.repeat([*terms.values()], len(made.neighborhoods))
    np.testing.assert_allclose(by_volume, expected)
    drawn = known.columns["harm"].draws / known.columns["volume"].draws
    np.testing.assert_allclose(drawn, np.tile(expected, (300, 1)))


def test_the_votes_of_one_place_never_move_its_concern_down(made: Town) -> None:
    known = know_concerns(made.now, made.before, made.neighborhoods, **asked(made))  # type: ignore[arg-type]
    silent = rank_known(known, seed=4).table.set_index("neighborhood_id")["rank"]
    ups = 0
    for place in made.neighborhoods["neighborhood_id"]:
        votes = pd.DataFrame({"neighborhood_id": [place], "concern": ["burglary"], "votes": [5]})
        heard = rank_known(hear_votes(known, votes), seed=4).table.set_index("neighborhood_id")
        assert heard["rank"][place] <= silent[place]
        assert heard["votes"].notna().sum() == 1, "where nobody was asked it stays blank"
        ups += heard["rank"][place] < silent[place]
    assert ups > 5
