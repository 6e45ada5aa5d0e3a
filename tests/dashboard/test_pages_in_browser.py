"""Can a reader find the way through the pages, take figures along, print them, and read them on a phone and in the dark?

Each test is a walk as an officer or a council member would take it. A walk fails as well where the console shows an error
or a warning, a script fails, or a request leaves the machine.
"""

from __future__ import annotations

import re
import struct
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle
from tests.dashboard.walks import choose_period, open_page, query

pytestmark = pytest.mark.browser


def test_back_and_forward_lead_from_page_to_page(visit: Visit) -> None:
    page = visit("/")
    heading = page.get_by_role("heading", level=1)
    walked = [("/", heading.inner_text())]
    for name in ("Hotspots", "Priorities", "Methods"):
        open_page(page, name)
        address = urlsplit(page.url)
        assert address.query == "", "opening a page must not write the link"
        walked.append((address.path, heading.inner_text()))
    assert len({*walked}) == 4
    for step, places in ((page.go_back, walked[-2::-1]), (page.go_forward, walked[1:])):
        for path, question in places:
            step()
            settle(page)
            assert urlsplit(page.url).path == path
            expect(heading).to_have_text(question)


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


def test_a_figure_carries_its_table_its_file_and_its_picture(visit: Visit) -> None:
    page = visit("/trends?offense=burglary")
    behind = page.locator("#trends-cards .table-behind").last
    expect(behind.get_by_role("table")).to_be_hidden()
    behind.locator("summary").click()
    expect(behind.get_by_role("table")).to_be_visible()
    open_page(page, "Overview")
    card = page.locator(".map-card")
    with page.expect_download() as waiting:
        card.get_by_role("button", name="PNG").click()
    content = waiting.value.path().read_bytes()
    assert waiting.value.suggested_filename == "overview-map.png"
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    box = card.bounding_box()
    assert box is not None
    assert width == pytest.approx(2 * box["width"], abs=4)
    assert height > box["height"]
    # A picture of nothing is small: of one color, a few kilobytes.
    assert len(content) > 40_000


def test_a_printed_page_has_numbers_and_no_controls(visit: Visit) -> None:
    page = visit("/?hour=fri-22&period=52w")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_role("radiogroup", name="Period")).to_be_hidden()
    expect(page.locator("summary", has_text="Report")).to_be_hidden()
    for said in ("#overview-lead", "#overview-period", ".provenance", ".simulated"):
        expect(page.locator(said)).to_be_visible()
    page.emulate_media(media="screen")


def test_the_list_of_incidents_comes_with_its_document_and_is_not_drawn_into_another_page(
    visit: Visit,
) -> None:
    page = visit("/trends")
    heading = page.get_by_role("heading", level=1)
    question = heading.inner_text()
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Incidents")
    page.route("**/incidents*", lambda route: route.abort("aborted"))
    link.click()
    settle(page)
    expect(heading).to_have_text(question)
    page.unroute_all()
    open_page(page, "Incidents")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def test_on_a_small_phone_no_page_scrolls_sideways_and_filters_and_pages_open(
    visit: Visit,
) -> None:
    width = 360
    page = visit("/", width=width, height=740)
    pages = page.get_by_role("navigation", name="Pages")
    # That no page is wider than a phone is seen where axe looks at each.
    for name in ("Trends", "Incidents", "Methods"):
        expect(pages).to_be_hidden()
        page.get_by_role("button", name="Pages").click()
        open_page(page, name)
        assert page.evaluate("() => document.documentElement.scrollWidth") == width, name
    page.goto(page.url.replace("/methods", "/trends"))
    settle(page)
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
