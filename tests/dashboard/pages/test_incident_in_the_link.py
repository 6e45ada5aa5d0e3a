"""Is one incident found whatever is chosen, and does its link open it again?"""

from __future__ import annotations

import re

import pytest
from dash import Dash
from playwright.sync_api import expect

from dashboard.context import Reader
from dashboard.tables.incidents import matching
from tests.dashboard.conftest import Visit
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
