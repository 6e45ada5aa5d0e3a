"""What is worked on, what was done about it, and what came of it? The problems of the police, as the public is told of them.

A problem is told by its kind of offense and its neighborhood, never by the words that officers wrote. What came of it is judged
from the public's counts, every time anew, and is mostly "can't tell".
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from analytics.coverage import day_words
from analytics.errors import RecordError
from analytics.figures.theme import Mode
from analytics.offenses import CATEGORIES
from dashboard.components.notices import empty
from dashboard.context import Reader, current
from dashboard.decisions.words import STAGES
from dashboard.present.pictures import draw_picture
from dashboard.public.asked import Asked, kinds_held, link
from dashboard.public.came_of import NOTHING_DONE, bars_of, came_of, done_words
from dashboard.public.cards import notices, page_head
from dashboard.public.records import PublicRecords, Told, read_public

PAGE = "/problems"
STAGE_WORDS = {
    "scanning": "Named, and being looked into",
    "analysis": "Being understood",
    "response": "Being worked on",
    "assessment": "Done, being judged",
}
OUT_OF_REACH = (
    "What is worked on cannot be read right now. The counts are not affected; try again later."
)


def read_told(reader: Reader) -> tuple[PublicRecords | None, str]:
    """Read what the public is told, or the sentence that says why it cannot be read."""
    try:
        return read_public(reader, current().today(reader)), ""
    except RecordError:
        return None, OUT_OF_REACH


def draw(reader: Reader, asked: Asked, mode: Mode) -> html.Div:
    """Draw all problems, those of one neighborhood where one is chosen."""
    told, words = read_told(reader)
    question = "What is worked on, and what came of it?"
    if told is None:
        return html.Div([page_head(question, None, ""), empty(words)], className="page")
    problems = [each for each in told.problems if asked.place in (None, each.place.neighborhood_id)]
    # What was closed last comes first among the closed ones.
    opened = [each for each in problems if each.closed_on is None]
    closed = sorted(
        (each for each in problems if each.closed_on), key=lambda each: str(each.closed_on)
    )
    where = reader.names[asked.place] if asked.place else "the whole city"
    return html.Div(
        [
            page_head(
                question,
                lead_words(len(opened), len(closed), where),
                "Of each: where and what, what was done, and what the counts say came of it. Places are neighborhoods.",
                html.P(
                    dcc.Link(
                        "Show the whole city",
                        href=link(PAGE, asked, kinds_held(reader), neighborhood=None),
                    )
                )
                if asked.place
                else None,
            ),
            notices(reader, asked),
            html.Section(
                [
                    html.H2("Open", className="public-h2"),
                    html.Div(problem_cards(reader, opened), className="public-problems")
                    if opened
                    else html.Div(empty(f"No problem is open in {where}."), className="card"),
                ]
            ),
            html.Section(
                [
                    html.H2("Closed", className="public-h2"),
                    html.Div(problem_cards(reader, closed[::-1]), className="public-problems"),
                ]
            )
            if closed
            else None,
        ],
        className="page",
    )  # fmt: skip


def lead_words(opened: int, closed: int, where: str) -> str:
    """Say how many problems there are."""
    if not opened and not closed:
        return f"Nothing is written down for {where} yet."
    said = [
        f"{many} {'problem is' if many == 1 else 'problems are'} {state}"
        for many, state in ((opened, "open"), (closed, "closed"))
        if many
    ]
    return f"{' and '.join(said)} in {where}."


def problem_cards(reader: Reader, problems: Sequence[Told]) -> list[html.Article]:
    """Draw a card for each problem."""
    return [_card(reader, each) for each in problems]


def _card(reader: Reader, told: Told) -> html.Article:
    came, done = came_of(reader, told), done_words(told.done)
    began = told.done[0].from_on if told.done else None
    state = STAGE_WORDS.get(told.stage, STAGES[told.stage])
    since = f"{state}, since {day_words(told.opened_on)}"
    if told.closed_on:
        became = f": {told.outcome}" if told.outcome else ""
        since = f"Closed on {day_words(told.closed_on)}{became}"
    return html.Article(
        [
            html.H3(title_of(told)),
            html.P(since, className="card-note"),
            html.H4("What was done"),
            html.Ul([html.Li(each) for each in done]) if done else html.P(NOTHING_DONE),
            html.H4("What came of it"),
            html.P(came.sentence, className="card-finding"),
            html.P(came.beside, className="card-note") if came.beside else None,
            *(draw_picture(bars) for bars in bars_of(reader, told.category, told.place, told.done, began)),
        ],
        className="card public-problem",
    )  # fmt: skip


def title_of(told: Told) -> str:
    """Name a problem by its kind and place: "Burglary in Warm Sands"."""
    return f"{CATEGORIES[told.category].label} in {told.place.name}"
