"""What is happening, and is it a change? Five or six counts of a place, all neighborhoods at a Summit, three levels for a block.

Mostly "can't tell": of a few incidents nothing else can be said. What follows where officers look stands apart from what victims
report, and in no sum with it.
"""

from __future__ import annotations

from analytics.changes import Change, Verdict, days_words
from analytics.numbers import write
from analytics.report.wording import (
    MANY_COMPARED,
    STANDS_OUT,
    VERDICT_SIGNS,
    answer_words,
    changed_words,
    joined,
)
from dashboard.context import Reader
from dashboard.days import (
    Comparison,
    compared_days,
    counted_days,
    no_data_words,
    not_compared_words,
    period_at,
)
from dashboard.present.scope import Scope, whole_place
from dashboard.present.slides import Group, Item, Listing, Slide, Tally
from dashboard.tables.alike import similar_places
from dashboard.tables.neighborhood import level_answers, what_words
from dashboard.tables.parts import Finding, category_findings, group_findings
from dashboard.tables.places import place_changes
from dashboard.wording import offenses_words

MOST_PLACES = 5
LONGEST_STATEMENT = 76
OTHER_SEASONS = "The half year before holds other seasons."
STANDS_APART = "Follows where officers look: more can mean more attention"


def counts_slide(reader: Reader, scope: Scope) -> Slide:
    """Count each category in the days now and before, with what may be said of each."""
    view = scope.counts
    compared = compared_days(reader, view)
    findings = category_findings(reader, view)
    said = [(each.part.label, each.change.verdict) for each in findings if each.change]
    groups = tuple(
        Group(
            STANDS_APART if warning else title,
            tuple(_tally(each, not_compared_words(reader, view)) for each in listed),
        )
        for title, warning, listed in group_findings(findings)
    )
    return Slide(
        "counts",
        _statement(said) if said else not_compared_words(reader, view),
        kicker=f"What is happening in {scope.name}",
        groups=groups,
        heads=_heads(compared),
        note=_days_note(reader, scope, compared),
    )


def _statement(said: list[tuple[str, Verdict]]) -> str:
    """Say in one line what changed by more than chance: by name, or how many where the names are too many."""
    sentence = _headline(said)
    if len(sentence) > LONGEST_STATEMENT:
        changed = sum(verdict not in ("can't tell", "none") for _, verdict in said)
        return f"{changed} of {len(said)} counts changed by more than chance"
    return sentence.removesuffix(".") if sentence.count(". ") == 0 else sentence


def _headline(verdicts: list[tuple[str, Verdict]]) -> str:
    """Say what changed by more than chance explains, each judged by itself; the slide names the days."""
    said = [
        f"{joined(labels)} {'is' if len(labels) == 1 else 'are'} {verdict}"
        for verdict in ("up", "new", "down")
        if (labels := [label for label, found in verdicts if found == verdict])
    ]
    return f"{'; '.join(said)}." if said else "No change stands out from chance."


def _tally(finding: Finding, otherwise: str) -> Tally:
    change = finding.change
    if change is None:
        words = no_data_words(finding.ends_on) or otherwise
        return Tally(finding.part.label, finding.count, None, words)
    return _row(finding.part.label, change)


def _row(label: str, change: Change) -> Tally:
    return Tally(
        label, change.now, change.before, answer_words(change), VERDICT_SIGNS[change.verdict]
    )


def _heads(compared: Comparison | None) -> tuple[str, str]:
    if compared is None:
        return ("Counted", "")
    days = days_words(compared.now.days)
    last = compared.now.last_day
    now = f"Last {days}" if compared.is_last else f"{days} to {last.day}\u00a0{last:%b}"
    is_year = compared.against == "the year before"
    return (now, "The same weeks a year before" if is_year else "Before")


def _days_note(reader: Reader, scope: Scope, compared: Comparison | None) -> str:
    if compared is None:
        return f"Counted {period_at(counted_days(reader, scope.counts))}."
    if compared.against == "the year before":
        return f"{compared.now.label()}, and {compared.before.label()}."
    if scope.level == "city":
        return f"{compared.now.label()}. {OTHER_SEASONS}"
    return f"{compared.now.label()}, and {compared.before.label()} before."


def all_places_slide(reader: Reader, scope: Scope) -> Slide:
    """Say in how many neighborhoods victims reported more, fewer, or so many that nobody can tell."""
    view = scope.counts
    compared = compared_days(reader, view)
    kicker = "All neighborhoods"
    if compared is None:
        return Slide("places", not_compared_words(reader, view), kicker=kicker)
    table = place_changes(reader, view)
    places = table[table["neighborhood_id"].notna()]
    verdicts = places["verdict"].value_counts()
    up, down = int(verdicts.get("up", 0) + verdicts.get("new", 0)), int(verdicts.get("down", 0))
    changed = places[places["verdict"].isin(STANDS_OUT)]
    shown = (changed if len(changed) else places).head(MOST_PLACES)
    tallies = tuple(
        Tally(name, now, before, f"{write('verdict', verdict)}.", VERDICT_SIGNS[verdict])
        for name, now, before, verdict in zip(
            *(shown[column].tolist() for column in ("name", "now", "before", "verdict")),
            strict=True,
        )
    )
    listed = "Changed" if len(changed) == len(shown) else f"The first {len(shown)} that changed"
    return Slide(
        "places",
        changed_words(len(places), up, down, int(verdicts.get("none", 0))),
        kicker=f"{kicker}: what victims report",
        groups=(Group(listed if len(changed) else "Most incidents", tallies),),
        heads=_heads(compared),
        note=f"{_days_note(reader, scope, compared)} {MANY_COMPARED}",
    )


def levels_slide(reader: Reader, scope: Scope) -> Slide | None:
    """Ask the same of a block, its neighborhood and the city, in a year against the year before."""
    view = whole_place(scope, reader)
    if not scope.spot.block_id or not view.selection.neighborhoods:
        return None
    found = level_answers(reader, view)
    if not found.answers:
        return None
    what = what_words(reader, view)
    compared = compared_days(reader, view)
    verdicts = [(each.place.name, each.change.verdict) for each in found.answers]
    return Slide(
        "levels",
        f"{what}: block, neighborhood, city",
        kicker=_headline(verdicts).removesuffix("."),
        groups=(Group("", tuple(_row(each.place.name, each.change) for each in found.answers)),),
        heads=_heads(compared),
        note=_days_note(reader, scope, compared) if compared else "",
    )


def alike_slide(reader: Reader, scope: Scope) -> Slide | None:
    """Name the neighborhoods with a problem like this one; None where there is none to ask for."""
    if scope.level != "neighborhood" or scope.spot.area:
        return None
    alike = similar_places(reader, scope.year)
    if alike is None:
        return None
    table = alike.found.table
    near = table[table["is_alike"]]
    title = "No neighborhood has a problem clearly like ours"
    if len(near):
        title = "Neighborhoods with a problem like ours"
    short = " It takes four years." if alike.is_short else ""
    items = tuple(
        Item(name, "", _sentence(reasons))
        for name, reasons in zip(near["name"], near["reasons"], strict=True)
    )
    lines = ("Ask them what they tried. Alike is no sign of a common cause.",) if items else ()
    if table.empty:
        lines = (alike.found.sentence,)
    what = offenses_words(scope.year.selection.offenses)
    return Slide(
        "alike",
        title,
        kicker="Others to talk to",
        lines=lines,
        listings=(Listing("", items),) if items else (),
        note=f"{what}, {alike.days.label()}.{short}",
    )


def _sentence(text: str) -> str:
    shorter = text.replace(" after allowing for chance", "")
    return f"{shorter[:1].upper()}{shorter[1:]}."
