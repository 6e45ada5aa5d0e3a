"""Does the link always hold what a reader sees, whatever they clicked: filters, map, table, grid, chips, saved views, Back?

Each test is a walk as an officer or a council member would take it. A walk fails as well where the console shows an error
or a warning, a script fails, or a request leaves the machine.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle
from tests.dashboard.walks import choose_period, open_page, query

pytestmark = pytest.mark.browser


def busiest_neighborhood(page: Page) -> str:
    return page.locator(".places-card").first.locator("tbody th").first.inner_text()


def test_a_period_is_written_to_the_link_and_back_and_forward_undo_and_redo_it(
    visit: Visit,
) -> None:
    page = visit("/")
    line = page.locator("#overview-period p").first
    before = line.inner_text()
    choose_period(page, "90 days")
    assert query(page) == {"period": ["90d"]}
    after = line.inner_text()
    assert after != before
    page.go_back()
    settle(page)
    expect(line).to_have_text(before)
    expect(page.get_by_role("radio", name="28 days")).to_be_checked()
    assert query(page) == {}
    page.go_forward()
    settle(page)
    expect(line).to_have_text(after)
    expect(page.get_by_role("radio", name="90 days")).to_be_checked()
    page.reload()
    settle(page)
    expect(line).to_have_text(after)


def test_a_link_to_the_page_that_is_open_asks_once_for_what_follows_it_and_for_no_new_page(
    visit: Visit,
) -> None:
    page = visit("/hotspots")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/_dash-update-component" in request.url:
            asked.append(request.post_data_json["output"])

    page.on("request", note)
    page.locator(".places-card tbody a").first.click()
    settle(page)
    page.remove_listener("request", note)
    expect(page.locator("#hotspots-spot h2")).to_be_focused()
    follow_the_link = ("hotspots-lead", "hotspots-spot", "hotspots-accuracy", "provenance")
    for name in follow_the_link:
        assert sum(name in output for output in asked) == 1, (name, asked)
    assert not [output for output in asked if "_pages_content" in output]


def test_a_pasted_link_fills_the_filters_and_the_page(visit: Visit) -> None:
    page = visit(
        "/?period=2025-01-01..2025-06-30&offense=burglary_residential&neighborhood=midtown"
    )
    expect(page.locator("#overview-lead")).to_contain_text("Residential burglary in Midtown")
    expect(page.locator("#overview-period")).to_contain_text("1 Jan to 30 Jun 2025")
    expect(page.get_by_role("radio", name="Dates")).to_be_checked()
    bar = page.get_by_role("search")
    expect(bar).to_contain_text("Residential burglary")
    expect(bar).to_contain_text("Midtown")
    rows = page.locator(".places-card").first.locator("tbody tr")
    expect(rows).to_have_count(1)


def test_the_selection_travels_from_page_to_page_and_defaults_do_not(visit: Visit) -> None:
    page = visit("/?neighborhood=midtown")
    open_page(page, "Hotspots")
    assert query(page) == {"neighborhood": ["midtown"]}
    expect(page.locator("#hotspots-period")).to_contain_text("Midtown")
    expect(page.get_by_role("radio", name="52 weeks")).to_be_checked()
    open_page(page, "Trends")
    expect(page.locator("#trends-period")).to_contain_text("Midtown")
    page.go_back()
    settle(page)
    expect(page.locator("#hotspots-period")).to_contain_text("Midtown")


def test_what_narrows_the_selection_is_a_chip_that_lets_go_of_it(visit: Visit) -> None:
    page = visit("/?area=circle:-116.545,33.825,900&hour=fri-22&period=52w")
    chips = page.locator("#filter-chips .chip")
    expect(chips).to_have_count(2)
    narrowed = page.locator("#overview-lead").inner_text()
    chips.filter(has_text="Circle of 900 m").get_by_role("link").click()
    settle(page)
    assert query(page) == {"hour": ["fri-22"], "period": ["52w"]}
    expect(chips).to_have_count(1)
    expect(page.locator("#overview-lead")).not_to_have_text(narrowed)
    page.go_back()
    settle(page)
    expect(page.locator("#overview-lead")).to_have_text(narrowed)


def test_map_table_and_chart_filter_each_other(visit: Visit) -> None:
    page = visit("/?period=52w")
    name = busiest_neighborhood(page)
    symbol = page.locator(f'.place[aria-label^="{name}:"]')
    rows = page.locator(".places-card").first.locator("tbody tr")
    everything = rows.count()
    # The map filters the table and the cards, and a second click lets go.
    symbol.click()
    settle(page)
    chosen = query(page)["neighborhood"]
    expect(page.locator("#overview-lead")).to_contain_text(f"in {name}")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("search")).to_contain_text(name)
    symbol.click()
    settle(page)
    assert query(page) == {"period": ["52w"]}
    expect(rows).to_have_count(everything)
    # The table filters the map.
    page.locator(".places-card").first.get_by_role("link", name=name, exact=True).click()
    settle(page)
    assert query(page)["neighborhood"] == chosen
    expect(page.locator(f'.place.is-chosen[aria-label^="{name}:"]')).to_have_count(1)
    # An hour of the grid filters the map and the list.
    open_page(page, "Rhythms")
    page.locator(".hour-grid button").nth(50).click()
    settle(page)
    hour = query(page)["hour"]
    open_page(page, "Incidents")
    assert query(page) == {"period": ["52w"], "neighborhood": chosen, "hour": hour}
    expect(page.locator("#filter-chips .chip")).to_have_count(1)
    expect(page.locator("#incidents-lead")).to_contain_text(name)


def test_a_neighborhood_can_be_chosen_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/?period=52w")
    name = busiest_neighborhood(page)
    page.locator(f'.place[aria-label^="{name}:"]').focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("#overview-lead")).to_contain_text(f"in {name}")


def test_offenses_and_neighborhoods_are_chosen_in_the_bar_and_reset_lets_go_of_all(
    visit: Visit,
) -> None:
    page = visit("/hotspots")
    page.get_by_role("textbox", name="Offenses").click()
    page.get_by_role("option", name="Carjacking").click()
    page.keyboard.press("Escape")
    settle(page)
    assert query(page)["offense"] == ["robbery,burglary,carjacking"]
    page.get_by_role("textbox", name="Neighborhoods").fill("Warm")
    page.get_by_role("option", name="Warm Sands").click()
    settle(page)
    assert query(page)["neighborhood"] == ["warm-sands"]
    page.get_by_role("button", name="Reset").click()
    settle(page)
    assert query(page) == {}
    expect(page.locator(".mantine-Pill-root", has_text="Warm Sands")).to_have_count(0)


def test_the_copied_link_names_its_days(visit: Visit) -> None:
    page = visit("/?period=28d")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert re.search(r"period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", link)


def test_a_view_is_saved_under_a_name_and_opened_again(visit: Visit) -> None:
    page = visit("/trends?period=90d&neighborhood=midtown", height=721)
    menu = page.locator("summary", has_text="Views")
    menu.click()
    page.get_by_role("textbox", name="Name of this view").fill("Midtown, a quarter")
    page.get_by_role("button", name="Save").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset").click()
    settle(page)
    assert query(page) == {}
    page.reload()
    settle(page)
    menu.click()
    page.get_by_role("link", name="Midtown, a quarter").click()
    settle(page)
    assert query(page) == {"period": ["90d"], "neighborhood": ["midtown"]}
    assert urlsplit(page.url).path == "/trends"
