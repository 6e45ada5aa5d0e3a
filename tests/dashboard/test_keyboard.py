"""Can an officer work a whole morning without a mouse? One session, from the first Tab to a saved view."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle

pytestmark = pytest.mark.browser

MOST_STOPS = 160


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until a control has the focus, as a reader without a mouse would."""
    element = target.element_handle()
    for _ in range(MOST_STOPS):
        # Drawn anew while the focus moved; looking it up at every stop would cost more than all the tabs.
        if not element.evaluate("element => element.isConnected"):
            element = target.element_handle()
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {MOST_STOPS} tabs")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def query(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_first_tab_leads_past_the_menu_to_the_numbers(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the numbers")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_pages_filters_and_saved_views_need_no_mouse(visit: Visit) -> None:
    page = visit("/")
    tab_to(page, page.get_by_role("link", name="Trends", exact=True))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it changing?")
    tab_to(page, page.locator("#filter-period input[value='52w']"))
    press(page, "ArrowLeft")
    assert query(page)["period"] == "90d"
    tab_to(page, page.get_by_role("textbox", name="Neighborhoods"))
    page.keyboard.type("midt")
    page.get_by_role("option", name="Midtown").wait_for()
    press(page, "ArrowDown", "Enter")
    assert query(page)["neighborhood"] == "midtown"
    page.keyboard.press("Escape")
    tab_to(page, page.locator("summary", has_text="Views"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_placeholder("Name of this view"))
    page.keyboard.type("Midtown, a quarter")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Midtown, a quarter")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="Views")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Reset"))
    press(page, "Enter")
    assert query(page) == {}
    tab_to(page, page.locator("summary", has_text="Views"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Midtown, a quarter"))
    press(page, "Enter")
    assert query(page) == {"period": "90d", "neighborhood": "midtown"}


def test_the_map_is_moved_drawn_on_and_looked_at_by_keys(visit: Visit) -> None:
    page = visit("/hotspots")
    tab_to(page, page.locator(".layer-choice input[value='cells']"))
    press(page, "ArrowRight")
    assert query(page)["layer"] == "density"
    tab_to(page, page.locator("#map-hotspots"))
    where = "crimeMaps.onScreen['map-hotspots'].getCenter().lng"
    before = page.evaluate(where)
    press(page, "ArrowRight", "ArrowRight")
    page.wait_for_function(f"before => {where} > before", arg=before)
    tab_to(page, page.locator(".area").first)
    press(page, "Enter")
    assert query(page)["spot"].startswith(("at:", "area:"))
    expect(page.locator(".spot-card")).to_be_visible()
    page.evaluate("() => document.body.focus()")
    tab_to(page, page.locator("summary", has_text="By keyboard"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="400 m around the middle"))
    press(page, "Enter")
    assert query(page)["area"].startswith("circle:")
    tab_to(page, page.locator(".chip-drop").first)
    press(page, "Enter")
    assert "area" not in query(page)
    tab_to(page, page.get_by_role("slider"))
    press(page, "ArrowRight")
    assert "week" in query(page)


def test_hours_weights_and_incidents_are_chosen_by_keys(visit: Visit) -> None:
    page = visit("/rhythms")
    tab_to(page, page.locator(".hour-grid button[tabindex='0']"))
    press(page, "Control+Home", "ArrowRight", "ArrowDown", "Enter")
    assert query(page)["hour"] == "tue-1"
    page = visit("/priorities")
    tab_to(page, page.get_by_role("slider").first)
    press(page, "ArrowRight")
    assert "weights" in query(page)
    page = visit("/incidents")
    page.wait_for_selector(".ag-cell")
    tab_to(page, page.locator(".ag-header-cell").first)
    press(page, "ArrowDown", "Enter")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
