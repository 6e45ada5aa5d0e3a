"""Does the page say what changed, which week to look into, and does a week that is picked filter everything?"""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash
from playwright.sync_api import expect

from dashboard.context import Reader
from dashboard.tables.compstat import Compstat, compstat
from dashboard.tables.weeks import recent_alarms
from tests.dashboard.conftest import Visit
from tests.dashboard.pages.asked import answered, ask, words
from tests.dashboard.served import settle


@pytest.mark.parametrize(
    "search", ["", "?offense=carjacking&neighborhood=andreas-hills&hour=fri-22"]
)
def test_every_part_is_drawn_also_without_a_single_incident(demo_app: Dash, search: str) -> None:
    assert ask(demo_app, search, "trends-cards").status_code == 200
    for part in ("trends-windows", "trends-alarms"):
        assert ask(demo_app, search, f"{part}.children").status_code == 200


@pytest.mark.parametrize("name", ["compstat", "alarms", "years", "months", "weeks"])
def test_every_table_comes_as_a_file(demo_app: Dash, name: str) -> None:
    answer = demo_app.server.test_client().get(f"/csv/{name}?offense=burglary")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.status_code == 200
    assert {row["Offenses"] for row in rows} == {"Burglary"}


SEARCH = "?offense=burglary,narcotics&period=2024-06-03..2025-06-29"


def sentence_of(app: Dash, reader: Reader, search: str) -> tuple[str, Compstat]:
    lead = answered(app, search, "trends-cards")["trends-lead"]["children"]
    return lead, compstat(reader, reader.view("/trends", search))


def test_the_lead_names_its_days_and_what_stands_out_in_other_windows(
    demo_app: Dash, demo_reader: Reader
) -> None:
    seen = set()
    for period, days in (("52w", "52 weeks"), ("28d", "28 days"), ("2025-03-01..2025-03-31", "31")):
        for place in ("", "&neighborhood=midtown"):
            search = f"?offense=burglary,narcotics,quality_of_life&period={period}{place}"
            lead, found = sentence_of(demo_app, demo_reader, search)
            assert lead.startswith(f"Over these {days}"), lead
            own = {"52w": "52_weeks", "28d": "28_days"}.get(period, "")
            others = found.standing_out[found.standing_out["window"] != own]
            assert ("In other windows" in lead) == (len(others) > 0), search
            seen.add(len(others) > 0)
    assert seen == {True, False}


def test_an_alarm_limit_is_never_called_usual(demo_app: Dash) -> None:
    search = "?offense=burglary,narcotics,quality_of_life"
    for output in ("trends-alarms.children", "trends-cards"):
        said = answered(demo_app, search, output)
        text = " ".join(" ".join(words(part.get("children"))) for part in said.values())
        assert not re.search(r"at most [\d,]+ (are )?usual|the usual \d", text)
    file = demo_app.server.test_client().get(f"/csv/alarms{search}").text
    assert "Alarm limit" in file.splitlines()[0]


@pytest.mark.browser
def test_windows_alarms_and_each_category_with_weeks_years_and_months(
    visit: Visit, demo_reader: Reader
) -> None:
    page = visit(f"/trends{SEARCH}")
    view = demo_reader.view("/trends", SEARCH)
    found = compstat(demo_reader, view)
    table = page.locator("table.compstat")
    burglary = next(part for part in found.parts if part.label == "Burglary")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Burglary"))
    for cell, window in zip(row.get_by_role("cell").all(), found.windows, strict=True):
        expect(table).to_contain_text(window.label)
        held = found.row(burglary, window)
        assert held is not None
        assert cell.locator("strong").inner_text() == f"{held['now']:,}"
        assert f"{held['before']:,} before" in cell.inner_text()
    expect(table).not_to_contain_text("%")

    recent = recent_alarms(demo_reader, view)
    alarms = page.locator("#trends-alarms")
    expect(alarms).to_contain_text(f"{recent.judged} judgments")
    expect(alarms).to_contain_text("3 kinds of offense")
    expect(alarms.locator(".alarm-list a")).to_have_count(len(recent.alarms))

    cards = page.locator(".trend-card")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.get_by_role("heading", level=2)).to_have_count(1)
        expect(card.locator(".trend-pane h3")).to_have_count(2)
        expect(card.locator(".month-bars > div")).to_have_count(12)
    narcotics = cards.filter(has_text="Narcotics found by officers")
    expect(narcotics.locator(".law-list")).to_contain_text("Proposition 36, 18 Dec 2024")
    expect(narcotics.locator(".annotation-text").filter(has_text="Proposition 36")).to_be_visible()
    expect(cards.filter(has_text="Burglary:").locator(".law-list")).to_have_count(0)


@pytest.mark.browser
def test_a_week_that_is_clicked_becomes_the_period_and_a_second_click_lets_go(visit: Visit) -> None:
    page = visit("/trends?offense=burglary")
    graph = page.locator(".trend-weeks .dash-graph").first
    graph.scroll_into_view_if_needed()
    point = graph.locator(".scatterlayer .trace").last.locator("path.point").nth(20)
    point.hover(force=True)
    point.click(force=True)
    settle(page)
    first, last = parse_qs(urlsplit(page.url).query)["period"][0].split("..")
    assert first < last
    expect(page.locator("#trends-period")).to_contain_text("compared with")
    page.go_back()
    settle(page)
    assert "period" not in parse_qs(urlsplit(page.url).query)


@pytest.mark.browser
def test_the_table_of_windows_scrolls_inside_its_card_on_a_phone(visit: Visit) -> None:
    page = visit("/trends?offense=robbery", width=360, height=740)
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('.compstat-scroll').scrollWidth]"
    )
    assert widths[0] <= 360 < widths[1]
    region = page.locator(".compstat-scroll")
    region.focus()
    expect(region).to_be_focused()
