"""Can a reader find the incidents behind a number, one by one, and take them along?"""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from analytics.store import pages as store_pages
from dashboard.components.incident_detail import incident_detail
from dashboard.context import Reader
from dashboard.tables.incidents import MOST_AT_ONCE, asked_order, asked_rows, matching
from tests.dashboard.conftest import Visit
from tests.dashboard.pages.asked import ask
from tests.dashboard.served import settle

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def ask_rows(app: Dash, request: Any, search: Any = "") -> Any:
    """Ask for rows as the list does."""
    return app.server.test_client().post(
        "/_dash-update-component",
        json={
            "output": "incidents-grid.getRowsResponse",
            "outputs": {"id": "incidents-grid", "property": "getRowsResponse"},
            "inputs": [{"id": "incidents-grid", "property": "getRowsRequest", "value": request}],
            "state": [{"id": "url", "property": "search", "value": search}],
            "changedPropIds": ["incidents-grid.getRowsRequest"],
        },
    )


def rows_of(answer: Any) -> dict[str, Any]:
    response: dict[str, Any] = json.loads(answer.text)["response"]
    return response["incidents-grid"]["getRowsResponse"]  # type: ignore[no-any-return]


def test_pages_of_the_list_follow_each_other_without_a_gap(demo_app: Dash) -> None:
    search = "?period=52w&offense=burglary"
    whole = rows_of(ask_rows(demo_app, {"startRow": 0, "endRow": 300}, search))
    parts = [
        rows_of(ask_rows(demo_app, {"startRow": start, "endRow": start + 100}, search))["rowData"]
        for start in (0, 100, 200)
    ]
    assert whole["rowCount"] >= 300
    assert [row["row"] for part in parts for row in part] == [
        row["row"] for row in whole["rowData"]
    ]


def test_the_list_is_sorted_on_the_server(demo_app: Dash) -> None:
    request = {"startRow": 0, "endRow": 50, "sortModel": [{"colId": "when", "sort": "asc"}]}
    oldest = rows_of(ask_rows(demo_app, request, "?period=52w"))["rowData"]
    newest = rows_of(ask_rows(demo_app, {"startRow": 0, "endRow": 50}, "?period=52w"))["rowData"]
    assert oldest[0]["row"] not in {row["row"] for row in newest}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    request=st.one_of(
        ANYTHING,
        st.fixed_dictionaries({"startRow": ANYTHING, "endRow": ANYTHING, "sortModel": ANYTHING}),
        st.fixed_dictionaries(
            {"startRow": st.integers(), "endRow": st.integers()},
            optional={
                "sortModel": st.lists(st.dictionaries(st.sampled_from(["colId", "sort"]), ANYTHING))
            },
        ),
    )
)
def test_whatever_the_browser_asks_for_is_answered(demo_app: Dash, request: Any) -> None:
    start, count = asked_rows(request)
    assert start >= 0
    assert 1 <= count <= MOST_AT_ONCE
    assert asked_order(request, ("when", "desc"))[1] in ("asc", "desc")
    answer = ask_rows(demo_app, request, "?period=28d&offense=robbery")
    assert answer.status_code in (200, 204, 400)
    assert "Traceback" not in answer.text
    assert "could not be drawn" not in answer.text


@settings(max_examples=30)
@given(
    row=st.dictionaries(st.sampled_from(["case", "lon", "lat", "address", "block_id"]), ANYTHING)
)
def test_a_row_that_comes_back_as_anything_breaks_nothing(row: dict[str, Any]) -> None:
    assert "incident-title" in str(incident_detail(row, ""))


def test_a_huge_page_is_cut(demo_app: Dash) -> None:
    found = rows_of(ask_rows(demo_app, {"startRow": 0, "endRow": 10**9}, "?period=52w&offense=all"))
    assert len(found["rowData"]) == MOST_AT_ONCE < found["rowCount"]


def test_the_file_is_safe_to_open_and_has_as_many_rows_as_the_page_says(
    demo_app: Dash, demo_reader: Reader
) -> None:
    search = "?period=90d&offense=burglary&q=dr&sort=address:desc"
    answer = demo_app.server.test_client().get(f"/csv/incidents{search}")
    table = pd.read_csv(io.BytesIO(answer.data), encoding="utf-8-sig")
    assert len(table) == sum(matching(demo_reader, demo_reader.view("/incidents", search))) > 0
    addresses = table["Address"].tolist()
    assert addresses == sorted(addresses, reverse=True)
    texts = table.select_dtypes("str").stack()
    assert not texts.str.match(r"[=+@-]").any()


def test_too_many_rows_for_a_file_are_refused_with_what_to_do(
    demo_app: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_pages, "MOST_ROWS", 10)
    answer = demo_app.server.test_client().get("/csv/incidents?period=52w")
    assert answer.status_code == 400
    assert "choose fewer days" in answer.text


def test_the_sentence_never_adds_what_victims_report_to_what_follows_where_officers_look(
    demo_app: Dash,
) -> None:
    mixed = ask(demo_app, "?period=52w", output="incidents-lead.children").text
    assert re.search(
        r"\d offenses that victims report, and [\d,]+ that follow where officers", mixed
    )
    alone = ask(demo_app, "?period=52w&offense=burglary", output="incidents-lead.children").text
    assert re.search(r"Burglary from .* to .*: \d+\.", alone)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def cells(page: Page, column: str) -> list[str]:
    page.wait_for_selector(f".ag-row:not(.ag-row-loading) [col-id={column}]")
    found = page.locator(f".ag-row [col-id={column}]")
    return [text for text in found.all_inner_texts() if text]


@pytest.mark.browser
def test_a_search_is_kept_in_the_link_and_back_takes_it_away(visit: Visit) -> None:
    page = visit("/incidents?period=52w")
    before = page.locator("#incidents-lead").inner_text()
    box = page.get_by_role("textbox", name="Search by case number or address")
    box.press_sequentially("palm can")
    expect(page.locator("#incidents-lead")).to_contain_text("“palm can”")
    settle(page)
    assert query(page)["q"] == ["palm can"]
    found = page.locator(".ag-row:not(.ag-row-loading) [col-id=address]")
    expect(found.filter(has_not_text="Palm Canyon")).to_have_count(0)
    assert cells(page, "address")
    expect(box).to_be_focused()
    page.go_back()
    settle(page)
    expect(page.locator("#incidents-lead")).to_have_text(before)
    expect(page.get_by_role("textbox", name="Search by")).to_have_value("")


@pytest.mark.browser
def test_the_order_is_part_of_the_link_and_of_the_file(visit: Visit) -> None:
    page = visit("/incidents?period=52w&offense=robbery")
    page.get_by_role("columnheader", name="Address").click()
    settle(page)
    assert query(page)["sort"] == ["address:asc"]
    shown = cells(page, "address")
    assert shown == sorted(shown)
    href = page.get_by_role("link", name="CSV").get_attribute("href")
    assert href is not None
    assert "sort=address:asc" in href
    page.reload()
    settle(page)
    assert cells(page, "address") == shown
    expect(page.get_by_role("columnheader", name="Address")).to_have_attribute(
        "aria-sort", "ascending"
    )


@pytest.mark.browser
def test_a_row_opens_by_keyboard_and_leads_to_its_place_and_its_address(visit: Visit) -> None:
    page = visit("/incidents?period=52w&offense=burglary")
    cells(page, "case")
    page.get_by_role("columnheader", name="Case number").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    title = page.locator("#incident-title")
    expect(title).to_be_focused()
    case = page.locator(".incident-detail dd").first.inner_text()
    assert case in cells(page, "case")
    place = page.get_by_role("link", name="Show 100 m around it on the map")
    href = place.get_attribute("href") or ""
    assert href.startswith("/hotspots?")
    assert "area=circle:" in href
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)
    expect(page.locator(".ag-cell-focus")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Same address").click()
    settle(page)
    assert case in cells(page, "case")
    assert "q" in query(page)


@pytest.mark.browser
def test_a_filter_that_changes_asks_for_other_rows(visit: Visit) -> None:
    page = visit("/incidents?offense=burglary")
    assert all("urglary" in text for text in cells(page, "offense")[1:])
    page.get_by_role("radiogroup", name="Period").get_by_text("52 weeks", exact=True).click()
    settle(page)
    count = page.locator("[role=grid]").get_attribute("aria-rowcount")
    said = re.search(r": ([\d,]+)\.$", page.locator("#incidents-lead").inner_text())
    assert said is not None
    assert int(count or 0) - 1 == int(said[1].replace(",", ""))


@pytest.mark.browser
def test_nothing_found_says_so_and_offers_a_way_out(visit: Visit) -> None:
    page = visit("/incidents?q=no+such+street")
    assert query(page)["q"] == ["no such street"], "opening a link must not change it"
    expect(page.locator("#incidents-none")).to_contain_text("has this in its address")
    expect(page.locator("[role=grid]")).to_be_hidden()
    page.get_by_role("link", name="Clear the search").click()
    settle(page)
    assert cells(page, "case")


@pytest.mark.browser
def test_a_phone_shows_cards_and_needs_no_sideways_scrolling(visit: Visit) -> None:
    page = visit("/incidents", width=360, height=740)
    expect(page.locator(".incident-card").first).to_be_visible()
    assert page.locator(".ag-header-cell").count() == 1
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    page.locator(".incident-card").nth(4).scroll_into_view_if_needed()
    page.locator(".incident-card").nth(4).click()
    expect(page.locator("#incident-title")).to_be_in_viewport()
