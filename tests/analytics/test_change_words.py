"""What the reader sees of a change is the same few words everywhere, and never contradicts itself."""

from __future__ import annotations

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.changes import (
    VERDICT_WORDS,
    Change,
    change_sentence,
    compare_counts,
    ratio_words,
    verdict_words,
)


def compare(now: int, before: int, days_now: int = 28, days_before: int = 28) -> Change:
    return compare_counts(now, before, days_now=days_now, days_before=days_before)


@settings(max_examples=120)
@given(
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.sampled_from([(7, 7), (28, 28), (28, 364), (364, 28), (1, 1)]),
)
def test_the_words_never_contradict_the_verdict(
    now: int, before: int, days: tuple[int, int]
) -> None:
    change = compare(now, before, *days)
    sentence = change_sentence(change, "Burglary", "Warm Sands")
    assert "%" not in sentence
    limits = [
        float(word.replace(",", ""))
        for word in ratio_words(change).split()
        if word[0].isdigit() and word != "or"
    ]
    low, high = (0.0, *limits) if len(limits) == 1 and change.ratio_low == 0 else (*limits, inf)[:2]
    if change.verdict in {"up", "new"}:
        assert low > 1
    elif change.verdict == "down":
        assert high < 1
    elif change.verdict == "can't tell":
        assert low <= 1 <= high


WORDS = (
    "None in either.",
    "Can't tell whether that is a change.",
    "New: more than chance explains after none.",
)


@settings(max_examples=100)
@given(
    st.integers(0, 200),
    st.integers(0, 29),
    st.sampled_from([(7, 7), (28, 28), (28, 364), (60, 59)]),
    st.floats(1, 5),
)
def test_every_sentence_uses_the_same_few_words_and_no_percentage(
    now: int, before: int, days: tuple[int, int], dispersion: float
) -> None:
    change = compare_counts(
        now, before, days_now=days[0], days_before=days[1], dispersion=dispersion
    )
    words = verdict_words(change)
    sentence = change_sentence(change, "Robbery", "Baristo")
    if change.verdict in {"up", "down"}:
        said = f"{VERDICT_WORDS[change.verdict]}, more than chance explains: "
        assert words == f"{said}{ratio_words(change)} times as many."
    else:
        assert words in WORDS
    assert change.verdict == "none" or sentence.endswith(f" {words}")
    assert "%" not in sentence
    assert "percent" not in sentence


def test_two_zeros_are_no_change_and_no_finding() -> None:
    change = compare(0, 0)
    assert change.verdict == "none"
    assert change_sentence(change, "Robbery", "Baristo") == (
        "Robbery in Baristo: none in the last 28 days, none in the 28 days before."
    )


def test_the_sentence_that_residents_read() -> None:
    assert change_sentence(compare(6, 4), "Burglary", "Warm Sands") == (
        "Burglary in Warm Sands: 6 in the last 28 days, 4 in the 28 days before."
        " Can't tell whether that is a change."
    )
    assert change_sentence(compare(18, 4), "Burglary") == (
        "Burglary: 18 in the last 28 days, 4 in the 28 days before."
        " Up, more than chance explains: 1.3 to 24 times as many."
    )
    assert change_sentence(
        compare(0, 9), "Burglary", now_words="3 to 30 Nov 2025", before_words="the 28 days before"
    ) == (
        "Burglary: none from 3 to 30 Nov 2025, 9 in the 28 days before."
        " Down, more than chance explains: at most 0.7 times as many."
    )


def test_a_much_longer_earlier_period_is_said_in_as_many_days() -> None:
    """A rise must not read as "14 now, 41 before"."""
    assert change_sentence(compare(30, 56, 28, 140), "Burglary") == (
        "Burglary: 30 in the last 28 days, 56 in the 140 days before, 11.2 in 28 days."
        " Up, more than chance explains: 1.5 to 4.6 times as many."
    )
    assert ", 0.5 a day. Can't" in change_sentence(compare(1, 14, 1, 28), "Burglary")
    assert "in 59 days." not in change_sentence(compare(14, 4, 60, 59), "Burglary")


def test_a_narrow_interval_keeps_the_digits_that_tell_it_from_no_change() -> None:
    assert ratio_words(compare(12_100, 11_000)) == "1.07 to 1.13"
    assert ratio_words(compare(3, 14)).startswith("0.03 to")


def test_an_interval_without_bounds_is_said_in_a_few_digits() -> None:
    change = compare_counts(15, 1, days_now=28, days_before=28, dispersion=20)
    assert change.ratio_high > 1e30
    assert change.verdict == "can't tell"
    assert ratio_words(change) == "0.0 or more"
    assert ratio_words(compare(7, 0, 28, 29)) == "1.1 or more"
    assert (
        ratio_words(compare_counts(7, 0, days_now=28, days_before=27, alpha=0.02)) == "1.04 or more"
    )
