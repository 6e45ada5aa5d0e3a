"""Is a dark feed named on every page that shows its offenses, and are its days no data instead of zero?"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from playwright.sync_api import expect

from analytics.figures.series import weekly_trend
from analytics.store import POINTER, SNAPSHOTS
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.days import compared_days
from dashboard.stale import stale_notice
from dashboard.tables.hotspots import standing_out
from dashboard.tables.parts import category_findings, category_table, parts_of
from dashboard.tables.places import mapped_change, place_counts
from dashboard.tables.weeks import part_trend, week_table
from tests import dark_town
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.served import serve


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def dark_context(dark_town_data_dir: Path) -> Iterator[Context]:
    evening = datetime(2025, 12, 29, 4, tzinfo=UTC)
    context = Context(dark_town_data_dir, audience="police", clock=lambda: evening)
    yield context
    context.close()


@pytest.fixture(scope="module")
def dark_reader(dark_context: Context) -> Reader:
    return dark_context.reader()


def said(reader: Reader, search: str = "", *, days_later: int = 0, page: str = "/") -> str:
    """Give the words of the notice, so many days after the last day that any feed knows of."""
    latest = max(feed.data_as_of for feed in reader.coverage.feeds)
    notices = stale_notice(reader, reader.view(page, search), latest + timedelta(days=days_later))
    return words(json.loads(json.dumps([n.to_plotly_json() for n in notices], default=_plain)))


def _plain(component: Any) -> Any:
    return component.to_plotly_json()


def words(node: Any) -> str:
    """Give the text of a component, tags left out."""
    if isinstance(node, list):
        return "".join(map(words, node))
    if isinstance(node, dict):
        return words(node["props"].get("children"))
    return node or ""


def test_a_dark_feed_is_named_with_its_last_day_and_its_cadence(dark_reader: Reader) -> None:
    assert said(dark_reader).startswith(
        "No news of burglary since 29 Oct 2025: the feed is due every day. Days after that are shown"
        " as no data, not as zero. Burglary is in no total and on no map of the days shown."
    )


@pytest.mark.parametrize("page", ["/", "/hotspots", "/trends", "/no-such-page"])
def test_every_page_says_so(dark_reader: Reader, page: str) -> None:
    assert "No news of burglary" in said(dark_reader, page=page)


def test_a_page_without_the_dark_feeds_offenses_does_not_speak_of_it(dark_reader: Reader) -> None:
    assert said(dark_reader, "?offense=robbery") == ""
    assert "burglary" in said(dark_reader, "?offense=burglary_residential")


def test_feeds_with_one_last_day_share_a_sentence_and_others_have_their_own(
    dark_reader: Reader, demo_reader: Reader
) -> None:
    later = said(dark_reader, days_later=3)
    assert later.index("burglary since 29 Oct") < later.index("robbery since 28 Dec")
    feeds = "The simulated feeds of robbery, burglary, narcotics and quality of life end on 30 Nov 2025."
    assert said(demo_reader, days_later=3).startswith(feeds)


def test_the_demo_is_not_dark_for_two_days(demo_reader: Reader) -> None:
    assert [bool(said(demo_reader, days_later=days)) for days in range(4)] == [False] * 3 + [True]


def test_a_day_ends_where_the_data_are_from(demo_context: Context) -> None:
    reader = demo_context.reader()
    assert on_the_day().day == 1, "in London"
    assert demo_context.today(reader).day == 30, "in Palm Springs"


def test_a_clock_that_runs_late_hides_no_dark_feed(dark_reader: Reader) -> None:
    assert "burglary" in said(dark_reader, days_later=-100)


def test_an_open_page_asks_again_within_five_minutes(demo_app: Dash) -> None:
    client = demo_app.server.test_client()
    client.get("/")
    layout = client.get("/_dash-layout").text
    (interval,) = re.findall(r'"props":\{"id":"recheck","interval":(\d+)\}', layout)
    assert 0 < int(interval) <= 300_000


def test_the_callback_follows_the_clock(demo_data_dir: Path) -> None:
    clock = Clock(on_the_day())
    context = Context(demo_data_dir, audience="police", clock=clock)
    client = create_app(context).server.test_client()
    client.get("/")

    def ask() -> str:
        inputs = [
            ("url", "search", ""),
            ("url", "pathname", "/"),
            ("stale-check", "n_intervals", 1),
        ]
        body = {
            "output": "stale-notice.children",
            "outputs": {"id": "stale-notice", "property": "children"},
            "inputs": [
                dict(zip(("id", "property", "value"), given, strict=True)) for given in inputs
            ],
            "changedPropIds": ["stale-check.n_intervals"],
        }
        answer = client.post("/_dash-update-component", json=body)
        return words(json.loads(answer.text)["response"]["stale-notice"]["children"])

    assert ask() == ""
    clock.at += timedelta(days=3)
    assert "end on 30 Nov 2025" in ask()
    context.close()


def test_the_card_of_a_dark_category_says_no_data_and_the_others_go_on(dark_reader: Reader) -> None:
    view = dark_reader.view("/", "")
    robbery, burglary = category_findings(dark_reader, view)
    assert view.selection.period.last_day == dark_town.LAST_ROBBERY - timedelta(days=14)
    assert robbery.count == 28 * dark_town.A_DAY
    assert (burglary.count, burglary.change) == (None, None)
    assert burglary.ends_on == dark_town.LAST_BURGLARY
    table = category_table(dark_reader, view).set_index("Offenses")
    assert table["Incidents"].isna().tolist() == [False, True]
    assert table.loc["Burglary", "Change"] == "No data after 29 Oct 2025"


@pytest.mark.parametrize("search", ["?offense=all", "", "?period=2025-10-20..2025-11-30"])
def test_totals_and_maps_hold_only_offenses_with_data_on_every_day(
    dark_reader: Reader, search: str
) -> None:
    view = dark_reader.view("/", search)
    assert view.selection.offenses == ("robbery",)
    assert set(view.asked.offenses) == {"robbery", "burglary"}
    total = mapped_change(dark_reader, view)
    assert total is not None
    assert total.now == total.days_now * dark_town.A_DAY
    assert place_counts(dark_reader, view)["northwest"] == 0
    assert standing_out(dark_reader, view).asked == total.now


def test_days_that_a_dark_feed_covers_count_all_of_it(dark_reader: Reader) -> None:
    view = dark_reader.view("/", "?period=2025-09-01..2025-09-28")
    assert view.left_out == ()
    assert [f.count for f in category_findings(dark_reader, view)] == [56, 56]


def test_a_dark_category_alone_shows_its_own_last_days_under_their_dates(
    dark_reader: Reader,
) -> None:
    view = dark_reader.view("/", "?offense=burglary")
    assert view.selection.period.last_day == dark_town.LAST_BURGLARY - timedelta(days=14)
    assert [f.count for f in category_findings(dark_reader, view)] == [56]
    compared = compared_days(dark_reader, view)
    assert compared is not None
    assert compared.now_words == "18 Sep to 15 Oct 2025", "not the last 28 days"
    late = dark_reader.view("/", "?offense=burglary&period=2025-12-01..2025-12-10")
    assert "There are no data for 1 to 10 Dec 2025" in late.notices[0]


@pytest.mark.parametrize("search", ["", "?offense=burglary"])
def test_the_weeks_of_a_dark_category_end_with_it_and_never_fall_to_zero(
    dark_reader: Reader, search: str
) -> None:
    view = dark_reader.view("/trends", search)
    (part,) = (p for p in parts_of(dark_reader, view.asked) if p.category == "burglary")
    trend = part_trend(dark_reader, view, part)
    (line,) = (t for t in weekly_trend(trend).data if t.name == "incidents")
    drawn = {day: count for day, count in zip(line.x, line.y, strict=True) if count is not None}
    assert max(drawn) == "2025-10-20"
    assert set(drawn.values()) == {7 * dark_town.A_DAY}
    weeks = week_table(dark_reader, view)
    after = weeks[(weeks["Offenses"] == "Burglary") & (weeks["Note"] == "No data")]
    assert after["Incidents"].isna().all()
    assert len(after) == (0 if search else 8)


@pytest.mark.browser
def test_an_open_page_says_that_a_feed_went_dark_and_a_new_snapshot_takes_it_back(
    visit: Visit, demo_data_dir: Path, town_data_dir: Path, tmp_path: Path
) -> None:
    for source in (demo_data_dir, town_data_dir):
        shutil.copytree(source / SNAPSHOTS, tmp_path / SNAPSHOTS, dirs_exist_ok=True)
    shutil.copy(demo_data_dir / POINTER, tmp_path)
    clock = Clock(on_the_day())
    context = Context(tmp_path, audience="police", clock=clock, recheck_seconds=1)
    with serve(context) as address:
        page = visit("/trends", address=address)
        told = page.locator("#stale-notice")
        expect(told).to_be_empty()
        chart = page.locator(".main-svg").first.element_handle()
        clock.at += timedelta(days=30)
        expect(told).to_contain_text(
            "feeds of robbery, burglary, narcotics and quality of life end"
        )
        assert chart.is_visible(), "the figures stay as they are"
        shutil.copy(town_data_dir / POINTER, tmp_path)
        expect(told).to_be_empty()
        page.get_by_role("link", name="Overview").click()
        expect(page.locator("#overview-lead")).not_to_be_empty()
        page.close()
    context.close()
