"""Can an officer read the week, pick an hour with mouse or keys, and see what happens then?"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from dash import Dash
from playwright.sync_api import Page, expect

from analytics.rhythms import measure_rhythm
from dashboard.components.rhythm_words import grid_points, short_sentence
from dashboard.context import Reader
from dashboard.tables.hour_places import hour_count
from dashboard.tables.rhythms import grids_of, rhythm_of
from tests.dashboard.conftest import Visit
from tests.dashboard.pages.asked import answered, ask, parts, words
from tests.dashboard.served import settle


def hours(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("hour", [])


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?offense=narcotics&hour=fri-22",
        "?offense=carjacking&neighborhood=andreas-hills&hour=mon-0",
        "?period=2025-10-01..2025-10-03&hour=sun-23",
        "?windows=short&offense=all",
    ],
)
def test_every_part_answers_also_where_there_is_nothing_to_draw(
    demo_app: Dash, search: str
) -> None:
    assert ask(demo_app, search, "rhythms-grids").status_code == 200
    for part in ("rhythms-hour", "rhythms-kinds"):
        assert ask(demo_app, search, f"{part}.children").status_code == 200


def test_a_few_days_are_told_to_have_no_rhythm_and_what_to_do(demo_app: Dash) -> None:
    text = ask(demo_app, "?period=2025-10-01..2025-10-03", "rhythms-grids").text
    assert "no rhythm of the week" in text
    assert "Show 52 weeks" in text


def test_the_lead_says_a_peak_only_where_chance_does_not_explain_it(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?offense=narcotics")
    officers = grids_of(demo_reader, view)[0]
    rhythm = rhythm_of(demo_reader, view, officers)
    assert rhythm is not None
    assert "most between" in short_sentence(rhythm, officers.label)
    few = demo_reader.view("/rhythms", "?offense=carjacking")
    (kind,) = grids_of(demo_reader, few)
    rare = rhythm_of(demo_reader, few, kind)
    assert rare is not None
    assert short_sentence(rare, kind.label) == "Carjacking: can't tell when."


def test_stand_ins_are_said_to_lie_where_they_lie(demo_app: Dash, demo_reader: Reader) -> None:
    whole_days = pd.DataFrame({"occurred_from_local": pd.to_datetime(["2025-03-03"] * 48)})
    spread = measure_rhythm(whole_days.assign(occurred_to_local=pd.Timestamp("2025-03-03 23:59")))
    view = demo_reader.view("/rhythms", "?offense=burglary")
    (kind,) = grids_of(demo_reader, view)
    said = " ".join(grid_points(kind, spread, demo_reader, view))
    assert "Of the 48 stand-ins for an unknown time, about 2 in the hour from midnight" in said
    assert "44 are spread over the other hours" in said
    at_noon = pd.to_datetime(["2025-03-03 12:00"] * 5)
    sharp = measure_rhythm(
        pd.DataFrame({"occurred_from_local": at_noon, "occurred_to_local": at_noon})
    )
    said = " ".join(grid_points(kind, sharp, demo_reader, view))
    assert "The 5 stand-ins for an unknown time lie in one hour each" in said


def test_kinds_are_said_to_have_hours_only_where_their_sentences_name_some(
    demo_app: Dash, demo_reader: Reader
) -> None:
    for search in ("?offense=all", "?period=28d", "?offense=burglary,robbery&neighborhood=midtown"):
        card = answered(demo_app, search, "rhythms-kinds.children")["rhythms-kinds"]["children"]
        (title,) = parts(card, "H2")
        rows = [" ".join(words(row)) for row in parts(card, "Li")]
        sure = sum("between" in row for row in rows)
        said = " ".join(words(title))
        if sure:
            assert said.startswith(f"Kind by kind: {sure} of {len(rows)} ")
        else:
            assert said == "Kind by kind, no hours stand out from an even spread"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_nothing_moves_under_the_pointer_when_an_hour_is_picked(
    visit: Visit, width: int, height: int
) -> None:
    page = visit("/rhythms?offense=burglary", width=width, height=height)
    hour = page.locator('.hour-grid button[data-hour="fri-4"]')
    hour.scroll_into_view_if_needed()
    before = hour.bounding_box()
    name = hour.get_attribute("aria-label") or ""
    hour.click()
    settle(page)
    expect(page.locator("#filter-chips .chip")).to_have_count(1)
    assert hour.bounding_box() == before
    readout = page.locator(".hour-readout")
    expect(readout).to_have_text(name)
    page.locator('.hour-grid button[data-hour="thu-4"]').hover()
    expect(readout).not_to_have_text(name)
    page.mouse.move(2, 2)
    expect(readout).to_have_text(name)
    hour.click()
    settle(page)
    expect(page.locator("#filter-chips .chip")).to_have_count(0)
    assert hour.bounding_box() == before


@pytest.mark.browser
def test_an_hour_is_picked_by_mouse_filters_every_page_and_is_let_go(
    visit: Visit, demo_reader: Reader
) -> None:
    page = visit("/rhythms?offense=burglary")
    assert page.locator(".hour-grid button").count() == 168
    weight = page.locator('.hour-grid button[data-hour="fri-22"]').get_attribute("aria-label")
    page.locator('.hour-grid button[data-hour="fri-22"]').click()
    settle(page)
    assert hours(page) == ["fri-22"]
    picked = page.locator('.hour-grid button[aria-pressed="true"]')
    expect(picked).to_have_count(1)
    expect(picked).to_have_attribute("aria-label", weight or "")
    view = demo_reader.view("/rhythms", "?offense=burglary&hour=fri-22")
    count = hour_count(demo_reader, view, grids_of(demo_reader, view)[0])
    card = page.locator("#rhythms-hour")
    expect(card.get_by_role("heading", level=2)).to_have_text(
        f"Friday 22:00 to 23:00. Burglary: {count}"
    )
    expect(page.locator("#filter-chips")).to_contain_text("Friday 22:00 to 23:00")
    expect(page.get_by_role("link", name="Hotspots").first).to_have_attribute(
        "href", re.compile("hour=fri-22")
    )
    page.locator('.hour-grid button[data-hour="fri-22"]').click()
    settle(page)
    assert hours(page) == []
    expect(card.locator(".card")).to_have_count(0)


@pytest.mark.browser
def test_an_hour_is_picked_by_keys_alone(visit: Visit) -> None:
    page = visit("/rhythms?offense=burglary")
    tabbed = page.locator('.hour-grid button[tabindex="0"]')
    expect(tabbed).to_have_count(1)
    tabbed.focus()
    page.keyboard.press("Control+Home")
    expect(page.locator('.hour-grid button[data-hour="mon-0"]')).to_be_focused()
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    focused = page.locator('.hour-grid button[data-hour="tue-1"]')
    expect(focused).to_be_focused()
    expect(page.locator('.hour-grid button[tabindex="0"]')).to_have_count(1)
    expect(page.locator(".hour-readout")).to_contain_text("Tuesday 01:00 to 02:00")
    page.keyboard.press("Enter")
    settle(page)
    assert hours(page) == ["tue-1"]
    expect(focused).to_be_focused()
    page.keyboard.press("Space")
    settle(page)
    assert hours(page) == []


@pytest.mark.browser
def test_a_phone_has_the_hours_run_down_wide_enough_for_a_finger(visit: Visit) -> None:
    page = visit("/rhythms?offense=burglary", width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    first, below, beside = (
        page.locator(f'.hour-grid button[data-hour="{name}"]').bounding_box()
        for name in ("mon-0", "mon-1", "tue-0")
    )
    assert first
    assert below
    assert beside
    assert below["y"] > first["y"]
    assert beside["x"] > first["x"]
    assert min(first["width"], first["height"]) >= 24
    page.locator('.hour-grid button[data-hour="mon-0"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator('.hour-grid button[data-hour="mon-1"]')).to_be_focused()


@pytest.mark.browser
def test_long_windows_are_left_out_on_demand_and_the_link_says_so(visit: Visit) -> None:
    page = visit("/rhythms?offense=burglary")
    page.locator(".page-tools").get_by_text("Up to 24 hours").click()
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["windows"] == ["short"]
    expect(page.locator(".card-points").first).to_contain_text("left out")


def test_what_officers_find_is_said_to_show_their_hours(demo_app: Dash) -> None:
    text = ask(demo_app, "?offense=narcotics", "rhythms-grids").text
    assert text.count("the hours at which officers found them") == 1
