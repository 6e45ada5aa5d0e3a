"""What do the public's slides count, and what do they say is left out?"""

from __future__ import annotations

from datetime import date

from analytics.coverage import day_words
from analytics.numbers import write
from analytics.offenses import CATEGORIES
from analytics.report.wording import MANY_COMPARED, STANDS_OUT, VERDICT_SIGNS, answer_words
from dashboard.context import Reader
from dashboard.present.scope import Scope
from dashboard.present.slides import Group, Item, Listing, Slide, Tally
from dashboard.public.asked import STEP_DAYS, Asked, kinds_held
from dashboard.public.counted import (
    CITY,
    change_of,
    comparison,
    cube_of,
    days_counted,
    place_table,
    span_words,
)
from dashboard.public.quarters import HIDDEN, quarter_words, quarters_of

CITY_STEPS, MOST_PLACES = 6, 5


def counts_slide(reader: Reader, scope: Scope, place: str | None) -> Slide:
    cube, steps = cube_of(reader), scope.days // STEP_DAYS
    compared = comparison(cube, steps)
    tallies, said = [], []
    for kind in cube.kinds:
        label = CATEGORIES[kind].label
        change = change_of(cube, (kind,), steps, place or CITY)
        if change is None:
            count = int(cube.series((kind,), place or CITY)[-steps:].sum())
            tallies.append(Tally(label, count, None, "Nothing earlier to compare with."))
            continue
        said.append((label, change.verdict))
        sign = VERDICT_SIGNS[change.verdict]
        tallies.append(Tally(label, change.now, change.before, answer_words(change), sign))
    changed = [f"{label} is {verdict}" for label, verdict in said if verdict in STANDS_OUT]
    days = compared.now.label() if compared else days_counted(cube, steps).label()
    before = f", and {compared.before.label()} before" if compared else ""
    return Slide(
        "counts",
        "; ".join(changed) if changed else "No change stands out from chance",
        kicker=f"What is happening in {scope.name}",
        groups=(Group("Reported by victims", tuple(tallies)),),
        heads=(span_words(steps), "Before") if compared else ("Counted", ""),
        note=f"{days}{before}.",
    )  # fmt: skip


def places_slide(reader: Reader) -> Slide:
    steps = min(CITY_STEPS, len(cube_of(reader).starts))
    table = place_table(reader, Asked("52w", kinds_held(reader)), steps=steps).dropna(
        subset="place"
    )
    compared = comparison(cube_of(reader), steps)
    if compared is None:
        return Slide(
            "places", "There are no earlier days to compare with", kicker="All neighborhoods"
        )
    changed = table[table["verdict"].isin(STANDS_OUT)]
    up = int(changed["verdict"].isin(("up", "new")).sum())
    shown = (changed if len(changed) else table).head(MOST_PLACES)
    rest = len(table) - len(changed)
    title = (
        f"{up} of {len(table)} neighborhoods up, {len(changed) - up} down; nobody can tell for {rest}"
        if len(changed)
        else f"In none of {len(table)} neighborhoods does a change stand out from chance"
    )
    tallies = tuple(
        Tally(name, now, int(before), f"{write('verdict', verdict)}.", VERDICT_SIGNS[verdict])
        for name, now, before, verdict in shown[["name", "now", "before", "verdict"]]
        .to_numpy()
        .tolist()
    )
    return Slide(
        "places",
        title,
        kicker="All neighborhoods: what victims report",
        groups=(Group("Changed" if len(changed) else "Most incidents", tallies),),
        heads=(span_words(steps), "Before"),
        note=f"{compared.now.label()}. {MANY_COMPARED}",
    )  # fmt: skip


def quarters_slide(reader: Reader, place: str | None) -> Slide | None:
    found = quarters_of(reader)
    if not found.starts:
        return None
    last = found.starts[-1]
    kicker = f"What follows where officers look{f', {reader.names[place]}' if place else ''}"
    if place:
        items = {
            name: tuple(
                Item(quarter_words(start), found.words(name, place, start))
                for start in reversed(found.starts)
            )
            for name in found.categories
        }
        title = "Narcotics and quality of life, by quarter"
    else:
        items = {
            name: tuple(
                Item(reader.names[each], f"{count:,}")
                for each, count in _most(reader, found.counts, name, last)
            )
            for name in found.categories
        }
        title = f"Where most was recorded, {quarter_words(last)}"
    return Slide(
        "quarters",
        title,
        kicker=kicker,
        listings=tuple(
            Listing(CATEGORIES[name].label, rows, f"{HIDDEN.capitalize()} in every neighborhood.")
            for name, rows in items.items()
        ),
        note=f"More can mean more attention. A count under 11 is “{HIDDEN}”, none included.",
    )


def _most(
    reader: Reader, counts: dict[tuple[str, str, date], int], name: str, start: date
) -> list[tuple[str, int]]:
    found = [(each, counts[name, each, start]) for each in reader.names if (name, each, start) in counts]  # fmt: skip
    return sorted(found, key=lambda pair: -pair[1])[:MOST_PLACES]


def sure_slide(reader: Reader, scope: Scope) -> Slide:
    lines = [
        "Most differences of small counts are chance: “can't tell” is an answer.",
        f"Left out: days, hours and addresses; {'small blocks; ' if reader.blocks is not None else ''}"
        "assaults and other offenses that may point to a person.",
        f"Narcotics and quality of life by quarter alone, {HIDDEN} where it is so.",
    ]
    if reader.coverage.is_schematic:
        lines.append("Outlines of neighborhoods are schematic; they are not official.")
    coverage = reader.coverage_of(scope.counts.selection.everywhere())
    return Slide(
        "sure",
        "How sure are we, and what is not shown?",
        lines=tuple(lines),
        note=f"Data as of {day_words(coverage.data_as_of)} · run {coverage.run_id}",
    )
