"""What is on the wall while people speak? One line to write down what somebody says, and below it what was said, with its votes.

Made for a keyboard: a number or a first letter chooses what it is about, Enter writes it down, and the words
have the focus again. `assets/meeting.js` takes the keys; every one of them has a button as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.offenses import CATEGORIES
from dashboard.components.concern_place import concern_place
from dashboard.components.icons import icon
from dashboard.components.notices import empty
from dashboard.context import Reader
from dashboard.decisions import Concern, Meeting
from dashboard.decisions.tables import SENTENCE
from dashboard.decisions.words import SAID_BY
from dashboard.filters import LISTBOX
from dashboard.forms.fields import NO_NAMES
from dashboard.forms.form import record_form, who_field
from dashboard.meeting_said import TYPED, VOTES
from dashboard.tables.ground import ground_words

CATEGORY, WORDS, SAID = "concern-category", "concern-words", "concern-said"
ADD, CHOSEN, RECORDED = "concern-add", "concern-chosen", "concern-recorded"
LIST, ANSWER, CORRECT = "concern-list", "concern-answer", "concern-correct"
EDIT, TAKE_BACK = "concern-edit", "concern-take-back"


def record_step(
    reader: Reader, meeting: Meeting, concerns: Sequence[Concern], search: str | None = None
) -> html.Div:
    """Draw the entry and the list."""
    return html.Div(
        [
            # Without them nothing of a closed meeting can be written.
            *(
                [dcc.Store(id=name) for name in (TYPED, VOTES, CHOSEN, RECORDED)]
                if meeting.is_open
                else ()
            ),
            _entry(reader, meeting, search),
            html.Div(id=ANSWER, className="concern-answer", role="status"),
            html.Div(id=CORRECT, className="concern-correct"),
            html.Div(concern_list(reader, meeting, concerns), id=LIST),
        ],
        className="meeting-record",
    )


def concern_list(reader: Reader, meeting: Meeting, concerns: Sequence[Concern]) -> list[object]:
    """Draw what was said, the newest first, and what was entered by mistake."""
    numbers = {concern.id: n for n, concern in enumerate(concerns, start=1)}
    said = [concern for concern in reversed(concerns) if concern.is_open]
    mistakes = [concern for concern in concerns if not concern.is_open]
    votes = sum(concern.votes for concern in said)
    if not said and not mistakes:
        return [empty("Nothing is written down yet. What worries people here?")]
    many = f"{len(said)} concern{'' if len(said) == 1 else 's'}, {votes:,} vote{'' if votes == 1 else 's'}"
    return [
        html.H2(many, className="concern-sum"),
        html.P(
            [
                html.Kbd("↓"), " to a concern; there ", html.Kbd("+"), " ", html.Kbd("−"),
                " or a number counts its notes, ", html.Kbd("Esc"), " goes back to the words.",
            ],
            className="card-note keys-note",
        )
        if meeting.is_open
        else None,
        html.Ol(
            [_concern(reader, meeting, concern, numbers[concern.id]) for concern in said],
            className="concerns",
        ),
        _mistakes(meeting, mistakes, numbers) if mistakes else None,
    ]  # fmt: skip


def correction(concern: Concern) -> html.Div:
    """Draw the form that corrects a concern, and the way to take it back."""
    values = {name: getattr(concern, name) for name in ("category", "words", "said_by", "votes")}
    return html.Div(
        [
            html.H2(f"Correct “{concern.words}”"),
            record_form(
                "concern",
                f"concern-{concern.id}-{concern.version}",
                values=values,
                record_id=concern.id,
                version=concern.version,
                button="Save the correction",
            ),
            html.Button(
                [icon("close"), "Entered by mistake"],
                id={"type": TAKE_BACK, "record": concern.id, "version": concern.version},
                n_clicks=0,
                className="quiet",
            ),
        ],
        className="card",
    )


def category_keys() -> dict[str, str]:
    """Give the number key of each category."""
    return {name: str(n) for n, name in enumerate(CATEGORIES, start=1)}


def _entry(reader: Reader, meeting: Meeting, search: str | None) -> html.Div:
    if not meeting.is_open:
        return html.Div(
            empty("This meeting is closed. Open it again on “Close” to write to it."),
            className="card",
        )
    keys = category_keys()
    return html.Div(
        [
            dmc.RadioGroup(
                html.Div(
                    [
                        dmc.Radio(
                            label=[html.Kbd(keys[name]), f" {category.label}"],
                            value=name,
                            className="category-choice",
                        )
                        for name, category in CATEGORIES.items()
                    ],
                    className="category-choices",
                ),
                id=CATEGORY,
                label="About: press 1 to 5, or the first letter",
                className="category-group",
            ),
            dmc.TextInput(
                id=WORDS,
                label="In their words",
                description=f"{NO_NAMES} Enter writes it down; Alt and 1 to 5 change what it is about.",
                value="",
                # Else what was typed comes back from the page's state after it was taken out of the field.
                debounce=True,
                inputProps={"maxLength": SENTENCE, "autoComplete": "off"},
                className="concern-words",
            ),
            html.Div(
                [
                    dmc.Select(
                        id=SAID,
                        label="Said by",
                        data=[{"value": key, "label": label} for key, label in SAID_BY.items()],
                        value="resident",
                        allowDeselect=False,
                        size="sm",
                        **LISTBOX,
                    ),
                    concern_place(reader, meeting, search),
                    who_field(),
                    html.Button("Write down", id=ADD, n_clicks=0, className="primary meeting-go"),
                ],
                className="entry-more",
            ),
        ],
        className="card concern-entry",
    )


def _concern(reader: Reader, meeting: Meeting, concern: Concern, number: int) -> html.Li:
    label = CATEGORIES[concern.category].label
    about = [label, ground_words(reader, concern), SAID_BY[concern.said_by]]
    named = f"Concern {number}: {concern.words}. {label}"
    count = html.Span(f"{concern.votes:,}", className="vote-count")
    return html.Li(
        [
            html.Span(str(number), className="concern-number"),
            html.Div(
                [
                    html.Span(concern.words, className="concern-said"),
                    html.Span(" · ".join(about), className="concern-about"),
                ],
                className="concern-text",
            ),
            _votes(concern, number, count) if meeting.is_open else html.Div(count, className="votes"),
            html.Button(
                "Correct",
                id={"type": EDIT, "record": concern.id, "version": concern.version},
                n_clicks=0,
                className="quiet",
                **{"aria-label": f"Correct concern {number}"},
            )
            if meeting.is_open
            else None,
        ],
        className="concern",
        tabIndex=0 if meeting.is_open else None,
        **{
            "aria-label": f"{named}, {concern.votes:,} votes",
            "data-concern": str(concern.id),
            "data-version": str(concern.version),
            "data-votes": str(concern.votes),
        },
    )  # fmt: skip


def _votes(concern: Concern, number: int, count: object) -> html.Div:
    def button(sign: str, word: str, by: str) -> html.Button:
        return html.Button(
            sign,
            className="vote",
            **{"data-vote": by, "aria-label": f"{word} for concern {number}"},
        )

    return html.Div(
        [button("−", "One vote less", "-1"), count, button("+", "One vote more", "1")],
        className="votes",
    )


def _mistakes(
    meeting: Meeting, concerns: Sequence[Concern], numbers: Mapping[int, int]
) -> html.Details:
    return html.Details(
        [
            html.Summary(f"Entered by mistake: {len(concerns)}"),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Span(f"{numbers[concern.id]}. {concern.words}"),
                            html.Button(
                                [icon("reset"), "Put back"],
                                id={"type": TAKE_BACK, "record": concern.id, "version": concern.version},
                                n_clicks=0,
                                className="quiet",
                                **{"aria-label": f"Put concern {numbers[concern.id]} back"},
                            )
                            if meeting.is_open
                            else None,
                        ]
                    )
                    for concern in concerns
                ]
            ),
        ],
        className="concern-mistakes",
    )  # fmt: skip
