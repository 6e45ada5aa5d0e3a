"""Which pages, files and callbacks does the public's server have? Those listed here; whatever else is asked for is refused.

The refusal is at one place: `close` takes every callback out of the app that was not registered by `register`, wherever it comes
from, and an address that is none of PAGES or FILES is answered with 404. Nothing of the police's pages has to remember to refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
import flask
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html

from analytics.figures.theme import Mode
from analytics.numbers import in_file, registry_table
from dashboard import ids, shell
from dashboard.components.drawn import as_drawn
from dashboard.components.method_list import method_page
from dashboard.components.place_choice import PLACE_IN_STEP
from dashboard.context import Reader, current
from dashboard.downloads import escape_formulas
from dashboard.public import neighborhood, overview, present, problems
from dashboard.public.asked import Asked, kept_search, kinds_held, read_asked
from dashboard.public.counted import cube_of
from dashboard.public.files import TABLES
from dashboard.shell import Groups, provenance
from dashboard.wording import place_title

Draw = Callable[[Reader, Asked, Mode], Any]
PAGE = "public-page"
TITLE = "public-title"
# What these pages show is of the neighborhood that the link names.
OF_A_PLACE = ("/neighborhood", "/problems", "/present")
GROUPS: Groups = {
    "Look": {
        "/": ("overview", "Overview"),
        "/neighborhood": ("neighborhood", "Neighborhood"),
    },
    "Decide": {
        "/problems": ("problems", "Problems"),
        "/present": ("present", "Present"),
    },
    "Check": {"/methods": ("methods", "Methods")},
}


def _methods(*_: object) -> html.Div:
    return method_page(registry_table("public"), "/csv/numbers", only=METHODS)


PAGES: dict[str, Draw] = {
    "/": overview.draw,
    "/neighborhood": neighborhood.draw,
    "/problems": problems.draw,
    "/present": present.draw,
    "/methods": _methods,
}
# Of the entries on how numbers are made, those that tell of numbers on these pages.
METHODS = ("counts", "changes", "narcotics", "settling", "locating", "public")
DEFAULT_PERIODS = {"/neighborhood": "52w"}


def layout() -> dmc.MantineProvider:
    """Draw the frame around the pages."""
    reader, _ = current().reader_or_reason()
    title = place_title(reader.coverage.place) if reader else "Crime statistics"
    return dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.SCHEME),
            dcc.Store(id=TITLE),
            html.A("Skip to the numbers", href="#main", className="skip-link"),
            html.Div(
                [
                    shell.header(title, GROUPS),
                    html.Div(_main(reader), className="shell-main"),
                ],
                className="shell is-public",
            ),
        ],
        theme=shell.THEME,
        defaultColorScheme="auto",
    )


def _main(reader: Reader | None) -> list[object]:
    # Why there are none names files of this machine: that is told on the terminal alone.
    if reader is None:
        return [html.Main(no_data(), id="main", className="content")]
    return [
        shell.simulated_banner(reader.coverage),
        html.Main(
            [
                html.Div(id=ids.CONNECTION_NOTICE, className="notices", role="status"),
                html.Div(id=ids.ERROR_NOTICE, className="notices"),
                html.Div(id=PAGE),
            ],
            id="main",
            className="content",
            tabIndex=-1,
        ),
        html.Footer(id=ids.PROVENANCE, className="provenance"),
    ]


def no_data() -> html.Div:
    """Say that nothing is published yet."""
    return html.Div(
        [
            html.H1("There are no data yet"),
            html.P("Nothing was published so far. Please come back later.", className="lead"),
        ],
        className="page page-narrow",
    )


def for_the_police(path: str) -> html.Div:
    """Say that an address is none of these pages, and which there are."""
    is_police = path in shell.PAGES
    lead = "The address may be misspelled. These are the pages that there are:"
    if is_police:
        lead = (
            f"{shell.PAGES[path][1]} shows single days, addresses or people's notes."
            " What can be told without them is on these pages:"
        )
    return html.Div(
        [
            html.P("404", className="eyebrow"),
            html.H1(for_whom(path)),
            html.P(lead, className="lead"),
            html.Ul(
                [
                    html.Li(dcc.Link(label, href=to))
                    for pages in GROUPS.values()
                    for to, (_, label) in pages.items()
                ]
            ),
        ],
        className="page page-narrow",
    )


def for_whom(path: str) -> str:
    """Say of an address that is none of these pages whether it is one of the police."""
    return "This page is for the police" if path in shell.PAGES else "There is no such page"


def register(app: Dash) -> None:
    """Make an app the public's, and close it."""
    app.layout = layout
    shell.follow_link(app, ids.URL)
    app.clientside_callback(
        ClientsideFunction("crimePresent", "start"),
        Output("present-count", "title"),
        Input("present-deck", "children"),
    )
    app.clientside_callback(*PLACE_IN_STEP)
    app.clientside_callback(
        ClientsideFunction("crimePublic", "name"), Output(TITLE, "id"), Input(TITLE, "data")
    )
    app.clientside_callback(
        ClientsideFunction("crimePublic", "open"),
        Input({"type": "public-layer", "layer": ALL}, "n_clicks"),
        State({"type": "public-layer", "layer": ALL}, "clickData"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(PAGE, "children"),
        Output(TITLE, "data"),
        Output(ids.PROVENANCE, "children"),
        Output({"type": "nav-link", "path": ALL}, "href"),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
        Input(ids.SCHEME, "data"),
        State({"type": "nav-link", "path": ALL}, "id"),
    )
    def show_page(
        pathname: str | None, search: str | None, scheme: Mode | None, links: object
    ) -> tuple[Any, ...]:
        reader, path = current().reader(), pathname or "/"
        kept = kept_search(search)
        return (
            as_drawn(draw_page(reader, path, search, scheme or "light")),
            tab_title(reader, path, search),
            provenance(reader.coverage, said_below(reader)),
            [f"{to}{kept}" for to in _paths(links)],
        )

    _serve_files(app)
    close(app)


def draw_page(reader: Reader, path: str, search: object, mode: Mode) -> Any:
    """Draw the page of an address, or say that it is none of the public's."""
    draw = PAGES.get(path)
    if draw is None:
        return for_the_police(path)
    return draw(reader, read_asked(search, reader, default=DEFAULT_PERIODS.get(path, "28d")), mode)


def tab_title(reader: Reader, path: str, search: object) -> str:
    """Say what the browser's tab says: page, neighborhood, city."""
    city = place_title(reader.coverage.place)
    if path not in PAGES:
        return f"{for_whom(path)} · {city}"
    label = next(pages[path][1] for pages in GROUPS.values() if path in pages)
    place = read_asked(search, reader).place if path in OF_A_PLACE else None
    return " · ".join([label, *([reader.names[place]] if place else []), city])


def said_below(reader: Reader) -> str:
    """Say what the numbers of all pages rest on."""
    cube = cube_of(reader)
    last = f" · counted: {cube.period(0, len(cube.starts) - 1).label()}" if cube.starts else ""
    return f"Run {reader.coverage.run_id}{last} · {len(kinds_held(reader))} kinds of offense"


def _paths(links: object) -> list[str]:
    known = [link.get("path") for link in links if isinstance(link, dict)] if isinstance(links, list) else []  # fmt: skip
    return [path if isinstance(path, str) and path in PAGES else "/" for path in known]


def _serve_files(app: Dash) -> None:
    @app.server.get("/csv/<name>")
    def send_csv(name: str) -> flask.Response:
        make = TABLES.get(name)
        if make is None:
            flask.abort(404)
        reader = current().reader()
        text = escape_formulas(in_file(make(reader, _asked(reader)))).to_csv(index=False)
        return flask.Response(
            # The mark at the start tells spreadsheets that the text is UTF-8.
            "\ufeff" + text,
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )

    @app.server.get("/handout.pdf")
    def send_handout() -> flask.Response:
        reader = current().reader()
        made = present.handout(reader, _asked(reader))
        if made is None:
            flask.abort(404)
        name, content = made
        return flask.Response(
            content,
            mimetype="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _asked(reader: Reader) -> Asked:
    return read_asked(flask.request.query_string.decode("utf-8", "replace"), reader)


def close(app: Dash) -> None:
    """Refuse what `register` did not register: callbacks that come from elsewhere, and addresses that are no page."""

    @app.server.after_request
    def mark_missing(response: flask.Response) -> flask.Response:
        # A page only: what has not changed since the browser last asked has no type of its own.
        is_page = response.status_code == 200 and response.mimetype == "text/html"
        if is_page and flask.request.path not in PAGES:
            response.status_code = 404
        return response

    declared = set(app.callback_map)
    # Dash gives callbacks that modules declared to whichever app of the process is asked first: here they are dropped.
    app.server.test_client().get("/_dash-dependencies")
    for output in set(app.callback_map) - declared:
        del app.callback_map[output]
    app._callback_list[:] = [each for each in app._callback_list if each["output"] in declared]
