"""A link is the whole state of a page: what is written into it comes back out of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage import Coverage
from analytics.drawn_area import DrawnArea
from analytics.offenses import OFFENSES
from analytics.periods import Period, recent_period
from analytics.selection import Selection
from dashboard.urlstate import (
    DEFAULTS,
    PRESETS,
    View,
    change_search,
    from_search,
    own_search,
    to_search,
)

FIRST, LAST = date(2019, 11, 15), date(2025, 11, 14)
COVERAGE = Coverage(
    place="Testville, California",
    run_id="run",
    first_on=FIRST,
    data_as_of=LAST,
    settled_until=date(2025, 11, 1),
    counted=10,
    located=9,
    on_map=9,
    is_simulated=True,
    is_schematic=True,
    categories=("robbery", "burglary", "narcotics", "quality_of_life"),
    time_zone="America/Los_Angeles",
    analysis_crs="EPSG:26911",
)
PLACES = ("north-side", "south-side", "12")
BLOCKS = ("100-main", "200-main")


HELD = {*COVERAGE.categories, *OFFENSES} - {"truancy"}


def read(
    search: object, page: str = "/", *, coverage: Coverage = COVERAGE, held: Collection[str] = HELD
) -> View:
    return from_search(
        search,
        coverage=coverage,
        offenses_held=held,
        neighborhood_ids=PLACES,
        block_ids=BLOCKS,
        defaults=DEFAULTS[page],
    )


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    start = draw(st.dates(FIRST, LAST))
    period = draw(
        st.one_of(
            st.just(Period(start, draw(st.dates(start, LAST)) + timedelta(days=1))),
            st.sampled_from(sorted(PRESETS.values())).map(
                lambda days: recent_period(COVERAGE.settled_until, days)
            ),
        )
    )
    offenses = draw(st.lists(st.sampled_from(sorted(HELD))))
    return Selection(
        period,
        tuple(offenses),
        tuple(draw(st.lists(st.sampled_from(PLACES)))),
        area=draw(st.none() | areas()),
        hours=tuple(draw(st.lists(st.integers(0, 167), max_size=5))),
        blocks=tuple(draw(st.lists(st.sampled_from(BLOCKS)))),
    )


@st.composite
def areas(draw: st.DrawFn) -> DrawnArea:
    lon, lat = draw(st.floats(-179, 178)), draw(st.floats(-84, 83))
    size = draw(st.floats(0.001, 0.9))
    corners = (lon, lat, lon + size, lat, lon, lat + size)
    return draw(
        st.sampled_from(
            [
                DrawnArea("circle", (lon, lat, 1000 * size)),
                DrawnArea("box", (lon, lat, lon + size, lat + size)),
                DrawnArea("polygon", corners),
            ]
        )
    )


@given(selection=selections(), page=st.sampled_from(sorted(DEFAULTS)), fixed=st.booleans())
def test_a_selection_comes_back_from_its_link_on_every_page(
    selection: Selection, page: str, fixed: bool
) -> None:
    view = read(to_search(selection, coverage=COVERAGE, fixed=fixed), page)
    assert view.selection == selection
    assert view.notices == ()


@given(st.text())
def test_no_text_in_the_address_bar_breaks_a_page(text: str) -> None:
    for search in (text, f"?period={text}", f"?offense={text}&neighborhood={text}&layer={text}"):
        view = read(search)
        assert view.selection.period.start >= FIRST


def test_each_page_has_its_own_default_period() -> None:
    assert read("").selection.period.days == 28
    assert read("", "/hotspots").selection.period.days == 364
    assert read(None, "/trends").selection.period.days == 364


def test_hotspots_start_with_what_victims_report() -> None:
    assert read("", "/hotspots").selection.offenses == ("burglary", "robbery")


def test_default_leaves_out_a_category_that_the_city_does_not_have() -> None:
    view = read("", "/hotspots", held=("burglary",))
    assert view.selection.offenses == ("burglary",)


def test_a_preset_ends_at_the_settled_day_and_not_at_the_last() -> None:
    assert read("?period=90d").selection.period.end == COVERAGE.settled_until


def test_a_preset_reaches_no_further_back_than_the_data() -> None:
    young = replace(COVERAGE, first_on=date(2025, 10, 20))
    view = read("", coverage=young)
    assert view.selection.period == Period(date(2025, 10, 20), COVERAGE.settled_until)


def test_a_fixed_link_names_its_days() -> None:
    selection = read("").selection
    assert "28d" in to_search(selection, coverage=COVERAGE)
    assert "2025-10-04..2025-10-31" in to_search(selection, coverage=COVERAGE, fixed=True)


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?period=yesterday", "“yesterday” is no period"),
        ("?period=2025-10-31..2025-10-01", "is no period"),
        ("?period=2001-01-01..2001-02-01", "no data for 1 Jan to 1 Feb 2001"),
        ("?period=2019-01-01..2019-12-31", "15 Nov to 31 Dec 2019 is shown"),
        ("?offense=jaywalking", "“jaywalking” is no kind of offense"),
        ("?offense=truancy", "These data hold no truancy or curfew"),
        ("?offense=other", "These data hold no other offenses"),
        (5, "The link is no text"),
        (["?period=52w"], "The link is no text"),
        ("?neighborhood=atlantis", "no neighborhood “atlantis”"),
        ("?area=circle:1", "is no area: a circle is lon,lat"),
        ("?area=polygon:0,0,2,2,2,0,0,2", "may not cross"),
        ("?hour=fri-24", "no hour of the week"),
        ("?block=300-main", "There is no block"),
        ("?week=soon", "no day that the map can play from"),
        ("?weights=volume:ten", "no set of weights"),
        ("?layer=lava", "“lava” is no layer"),
        ("?" + "a" * 9_000, "too long"),
    ],
)
def test_what_was_not_understood_is_said(search: object, said: str) -> None:
    assert any(said in notice for notice in read(search).notices)


def test_an_unknown_offense_beside_a_known_one_leaves_the_known() -> None:
    assert read("?offense=jaywalking,robbery").selection.offenses == ("robbery",)


def test_an_offense_that_the_data_do_not_hold_is_never_shown_as_none() -> None:
    assert read("?offense=truancy,vandalism").selection.offenses == ("vandalism",)
    assert read("?offense=truancy").selection == read("").selection


@pytest.mark.parametrize("forged", [5, 1.5, ["28d"], {"period": "28d"}, True, None])
def test_a_link_that_is_no_text_shows_what_the_page_shows_without_one(forged: object) -> None:
    assert read(forged).selection == read("").selection


def test_changing_one_key_leaves_every_other_key_alone() -> None:
    search = change_search("?utm=x&offense=robbery&period=28d", period="90d")
    assert search == "?utm=x&offense=robbery&period=90d"
    assert change_search(search, offense=None, period=None) == "?utm=x"


def test_links_between_pages_carry_only_our_own_keys() -> None:
    assert own_search("?utm=x&offense=robbery") == "?offense=robbery"
