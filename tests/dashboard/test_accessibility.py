"""Can everyone use the pages? Each has its frame, and axe finds nothing: in light and dark on a desk, on a phone, menus open.

Nor is anything cut off at 200%. axe leaves the contrast of words over maps undecided; the pictures of `make screenshots` are for
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.shell import PAGES
from tests.dashboard.served import empty, open_context, settle

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WINDOWS = {"desk": {"width": 1280, "height": 720}, "phone": {"width": 390, "height": 844}}
# A phone shows the colors of a desk: it is looked at in the dark alone.
SCHEMES: dict[str, tuple[Literal["light", "dark"], ...]] = {
    "desk": ("light", "dark"),
    "phone": ("dark",),
}
# A page in the other scheme is the same page in other colors.
RULES: tuple[dict[str, object], ...] = ({}, {"runOnly": ["color-contrast"]})
# What is well is neither described nor sent: on a page of 9,000 elements that is half of the work.
VIOLATIONS = """
rules => axe.run({...rules, resultTypes: ["violations"]}).then(results => {
  if (results.passes.length + results.incomplete.length === 0) throw new Error("axe looked at nothing");
  return results.violations;
})
"""
# 200% on a screen of 1280 pixels is a window of 640; the last is the smallest phone.
NARROW = (640, 360)
# The other layers draw with the same parts.
SCANNED_LAYERS = ("blocks", "near", "incidents")
STATES = {
    "empty": "/?period=2025-11-01..2025-11-01&offense=robbery&area=box:-116.80,33.90,-116.79,33.91",
    "misspelled": "/?period=soon&neighborhood=nowhere",
    "narrowed": "/trends?hour=fri-22&area=circle:-116.545,33.823,700",
    "place": "/neighborhood?neighborhood=midtown",
    "spot": "/hotspots?spot=at:-116.545,33.823",
    "missing": "/no-such-page",
}

Scan = Callable[..., list[str]]


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[dict[str, Page]]:
    """Open a tab of each size that knows axe."""
    opened = {}
    for size, measures in WINDOWS.items():
        context, _ = open_context(browser, **measures)
        context.add_init_script(path=AXE)
        opened[size] = context.new_page()
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.fixture
def scan(tabs: dict[str, Page], demo_address: str) -> Scan:
    """Give a function that opens a page, does something on it, and tells what axe finds in the schemes of its size."""

    def look(
        path: str,
        size: str,
        act: Callable[[Page], None] | None = None,
        widths: Sequence[int] = (),
    ) -> list[str]:
        page = tabs[size]
        page.emulate_media(color_scheme=SCHEMES[size][0])
        page.goto(demo_address + path)
        settle(page)
        if page.locator(".ag-root").count():
            page.wait_for_selector(".ag-header-cell")
        if act:
            act(page)
        found = []
        for scheme, rules in zip(SCHEMES[size], RULES, strict=False):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_selector(f"html[data-mantine-color-scheme='{scheme}']")
            settle(page)
            violations = page.evaluate(VIOLATIONS, rules)
            found += [f"{scheme}: {described(violation)}" for violation in violations]
        window = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": 720})
            settle(page)
            over = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                found.append(f"{over} pixels too wide at {width}")
        empty(page, window)
        return found

    return look


def described(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"{violation['id']} ({len(nodes)}): {violation['help']}: {nodes[0]['html'][:160]}"


def see_frame(page: Page) -> None:
    address = urlsplit(page.url)
    assert address.query == "", "opening a page must not write the link"
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator(".lead").first).not_to_be_empty()
    expect(page.locator(".tab.is-current")).to_have_text(PAGES[address.path][1])
    expect(page.get_by_role("complementary", name="Simulated data")).to_contain_text("SIMULATED")
    foot = page.get_by_role("contentinfo")
    for said in ("Data as of 30 Nov 2025", "settled until", "located", "run", "schematic"):
        expect(foot).to_contain_text(said)


@pytest.mark.parametrize("size", WINDOWS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_frame_axe_finds_nothing_and_nothing_is_cut_off(
    scan: Scan, path: str, size: str
) -> None:
    # What is projected has no frame around it.
    act = see_frame if size == "desk" and path != "/present" else None
    assert scan(path, size, act, widths=NARROW if size == "phone" else ()) == []


@pytest.mark.parametrize("layer", SCANNED_LAYERS)
def test_axe_finds_nothing_on_a_layer_of_the_map(scan: Scan, layer: str) -> None:
    assert scan(f"/hotspots?layer={layer}", "desk") == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_a_special_state(scan: Scan, state: str) -> None:
    assert scan(STATES[state], "desk") == []


def open_offenses(page: Page) -> None:
    page.get_by_role("textbox", name="Offenses").click()
    page.get_by_role("option").first.wait_for()


def open_views(page: Page) -> None:
    page.locator("summary", has_text="Views").click()
    page.get_by_placeholder("Name of this view").wait_for()


def open_reports(page: Page) -> None:
    page.locator("summary", has_text="Report").click()
    page.get_by_role("button", name="Command brief").wait_for()


def open_tables(page: Page) -> None:
    closed = page.locator("details.table-behind:not([open]) > summary")
    while closed.count():
        closed.first.click()


def open_pages_and_filters(page: Page) -> None:
    page.get_by_role("button", name="Pages").click()
    page.get_by_role("button", name="Filters").click()


def open_calendar(page: Page) -> None:
    page.get_by_role("button", name="First and last day").click()
    page.get_by_role("button", name="Previous month").wait_for()


def open_calendar_behind_filters(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    open_calendar(page)


def open_goal(page: Page) -> None:
    page.get_by_label("Goal: by").click()
    page.get_by_role("button", name="Next month").wait_for()


@pytest.mark.parametrize(
    ("path", "size", "act"),
    [
        ("/?period=2025-10-01..2025-10-28", "desk", open_calendar),
        ("/?period=2025-10-01..2025-10-28", "phone", open_calendar_behind_filters),
        ("/problems?problem=new&neighborhood=midtown", "desk", open_goal),
        ("/problems?problem=new&neighborhood=midtown", "phone", open_goal),
        ("/", "desk", open_offenses),
        ("/", "desk", open_views),
        ("/", "phone", open_reports),
        ("/hotspots", "desk", open_tables),
        ("/", "phone", open_pages_and_filters),
    ],
)
def test_axe_finds_nothing_with_menus_and_tables_open(
    scan: Scan, path: str, size: str, act: Callable[[Page], None]
) -> None:
    assert scan(path, size, act) == []
