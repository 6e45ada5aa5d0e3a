"""What is done about a problem? Each response with its days, its dose and its partner, and the form for another one."""

from __future__ import annotations

from dash import html

from analytics.coverage import day_words
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty
from dashboard.decisions import Response
from dashboard.decisions.words import DOSE_UNITS, MISTAKE, OUTCOMES, RESPONSE_KINDS
from dashboard.forms import record_form
from dashboard.forms.closing import closing_form, reopen_form
from dashboard.tables.problems import Case

FIELDS = ("kind", "from_on", "to_on", "dose", "dose_unit", "partner")


def responses_card(case: Case) -> html.Section:
    """List the responses, each with a form behind it, and offer a new one."""
    problem, many = case.problem, len(case.responses)
    title = (
        "Nothing is done yet" if not many else "1 response" if many == 1 else f"{many} responses"
    )
    return figure_card(
        title,
        html.Ul([_response(each, is_open=problem.is_open) for each in case.responses], className="responses")
        if many
        else empty("Write down what is done and from which day on: only what has a day can be assessed."),
        html.Details(
            [
                html.Summary("Write down a response"),
                record_form(
                    "response",
                    "new-response",
                    fixed={"problem_id": problem.id},
                    button="Save the response",
                ),
            ],
            className="form-behind",
            open=not many,
        )
        if problem.is_open
        else None,
        kind="responses-card",
    )  # fmt: skip


def _response(response: Response, *, is_open: bool) -> html.Li:
    until = f" to {day_words(response.to_on)}" if response.to_on else ", goes on"
    said = [f"From {day_words(response.from_on)}{until}"]
    if response.dose:
        said.append(f"{response.dose:,} {DOSE_UNITS.get(response.dose_unit or '', '')}")
    if response.partner:
        said.append(f"with {response.partner}")
    if not response.is_open:
        said.append(f"closed: {OUTCOMES.get(response.outcome or '', '')}")
    return html.Li(
        [
            html.H3(RESPONSE_KINDS.get(response.kind, response.kind)),
            html.P(" · ".join(said), className="card-note"),
            _behind(response) if is_open else None,
        ]
    )


def _behind(response: Response) -> html.Details:
    name = f"response-{response.id}"
    kind = RESPONSE_KINDS.get(response.kind, response.kind)
    unseen = html.Span(f": {kind}, no. {response.id}", className="unseen")
    if not response.is_open:
        return html.Details(
            [html.Summary(["Open again", unseen]), reopen_form(response, name)],
            className="form-behind",
        )
    return html.Details(
        [
            html.Summary(["Change or close", unseen]),
            record_form(
                "response",
                name,
                values={field: getattr(response, field) for field in FIELDS},
                record_id=response.id,
                version=response.version,
                button="Save the change",
            ),
            closing_form(
                response,
                name,
                outcomes=("done", MISTAKE),
                button="Close the response",
            ),
        ],
        className="form-behind",
    )
