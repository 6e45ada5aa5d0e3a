"""What is shown in the meeting? Slides of a block, a neighborhood or the city, one statement each, for a hall's projector.

The link says whose: its neighborhood, block or drawn area, or its meeting. Without a meeting the slides tell of the counts alone.
Moving from slide to slide, full screen and autoplay are the browser's own (assets/present.js): the server may be gone by then.
"""

from __future__ import annotations

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
    register_page,
)

from analytics.errors import RecordError
from dashboard import ids
from dashboard.components.deck_bar import deck_bar
from dashboard.components.drawn import drawn
from dashboard.components.icons import icon
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import page_title
from dashboard.context import Reader, current
from dashboard.decisions import Meeting
from dashboard.present.deck import deck_of
from dashboard.present.drawn import draw_deck
from dashboard.present.handout import handout_name, handout_of
from dashboard.present.scope import Scope, scope_of
from dashboard.present.since import Decided, read_decided
from dashboard.present.slides import Slide
from dashboard.tables.meeting_then import reader_then
from dashboard.urlstate import own_search
from dashboard.wording import place_title

PAGE = "/present"
register_page(__name__, path=PAGE, title=page_title("Present"), order=6)


def layout(**_: object) -> html.Div:
    """Draw the frame around the slides; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            html.H1("Slides for the meeting", className="unseen"),
            html.Div(id="present-deck", className="deck"),
            html.P(id="present-said", className="unseen", **{"aria-live": "polite"}),
            deck_bar(reader.coverage, _handout()),
            dcc.Download(id="present-handout-file"),
        ],
        className="deck-page",
    )


def _handout() -> html.Button:
    return html.Button(
        [icon("download"), "Handout"],
        id="present-handout",
        n_clicks=0,
        className="deck-button",
        title="The same slides on paper (PDF)",
    )


@callback(
    Output("present-deck", "children"),
    Output("present-where", "children"),
    Output("present-back", "href"),
    Input(ids.URL, "search"),
)
@drawn
def show_deck(search: str | None) -> tuple[Any, ...]:
    reader, scope, slides = slides_for(current().reader(), search)
    where = [scope.name[:1].upper() + scope.name[1:]]
    if scope.level != "city":
        where.append(place_title(reader.coverage.place))
    back = {"city": "/", "neighborhood": "/neighborhood", "block": "/neighborhood"}[scope.level]
    if reader.view(PAGE, search).key("meeting"):
        back = "/meeting"
    return draw_deck(slides), " · ".join(where), f"{back}{own_search(search)}"


@callback(
    Output("present-handout-file", "data"),
    Input("present-handout", "n_clicks"),
    State(ids.URL, "search"),
    running=[(Output("present-handout", "disabled"), True, False)],
    prevent_initial_call=True,
)
def send_handout(clicks: int, search: str | None) -> object:
    if not clicks:
        return no_update
    reader, scope, slides = slides_for(current().reader(), search)
    return dcc.send_bytes(handout_of(reader, scope, slides), handout_name(scope))


def slides_for(reader: Reader, search: str | None) -> tuple[Reader, Scope, list[Slide]]:
    """Make the slides that a link asks for, with what is written down where that can be read.

    Those of a past meeting are made of what was known on its day: by the reader that is given, too.
    """
    view = reader.view(PAGE, search)
    today = current().today(reader)
    decided, meeting, notices = Decided(today), None, []
    try:
        with current().records().read() as session:
            number = view.key("meeting")
            meeting = session.get(Meeting, int(number)) if number else None
            if number and meeting is None:
                notices.append(
                    f"There is no meeting {int(number)}: the place of the link is shown."
                )
            reader = reader_then(reader, meeting, today)
            view = reader.view(PAGE, search)
            scope = scope_of(reader, view, meeting, notices=notices)
            decided = read_decided(reader, session, scope, today, meeting)
    except RecordError:
        notices.append("What was decided cannot be read right now: the counts are shown alone.")
        scope = scope_of(reader, view, notices=notices)
    return reader, scope, deck_of(reader, scope, decided)


clientside_callback(
    ClientsideFunction("crimePresent", "start"),
    Output("present-count", "title"),
    Input("present-deck", "children"),
)
