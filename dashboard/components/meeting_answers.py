"""What is said of what was sent from a meeting: what was refused and why, what is kept, what need not be sent again?

What is not written is named by its words or its number, for the field that it was typed in is empty by then.
"""

from __future__ import annotations

from typing import Any

from dash import html

from analytics.errors import CrimeStatsError, RecordsOutOfReachError
from dashboard.components.notices import notice
from dashboard.components.out_of_reach import UNSAVED, out_of_reach
from dashboard.decisions import EditConflictError
from dashboard.forms.answers import conflict
from dashboard.meeting_said import Outcome, Refused


def told_of(sent: list[Outcome]) -> dict[str, Any]:
    """Say to the browser what need not be sent again; a new object each time, for it waits for it."""
    refused = [each for outcome in sent for each in outcome.refused]
    return {
        "turns": [outcome.turn for outcome in sent],
        "done": [key for outcome in sent for key in outcome.done],
        "refused": [each.key for each in refused],
        # What was not written goes back into its field, if nothing else is there by then.
        "back": next((each.words for each in reversed(refused) if isinstance(each.key, str)), None),
        "away": any(outcome.away for outcome in sent),
    }


def refused_words(refused: Refused, words: dict[int, str]) -> html.Div:
    """Name what was not written, and why."""
    if isinstance(refused.key, int):
        what = f"Not counted: {refused.words} for “{words.get(refused.key, 'a concern')}”."
    elif refused.words:
        what = f"Not written down: “{refused.words}”."
    else:
        return refusal(refused.error)
    return html.Div([html.P(what, className="not-written"), refusal(refused.error)])


def away_words(outcome: Outcome) -> html.Div:
    """Say what is kept while the records are out of reach."""
    kept = "".join(f" “{words}”" for words in outcome.kept)
    meanwhile = (
        f"What you wrote is kept on this page and sent again by itself: leave it open.{kept}"
    )
    return out_of_reach(str(outcome.away), meanwhile, first=UNSAVED)


def refusal(error: CrimeStatsError) -> html.Div:
    """Say why something was not written."""
    if isinstance(error, EditConflictError):
        return conflict(error, "The page shows it as it is now: do yours again if it still holds.")
    if isinstance(error, RecordsOutOfReachError):
        return out_of_reach(error, "What you typed is still here: try again later.", first=UNSAVED)
    words = str(error)
    return notice(f"{words[:1].upper()}{words[1:]}.", tone="alert", role="alert")
