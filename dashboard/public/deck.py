"""Which slides does the public's deck have? The meeting's own, made from public counts; hours and single places are left out.

A council of a neighborhood looks at 28 days against the 28 before; the city at 24 weeks. What was agreed is told by kind and
neighborhood, with what was done and what the counts say came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from analytics.coverage import day_words
from analytics.levels import Level
from analytics.offenses import CATEGORIES
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.present.deck import KINDS, SIMULATED
from dashboard.present.scope import Scope, Spot
from dashboard.present.slides import Item, Listing, Slide
from dashboard.present.where import where_slide
from dashboard.public.asked import STEP_DAYS, Asked, kinds_held
from dashboard.public.came_of import NOTHING_DONE, bars_of, came_of, came_since, done_words
from dashboard.public.count_slides import counts_slide, places_slide, quarters_slide, sure_slide
from dashboard.public.counted import (
    cube_of,
    days_counted,
)
from dashboard.public.problems import read_told
from dashboard.public.quarters import SENSITIVE, quarter_words, quarters_of
from dashboard.public.records import Agreed, Place, PublicRecords
from dashboard.urlstate import View
from dashboard.wording import place_title

CITY_STEPS, YEAR_STEPS = 6, 13
MOST_PLACES, MOST_PRIORITIES, MOST_NAMED, MOST_DONE = 5, 5, 5, 2


def scope_of(reader: Reader, asked: Asked) -> Scope | None:
    """Give the place and the days of a deck; None where no step is settled yet."""
    cube = cube_of(reader)
    if not cube.starts:
        return None
    level: Level = "neighborhood" if asked.place else "city"
    steps = min(1 if asked.place else CITY_STEPS, len(cube.starts))
    held = kinds_held(reader)

    def view(steps: int) -> View:
        chosen = Selection(days_counted(cube, steps), held)
        return View(chosen.within(asked.place) if asked.place else chosen, "present")

    # A year without as long a time before it would be cut when it is compared.
    year = max(steps, min(YEAR_STEPS, len(cube.starts) // 2))
    name = reader.names[asked.place] if asked.place else place_title(reader.coverage.place)
    return Scope(
        level, Spot(asked.place), name, "", "", view(steps), view(year), STEP_DAYS * steps, asked.notices
    )  # fmt: skip


def slides_of(reader: Reader, asked: Asked) -> tuple[Scope, list[Slide]] | None:
    """Make the slides of a place; None where no step is settled yet."""
    scope = scope_of(reader, asked)
    if scope is None:
        return None
    found, why_not = read_told(reader)
    told, place = found or PublicRecords((), (), ()), asked.place
    agreed = _agreed_here(told, place)
    made = [
        _title(reader, scope, agreed, why_not),
        *_since(reader, told, agreed),
        counts_slide(reader, scope, place),
        None if place else places_slide(reader),
        _where(reader, scope),
        quarters_slide(reader, place),
        _tonight(told, place, agreed),
        sure_slide(reader, scope),
    ]
    return scope, [slide for slide in made if slide]


def _agreed_here(told: PublicRecords, place: str | None) -> list[Agreed]:
    """Give the priorities of a place that are open, or were closed in the last half year before the newest meeting."""
    here = [each for each in told.priorities if place in (None, each.place.neighborhood_id)]
    last = max((each.agreed_on for each in here), default=date.min)
    kept = [
        each
        for each in here
        if each.closed_on is None or each.closed_on >= last - timedelta(days=182)
    ]
    return sorted(kept, key=lambda each: (-each.agreed_on.toordinal(), each.rank, each.number))


def _title(reader: Reader, scope: Scope, agreed: Sequence[Agreed], why_not: str) -> Slide:
    coverage = reader.coverage
    last = days_counted(cube_of(reader), 1).last_day
    last_agreed = (
        f"Priorities were last agreed on {day_words(agreed[0].agreed_on)}" if agreed else None
    )
    return Slide(
        "title",
        f"{scope.name[:1].upper()}{scope.name[1:]}",
        kicker=place_title(coverage.place) if scope.level != "city" else "All neighborhoods",
        lines=tuple(
            line
            for line in (
                KINDS[scope.level],
                last_agreed,
                f"Counted up to {day_words(last)}, in {STEP_DAYS} days at a time",
                why_not,
            )
            if line
        ),
        note=SIMULATED if coverage.is_simulated else "",
    )


def _since(reader: Reader, told: PublicRecords, agreed: Sequence[Agreed]) -> list[Slide]:
    shown = agreed[:MOST_PRIORITIES]
    return [
        _priority(reader, told, each, number, len(shown))
        for number, each in enumerate(shown, start=1)
    ]


def _priority(reader: Reader, told: PublicRecords, agreed: Agreed, number: int, many: int) -> Slide:
    work = [each for each in told.problems if each.priority_id == agreed.number]
    done = tuple(sorted((d for each in work for d in each.done), key=lambda each: each.from_on))
    worked = next((each for each in work if each.done), None)
    if worked is None:
        came = came_since(
            reader, agreed.category, agreed.place, agreed.agreed_on, agreed.closed_on,
            what="that was agreed",
        )  # fmt: skip
    else:
        came = came_of(reader, worked)
    said = done_words(done)[-MOST_DONE:]
    by_quarter = quarter_items(reader, agreed.category, agreed.place)
    listings = (
        Listing("What was done", tuple(Item(each) for each in said), NOTHING_DONE),
        Listing("Incidents by quarter", by_quarter),
    )
    fate = f" · closed: {agreed.outcome}" if agreed.closed_on and agreed.outcome else ""
    return Slide(
        f"priority-{number}",
        f"{CATEGORIES[agreed.category].label} in {agreed.place.name}",
        kicker=f"Agreed on {day_words(agreed.agreed_on)} · priority {number} of {many}{fate}",
        lines=(
            f"Done: {'; '.join(said)}." if said else f"Done: {NOTHING_DONE[0].lower()}{NOTHING_DONE[1:]}",
            came.sentence,
        )
        if not by_quarter
        else (),
        listings=listings if by_quarter else (),
        pictures=bars_of(reader, agreed.category, agreed.place, done, agreed.agreed_on),
        note=f"{came.beside} {'Line: when we agreed.' if agreed.category not in SENSITIVE else ''}"
        f"{' Band: what was done.' if done and agreed.category not in SENSITIVE else ''}".strip(),
    )  # fmt: skip


def quarter_items(reader: Reader, category: str, place: Place) -> tuple[Item, ...]:
    """List the quarters of what is told by quarter alone, the last one first; nothing for all else."""
    found = quarters_of(reader)
    if place.neighborhood_id is None or category not in found.categories:
        return ()
    return tuple(
        Item(quarter_words(start), found.words(category, place.neighborhood_id, start))
        for start in reversed(found.starts)
    )


def _where(reader: Reader, scope: Scope) -> Slide | None:
    slide = where_slide(reader, scope)
    if slide is None or scope.level == "city" or reader.blocks is None:
        return slide
    return replace(slide, note=f"{slide.note} Small blocks are left out.")


def _tonight(told: PublicRecords, place: str | None, agreed: Sequence[Agreed]) -> Slide:
    here = [each for each in told.concerns if place in (None, each.place.neighborhood_id)]
    last = max((each.held_on for each in here), default=None)
    named: dict[str, int] = {}
    for each in here:
        if each.held_on == last:
            where = "" if place else f" in {each.place.name}"
            label = f"{CATEGORIES[each.category].label}{where}"
            named[label] = named.get(label, 0) + each.votes
    rows = sorted(named.items(), key=lambda pair: -pair[1])[:MOST_NAMED]
    opened = [each for each in agreed if each.closed_on is None][:MOST_NAMED]
    on = f" on {day_words(last)}" if last else ""
    return Slide(
        "tonight",
        "What can we decide together?",
        listings=(
            Listing(
                f"What people named{on}",
                tuple(Item(label, f"{votes:,} vote{'' if votes == 1 else 's'}") for label, votes in rows),
                "Nothing is written down yet. What worries you most?",
            ),
            Listing(
                "What was agreed, and is open",
                tuple(
                    Item(
                        CATEGORIES[each.category].label + ("" if place else f" in {each.place.name}"),
                        f"since {day_words(each.agreed_on)}",
                    )
                    for each in opened
                ),
                "No priority is open.",
            ),
        ),
        note="The meeting decides.",
    )  # fmt: skip
