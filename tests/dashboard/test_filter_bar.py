"""Does the bar of filters say what is chosen at every width, and do its lists and the menu of pages stay within the screen?"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from dashboard.context import Reader
from dashboard.filters import offenses_in_short, summary
from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle

FOUR = "offense=robbery_person,burglary_residential,vandalism,narcotics"
DATES = "period=2025-10-17..2025-11-13"


def box(part: Locator) -> dict[str, float]:
    # What a click opens comes a moment later.
    expect(part).to_be_visible()
    found = part.bounding_box()
    assert found is not None
    return dict(found)


def expect_whole(part: Locator) -> None:
    """Wait until all of a part is on the screen: a list finds its place a moment after it opens."""
    expect(part).to_be_in_viewport(ratio=0.999)


@pytest.mark.parametrize(
    ("offenses", "said"),
    [
        ((), "All offenses"),
        (("burglary", "robbery"), "All offenses"),
        (("burglary",), "Burglary"),
        (("vandalism", "burglary"), "Burglary and Vandalism"),
        (("narcotics", "burglary", "vandalism", "quality_of_life"), "Burglary + 3 more"),
    ],
)
def test_offenses_are_named_in_short(offenses: tuple[str, ...], said: str) -> None:
    assert offenses_in_short(offenses, ("robbery", "burglary")) == said


def test_a_phone_is_told_days_offenses_and_places(demo_reader: Reader) -> None:
    view = demo_reader.view("/", "?period=28d&offense=burglary&neighborhood=midtown,sunmor")
    assert summary(view, demo_reader) == "28 days · Burglary · Midtown + 1 more"


@pytest.mark.browser
def test_a_narrow_bar_says_how_many_offenses_are_chosen(visit: Visit) -> None:
    page = visit(f"/incidents?{FOUR}")
    words = page.locator("#filter-offense-words .in-short")
    expect(words).to_be_visible()
    expect(words).to_have_text(re.compile(r"^[A-Z][a-z ]+ \+ 3 more$"))
    # Used, it shows the chips that can be taken away.
    page.locator(".field-offenses .mantine-MultiSelect-input").click()
    expect(words).to_be_hidden()


@pytest.mark.browser
def test_three_neighborhoods_that_begin_alike_are_told_apart_in_one_line(visit: Visit) -> None:
    page = visit("/?neighborhood=racquet-club-estates")
    name = page.locator(".field-places .mantine-Pill-label")
    assert name.evaluate("label => label.scrollWidth <= label.clientWidth")
    offenses = box(page.locator(".offense-box"))
    assert box(page.locator("#filter-reset"))["y"] < offenses["y"] + offenses["height"]


@pytest.mark.browser
def test_a_wide_bar_names_them_all(visit: Visit) -> None:
    page = visit(f"/incidents?{FOUR}", width=1920, height=1080)
    words = page.locator("#filter-offense-words .in-full")
    expect(words).to_be_visible()
    for name in ("obbery of a person", "esidential burglary", "andalism", "arcotics"):
        expect(words).to_contain_text(name)


@pytest.mark.browser
@pytest.mark.parametrize("search", [DATES, f"{DATES}&{FOUR}&neighborhood=midtown,sunmor"])
def test_with_dates_the_bar_is_one_line(visit: Visit, search: str) -> None:
    page = visit(f"/?{search}")
    assert box(page.locator(".filter-bar"))["height"] < 90
    edge = box(page.locator("#filter-days, .filter-days").first)
    assert edge["width"] > 190
    copy = page.get_by_role("button", name="Copy link")
    expect_whole(copy)
    copy.click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.locator("#copy-label").evaluate("e => getComputedStyle(e).fontSize") != "0px"


@pytest.mark.browser
def test_lists_on_a_phone_scroll_and_stay_on_the_screen(visit: Visit) -> None:
    page = visit("/", width=360, height=740)
    menu = page.get_by_role("button", name="Pages")
    for is_open in (False, True):
        if is_open:
            page.evaluate("() => window.scrollTo(0, 0)")
            menu.click()
        else:
            page.locator(".filter-toggle").click()
            field, control = page.locator(".field-offenses"), page.locator(".offense-box")
            assert box(field)["height"] < box(control)["height"] + 30, "a hole below the control"
        page.locator(".field-offenses .mantine-MultiSelect-input").click()
        shown = page.locator(".mantine-MultiSelect-dropdown:visible")
        expect(shown).to_have_count(1)
        expect_whole(shown)
        scrolls = "e => e.scrollHeight > e.clientHeight"
        assert shown.locator(".mantine-MultiSelect-options").evaluate(scrolls)
        page.keyboard.press("Escape")
        expect(shown).to_have_count(0)


@pytest.mark.browser
def test_escape_closes_the_menu_of_pages_and_gives_back_its_button(visit: Visit) -> None:
    page = visit("/", width=390, height=844)
    menu = page.get_by_role("button", name="Pages")
    menu.click()
    expect(page.locator("#page-menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#page-menu")).to_be_hidden()
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


@pytest.mark.browser
def test_the_menu_of_pages_has_no_holes(visit: Visit) -> None:
    page = visit("/", width=360, height=740)
    page.get_by_role("button", name="Pages").click()
    for group in page.locator(".rail-group").all():
        parts = [box(part) for part in group.locator("> *").all()]
        gaps = [below["y"] - above["y"] - above["height"] for above, below in pairwise(parts)]
        assert max(gaps) < 12


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_a_table_is_cut_its_edge_is_in_shade_and_keys_can_scroll_it(
    visit: Visit, scheme: str
) -> None:
    page = visit("/trends", width=360, height=740, scheme=scheme)
    table = page.locator(".compstat-scroll")
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    shades = table.evaluate("e => getComputedStyle(e).backgroundAttachment")
    assert {"scroll", "local"} == set(shades.replace(",", "").split())
    table.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    page.wait_for_function("() => document.querySelector('.compstat-scroll').scrollLeft > 0")


@pytest.mark.browser
def test_counts_of_blocks_are_in_sight_on_a_phone(visit: Visit) -> None:
    page = visit("/neighborhood?neighborhood=midtown", width=360, height=740)
    counts = page.locator("#neighborhood-blocks td.number")
    assert counts.count() > 1
    for count in counts.all()[:2]:
        assert box(count)["x"] + box(count)["width"] <= 360


@pytest.mark.browser
def test_the_last_row_above_a_total_can_be_read_in_full(visit: Visit) -> None:
    page = visit("/?period=28d")
    table = page.locator(".places-card .table-scroll").first
    table.evaluate("e => e.scrollTo(0, e.scrollHeight)")
    last = table.locator("tbody tr").last.locator("th")
    text = last.evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e);"
        " return r.getBoundingClientRect().bottom; }"
    )
    assert text + 14 <= box(table.locator("tfoot"))["y"]
