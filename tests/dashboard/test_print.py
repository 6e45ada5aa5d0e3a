"""Does a page on paper say what it says on the screen, though the browser prints no backgrounds and the paper is narrow?"""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from analytics.figures.theme import PALETTES
from tests.dashboard.conftest import Visit

pytestmark = pytest.mark.browser

FOOTER = "Data as of"


def printed(page: Page, paper: str = "Letter") -> PdfReader:
    """Print as browsers do unless they are told otherwise: without backgrounds."""
    return PdfReader(BytesIO(page.pdf(print_background=False, format=paper)))


def texts(document: PdfReader) -> list[str]:
    """Give the text of each page, its spaces alike."""
    return [" ".join(page.extract_text().split()) for page in document.pages]


def fills(document: PdfReader) -> set[tuple[int, ...]]:
    """Give the colors that anything on any page is filled with."""
    drawn = [page.get_contents() for page in document.pages]
    drawing = "".join(each.get_data().decode("latin1") for each in drawn if each is not None)
    found = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) rg", drawing)
    return {tuple(round(255 * float(part)) for part in color) for color in found}


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color.removeprefix("#")))


def test_every_window_of_the_table_is_on_the_paper(visit: Visit) -> None:
    page = visit("/trends")
    last = page.locator(".compstat tr > :nth-child(6)")
    cells = ["".join(cell.split()) for cell in last.all_inner_texts()]
    assert len(cells) > 4
    for paper in ("Letter", "A4"):
        said = texts(printed(page, paper))[0].replace(" ", "")
        assert [cell for cell in cells if cell not in said] == []
    # Nothing is wider than the paper, or the browser would make all of it smaller.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 900})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 690


def test_the_shades_of_the_week_are_printed(visit: Visit) -> None:
    document = printed(visit("/rhythms"))
    wanted = {rgb(color) for color in PALETTES["light"].heat}
    assert wanted <= fills(document)


def test_dark_pages_are_printed_light(visit: Visit) -> None:
    page = visit("/priorities", scheme="dark")
    found = fills(printed(page))
    assert rgb(PALETTES["light"].ink) in found
    assert rgb(PALETTES["dark"].surface) not in found


def test_a_total_is_printed_once(visit: Visit) -> None:
    page = visit("/?period=28d")
    total = page.locator(".places-card tfoot tr").last.inner_text().split("\t")
    document = printed(page)
    assert len(document.pages) > 1
    assert " ".join(texts(document)).count(f"{total[0]} {total[1]}") == 1


@pytest.mark.parametrize(
    ("path", "shapes"),
    [
        ("/", [".place-dot", ".spark"]),
        ("/trends", [".month-bar", ".swatch"]),
        ("/rhythms", [".bar", ".day-strip span"]),
        ("/neighborhood?neighborhood=midtown", [".place-dot", ".swatch"]),
        ("/priorities", [".score-bar > span", ".rank-dot", ".rank-range"]),
    ],
)
def test_colors_are_kept_and_no_sheet_holds_a_heading_or_the_footer_alone(
    visit: Visit, path: str, shapes: list[str]
) -> None:
    page = visit(path)
    heads = page.locator("h2:visible, .group-head:visible").all_inner_texts()
    foot = page.locator("footer").inner_text()
    said = texts(printed(page))
    assert FOOTER in said[-1]
    assert len(said[-1]) > len(foot) + 100, "the last sheet is the footer only"
    ends = [" ".join(head.split()) for head in heads]
    assert [sheet[-60:] for sheet in said if sheet.endswith(tuple(ends))] == []
    page.emulate_media(media="print")
    for shape in shapes:
        kept = "e => getComputedStyle(e).printColorAdjust"
        assert page.locator(shape).first.evaluate(kept) == "exact", shape


def test_slides_are_printed_one_below_the_other_without_their_buttons(visit: Visit) -> None:
    page = visit("/present?neighborhood=midtown")
    page.locator(".deck.is-live").wait_for()
    text = " ".join(texts(printed(page)))
    for title in page.locator(".slide h2").all_text_contents():
        assert " ".join(title.split()) in text
    assert "Full screen" not in text


def test_fields_that_are_filled_on_the_screen_are_not_on_paper(visit: Visit) -> None:
    page = visit("/problems?problem=new&neighborhood=midtown")
    page.locator(".record-form").wait_for()
    text = " ".join(texts(printed(page)))
    assert "Midtown" in text
    assert "You write as" not in text
    assert "Open the problem" not in text
