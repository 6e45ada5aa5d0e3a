"""Neighborhoods are called alike only as far as their counts can tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import SelectionError
from analytics.similar import find_similar, make_profiles, nearest_profiles
from tests.analytics.priorities.made_town import blocks_of, counted, places

YEARS = 4 * 364
KINDS = ["robbery", "burglary", "other"]


def counts_of(*columns: list[int]) -> pd.DataFrame:
    """Give counts of robbery, burglary and other offenses, a list each."""
    named = zip(KINDS, columns, strict=False)
    return pd.concat([counted(np.array(column), name) for name, column in named])


def nearest(counts: pd.DataFrame, place: str = "n00", **options):  # type: ignore[no-untyped-def]
    concerns = list(counts["category"].unique())
    n = counts["neighborhood_id"].nunique()
    return find_similar(
        counts, places(n), place, **{"concerns": concerns, "days": YEARS, **options}
    )


LARGE = counts_of(
    [40, 44, 300, 20, 4, 90, 10, 150],
    [200, 210, 60, 400, 30, 50, 600, 20],
    [400, 390, 500, 90, 60, 900, 100, 30],
)


def test_the_nearest_has_the_same_level_and_mix_and_it_is_said_why() -> None:
    found = nearest(LARGE)
    first = found.table.iloc[0]
    assert first["neighborhood_id"] == "n01"
    assert first["is_alike"]
    assert first["distance"] < 0.1
    assert first["reasons"] == (
        "160 incidents a year here and 161 there after allowing for chance; the same kinds of offense"
    )
    assert found.sentence.startswith(
        "Problems like that of Place 0. Place 1: 160 incidents a year here and 161"
    )
    assert found.table["distance"].is_monotonic_increasing
    assert len(found.table) == 3
    assert found.known > 0.9


def test_where_no_profile_is_near_nobody_is_called_alike() -> None:
    counts = counts_of([900, 5, 6, 5, 4, 6], [20, 90, 100, 95, 105, 88], [30, 80, 90, 85, 95, 99])
    found = nearest(counts)
    assert not found.table["is_alike"].any()
    assert found.sentence == "No neighborhood has a problem clearly like that of Place 0."


def test_a_neighborhood_with_few_incidents_is_told_that_it_has_too_few() -> None:
    counts = counts_of([0, 3, 9, 5, 1, 2], [1, 20, 60, 30, 4, 7], [0, 30, 20, 70, 4, 9])
    found = nearest(counts)
    assert found.table.empty
    assert found.known < 0.5
    assert found.sentence == (
        "Place 0: too few incidents to say which neighborhoods have a problem like it."
    )


def test_few_incidents_never_make_a_neighborhood_alike() -> None:
    """Shrunk to the mean, an empty neighborhood would look like an average one."""
    counts = counts_of([4, 0, 4, 5, 20, 1], [30, 0, 60, 8, 5, 90], [40, 1, 10, 90, 35, 60])
    found = nearest(counts, nearest=5)
    empty = found.table.set_index("neighborhood_id").loc["n01"]
    assert not empty["is_alike"]
    assert empty["distance"] > 0.5


def test_the_same_shares_of_few_incidents_are_less_alike_than_of_many() -> None:
    small = LARGE.assign(incidents=(LARGE["incidents"] / 12).round().astype(int))
    few, many = (nearest(counts).table for counts in (small, LARGE))
    assert few["neighborhood_id"][0] == many["neighborhood_id"][0]
    assert few["distance"][0] > many["distance"][0]


def test_without_any_incident_nothing_is_said() -> None:
    found = nearest(counts_of([0, 0, 0], [0, 0, 0]))
    assert found.table.empty
    assert "too few" in found.sentence


def test_hours_tell_two_otherwise_equal_neighborhoods_apart() -> None:
    counts = counts_of([50, 50, 52, 51, 49, 50], [90, 180, 91, 89, 30, 60])
    is_night = [True, False, True, False, True, False]
    hours = pd.DataFrame(
        [
            (f"n{i:02}", weekday, hour, (60.0 if night == (hour < 6 and weekday > 4) else 2.5))
            for i, night in enumerate(is_night)
            for weekday in range(7)
            for hour in (2, 9, 14, 20)
        ],
        columns=["neighborhood_id", "weekday", "hour", "incidents"],
    )
    found = nearest(counts, hours=hours)
    first = found.table.iloc[0]
    assert first["neighborhood_id"] == "n02"
    assert "the same times of the week, more on weekend nights than the city" in first["reasons"]
    assert nearest(counts).table["neighborhood_id"][0] in {"n02", "n03"}


def test_concentration_counts_where_blocks_are_given() -> None:
    n, each = 8, 20
    blocks = blocks_of(places(n), each)
    spread = np.full(each, 12)
    packed = np.array([48] * 4 + [3] * 16)
    shape = [packed, spread, packed, spread, spread, spread, packed, spread]
    counts = blocks.assign(category="burglary", incidents=np.concatenate(shape))
    counts["incidents"] += np.repeat([0, 0, 1, 2, 0, 3, 0, 1], each)
    found = nearest(counts, blocks=blocks)
    assert {"n02", "n06"} == set(found.table["neighborhood_id"][:2])
    assert "about as concentrated in five blocks" in found.table["reasons"][0]


def test_hours_outside_every_neighborhood_are_left_out() -> None:
    hours = pd.DataFrame({"neighborhood_id": ["elsewhere"], "weekday": [0], "hour": [3]})
    pd.testing.assert_frame_equal(nearest(LARGE, hours=hours).table, nearest(LARGE).table)


def test_what_officers_find_is_no_part_of_a_profile_of_reported_crime() -> None:
    with pytest.raises(SelectionError, match="on their own"):
        nearest(pd.concat([LARGE, counted(np.arange(8), "narcotics")]))
    mixed = pd.concat([LARGE, counted(np.arange(8) * 50, "narcotics")])
    pd.testing.assert_frame_equal(nearest(mixed, concerns=KINDS).table, nearest(LARGE).table)


def test_a_neighborhood_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        nearest(LARGE, "n99")


@settings(max_examples=15)
@given(st.lists(st.tuples(*[st.integers(0, 80)] * 3), min_size=4, max_size=10), st.randoms())
def test_the_order_of_the_table_does_not_matter(rows: list[tuple[int, int, int]], random) -> None:  # type: ignore[no-untyped-def]
    counts = counts_of(*[list(column) for column in zip(*rows, strict=True)])
    shuffled = counts.sample(frac=1, random_state=random.randint(0, 99))
    first, again = (nearest(table, concerns=KINDS) for table in (counts, shuffled))
    pd.testing.assert_frame_equal(first.table, again.table)
    assert first.sentence == again.sentence
    assert (first.table["distance"] > 0).all()
    assert "n00" not in set(first.table["neighborhood_id"])


def test_profiles_that_are_kept_give_what_asking_anew_gives_for_every_neighborhood() -> None:
    blocks = blocks_of(places(8), 8)
    rng = np.random.default_rng(3)
    on_blocks = blocks.assign(category="burglary", incidents=rng.poisson(5, len(blocks)))
    by_place = on_blocks.groupby(["neighborhood_id", "category"], as_index=False)["incidents"].sum()
    kept = make_profiles(
        by_place, places(8), concerns=["burglary"], days=YEARS, blocks=blocks,
        on_blocks=on_blocks[["block_id", "category", "incidents"]],
    )  # fmt: skip
    for place in places(8)["neighborhood_id"]:
        anew = nearest(on_blocks, place, blocks=blocks)
        again = nearest_profiles(kept, place)
        pd.testing.assert_frame_equal(again.table, anew.table)
        assert (again.known, again.sentence) == (anew.known, anew.sentence)
