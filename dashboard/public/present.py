"""What is shown in the meeting, as everybody may see it? The public's slides, and the same on paper."""

from __future__ import annotations

from dash import html

from analytics.figures.theme import Mode
from dashboard.components.deck_bar import deck_bar
from dashboard.components.icons import icon
from dashboard.components.notices import empty
from dashboard.context import Reader
from dashboard.present.drawn import draw_deck
from dashboard.present.handout import handout_name, handout_of
from dashboard.public.asked import Asked, kinds_held, link
from dashboard.public.deck import slides_of
from dashboard.wording import place_title

PAGE = "/present"


def draw(reader: Reader, asked: Asked, mode: Mode) -> html.Div:
    """Draw the slides; assets/present.js moves among them."""
    made, held = slides_of(reader, asked), kinds_held(reader)
    if made is None:
        return html.Div(
            [html.H1("Slides for the meeting"), empty("No 28 days are settled yet.")],
            className="page",
        )
    scope, slides = made
    where = scope.name
    if asked.place:
        where = f"{where} · {place_title(reader.coverage.place)}"
    return html.Div(
        [
            html.H1("Slides for the meeting", className="unseen"),
            html.Div(draw_deck(slides), id="present-deck", className="deck"),
            html.P(id="present-said", className="unseen", **{"aria-live": "polite"}),
            deck_bar(
                reader.coverage,
                html.A(
                    [icon("download"), "Handout"],
                    href=link("/handout.pdf", asked, held),
                    download="",
                    className="deck-button",
                    title="The same slides on paper (PDF)",
                ),
                where=where,
                back=link("/neighborhood" if asked.place else "/", asked, held),
            ),
        ],
        className="deck-page",
    )


def handout(reader: Reader, asked: Asked) -> tuple[str, bytes] | None:
    """Give the name and the bytes of the handout; None where there are no slides."""
    made = slides_of(reader, asked)
    if made is None:
        return None
    scope, slides = made
    return handout_name(scope), handout_of(reader, scope, slides)
