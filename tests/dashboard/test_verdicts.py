"""Does the PDF of a selection say what the page says of it, word by word, whichever page it was asked on?"""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from dash import Dash

from dashboard.context import Reader
from dashboard.days import compared_days
from tests.dashboard.pages.asked import answered, ask_report, words

SELECTIONS = (
    "",
    "?offense=burglary&period=90d",
    "?offense=all&period=2025-05-01..2025-08-31",
    "?neighborhood=midtown&period=52w",
    "?offense=narcotics&period=52w",
    "?offense=burglary_residential,burglary_commercial,narcotics&period=90d",
)
PATHS = {"overview": "/", "trends": "/trends"}


def report(app: Dash, page: str, search: str) -> tuple[str, str]:
    """Give the name of a page's report and its text."""
    asked, sent = ask_report(app, PATHS[page], search)
    pages = pypdf.PdfReader(io.BytesIO(sent)).pages
    return asked.file_name, re.sub(r"\s+", " ", " ".join(each.extract_text() for each in pages))


@pytest.mark.parametrize("search", SELECTIONS)
def test_the_report_says_the_sentence_of_the_overview(demo_app: Dash, search: str) -> None:
    lead = answered(demo_app, search, "overview-lead", "/")["overview-lead"]["children"]
    name, text = report(demo_app, "overview", search)
    assert lead in text
    assert name.startswith("brief_")


@pytest.mark.parametrize("search", SELECTIONS)
def test_the_report_says_the_sentence_of_the_trends(demo_app: Dash, search: str) -> None:
    lead = answered(demo_app, search, "trends-cards", "/trends")["trends-lead"]["children"]
    name, text = report(demo_app, "trends", search)
    assert lead.partition(" In other windows")[0] in text
    assert name.startswith("brief_")


@pytest.mark.parametrize("search", SELECTIONS)
def test_the_foot_of_the_report_is_that_of_the_page(demo_app: Dash, search: str) -> None:
    said = answered(demo_app, search, "provenance", "/")["provenance"]["children"]
    foot = words(said)[0]
    assert re.sub(r"\s+", " ", foot) in report(demo_app, "overview", search)[1]
    assert ("in the whole city" in foot) == ("neighborhood" in search)


def test_a_report_is_named_after_its_kind_its_place_and_its_days(
    demo_app: Dash, demo_reader: Reader
) -> None:
    search = "?neighborhood=midtown&period=28d"
    compared = compared_days(demo_reader, demo_reader.view("/", search))
    assert compared is not None
    days = f"{compared.now.start}..{compared.now.last_day}"
    assert report(demo_app, "overview", search)[0] == f"brief_midtown_{days}.pdf"
    assert report(demo_app, "trends", "?period=28d")[0] == f"brief_{days}.pdf"
