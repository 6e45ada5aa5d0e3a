"""Which files can a reader take along? Every table as CSV, and the trend report as PDF, for the link's selection.

A spreadsheet runs a cell that starts with "=" as a formula; such text is written with an apostrophe before it, so it is
not byte for byte what the feed said. Numbers are never touched.
"""

from __future__ import annotations

from collections.abc import Callable

import flask
import pandas as pd
from dash import Dash

from dashboard import tables
from dashboard.context import Reader, current
from dashboard.urlstate import View, own_search

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

TABLES: dict[str, tuple[str, Callable[[Reader, View], pd.DataFrame]]] = {
    "categories": ("/", tables.category_table),
    "neighborhoods": ("/", tables.place_table),
    "areas": ("/hotspots", tables.area_table),
    "weeks": ("/trends", tables.week_table),
}


def csv_href(name: str, search: str | None) -> str:
    """Give the address of a table as CSV, for the selection of a link."""
    return f"/csv/{name}{own_search(search)}"


def escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before each text that a spreadsheet would run."""
    safe = table.rename(columns=_escape)
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_escape)
    return safe


def _escape(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def register(app: Dash) -> None:
    """Serve the tables as files."""

    @app.server.get("/csv/<name>")
    def send_csv(name: str) -> flask.Response:
        if name not in TABLES:
            flask.abort(404)
        page, make_table = TABLES[name]
        reader = current().reader()
        view = reader.view(page, flask.request.query_string.decode("utf-8", "replace"))
        text = escape_formulas(make_table(reader, view)).to_csv(index=False)
        filename = f"{name}_{view.selection.period.start}_{view.selection.period.last_day}.csv"
        return flask.Response(
            # The mark at the start tells spreadsheets that the text is UTF-8.
            "\ufeff" + text,
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{filename}"'},
        )
