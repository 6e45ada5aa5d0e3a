"""Is what the public is told the same, whatever the police know that the public may not? Two towns differ in nothing else.

This is stronger than any subtraction that somebody thinks of: from answers that are the same, nobody can tell the towns apart.
"""

from __future__ import annotations

import pytest

from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot, small_blocks
from dashboard.app import create_app
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.crawled import answer, crawl
from tests.dashboard.public.planted import FIRST, LAST, Town

BLOCKS = "/csv/blocks?period=52w&neighborhood=northwest"


def told(town: Town) -> list[tuple[str, str]]:
    context = context_of(town)
    app = create_app(context)
    # The page that loads everything else has no data in it, and a script of its own each time.
    found = [
        (each.asked, each.text)
        for each in crawl(app, context.reader(), every=3)
        if "text/html" not in each.text
    ]
    context.close()
    return found


def told_of_blocks(town: Town) -> str:
    context = context_of(town)
    found = answer(create_app(context).server.test_client(), BLOCKS).text
    context.close()
    return found


def known(town: Town, *by: str) -> list[list[object]]:
    store = open_snapshot(town.data_dir, audience="police")
    everything = Selection(Period(FIRST, LAST))
    found = store.count_incidents(everything, by).sort_values([*by])
    store.close()
    return found.to_numpy().tolist()


def test_towns_that_differ_in_private_parts_alone_are_told_alike(planted: Town, twin: Town) -> None:
    words, others = ({each for each in town.secrets if "." not in each} for town in (planted, twin))
    assert words.isdisjoint(others)
    first, second = told(planted), told(twin)
    assert [asked for asked, _ in first] == [asked for asked, _ in second]
    pairs = zip(first, second, strict=True)
    assert [asked for (asked, one), (_, other) in pairs if one != other] == []


@pytest.mark.parametrize(
    "by", [("occurred_on",), ("hour",), ("block_id", "category"), ("category", "neighborhood_id")]
)
def test_the_police_know_the_towns_apart(planted: Town, twin: Town, by: tuple[str, ...]) -> None:
    assert known(planted, *by) != known(twin, *by)


def test_the_towns_would_be_told_apart_if_only_the_small_block_itself_were_hidden(
    planted: Town, twin: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told_of_blocks(planted) == told_of_blocks(twin)
    itself = "CREATE VIEW shown_blocks AS SELECT block_id FROM all_blocks WHERE addresses >= 8"
    monkeypatch.setattr(small_blocks, "_SHOWN", itself)
    assert told_of_blocks(planted) != told_of_blocks(twin)


def test_a_count_of_eleven_or_more_is_told_and_a_smaller_one_is_not(planted: Town) -> None:
    context = context_of(planted)
    client = create_app(context).server.test_client()
    rows = answer(client, "/csv/quarters").text.splitlines()
    context.close()
    narcotics = [row for row in rows if "Narcotics" in row]
    assert "Southwest,Narcotics,Jul to Sep 2025,15" in narcotics
    assert sum("fewer than 11" in row for row in narcotics) == len(narcotics) - 1
