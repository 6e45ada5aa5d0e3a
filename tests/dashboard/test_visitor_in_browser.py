"""The benchmarks of pages time what a browser sends: the same callbacks, on opening a page and on a change of its link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dash import Dash
from playwright.sync_api import Page, Request

from benchmarks.pages import client_ask
from benchmarks.visitor import Visitor
from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle

pytestmark = pytest.mark.browser


@contextmanager
def noted(page: Page) -> Iterator[set[str]]:
    """Note the callbacks that a browser page sends."""
    sent: set[str] = set()

    def note(request: Request) -> None:
        if request.method == "POST" and "_dash-update-component" in request.url:
            sent.add(json.loads(request.post_data or "{}")["output"])

    page.on("request", note)
    yield sent
    page.remove_listener("request", note)


@pytest.mark.parametrize("path", ["/", "/hotspots", "/incidents"])
def test_a_visitor_sends_what_a_browser_sends(visit: Visit, demo_app: Dash, path: str) -> None:
    page = visit(path)
    with noted(page) as opened:
        page.reload()
        settle(page)
    with noted(page) as changed:
        page.get_by_text("90 days").click()
        settle(page)
    visitor = Visitor(client_ask(demo_app.server.test_client()))
    assert {sent.callback for sent in visitor.open(path, "")} == opened
    sent = visitor.change("?period=90d")
    assert {each.callback for each in sent} == changed
    assert {each.status for each in sent} <= {200, 204}
