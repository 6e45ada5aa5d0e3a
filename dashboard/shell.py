"""What surrounds every page: name of the place, the pages, the filters, and what the numbers rest on."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, page_container

from analytics.coverage import Coverage
from analytics.report.wording import footer_words
from dashboard import ids
from dashboard.components.icons import Name, icon
from dashboard.components.job_panel import job_panel
from dashboard.context import Reader, current
from dashboard.filters import filter_bar
from dashboard.forms.answers import saved_store
from dashboard.wording import place_title

Groups = dict[str, dict[str, tuple[Name, str]]]
# The pages in the order of the work: look, decide, check.
GROUPS: Groups = {
    "Look": {
        "/": ("overview", "Overview"),
        "/hotspots": ("hotspots", "Hotspots"),
        "/trends": ("trends", "Trends"),
        "/rhythms": ("rhythms", "Rhythms"),
        "/neighborhood": ("neighborhood", "Neighborhood"),
    },
    "Decide": {
        "/priorities": ("priorities", "Priorities"),
        "/meeting": ("meeting", "Meeting"),
        "/problems": ("problems", "Problems"),
        "/present": ("present", "Present"),
    },
    "Check": {
        "/incidents": ("incidents", "Incidents"),
        "/quality": ("quality", "Data quality"),
        "/methods": ("methods", "Methods"),
    },
}
# These speak of all data; assets/base.css hides the filters there.
WITHOUT_SELECTION = ("/quality", "/methods")
PAGES = {path: page for group in GROUPS.values() for path, page in group.items()}

THEME = {
    "primaryColor": "accent",
    "primaryShade": {"light": 7, "dark": 4},
    "defaultRadius": "md",
    "fontFamily": "var(--font)",
    "fontFamilyMonospace": "var(--font-mono)",
    "headings": {"fontFamily": "var(--font)", "fontWeight": "650"},
    "colors": {
        "accent": [
            "#eef7f6", "#d9edeb", "#b3dbd7", "#86c7c0", "#4fc3b5",
            "#2c9f93", "#178a80", "#0f766e", "#0b5d57", "#074540",
        ],
        "dark": [
            "#e8edef", "#c3ccd1", "#a3b0b6", "#7b8a91", "#4a5962",
            "#37434a", "#232d32", "#1b2429", "#151c20", "#12181c",
        ],
    },
}  # fmt: skip


def layout() -> dmc.MantineProvider:
    """Draw the frame around the pages; without a snapshot it has no filters."""
    reader, _ = current().reader_or_reason()
    title = place_title(reader.coverage.place) if reader else "Crime statistics"
    return dmc.MantineProvider(
        [
            # Without data there is nothing to select, and no callback should ask for a selection.
            dcc.Location(id=ids.URL, refresh=False) if reader else None,
            # Without data no feed can be dark.
            dcc.Interval(id=ids.RECHECK, interval=1000 * current().recheck_seconds)
            if reader
            else None,
            dcc.Store(id=ids.SCHEME),
            dcc.Store(id=ids.OPENED_WITH),
            saved_store(),
            html.A("Skip to the numbers", href="#main", className="skip-link"),
            html.Div(
                [
                    header(title, GROUPS),
                    html.Div(_main(reader), className="shell-main"),
                ],
                className="shell",
            ),
        ],
        theme=THEME,
        defaultColorScheme="auto",
    )


def header(title: str, groups: Groups) -> html.Header:
    """Draw the name of the place, the pages, and the switch between light and dark."""
    return html.Header(
        [
            dcc.Link(
                [
                    html.Span(className="brand-mark", **{"aria-hidden": "true"}),
                    html.Span(
                        [
                            html.Span(title, className="brand-name"),
                            html.Span("Crime statistics", className="brand-what"),
                        ]
                    ),
                ],
                href="/",
                className="brand",
            ),
            html.Button(
                [icon("menu"), html.Span("Pages")],
                id=ids.MENU_TOGGLE,
                n_clicks=0,
                className="menu-toggle quiet",
                **{"aria-controls": ids.MENU, "aria-expanded": "false"},
            ),
            html.Nav(
                [_group(name, pages) for name, pages in groups.items()],
                id=ids.MENU,
                className="rail",
                **{"aria-label": "Pages"},
            ),
            dmc.ColorSchemeToggle(
                id=ids.SCHEME_TOGGLE,
                lightIcon=icon("sun"),
                darkIcon=icon("moon"),
                variant="subtle",
                color="gray",
                size="lg",
                className="scheme-toggle",
                **{"aria-label": "Light or dark"},
            ),
        ],
        className="shell-header",
    )


def _group(name: str, pages: dict[str, tuple[Name, str]]) -> html.Div:
    return html.Div(
        [
            html.Span(name, className="rail-title"),
            *(
                dcc.Link(
                    [icon(symbol), html.Span(label)],
                    id=ids.nav_link(path),
                    href=path,
                    className="tab",
                )
                for path, (symbol, label) in pages.items()
            ),
        ],
        className="rail-group",
    )


def _main(reader: Reader | None) -> list[object]:
    if reader is None:
        return [html.Main(page_container, id="main", className="content")]
    return [
        simulated_banner(reader.coverage),
        filter_bar(reader),
        html.Main(
            [
                html.Div(id=ids.CONNECTION_NOTICE, className="notices", role="status"),
                html.Div(id=ids.NEWER_NOTICE, className="notices"),
                html.Div(id=ids.STALE_NOTICE, className="notices"),
                html.Div(id=ids.LINK_NOTICES, className="notices"),
                html.Div(id=ids.ERROR_NOTICE, className="notices"),
                page_container,
            ],
            id="main",
            className="content",
            tabIndex=-1,
        ),
        html.Footer(id=ids.PROVENANCE, className="provenance"),
        job_panel(),
    ]


def simulated_banner(coverage: Coverage) -> html.Aside | None:
    """Say above all pages that nothing shown happened, where that is so."""
    if not coverage.is_simulated:
        return None
    return html.Aside(
        [
            html.Strong("SIMULATED"),
            " No incident shown here happened. The demo data are made by a program.",
        ],
        className="simulated",
        **{"aria-label": "Simulated data"},
    )


def follow_link(app: Dash, location: str) -> None:
    """Keep the frame in step with light or dark and with the page that is open, in the browser alone."""

    # Charts are drawn for light or dark on the server; which one it is, only the browser knows.
    app.clientside_callback(
        ClientsideFunction("crimeShell", "colorScheme"),
        Output(ids.SCHEME, "data"),
        Input(ids.SCHEME_TOGGLE, "id"),
        State(ids.SCHEME, "id"),
    )

    # In the browser, so that it never clears what the answer to the new link has to say.
    app.clientside_callback(
        ClientsideFunction("crimeShell", "forgetError"),
        Output(ids.ERROR_NOTICE, "children"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
    )

    app.clientside_callback(
        ClientsideFunction("crimeShell", "markPage"),
        Output({"type": "nav-link", "path": ALL}, "className"),
        Input(ids.URL, "pathname"),
        State({"type": "nav-link", "path": ALL}, "id"),
    )

    app.clientside_callback(
        ClientsideFunction("crimeShell", "toggleMenu"),
        Output(ids.MENU, "className"),
        Output(ids.MENU_TOGGLE, "aria-expanded"),
        Input(ids.MENU_TOGGLE, "n_clicks"),
        Input(location, "pathname"),
    )


def register(app: Dash) -> None:
    """Keep the frame in step with the link: which page is open, and what its numbers rest on."""
    # Dash's own, for without a snapshot there is no link of ours.
    follow_link(app, "_pages_location")

    @app.callback(
        Output(ids.PROVENANCE, "children"),
        Input(ids.URL, "search"),
        Input(ids.URL, "pathname"),
    )
    def show_provenance(search: str | None, pathname: str) -> list[object]:
        reader = current().reader()
        if pathname in WITHOUT_SELECTION:
            return provenance(reader.coverage, reader.coverage.sentence())
        view = reader.view(pathname if pathname in PAGES else "/", search)
        said = footer_words(view.selection, reader.coverage_of)
        return provenance(reader.coverage, said)


def provenance(coverage: Coverage, said: str) -> list[object]:
    """Say run, data as of, settled until, share located, and how far the outlines may be trusted."""
    return [
        html.P(said),
        html.P(
            "Outlines of neighborhoods are schematic, drawn along the street grid; they are not official."
        )
        if coverage.is_schematic
        else None,
    ]
