"""A reader starts long work, goes on reading, comes back to it, ends it or takes what it made along."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Visit
from tests.dashboard.served import settle

pytestmark = pytest.mark.browser

BRIEF = "?offense=robbery&period=2025-11-01..2025-11-07"


def start(page: Page) -> None:
    """Ask for the reports of every neighborhood by keyboard alone."""
    page.locator("summary", has_text="Download report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="This selection (PDF)")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Every neighborhood (ZIP)")).to_be_focused()
    page.keyboard.press("Enter")


def test_reports_are_made_while_the_reader_goes_on_and_are_taken_along(visit: Visit) -> None:
    page = visit(f"/trends{BRIEF}")
    panel = page.get_by_role("region", name="Being made for you")
    expect(panel).to_be_hidden()
    start(page)
    expect(panel).to_contain_text("Reports of every neighborhood")
    page.get_by_role("link", name="Overview").click()
    settle(page)
    expect(panel).to_be_visible()
    page.reload()
    fetch = panel.get_by_role("link", name="Download")
    expect(fetch).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        fetch.click()
    assert waiting.value.suggested_filename == "reports_2025-11-01..2025-11-07.zip"
    with ZipFile(waiting.value.path()) as file:
        assert file.namelist()[:2] == ["README.txt", "01_Andreas_Hills.pdf"]
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_work_is_canceled_by_keyboard_and_the_focus_stays_while_it_runs(visit: Visit) -> None:
    page = visit("/trends?period=52w")
    start(page)
    panel = page.get_by_role("region", name="Being made for you")
    cancel = panel.get_by_role("button", name="Cancel")
    expect(panel.locator(".job-state")).to_contain_text(" of ", timeout=30_000)
    cancel.focus()
    said = panel.locator(".job-state").inner_text()
    expect(panel.locator(".job-state")).not_to_have_text(said, timeout=30_000)
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
