"""The pages of the notebooks load nothing from the network, and draw their maps without it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser

from notebooks import rendering
from notebooks.__main__ import main
from tests.dashboard.served import open_context
from tests.notebooks.conftest import Ran

# What a browser follows by itself; a link in the text it does not.
LOADED = (
    r"<(?:script|img|iframe|source|video|audio|embed|input)\b[^>]*\bsrc(?:set)?\s*=\s*[\"']?([^\"'>\s]+)",
    r"<link\b[^>]*\bhref\s*=\s*[\"']?([^\"'>\s]+)",
    r"@import\s+(?:url\()?[\"']?([^\"')\s;]+)",
    r"url\(\s*[\"']?([^\"')\s]+)",
    r"(?:fetch|import|importScripts|open)\(\s*[\"'](https?:[^\"']+)",
    r"\bfrom\s+[\"'](https?:[^\"']+)",
)
PARTS = {"plotly.min.js", "draw.js", "page.css", "data:,"}


def loaded_by(page: str) -> set[str]:
    """List the addresses that a page loads, pictures within it aside."""
    found = {address for pattern in LOADED for address in re.findall(pattern, page, re.IGNORECASE)}
    return {address for address in found if not address.startswith("data:image/")}


@pytest.fixture(scope="module")
def pages(ran: Callable[[str], Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with the page of the first notebook, of one with a picture, and the index."""
    names = ("01_first_look", "02_hotspot_methods")
    out = tmp_path_factory.mktemp("pages")
    rendering.write_pages({name: ran(name).notebook for name in names}, out, data_words="Town")
    return out


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.plot.ly/plotly-3.0.1.min.js"></script>',
        "<script>\nimport mermaid from 'https://cdnjs.cloudflare.com/mermaid.esm.min.mjs';</script>",
        '<link rel="stylesheet" href="//fonts.example/inter.css">',
        "<style>@import url(https://fonts.example/inter.css);</style>",
        "<style>@font-face { src: url('http://fonts.example/inter.woff2') }</style>",
        "<script>fetch('https://example.org/share')</script>",
        "<img src=http://example.org/pixel.gif>",
    ],
)
def test_what_a_page_would_load_is_noticed(line: str) -> None:
    assert loaded_by(line) - PARTS


def test_link_in_the_text_is_no_loading() -> None:
    assert loaded_by('<p><a href="https://example.org">a link</a></p>') == set()


def test_pages_load_what_lies_beside_them_and_nothing_else(pages: Path) -> None:
    written = sorted(path.name for path in pages.glob("*.html"))
    assert written == ["01_first_look.html", "02_hotspot_methods.html", "index.html"]
    for name in written:
        page = (pages / name).read_text(encoding="utf-8")
        loaded = loaded_by(page)
        assert {"page.css"} <= loaded <= PARTS
        assert all((pages / part).is_file() for part in loaded if part != "data:,")
        assert "MathJax" not in page
        assert "connect-src 'self' data: blob:" in page
    for part in ("draw.js", "page.css"):
        assert loaded_by((pages / part).read_text(encoding="utf-8")) == set()


def test_pages_show_what_the_notebook_said_and_every_figure_with_its_finding(
    pages: Path, ran: Callable[[str], Ran]
) -> None:
    for name in ("01_first_look", "02_hotspot_methods"):
        page = (pages / f"{name}.html").read_text(encoding="utf-8")
        labels = re.findall(r'<div aria-label="([^"]+)" class="chart"', page)
        assert len(labels) == len(ran(name).figures) == page.count('type="application/json"')
        assert "What one may and may not conclude" in page
    assert len(re.findall(r'<img alt="[^"]+ of [^"]+"', page)) == 2
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert "Which map would have been right?" in index


def test_name_in_the_data_cannot_end_the_script_that_holds_it(
    ran: Callable[[str], Ran], tmp_path: Path
) -> None:
    notebook: NotebookNode = ran("01_first_look").notebook
    drawn = next(cell for cell in notebook.cells if len(cell.get("outputs", [])) == 2)
    figure = drawn.outputs[1].data[rendering.PLOTLY]
    figure["data"][0]["text"] = ["</script><script>alert(1)</script>"]
    rendering.write_pages({"01_first_look": notebook}, tmp_path, data_words="<b>Town</b>")
    page = (tmp_path / "01_first_look.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<b>Town" not in page


def test_without_a_snapshot_it_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data-dir", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "python -m etl demo" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def address(pages: Path) -> Iterator[str]:
    """Serve the pages as `python -m http.server` does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(pages)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.browser
def test_map_is_drawn_without_a_network_and_without_a_fault(browser: Browser, address: str) -> None:
    context, watch = open_context(browser)
    page = context.new_page()
    page.goto(f"{address}/01_first_look.html")
    page.wait_for_selector("#chart-1 canvas.maplibregl-canvas")
    for number in (2, 3):
        page.wait_for_selector(f"#chart-{number} .main-svg")
    assert page.locator("#chart-1 .modebar-btn").count() > 0
    assert page.locator("[data-title*=Share i], [aria-label*=Share i]").count() == 0
    # The driver of a machine without a graphics card warns of reading its own picture.
    assert [fault for fault in watch.take() if "GL Driver Message" not in fault] == []
    context.close()
