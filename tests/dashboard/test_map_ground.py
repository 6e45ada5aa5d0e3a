"""Does the ground of a map lie under what is drawn on it, whatever arrives first, and give way to an agency's own tiles?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from dashboard.context import Context
from tests import loopback
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.served import serve

pytestmark = pytest.mark.browser

MAGENTA = (255, 0, 255)
PANE_OF = "shape => Number(getComputedStyle(shape.closest('.leaflet-pane')).zIndex)"


def test_the_land_of_the_city_lies_under_the_outlines_of_neighborhoods(visit: Visit) -> None:
    page = visit("/")
    outline = page.locator(".map path.outline").first
    outline.wait_for(state="attached")
    land = page.locator(".map path.city").first
    land.wait_for(state="attached")
    assert land.evaluate(PANE_OF) < outline.evaluate(PANE_OF)


def test_an_agencys_own_tiles_are_seen_and_our_streets_are_not_drawn_over_them(
    demo_data_dir: Path, visit: Visit
) -> None:
    tile = io.BytesIO()
    Image.new("RGB", (256, 256), MAGENTA).save(tile, "PNG")
    reply = loopback.Reply(tile.getvalue(), headers={"Content-Type": "image/png"})
    with loopback.serve(lambda _: reply) as tiles:
        url = f"{tiles}/{{z}}/{{x}}/{{y}}.png"
        context = Context(demo_data_dir, audience="police", clock=on_the_day, tile_url=url)
        with serve(context) as address:
            page = visit("/", address=address)
            page.locator(".map .leaflet-tile-loaded").first.wait_for()
            page.locator(".map path.city").first.wait_for(state="attached")
            page.wait_for_function(
                "() => [...document.querySelectorAll('.leaflet-tile')].every(t => getComputedStyle(t).opacity === '1')"
            )
            picture = Image.open(io.BytesIO(page.locator(".map").first.screenshot())).convert("RGB")
            streets = page.locator(".map path.street").count()
        context.close()
    pixels = list(picture.get_flattened_data())
    near = sum(abs(r - 255) + g + abs(b - 255) < 90 for r, g, b in pixels)
    assert near > len(pixels) / 2
    assert streets == 0
