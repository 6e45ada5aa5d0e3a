"""Which incidents are these? The rows behind every number, a page at a time, each with the file and row that it came from.

A row is one offense of one incident, so there are more rows than incidents. What the browser asks for is checked here: it may be
anything.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import dash_mantine_components as dmc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)

from analytics.coverage import day_words
from analytics.periods import Period
from analytics.store.pages import MOST_ROWS
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import csv_link, how_link
from dashboard.components.icons import icon
from dashboard.components.incident_detail import GRID, incident_detail
from dashboard.components.incident_grid import incident_grid
from dashboard.components.notices import empty, no_snapshot, notice
from dashboard.components.page_head import page_head, page_title
from dashboard.context import Reader, current
from dashboard.days import period_at
from dashboard.downloads import csv_href
from dashboard.page_keys import PAGE_KEYS
from dashboard.tables.incidents import (
    asked_order,
    asked_rows,
    elsewhere,
    incident_page,
    incident_row,
    list_rows,
    matching,
    order_of,
    read_order,
)
from dashboard.urlstate import SELECTION_KEYS, View, change_search, pinned_search
from dashboard.wording import offenses_words, where_words

PAGE = "/incidents"
register_page(__name__, path=PAGE, title=page_title("Incidents"), order=6)


def layout(q: object = "", sort: object = "", **_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("incidents", "Which incidents are these?"),
            html.Div(
                [
                    dmc.TextInput(
                        id=ids.page_control("q"),
                        # An empty box would be taken for a search that the reader took away.
                        value=q if isinstance(q, str) and PAGE_KEYS["q"].is_known(q) else "",
                        debounce=400,
                        placeholder="Case number or address",
                        leftSection=icon("search"),
                        className="incident-search",
                        **{"aria-label": "Search by case number or address"},
                    ),
                    html.Div(id="incidents-files", className="card-links"),
                ],
                className="incident-bar",
            ),
            html.Div(id="incidents-elsewhere", role="status"),
            html.Div(id="incidents-none"),
            html.Div(
                [
                    incident_grid(read_order(str(sort)), has_blocks=reader.blocks is not None),
                    html.Div(id="incidents-detail", **{"aria-live": "polite"}),
                ],
                id="incidents-list",
                className="incident-list",
            ),
        ],
        className="page",
    )


@callback(
    Output("incidents-lead", "children"),
    Output("incidents-period", "children"),
    Output("incidents-files", "children"),
    Output("incidents-none", "children"),
    Output("incidents-list", "className"),
    Input(ids.URL, "search"),
)
@drawn
def show_findings(search: str | None) -> tuple[str, Any, Any, Any, str]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    reported, followed = matching(reader, view)
    is_empty = not reported + followed
    return (
        lead_sentence(reported, followed, reader, view),
        days_line(reader, view),
        [] if is_empty else files(reported + followed, view, search),
        nothing_found(view, search) if is_empty else None,
        "incident-list is-empty" if is_empty else "incident-list",
    )


def lead_sentence(reported: int, followed: int, reader: Reader, view: View) -> str:
    """Say how many rows match, what victims report apart from what follows where officers look."""
    where = where_words(view.selection, reader.names, reader.block_names)
    place = f" in {where}" if where else ""
    said = f"{place} {period_at(view.selection.period)}{_searched(view)}"
    if reported and followed:
        return f"{reported:,} offenses that victims report, and {followed:,} that follow where officers look,{said}."
    what = offenses_words(view.selection.offenses)
    return f"{what}{said}: {reported + followed:,}."


def _searched(view: View) -> str:
    text = view.key("q").strip()
    return f", with “{text}” in the address or at the start of the case number" if text else ""


def days_line(reader: Reader, view: View) -> list[object]:
    """Say what a row is, and which of the days still fill up."""
    period, settled_until = view.selection.period, reader.coverage_of(view.selection).settled_until
    line: list[object] = [
        html.P(
            "A row is one offense of one incident, as its feed has it now. Select a row to see all that is known of it."
        )
    ]
    if period.end > settled_until:
        late = Period(max(period.start, settled_until), period.end)
        line.append(
            notice(f"Days {period_at(late)} are not settled yet: more incidents will come.")
        )
    return line


def files(total: int, view: View, search: str | None) -> list[object]:
    """Offer the rows as a file, or say what to do where they are too many for one."""
    if total > MOST_ROWS:
        return [
            html.Span(
                f"A file holds at most {MOST_ROWS:,} rows: choose fewer days, offenses or places to take them along.",
                className="card-note",
            ),
            how_link("incidents"),
        ]
    href = csv_href("incidents", change_search(search, sort=None))
    path, _, query = href.partition("?")
    order = view.key("sort") or None
    return [csv_link(path + change_search(query, sort=order)), how_link("incidents")]


def nothing_found(view: View, search: str | None) -> html.Div:
    """Say that no row matches, and how to find more."""
    longer = dcc.Link("Look through 52 weeks", href=change_search(search, period="52w") or PAGE)
    if not view.key("q").strip():
        return empty("No incident of this kind on these days and in this place.", longer)
    return empty(
        "No incident of these days and places has this in its address, or at the start of its case number.",
        dcc.Link("Clear the search", href=change_search(search, q=None) or PAGE),
        " · ",
        longer,
    )


@callback(
    Output(GRID, "getRowsResponse"),
    Input(GRID, "getRowsRequest"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
def show_rows(request: object, search: str | None) -> dict[str, Any]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    start, count = asked_rows(request)
    rows, total = incident_page(
        reader, view, asked_order(request, order_of(view)), start=start, count=count
    )
    return {"rowData": list_rows(reader, rows), "rowCount": total}


@callback(Output("incidents-detail", "children"), Input(ids.URL, "search"))
@drawn
def show_detail(search: str | None) -> Any:
    reader = current().reader()
    view = reader.view(PAGE, search)
    if not view.key("incident"):
        return None
    row = incident_row(reader, view)
    if row is None:
        return notice(
            "No row of these data has the number that the link opens. ",
            dcc.Link("Close it", href=change_search(search, incident=None) or PAGE),
        )
    return incident_detail(
        row, search, on_map=pinned_search(search, view.selection, coverage=reader.coverage)
    )


@callback(Output("incidents-elsewhere", "children"), Input(ids.URL, "search"))
def show_elsewhere(search: str | None) -> Any:
    """Look through all that is known, apart from the page's own numbers, which do not wait for it."""
    reader = current().reader()
    view = reader.view(PAGE, search)
    found = elsewhere(reader, view)
    text = view.key("q").strip()
    if found is None:
        return None
    where = f"All offenses and places were searched {period_at(reader.coverage.widest().whole)}"
    if not found.search:
        return html.P(
            f"{where}: there is nothing else with “{text}”.",
            className="card-note",
        )
    whole = dict.fromkeys(SELECTION_KEYS) | dict(parse_qsl(found.search.removeprefix("?")))
    all_that = f"those up to {day_words(found.until)}" if found.until else "all that have it"
    return notice(
        f"{where}: “{text}” is found outside of what is chosen here. ",
        dcc.Link(f"Show {all_that}", href=change_search(search, incident=None, **whole)),
    )


# The rows belong to the link: where it changes, the list asks for them anew, from the first on.
clientside_callback(
    ClientsideFunction("crimeGrid", "follow"),
    Output("incidents-list", "data-search"),
    Input(ids.URL, "search"),
    State(GRID, "id"),
)
