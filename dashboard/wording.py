"""How does the dashboard name offenses and places, and which offenses may share a map?

Offenses that victims report are never mixed with those that follow where officers look: a phrase for one map may name fewer
offenses than were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.report.wording import offenses_words as offenses_words
from analytics.report.wording import places_words, victim_reported
from analytics.selection import Selection
from dashboard.week_hours import hours_words


def mapped_offenses(
    selection: Selection, categories: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """Give the offenses that one map may hold, and whether others had to be left out.

    Offenses that victims report are never mixed with those that follow where officers look.
    """
    asked = selection.offenses or tuple(categories)
    reported = victim_reported(asked)
    if not reported:
        return asked, False
    return reported, len(reported) < len(asked)


def where_words(
    selection: Selection, names: Mapping[str, str], block_names: Mapping[str, str]
) -> str | None:
    """Name places and hours of a selection, to stand after "in"; None for the whole city at any hour."""
    area = f"a {selection.area.label()}" if selection.area else None
    blocks = blocks_words(selection.blocks, block_names)
    parts = [places_words(selection.neighborhoods, names), area, blocks]
    where = " within ".join(reversed([part for part in parts if part]))
    if not selection.hours:
        return where or None
    return f"{where or 'the whole city'}, {hours_words(selection.hours)}"


def blocks_words(blocks: Sequence[str], block_names: Mapping[str, str]) -> str | None:
    """Name one block, or count more."""
    if len(blocks) == 1:
        return block_names.get(blocks[0], blocks[0])
    return f"{len(blocks)} blocks" if blocks else None


def incidents_words(count: int) -> str:
    """Say a number of incidents: "1 incident", "1,200 incidents"."""
    return f"{count:,} incident{'' if count == 1 else 's'}"


def kinds_words(count: int) -> str:
    """Say a number of series: "5 kinds of offense"."""
    return f"{count} kind{'' if count == 1 else 's'} of offense"


def limit_words(incidents: int, limit: int) -> str:
    """Say a count that raised an alarm; its limit is not the end of the usual range, and never called so."""
    return f"{incidents:,}, above the alarm limit of {limit:,}"


def place_title(place: str) -> str:
    """Shorten "Palm Springs, California" to the name that a header has room for."""
    return place.partition(",")[0]
