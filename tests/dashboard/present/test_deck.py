"""The slides say what the pages say of the same place and days, with and without anything written down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.periods import Period
from dashboard.context import Reader
from dashboard.decisions import Meeting, Priority, Records, open_record
from dashboard.present import deck_of
from dashboard.present.scope import Spot, scope_of
from dashboard.present.since import Decided, read_decided
from dashboard.present.slides import Bars, Hours, Places
from dashboard.tables.alike import similar_places
from dashboard.tables.known import known_now
from dashboard.tables.meetings import since_last_met
from dashboard.tables.neighborhood import level_answers, place_blocks
from dashboard.tables.parts import category_table
from dashboard.tables.places import place_changes
from dashboard.tables.priorities import priority_table
from dashboard.tables.rhythms import grids_of, rhythm_of
from dashboard.tables.votes import Votes
from tests.dashboard.present.conftest import AT, PLACE, TODAY, Made, Written, named, rows_of

HERE = f"?neighborhood={PLACE}"
YEAR = f"?period=52w&neighborhood={PLACE}"


@pytest.mark.parametrize(
    "period", ["", "&period=2025-03-01..2025-03-28", "&period=52w&offense=robbery"]
)
def test_the_counts_are_those_of_the_overview_for_28_days(
    demo_reader: Reader, deck: Made, period: str
) -> None:
    days = "&period=2025-03-01..2025-03-28" if ".." in period else "&period=28d"
    page = category_table(demo_reader, demo_reader.view("/", f"{HERE}{days}&offense=all"))
    shown = rows_of(named(deck(HERE + period), "counts"))
    assert shown == list(
        page[["Offenses", "Incidents", "Before"]].itertuples(index=False, name=None)
    )
    assert 5 <= len(shown) <= 6


def test_what_follows_where_officers_look_stands_apart(deck: Made) -> None:
    reported, looked_for = named(deck(HERE), "counts").groups
    assert {each.label for each in reported.tallies} == {"Robbery", "Burglary", "Other offenses"}
    assert looked_for.title.startswith("Follows where officers look")
    assert not any("Narcotics" in picture.alt for slide in deck(HERE) for picture in slide.pictures)


def test_where_and_when_are_those_of_the_neighborhoods_page_for_a_year(
    demo_reader: Reader, deck: Made
) -> None:
    view = demo_reader.view("/neighborhood", YEAR)
    blocks = place_blocks(demo_reader, view)
    slide = named(deck(HERE), "where")
    (places,) = slide.pictures
    assert isinstance(places, Places)
    assert sum(symbol.count for symbol in places.symbols) == blocks["incidents"].sum()
    assert [item.name for item in slide.listings[0].items] == blocks["name"].head(5).tolist()
    victims = demo_reader.view("/rhythms", YEAR)
    rhythm = rhythm_of(demo_reader, victims, grids_of(demo_reader, victims)[0])
    (hours,) = named(deck(HERE), "hours").pictures
    assert isinstance(hours, Hours)
    assert rhythm is not None
    assert sum(hours.by_hour) == pytest.approx(rhythm.incidents, abs=0.2)
    assert sum(hours.by_day) == pytest.approx(rhythm.incidents, abs=0.2)


def test_places_alike_and_ranks_are_those_of_their_pages(demo_reader: Reader, deck: Made) -> None:
    slides = deck(HERE)
    alike = similar_places(demo_reader, demo_reader.view("/neighborhood", YEAR))
    assert alike is not None
    near = alike.found.table[alike.found.table["is_alike"]]["name"].tolist()
    listings = named(slides, "alike").listings
    assert [item.name for listing in listings for item in listing.items] == near
    ranks = priority_table(demo_reader, demo_reader.view("/priorities", YEAR))
    _, suggested = named(slides, "tonight").listings
    assert [item.remark for item in suggested.items] == [f"#{rank} of 70" for rank in ranks["Rank"]]
    assert "ot distinguishable from #" in suggested.items[0].sentence


def test_what_is_suggested_has_the_votes_that_the_ranking_has(demo_reader: Reader) -> None:
    scope = scope_of(demo_reader, demo_reader.view("/present", HERE))
    votes = Votes(((PLACE, "robbery", 30),), 1, Period(date(2024, 12, 2), date(2025, 12, 1)))
    slide = named(deck_of(demo_reader, scope, Decided(TODAY, votes=votes)), "tonight")
    view = demo_reader.view("/priorities", YEAR)
    ranks = priority_table(demo_reader, view, votes)["Rank"].tolist()
    assert [item.remark for item in slide.listings[1].items] == [f"#{rank} of 70" for rank in ranks]
    assert ranks != priority_table(demo_reader, view)["Rank"].tolist()
    assert slide.listings[1].title == "What counts and votes suggest"
    assert "votes 2 Dec 2024 to 30 Nov 2025" in slide.note


def test_a_neighborhoods_deck_needs_nothing_written_down(deck: Made) -> None:
    names = [slide.name for slide in deck(HERE)]
    assert names == ["title", "counts", "where", "hours", "alike", "tonight", "sure"]
    assert "Nothing is written down yet" in named(deck(HERE), "tonight").listings[0].empty
    assert "SIMULATED" in named(deck(HERE), "title").note


def test_a_summit_compares_half_years_of_all_neighborhoods(demo_reader: Reader, deck: Made) -> None:
    slides = deck()
    assert [slide.name for slide in slides] == [
        "title", "counts", "places", "where", "hours", "tonight", "sure",
    ]  # fmt: skip
    scope = scope_of(demo_reader, demo_reader.view("/present", ""))
    table = place_changes(demo_reader, scope.counts).dropna(subset=["neighborhood_id"])
    changed = table[table["verdict"].isin(["up", "down", "new"])]
    shown = changed if len(changed) else table
    assert rows_of(named(slides, "places")) == [
        (row.name, row.now, row.before) for row in shown.head(5).itertuples()
    ]


def test_a_blocks_deck_asks_the_same_of_block_neighborhood_and_city(
    demo_reader: Reader, deck: Made
) -> None:
    blocks = place_blocks(demo_reader, demo_reader.view("/neighborhood", YEAR))
    block = blocks["block_id"].iloc[0]
    slides = deck(f"?block={block}")
    page = level_answers(
        demo_reader,
        demo_reader.view("/neighborhood", f"{YEAR}&offense=robbery,burglary&block={block}"),
    )
    assert rows_of(named(slides, "levels")) == [
        (each.place.name, each.change.now, each.change.before) for each in page.answers
    ]
    assert [slide.name for slide in slides if slide.name == "alike"] == []


def test_each_priority_of_the_last_meeting_has_a_slide_with_then_and_now(
    demo_reader: Reader, deck: Made, written: Written
) -> None:
    slides = deck(HERE, written)
    told = [slide for slide in slides if slide.name.startswith("priority")]
    assert [slide.title for slide in told] == [
        "Burglary in Midtown", "Narcotics in Midtown", "Robbery in Midtown",
    ]  # fmt: skip
    with written.records.read() as session:
        tonight = session.get_one(Meeting, written.tonight)
        page = since_last_met(demo_reader, session, tonight)
    for slide, since in zip(told, page.priorities, strict=True):
        charts = [picture for picture in slide.pictures if isinstance(picture, Bars)]
        assert [[number.number for number in chart.numbers] for chart in charts] == [
            [f"{each.then:,}", f"{each.now:,}"] for each in since.numbers
        ]
        # The number now is the last bar.
        assert [chart.counts[-1] for chart in charts] == [each.now for each in since.numbers]


def test_what_came_of_it_is_the_verdict_computed_from_the_incidents(
    demo_reader: Reader, deck: Made, written: Written
) -> None:
    burglary, narcotics, robbery = [
        slide for slide in deck(HERE, written) if slide.name.startswith("priority")
    ]
    done, came = burglary.lines
    assert done.startswith("Done: Walking patrol, 12 officer hours a week, 21 Aug to 2 Oct 2025")
    with written.records.read() as session:
        page = since_last_met(demo_reader, session, session.get_one(Meeting, written.tonight))
    assert came in page.priorities[0].work[0].came
    assert any(word in came for word in ("Can't tell", "Down (95", "Up (95"))
    assert narcotics.lines[0] == robbery.lines[0] == "Done: nothing that is written down yet."
    assert "Follows where officers look" in narcotics.note
    (chart,) = burglary.pictures
    assert isinstance(chart, Bars)
    assert [mark.label for mark in chart.marks] == ["Walking patrol"]
    assert "in the 28 days to 13 Aug 2025" in robbery.lines[1]


def test_concerns_stand_by_their_votes(deck: Made, written: Written) -> None:
    slides = deck(HERE, written)
    named_first, _ = named(slides, "tonight").listings
    assert [(item.name, item.remark) for item in named_first.items] == [
        ("Break-ins behind the shops", "27 votes"), ("Dark parking lot", "8 votes"),
    ]  # fmt: skip
    assert named(slides, "title").lines[0] == (
        "Neighborhood Crime Prevention Council, 4 Dec 2025, 18:30, Library"
    )


def test_another_neighborhoods_decisions_are_not_shown(deck: Made, written: Written) -> None:
    assert [slide.name for slide in deck("?neighborhood=warm-sands", written)] == [
        slide.name for slide in deck("?neighborhood=warm-sands")
    ]


def test_days_that_were_counted_when_it_was_agreed_are_no_number_of_now(
    demo_reader: Reader, tmp_path: Path
) -> None:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    lately = TODAY - timedelta(days=5)
    here = {"who": "the PSO", "at": AT, "neighborhood_id": PLACE}
    with records.write() as session:
        met = open_record(session, Meeting, **here, kind="ncpc", held_on=lately)
        open_record(
            session, Priority, **here, meeting_id=met.id, rank=1, category="burglary",
            known_then=known_now(demo_reader, Spot(PLACE), "burglary", lately),
        )  # fmt: skip
    with records.read() as session:
        scope = scope_of(demo_reader, demo_reader.view("/present", HERE))
        slides = deck_of(demo_reader, scope, read_decided(demo_reader, session, scope, TODAY))
    records.close()
    (told,) = [slide for slide in slides if slide.name.startswith("priority")]
    (chart,) = [picture for picture in told.pictures if isinstance(picture, Bars)]
    assert [number.words.split(",")[0] for number in chart.numbers] == ["then"]
    assert "each" not in told.note
    assert told.lines[1].startswith("Too early to tell")
