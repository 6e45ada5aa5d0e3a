"""Is a thing that several figures ask for at once made once, and forgotten in time?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dashboard.once import Once


def test_figures_that_ask_at_the_same_moment_share_one_answer() -> None:
    once, made = Once(4), []
    together = Barrier(6)

    def ask(_: int) -> object:
        together.wait()
        return once.get("burglary", lambda: made.append(1) or object())

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))
    assert len(made) == 1
    assert len(set(map(id, answers))) == 1


def test_what_was_not_asked_for_in_a_while_is_forgotten() -> None:
    once = Once(2)
    for key in ("robbery", "burglary", "robbery", "narcotics"):
        once.get(key, object)
    assert once.get("robbery", lambda: "anew") != "anew"
    assert once.get("burglary", lambda: "anew") == "anew"


def test_a_failure_is_told_and_not_kept() -> None:
    once = Once(2)
    with pytest.raises(ZeroDivisionError):
        once.get("rate", lambda: 1 / 0)
    assert once.get("rate", lambda: 3.0) == 3.0
