"""Block, neighborhood and city are answered by one rule, and their counts add up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.changes import change_sentence, compare_counts
from analytics.levels import Answer, Place, answer

CITY = Place("city", "", "Palm Springs")
SANDS = Place("neighborhood", "sands", "Warm Sands", CITY)
BLOCK = Place("block", "sands-7", "700 S Camino Real", SANDS)


def incidents(*blocks: str | None) -> pd.DataFrame:
    """Give one incident for each block id; "sands-7" lies in sands, None nowhere."""
    return pd.DataFrame(
        {
            "block_id": pd.Series(blocks, dtype="str"),
            "neighborhood_id": pd.Series(
                [block.split("-")[0] if block else None for block in blocks], dtype="str"
            ),
        }
    )


def ask(place: Place, now: pd.DataFrame, before: pd.DataFrame, **options: object) -> Answer:
    return answer(place, now, before, what="Burglary", days=28, **options)  # type: ignore[arg-type]


NOW = incidents(*["sands-7"] * 3, *["sands-8"] * 4, *["mesa-1"] * 20, None, None)
BEFORE = incidents("sands-7", *["sands-9"] * 3, *["mesa-1"] * 2)


def test_the_three_levels_count_the_same_incidents() -> None:
    answers = [ask(place, NOW, BEFORE) for place in (BLOCK, SANDS, CITY)]
    assert [found.change.now for found in answers] == [3, 7, 29]
    assert [found.change.before for found in answers] == [1, 4, 6]
    assert [found.above_now for found in answers] == [7, 29, None]
    assert answers[0].above_share == pytest.approx(3 / 7)
    assert answers[1].above_sentence == "That is 7 of the 29 in Palm Springs."
    assert answers[2].above_share is answers[2].above_sentence is None


def test_every_level_says_a_change_in_the_same_words() -> None:
    for place in (BLOCK, SANDS, CITY):
        found = ask(place, NOW, BEFORE)
        change = compare_counts(found.change.now, found.change.before, days_now=28, days_before=28)
        assert found.change == change
        assert found.sentence == change_sentence(change, "Burglary", place.name)
    assert ask(BLOCK, NOW, BEFORE).sentence == (
        "Burglary in 700 S Camino Real: 3 in the last 28 days, 1 in the 28 days before."
        " Can't tell whether that is a change."
    )
    assert ask(CITY, NOW, BEFORE).change.verdict == "up"


def test_a_block_with_fewer_than_six_is_never_called_changed() -> None:
    for now in range(6):
        for before in range(6 - now):
            tables = incidents(*["sands-7"] * now), incidents(*["sands-7"] * before)
            assert ask(BLOCK, *tables).change.verdict in {"can't tell", "none"}
    assert ask(BLOCK, incidents(*["sands-7"] * 12), incidents()).change.verdict == "new"


def test_a_quiet_block_in_a_quiet_neighborhood_has_no_share() -> None:
    found = ask(BLOCK, incidents("mesa-1"), incidents())
    assert found.change.verdict == "none"
    assert found.above_now == 0
    assert found.above_share is found.above_sentence is None


def test_a_quiet_block_has_none_of_what_its_neighborhood_had() -> None:
    found = ask(BLOCK, incidents("sands-8", "sands-9"), incidents())
    assert found.above_sentence == "That is none of the 2 in Warm Sands."


def test_other_days_and_the_dispersion_are_passed_on() -> None:
    found = ask(
        CITY, NOW, BEFORE, dispersion=8.0, now_words="3 to 30 Nov 2025", before_words="4 weeks"
    )
    assert found.change.verdict == "can't tell"
    assert "from 3 to 30 Nov 2025" in found.sentence


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["sands-7", "sands-8", "mesa-1", "mesa-2", None]), max_size=60),
    st.booleans(),
)
def test_counts_add_up_over_blocks_neighborhoods_and_what_lies_in_none(
    blocks: list[str | None], is_counted: bool
) -> None:
    now = incidents(*blocks)
    if is_counted:
        keys = ["block_id", "neighborhood_id"]
        now = now.groupby(keys, dropna=False).size().rename("incidents").reset_index()

    def count(level: str, place_id: str) -> int:
        place = Place(level, place_id, place_id)  # type: ignore[arg-type]
        return ask(place, now, now).change.now

    for neighborhood, parts in (("sands", "78"), ("mesa", "12")):
        in_blocks = sum(count("block", f"{neighborhood}-{part}") for part in parts)
        assert in_blocks == count("neighborhood", neighborhood)
    in_neighborhoods = count("neighborhood", "sands") + count("neighborhood", "mesa")
    assert count("city", "") == len(blocks) == in_neighborhoods + blocks.count(None)
