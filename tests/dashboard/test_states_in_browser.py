"""What does a page say when it has little to show, or nothing, or when something failed?

As in every walk, a console error or a request that leaves the machine fails the test.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from analytics.store import POINTER, SNAPSHOTS
from dashboard.context import Context
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.served import Watch, serve, settle

pytestmark = pytest.mark.browser

UNANSWERED = "ERR_FAILED|Failed to fetch|the server did not respond"


def test_too_few_incidents_are_said_and_a_longer_period_is_one_click_away(visit: Visit) -> None:
    page = visit("/hotspots?period=28d&offense=robbery")
    page.get_by_role("link", name="Show the last 52 weeks").click()
    settle(page)
    expect(page).to_have_url(re.compile(r"[?&]period=52w(&|$)"))


def test_an_empty_selection_says_so_and_what_to_do(visit: Visit) -> None:
    page = visit("/?period=2025-10-01..2025-10-01&offense=carjacking&neighborhood=andreas-hills")
    expect(page.locator(".empty").first).to_contain_text("No incident of this kind")
    expect(page.locator("#overview-lead")).to_contain_text("none")
    page.goto(page.url.replace("/?", "/hotspots?"))
    settle(page)
    expect(page.locator("#hotspots-lead")).to_contain_text("No incidents on the map")
    page.goto(page.url.replace("/hotspots?", "/trends?"))
    settle(page)
    expect(page.locator("#trends-lead")).not_to_be_empty()


def test_what_a_link_asks_in_vain_is_said_and_the_page_stands(visit: Visit) -> None:
    page = visit("/trends?period=soon&neighborhood=atlantis&offense=jaywalking")
    notices = page.locator("#link-notices")
    for part in ("soon", "atlantis", "jaywalking"):
        expect(notices).to_contain_text(part)
    expect(page.locator("#trends-cards .card").first).to_be_visible()


def test_a_page_that_does_not_exist_leads_back(visit: Visit) -> None:
    page = visit("/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.get_by_role("main").get_by_role("link", name="Trends").click()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it changing?")


def test_a_figure_that_fails_says_so_and_what_to_do(visit: Visit, demo_data_dir: Path) -> None:
    context = Context(demo_data_dir, audience="police", clock=on_the_day)

    def break_down(*_: object) -> None:
        raise RuntimeError("broken for the test")

    context.reader().hotspots = break_down  # type: ignore[assignment]
    with serve(context) as address:
        page = visit("/hotspots", address=address)
        expect(page.get_by_role("alert")).to_contain_text("This view could not be drawn")
        page.get_by_role("link", name="Trends", exact=True).click()
        settle(page)
        expect(page.locator("#trends-cards .card").first).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
    context.close()


def test_before_the_first_snapshot_the_page_says_what_to_run_and_then_shows_it(
    visit: Visit, demo_data_dir: Path, tmp_path: Path
) -> None:
    context = Context(tmp_path, audience="police", clock=on_the_day)
    with serve(context) as address:
        page = visit("/", address=address)
        expect(page.get_by_role("heading", level=1)).to_have_text("There are no data yet")
        expect(page.get_by_role("main")).to_contain_text(
            f"python -m etl demo --data-dir {tmp_path}"
        )
        for name in (SNAPSHOTS, POINTER):
            source = demo_data_dir / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, tmp_path / name)
        page.reload()
        settle(page)
        expect(page.locator("#overview-lead")).to_contain_text("in the last 28 days")
    context.close()


def test_a_newer_snapshot_is_told_quietly_and_the_numbers_stay_until_the_reader_asks(
    visit: Visit, demo_data_dir: Path, tmp_path: Path
) -> None:
    for name in (SNAPSHOTS, POINTER):
        source = demo_data_dir / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    context = Context(tmp_path, audience="police", clock=on_the_day, recheck_seconds=2)
    with serve(context) as address:
        page = visit("/", address=address)
        lead = page.locator("#overview-lead").inner_text()
        expect(page.locator("#newer-notice")).to_be_empty()
        run_id = context.reader().coverage.run_id
        context.reader().__dict__["coverage"] = replace(context.reader().coverage, run_id="newer")
        expect(page.locator("#newer-notice")).to_contain_text("Newer data are in service")
        expect(page.locator("#overview-lead")).to_have_text(lead)
        expect(page.get_by_role("contentinfo")).to_contain_text(run_id)
        page.get_by_role("link", name="draw the whole page from them").click()
        settle(page)
        expect(page.locator("#newer-notice")).to_be_empty()
        expect(page.locator("#overview-lead")).to_have_text(lead)
        # Or it would ask a server that is gone.
        page.close()
    context.close()


def test_a_lost_connection_is_told_and_so_is_its_end(
    visit: Visit, contexts: dict[str, tuple[BrowserContext, Watch]]
) -> None:
    page = visit("/", width=1200)
    lead = page.locator("#overview-lead").inner_text()
    notice = page.locator("#connection-notice")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("radiogroup", name="Period").get_by_text("90 days", exact=True).click()
    expect(notice).to_contain_text("does not answer")
    expect(page.locator("#overview-lead")).to_have_text(lead)
    page.unroute("**/*")
    expect(notice).to_contain_text("answers again", timeout=15_000)
    page.get_by_role("button", name="Draw the page anew").click()
    settle(page)
    expect(notice).to_be_empty()
    # What was asked for in vain is not in the link, so the page is drawn as it was.
    expect(page.locator("#overview-lead")).to_have_text(lead)
    choose = page.get_by_role("radiogroup", name="Period")
    choose.get_by_text("90 days", exact=True).click()
    settle(page)
    expect(page.locator("#overview-lead")).to_contain_text("in the last 90 days")
    # The console has to speak of what did not come, and of nothing else.
    _, watch = contexts[repr({"width": 1200})]
    faults = watch.take()
    assert faults
    assert [fault for fault in faults if not re.search(UNANSWERED, fault)] == []
