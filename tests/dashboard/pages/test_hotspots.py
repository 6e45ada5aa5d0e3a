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


def test_on_a_phone_the_chosen_layer_is_in_view(visit: Visit) -> None:
    for layer in ("incidents", "lasting", "cells"):
        page = visit(f"/hotspots?layer={layer}", width=390, height=844)
        chosen = page.locator(f".layer-choice input[value={layer}] + label")
        page.wait_for_function(
            """layer => {
              const own = document.querySelector(`.layer-choice input[value=${layer}]`).parentElement.getBoundingClientRect();
              const strip = document.querySelector(".layer-choice").getBoundingClientRect();
              return own.left >= strip.left - 1 && own.right <= strip.right + 1;
            }""",
            arg=layer,
        )
        expect(chosen).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/hotspots?layer=near"])
def test_no_name_on_the_map_lies_under_its_buttons(visit: Visit, path: str) -> None:
    page = visit(path, width=390, height=844)
    page.locator(".map .place-name").first.wait_for()
    page.wait_for_function(
        """() => {
          const boxes = [...document.querySelectorAll(".map .leaflet-control")].map((each) => each.getBoundingClientRect());
          const names = [...document.querySelectorAll(".map .place-name:not(.is-hidden)")];
          return names.length > 0 && names.every((name) => {
            const own = name.getBoundingClientRect();
            const isBeside = (box) => own.left >= box.right || own.right <= box.left;
            const isAbove = (box) => own.top >= box.bottom || own.bottom <= box.top;
            return boxes.every((box) => isBeside(box) || isAbove(box));
          });
        }"""
    )


def test_a_row_of_the_open_zones_opens_the_zone_that_it_names(visit: Visit) -> None:
    page = visit("/hotspots?layer=near")
    row = page.locator(".places-card tbody a").first
    place = row.locator("span > span").first.inner_text()
    row.click()
    expect(page.locator("#hotspots-spot h2")).to_have_text(f"Within 200 m of {place}")
    expect(page.locator("#hotspots-spot .card-finding")).to_contain_text("incident")
