"""What stands on a block's sheet? The same question of block, neighborhood and city, a year of each, when, and how sure.

A block's counts are so small that hardly any change of them can be told from chance; its hours are those of its neighborhood
where it has few. Residents get a sheet only of a block that they may see by itself.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.levels import Answer, Level
from analytics.numbers import write
from analytics.report.handout_drawings import draw_stretches
from analytics.report.sheet import Frame, Paper, Sheet
from analytics.report.sheets.beside import level_answers, level_table
from analytics.report.sheets.parts import REPORTED, count_parts, count_stretches
from analytics.report.sheets.sure import data_notes, sure_lines
from analytics.report.sheets.told import tell_of
from analytics.report.sheets.when import LEAST_TIMES, When, when_content, when_of
from analytics.report.sheets.where import map_blocks
from analytics.report.sheets.whole import Whole
from analytics.report.wording import STANDS_APART
from analytics.selection import Selection
from analytics.store import Store

STEP_DAYS = 28
LEVELS: dict[Level, str] = {"block": "This block", "neighborhood": "Neighborhood", "city": "City"}
SMALL = "Of five incidents on a block, now and before together, none are ever called a change."
ASKED = "What have you seen here, and when?"


def block_sheet(
    store: Store, selection: Selection, *, paper: Paper = "letter", checks: tuple[str, ...] = ()
) -> Sheet:
    """Make the sheet of the one block of a selection.

    Raises SelectionError for none or several, where no blocks are known, and for one that these readers may not see by itself.
    """
    if len(selection.blocks) != 1:
        raise SelectionError("a block sheet is of one block: say which")
    whole = Whole(store, tell_of(store, selection.everywhere(), is_shortened=True))
    block, name, place = _find(whole, selection.blocks[0])
    title = f"{name}: block sheet, {whole.told.now.label()}"
    frame = Frame(title, "sheet", whole.coverage, whole.place_footer(), paper, checks)
    return Sheet("block", _content(whole, block, name, place), frame)


def _find(whole: Whole, block: str) -> tuple[str, str, str | None]:
    """Give id, name and neighborhood of a block; None where it lies in none."""
    if whole.blocks is None:
        raise SelectionError(f"no blocks are known in {whole.city}: take its neighborhood's sheet")
    found = whole.blocks[whole.blocks["block_id"] == block]
    if found.empty and whole.is_public:
        # The same words for a block that is hidden and for one that is none.
        raise SelectionError(
            f"no block {block} that residents may see by itself: those with few addresses are part of"
            " their neighborhood alone; take its sheet"
        )
    if found.empty:
        raise SelectionError(
            f"no block {block}: take an id of the layer of blocks, such as {whole.blocks['block_id'].iloc[0]}"
        )
    place = found["neighborhood_id"].iloc[0]
    return block, str(found["name"].iloc[0]), None if pd.isna(place) else str(place)


def _content(whole: Whole, block: str, name: str, place: str | None) -> dict[str, Any]:
    told, own = whole.told, whole.block_rows(block)
    answers = level_answers(whole, place, (block, name))
    rows = own[own["category"].isin(told.reported_categories)]
    shown = map_blocks(whole, place, own=block, width_in=3.0) if place else None
    around = [] if place is None else [place]
    where = ", ".join([*(whole.names[each] for each in around), whole.city])
    return {
        "title": name,
        "headline": answers[0].sentence,
        "kinds_sentence": "",
        "subtitle": f"Block sheet · {where} · {told.days_note}",
        "left_out": told.left_out,
        "panels": [
            _panel(whole, found, counted)
            for found, counted in zip(
                answers, (rows, *(whole.reported(each) for each in (*around, None))), strict=True
            )
        ],
        "levels_title": f"{told.what}: block, {'neighborhood, ' if place else ''}city",
        "levels": level_table(whole, answers, LEVELS["block"]),
        "shares": " ".join(each.above_sentence for each in answers if each.above_sentence),
        "kinds": _kinds(whole, own, place),
        "kinds_note": f"Counts {told.now.label()}, in brackets {told.before.label()}.",
        "map": None if shown is None else shown.content(),
        "when": when_content(_when(whole, block, name, place), height_in=1.05),
        "sure": [SMALL, *sure_lines(whole, [(told.what, answers[0].change)], rows)],
        "notes": data_notes(whole),
        "asked": ASKED,
    }


def _panel(whole: Whole, found: Answer, rows: pd.DataFrame) -> dict[str, Any]:
    """Draw a year of one level, each on its own scale."""
    stretches = count_stretches(whole, rows, STEP_DAYS)
    counts = [count for _, count in stretches]
    return {
        "title": LEVELS[found.place.level],
        "svg": draw_stretches(
            [period.start for period, _ in stretches],
            counts,
            STEP_DAYS,
            width_in=2.2,
            height_in=0.95,
        ),
        "alt": f"{found.sentence} By {STEP_DAYS} days up to {day_words(whole.told.now.last_day)}:"
        f" {', '.join(map(str, counts))}.",
    }


def _kinds(whole: Whole, own: pd.DataFrame, place: str | None) -> dict[str, Any]:
    """Count each kind on the levels: "6 (4)" is now, and before."""
    rows: dict[bool, list[list[str]]] = {True: [], False: []}
    levels = [
        count_parts(whole, None, own),
        *([count_parts(whole, place)] if place else []),
        count_parts(whole, None),
    ]
    for same in zip(*levels, strict=True):
        cells = [
            f"{write('now', part.change.now)} ({write('before', part.change.before)})"
            for part in same
        ]
        rows[same[0].is_victim_reported].append([same[0].label, *cells])
    heads = [words for level, words in LEVELS.items() if place or level != "neighborhood"]
    groups = [
        {"title": title, "rows": rows[kind]}
        for title, kind in ((REPORTED, True), (STANDS_APART, False))
        if rows[kind]
    ]
    return {"heads": ["", *heads], "groups": groups}


def _when(whole: Whole, block: str, name: str, place: str | None) -> When | None:
    """Give the hours of the block, or of its neighborhood where the block has too few."""
    year = whole.told.year
    found = when_of(whole, Selection(year, blocks=(block,)), name)
    if place and found is not None and found.rhythm.incidents < LEAST_TIMES:
        return when_of(whole, Selection(year, (), (place,)), whole.names[place])
    return found
