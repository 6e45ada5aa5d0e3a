"""What does the public's server answer to all that can be asked of it? Pages, callbacks, files, jobs, and what is refused.

Handouts are read as text as well: a PDF is packed, and hides words from a search.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from dash import Dash
from pypdf import PdfReader

from dashboard.context import Reader
from dashboard.downloads import TABLES as POLICE_TABLES
from dashboard.gate import CALLBACKS
from dashboard.public.asked import PERIODS
from dashboard.public.files import TABLES
from dashboard.public.site import PAGE, PAGES, TITLE
from dashboard.shell import PAGES as POLICE_PAGES
from tests.dashboard.odd_links import OddLinks
from tests.dashboard.odd_requests import ADDRESSES

KINDS = ("", "burglary", "narcotics,assault")
ODD = 14
MARK = "kanari"
NUMBERS = re.compile(r"-?\d+\.\d{5,}")


@dataclass(frozen=True)
class Answer:
    """What was asked, the status, and all that came back: headers, body, words of a PDF."""

    asked: str
    status: int
    text: str


def searches(reader: Reader) -> list[str]:
    """Give every selection that the pages offer, and some links that ask for more."""
    offered = [
        f"?period={period}&offense={kind}&neighborhood={place}"
        for period in PERIODS
        for kind in KINDS
        for place in ("", *reader.names)
    ]
    odd = OddLinks(reader, Random(3))
    return [*offered, *(odd.search() for _ in range(ODD))]


def crawl(
    app: Dash, reader: Reader, police: Dash | None = None, *, every: int = 1
) -> Iterator[Answer]:
    """Ask everything once; with an app of the police also all that its callbacks would be asked.

    Of the selections only some are asked for where `every` is more than 1.
    """
    client = app.server.test_client()
    asked = searches(reader)[::every]
    for path in {*PAGES, *POLICE_PAGES, *ADDRESSES, "/jobs/1/file"}:
        yield answer(client, path)
    for name in {*TABLES, *POLICE_TABLES}:
        for search in asked if name in TABLES else asked[::20]:
            yield answer(client, f"/csv/{name}{quoted(search)}")
    for search in asked[: len(reader.names) + 1]:
        yield answer(client, f"/handout.pdf{quoted(search)}")
    for path in (*PAGES, "/trends", "/nothing"):
        for search in asked:
            yield post(client, show_body(app, path, search))
    for key, told in police.callback_map.items() if police else ():
        for search in asked[:3]:
            yield post(client, _police_body(key, told, search))
    for body in (None, [], {"output": 1}, {"output": PAGE}):
        yield post(client, body)


def quoted(search: str) -> str:
    """Write a link's query as a browser sends it."""
    return search.encode("ascii", "ignore").decode().replace(" ", "%20").replace("\0", "")


def answer(client: Any, path: str) -> Answer:
    """Ask for an address."""
    found = client.get(path)
    text = found.get_data().decode("utf-8", "replace")
    if found.mimetype == "application/pdf":
        text += read_pdf(found.get_data())
    return Answer(path, found.status_code, f"{found.headers}{text}")


@cache
def read_pdf(content: bytes) -> str:
    """Give the words of a PDF and what it says of itself."""
    read = PdfReader(io.BytesIO(content))
    return "".join(page.extract_text() for page in read.pages) + str(read.metadata)


def post(client: Any, body: Any) -> Answer:
    """Ask a callback."""
    found = client.post(CALLBACKS, json=body)
    return Answer(str(body)[:300], found.status_code, f"{found.headers}{found.get_data(as_text=True)}")  # fmt: skip


def show_body(app: Dash, path: Any, search: Any, scheme: Any = "light") -> dict[str, Any]:
    """Give what a browser sends to have a page drawn."""
    key = next(key for key in app.callback_map if f"{PAGE}.children" in key)
    links = [{"type": "nav-link", "path": each} for each in PAGES]
    return {
        "output": key,
        "outputs": [
            {"id": PAGE, "property": "children"},
            {"id": TITLE, "property": "data"},
            {"id": "provenance", "property": "children"},
            [{"id": each, "property": "href"} for each in links],
        ],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
            {"id": "color-scheme", "property": "data", "value": scheme},
        ],
        "changedPropIds": ["url.search"],
        "state": [[{"id": each, "property": "id", "value": each} for each in links]],
    }


def _police_body(key: str, told: Any, search: str) -> dict[str, Any]:
    def given(part: Any) -> dict[str, Any]:
        value = search if part["property"] == "search" else "/"
        return {"id": part["id"], "property": part["property"], "value": value}

    return {
        "output": key,
        "outputs": [],
        "inputs": [given(part) for part in told["inputs"]],
        "state": [given(part) for part in told["state"]],
        "changedPropIds": ["url.search"],
    }


def leaks(answers: Iterable[Answer], secrets: Iterable[str]) -> list[str]:
    """Give which secrets are in which answers: words in any case of letters, numbers to five decimals or more."""
    words = {secret.lower() for secret in secrets}
    found = []
    # Many answers are the same but for their address.
    for text, asked in {each.text.lower(): each.asked for each in answers}.items():
        said = {number[: number.index(".") + 6] for number in NUMBERS.findall(text)} & words
        if MARK in text:
            said |= {word for word in words if word in text}
        found += [f"{word} in {asked}" for word in said]
    return found
