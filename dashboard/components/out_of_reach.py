"""What is said where the records of meetings and problems cannot be read?

What people decided is kept apart from the incidents, so all else goes on; what is the matter with the database is for whoever
runs it, and stands below.
"""

from __future__ import annotations

from dash import html

from dashboard.components.notices import notice

GO_ON = "The pages of the incidents go on."
UNREAD = "What people decided cannot be read right now. "
UNSAVED = "Nothing was saved: what people decided cannot be written down right now. "


def out_of_reach(
    error: Exception | str, meanwhile: str = GO_ON, *, first: str = UNREAD
) -> html.Div:
    """Say so, what goes on meanwhile, and what to tell whom."""
    return notice(
        html.Strong(first),
        f"{meanwhile} If it stays so, tell whoever runs this dashboard. ",
        html.Details([html.Summary("What to tell them"), html.P(str(error))], className="for-operator"),
        tone="alert",
        role="alert",
    )  # fmt: skip
