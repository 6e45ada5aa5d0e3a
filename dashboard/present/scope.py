"""Whom is a deck for, and which days does it count? A block, a neighborhood or the city.

A council looks at 28 days against the 28 before; a Summit at half a year against the same weeks a year before, as far as the data
reach, for the half before holds other seasons. Days are settled ones, up to the end of the link's period where it is written out.
Offenses and hours of the link are left alone: a deck tells of all categories, or a filter that nobody in the hall sees would
decide what they hear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from analytics.levels import Level
from analytics.periods import YEAR_OF_WEEKS, Period, recent_period
from dashboard.context import Reader
from dashboard.decisions.tables import Meeting
from dashboard.decisions.words import MEETING_KINDS
from dashboard.tables.ground import Ground, block_place, ground_words, why_unknown
from dashboard.urlstate import EVERYTHING, View, change_search, period_text

MONTH, HALF_YEAR = 28, 182
# A page that counts what victims report unless asked otherwise.
VICTIMS_PAGE = "/rhythms"


@dataclass
class Spot:
    """Where a deck's place is: a drawn shape, a block, a neighborhood, or, with none of them, the city."""

    neighborhood_id: str | None = None
    block_id: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class Scope:
    """A deck's place and days.

    `counts` is the view whose counts are compared, of all categories; `year` the one for where and when, of what victims report;
    their links open the pages with the same numbers. Where the layers in service do not have the place, nothing may be counted:
    these views would be of the whole city.
    """

    level: Level
    spot: Spot = field(hash=False)
    name: str
    counts_search: str
    year_search: str
    counts: View
    year: View
    days: int
    notices: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def end(self) -> date:
        """The day after the last one that is counted."""
        return self.counts.selection.period.end


def scope_of(
    reader: Reader, view: View, meeting: Meeting | None = None, notices: Sequence[str] = ()
) -> Scope:
    """Say whom a deck is for: the meeting's place where one is named, else the place of the link.

    `notices` is what a reader has to be told beside what the link says that is not understood.
    """
    spot = meeting_spot(reader, meeting) if meeting else link_spot(reader, view)
    level: Level = "city"
    if meeting:
        level = MEETING_KINDS[meeting.kind].level
    elif spot.area or spot.block_id:
        level = "block"
    elif spot.neighborhood_id:
        level = "neighborhood"
    days = HALF_YEAR if level == "city" else MONTH
    end = reader.coverage.settled_until
    if not view.preset:
        end = min(end, view.selection.period.end)
    if meeting:
        # A meeting in the past is told what it could be told.
        end = min(end, meeting.held_on)
    now = recent_period(max(end, reader.coverage.first_on), days)
    counts_search, counts = _view(reader, "/", now, spot, offense=EVERYTHING)
    # "The last …" is only said of days that end with the settled ones. A meeting is shown again when they are long past.
    preset = "" if meeting else "present"
    counts = replace(
        counts,
        preset=preset,
        against="the year before" if level == "city" else "the days before",
    )
    unknown = why_unknown(reader, spot)
    year = Period(max(now.end - YEAR_OF_WEEKS, reader.coverage.first_on), now.end)
    year_search, of_year = _view(reader, VICTIMS_PAGE, year, spot)
    return Scope(
        level,
        spot,
        ground_words(reader, spot),
        counts_search,
        year_search,
        counts,
        replace(of_year, preset=preset),
        days,
        (*view.notices, *notices, *([f"Nothing can be counted: {unknown}."] if unknown else [])),
        not unknown,
    )


def link_spot(reader: Reader, view: View) -> Spot:
    """Give the place of a link: its drawn area, its first block, its first neighborhood."""
    selection = view.selection
    block = next(iter(selection.blocks), None)
    place = next(iter(selection.neighborhoods), None)
    if selection.area:
        return Spot(place, None, selection.area.text)
    return Spot(block_place(reader, block) or place, block)


def meeting_spot(reader: Reader, meeting: Meeting) -> Spot:
    """Give the place that a meeting is for."""
    place = meeting.neighborhood_id or block_place(reader, meeting.block_id)
    return Spot(place, meeting.block_id, meeting.area)


def is_here(spot: Ground, ground: Ground) -> bool:
    """Tell whether a record lies in the place of a deck: in it, or in a block or shape of its neighborhood."""
    if spot.area or spot.block_id:
        return (ground.area, ground.block_id) == (spot.area, spot.block_id)
    return not spot.neighborhood_id or ground.neighborhood_id == spot.neighborhood_id


def _view(
    reader: Reader, page: str, period: Period, spot: Spot, offense: str | None = None
) -> tuple[str, View]:
    block = None if spot.area else spot.block_id
    asked: dict[str, str | None] = {
        "period": period_text(period),
        "offense": offense,
        "neighborhood": None if spot.area or block else spot.neighborhood_id,
        "block": block,
        "area": spot.area,
    }
    search = change_search(None, **asked)
    return search, reader.view(page, search)


def whole_place(scope: Scope, reader: Reader) -> View:
    """Give the view of the year for the whole neighborhood of a block, which the block's own counts are set in."""
    place = scope.spot.neighborhood_id
    if not place or place not in reader.names:
        return scope.year
    here = replace(scope.year.selection, neighborhoods=(place,), area=None)
    return replace(scope.year, selection=here)
