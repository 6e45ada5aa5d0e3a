"""The PDF says the same counts as the snapshot, names its run on each page, and breaks on no
name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from analytics.counts import total_incidents
from analytics.errors import SelectionError
from analytics.periods import Period, recent_period
from analytics.report.brief import make_brief
from analytics.report.brief.sheet import sheet_of
from analytics.report.brief.where import NO_POSITIONS
from analytics.report.sheet import typeset
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.reports import command_brief
from tests.town import SETTLED_UNTIL

LAST_28 = recent_period(SETTLED_UNTIL, 28)
YEAR = recent_period(SETTLED_UNTIL, 336)


@pytest.fixture(scope="module")
def public_store(town_data_dir: Path) -> Iterator[Store]:
    store = open_snapshot(town_data_dir, audience="public")
    yield store
    store.close()


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_counts_of_the_town_are_those_known_by_hand(town_store: Store) -> None:
    """Four Mondays in 28 days; one robbery a month; the narcotics of four Fridays."""
    brief = make_brief(town_store, Selection(LAST_28))
    counts = {
        section.label: (section.change.now, section.change.before) for section in brief.sections
    }
    assert counts["Burglary"] == (4, 4)
    assert counts["Narcotics found by officers"] == (4, 4)
    assert counts["Narcotics reported by residents"] == (0, 0)
    assert len(counts) == 4
    assert counts.keys() >= {"Robbery", "Burglary"}
    assert brief.headline == (
        "Robbery and burglary: 4 in the last 28 days, 5 in the 28 days before."
        " Can't tell whether that is a change."
    )
    assert brief.kinds_sentence == (
        "Over these 28 days no single kind of offense stands out from chance."
    )


def test_every_count_in_the_report_is_the_stores(town_store: Store) -> None:
    selection = Selection(YEAR, ("burglary", "narcotics"), ("northwest",))
    brief = make_brief(town_store, selection)
    # The one case of narcotics in the northwest was reported with a burglary.
    assert [section.label for section in brief.sections] == [
        "Burglary",
        "Narcotics reported by residents",
    ]
    for section, name in zip(brief.sections, ("burglary", "narcotics"), strict=True):
        now = town_store.count_incidents(selection.of(name).during(brief.now), ())
        before = town_store.count_incidents(selection.of(name).during(brief.before), ())
        assert section.change.now == total_incidents(now)
        assert section.change.before == total_incidents(before)
        shown = section.trend.weeks
        weeks = town_store.count_incidents(
            selection.of(name).during(Period(shown["week_on"].iloc[0].date(), date(2025, 12, 29)))
        )
        assert shown["incidents"].sum() == total_incidents(weeks)


def test_the_page_prints_the_sentences_of_the_brief(town_store: Store) -> None:
    selection = Selection(LAST_28, ("burglary",), ("northwest",))
    brief = make_brief(town_store, selection)
    text = " ".join(pages_of(typeset(sheet_of(brief))))
    assert "Northwest" in text
    assert brief.headline in text
    assert brief.kinds_sentence in text
    assert brief.sections[0].sentence in text
    assert brief.sections[0].sentence.startswith(
        "Burglary in Northwest: 4 in the last 28 days, 4 in the 28 days before."
    )
    assert brief.hotspots.sentence in text


def test_each_page_says_run_delay_share_located_and_that_it_is_simulated(town_store: Store) -> None:
    pages = pages_of(command_brief(town_store, Selection(LAST_28)))
    assert 2 <= len(pages) <= 6
    for number, page in enumerate(pages, start=1):
        assert "SIMULATED" in page
        assert f"Page {number} of {len(pages)}" in page
        assert town_store.run_id in page
        assert "Data as of 28 Dec 2025" in page
        assert "settled until 14 Dec 2025" in page
        assert "located" in page
        assert "Neighborhood outlines are schematic" in page


def test_a_report_of_real_data_does_not_say_simulated(town_store: Store) -> None:
    brief = make_brief(town_store, Selection(LAST_28))
    real = replace(brief, coverage=replace(brief.coverage, is_simulated=False, is_schematic=False))
    text = " ".join(pages_of(typeset(sheet_of(real))))
    assert "SIMULATED" not in text
    assert "schematic" not in text


def test_the_same_snapshot_and_selection_give_the_same_bytes(town_store: Store) -> None:
    selection = Selection(LAST_28, ("burglary",))
    assert command_brief(town_store, selection) == command_brief(town_store, selection)


def test_the_pdf_is_tagged_titled_and_dated_by_its_data(town_store: Store) -> None:
    reader = PdfReader(io.BytesIO(command_brief(town_store, Selection(LAST_28))))
    assert "/MarkInfo" in reader.root_object
    assert "/StructTreeRoot" in reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "Tiny Town: command brief, 17 Nov to 14 Dec 2025"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2025, 12, 28)
    assert reader.pages[0].mediabox[2:] == [612, 792]


@pytest.mark.parametrize(
    "name",
    [
        "#[]*_$",
        '"quoted" \\u{41} <b>&amp; // @cite',
        "Desert Highland Gateway Estates and Racquet Club West Homeowners Association " * 2,
    ],
)
def test_no_name_of_a_neighborhood_breaks_the_page(town_store: Store, name: str) -> None:
    brief = make_brief(town_store, Selection(LAST_28, (), ("northwest",)))
    renamed = brief.neighborhoods.assign(name=name)
    pages = pages_of(typeset(sheet_of(replace(brief, title=name, neighborhoods=renamed))))
    assert " ".join(name.split()) in pages[0]
    assert len(pages) <= 6


def test_a_quiet_neighborhood_has_a_report_too(town_store: Store) -> None:
    brief = make_brief(town_store, Selection(LAST_28, ("burglary",), ("southeast",)))
    assert "none in the last 28 days, none in the 28 days before" in brief.sections[0].sentence
    assert pages_of(typeset(sheet_of(brief)))


def test_unsettled_days_are_left_out_of_the_comparison_and_named(town_store: Store) -> None:
    asked = Period(date(2025, 12, 1), date(2025, 12, 29))
    brief = make_brief(town_store, Selection(asked, ("burglary",)))
    assert brief.now == Period(date(2025, 12, 1), SETTLED_UNTIL)
    assert brief.before.days == brief.now.days
    with pytest.raises(SelectionError, match="nothing to compare"):
        make_brief(town_store, Selection(Period(SETTLED_UNTIL, date(2025, 12, 29))))


def test_narcotics_are_on_the_map_only_when_asked_for_alone(town_store: Store) -> None:
    everything = make_brief(town_store, Selection(LAST_28))
    alone = make_brief(town_store, Selection(LAST_28, ("narcotics",)))
    assert everything.hotspots.offenses == "Robbery and burglary"
    assert alone.hotspots.offenses == "Narcotics"
    assert alone.sections[0].note is not None


def test_the_public_gets_steps_of_28_days_and_no_narcotics(
    public_store: Store, town_store: Store
) -> None:
    brief = make_brief(public_store, Selection(LAST_28))
    assert [section.label for section in brief.sections] == ["Robbery", "Burglary"]
    assert (brief.now.start - date(2000, 1, 3)).days % 28 == 0
    assert brief.now.days == 28
    assert brief.now.end <= SETTLED_UNTIL
    assert brief.step_weeks == 4
    seen = town_store.count_incidents(Selection(brief.now, ("burglary",)), ())
    assert brief.sections[1].change.now == total_incidents(seen)
    assert "figures come in steps of 28 days" in pages_of(typeset(sheet_of(brief)))[0]
    exact = make_brief(town_store, Selection(LAST_28, ("burglary",)))
    assert "steps of" not in pages_of(typeset(sheet_of(exact)))[0]
    with pytest.raises(SelectionError, match="by quarter only"):
        make_brief(public_store, Selection(LAST_28, ("narcotics",)))


def test_an_unknown_neighborhood_is_named_with_those_that_exist(town_store: Store) -> None:
    with pytest.raises(SelectionError, match=r"no neighborhood atlantis.*northwest"):
        make_brief(town_store, Selection(LAST_28, (), ("atlantis",)))


def test_report_without_positions_says_so_and_draws_no_map(town_store: Store) -> None:
    brief = make_brief(town_store, Selection(LAST_28, ("burglary",)))
    assert "Colors: density" in " ".join(pages_of(typeset(sheet_of(brief))))
    without = replace(brief.hotspots, has_positions=False, sentence=NO_POSITIONS)
    text = " ".join(pages_of(typeset(sheet_of(replace(brief, hotspots=without)))))
    assert NO_POSITIONS in text
    assert "Colors: density" not in text


def test_a_category_whose_feed_went_dark_is_in_no_count_of_the_report_and_named(
    dark_town_data_dir: Path,
) -> None:
    store = open_snapshot(dark_town_data_dir, audience="police")
    last_28 = recent_period(store.coverage().settled_until, 28)
    brief = make_brief(store, Selection(last_28))
    assert [(s.label, s.change.now) for s in brief.sections] == [("Robbery", 56)]
    assert brief.compstat is not None
    assert [row.label for row in brief.compstat.rows] == ["Robbery"]
    pages = pages_of(typeset(sheet_of(brief)))
    assert "Burglary: no data after 29 Oct 2025. Left out of every count" in pages[0]
    with pytest.raises(SelectionError, match="Burglary: no data after 29 Oct 2025; choose earlier"):
        make_brief(store, Selection(last_28, ("burglary",)))
    before = Selection(Period(date(2025, 9, 1), date(2025, 9, 29)))
    assert make_brief(store, before).left_out is None
    store.close()
