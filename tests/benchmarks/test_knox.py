"""The plain way of counting near repeats and ours agree. How fast they are is no test."""

from benchmarks.knox import measure


def test_all_pairs_give_the_same_bands() -> None:
    lines = measure(incidents=600, permutations=3, sample=2, rounds=1)
    assert [line.ours for line in lines if line.is_exact] == [0]
