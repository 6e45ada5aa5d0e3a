"""Is every number of a file and of a page's table in the registry, and rounded, written and headed as that says?"""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.numbers import (
    NUMBERS,
    column_texts,
    columns_of_numbers,
    in_file,
    number_headed,
    write,
)
from analytics.numbers.said import Said, numbers_table
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.downloads import TABLES
from dashboard.public.files import TABLES as PUBLIC_TABLES
from tests.architecture import read_sources
from tests.cities import City
from tests.cities import city as city
from tests.dashboard.conftest import on_the_day
from tests.dashboard.pages.asked import parts
from tests.page_numbers import Asked


def test_every_number_in_a_file_is_of_the_registry_and_rounded_by_it(city: City) -> None:
    for link, (name, (page, make)) in product(city.links[:2], TABLES.items()):
        asked = Asked(city.app, city.reader, city.reader.store, link)
        with city.app.server.app_context():
            try:
                table = make(city.reader, city.reader.view(page, link))
            except SelectionError as refused:
                answer = city.app.server.test_client().get(f"/csv/{name}{link}")
                said = (answer.status_code, str(refused) in answer.text)
                table = None
        if table is None:
            assert said == (400, True)
            continue
        file = asked.file(name)
        assert [*file.columns] == [*table.columns], (link, name)
        for column in columns_of_numbers(table):
            rounding = number_headed(column).rounding
            assert rounding.digits is not None, column
            exact = table[column].astype("float64").to_numpy()
            held = file[column].astype("float64").to_numpy()
            if rounding.is_of_all:
                assert held == pytest.approx(exact, rel=6e-4, nan_ok=True), (link, name, column)
            else:
                rounded = np.round(exact, rounding.digits)
                assert held == pytest.approx(rounded, nan_ok=True), (link, name, column)


@pytest.mark.parametrize(
    ("output", "name", "columns"),
    [
        ("trends-windows", "compstat", ("Incidents", "Before", "Difference")),
        ("trends-alarms", "alarms", ("Incidents", "Alarm limit")),
        ("priorities-rankings", "priorities", ("Rank", "Score", "Chance of a rise", "Votes")),
        ("rhythms-grids", "rhythms", ("Weight", "Of unknown time")),
        ("quality-cards", "located-months", ("Counted", "Share on the map")),
    ],
)
def test_a_table_on_a_page_writes_the_numbers_of_its_file(
    city: City, output: str, name: str, columns: tuple[str, ...]
) -> None:
    asked = Asked(city.app, city.reader, city.reader.store, city.links[0])
    drawn = asked.said(output)[output]["children"]
    tables = [each["props"]["data"] for each in parts(drawn, "Table") if "data" in each["props"]]
    page, make = TABLES[name]
    with city.app.server.app_context():
        exact = make(city.reader, city.reader.view(page, asked.search))
    for column in columns:
        shown = [
            row[table["head"].index(column)]
            for table in tables
            if column in table["head"]
            for row in table["body"]
        ]
        written = number_headed(column).rounding.write
        told = ["" if pd.isna(value) else written(value) for value in exact[column]]
        assert Counter(shown) == Counter(told), column


def test_the_registry_says_what_each_number_is_over_and_how_it_is_rounded() -> None:
    assert all(number.what and number.over and number.rounding.words for number in NUMBERS.values())
    assert write("now", 1234567) == "1,234,567"
    assert write("now", None) == "no data"
    assert write("located_share", 0.99749) == "99.7%"
    assert write("located_share", 0.99996) == ">99.9%"
    assert write("top_5_share", 0.0004) == "<1"
    assert [write("volume", value) for value in (27.46, 7.44, 8.0)] == ["27", "7.4", "8"]
    assert [write("expected_false", value) for value in (0.01, 1.24)] == [
        "fewer than 0.1",
        "about 1.2",
    ]
    table = numbers_table([Said("now", "Burglary", 3, "3")])
    assert table.to_dict("records")[0]["Rounded"] == "whole"


def test_a_column_that_is_no_published_number_is_refused() -> None:
    table = pd.DataFrame({"Incidents": [2.0, None], "Low": [0.33336, 1.0], "Change": ["Up", ""]})
    assert in_file(table)["Incidents"].astype("string").tolist() == ["2", pd.NA]
    assert in_file(table)["Low"].tolist() == [0.3334, 1.0]
    shares = pd.DataFrame({"Share of the city": [0.004, 0.9964]})
    assert in_file(shares)["Share of the city"].tolist() == [0.004, 0.9964]
    assert column_texts(shares["Share of the city"]) == ["<1%", ">99%"]
    with pytest.raises(LookupError, match="headed 'Hits'"):
        in_file(pd.DataFrame({"Hits": [3]}))


def test_the_public_sees_the_numbers_that_are_for_it(demo_data_dir: Path) -> None:
    context = Context(demo_data_dir, audience="public", clock=on_the_day)
    client = create_app(context).server.test_client()
    place = next(iter(context.reader().names))
    headed = set()
    for name, link in product(PUBLIC_TABLES, ("", f"?neighborhood={place}&period=52w")):
        answer = client.get(f"/csv/{name}{link}")
        assert answer.status_code == 200
        file = pd.read_csv(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert len(file) > 0 or not link
        headed |= {*file.columns}
        for column in columns_of_numbers(file):
            assert "public" in number_headed(column).audiences, (name, column)
    listed = pd.read_csv(io.StringIO(client.get("/csv/numbers").text.removeprefix("\ufeff")))
    hidden = {number.what for number in NUMBERS.values() if "public" not in number.audiences}
    assert len(hidden) > 20
    assert not hidden & set(listed["Number"])
    context.close()


def test_headings_are_told_apart() -> None:
    headings = [number.heading for number in NUMBERS.values() if number.heading]
    assert len(headings) == len(set(headings))


def test_every_entry_is_written_somewhere() -> None:
    entries = {f"analytics.numbers.{name}" for name in ("counts", "measures", "data")}
    sources = read_sources("analytics", "dashboard", "notebooks")
    code = "\n".join(each.text for each in sources if each.module not in entries)
    unused = [
        name
        for name, number in NUMBERS.items()
        if not (number.heading and f'"{number.heading}"' in code)
        and not re.search(rf"""(write|said)\(\s*["']{name}["']""", code)
        # The page writes a score by the name of its column.
        and not name.endswith("_score")
    ]
    assert unused == []
