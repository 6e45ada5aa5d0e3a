"""What stands on a neighborhood's sheet? In front what changed and where, on the back the year, the hours, the others, and lines.

It has two pages whatever its name and counts: rows are those of the categories, lists are short, and the map and the lines to
write on take the room that is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analytics.changes import Change
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
from analytics.report.drawings import draw_trend
from analytics.report.quarters import BEWARE, HIDDEN, quarter_words, read_quarters
from analytics.report.sheet import Frame, Paper, Sheet
from analytics.report.sheets.beside import (
    PICKED,
    alike_content,
    level_answers,
    level_table,
)
from analytics.report.sheets.hot import map_hotspots
from analytics.report.sheets.parts import Part, count_parts, table_of
from analytics.report.sheets.sure import RARE, data_notes, sure_lines
from analytics.report.sheets.told import Told, tell_of
from analytics.report.sheets.when import when_content, when_of
from analytics.report.sheets.where import busy_blocks, map_blocks, map_places
from analytics.report.sheets.whole import Whole
from analytics.report.wording import kinds_sentence
from analytics.selection import Selection
from analytics.store import Store
from analytics.trends import Trend, trend_sentence

ASKED = ("What worries you most?", "Where, and when?", "What should we try first?")


def neighborhood_sheet(
    store: Store, selection: Selection, *, paper: Paper = "letter", checks: tuple[str, ...] = ()
) -> Sheet:
    """Make the sheet of the one neighborhood of a selection. Raises SelectionError for none, several or an unknown one."""
    if len(selection.neighborhoods) != 1:
        raise SelectionError("a neighborhood sheet is of one neighborhood: say which")
    make = neighborhood_sheets(store, selection, paper=paper, checks=checks)
    return make(selection.neighborhoods[0])


def neighborhood_sheets(
    store: Store, selection: Selection, *, paper: Paper = "letter", checks: tuple[str, ...] = ()
) -> Callable[[str], Sheet]:
    """Give what makes the sheet of any neighborhood, by its id; what all share is read once."""
    whole = Whole(store, tell_of(store, selection.everywhere()))

    def make(place: str) -> Sheet:
        if place not in whole.names:
            listed = ", ".join(sorted(whole.names))
            raise SelectionError(f"no neighborhood {place}: choose from {listed}")
        name, told = whole.names[place], whole.told
        title = f"{name}: neighborhood sheet, {told.now.label()}"
        frame = Frame(title, "sheet", whole.coverage, whole.place_footer(), paper, checks)
        return Sheet("neighborhood", _content(whole, place), frame)

    return make


def _content(whole: Whole, place: str) -> dict[str, Any]:
    told, name = whole.told, whole.names[place]
    parts = count_parts(whole, place)
    reported = whole.reported(place)
    total = whole.change(reported)
    trend = whole.trend(reported)
    block, by_block = _busiest(whole, place), map_blocks(whole, place)
    shown = by_block or map_hotspots(whole, place)
    return {
        "title": name,
        "headline": whole.sentence(total, told.what, name),
        "kinds_sentence": kinds_sentence(
            [(part.label, part.change.verdict) for part in parts], told.now.days
        ),
        "subtitle": f"Neighborhood sheet · {told.days_note}",
        "left_out": told.left_out,
        "counts": table_of(whole, parts),
        "counts_note": f"Bars: {told.now.days} days each, the last in full color. “Times as many”: where the true ratio may lie."
        f" {RARE}",
        "map": (shown or map_places(whole, told.year, own=place)).content(),
        "most": "Most on" if by_block else "Areas" if shown else "Most in",
        "trend": _trend(trend, told),
        "when": when_content(when_of(whole, Selection(told.year, (), (place,)), name)),
        "quarters": _quarters(whole, place),
        "levels": level_table(whole, level_answers(whole, place, block)),
        "levels_note": PICKED if block else "",
        "levels_title": f"{told.what}: beside the city",
        "alike": alike_content(whole, place),
        "sure": sure_lines(whole, _judged(told, parts), reported),
        "asked": list(ASKED),
        "notes": data_notes(whole),
    }


def _trend(trend: Trend, told: Told) -> dict[str, Any]:
    sentence = trend_sentence(trend, told.what)
    step = "week" if told.step_weeks == 1 else f"{told.step_weeks} weeks"
    key = f"Line: incidents in each {step}."
    if not trend.reason:
        key += (
            " Shaded: the range expected from up to three years before, darker for 80 of 100 weeks, lighter for 95."
            " Diamonds lie outside it; one in twenty does by chance."
        )
    return {
        "svg": draw_trend(trend, width_in=3.4, height_in=1.35),
        "alt": f"Line of counts over the expected range. {sentence}",
        "sentence": sentence,
        "note": key,
    }


def _busiest(whole: Whole, place: str) -> tuple[str, str] | None:
    """Give id and name of the block with most incidents in the days now; None where there is none, or no incident."""
    blocks = busy_blocks(whole, place, whole.told.now)
    if blocks.empty or not blocks["incidents"].iloc[0]:
        return None
    return str(blocks["block_id"].iloc[0]), str(blocks["name"].iloc[0])


def _judged(told: Told, parts: list[Part]) -> list[tuple[str, Change]]:
    return [
        (part.label, part.change) for part in parts if part.category in told.reported_categories
    ]


def _quarters(whole: Whole, place: str) -> dict[str, Any] | None:
    """Give residents what follows where officers look, by quarter; None for the police, who have it by day."""
    if not whole.is_public:
        return None
    found = whole.once("quarters", lambda: read_quarters(whole.store))
    if not found.starts:
        return None
    return {
        "columns": ["", *(CATEGORIES[name].label for name in found.categories)],
        "rows": [
            [quarter_words(start), *(found.words(name, place, start) for name in found.categories)]
            for start in reversed(found.starts)
        ],
        "note": f"{BEWARE} A count under 11 is “{HIDDEN}”, none included.",
    }
