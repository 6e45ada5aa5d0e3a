"""Which run is in service, when was it, and what did it read?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from dash import html

from analytics.coverage import day_words
from dashboard.components.figure_card import figure_card
from dashboard.components.tables import frame_table
from dashboard.week_hours import clock

FEW_FILES = 6


def run_card(
    summary: Mapping[str, Any], feeds: pd.DataFrame, files: pd.DataFrame, time_zone: str
) -> html.Section:
    """Say which run is in service, when it was, and what it read."""
    run_id = str(summary["run_id"])
    started = feeds.loc[feeds["run_id"] == run_id, "recorded_at"].max()
    carried = feeds.loc[feeds["run_id"] != run_id, "title"].tolist()
    facts = {
        "Run": run_id,
        "Started": moment_words(started, time_zone),
        "Took": f"{summary['seconds']:,.0f} seconds" if summary.get("seconds") else "not known",
        "Read": f"{many(len(feeds) - len(carried), 'feed')}, {many(len(files), 'file')}",
        "In service": many(int(feeds["known"].sum()), "row"),
    }
    if carried:
        facts["Not read anew"] = ", ".join(carried)
    return figure_card(
        "The run in service",
        html.Dl(
            [part for label, text in facts.items() for part in (html.Dt(label), html.Dd(text))],
            className="facts",
        ),
        html.Ul(
            [
                html.Li(f"{name}: {many(int(rows), 'row')}")
                for name, rows in files[["File", "Rows"]].itertuples(index=False)
            ],
            className="files",
        )
        if len(files) <= FEW_FILES
        else None,
        table=frame_table(files, caption="Files received"),
        how="data-quality",
    )


def many(count: int, word: str) -> str:
    """Say a number of things: "1 file", "1,200 rows"."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def moment_words(moment: Any, time_zone: str) -> str:
    """Say a moment in UTC by the clock of the place: "26 Nov 2026 20:47"."""
    if pd.isna(moment):
        return "not known"
    local = moment.to_pydatetime().replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone))
    return f"{day_words(local.date())} {clock(local.hour, local.minute)}"
