"""Can an officer learn all about one neighborhood, set it beside others, and come back?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash
from playwright.sync_api import Page, expect

from dashboard.app import create_app
from dashboard.context import Context, Reader
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.pages.asked import ask
from tests.dashboard.served import settle

PLACE = "/neighborhood?neighborhood=midtown"


def ask_page(app: Dash, search: str, output: str) -> str:
    """Ask a callback of the page, some of whose outputs have names of several parts; give its answer as text."""
    answer = ask(app, search, output)
    assert answer.status_code == 200, answer.text
    return json.dumps(json.loads(answer.text), ensure_ascii=False)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_without_a_neighborhood_the_page_offers_them_all(
    demo_app: Dash, demo_reader: Reader
) -> None:
    said = json.loads(ask_page(demo_app, "", "neighborhood-choice.children"))["response"]
    assert "is-off" in said["neighborhood-body"]["className"]
    links = re.findall(r'"href": ?"\?neighborhood=([a-z0-9-]+)"', json.dumps(said))
    assert sorted(links) == sorted(demo_reader.names)


def test_the_question_names_the_neighborhood(demo_app: Dash) -> None:
    asked = "neighborhood-question.children"
    assert '"What is happening in Sunmor?"' in ask_page(demo_app, "?neighborhood=sunmor", asked)
    assert '"What is happening in this neighborhood?"' in ask_page(demo_app, "", asked)


@pytest.mark.parametrize(
    "search",
    [
        "?neighborhood=midtown&offense=carjacking&period=2025-09-01..2025-09-02",
        "?neighborhood=midtown&period=2025-11-25..2025-11-30",
        "?neighborhood=midtown,sunmor&offense=narcotics&beside=midtown,nowhere,%3Cb%3E",
        "?neighborhood=vistarte&period=2020-11-29..2025-11-30&offense=all&hour=fri-22",
        "?neighborhood=midtown&area=circle:-116.5,33.8,400&block=nowhere",
    ],
)
def test_every_link_is_answered_in_words(demo_app: Dash, search: str) -> None:
    for output in ("lead", "map-title", "weeks", "alike"):
        answer = ask_page(demo_app, search, f"neighborhood-{output}.children")
        assert "could not be drawn" not in answer
        assert "nan" not in re.findall(r"\b[Nn]a[Nn]\b", answer.lower())


@pytest.fixture
def bare_app(demo_data_dir: Path) -> Iterator[Dash]:
    """Give an app of a city of which no blocks are known."""
    context = Context(demo_data_dir, audience="police", clock=on_the_day)
    context.reader().__dict__["blocks"] = None
    yield create_app(context)
    context.close()


def test_a_city_without_blocks_shows_spots_and_says_so(bare_app: Dash) -> None:
    answer = ask_page(bare_app, "?neighborhood=midtown", "neighborhood-map-title.children")
    assert "No blocks are known here" in answer
    assert "Neighborhood and city" in answer
    assert "spots" in answer
    assert "This block was picked" not in answer


@pytest.mark.browser
def test_a_neighborhood_is_chosen_from_the_list_and_back_gives_the_list_again(
    visit: Visit,
) -> None:
    page = visit("/neighborhood")
    expect(page.locator("#neighborhood-body")).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Midtown")).click()
    settle(page)
    assert query(page) == {"neighborhood": ["midtown"]}
    expect(page.locator("#neighborhood-lead")).to_contain_text("Robbery and burglary in Midtown")
    expect(page.get_by_role("heading", name=re.compile("^Midtown has"))).to_be_visible()
    expect(page.get_by_role("textbox", name="Neighborhood of this page")).to_have_value("Midtown")
    page.go_back()
    settle(page)
    expect(page.get_by_role("link", name=re.compile("^Midtown"))).to_be_visible()
    assert query(page) == {}


@pytest.mark.browser
def test_another_neighborhood_is_chosen_by_typing_its_name(visit: Visit) -> None:
    page = visit(PLACE)
    box = page.get_by_role("textbox", name="Neighborhood of this page")
    box.fill("Sunm")
    box.press("ArrowDown")
    box.press("Enter")
    settle(page)
    assert query(page) == {"neighborhood": ["sunmor"]}
    expect(page.locator("#neighborhood-lead")).to_contain_text("in Sunmor")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is happening in Sunmor?")


@pytest.mark.browser
def test_two_others_can_be_set_beside_it_and_come_back_from_the_link(visit: Visit) -> None:
    page = visit(PLACE)
    page.get_by_role("link", name="Set beside").first.click()
    settle(page)
    expect(page.locator(".beside-chart")).to_have_count(3)
    beside = query(page)["beside"][0]
    box = page.get_by_role("textbox", name="Neighborhoods beside it, up to two")
    box.fill("Sunmor")
    box.press("ArrowDown")
    box.press("Enter")
    settle(page)
    assert query(page)["beside"] == [f"{beside},sunmor"]
    expect(page.locator(".beside-chart")).to_have_count(4)
    page.reload()
    settle(page)
    expect(page.locator(".beside-chart")).to_have_count(4)
    expect(page.locator(".place-bar .mantine-Pill-root")).to_have_count(2)
    page.go_back()
    settle(page)
    assert query(page)["beside"] == [beside]
    expect(page.locator(".place-bar .mantine-Pill-root")).to_have_count(1)


@pytest.mark.browser
def test_a_block_is_chosen_on_the_map_by_keyboard_and_let_go_again(visit: Visit) -> None:
    page = visit(PLACE)
    expect(page.locator(".levels-card")).to_contain_text("partly chance")
    symbol = page.locator("#map-neighborhood .place").last
    name = (symbol.get_attribute("aria-label") or "").partition(":")[0]
    symbol.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "block" in query(page)
    expect(page.locator(".level").first).to_contain_text(name)
    expect(page.locator(".levels-card")).not_to_contain_text("partly chance")
    page.locator(f'#map-neighborhood .place[aria-label^="{name}:"]').focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "block" not in query(page)


@pytest.mark.browser
def test_two_others_beside_it_fit_a_phone(visit: Visit) -> None:
    page = visit(f"{PLACE}&beside=sunmor,vistarte", width=360, height=740)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
