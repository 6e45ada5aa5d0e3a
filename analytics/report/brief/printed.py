"""How do the tables of a brief stand on paper? CompStat, ranking, feeds and problems: as texts, small drawings, words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.changes import limits_words
from analytics.coverage import Coverage, day_words
from analytics.numbers import write
from analytics.offenses import label_of
from analytics.priorities.wording import others_words, priority_sentence
from analytics.report.brief.compstat import Compstat, Row
from analytics.report.brief.ranked import RankedPart
from analytics.report.series_drawing import draw_series
from analytics.report.wording import STANDS_APART, STANDS_OUT, VERDICT_SIGNS
from analytics.report.worked_on import WorkedOn

LISTED_CONCERNS = 8
LISTED_PROBLEMS = 12
MOST_SENTENCES = 7
# Of so many comparisons of what did not change up to one is called a change.
FALSE_IN = 50


def compstat_content(found: Compstat) -> dict[str, Any]:
    """Give the table, its heads with their days, and the sentences of what stands out."""
    more = len(found.standing_out) - MOST_SENTENCES
    days = " · ".join(
        f"{window.label}: {window.now.label()}, before {window.before.label()}"
        for window in found.windows
    )
    chance = found.compared / FALSE_IN
    return {
        "windows": [window.label for window in found.windows],
        "groups": [
            {
                "title": title,
                "rows": [_row(row) for row in found.rows if row.is_victim_reported == is_reported],
            }
            for title, is_reported in (("", True), (STANDS_APART, False))
        ],
        "sentences": list(found.standing_out[:MOST_SENTENCES]),
        "more": f"And {more} more in the table." if more > 0 else "",
        "none": "" if found.standing_out else "No comparison in the table stands out from chance.",
        "note": f"▲ up, or new after none, ▼ down: more than chance explains, allowing for how much the weeks before vary."
        f" The table holds {found.compared} comparisons; up to {max(1, round(chance))} of them may be called a change by chance"
        " alone. Windows overlap. Small series: the last 52 weeks, each from zero.",
        "days": days,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "label": row.label,
        "is_kind": row.is_kind,
        "svg": draw_series(row.weeks),
        "alt": f"{row.label}, last 52 weeks: {min(row.weeks)} to {max(row.weeks)} a week, {row.weeks[-1]} in the last one.",
        "cells": [_cells(row.windows[name]) for name in row.windows],
        "answer": answer_words(row.windows["28_days"]),
    }


def _cells(found: dict[Any, Any]) -> dict[str, str]:
    """Give now, before, difference and the sign of one window."""

    def text(name: str, *, signed: bool = False) -> str:
        if pd.isna(found[name]):
            return "–"
        if signed and found[name]:
            sign = "+" if found[name] > 0 else "−"
            return sign + write("difference", abs(found[name]))
        return write("now", found[name])

    is_told, verdict = pd.isna(found["reason"]), found["verdict"]
    return {
        "now": text("now"),
        "before": text("before"),
        "difference": text("difference", signed=True) if is_told else "–",
        "sign": VERDICT_SIGNS[verdict] if is_told and verdict in STANDS_OUT else "",
    }


def answer_words(found: dict[Any, Any]) -> str:
    """Say in few words whether the 28 days are a change."""
    if not pd.isna(found["reason"]):
        return "Nothing before"
    verdict = found["verdict"]
    if verdict not in ("up", "down"):
        return write("verdict", verdict)
    limits = limits_words(found["ratio_low"], found["ratio_high"])
    return f"{write('verdict', verdict)}: {limits} times"


def ranked_content(part: RankedPart) -> dict[str, Any]:
    """Give the first concerns with the ranks that they may as well have, and why."""
    table = part.found.table
    rows = [
        [
            write("rank", row["rank"]),
            _may_be(int(row["rank"]), int(row["rank_low"]), int(row["rank_high"])),
            f"{label_of(row['concern'])}, {row['name']}",
            write("volume", row["volume"]),
        ]
        for row in table.head(LISTED_CONCERNS).to_dict("records")
    ]
    return {
        "title": f"What speaks loudest, {part.days.now.label()}",
        "sentence": priority_sentence(table.iloc[0], len(table)),
        "table": {
            "columns": ["Rank", "Or as well", "Concern", "A year"],
            "rows": rows,
        },
        "note": f"The first {len(rows)} of {len(table)} concerns that victims report, ranked by volume, trend and how much lies"
        " in few blocks; a year: incidents after allowing for chance. Without residents' votes: those are heard at the meeting."
        " A rank decides nothing.",
    }


def feeds_content(coverage: Coverage) -> dict[str, Any]:
    """List the feeds with their last day, and the last settled one."""
    return {
        "columns": ["Feed", "Data as of", "Settled until"],
        "rows": [
            [
                feed.title,
                day_words(feed.data_as_of),
                day_words(feed.settled_until - timedelta(days=1)),
            ]
            for feed in coverage.feeds
        ],
    }


def problems_content(worked_on: tuple[WorkedOn, ...] | str) -> dict[str, Any]:
    """List the open problems with their step and what came of each, or say why they cannot be read."""
    if isinstance(worked_on, str):
        return {"sentence": f"The problems cannot be read: {worked_on}.", "table": None, "more": ""}
    listed, more = worked_on[:LISTED_PROBLEMS], len(worked_on) - LISTED_PROBLEMS
    many = f"{len(worked_on)} open problem{'' if len(worked_on) == 1 else 's'}"
    return {
        "sentence": f"{many}. What came of each is counted from the incidents, not typed."
        if worked_on
        else "No problem is open.",
        "table": {
            "columns": ["Problem", "Where", "Step", "Owner", "Done", "What came of it"],
            "rows": [
                [each.title, each.where, each.step, each.owner, each.done or "–", each.came]
                for each in listed
            ],
        }
        if worked_on
        else None,
        "more": f"And {more} more." if more > 0 else "",
    }


def _may_be(rank: int, low: int, high: int) -> str:
    return others_words(rank, low, high) if low < high else "told apart"
