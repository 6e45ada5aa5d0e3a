"""Which files can a reader take along? Every table as CSV, and the trend report as PDF, for the link's selection.

A spreadsheet runs a cell that starts with "=" as a formula; such text is written with an apostrophe before it, so it is
not byte for byte what the feed said. Numbers are never touched.
"""

from __future__ import annotations

from collections.abc import Callable

import flask
import pandas as pd
from dash import MATCH, Dash, Input, Output, State, dcc, no_update, set_props

from analytics.errors import SelectionError
from analytics.report import trend_report
from dashboard import ids
from dashboard.components.notices import notice
from dashboard.context import Reader, current
from dashboard.days import counted_days
from dashboard.tables import hotspots, parts, places, weeks
from dashboard.urlstate import View, own_search, period_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

TABLES: dict[str, tuple[str, Callable[[Reader, View], pd.DataFrame]]] = {
    "categories": ("/", parts.category_table),
    "neighborhoods": ("/", places.place_table),
    "blocks": ("/", hotspots.block_table),
    "areas": ("/hotspots", hotspots.area_table),
    "weeks": ("/trends", weeks.week_table),
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
    """Serve the tables as files, and make the report when its button is pressed."""

    @app.callback(
        Output({"type": "pdf-file", "page": MATCH}, "data"),
        Input({"type": "pdf-button", "page": MATCH}, "n_clicks"),
        State(ids.URL, "search"),
        State(ids.URL, "pathname"),
        running=[(Output({"type": "pdf-button", "page": MATCH}, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def send_report(clicks: int, search: str | None, pathname: str) -> object:
        if not clicks:
            return no_update
        reader = current().reader()
        selection = places.report_selection(reader, reader.view(pathname, search))
        try:
            content = trend_report(reader.store, selection)
        except SelectionError as error:
            set_props(
                ids.ERROR_NOTICE, {"children": notice(f"There is no report for this: {error}.")}
            )
            return no_update
        return dcc.send_bytes(content, f"trends_{period_text(selection.period)}.pdf")

    @app.server.get("/csv/<name>")
    def send_csv(name: str) -> flask.Response:
        if name not in TABLES:
            flask.abort(404)
        page, make_table = TABLES[name]
        reader = current().reader()
        view = reader.view(page, flask.request.query_string.decode("utf-8", "replace"))
        text = escape_formulas(make_table(reader, view)).to_csv(index=False)
        days = counted_days(reader, view) if page == "/" else view.selection.period
        filename = f"{name}_{days.start}_{days.last_day}.csv"
        return flask.Response(
            # The mark at the start tells spreadsheets that the text is UTF-8.
            "\ufeff" + text,
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{filename}"'},
        )
