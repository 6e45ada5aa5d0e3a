"""The sheet of a block: one page, three levels, and for residents no block that they may not see by itself."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.periods import recent_period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.analytics.report.sheets.printed import (
    CHECKS,
    LONG_NAMES,
    count_rows,
    made,
    name_all,
    pictures,
    printed,
)
from tests.town import SETTLED_UNTIL

NOW = recent_period(SETTLED_UNTIL, 364)


def of(block: str) -> Selection:
    return Selection(NOW, blocks=(block,))


@pytest.mark.parametrize("audience", ["police", "public"])
def test_it_is_one_page_whatever_the_names_and_the_checks(
    town_data_dir: Path, audience: str
) -> None:
    store = open_snapshot(town_data_dir, audience=audience)  # type: ignore[arg-type]
    for name, paper, checks in zip(
        LONG_NAMES, ("letter", "a4", "letter"), (CHECKS, (), ()), strict=True
    ):
        name_all(store, name)
        for block in ("northwest-1", "southeast-3"):
            pages = printed("block", store, of(block), paper=paper, checks=checks)
            assert len(pages) == 1
            assert "What have you seen here" in pages[0]
    store.close()


def test_the_three_levels_are_those_of_the_rows(town_store: Store) -> None:
    """The town has two years of data: of twice 364 days the unsettled ones are missing, so fewer steps of 28 are compared."""
    content = made("block", town_store, of("northwest-1")).content
    now = recent_period(SETTLED_UNTIL, 12 * 28)
    assert now.label() in content["subtitle"]
    rows = town_store.read_incidents(
        Selection(town_store.coverage().whole, ("burglary", "robbery"))
    )
    for cells, wanted in zip(
        content["levels"]["rows"],
        ({"block_id": "northwest-1"}, {"neighborhood_id": "northwest"}, {}),
        strict=True,
    ):
        counted = [count_rows(rows, days, **wanted) for days in (now, now.previous())]
        assert cells[1:3] == [f"{count:,}" for count in counted]
    assert [row[0] for row in content["levels"]["rows"]] == ["This block", "Northwest", "Tiny Town"]
    assert content["headline"].startswith("Robbery and burglary in 100 block of northwest: 12 in")


def test_a_blocks_few_times_say_nothing_so_its_hours_are_its_neighborhoods(
    town_store: Store,
) -> None:
    when = made("block", town_store, of("northwest-1")).content["when"]
    assert when["sentence"].startswith("Robbery and burglary in Northwest")


def test_each_picture_is_told_in_words(town_store: Store) -> None:
    content = made("block", town_store, of("northwest-1")).content
    found = [*pictures(content)]
    assert found[0]["alt"].startswith(content["headline"])
    assert len(found) == 5
    assert all(len(each["alt"]) > 20 for each in found)


def test_residents_get_no_sheet_of_a_block_that_is_hidden_and_do_not_learn_that_it_is(
    town_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_snapshot(town_data_dir)
    said = []
    assert store._blocks is not None
    monkeypatch.setattr(store, "_blocks", store._blocks.iloc[1:])
    for block in ("northeast-1", "no-such-block"):
        with pytest.raises(SelectionError, match="residents may see by itself") as error:
            made("block", store, of(block))
        said.append(str(error.value).replace(block, ""))
    assert said[0] == said[1]
    store.close()


def test_the_demo_hides_its_smallest_blocks_from_residents_and_the_police_have_a_sheet_of_each(
    demo_data_dir: Path,
) -> None:
    stores = [open_snapshot(demo_data_dir, audience=name) for name in ("police", "public")]  # type: ignore[arg-type]
    every, shown = (set(store._blocks["block_id"]) for store in stores if store._blocks is not None)
    block = min(every - shown)
    asked = Selection(recent_period(stores[0].coverage().settled_until, 364), blocks=(block,))
    assert len(printed("block", stores[0], asked)) == 1
    with pytest.raises(SelectionError, match="residents may see by itself"):
        made("block", stores[1], asked)
    for store in stores:
        store.close()


def test_where_no_blocks_are_known_the_neighborhood_is_named_instead(
    town_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_snapshot(town_data_dir, audience="police")
    monkeypatch.setattr(type(store), "read_blocks", lambda self: None)
    with pytest.raises(SelectionError, match="no blocks are known in Tiny Town"):
        made("block", store, of("northwest-1"))
    store.close()


def test_a_block_in_no_neighborhood_stands_beside_the_city_alone_and_one_that_is_none_is_said(
    town_data_dir: Path,
) -> None:
    store = open_snapshot(town_data_dir, audience="police")
    with pytest.raises(SelectionError, match="no block nowhere"):
        made("block", store, of("nowhere"))
    with pytest.raises(SelectionError, match="say which"):
        made("block", store, Selection(NOW))
    assert store._blocks is not None
    store._blocks["neighborhood_id"] = pd.Series([None] * 16, dtype="object")
    found = made("block", store, of("northwest-1")).content
    assert [row[0] for row in found["levels"]["rows"]] == ["This block", "Tiny Town"]
    assert found["kinds"]["heads"] == ["", "This block", "City"]
    assert found["map"] is None
    store.close()
