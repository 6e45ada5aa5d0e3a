"""Are the rows of the list those that are counted, in the order asked for, and said in words?"""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.offenses import label_of
from dashboard.context import Reader
from dashboard.tables.incidents import (
    NEWEST_FIRST,
    incident_page,
    incident_table,
    list_rows,
    matching,
    order_of,
    read_order,
    when_words,
)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-03 22:10", None, "3 Nov 2026 22:10"),
        ("2026-11-03 22:10", "2026-11-03 22:10", "3 Nov 2026 22:10"),
        ("2026-11-03 08:00", "2026-11-03 17:30", "3 Nov 2026 08:00 to 17:30"),
        ("2026-11-03 22:00", "2026-11-04 07:30", "3 Nov 22:00 to 4 Nov 2026 07:30"),
        ("2025-12-31 22:00", "2026-01-01 07:05", "31 Dec 2025 22:00 to 1 Jan 2026 07:05"),
    ],
)
def test_a_window_is_said_as_people_say_it(start: str, end: str | None, said: str) -> None:
    until = pd.NaT if end is None else pd.Timestamp(end)
    assert when_words(pd.Timestamp(start), until) == said


def test_what_victims_report_is_counted_apart_from_what_follows_where_officers_look(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/incidents", "?period=52w&offense=burglary,vandalism")
    counts = demo_reader.count(view.selection, ("category",)).set_index("category")["incidents"]
    assert matching(demo_reader, view) == (counts["burglary"], counts["quality_of_life"])
    alone = demo_reader.view("/incidents", "?period=52w&offense=vandalism")
    assert matching(demo_reader, alone) == (0, counts["quality_of_life"])


def test_the_list_holds_as_many_rows_as_are_counted(demo_reader: Reader) -> None:
    view = demo_reader.view("/incidents", "?period=90d&offense=robbery,narcotics")
    rows, total = incident_page(demo_reader, view, NEWEST_FIRST, start=0, count=500)
    assert len(rows) == total == sum(matching(demo_reader, view))


def test_a_search_keeps_what_has_it_in_the_address_and_both_parts_add_up(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/incidents", "?period=52w&q=palm canyon")
    table = incident_table(demo_reader, view)
    assert len(table) == sum(matching(demo_reader, view)) > 0
    assert table["Address"].str.contains("palm canyon", case=False).all()


def test_a_case_number_finds_its_rows(demo_reader: Reader) -> None:
    everything = incident_table(demo_reader, demo_reader.view("/incidents", "?period=28d"))
    case = everything["Case number"].iloc[3]
    found = incident_table(demo_reader, demo_reader.view("/incidents", f"?period=28d&q={case}"))
    assert set(found["Case number"]) == {case}


def test_the_file_has_the_rows_of_the_list_in_its_order(demo_reader: Reader) -> None:
    search = "?period=90d&offense=burglary&sort=address:asc"
    view = demo_reader.view("/incidents", search)
    assert order_of(view) == ("address", "asc")
    rows, total = incident_page(demo_reader, view, order_of(view), start=0, count=500)
    listed = list_rows(demo_reader, rows)
    table = incident_table(demo_reader, view)
    assert len(table) == total
    assert table["Case number"].tolist() == [row["case"] for row in listed]
    assert table["Offense"].tolist() == [row["offense"] for row in listed]
    addresses = [row["address"] for row in listed if row["address"]]
    assert addresses == sorted(addresses)


def test_every_row_names_its_file_and_its_row_in_it(demo_reader: Reader) -> None:
    view = demo_reader.view("/incidents", "?period=28d&offense=burglary")
    rows, _ = incident_page(demo_reader, view, NEWEST_FIRST, start=0, count=10)
    line, shown = rows.iloc[0], list_rows(demo_reader, rows)[0]
    assert shown["source"] == f"{line['source_file']}, row {line['source_row']:,}"
    assert shown["offense"] == label_of(line["offense"])
    assert shown["row"] == str(line["row_id"]), "a number that long is rounded in a browser"


def test_a_row_without_a_neighborhood_is_in_the_list_and_has_none(demo_reader: Reader) -> None:
    view = demo_reader.view("/incidents", "?period=52w&offense=burglary")
    rows, _ = incident_page(demo_reader, view, NEWEST_FIRST, start=0, count=500)
    shown = list_rows(demo_reader, rows)
    missing = rows["neighborhood_id"].isna().to_numpy()
    assert missing.any()
    assert [row["neighborhood"] is None for row in shown] == missing.tolist()


@pytest.mark.parametrize(
    "text", ["", "address", "address:up", "row_id:asc", "asc:address", "address:asc:asc"]
)
def test_an_order_that_is_none_is_the_newest_first(demo_reader: Reader, text: str) -> None:
    search = f"?sort={text}"
    view = demo_reader.view("/incidents", search)
    assert read_order(text) is None
    assert order_of(view) == NEWEST_FIRST
