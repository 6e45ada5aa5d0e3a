"""Is one incident found whatever is chosen, and does its link open it again?"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash
from playwright.sync_api import expect

from analytics.coverage import day_words
from analytics.periods import Period
from analytics.selection import Selection
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.tables.incidents import matching
from tests import dark_town
from tests.dashboard.conftest import Visit, on_the_day
from tests.dashboard.pages.asked import answered, ask, parts, words
from tests.dashboard.pages.test_incidents import ask_rows, cells, query, rows_of
from tests.dashboard.served import settle


def test_a_case_number_is_found_whatever_days_and_offenses_are_chosen(
    demo_app: Dash, demo_reader: Reader
) -> None:
    old = rows_of(
        ask_rows(
            demo_app,
            {"startRow": 0, "endRow": 1, "sortModel": [{"colId": "when", "sort": "asc"}]},
            "?period=2021-01-01..2021-12-31&offense=all",
        )
    )["rowData"][0]
    search = f"?offense=burglary&neighborhood=midtown&q={old['case']}"
    assert sum(matching(demo_reader, demo_reader.view("/incidents", search))) == 0
    said = answered(demo_app, search, "incidents-elsewhere")
    (link,) = parts(said["incidents-elsewhere"]["children"], "Link")
    there = demo_reader.view("/incidents", link["props"]["href"])
    assert sum(matching(demo_reader, there)) >= 1
    listed = rows_of(ask_rows(demo_app, {"startRow": 0, "endRow": 50}, link["props"]["href"]))
    assert old["row"] in {row["row"] for row in listed["rowData"]}


def test_a_row_of_days_that_not_every_feed_knows_is_found_and_listed(
    demo_app: Dash, demo_reader: Reader
) -> None:
    feeds, whole = demo_reader.coverage.feeds, demo_reader.coverage.whole
    days = Period(min(feed.first_on for feed in feeds), whole.start)
    assert days.days > 0, "all feeds begin on one day: this proves nothing"
    rows, total = demo_reader.store.read_page(Selection(days), count=1)
    assert total > 0
    case = rows["incident_id"].iloc[0]
    said = answered(demo_app, f"?q={case}", "incidents-elsewhere")["incidents-elsewhere"]
    (link,) = parts(said["children"], "Link")
    listed = rows_of(ask_rows(demo_app, {"startRow": 0, "endRow": 50}, link["props"]["href"]))
    assert case in {row["case"] for row in listed["rowData"]}
    reach = Period(days.start, max(feed.data_as_of for feed in feeds) + timedelta(days=1))
    assert f"searched from {reach.label()}" in " ".join(words(said["children"]))


def test_pages_that_compare_keep_to_the_days_that_all_feeds_cover(demo_reader: Reader) -> None:
    asked = "?period=1990-01-01..2099-12-31&offense=all"
    whole = demo_reader.coverage.whole
    assert demo_reader.view("/trends", asked).selection.period == whole
    assert demo_reader.view("/incidents", asked).selection.period.start < whole.start


def test_a_row_of_a_dark_feed_is_found_and_listed(dark_town_data_dir: Path) -> None:
    """Of all days its offenses are left out: the link ends where they do."""
    context = Context(dark_town_data_dir, audience="police", clock=on_the_day)
    app, case = create_app(context), f"town_burglary-{dark_town.LAST_BURGLARY}-0"
    try:
        said = answered(app, f"?q={case}", "incidents-elsewhere")["incidents-elsewhere"]
        (link,) = parts(said["children"], "Link")
        assert f"up to {day_words(dark_town.LAST_BURGLARY)}" in link["props"]["children"]
        listed = rows_of(ask_rows(app, {"startRow": 0, "endRow": 50}, link["props"]["href"]))
        assert [row["case"] for row in listed["rowData"]] == [case]
    finally:
        context.close()


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?q=no+such+street", "there is nothing else with “no such street”"),
        ("?period=52w&offense=all&q=dr", None),
        ("", None),
        ("?q=99-99999", "there is nothing else"),
    ],
)
def test_other_days_are_searched_only_where_these_do_not_answer(
    demo_app: Dash, search: str, said: str | None
) -> None:
    found = answered(demo_app, search, "incidents-elsewhere")["incidents-elsewhere"]["children"]
    if said is None:
        assert found is None
    else:
        assert said in " ".join(words(found))


def test_a_row_opens_from_its_link_and_an_unknown_one_says_so(demo_app: Dash) -> None:
    row = rows_of(ask_rows(demo_app, {"startRow": 3, "endRow": 4}, "?period=52w"))["rowData"][0]
    # Whatever else the link asks for: a row is a row.
    link = f"?incident={row['row']}&offense=robbery&period=28d"
    text = ask(demo_app, link, "incidents-detail").text
    assert row["case"] in text
    assert "incident-title" in text
    for number in ("1", "-1", "9" * 20):
        unknown = ask(demo_app, f"?incident={number}", "incidents-detail").text
        assert "No row of these data" in unknown
    shown = answered(demo_app, "", "incidents-detail")["incidents-detail"]["children"]
    assert shown is None


@pytest.mark.browser
def test_a_row_that_is_open_is_part_of_the_link_and_back_closes_it(visit: Visit) -> None:
    page = visit("/incidents?period=52w&offense=burglary")
    cells(page, "case")
    page.locator(".ag-row[row-index='1'] [col-id=case]").click()
    detail = page.locator(".incident-detail")
    expect(detail).to_be_visible()
    settle(page)
    case = detail.locator("dd").first.inner_text()
    row = query(page)["incident"]
    page.locator(".ag-row[row-index='2'] [col-id=case]").click()
    expect(detail).not_to_have_attribute("data-row", row[0])
    settle(page)
    page.go_back()
    expect(detail).to_have_attribute("data-row", row[0])
    expect(page.locator(".ag-row[row-index='1']").first).to_have_class(
        re.compile("ag-row-selected")
    )
    settle(page)
    page.go_back()
    expect(detail).to_have_count(0)
    expect(page.locator(".ag-row-selected")).to_have_count(0)
    page.go_forward()
    expect(detail).to_have_attribute("data-row", row[0])
    page.reload()
    settle(page)
    expect(detail.locator("dd").first).to_have_text(case)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(detail).to_have_count(0)
    assert "incident" not in query(page)
