"""How much does a page weigh, whichever a reader opens first? At most 2.0 MB as it comes over the wire."""

from __future__ import annotations

import gzip
from collections import defaultdict
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import Browser

from dashboard.shell import PAGES
from tests.dashboard.served import open_context, settle

pytestmark = pytest.mark.browser

MOST_BYTES = 2_000_000


@pytest.mark.parametrize("path", PAGES)
def test_the_first_page_is_at_most_two_megabytes(
    browser: Browser, demo_address: str, path: str
) -> None:
    context, _ = open_context(browser)
    page = context.new_page()
    sizes: dict[str, float] = defaultdict(float)
    names: dict[str, str] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def on_request(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def on_finished(event: dict[str, Any]) -> None:
        sizes[names.get(event["requestId"], "?")] += event["encodedDataLength"]

    session.on("Network.requestWillBeSent", on_request)
    session.on("Network.loadingFinished", on_finished)
    page.goto(demo_address + path)
    settle(page)
    context.close()
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:12]
    total = sum(sizes.values())
    assert total > 500_000, "a page without its scripts was measured"
    assert total <= MOST_BYTES, "\n".join(f"{size:10,.0f} {name}" for name, size in heaviest)


def test_scripts_are_compressed_for_browsers_that_know_gzip_alone(demo_app: Dash) -> None:
    client = demo_app.server.test_client()
    page = client.get("/").text
    scripts = [part.split('"')[0] for part in page.split('<script src="')[1:]]
    large = 0
    for script in scripts:
        answer = client.get(script, headers={"Accept-Encoding": "gzip"})
        if answer.headers.get("Content-Encoding") == "gzip":
            large += len(gzip.decompress(answer.data)) > 100_000
        else:
            assert len(answer.data) < 20_000, script
    assert large >= 3
