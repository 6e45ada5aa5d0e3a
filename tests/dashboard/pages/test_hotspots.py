"""Is a place of the map found again: its card in sight, its surroundings around it, its streets named?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle
from tests.dashboard.walks import query

pytestmark = pytest.mark.browser


def test_on_a_phone_a_row_that_is_pressed_brings_its_card_into_sight(visit: Visit) -> None:
    page = visit("/hotspots", width=390, height=844)
    row = page.locator(".places-card tbody a").nth(2)
    row.scroll_into_view_if_needed()
    row.tap()
    heading = page.locator("#hotspots-spot h2")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(heading).to_contain_text("Area 3: ")
    assert query(page)["spot"][0].startswith("area:")


def test_a_number_on_the_map_opens_the_area_of_the_list_by_keyboard(visit: Visit) -> None:
    page = visit("/hotspots")
    count = page.locator(".places-card tbody tr").first.locator("td").last.inner_text()
    page.locator(".map .area").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hotspots-spot h2")).to_be_focused()
    finding = page.locator("#hotspots-spot .card-finding")
    expect(finding).to_contain_text(f"{count} incidents")
    page.get_by_role("link", name="Its incidents").click()
    settle(page)
    expect(page.locator("#incidents-lead")).to_contain_text(f": {count}.")
    expect(page.locator("#filter-chips")).to_contain_text("Patch of")


def test_one_square_is_seen_with_its_surroundings_and_the_names_of_its_streets(
    visit: Visit,
) -> None:
    page = visit("/hotspots")
    expect(page.locator(".street-name")).to_have_count(0)
    page = visit("/hotspots?area=box:-116.5460,33.8230,-116.5445,33.8243")
    frame = page.locator(".map").bounding_box()
    square = page.locator("path.drawn").bounding_box()
    assert frame is not None
    assert square is not None
    assert square["width"] < frame["width"] / 4
    names = page.locator(".street-name").all_inner_texts()
    assert any(name.endswith(" Dr") for name in names)
    assert len(names) == len(set(names))
    boxes = [name.bounding_box() for name in page.locator(".street-name").all()]
    for box in boxes:
        assert box is not None
        assert frame["x"] <= box["x"] + box["width"] / 2 <= frame["x"] + frame["width"]
