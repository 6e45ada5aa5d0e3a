"""The sentence gives no rank without its doubt, no percentage, and no more certainty than there is."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.priorities.wording import priority_sentence

CONCERN = {
    "name": "Warm Sands",
    "concern": "burglary",
    "volume": 41.2,
    "rise_chance": 0.87,
    "fall_chance": 0.01,
    "top_share": 0.52,
    "votes": 23.0,
    "rank": 2,
    "rank_low": 1,
    "rank_high": 9,
}
NAN = float("nan")


def say(**changes: object) -> str:
    return priority_sentence(pd.Series({**CONCERN, **changes}), 52)


def test_the_sentence_that_residents_read() -> None:
    assert say() == (
        "Burglary in Warm Sands is second of 52, but not distinguishable from #1 to #9: 41 incidents"
        " a year after allowing for chance, probably rose by more than a tenth (chance 0.87), about"
        " half in five blocks, allowing for chance, 23 votes."
    )


def test_a_sure_rank_needs_no_doubt_and_a_blank_column_no_number() -> None:
    said = say(rank=52, rank_low=52, rank_high=52, votes=NAN, top_share=NAN, volume=0.66)
    assert said == (
        "Burglary in Warm Sands is 52nd of 52: 0.7 incidents a year after allowing for chance,"
        " probably rose by more than a tenth (chance 0.87), no votes known."
    )


@pytest.mark.parametrize(
    ("rise", "fall", "words"),
    [
        (0.99999, 0.0, "very likely rose by more than a tenth (chance 0.99)"),
        (0.80, 0.05, "probably rose"),
        (0.79, 0.05, "can't tell whether it rose by more than a tenth (chance 0.79)"),
        (0.35, 0.35, "can't tell whether it rose"),
        (0.15, 0.40, "probably did not rise by more than a tenth (chance 0.85)"),
        (0.01, 0.97, "very likely fell by more than a tenth (chance 0.97)"),
    ],
)
def test_words_for_the_trend_follow_its_chance(rise: float, fall: float, words: str) -> None:
    assert words in say(rise_chance=rise, fall_chance=fall)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.34, "about a third in five blocks, allowing for chance"),
        (0.94, "about nine tenths"),
        (0.96, "nearly all in five blocks, allowing for chance"),
    ],
)
def test_shares_are_said_as_fractions(share: float, words: str) -> None:
    assert words in say(top_share=share)


@pytest.mark.parametrize(
    ("rank", "ordinal"), [(1, "first"), (10, "tenth"), (11, "11th"), (21, "21st"), (103, "103rd")]
)
def test_ranks_are_said_as_people_do(rank: int, ordinal: str) -> None:
    assert f" is {ordinal} of 52" in say(rank=rank)


def test_no_rank_is_told_from_itself() -> None:
    assert "first of 52, but not distinguishable from #2 to #9:" in say(rank=1)
    assert "ninth of 52, but not distinguishable from #1 to #8:" in say(rank=9)
    assert "first of 52, but not distinguishable from #2:" in say(rank=1, rank_high=2)


def test_one_vote_is_one_vote() -> None:
    assert say(votes=1.0).endswith(", 1 vote.")
    assert say(votes=3.5).endswith(", 3.5 votes.")
    assert "%" not in say()
