"""Is a table in a file the table of the page, and safe to open in a spreadsheet?"""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pandas as pd
import pytest
from dash import Dash

from analytics.numbers import in_file
from dashboard.app import create_app
from dashboard.context import Context, Reader
from dashboard.downloads import TABLES, escape_formulas
from dashboard.tables.places import place_changes
from tests.architecture import read_sources
from tests.dashboard.conftest import on_the_day

# No problem is kept of it, no week of its last 52 is an alarm, and no place lasts on its burglaries.
EMPTY_IN_THE_DEMO = {"assessment", "lasting", "problems", "unusual"}


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
    assert file["Incidents"].to_dict() == page["now"].to_dict()
    assert file["Before"].to_dict() == page["before"].to_dict()
    assert "In no neighborhood" in file.index


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize(
    "search", ["", "?period=2025-10-01..2025-10-01&offense=carjacking", "?%ff"]
)
def test_every_table_can_be_downloaded_for_every_selection(
    demo_app: Dash, demo_reader: Reader, name: str, search: str
) -> None:
    page, make_table = TABLES[name]
    file = read_csv(demo_app, f"/csv/{name}{search}")
    with demo_app.server.app_context():
        table = in_file(make_table(demo_reader, demo_reader.view(page, search)))
    assert file.columns.tolist() == table.columns.tolist()
    assert len(file) == len(table)
    numbers = table.select_dtypes("number").columns
    assert len(table.columns) > 1
    for column in numbers:
        held = file[column].astype("float64").to_numpy()
        assert held == pytest.approx(table[column].astype("float64").to_numpy(), nan_ok=True)


@pytest.mark.parametrize("name", sorted(TABLES.keys() - EMPTY_IN_THE_DEMO))
def test_every_table_has_rows_where_the_demo_has_something_to_tell(
    demo_app: Dash, name: str
) -> None:
    place = "&neighborhood=midtown" if TABLES[name][0] == "/neighborhood" else ""
    search = f"?period=52w&offense=burglary{place}"
    assert len(read_csv(demo_app, f"/csv/{name}{search}")) > 0


def test_every_table_is_linked_from_some_page() -> None:
    linked = {
        node.args[0].value
        for source in read_sources("dashboard")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "csv_href"
        and isinstance(node.args[0], ast.Constant)
    }
    assert linked == TABLES.keys()


def test_where_there_are_no_data_a_file_is_answered_with_what_to_do(tmp_path: Path) -> None:
    context = Context(tmp_path, audience="police", clock=on_the_day)
    answer = create_app(context).server.test_client().get("/csv/categories")
    assert answer.status_code == 503
    assert f"python -m etl demo --data-dir {tmp_path}" in answer.text
    context.close()


def test_a_table_that_does_not_exist_is_not_found(demo_app: Dash) -> None:
    assert demo_app.server.test_client().get("/csv/officers").status_code == 404
