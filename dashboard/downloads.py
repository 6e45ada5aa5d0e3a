"""Which files can a reader take along? Every table as CSV, and reports as PDF, for the link's selection.

A spreadsheet runs a cell that starts with "=" as a formula; such text is written with an apostrophe before it, so it is
not byte for byte what the feed said. A number is never marked so.
"""

from __future__ import annotations

from collections.abc import Callable

import flask
import pandas as pd
from dash import Dash

from analytics.errors import CrimeStatsError, SelectionError
from analytics.numbers import in_file, registry_table
from dashboard.context import Reader, current
from dashboard.days import counted_days
from dashboard.jobs import answers
from dashboard.paper import reports
from dashboard.tables import (
    accuracy,
    alike,
    beside,
    compstat,
    hotspot_times,
    hotspots,
    hour_places,
    incidents,
    near_repeats,
    neighborhood,
    parts,
    places,
    priorities,
    problems,
    quality,
    rhythms,
    unusual,
    weeks,
    years,
)
from dashboard.urlstate import View, own_search

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

TABLES: dict[str, tuple[str, Callable[[Reader, View], pd.DataFrame]]] = {
    "categories": ("/", parts.category_table),
    "neighborhoods": ("/", places.place_table),
    "unusual": ("/", unusual.unusual_table),
    "blocks": ("/", hotspots.block_table),
    "areas": ("/hotspots", hotspots.area_table),
    "owned": ("/hotspots", hotspots.owned_table),
    "hot-blocks": ("/hotspots", hotspots.hot_block_table),
    "lasting": ("/hotspots", hotspot_times.lasting_table),
    "map-changes": ("/hotspots", hotspot_times.changed_table),
    "zones": ("/hotspots", hotspot_times.zone_table),
    "map-accuracy": ("/hotspots", accuracy.accuracy_table),
    "near-repeats": ("/hotspots", near_repeats.near_repeat_table),
    "weeks": ("/trends", weeks.week_table),
    "alarms": ("/trends", weeks.alarm_table),
    "compstat": ("/trends", compstat.compstat_table),
    "years": ("/trends", years.year_file),
    "months": ("/trends", years.all_months),
    "rhythms": ("/rhythms", rhythms.rhythm_table),
    "hour": ("/rhythms", hour_places.hour_table),
    "incidents": ("/incidents", incidents.incident_table),
    "feeds": ("/quality", quality.feed_age_table),
    "reconciliation": ("/quality", quality.reconciliation_table),
    "set-aside": ("/quality", quality.set_aside_table),
    "located": ("/quality", quality.located_file),
    "located-months": ("/quality", quality.located_month_table),
    "findings": ("/quality", quality.finding_table),
    "priorities": ("/priorities", priorities.priority_file),
    "problems": ("/problems", problems.board_table),
    "assessment": ("/problems", problems.assessment_table),
    "place-blocks": ("/neighborhood", neighborhood.place_block_table),
    "place-weeks": ("/neighborhood", neighborhood.place_week_table),
    "levels": ("/neighborhood", neighborhood.level_table),
    "beside": ("/neighborhood", beside.beside_table),
    "stretches": ("/neighborhood", beside.stretch_table),
    "similar": ("/neighborhood", alike.similar_table),
    "repeats": ("/neighborhood", alike.repeat_table),
    "numbers": ("/methods", lambda reader, view: registry_table("police")),
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
    """Serve the tables as files, and offer reports, which are made in the background."""
    answers.register(app)
    reports.register(app)

    @app.server.get("/csv/<name>")
    def send_csv(name: str) -> flask.Response:
        if name not in TABLES:
            flask.abort(404)
        page, make_table = TABLES[name]
        search = flask.request.query_string.decode("utf-8", "replace")
        try:
            reader = current().reader()
            view = reader.view(page, search)
            table = make_table(reader, view)
        except CrimeStatsError as error:
            # What was asked for has no file, or there is nothing to make one of just now.
            status = 400 if isinstance(error, SelectionError) else 503
            said = f"There is no file of this: {error}."
            return flask.Response(said, status, mimetype="text/plain")
        text = escape_formulas(in_file(table)).to_csv(index=False)
        days = counted_days(reader, view) if page == "/" else view.selection.period
        filename = f"{name}_{days.start}_{days.last_day}.csv"
        return flask.Response(
            # The mark at the start tells spreadsheets that the text is UTF-8.
            "\ufeff" + text,
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{filename}"'},
        )
