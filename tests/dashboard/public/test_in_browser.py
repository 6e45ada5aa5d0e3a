"""Can everybody use the public's pages? By keyboard, on a phone, in the dark: axe finds nothing, nothing leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.context import Context
from tests.dashboard.conftest import on_the_day
from tests.dashboard.served import Watch, open_context, serve, settle
from tests.dashboard.test_accessibility import RULES, SCHEMES, VIOLATIONS, WINDOWS

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PAGES = (
    "/",
    "/neighborhood?neighborhood=midtown",
    "/neighborhood",
    "/problems",
    "/present",
    "/trends",
    "/incidents",
    "/methods",
)


@pytest.fixture(scope="module")
def address(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('records') / 'r.sqlite'}"
    context = Context(demo_data_dir, audience="public", clock=on_the_day, database_url=url)
    with serve(context) as served:
        yield served
    context.close()


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[dict[str, tuple[Page, Watch]]]:
    opened = {}
    for size, measures in WINDOWS.items():
        context, watch = open_context(browser, **measures)
        context.add_init_script(path=AXE)
        opened[size] = (context.new_page(), watch)
    yield opened
    for page, _ in opened.values():
        page.context.close()


@pytest.mark.parametrize("size", [*WINDOWS])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_and_in_dark(
    tabs: dict[str, tuple[Page, Watch]], address: str, path: str, size: str
) -> None:
    page, watch = tabs[size]
    page.emulate_media(color_scheme=SCHEMES[size][0])
    page.goto(address + path)
    settle(page)
    found = []
    for scheme, rules in zip(SCHEMES[size], RULES, strict=False):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_selector(f"html[data-mantine-color-scheme='{scheme}']")
        settle(page)
        found += [each["id"] for each in page.evaluate(VIOLATIONS, rules)]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    # A page of the police is answered with 404, which the console notes.
    assert [fault for fault in watch.take() if "404" not in fault] == []


def test_a_resident_goes_from_the_city_to_the_slides_by_keyboard(
    tabs: dict[str, tuple[Page, Watch]], address: str
) -> None:
    page, watch = tabs["desk"]
    page.goto(f"{address}/")
    settle(page)
    page.get_by_role("link", name="12 weeks").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".period-line")).to_contain_text("compared with")
    expect(page.locator(".public-choice strong").first).to_contain_text("12 weeks")
    page.locator(".place[aria-label^='Midtown']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What is happening in Midtown?")
    assert "period=84d" in page.url
    expect(page).to_have_title(re.compile("^Neighborhood · Midtown · "))
    page.get_by_role("link", name="Slides of this neighborhood").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".slide.is-shown h2")).to_have_text("Midtown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#present-count")).to_contain_text("2 /")
    expect(page).to_have_title(re.compile("^Present · Midtown · "))
    page.go_back()
    expect(page.locator("h1")).to_have_text("What is happening in Midtown?")
    assert watch.take() == []
