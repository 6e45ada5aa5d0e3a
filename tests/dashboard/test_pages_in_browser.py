"""Can a reader find the way through the pages, and does the link always hold what they see?

Each test is a walk as an officer or a council member would take it. A walk fails as well where the console shows an error
or a warning, a script fails, or a request leaves the machine.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle

pytestmark = pytest.mark.browser


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose_period(page: Page, label: str) -> None:
    page.get_by_role("radiogroup", name="Period").get_by_text(label, exact=True).click()
    settle(page)


def busiest_neighborhood(page: Page) -> str:
    return page.locator(".places-card").first.locator("tbody th").first.inner_text()


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("/", "What happened, where, and is it changing?"),
        ("/hotspots", "Where does it cluster?"),
        ("/trends", "Is it changing?"),
    ],
)
def test_each_page_opens_with_its_question_its_finding_and_its_provenance(
    visit: Visit, path: str, question: str
) -> None:
    page = visit(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    expect(page.locator(".lead")).not_to_be_empty()
    foot = page.get_by_role("contentinfo")
    for said in ("Data as of 30 Nov 2025", "settled until", "located", "run", "schematic"):
        expect(foot).to_contain_text(said)
    expect(page.get_by_role("note")).to_contain_text("SIMULATED")
    assert urlsplit(page.url).query == "", "opening a page must not write the link"


def test_a_period_is_written_to_the_link_and_back_and_forward_undo_and_redo_it(
    visit: Visit,
) -> None:
    page = visit("/")
    line = page.locator("#overview-period")
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
    page.get_by_role("link", name="Hotspots").click()
    settle(page)
    assert query(page) == {"neighborhood": ["midtown"]}
    expect(page.locator("#hotspots-period")).to_contain_text("Midtown")
    expect(page.get_by_role("radio", name="52 weeks")).to_be_checked()
    page.get_by_role("link", name="Trends").click()
    settle(page)
    expect(page.locator("#trends-period")).to_contain_text("Midtown")
    page.go_back()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does it cluster?")


def test_a_click_on_a_neighborhood_filters_everything_and_a_second_lets_go(visit: Visit) -> None:
    page = visit("/?period=52w")
    name = busiest_neighborhood(page)
    symbol = page.locator(f'.place[aria-label^="{name}:"]')
    symbol.click()
    settle(page)
    assert "neighborhood" in query(page)
    expect(page.locator("#overview-lead")).to_contain_text(f"in {name}")
    expect(page.locator(".places-card").first.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("search")).to_contain_text(name)
    symbol.click()
    settle(page)
    assert query(page) == {"period": ["52w"]}
    expect(page.locator("#overview-lead")).not_to_contain_text(f"in {name}")


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
    expect(page.get_by_role("search")).not_to_contain_text("Warm Sands")


def test_a_map_layer_is_part_of_the_link(visit: Visit) -> None:
    page = visit("/hotspots?layer=density")
    expect(page.get_by_role("radio", name="Density")).to_be_checked()
    expect(page.locator("#hotspots-legend")).to_contain_text("Density")
    page.get_by_role("radiogroup", name="What the map shows").get_by_text("Incidents").click()
    settle(page)
    assert query(page) == {"layer": ["incidents"]}
    expect(page.locator(".bubble").first).to_be_visible()
    page.go_back()
    settle(page)
    expect(page.get_by_role("radio", name="Density")).to_be_checked()


def test_hot_cells_are_drawn_and_numbered_as_the_list_says(visit: Visit) -> None:
    page = visit("/hotspots")
    assert page.locator("path.cell").count() > 0
    listed = page.locator(".places-card .area-number").all_inner_texts()
    drawn = page.locator(".map .area-number").all_inner_texts()
    assert sorted(listed) == sorted(drawn) != []


def test_a_mixed_choice_is_not_mixed_on_the_map(visit: Visit) -> None:
    page = visit("/hotspots?offense=burglary,narcotics")
    expect(page.locator("#hotspots-notices")).to_contain_text("Only what victims report is drawn")
    expect(page.locator("#hotspots-map-title")).to_have_text("Burglary")


def test_no_chart_offers_to_send_its_data_away(visit: Visit) -> None:
    page = visit("/trends")
    page.locator(".chart .js-plotly-plot").first.hover()
    buttons = page.locator(".modebar-btn").evaluate_all(
        "buttons => buttons.map(button => button.dataset.title || '')"
    )
    assert buttons != []
    assert not [title for title in buttons if re.search("share|cloud|plotly", title, re.I)]


def test_each_trend_carries_its_table(visit: Visit) -> None:
    page = visit("/trends")
    card = page.locator(".card").first
    expect(card.get_by_role("table")).to_be_hidden()
    card.get_by_text("Table").click()
    expect(card.get_by_role("table")).to_be_visible()


def test_the_copied_link_names_its_days(visit: Visit) -> None:
    page = visit("/?period=28d")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert re.search(r"period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", link)


def test_the_report_of_the_selection_comes_as_a_pdf(visit: Visit) -> None:
    page = visit("/trends?neighborhood=midtown")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download PDF").click()
    path = waiting.value.path()
    assert path.read_bytes().startswith(b"%PDF")
    settle(page)


@pytest.mark.parametrize("width", [390, 360])
@pytest.mark.parametrize("path", ["/", "/hotspots", "/trends"])
def test_a_phone_needs_no_sideways_scrolling_and_opens_its_filters(
    visit: Visit, path: str, width: int
) -> None:
    page = visit(path, width=width, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    expect(page.get_by_role("radiogroup", name="Period")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    choose_period(page, "Dates")
    expect(page.get_by_role("button", name="First and last day")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    choose_period(page, "90 days")
    assert query(page) == {"period": ["90d"]}


def test_dark_is_drawn_dark_at_once(visit: Visit) -> None:
    page = visit("/trends", scheme="dark")
    color = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", color)[:3]) < 60
    axis = page.locator(".xtick text").first.evaluate("text => getComputedStyle(text).fill")
    assert min(int(part) for part in re.findall(r"\d+", axis)[:3]) > 150
