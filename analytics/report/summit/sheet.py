"""What stands in the report of a Summit? What changed in the city and where, all neighborhoods in a table, a year of each kind.

The half year before holds other seasons, so the same weeks a year before are compared, as far as the data reach. Among so many
neighborhoods some changes are chance: the report says how many that makes.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.changes import Change
from analytics.detectable import called_by_chance, called_words
from analytics.numbers import write
from analytics.report.drawings import draw_trend
from analytics.report.sheet import Frame, Paper, Sheet
from analytics.report.sheets.parts import Part, count_parts, table_of, times_words, verdict_words
from analytics.report.sheets.sure import RARE, data_notes, sure_lines
from analytics.report.sheets.told import tell_of
from analytics.report.sheets.when import when_content, when_of
from analytics.report.sheets.where import map_places
from analytics.report.sheets.whole import Whole
from analytics.report.wording import changed_words, kinds_sentence
from analytics.selection import Selection
from analytics.store import Store
from analytics.trends import trend_sentence

MOST_CHANGED, LISTED = 10, 10
CHANGED = ("up", "new", "down")
IN_NONE = "In no neighborhood"


def summit_sheet(
    store: Store, selection: Selection, *, paper: Paper = "letter", checks: tuple[str, ...] = ()
) -> Sheet:
    """Make the report of the whole city, whatever the places of a selection. Raises SelectionError where nothing is compared."""
    asked = selection.everywhere()
    told = tell_of(store, asked, against_year=True, is_shortened=True, is_city=True)
    whole = Whole(store, told)
    title = f"{whole.city}: Summit report, {told.now.label()}"
    frame = Frame(title, "report", whole.coverage, whole.footer, paper, checks)
    return Sheet("summit", _content(whole), frame)


def place_changes(whole: Whole) -> list[tuple[str, Change]]:
    """Compare each neighborhood, by its name, most incidents first; what lies in none is no neighborhood."""
    changes = [(name, whole.change(whole.reported(place))) for place, name in whole.names.items()]
    return sorted(changes, key=lambda each: (-each[1].now, each[0]))


def _content(whole: Whole) -> dict[str, Any]:
    told = whole.told
    parts, places = count_parts(whole, None), place_changes(whole)
    reported = whole.reported(None)
    total, changes = whole.change(reported), [change for _, change in places]
    outside = whole.change(reported[reported["neighborhood_id"].isna()])
    found = pd.Series([change.verdict for change in changes], dtype="object").value_counts()
    up = int(found.get("up", 0) + found.get("new", 0))
    counted = changed_words(len(places), up, int(found.get("down", 0)), int(found.get("none", 0)))
    return {
        "title": f"{whole.city}: all neighborhoods",
        "headline": whole.sentence(total, told.what, whole.city),
        "kinds_sentence": kinds_sentence(
            [(part.label, part.change.verdict) for part in parts], told.now.days
        ),
        "subtitle": f"Summit report · {told.days_note}"
        + ("" if told.is_year else " · the data hold no year before, so seasons differ"),
        "left_out": told.left_out,
        "counts": table_of(whole, parts),
        "counts_note": f"Bars: {told.now.days} days each, the last in full color. “Times as many”: where the true ratio may lie."
        f" {RARE}",
        "places_title": f"{counted}.",
        "places_sentence": called_words(called_by_chance(changes), len(places)),
        "changed": _changed(places),
        "map": map_places(whole, told.now, most=LISTED).content(),
        "table_title": f"All neighborhoods: {told.what[:1].lower()}{told.what[1:]}",
        "table": _table(whole, [*places, (IN_NONE, outside), (whole.city, total)]),
        "table_note": f"{told.days_note}. Most incidents first. The city is all of them, with what lies in no neighborhood.",
        "trends": [_trend(whole, part) for part in parts],
        "trends_note": "Shaded: the range expected from up to three years before, darker for 80 of 100, lighter for 95."
        " Diamonds lie outside it; one in twenty does by chance.",
        "when": when_content(
            when_of(whole, Selection(told.year), whole.city), width_in=7.0, height_in=1.3
        ),
        "sure": sure_lines(
            whole,
            [(part.label, part.change) for part in parts if part.is_victim_reported],
            reported,
        ),
        "notes": data_notes(whole),
    }


def _changed(places: list[tuple[str, Change]]) -> dict[str, Any]:
    found = [(name, change) for name, change in places if change.verdict in CHANGED]
    more = len(found) - MOST_CHANGED
    return {
        "rows": [
            [
                name,
                write("now", change.now),
                write("before", change.before),
                verdict_words(change).partition(",")[0],
            ]
            for name, change in found[:MOST_CHANGED]
        ],
        "more": f"And {more} more, see the table of all." if more > 0 else "",
    }


def _table(whole: Whole, rows: list[tuple[str, Change]]) -> dict[str, Any]:
    now, before = whole.told.heads
    return {
        "heads": ["", now, before, "Times as many", "Is that a change?"],
        "rows": [
            {
                "cells": [
                    name,
                    write("now", change.now),
                    write("before", change.before),
                    times_words(change),
                    verdict_words(change),
                ],
                "is_change": change.verdict in CHANGED,
                "is_total": name == IN_NONE,
            }
            for name, change in rows
        ],
    }


def _trend(whole: Whole, part: Part) -> dict[str, Any]:
    trend = whole.trend(part.rows)
    sentence = trend_sentence(trend, part.label)
    return {
        "title": part.label,
        "svg": draw_trend(trend, width_in=3.4, height_in=1.15),
        "alt": f"Line of counts over the expected range. {sentence}",
        "sentence": sentence,
        "note": "" if part.is_victim_reported else "Follows where officers look.",
    }
