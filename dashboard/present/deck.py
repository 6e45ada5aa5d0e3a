"""Which slides does a meeting see, and in which order? Since we last met, what is happening, what we can decide.

A block, a neighborhood and the city have decks of their own. Without anything written down, the deck is made from the counts
alone; without settled days to compare it says so. Of a place that the layers no longer have, only what was written down is told.
"""

from __future__ import annotations

from datetime import timedelta
from textwrap import shorten

from analytics.coverage import day_words
from dashboard.context import Reader
from dashboard.decisions.tables import Meeting
from dashboard.decisions.words import MEETING_KINDS
from dashboard.present.happening import alike_slide, all_places_slide, counts_slide, levels_slide
from dashboard.present.scope import Scope
from dashboard.present.since import Decided, since_slides
from dashboard.present.slides import Slide
from dashboard.present.tonight import agreed_slide, sure_slide, tonight_slide
from dashboard.present.where import hours_slide, where_slide
from dashboard.wording import place_title

SIMULATED = "SIMULATED: nothing shown here happened."
LONGEST_VENUE = 60
KINDS = {
    "block": "Neighborhood Watch and Merchant Watch",
    "neighborhood": "Neighborhood Crime Prevention Council",
    "city": "Community Summit",
}


def deck_of(reader: Reader, scope: Scope, decided: Decided) -> list[Slide]:
    """Make the slides of a place from its counts and from what is written down for it."""
    told = [title_slide(reader, scope, decided), *since_slides(reader, decided)]
    agreed = agreed_slide(reader, scope, decided)
    tonight = [tonight_slide(reader, scope, decided), *([agreed] if agreed else [])]
    if not scope.is_known:
        return [*told, *tonight]
    counted = [
        counts_slide(reader, scope),
        all_places_slide(reader, scope) if scope.level == "city" else None,
        levels_slide(reader, scope),
        where_slide(reader, scope),
        hours_slide(reader, scope),
        alike_slide(reader, scope),
    ]
    return [*told, *(slide for slide in counted if slide), *tonight, sure_slide(reader, scope)]


def title_slide(reader: Reader, scope: Scope, decided: Decided) -> Slide:
    """Say for whom, when, and how far the data reach."""
    coverage = reader.coverage
    settled = counted_until(reader, scope)
    lines = [
        meeting_words(decided.tonight, scope, decided),
        f"Data as of {day_words(coverage.data_as_of)}, settled until {settled}",
        *scope.notices,
    ]
    return Slide(
        "title",
        scope.name[:1].upper() + scope.name[1:],
        kicker=place_title(coverage.place) if scope.level != "city" else "All neighborhoods",
        lines=tuple(line for line in lines if line),
        note=SIMULATED if coverage.is_simulated else "",
    )


def counted_until(reader: Reader, scope: Scope) -> str:
    """Name the last settled day of what the deck counts."""
    return day_words(reader.coverage_of(scope.counts.selection).settled_until - timedelta(days=1))


def meeting_words(meeting: Meeting | None, scope: Scope, decided: Decided) -> str:
    """Name the meeting with its day, or whom such a deck is for."""
    if meeting is None:
        on = f", {day_words(decided.next_on)}" if decided.next_on else ""
        return f"{KINDS[scope.level]}{on}"
    said = [MEETING_KINDS[meeting.kind].label, day_words(meeting.held_on)]
    venue = shorten(meeting.venue, LONGEST_VENUE, placeholder=" …") if meeting.venue else ""
    return ", ".join([*said, *filter(None, (meeting.starts_at, venue))])
