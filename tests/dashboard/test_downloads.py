"""Is a table in a file the table of the page, and safe to open in a spreadsheet?"""

from __future__ import annotations

import io

import pandas as pd
import pytest
from dash import Dash

from dashboard.context import Reader
from dashboard.downloads import TABLES, escape_formulas
from dashboard.tables.places import place_changes


def read_csv(app: Dash, address: str) -> pd.DataFrame:
    answer = app.server.test_client().get(address)
    assert answer.status_code == 200
    return pd.read_csv(io.BytesIO(answer.data), encoding="utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    table = pd.DataFrame({text: [text], "difference": [-3], "name": ["O'Fallon - North"]})
    safe = escape_formulas(table)
    assert safe.columns[0] == f"'{text}"
    assert safe.iloc[0, 0] == f"'{text}"
    assert safe["difference"].tolist() == [-3]
    assert safe["name"].tolist() == ["O'Fallon - North"]


def test_file_of_neighborhoods_holds_the_counts_of_the_page(
    demo_app: Dash, demo_reader: Reader
) -> None:
    search = "?period=52w&offense=burglary"
    file = read_csv(demo_app, f"/csv/neighborhoods{search}").set_index("Neighborhood")
    page = place_changes(demo_reader, demo_reader.view("/", search)).set_index("name")
    assert file.iloc[:, 0].to_dict() == page["now"].to_dict()
    assert "In no neighborhood" in file.index


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize(
    "search", ["", "?period=2025-10-01..2025-10-01&offense=carjacking", "?%ff"]
)
def test_every_table_can_be_downloaded_for_every_selection(
    demo_app: Dash, name: str, search: str
) -> None:
    assert len(read_csv(demo_app, f"/csv/{name}{search}").columns) > 1


def test_a_table_that_does_not_exist_is_not_found(demo_app: Dash) -> None:
    assert demo_app.server.test_client().get("/csv/officers").status_code == 404
