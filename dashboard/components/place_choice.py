"""How does a reader choose the neighborhood, and two to set beside it? Boxes to type in, or a list, most incidents first."""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
import pandas as pd
from dash import ClientsideFunction, Input, Output, State, dcc, html

from dashboard import ids
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import notice
from dashboard.components.place_cards import place_href
from dashboard.context import Reader
from dashboard.days import counted_days, period_at
from dashboard.filters import LISTBOX
from dashboard.tables.beside import MOST
from dashboard.tables.neighborhood import place_choice, place_view
from dashboard.urlstate import View, change_search
from dashboard.wording import mapped_offenses, offenses_words

PLACE = "neighborhood-place"
BESIDE = "neighborhood-beside"
# A client-side callback for the page or app that has the box: it shows the link's neighborhood, and writes the one chosen.
PLACE_IN_STEP = (
    ClientsideFunction("crimeControls", "place"),
    Output(PLACE, "value"),
    Input(ids.URL, "search"),
    Input(PLACE, "value"),
    State(PLACE, "data"),
    State(PLACE, "id"),
    State(ids.URL, "id"),
)


def place_bar(names: Mapping[str, str]) -> html.Div:
    """Draw the two boxes, empty: the link fills them."""
    choices = [{"value": place, "label": name} for place, name in names.items()]
    return html.Div(
        [
            _field(
                "Neighborhood",
                dmc.Select(
                    id=PLACE,
                    data=choices,
                    searchable=True,
                    placeholder="Choose a neighborhood",
                    nothingFoundMessage="No such neighborhood",
                    size="sm",
                    **LISTBOX,
                    **{"aria-label": "Neighborhood of this page"},
                ),
            ),
            _field(
                "Beside it, up to two",
                dmc.MultiSelect(
                    id=BESIDE,
                    value=[],
                    data=choices,
                    maxValues=MOST,
                    searchable=True,
                    clearable=True,
                    placeholder="Compare with",
                    nothingFoundMessage="No such neighborhood",
                    size="sm",
                    **LISTBOX,
                    **{"aria-label": "Neighborhoods beside it, up to two"},
                ),
            ),
        ],
        className="place-bar",
    )


def _field(label: str, control: object) -> html.Div:
    return html.Div(
        [html.Span(label, className="field-label"), html.Div(control, className="field-row")],
        className="field",
    )


def place_links(places: pd.DataFrame, search: str | None) -> html.Ol:
    """List every neighborhood as a link with its count as a bar."""
    top = max(int(places["incidents"].max()), 1)
    rows = places[["neighborhood_id", "name", "incidents"]].to_numpy().tolist()
    return html.Ol(
        [
            html.Li(
                dcc.Link(
                    [
                        html.Span(name, className="choice-name"),
                        html.Span(f"{incidents:,}", className="choice-count"),
                        html.Span(
                            className="choice-bar", style={"width": f"{100 * incidents / top:.1f}%"}
                        ),
                    ],
                    href=place_href(search, place),
                    className="choice",
                )
            )
            for place, name, incidents in rows
        ],
        className="choices",
    )


def choice_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """Offer every neighborhood as a link."""
    days = period_at(counted_days(reader, place_view(view)))
    offenses, is_narrowed = mapped_offenses(view.selection, reader.coverage.categories)
    return figure_card(
        f"{len(reader.names)} neighborhoods, most incidents first",
        place_links(place_choice(reader, view), search),
        note=f"{offenses_words(offenses)} {days}."
        + (" Only what victims report is counted here." if is_narrowed else ""),
        kind="choice-card",
    )


def place_notices(reader: Reader, view: View, search: str | None) -> list[object]:
    """Say which of several neighborhoods the page is about, and what does not narrow it."""
    chosen, said = view.selection.neighborhoods, list[object]()
    if len(chosen) > 1:
        links: list[object] = []
        for other in chosen[1:6]:
            href = change_search(search, neighborhood=other)
            links += [" ", dcc.Link(reader.names[other], href=href)]
        said.append(
            notice(
                f"{len(chosen)} neighborhoods are chosen. This page is about"
                f" {reader.names[chosen[0]]} alone. Go to",
                *links,
            )
        )
    if view.selection.area:
        said.append(
            notice("The drawn area does not narrow this page: it is about the whole neighborhood.")
        )
    if chosen:
        here = change_search(search, neighborhood=chosen[0], area=None, problem="new")
        said.append(html.P(dcc.Link("Open a problem here", href=f"/problems{here}")))
    return said
