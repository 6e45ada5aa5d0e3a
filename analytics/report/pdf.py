"""How does a trend report become a PDF? Gather, draw, set with typst: letter paper, tagged for
screen readers.

A printed page outlives the screen it came from: each says which run it shows, how far the data are
settled, and SIMULATED where they are. The same snapshot and selection give the same bytes, so a
changed file means changed numbers.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from analytics.figures.theme import PALETTES
from analytics.report.brief import Brief, make_brief
from analytics.report.drawings import draw_legend, draw_map, draw_trend
from analytics.report.printable import FONTS, printable_parts
from analytics.report.sections import Section
from analytics.selection import Selection
from analytics.store import Store

TEMPLATE = Path(__file__).with_name("report.typ")
LISTED_AREAS = 12
CITY_MAP_IN, PLACE_MAP_IN, WIDE_MAP_IN = (3.3, 3.9), (3.9, 3.6), (7.0, 4.4)


def write_trend_report(store: Store, selection: Selection, out: Path) -> Path:
    """Write the trend report of a selection as a PDF, and give its path.

    Raises SelectionError as `make_brief` does; the folder of `out` is made where it is missing.
    """
    content = trend_report(store, selection)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    return out


def trend_report(store: Store, selection: Selection) -> bytes:
    """Give the trend report of a selection as the bytes of a PDF."""
    return typeset(make_brief(store, selection))


def typeset(brief: Brief) -> bytes:
    """Set a brief as PDF/UA-1; the fonts are matplotlib's, so that no machine's own fonts change
    the page."""
    as_of = brief.coverage.data_as_of
    return typst.compile(
        str(TEMPLATE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"brief": json.dumps(printable_parts(_content(brief)))},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
    )


def _content(brief: Brief) -> dict[str, Any]:
    """Give everything that the template prints."""
    coverage, now = brief.coverage, brief.now
    days = f"{now.label()}, compared with {brief.before.label()}"
    if brief.step_weeks > 1:
        days += f" · figures come in steps of {7 * brief.step_weeks} days"
    columns = 3 if len(brief.sections) > 4 else min(2, len(brief.sections))
    width_in = (7.0 - 0.2 * (columns - 1)) / columns
    return {
        "colors": asdict(PALETTES["light"]),
        "document_title": f"{brief.title}: trend report, {now.label()}",
        "date": [coverage.data_as_of.year, coverage.data_as_of.month, coverage.data_as_of.day],
        "is_simulated": coverage.is_simulated,
        "is_schematic": coverage.is_schematic,
        "title": brief.title,
        "headline": brief.headline,
        "kinds_sentence": brief.kinds_sentence,
        "subtitle": f"Trend report · {days}",
        "left_out": brief.left_out,
        "footer": brief.footer,
        "sections": [_section(section, width_in) for section in brief.sections],
        "section_columns": columns,
        "trend_key": _trend_key(brief),
        "map": _map(brief),
        "kinds": _kinds(brief),
        "kinds_note": f"Now: {now.label()}. Before: {brief.before.label()}."
        + (f" Year before: {now.year_before().label()}." if "year_before" in brief.kinds else ""),
        "places": None if brief.places is None else _table(brief.places, {"name": "Neighborhood"}),
        "places_title": "Counts by neighborhood",
        "places_note": _places_note(brief),
    }


def _places_note(brief: Brief) -> str:
    listed = 0 if brief.places is None else len(brief.places)
    among = len(brief.chosen) or len(brief.neighborhoods)
    most = f"most incidents of {brief.hotspots.offenses.lower()}"
    which = f"Those with {most} first."
    if listed < among:
        chosen = " chosen" if brief.chosen else ""
        which = f"The {listed} of {among} neighborhoods{chosen} with {most}."
    return f"Now, and in brackets before. {which} Counts, not rates: who was in town is not counted here."


def _section(section: Section, width_in: float) -> dict[str, Any]:
    return {
        "label": section.label,
        "sentence": section.sentence,
        "trend_sentence": section.trend_sentence,
        "note": section.note,
        "svg": draw_trend(section.trend, width_in=width_in, height_in=1.3 if width_in > 3 else 1.0),
        "alt": f"Line of counts over the expected range. {section.trend_sentence}",
    }


def _trend_key(brief: Brief) -> str:
    step = "week" if brief.step_weeks == 1 else f"{brief.step_weeks} weeks"
    if all(section.trend.reason for section in brief.sections):
        return f"Lines: incidents in each {step}."
    return (
        f"Lines: incidents in each {step}. Shaded: the range expected from up to three years before,"
        " darker for 80 of 100, lighter for 95. Diamonds lie outside it. One in twenty does so by chance."
    )


def _map(brief: Brief) -> dict[str, Any]:
    part = brief.hotspots
    listed = part.areas.head(LISTED_AREAS)
    width, height = PLACE_MAP_IN if brief.chosen else CITY_MAP_IN
    if listed.empty:
        width, height = WIDE_MAP_IN
    rows = [
        [str(number), str(area.name), f"{area.incidents:,}"]
        for number, area in enumerate(listed.itertuples(index=False), start=1)
    ]
    more = len(part.areas) - len(listed)
    return {
        "title": f"Where: {part.offenses.lower()}, {part.period.label()}",
        "sentence": part.sentence,
        "has_positions": part.has_positions,
        "width_in": width,
        "svg": draw_map(
            part.cells,
            part.grid,
            brief.neighborhoods,
            chosen=brief.chosen,
            streets=brief.streets,
            areas=listed,
            width_in=width,
            height_in=height,
        ),
        "legend_svg": draw_legend(),
        "alt": f"Map of where incidents were denser than usual. {part.sentence}",
        "note": "Colors: density in multiples of the mean of cells with any. Outlined: more than chance"
        " puts there, compared with the whole built-up area."
        + (f" What is outlined outside of {brief.title} is its neighbors'." if brief.chosen else "")
        + (" Outlines of neighborhoods are schematic." if brief.coverage.is_schematic else ""),
        "areas": {"columns": ["", "Area", "Incidents"], "rows": rows},
        "more": f"And {more} more." if more else None,
    }


def _kinds(brief: Brief) -> dict[str, Any]:
    columns = {"label": "Offense", "now": "Now", "before": "Before"}
    if "year_before" in brief.kinds:
        columns["year_before"] = "Year before"
    columns["verdict"] = "Now against before"
    return _table(brief.kinds, columns)


def _table(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Give a table as text: columns named for readers, counts with thousands set apart."""
    ordered = table[[*names, *(name for name in table.columns if name not in names)]]
    rows = [
        ["no data" if pd.isna(v) else f"{v:,}" if isinstance(v, int) else str(v) for v in row]
        for row in ordered.astype("object").itertuples(index=False)
    ]
    return {"columns": [names.get(name, name) for name in ordered.columns], "rows": rows}
