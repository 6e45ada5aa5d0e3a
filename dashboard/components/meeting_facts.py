"""What is this meeting, how is it corrected, and how is one taken off the list that was entered by mistake?

Day, time, venue and notes can be changed while it is open. Its kind and place are what its concerns and counts are of: a meeting
of another place is another meeting. Notes are for the police only, so none of this is printed with the agenda.
"""

from __future__ import annotations

from dash import html

from dashboard.components.figure_card import figure_card
from dashboard.components.notices import notice
from dashboard.decisions import Meeting
from dashboard.forms import record_form
from dashboard.forms.closing import closing_form, reopen_form
from dashboard.forms.form import who_field
from dashboard.tables.meetings import MISTAKE

FIELDS = ("held_on", "starts_at", "venue", "notes")


def meeting_card(meeting: Meeting) -> html.Section:
    """Draw what a meeting says of itself that its heading does not, and what changes it."""
    return figure_card(
        "Entered by mistake" if meeting.outcome == MISTAKE else "This meeting",
        html.P(["Notes, for the police only: ", meeting.notes], className="meeting-notes")
        if meeting.notes
        else None,
        *_ways(meeting),
        kind="meeting-own",
    )


def _ways(meeting: Meeting) -> list[object]:
    if meeting.outcome == MISTAKE:
        said = notice(
            "This meeting was entered by mistake: no list and no deck names it, and nothing that was agreed at it counts."
        )
        return [said, who_field(), reopen_form(meeting, "reopen-meeting", button="Put it back")]
    if not meeting.is_open:
        return [html.P("It is closed. Open it again on “Close” to change it.")]
    change = record_form(
        "meeting",
        "change-meeting",
        values={name: getattr(meeting, name) for name in FIELDS},
        record_id=meeting.id,
        version=meeting.version,
        only=FIELDS,
        button="Save the change",
    )
    withdraw = closing_form(
        meeting, "withdraw-meeting", outcomes=(MISTAKE,), button="Take it off the list"
    )
    return [
        who_field(),
        _behind("Change its day, time or venue, or write notes", change),
        _behind("It was entered by mistake", withdraw),
    ]


def _behind(summary: str, form: html.Div) -> html.Details:
    return html.Details([html.Summary(summary), form], className="form-behind")
