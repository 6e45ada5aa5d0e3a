"""A reader starts long work, goes on reading, comes back to it, ends it or takes what it made along."""

from __future__ import annotations

from dataclasses import replace
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from dashboard.jobs import offered
from tests.dashboard.conftest import Visit
from tests.dashboard.jobs.test_held import FLAGGED
from tests.dashboard.served import settle

pytestmark = pytest.mark.browser

MOST_OFFERED = 8
BRIEF = "?offense=robbery&period=2025-11-01..2025-11-07"


def start(page: Page, label: str = "Every neighborhood (ZIP)") -> None:
    """Ask for a report by keyboard alone."""
    page.locator("summary", has_text="Report").focus()
    page.keyboard.press("Enter")
    wanted = page.get_by_role("button", name=label)
    expect(wanted).to_be_visible()
    for _ in range(MOST_OFFERED):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")


def fetched(panel: Locator) -> Locator:
    """Give the link to what was made, when it is there; flags are acknowledged: the demo is of a day long ago."""
    fetch, name = panel.get_by_role("link", name="Download"), panel.get_by_label("Read by")
    expect(fetch.or_(name)).to_be_visible(timeout=60_000)
    if name.is_visible():
        name.fill("Sgt. Tester")
        panel.get_by_role("button", name="Make it").click()
    expect(fetch).to_be_visible(timeout=60_000)
    return fetch


def test_the_brief_of_what_is_shown_is_one_click_in_the_panel_and_comes_as_a_pdf(
    visit: Visit,
) -> None:
    page = visit(f"/trends{BRIEF}&neighborhood=midtown")
    panel = page.get_by_role("region", name="Being made for you")
    page.locator("summary", has_text="Report").click()
    page.get_by_text("A4", exact=True).click()
    page.get_by_role("button", name="Command brief").click()
    expect(page.get_by_role("button", name="Command brief")).to_be_hidden()
    with page.expect_download() as waiting:
        fetched(panel).click()
    assert waiting.value.suggested_filename == "brief_midtown_2025-11-01..2025-11-07.pdf"
    (width, height) = PdfReader(waiting.value.path()).pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_flags_are_read_and_acknowledged_before_the_report_is_made(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(offered.KINDS, "brief", lambda *_: FLAGGED)
    page = visit("/trends")
    page.evaluate(
        "localStorage.setItem('_dash_persistence.who-writes.value.true', '[\"PSO 12\",\"\"]')"
    )
    start(page, "Command brief")
    panel = page.get_by_role("region", name="Being made for you")
    expect(panel).to_contain_text("Check 4, unsettled days: 3 of 28 days")
    expect(panel.get_by_role("link", name="Download")).to_be_hidden()
    name = panel.get_by_label("Read by")
    # Who reads is most often who writes.
    expect(name).to_have_value("PSO 12")
    name.fill("")
    panel.get_by_role("button", name="Make it").click()
    expect(page.locator("#error-notice")).to_contain_text("say who has read the flags")
    name.fill("Sgt. Núñez")
    panel.get_by_role("button", name="Make it").click()
    with page.expect_download() as waiting:
        panel.get_by_role("link", name="Download").click()
    assert waiting.value.path().read_text().endswith("read by Sgt. Núñez")


def test_a_stop_offers_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = replace(FLAGGED, command=("tests.dashboard.flagged_work", "stop"))
    monkeypatch.setitem(offered.KINDS, "brief", lambda *_: stopped)
    page = visit("/trends")
    start(page, "Command brief")
    panel = page.get_by_role("region", name="Being made for you")
    expect(panel).to_contain_text("Check 5, totals that do not reconcile (stop)")
    expect(panel.get_by_role("button")).to_have_count(1)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


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
    fetch = fetched(panel)
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
