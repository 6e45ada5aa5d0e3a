"""The days of a deck: half a year beside the same weeks of the year before, and none that are called the last ones for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from analytics.periods import Period
from analytics.report.wording import changed_words
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.decisions import Meeting
from dashboard.present import deck_of
from dashboard.present.drawn import draw_slide
from dashboard.present.scope import scope_of
from dashboard.present.since import read_decided
from dashboard.tables.meeting_agenda import agenda_of
from dashboard.tables.parts import category_table
from dashboard.tables.places import place_changes
from tests.dashboard.present.conftest import TODAY, Made, Written, named, rows_of


def counted(reader: Reader, days: Period, place: str | None = None) -> int:
    """Count the burglaries of some days from the snapshot itself."""
    selection = Selection(days, ("burglary",))
    here = selection.within(place) if place else selection
    return int(reader.store.count_incidents(here, ())["incidents"].sum())


def test_a_summit_compares_half_a_year_with_the_same_weeks_a_year_before(
    demo_reader: Reader, deck: Made
) -> None:
    slides = deck()
    scope = scope_of(demo_reader, demo_reader.view("/present", ""))
    now = scope.counts.selection.period
    before = Period(now.start - timedelta(days=364), now.end - timedelta(days=364))
    heads = ("Last 26 weeks", "The same weeks a year before")
    for name in ("counts", "places"):
        assert named(slides, name).heads == heads
        assert f"{now.label()}, and {before.label()}" in named(slides, name).note
        assert "other seasons" not in named(slides, name).note
    assert ("Burglary", *(counted(demo_reader, days) for days in (now, before))) in rows_of(
        named(slides, "counts")
    )
    # The file of the same view holds the same numbers.
    table = category_table(demo_reader, scope.counts)
    assert rows_of(named(slides, "counts")) == list(
        table[["Offenses", "Incidents", "Before"]].itertuples(index=False, name=None)
    )
    changes = place_changes(
        demo_reader, replace(scope.counts, selection=scope.counts.selection.of("burglary"))
    )
    midtown = changes.set_index("neighborhood_id").loc["midtown"]
    assert (midtown["now"], midtown["before"]) == tuple(
        counted(demo_reader, days, "midtown") for days in (now, before)
    )


def test_where_the_data_do_not_reach_a_year_back_a_summit_is_told_of_other_seasons(
    demo_reader: Reader, deck: Made
) -> None:
    """Of the first year there is only the half before."""
    end = demo_reader.coverage.first_on + timedelta(days=370)
    counts = named(deck(f"?period={end - timedelta(days=9)}..{end}"), "counts")
    assert counts.heads == (f"26 weeks to {end.day}\u00a0{end:%b}", "Before")
    assert "other seasons" in counts.note


def test_a_meetings_days_are_never_called_the_last_ones(
    demo_reader: Reader, written: Written
) -> None:
    """The slides of a meeting are shown again when its days are long past."""
    with written.records.read() as session:
        meeting = session.get_one(Meeting, written.tonight)
        scope = scope_of(demo_reader, demo_reader.view("/present", ""), meeting)
        decided = read_decided(demo_reader, session, scope, TODAY, meeting)
        slides = deck_of(demo_reader, scope, decided)
        agenda = agenda_of(demo_reader, meeting)
    last = demo_reader.coverage.settled_until - timedelta(days=1)
    assert named(slides, "counts").heads == (f"28 days to {last.day}\u00a0{last:%b}", "Before")
    assert "the last 28 days" not in str(slides).lower()
    assert "in these 28 days" in agenda.happening[0].sentences[0]
    assert "the last 28 days" not in str(agenda)


def test_of_neighborhoods_without_any_incident_it_is_not_said_that_nobody_can_tell() -> None:
    assert changed_words(88, 3, 1, 20) == (
        "3 of 88 neighborhoods up, 1 down; nobody can tell for 64; 20 had none"
    )
    assert changed_words(88, 3, 1, 0) == (
        "3 of 88 neighborhoods up, 1 down; nobody can tell for 84"
    )


def test_a_long_head_over_numbers_stands_on_two_lines(deck: Made) -> None:
    """Beside it the names and the answers would have no room."""
    table = str(draw_slide(named(deck(), "counts"), 1, 1))
    assert "['The same weeks', Br(None), 'a year before']" in table
    assert "Br(" not in str(draw_slide(named(deck("?neighborhood=midtown"), "counts"), 1, 1))
