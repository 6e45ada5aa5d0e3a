"""Can a reader see whether the data may be trusted, and what to do where not?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from dash import Dash
from playwright.sync_api import expect

from analytics.drawn_area import DrawnArea
from dashboard.components.findings_list import CHECKS, findings_list
from dashboard.components.quality_cards import ago_words
from dashboard.components.run_card import moment_words
from dashboard.context import Context, Reader
from dashboard.tables.quality import short_titles, things_to_look_at
from etl import checks
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.pages.asked import answered, parts, words
from tests.dashboard.served import serve


def test_every_check_that_can_find_something_has_a_name_and_a_way_out() -> None:
    source = Path(checks.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r'"(C\d\d)"', source))
    # Rows set aside have a card of their own.
    assert used - {"C07"} <= CHECKS.keys()


def test_a_point_with_many_rows_links_to_its_place_on_the_map(demo_reader: Reader) -> None:
    found = things_to_look_at(demo_reader, on_the_day().date())
    crowded = found[found["Check"] == "C04"]
    assert len(crowded) > 0
    links = re.findall(r"href='([^']+)'", str(findings_list(crowded, "")))
    assert len(links) == len(crowded)
    area = re.search(r"area=([^&]+)", links[0])
    assert area is not None
    lon, lat, _ = DrawnArea.read(area[1]).numbers
    assert f"{lat:.5f}, {lon:.5f}" in crowded["Found"].iloc[0]


def test_plain_words_come_first_and_settings_and_coordinates_stand_behind(demo_app: Dash) -> None:
    said = answered(demo_app, "", "quality-lead.children")["quality-cards"]["children"]
    findings = [*parts(said, "finding")]
    assert findings
    for finding in findings:
        behind = "".join(words([*parts(finding, "finding-setting")]))
        shown = "".join(words(finding)).replace(behind, "")
        for jargon in (r"C\d\d", r"guards\.", r"-?\d+\.\d{3}"):
            assert not re.search(jargon, shown), shown
        assert re.search(r"Check C\d\d", behind)
    assert "guards.true_hotspots" in "".join(words(findings))


def test_overview_and_data_quality_count_the_same_things(demo_app: Dash) -> None:
    cards = answered(demo_app, "", "quality-lead.children")["quality-cards"]["children"]
    morning = answered(demo_app, "", "overview-morning")["overview-morning"]["children"]
    here, there = ("".join(words(each)) for each in (cards, morning))
    many = re.findall(r"(\d+) things? to look at", here)
    assert many
    assert many == re.findall(r"(\d+) things? to look at in the data", there)
    file = demo_app.server.test_client().get("/csv/findings").text
    assert len(file.strip().splitlines()) - 1 == int(many[0])
    assert "guards." not in there


def test_a_moment_is_said_by_the_clock_of_the_place() -> None:
    moment = pd.Timestamp("2026-11-27 04:47:09")
    assert moment_words(moment, "America/Los_Angeles") == "26 Nov 2026 20:47"
    early = pd.Timestamp("2026-11-27 12:30:00")
    assert moment_words(early, "America/Los_Angeles") == "27 Nov 2026 04:30"
    assert moment_words(pd.NaT, "America/Los_Angeles") == "not known"


def test_days_ago_are_said_in_words() -> None:
    assert [ago_words(days) for days in (0, 1, 2, 1200)] == [
        "today",
        "yesterday",
        "2 days ago",
        "1,200 days ago",
    ]


def test_titles_leave_out_what_the_page_says_already() -> None:
    table = pd.DataFrame({"Feed": ["Robbery reports, Oz (SIMULATED)", "Oz Police, monthly files"]})
    assert short_titles(table, place="Oz")["Feed"].tolist() == [
        "Robbery reports",
        "Oz Police, monthly files",
    ]


@pytest.mark.browser
def test_the_page_says_at_once_whether_the_data_may_be_trusted(visit: Visit) -> None:
    page = visit("/quality")
    expect(page.get_by_role("heading", level=1)).to_have_text("Can these numbers be trusted?")
    expect(page.locator("#quality-lead")).to_contain_text("accounted for, all 4 feeds are alive")
    for title in ("All 4 feeds are alive", "The run in service", "Every row received"):
        expect(page.get_by_role("heading", level=2, name=title)).to_be_visible()
    command = page.get_by_text("python -m etl status")
    expect(command).not_to_be_visible()
    page.get_by_text("The same on the command line").click()
    expect(command).to_be_visible()


@pytest.mark.browser
def test_a_feed_that_went_dark_is_named_at_once(visit: Visit, demo_data_dir: Path) -> None:
    later = Context(
        demo_data_dir, audience="police", clock=lambda: datetime(2026, 3, 1, tzinfo=UTC)
    )
    with serve(later) as address:
        page = visit("/quality", address=address)
        expect(page.locator("#quality-lead")).to_contain_text("4 of 4 feeds are dark")
        expect(page.locator(".card").first).to_contain_text("dark")
    later.close()
