"""Slides on the page: whose they are, what stands in for what cannot be read, and how one walks through them by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from dash import Dash
from playwright.sync_api import Browser, Page, expect

from dashboard.app import create_app
from dashboard.context import Context
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import answered, words
from tests.dashboard.present.conftest import PLACE, write_down
from tests.dashboard.served import open_context, serve, settle

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
HERE = f"/present?neighborhood={PLACE}"
# Letters of a slide that are smaller than this part of the screen's width cannot be read in the last row: 28 pixels of 1280.
LEAST_LETTER = 28 / 1280
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# What is cut off, and the smallest letters, of the slide that is shown.
LOOK = """() => {
  const slide = document.querySelector(".slide.is-shown");
  const room = slide.getBoundingClientRect();
  const found = { cut: [], least: Infinity, title: slide.querySelector("h2").textContent };
  if (slide.scrollHeight > slide.clientHeight + 1 || slide.scrollWidth > slide.clientWidth + 1) found.cut.push("the slide");
  const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    const style = getComputedStyle(text.parentElement);
    if (!text.textContent.trim() || style.clipPath !== "none") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    found.least = Math.min(found.least, Number.parseFloat(style.fontSize));
    if (box.right > room.right + 1 || box.left < room.left - 1 || box.bottom > room.bottom + 1 || box.top < room.top - 1) {
      found.cut.push(text.textContent);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def met(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Give the context of a demo where a neighborhood met."""
    url = f"sqlite:///{(tmp_path_factory.mktemp('met') / 'records.sqlite').as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    write_down(context.records(), context.reader())
    yield context
    context.close()


@pytest.fixture(scope="module")
def met_address(met: Context) -> Iterator[str]:
    with serve(met) as address:
        yield address


def said(app: Dash, search: str) -> str:
    return " ".join(
        words(answered(app, search, "present-deck", "/present")["present-deck"]["children"])
    )


def test_the_link_says_whose_slides_they_are(demo_app: Dash) -> None:
    answer = answered(demo_app, "?neighborhood=warm-sands&period=52w", "present-deck", "/present")
    assert answer["present-where"]["children"] == "Warm Sands · Palm Springs"
    assert answer["present-back"]["href"] == "/neighborhood?neighborhood=warm-sands&period=52w"
    assert words(answer["present-deck"]["children"])[:2] == ["Palm Springs", "Warm Sands"]


def test_a_meeting_brings_its_own_place(met: Context) -> None:
    app = create_app(met)
    assert "Break-ins behind the shops" in said(app, "?meeting=2")
    answer = answered(app, "?meeting=2&step=record", "present-back", "/present")
    assert answer["present-back"]["href"] == "/meeting?meeting=2&step=record"
    assert "4 Dec 2025" in said(app, "?meeting=2&neighborhood=warm-sands")


def test_a_meeting_that_is_none_is_said_and_the_links_place_is_shown(demo_app: Dash) -> None:
    text = said(demo_app, "?meeting=999&neighborhood=warm-sands")
    assert "There is no meeting 999" in text
    assert "Warm Sands" in text


def test_a_place_that_is_none_is_said_on_the_first_slide(demo_app: Dash) -> None:
    assert "There is no neighborhood “nowhere”" in said(demo_app, "?neighborhood=nowhere")


def test_records_out_of_reach_leave_the_counts(demo_data_dir: Path) -> None:
    context = Context(
        demo_data_dir, audience="police", clock=on_the_day,
        database_url="postgresql://nobody@127.0.0.1:1/none",
    )  # fmt: skip
    text = said(create_app(context), f"?neighborhood={PLACE}")
    context.close()
    assert "What was decided cannot be read right now" in text
    assert "How sure are we?" in text


def shown(page: Page) -> Iterator[int]:
    """Walk through the slides by keyboard, from the first to the last."""
    page.keyboard.press("Home")
    many = page.locator(".slide").count()
    for number in range(1, many + 1):
        page.wait_for_selector(f'.slide.is-shown[data-slide="{number}"]')
        yield number
        page.keyboard.press("ArrowRight")
    assert many >= 7


def go_dark(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_selector(f"html[data-mantine-color-scheme='{scheme}']")


@pytest.mark.browser
@pytest.mark.parametrize("path", [HERE, "/present"])
def test_no_slide_is_cut_off_or_too_small_to_read(
    browser: Browser, met_address: str, path: str
) -> None:
    context, watch = open_context(browser)
    page = context.new_page()
    page.goto(met_address + path)
    settle(page)
    for width, height in ((1280, 720), (1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            go_dark(page, scheme)
            for _ in shown(page):
                seen = page.evaluate(LOOK)
                assert seen["cut"] == [], seen["title"]
                assert seen["least"] >= LEAST_LETTER * width, seen["title"]
    context.close()
    assert watch.take() == []


@pytest.mark.browser
def test_keys_buttons_and_the_address_move_from_slide_to_slide(
    browser: Browser, met_address: str
) -> None:
    context, watch = open_context(browser)
    page = context.new_page()
    page.goto(f"{met_address}{HERE}#3")
    settle(page)
    count = page.locator("#present-count")
    expect(count).to_have_text("3 / 10")
    for key, number in (
        ("Space", 4), ("PageDown", 5), ("ArrowLeft", 4), ("PageUp", 3), ("End", 10), ("ArrowRight", 10),
        ("Home", 1), ("ArrowLeft", 1), ("ArrowDown", 2), ("Shift+Space", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(count).to_have_text(f"{number} / 10")
        expect(page.locator(".slide:visible")).to_have_count(1)
    page.get_by_role("button", name="Next slide").click()
    expect(count).to_have_text("2 / 10")
    # Space presses the button that has the focus, once.
    page.keyboard.press("Space")
    expect(count).to_have_text("3 / 10")
    assert page.url.endswith("#3")
    page.evaluate("() => { window.location.hash = '#7'; }")
    expect(count).to_have_text("7 / 10")
    page.get_by_role("link", name="Leave").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is happening in Midtown?")
    page.keyboard.press("ArrowRight")
    assert "#" not in page.url
    context.close()
    assert watch.take() == []


@pytest.mark.browser
def test_f_fills_the_screen_and_gives_it_back(browser: Browser, met_address: str) -> None:
    context, watch = open_context(browser)
    page = context.new_page()
    page.goto(f"{met_address}{HERE}#3")
    settle(page)
    count = page.locator("#present-count")
    expect(count).to_have_text("3 / 10")
    is_full = "full => Boolean(document.fullscreenElement) === full"
    for key, full in (("f", True), ("F", False), ("Shift+F", True)):
        page.keyboard.press(key)
        page.wait_for_function(is_full, arg=full)
        expect(count).to_have_text("3 / 10")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("4 / 10")
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function(is_full, arg=False)
    # What the browser itself takes is not ours.
    page.keyboard.press("Control+f")
    assert page.evaluate("Boolean(document.fullscreenElement)") is False
    context.close()
    assert watch.take() == []


@pytest.mark.browser
def test_slides_go_on_by_themselves_until_somebody_stops_them(
    browser: Browser, met_address: str
) -> None:
    context, _ = open_context(browser)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{met_address}{HERE}&autoplay=1&secs=12")
    page.wait_for_selector(".slide", state="attached")
    page.clock.run_for(1_000)
    count = page.locator("#present-count")
    expect(count).to_have_text("1 / 10")
    page.clock.run_for(12_000)
    expect(count).to_have_text("2 / 10")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Escape")
    page.clock.run_for(30_000)
    expect(count).to_have_text("2 / 10")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_axe_finds_nothing_on_any_slide(browser: Browser, met_address: str) -> None:
    context, _ = open_context(browser)
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(met_address + HERE)
    settle(page)
    found = []
    for scheme in SCHEMES:
        go_dark(page, scheme)
        for number in shown(page):
            # The frame is scanned with all pages; a slide in the dark is the same slide in other colors.
            rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
            violations = page.evaluate("rules => axe.run('.slide.is-shown', rules)", rules)
            found += [f"{scheme} {number}: {each['id']}" for each in violations["violations"]]
    context.close()
    assert found == []


@pytest.mark.browser
def test_on_a_phone_the_slides_stand_one_below_the_other(
    browser: Browser, met_address: str
) -> None:
    context, watch = open_context(browser, width=360, height=740)
    page = context.new_page()
    page.goto(f"{met_address}{HERE}#5")
    settle(page)
    expect(page.locator(".slide:visible")).to_have_count(10)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    # The link of a slide leads to it here as well.
    expect(page.locator(".slide").nth(4).get_by_role("heading")).to_be_in_viewport()
    context.close()
    assert watch.take() == []


@pytest.mark.browser
def test_the_handout_is_a_pdf(browser: Browser, met_address: str) -> None:
    context, watch = open_context(browser)
    page = context.new_page()
    page.goto(met_address + HERE)
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Handout").click()
    assert waiting.value.suggested_filename.startswith("handout_midtown_2025-")
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    context.close()
    assert watch.take() == []
