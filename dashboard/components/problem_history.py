"""Who changed what of a problem, when, and what was it before?

Every act on the problem, its responses and its assessments, mistakes too: nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dash import html

from analytics.coverage import day_words
from dashboard.components.figure_card import figure_card
from dashboard.context import Reader
from dashboard.decisions import Change
from dashboard.forms.said import changed_lines
from dashboard.tables.problems import WHAT


def history_card(reader: Reader, changes: Sequence[Change]) -> html.Section:
    """List the changes, the newest first."""
    names = {**reader.names, **reader.block_names}
    count = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    return figure_card(
        f"History: {count}",
        html.Ol([_line(reader, change, names) for change in changes], className="history"),
        note="Nothing is deleted. The newest comes first.",
        kind="history-card",
    )


def _line(reader: Reader, change: Change, names: dict[str, str]) -> html.Li:
    at = change.at.astimezone(ZoneInfo(reader.coverage.time_zone))
    what = WHAT.get(change.record, change.record)
    if change.record != "problem":
        what = f"{what} (no. {change.record_id})"
    lines = list(changed_lines(change, names))
    return html.Li(
        [
            html.P([html.Strong(change.who), f" {change.act} {what}"], className="history-what"),
            html.P(
                html.Time(f"{day_words(at.date())}, {at:%H:%M}", dateTime=at.isoformat()),
                className="history-when",
            ),
            html.Ul([html.Li(line) for line in lines]) if lines else None,
        ]
    )
