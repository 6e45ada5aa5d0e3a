"""How is a command brief printed? Its measures as plain data and drawings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analytics.numbers import write
from analytics.numbers.said import numbers_line
from analytics.report.brief.gathered import Brief, make_brief
from analytics.report.brief.printed import (
    compstat_content,
    feeds_content,
    problems_content,
    ranked_content,
)
from analytics.report.brief.sections import Section
from analytics.report.drawings import draw_legend, draw_map, draw_trend
from analytics.report.sheet import Frame, Paper, Sheet
from analytics.report.worked_on import WorkedOn
from analytics.selection import Selection
from analytics.store import Store

LISTED_AREAS = 12
CITY_MAP_IN, PLACE_MAP_IN, WIDE_MAP_IN = (3.3, 3.9), (3.9, 3.6), (7.0, 4.4)


def brief_sheet(
    store: Store,
    selection: Selection,
    *,
    paper: Paper = "letter",
    checks: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    worked_on: Callable[[], tuple[WorkedOn, ...] | str | None] = lambda: None,
) -> Sheet:
    """Make the sheet of a selection. Raises SelectionError as `make_brief` does.

    `flags` say what is behind each flag of the checks; `worked_on` gives the open problems, or why they cannot be read, None
    leaves their section out. It is called when all else is drawn: whoever looks them up has had the time to.
    """
    brief = make_brief(store, selection)
    return sheet_of(brief, paper=paper, checks=checks, flags=flags, worked_on=worked_on)


def sheet_of(
    brief: Brief,
    *,
    paper: Paper = "letter",
    checks: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    worked_on: Callable[[], tuple[WorkedOn, ...] | str | None] = lambda: None,
) -> Sheet:
    """Make the sheet of a brief that was gathered already."""
    content, problems = _content(brief), worked_on()
    return Sheet(
        "brief",
        {
            **content,
            "flags": list(flags),
            "problems": None if problems is None else problems_content(problems),
        },
        Frame(
            f"{brief.title}: command brief, {brief.now.label()}",
            "report",
            brief.coverage,
            brief.footer,
            paper,
            checks,
        ),
    )


def _content(brief: Brief) -> dict[str, Any]:
    """Give everything that the template prints."""
    now = brief.now
    days = f"{now.label()}, compared with {brief.before.label()}"
    if brief.step_weeks > 1:
        days += f" · figures come in steps of {7 * brief.step_weeks} days"
    columns = 3 if len(brief.sections) > 4 else min(2, len(brief.sections))
    width_in = (7.0 - 0.2 * (columns - 1)) / columns
    return {
        "title": brief.title,
        "headline": brief.headline,
        "kinds_sentence": brief.kinds_sentence,
        "subtitle": f"Command brief · {days}",
        # For whoever reads the mail and not the file.
        "numbers": [numbers_line(section.label, section.change) for section in brief.sections],
        "left_out": brief.left_out,
        "sections": [_section(section, width_in) for section in brief.sections],
        "section_columns": columns,
        "trend_key": _trend_key(brief),
        "map": _map(brief),
        "compstat": brief.compstat and compstat_content(brief.compstat),
        "kinds": None if brief.kinds is None else _kinds(brief, brief.kinds),
        "hours": brief.hours and brief.hours.content(width_in=7.0, height_in=1.7),
        "ranked": brief.ranked and ranked_content(brief.ranked),
        "notes": _notes(brief),
        "feeds": feeds_content(brief.coverage),
        "places": None if brief.places is None else _table(brief.places, {"name": "Neighborhood"}),
        "places_title": "Counts by neighborhood",
        "places_note": _places_note(brief),
    }


def _notes(brief: Brief) -> list[str]:
    coverage = brief.coverage
    on_map, located = (
        write(name, getattr(coverage, name)) for name in ("on_map_share", "located_share")
    )
    return [
        f"{on_map} of all incidents are on the map, {located} lie in a neighborhood: the others are counted in {coverage.place}"
        " as a whole, and in no neighborhood.",
        "Days are compared once they are settled: later ones still fill up, and would look like a fall.",
    ]


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


def _kinds(brief: Brief, kinds: pd.DataFrame) -> dict[str, Any]:
    columns = {"label": "Offense", "now": "Now", "before": "Before"}
    note = f"Now: {brief.now.label()}. Before: {brief.before.label()}."
    if "year_before" in kinds:
        columns["year_before"] = "Year before"
        note += f" Year before: {brief.now.year_before().label()}."
    columns["verdict"] = "Now against before"
    return {"table": _table(kinds, columns), "note": note}


def _table(table: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """Give a table as text: columns named for readers, counts with thousands set apart."""
    ordered = table[[*names, *(name for name in table.columns if name not in names)]]
    rows = [
        ["no data" if pd.isna(v) else f"{v:,}" if isinstance(v, int) else str(v) for v in row]
        for row in ordered.astype("object").itertuples(index=False)
    ]
    return {"columns": [names.get(name, name) for name in ordered.columns], "rows": rows}
