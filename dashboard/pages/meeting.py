"""What do we talk about tonight, what do people say, and what comes first? A meeting in three steps: prepare, record, close.

What is known is reckoned from the incidents and never typed; what people say and agree is written to the records. Votes count
sticky notes: they say what those who came worry about, not what the neighborhood does.
"""

from __future__ import annotations

from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    html,
    no_update,
    register_page,
    set_props,
)
from dash.exceptions import PreventUpdate

from analytics.errors import CrimeStatsError, RecordError
from dashboard import ids, meeting_acts
from dashboard.components import concern_place, meeting_close, meeting_list, meeting_record
from dashboard.components.drawn import drawn
from dashboard.components.meeting_answers import (
    away_words,
    refusal,
    refused_words,
    told_of,
)
from dashboard.components.meeting_steps import (
    closing_of,
    lead_sentence,
    list_parts,
    step_body,
    tabs,
)
from dashboard.components.notices import no_snapshot, notice
from dashboard.components.out_of_reach import out_of_reach
from dashboard.components.page_head import page_head, page_title
from dashboard.context import current
from dashboard.decisions import Concern, Meeting
from dashboard.forms.answers import SAVED, WHO
from dashboard.meeting_said import TYPED, VOTES, record_sent
from dashboard.tables.meetings import concerns_of, meeting_words
from dashboard.urlstate import change_search

PAGE = "/meeting"
QUESTION = "What do we talk about, and what do we decide?"
register_page(__name__, path=PAGE, title=page_title("Meeting"), order=6)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("meeting", html.Span(QUESTION, id="meeting-question")),
            html.Div(id="meeting-tabs"),
            html.Div(id="meeting-body"),
        ],
        className="page meeting-page",
    )


@callback(
    Output("meeting-question", "children"),
    Output("meeting-lead", "children"),
    Output("meeting-period", "children"),
    Output("meeting-tabs", "children"),
    Output("meeting-body", "children"),
    Input(ids.URL, "search"),
    Input(SAVED, "data"),
)
@drawn
def show_meeting(search: str | None, saved: Any) -> tuple[Any, ...]:
    is_own = isinstance(saved, dict) and saved.get("record") == "meeting"
    if ctx.triggered_id == SAVED and not is_own:
        # What somebody is typing in another form stays.
        raise PreventUpdate
    reader = current().reader()
    view, today = reader.view(PAGE, search), current().today(reader)
    try:
        with current().records().read() as session:
            number = view.key("meeting")
            meeting = session.get(Meeting, int(number)) if number else None
            if meeting is None:
                return QUESTION, *list_parts(reader, session, view, search, today)
            step = view.key("step")
            return (
                meeting_words(reader, meeting),
                lead_sentence(meeting),
                None,
                tabs(meeting, step, search),
                step_body(reader, session, meeting, step, search, today),
            )
    except RecordError as error:
        return QUESTION, "", None, None, out_of_reach(error)


@callback(
    Output(meeting_list.PLACE_WORDS, "children"),
    Input(meeting_list.KIND, "value"),
    Input(ids.URL, "search"),
)
def show_place(kind: Any, search: str | None) -> object:
    reader = current().reader()
    if not kind:
        return html.P("Choose who meets: that says whether it is for a neighborhood.")
    try:
        ground = meeting_acts.ground_of(reader, reader.view(PAGE, search), kind)
    except RecordError as error:
        return notice(refusal(error), tone="alert")
    return html.P(["For ", html.Strong(meeting_acts.place_words(reader, ground)), "."])


@callback(
    Output(meeting_list.CREATE_ANSWER, "children"),
    Input(meeting_list.CREATE, "n_clicks"),
    State(meeting_list.KIND, "value"),
    State(meeting_list.DAY, "value"),
    State(meeting_list.TIME, "value"),
    State(meeting_list.VENUE, "value"),
    State(meeting_list.TOKEN, "data"),
    State(WHO, "value"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
def create(
    clicks: Any,
    kind: Any,
    day: Any,
    time: Any,
    venue: Any,
    token: Any,
    who: Any,
    search: str | None,
) -> object:
    reader = current().reader()
    if not clicks:
        return no_update
    told = {"held_on": day, "starts_at": time, "venue": venue}
    try:
        ground = meeting_acts.ground_of(reader, reader.view(PAGE, search), kind)
        made = meeting_acts.write(
            who,
            lambda session, act: meeting_acts.new_meeting(
                session, act, kind, told, ground, str(token or "") or None
            ),
        )
    except CrimeStatsError as error:
        return refusal(error)
    step = "record" if made.held_on <= current().today(reader) else "prepare"
    set_props(ids.URL, {"search": change_search(search, meeting=str(made.id), step=step)})
    return "On the list."


@callback(
    Output(meeting_record.LIST, "children"),
    Output(meeting_record.ANSWER, "children"),
    Output(meeting_record.RECORDED, "data"),
    Input(TYPED, "data"),
    Input(VOTES, "data"),
    Input({"type": meeting_record.TAKE_BACK, "record": ALL, "version": ALL}, "n_clicks"),
    Input(SAVED, "data"),
    State(WHO, "value"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
@drawn
def record(typed: Any, counted: Any, *given: Any) -> tuple[Any, ...]:
    who, search = given[-2:]
    reader, number, fired = current().reader(), _meeting_id(search), _fired()
    sent = [record_sent(who, number, each, typed, counted) for each in fired]
    said = [away_words(each) for each in sent if each.away]
    drawn, concerns = no_update, list[Concern]()
    try:
        with current().records().read() as session:
            meeting = session.get(Meeting, number)
            if meeting is None:
                raise PreventUpdate
            concerns = concerns_of(session, number)
        drawn = meeting_record.concern_list(reader, meeting, concerns)
    except RecordError as error:
        # What was written is written: the page is told so all the same.
        said = said or [out_of_reach(error)]
    words = {concern.id: concern.words for concern in concerns}
    said += [refused_words(each, words) for outcome in sent for each in outcome.refused]
    if not said and TYPED in fired:
        said.append(f"Written down: concern {len(concerns)}.")
    return drawn, said, told_of(sent)


@callback(
    Output(meeting_record.CORRECT, "children"),
    Input({"type": meeting_record.EDIT, "record": ALL, "version": ALL}, "n_clicks"),
    Input(meeting_record.RECORDED, "data"),
    prevent_initial_call=True,
)
def correct(*_: Any) -> object:
    chosen = next((each for each in _fired() if isinstance(each, dict)), None)
    if chosen is None:
        return None
    number = chosen.get("record")
    try:
        with current().records().read() as session:
            concern = session.get(Concern, number) if type(number) is int else None
    except RecordError as error:
        return refusal(error)
    return meeting_record.correction(concern) if concern else None


@callback(
    Output(meeting_close.BODY, "children"),
    Output(meeting_close.ANSWER, "children"),
    Input({"type": meeting_close.ACT, "does": ALL, "record": ALL, "version": ALL}, "n_clicks"),
    Input(SAVED, "data"),
    State({"type": meeting_close.NEXT, "record": ALL}, "value"),
    State(WHO, "value"),
    State(ids.URL, "search"),
    prevent_initial_call=True,
)
@drawn
def close(_: Any, __: Any, days: list[Any], who: Any, search: str | None) -> tuple[Any, ...]:
    reader, number, fired = current().reader(), _meeting_id(search), _fired()
    today, said = current().today(reader), list[object]()
    next_on = days[0] if isinstance(days, list) and days else None
    for each in fired:
        try:
            if isinstance(each, dict):
                meeting_acts.at_end(reader, today, who, number, each, next_on)
        except CrimeStatsError as error:
            said.append(refusal(error))
    try:
        with current().records().read() as session:
            meeting = session.get(Meeting, number)
            if meeting is None:
                raise PreventUpdate
            closing = closing_of(reader, session, meeting, today)
    except RecordError as error:
        return no_update, said or [out_of_reach(error)]
    return meeting_close.close_body(reader, closing, search), said


clientside_callback(
    ClientsideFunction("crimeMeeting", "chosen"),
    # Without an output it would not be asked when the step is drawn.
    Output(meeting_record.CHOSEN, "data"),
    Input(meeting_record.CATEGORY, "value"),
    Input(meeting_record.SAID, "value"),
    Input(concern_place.PLACE, "value"),
)
clientside_callback(
    ClientsideFunction("crimeMeeting", "recorded"), Input(meeting_record.RECORDED, "data")
)


def _fired() -> list[Any]:
    """Give the ids of what was pressed or sent; a page that was only drawn sends nothing."""
    fired = [
        ctx.triggered_prop_ids[each["prop_id"]]
        for each in ctx.triggered
        if each["value"] and each["prop_id"] in ctx.triggered_prop_ids
    ]
    if not fired:
        raise PreventUpdate
    return fired


def _meeting_id(search: str | None) -> int:
    number = current().reader().view(PAGE, search).key("meeting")
    if not number:
        raise PreventUpdate
    return int(number)
