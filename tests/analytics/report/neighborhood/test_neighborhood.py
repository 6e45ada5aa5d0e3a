"""The sheet of a neighborhood: one sheet of paper whatever it is called, and nothing on it that the rows do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.changes import change_sentence, compare_counts
from analytics.errors import SelectionError
from analytics.periods import Period, recent_period
from analytics.report.sheet import typeset
from analytics.rhythms import measure_rhythm, rhythm_sentence
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

NOW = recent_period(SETTLED_UNTIL, 28)
BEFORE = NOW.previous()


def of(place: str, *offenses: str) -> Selection:
    return Selection(NOW, offenses, (place,))


@pytest.fixture(params=["police", "public"])
def renamed(request: pytest.FixtureRequest, town_data_dir: Path) -> Iterator[Store]:
    store = open_snapshot(town_data_dir, audience=request.param)
    yield store
    store.close()


@pytest.mark.parametrize("name", LONG_NAMES)
def test_it_is_one_sheet_front_and_back_whatever_the_name_the_counts_and_the_checks(
    renamed: Store, name: str
) -> None:
    """Nothing ever happened in the southeast."""
    name_all(renamed, name)
    for place, paper, checks in (("southeast", "letter", ()), ("northwest", "a4", CHECKS)):
        pages = printed("neighborhood", renamed, of(place), paper=paper, checks=checks)
        assert len(pages) == 2
        assert "Bring this to the meeting" in pages[1]


def test_each_count_is_that_of_the_rows_and_narcotics_are_in_none_with_burglaries(
    town_store: Store,
) -> None:
    rows = town_store.read_incidents(Selection(town_store.coverage().whole))
    for place in NEIGHBORHOODS:
        sheet = made("neighborhood", town_store, of(place))
        told = {
            row["cells"][0]: (row["cells"][1], row["cells"][2])
            for group in sheet.content["counts"]["groups"]
            for row in group["rows"]
        }
        expected = {
            label: tuple(
                f"{count_rows(rows, days, neighborhood_id=place, **wanted):,}"
                for days in (NOW, BEFORE)
            )
            for label, wanted in {
                "Robbery": {"category": "robbery"},
                "Burglary": {"category": "burglary"},
                "Narcotics found by officers": {"category": "narcotics", "found_by": "officer"},
                "Narcotics reported by residents": {
                    "category": "narcotics",
                    "found_by": "reported",
                },
            }.items()
        }
        assert told == expected
        both = [sum(int(told[name][n]) for name in ("Robbery", "Burglary")) for n in (0, 1)]
        change = compare_counts(*both, days_now=28, days_before=28)
        assert sheet.content["headline"] == change_sentence(
            change, "Robbery and burglary", place.title()
        )


def test_the_groups_stand_apart_and_what_follows_officers_says_so(town_store: Store) -> None:
    groups = made("neighborhood", town_store, of("southwest")).content["counts"]["groups"]
    assert [group["title"].partition(":")[0] for group in groups] == [
        "Reported by victims",
        "Follows where officers look",
    ]


def test_where_and_when_are_the_year_of_the_rows(town_store: Store) -> None:
    """A burglary each Monday at noon, on the four blocks in turn."""
    year = recent_period(SETTLED_UNTIL, 364)
    asked = Selection(year, ("robbery", "burglary"), ("northwest",))
    rows = town_store.read_incidents(asked)
    content = made("neighborhood", town_store, of("northwest")).content
    assert content["map"]["title"] == "Robbery and burglary: 52 on 4 of 4 blocks"
    counts = rows["block_id"].value_counts()
    assert sorted(int(count) for _, count in content["map"]["listed"]) == sorted(counts)
    rhythm = measure_rhythm(rows)
    said = rhythm_sentence(rhythm, "Robbery and burglary in Northwest")
    assert content["when"]["sentence"] == said
    pages = " ".join(printed("neighborhood", town_store, of("northwest")))
    assert said in pages


def test_the_levels_hold_the_block_the_neighborhood_and_the_city(town_store: Store) -> None:
    levels = made("neighborhood", town_store, of("northwest")).content["levels"]
    rows = town_store.read_incidents(
        Selection(Period(BEFORE.start, NOW.end), ("burglary", "robbery"))
    )
    city = [f"{count_rows(rows, days):,}" for days in (NOW, BEFORE)]
    assert [row[0] for row in levels["rows"][1:]] == ["Northwest", "Tiny Town"]
    assert levels["rows"][1][1:3] == ["4", "4"]
    assert levels["rows"][2][1:3] == city
    assert levels["rows"][0][1] == "1"


def test_each_picture_is_told_in_words(town_store: Store) -> None:
    content = made("neighborhood", town_store, of("northwest")).content
    found = [*pictures(content)]
    assert len(found) == 7
    assert all(len(each["alt"]) > 20 for each in found)
    assert found[1]["alt"].startswith("Burglary: 4 in the last 28 days, 4 in the 28 days before.")
    assert content["map"]["title"] in content["map"]["alt"]
    assert content["trend"]["sentence"] in content["trend"]["alt"]
    assert content["when"]["sentence"] in content["when"]["alt"]


def test_a_public_sheet_tells_whole_steps_and_nothing_that_follows_officers(
    town_data_dir: Path,
) -> None:
    store = open_snapshot(town_data_dir)
    sheet = made("neighborhood", store, of("northwest"))
    now = Period(date(2025, 11, 3), date(2025, 12, 1))
    counted = store.count_incidents(Selection(now, ("burglary",), ("northwest",)))
    groups = sheet.content["counts"]["groups"]
    assert [row["cells"][0] for row in groups[0]["rows"]] == ["Robbery", "Burglary"]
    assert groups[0]["rows"][1]["cells"][1] == f"{counted['incidents'].sum():,}" == "4"
    assert len(groups) == 1
    assert now.label() in sheet.content["subtitle"]
    text = " ".join(printed("neighborhood", store, of("northwest")))
    assert "ask the police about hours" in text
    assert "found by officers" not in text
    quarters = sheet.content["quarters"]
    assert quarters["rows"][0] == ["Jul to Sep 2025", "fewer than 11"]
    there = made("neighborhood", store, of("southwest")).content["quarters"]
    assert there["rows"][0] == ["Jul to Sep 2025", "13"]
    for hidden in ("narcotics", "other"):
        with pytest.raises(SelectionError, match="shown to the public by quarter"):
            made("neighborhood", store, of("northwest", hidden))
    store.close()


def test_a_sheet_of_a_past_day_knows_no_later_one_and_is_the_same_bytes_again(
    town_store: Store,
) -> None:
    past = town_store.as_of(date(2025, 9, 30))
    until = past.coverage().settled_until
    assert until <= date(2025, 9, 30)
    asked = Selection(recent_period(until, 28), (), ("northwest",))
    sheet = made("neighborhood", past, asked)
    assert recent_period(until, 28).label() in sheet.content["subtitle"]
    assert sheet.frame.coverage.data_as_of < date(2025, 10, 1)
    first = typeset(sheet)
    again = typeset(made("neighborhood", town_store.as_of(date(2025, 9, 30)), asked))
    assert first == again
    assert first != typeset(made("neighborhood", town_store, of("northwest")))


def test_a_dark_feed_is_named_and_in_no_count(dark_town_data_dir: Path) -> None:
    store = open_snapshot(dark_town_data_dir, audience="police")
    end = store.coverage().settled_until
    sheet = made("neighborhood", store, Selection(recent_period(end, 28), (), ("northwest",)))
    rows = sheet.content["counts"]["groups"][0]["rows"]
    assert [row["cells"][0] for row in rows] == ["Robbery"]
    assert "Burglary: no data after 29 Oct 2025" in sheet.content["left_out"]
    store.close()


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(NOW), "say which"),
        (Selection(NOW, (), ("northeast", "northwest")), "say which"),
        (Selection(NOW, (), ("atlantis",)), "no neighborhood atlantis"),
        (Selection(Period(NOW.end, NOW.end + timedelta(7)), (), ("northwest",)), "nothing to compare"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said(town_store: Store, selection: Selection, words: str) -> None:
    with pytest.raises(SelectionError, match=words):
        made("neighborhood", town_store, selection)
