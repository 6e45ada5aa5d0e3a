"""Which neighborhoods does the public see? Those of 8 addresses, and no total from which the count of fewer could be taken."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.store.small_blocks import LEAST_ADDRESSES, hide_small_blocks
from analytics.store.small_neighborhoods import hide_small_neighborhoods

Told = tuple[set[str], dict[str | None, int]]


def told(*blocks: tuple[str, int | None]) -> Told:
    """Give the neighborhoods that are named, and the counts by neighborhood, of one incident on each block."""
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
            "CREATE VIEW neighborhoods AS SELECT DISTINCT neighborhood_id FROM b WHERE neighborhood_id IS NOT NULL"
        )
        connection.execute(
            "CREATE VIEW public_quarters AS SELECT neighborhood_id, 12 AS incidents FROM neighborhoods"
        )
        connection.execute(
            "CREATE VIEW public_counts AS SELECT 'burglary' AS category, 'burglary_residential' AS offense, "
            "DATE '2025-01-06' AS occurred_on, neighborhood_id, block_id, 1.0 AS lon, 1.0 AS lat, 1.0 AS x_m, 1.0 AS y_m, "
            "1 AS incidents FROM b"
        )
        hide_small_neighborhoods(connection)
        hide_small_blocks(connection)

        def column(query: str) -> set[str]:
            return {value for (value,) in connection.execute(query).fetchall()}

        named = column("SELECT neighborhood_id FROM neighborhoods")
        assert column("SELECT neighborhood_id FROM public_quarters") == named
        by_block = column(
            "SELECT DISTINCT neighborhood_id FROM blocks WHERE neighborhood_id IS NOT NULL"
        )
        assert by_block <= named
        counts = connection.execute(
            "SELECT neighborhood_id, sum(incidents) FROM public_counts GROUP BY ALL"
        ).fetchall()
    return named, {place: int(many) for place, many in counts}


def test_a_neighborhood_of_7_addresses_is_told_nowhere_nor_in_the_total() -> None:
    assert told(("a", 40), ("b", 3), ("b", 4), ("", 0)) == ({"a"}, {"a": 1, None: 1})


def test_small_neighborhoods_of_8_addresses_together_stay_in_the_total() -> None:
    assert told(("a", 40), ("b", 4), ("c", 4)) == ({"a"}, {"a": 1, None: 2})


def test_a_neighborhood_of_8_addresses_is_told_and_one_of_none_is_too() -> None:
    assert told(("a", 4), ("a", 4), ("b", 0)) == ({"a", "b"}, {"a": 2, "b": 1})


def test_a_block_that_nobody_counted_is_taken_to_have_one_address() -> None:
    assert told(("a", 40), ("b", None), ("b", 6)) == ({"a"}, {"a": 1})


def test_where_nobody_counted_addresses_no_neighborhood_is_hidden() -> None:
    assert told(("a", None), ("b", None)) == ({"a", "b"}, {"a": 1, "b": 1})


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", ""]), st.integers(0, 9)), min_size=1, max_size=8
    )
)
def test_every_sum_of_what_is_told_stands_for_8_addresses_or_none(
    blocks: list[tuple[str, int]],
) -> None:
    named, counts = told(*blocks)
    homes = {place: 0 for place, _ in blocks}
    for place, many in blocks:
        homes[place] += many
    assert all(homes[place] == 0 or homes[place] >= LEAST_ADDRESSES for place in named)
    assert named == {
        each for each in homes if each and (homes[each] == 0 or homes[each] >= LEAST_ADDRESSES)
    }
    hidden = [each for each in homes if each and each not in named]
    # What the total holds beside the named neighborhoods and what lies in none is that of all hidden ones, or nothing.
    rest = counts.get(None, 0) - sum(place == "" for place, _ in blocks)
    all_of_them = sum(place in hidden for place, _ in blocks)
    is_enough = sum(homes[each] for each in hidden) >= LEAST_ADDRESSES
    assert rest == (all_of_them if is_enough else 0)


@pytest.mark.parametrize("homes", range(1, LEAST_ADDRESSES))
def test_no_neighborhood_of_1_to_7_addresses_is_named(homes: int) -> None:
    assert told(("a", homes), ("b", 40))[0] == {"b"}
