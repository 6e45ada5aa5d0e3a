"""The report of a Summit: every neighborhood against the same weeks a year before, and how many changes chance alone makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.periods import Period, recent_period
from analytics.report.sheet import typeset
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
from tests.town import NEIGHBORHOODS, SETTLED_UNTIL

NOW = recent_period(SETTLED_UNTIL, 182)
HALF = Selection(NOW)


def test_every_neighborhood_is_in_the_table_with_the_counts_of_the_rows(town_store: Store) -> None:
    content = made("summit", town_store, HALF).content
    rows = town_store.read_incidents(
        Selection(town_store.coverage().whole, ("burglary", "robbery"))
    )
    before = NOW.year_before()
    told = {row["cells"][0]: row["cells"][1:3] for row in content["table"]["rows"]}
    for place in NEIGHBORHOODS:
        counted = [count_rows(rows, days, neighborhood_id=place) for days in (NOW, before)]
        assert told[place.title()] == [f"{count:,}" for count in counted]
    assert told["Tiny Town"] == [f"{count_rows(rows, days):,}" for days in (NOW, before)]
    parts = [int(counts[0]) for name, counts in told.items() if name != "Tiny Town"]
    assert sum(parts) == int(told["Tiny Town"][0])
    assert before.label() in content["subtitle"]
    assert "a year before" in content["headline"]


def test_it_says_how_many_of_the_changes_chance_makes(town_store: Store) -> None:
    content = made("summit", town_store, HALF).content
    assert content["places_title"] == (
        "In none of 4 neighborhoods does a change stand out from chance."
    )
    assert "chance alone would call" in content["places_sentence"]
    assert "of the 4 a change" in content["places_sentence"]


@pytest.mark.parametrize("audience", ["police", "public"])
def test_it_has_two_to_six_pages_on_both_papers_whatever_the_names(
    town_data_dir: Path, audience: str
) -> None:
    store = open_snapshot(town_data_dir, audience=audience)  # type: ignore[arg-type]
    for name, paper, checks in zip(
        LONG_NAMES, ("letter", "a4", "letter"), (CHECKS, (), ()), strict=True
    ):
        name_all(store, name)
        assert 2 <= len(printed("summit", store, HALF, paper=paper, checks=checks)) <= 6
    store.close()


def test_the_publics_half_year_is_of_whole_steps(town_data_dir: Path) -> None:
    store = open_snapshot(town_data_dir)
    content = made("summit", store, HALF).content
    days = Period(NOW.start, NOW.end).days // 28 * 28
    assert "figures come in steps of 28 days" in content["subtitle"]
    assert content["counts"]["heads"][1].startswith(f"{days} days to 30 Nov")
    assert [group["title"] for group in content["counts"]["groups"]] == ["Reported by victims"]
    store.close()


def test_each_picture_is_told_in_words_and_the_same_data_give_the_same_bytes(
    town_store: Store,
) -> None:
    sheet = made("summit", town_store, HALF)
    found = [*pictures(sheet.content)]
    assert len(found) == 4 + 4 + 2
    assert all(len(each["alt"]) > 20 for each in found)
    assert typeset(sheet) == typeset(made("summit", town_store, HALF))


def test_without_a_year_before_the_half_before_is_compared_and_said_to_be_of_other_seasons(
    town_store: Store,
) -> None:
    early = Selection(recent_period(SETTLED_UNTIL.replace(month=3), 182))
    content = made("summit", town_store, early).content
    assert "seasons differ" in content["subtitle"]
    assert "in the 26 weeks before" in content["headline"]
