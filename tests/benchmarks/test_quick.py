"""All benchmarks run, and the contestants agree. How fast they are is no test."""

import pytest

from benchmarks.__main__ import QUICK, measure


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Run the small version of everything, and give how many rows are not as the peer has them."""
    lines = measure(tmp_path_factory.mktemp("work"), QUICK)
    return {line.what: line.ours for line in lines if line.is_exact}


def test_the_answers_of_each_peer_are_compared(differences: dict[str, float]) -> None:
    assert [what.split()[0] for what in differences] == [
        *("join", "full", "increment:", "questions:", "pages:", "readers:", "trend", "near"),
    ]


def test_no_contestant_gives_another_answer(differences: dict[str, float]) -> None:
    assert set(differences.values()) == {0}
