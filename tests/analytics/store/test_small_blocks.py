"""Which blocks does the public see by themselves? Those of 8 addresses, and not the one that would give a smaller one away."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.store.small_blocks import LEAST_ADDRESSES, hide_small_blocks


def shown(*blocks: tuple[str, int | None]) -> list[str]:
    """Give the blocks that are shown of some, each with its neighborhood and its addresses."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE b (block_id VARCHAR, neighborhood_id VARCHAR, addresses BIGINT)"
        )
        for number, (place, addresses) in enumerate(blocks):
            connection.execute(
                "INSERT INTO b VALUES (?, ?, ?)", [f"{number:03}", place or None, addresses]
            )
        connection.execute("CREATE VIEW blocks AS SELECT * FROM b")
        connection.execute(
            "CREATE VIEW public_counts AS SELECT 'burglary' AS category, 'burglary_residential' AS offense, "
            "DATE '2025-01-06' AS occurred_on, neighborhood_id, block_id, 1.0 AS lon, 1.0 AS lat, 1.0 AS x_m, 1.0 AS y_m, "
            "1 AS incidents FROM b"
        )
        hide_small_blocks(connection)
        seen = connection.execute("SELECT block_id FROM blocks ORDER BY block_id").fetchall()
        counted = connection.execute(
            "SELECT block_id FROM public_counts WHERE block_id IS NOT NULL ORDER BY block_id"
        ).fetchall()
        total = connection.execute("SELECT sum(incidents) FROM public_counts").fetchall()
    assert seen == counted
    assert total == [(len(blocks),)]
    return [block for (block,) in seen]


def test_a_neighborhood_without_small_blocks_shows_all() -> None:
    assert shown(("a", 8), ("a", 40)) == ["000", "001"]


def test_a_small_block_alone_takes_the_next_smallest_with_it() -> None:
    assert shown(("a", 6), ("a", 40), ("a", 9), ("a", 12)) == ["001", "003"]


def test_small_blocks_that_are_8_addresses_together_take_none_with_them() -> None:
    assert shown(("a", 3), ("a", 5), ("a", 8)) == ["002"]


def test_a_block_without_addresses_is_shown_and_hides_nobody() -> None:
    assert shown(("a", 0), ("a", 6), ("a", 9)) == ["000"]
    assert shown(("a", 0), ("a", 9)) == ["000", "001"]


def test_neighborhoods_hide_blocks_each_for_itself() -> None:
    assert shown(("a", 6), ("a", 9), ("b", 9), ("", 7), ("", 9), ("", 10)) == ["002", "005"]


def test_a_block_whose_addresses_nobody_counted_is_hidden() -> None:
    assert shown(("a", None), ("a", 40), ("a", 50)) == ["002"]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.integers(0, 15)), min_size=1, max_size=9)
)
def test_what_is_left_of_a_neighborhood_stands_for_8_addresses_or_none(
    blocks: list[tuple[str, int]],
) -> None:
    kept = set(shown(*blocks))
    for place in {place for place, _ in blocks}:
        own = [(f"{n:03}", many) for n, (where, many) in enumerate(blocks) if where == place]
        hidden = [many for block, many in own if block not in kept]
        # Where a whole neighborhood has fewer, nothing of it is shown by block.
        assert (
            sum(hidden) >= LEAST_ADDRESSES
            or not hidden
            or len(hidden) == len([many for _, many in own if many])
        )


@pytest.mark.parametrize("addresses", range(1, 8))
def test_no_block_of_1_to_7_addresses_is_shown(addresses: int) -> None:
    assert "000" not in shown(("a", addresses), ("a", 100), ("a", 100))
