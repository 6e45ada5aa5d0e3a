"""Is there an entry for each figure that points to one, and do its numbers agree with the code?"""

from __future__ import annotations

import ast
import re

import pytest
from dash import Dash
from playwright.sync_api import expect

from analytics import near_repeats
from analytics.changes import ALPHA
from analytics.hotspots.grid import CELL_M
from dashboard.methods import METHODS
from dashboard.methods.method import listed, percent
from etl.default_points import STACK_ROWS, STACK_SHARE
from etl.settling import SETTLED_SHARE
from tests.architecture import ROOT, read_sources
from tests.dashboard.conftest import Visit

NAMED = {
    *("counts", "changes", "usual", "trends", "alarms", "compstat", "year-over-year", "seasons", "law-changes"),
    *("rhythms", "repeats", "near-repeats", "concentration", "hotspots", "density", "owned-areas", "hot-blocks"),
    *("lasting-hotspots", "map-change", "map-accuracy", "priorities", "similar", "shrinkage", "settling", "locating"),
    *("narcotics", "drawn-areas", "incidents", "data-quality", "assessment", "public"),
}  # fmt: skip


def entries_pointed_to() -> set[str]:
    """Read from the source which entries the figures of all pages name."""
    found = set()
    for source in read_sources("dashboard"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg == "how":
                found |= _texts(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "how_link":
                found |= {text for argument in node.args for text in _texts(argument)}
    # pandas has an argument of the same name.
    return found - {"left", "right", "inner", "outer", "cross", "all", "any"}


def _texts(node: ast.AST) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_every_figure_that_points_to_an_entry_finds_it() -> None:
    pointed = entries_pointed_to()
    assert {"incidents", "data-quality"} <= pointed
    assert pointed <= METHODS.keys()


def test_every_entry_that_was_agreed_on_is_there() -> None:
    assert METHODS.keys() == NAMED


@pytest.mark.parametrize("name", sorted(METHODS))
def test_an_entry_says_what_how_and_how_it_misleads_in_a_few_sentences(name: str) -> None:
    method = METHODS[name]
    assert method.question.endswith("?")
    for text in (method.made, method.beware):
        sentences = re.findall(r"[.?!](?=\s|$)", text)
        assert 1 <= len(sentences) <= 6, text
        assert not re.search(r"  |[{}]| ,| \.", text), text
    assert method.rule.endswith(".")
    assert method.source.endswith(".")


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_code_that_an_entry_names_is_there(name: str) -> None:
    for path in METHODS[name].code.split(", "):
        assert (ROOT / path).exists(), path


def test_numbers_in_the_texts_are_those_of_the_code() -> None:
    assert f"less than {percent(ALPHA)}" in METHODS["changes"].made
    assert f"level {ALPHA}" in METHODS["compstat"].rule
    assert f"{CELL_M:.0f} m" in METHODS["hotspots"].made
    assert f"{near_repeats.PERMUTATIONS} shuffles" in METHODS["near-repeats"].rule


def test_numbers_of_the_etl_which_pages_cannot_import_are_those_of_the_code() -> None:
    assert percent(SETTLED_SHARE) in METHODS["settling"].made
    assert METHODS["settling"].rule.startswith(percent(SETTLED_SHARE))
    assert f"more than {STACK_ROWS} rows" in METHODS["locating"].rule
    assert f"more than {percent(STACK_SHARE)} of a feed" in METHODS["locating"].rule


def test_shares_and_rows_of_numbers_are_written_as_readers_do() -> None:
    assert percent(0.005) == "0.5%"
    assert percent(0.95 - 0.05) == "90%"
    assert listed((0.0, 1.0, 2.5)) == "0, 1 and 2.5"


def test_no_source_is_without_a_year_unless_it_says_that_none_was_published() -> None:
    own = {
        name
        for name, method in METHODS.items()
        if not re.search(r"\b1\d{3}|\b20\d\d", method.source)
    }
    for name in own:
        said = METHODS[name].source
        assert re.search(r"no (published )?method|project|statutes|a plain count", said, re.I), said


@pytest.mark.browser
def test_a_link_to_an_entry_lands_on_it(visit: Visit) -> None:
    page = visit("/methods#map-change")
    entry = page.locator("#map-change")
    expect(entry).to_be_in_viewport()
    expect(entry.get_by_role("heading", level=3)).to_be_focused()


@pytest.mark.browser
def test_the_contents_lead_to_each_entry(visit: Visit) -> None:
    page = visit("/methods")
    contents = page.get_by_role("navigation", name="Contents")
    assert contents.get_by_role("link").count() == len(METHODS)
    contents.get_by_role("link", name="How dense is it?").click()
    expect(page.locator("#density")).to_be_in_viewport()


def test_the_page_is_served(demo_app: Dash) -> None:
    assert demo_app.server.test_client().get("/methods").status_code == 200
