"""What does a page say when it has little to show, or nothing, or when something failed?

As in every walk, a console error or a request that leaves the machine fails the test.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.store import POINTER, SNAPSHOTS
from dashboard.context import Context
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.served import serve, settle

pytestmark = pytest.mark.browser


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
    expect(page.locator("#hotspots-lead")).to_have_text("No incidents on the map.")
    page.goto(page.url.replace("/hotspots?", "/trends?"))
    settle(page)
    expect(page.locator("#trends-lead")).not_to_be_empty()


def test_what_a_link_asks_in_vain_is_said_and_the_page_stands(visit: Visit) -> None:
    page = visit("/trends?period=soon&neighborhood=atlantis&offense=jaywalking")
    notices = page.locator("#link-notices")
    for part in ("soon", "atlantis", "jaywalking"):
        expect(notices).to_contain_text(part)
    expect(page.locator(".trend-cards .card").first).to_be_visible()


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
        page.get_by_role("link", name="Trends").click()
        settle(page)
        expect(page.locator(".trend-cards .card").first).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
    context.close()


def test_before_the_first_snapshot_the_page_says_what_to_run_and_then_shows_it(
    visit: Visit, demo_data_dir: Path, tmp_path: Path
) -> None:
    context = Context(tmp_path, audience="police", clock=on_the_day)
    with serve(context) as address:
        page = visit("/", address=address)
        expect(page.get_by_role("heading", level=1)).to_have_text("There are no data yet")
        expect(page.get_by_role("main")).to_contain_text("python -m etl run")
        for name in (SNAPSHOTS, POINTER):
            source = demo_data_dir / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, tmp_path / name)
        page.reload()
        settle(page)
        expect(page.locator("#overview-lead")).to_contain_text("in the last 28 days")
    context.close()
