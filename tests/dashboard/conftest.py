"""What the dashboard's tests share: a served demo, a browser, and pages that must stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from dashboard.app import create_app
from dashboard.context import Context, Reader
from tests.dashboard.served import Watch, empty, open_context, serve, settle

# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=20_000)


def on_the_day() -> datetime:
    """Tell the time at which the demo was made: its feeds are fresh."""
    return datetime(2025, 12, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_context(demo_data_dir: Path) -> Iterator[Context]:
    """Give the context of the demo, as the police see it."""
    context = Context(demo_data_dir, audience="police", clock=on_the_day)
    yield context
    context.close()


@pytest.fixture(scope="session")
def demo_reader(demo_context: Context) -> Reader:
    """Give a reader of the demo's snapshot."""
    return demo_context.reader()


@pytest.fixture(scope="session")
def demo_app(demo_context: Context) -> Dash:
    """Give an app of the demo, to be asked without a browser."""
    return create_app(demo_context)


@contextmanager
def writing_desk(data_dir: Path, folder: Path) -> Iterator[Dash]:
    """Give an app that the police write with, its records in a folder of their own, and be within it."""
    url = f"sqlite:///{(folder / 'records.sqlite').as_posix()}"
    context = Context(data_dir, audience="police", clock=on_the_day, database_url=url)
    app = create_app(context)
    with app.server.app_context():
        yield app
    context.close()


@pytest.fixture(scope="session")
def demo_address(demo_context: Context) -> Iterator[str]:
    """Serve the demo; give its address."""
    with serve(demo_context) as address:
        yield address


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[str, tuple[BrowserContext, Watch]]]:
    """Keep one browser context for each size and scheme: its cache holds the scripts from page to page."""
    opened: dict[str, tuple[BrowserContext, Watch]] = {}
    yield opened
    for context, _ in opened.values():
        context.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(
    browser: Browser, contexts: dict[str, tuple[BrowserContext, Watch]], demo_address: str
) -> Iterator[Visit]:
    """Give a function that opens a page of the demo; the test fails if any page was not clean.

    The tab of the test before is taken, emptied: a new one costs a process and all scripts anew.
    """
    sizes: dict[Page, ViewportSize | None] = {}

    def open_page(path: str = "/", *, address: str = demo_address, **options: Any) -> Page:
        key = repr(options)
        if key not in contexts:
            contexts[key] = open_context(browser, **options)
        context, _ = contexts[key]
        free = [page for page in context.pages if page not in sizes]
        page = free[0] if free else context.new_page()
        sizes[page] = page.viewport_size
        page.goto(address + path)
        settle(page)
        return page

    yield open_page
    for page, size in sizes.items():
        if not page.is_closed():
            empty(page, size)
    faults = [fault for _, watch in contexts.values() for fault in watch.take()]
    assert faults == []
