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
from tests.architecture import ROOT, Source, imports_of, read_sources
from tests.dashboard.conftest import Visit

# What pages do not import: the ETL, and what the snapshot itself does.
NOT_IMPORTED = {"settling", "locating", "data-quality", "incidents"}
PAGES_OF = ("dashboard.pages.", "dashboard.public.")
# Nearly every module imports these, and they nearly every other.
ROUNDABOUT = {"dashboard.downloads", "dashboard.context", "dashboard.jobs", "dashboard.methods"}

NAMED = {
    *("counts", "changes", "trends", "alarms", "compstat", "year-over-year", "seasons", "law-changes"),
    *("rhythms", "repeats", "near-repeats", "concentration", "hotspots", "density", "owned-areas", "hot-blocks"),
    *("lasting-hotspots", "map-change", "map-accuracy", "priorities", "similar", "shrinkage", "settling", "locating"),
    *("narcotics", "drawn-areas", "incidents", "data-quality", "assessment", "votes", "public"),
}  # fmt: skip


def entries_pointed_to() -> set[str]:
    """Read from the source which entries the figures of all pages name."""
    return set().union(*map(entries_of, read_sources("dashboard")))


def entries_of(source: Source) -> set[str]:
    """Read which entries the figures of one module name."""
    found = set()
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


def reached_from(module: str, sources: dict[str, Source]) -> set[str]:
    """List the modules that one imports, and those that these do; files and the snapshot reach everything, and are no way."""
    found, left = set(), [module]
    while left:
        name = left.pop()
        # `from a import b` names a module b, or a name of module a.
        name = name if name in sources else name.rpartition(".")[0]
        if name in found or name not in sources or name in ROUNDABOUT:
            continue
        found.add(name)
        left += [imported for _, imported in imports_of(sources[name])]
    return found


def test_a_figure_points_to_the_entry_of_a_measure_that_its_module_makes_use_of() -> None:
    """A wrong entry explains a number that was made in another way."""
    sources = {source.module: source for source in read_sources("dashboard", "analytics")}
    looked_at = 0
    for module, source in sources.items():
        if not module.startswith("dashboard.") or module.startswith("dashboard.methods"):
            continue
        reached = reached_from(module, sources) if entries_of(source) else set()
        for entry in entries_of(source) & METHODS.keys() - NOT_IMPORTED:
            code = [dotted(path) for path in METHODS[entry].code.split(", ")]
            assert any(name.startswith(tuple(code)) for name in reached), (module, entry)
            looked_at += 1
    assert looked_at > 25


def test_every_entry_is_about_something_that_the_pages_make_use_of() -> None:
    sources = {source.module: source for source in read_sources("dashboard", "analytics")}
    reached = set().union(
        *(reached_from(name, sources) for name in sources if name.startswith(PAGES_OF))
    )
    for entry in METHODS.keys() - NOT_IMPORTED:
        code = tuple(dotted(path) for path in METHODS[entry].code.split(", "))
        assert any(name.startswith(code) for name in reached), entry


def dotted(path: str) -> str:
    return path.removesuffix("/").removesuffix(".py").replace("/", ".")


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
    assert contents.get_by_role("link").count() == len(METHODS) + 1
    contents.get_by_role("link", name="How dense is it?").click()
    expect(page.locator("#density")).to_be_in_viewport()


def test_the_page_is_served(demo_app: Dash) -> None:
    assert demo_app.server.test_client().get("/methods").status_code == 200
