"""How is the sheet of a problem printed? On one page, whatever was written down: what has no room is counted, and named as such.

The verdict comes first, since it is looked for, and again with its counts and its power, since alone it would claim too much.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.numbers import write
from analytics.report.handout_drawings import draw_stretches
from analytics.report.problem.drawing import draw_place
from analytics.report.problem.told import Changed, Done, ProblemTold, Stretches
from analytics.report.sheet import Frame, Paper, Sheet
from analytics.report.wording import footer_words
from analytics.store import Store

MAP_IN = (2.3, 1.9)
CHART_IN = (6.0, 1.05)
# The part of a chart that the bands of what was done take; of more only the last have one.
MOST_BANDS = 3
# From what is printed best to what fits whatever was written: type, room between parts, width of charts, responses and changes
# listed, and whether the verdict repeats what was done.
STEPS = (
    (10.2, 11, 1.0, 99, 10, True),
    (9.4, 9, 1.0, 99, 10, True),
    (8.8, 6, 1.0, 99, 10, True),
    (8.4, 5, 1.0, 12, 6, True),
    (8.1, 4, 0.95, 8, 6, True),
    (7.8, 3, 0.9, 6, 5, True),
    (7.4, 3, 0.8, 5, 4, True),
    (7.4, 3, 0.8, 5, 3, False),
    (7.0, 2, 0.7, 4, 2, False),
    (6.4, 0, 0.5, 2, 0, False),
    (6.0, 0, 0.4, 1, 0, False),
)
_LONG_WORD = re.compile(r"\S{14,}")


def problem_sheet(
    store: Store, told: ProblemTold, *, paper: Paper = "letter", checks: tuple[str, ...] = ()
) -> Sheet:
    """Make the sheet of a problem. Raises SelectionError where it was told of another snapshot, or to another audience."""
    if told.run_id != store.run_id:
        raise SelectionError(
            f"problem {told.number} was told of run {told.run_id}, and this is run {store.run_id}: ask for it anew"
        )
    if told.audience != store.audience:
        raise SelectionError(
            f"problem {told.number} was told to the {told.audience}, and this is for the {store.audience}"
        )
    selection = told.selection
    # Of what residents see by quarter alone there is no count by days that could be located.
    is_counted = told.audience == "police" or bool(told.stretches)
    coverage = store.coverage(selection.everywhere())
    return Sheet(
        "problem",
        _content(store, told),
        Frame(
            f"Problem {told.number}: {told.title}",
            "sheet",
            coverage,
            footer_words(selection, store.coverage) if is_counted else store.coverage().sentence(),
            paper,
            checks,
        ),
    )


def _content(store: Store, told: ProblemTold) -> dict[str, Any]:
    """Give everything that the template prints."""
    judged = told.assessment
    return {
        "is_public": told.audience == "public",
        "kicker": f"Problem {told.number} · {told.category_label}",
        "title": _breakable(told.title),
        "verdict": f"{judged.sign} {judged.short}".strip(),
        "place": told.place,
        "facts": [[fact.name, fact.words] for fact in told.facts],
        "map": {
            "svg": draw_place(store, told.ground, told.ring_m, width_in=MAP_IN[0], height_in=MAP_IN[1]),
            "alt": f"Map of the place: {told.place}.",
            "width_in": MAP_IN[0],
            "note": f"Dashed: ring of {told.ring_m:,.0f} m, for what may have moved." if told.ring_m else "",
        },
        "scanning": list(told.scanning),
        "charts": [_chart(each, told, len(told.stretches)) for each in told.stretches],
        "charts_note": _charts_note(told),
        "analysis": list(told.analysis),
        "responses": [_row(each) for each in told.responses],
        "has_partners": any(each.partner for each in told.responses),
        "judged": {
            "sentence": judged.sentence,
            "without_dose": judged.without_dose,
            "beside": judged.beside,
            "plan": judged.plan,
            "power": judged.power,
            "late": judged.late,
            "heads": ["Incidents", f"Before: {judged.before}", f"After: {judged.after}"],
            "rows": [[each.name, write("before", each.before), write("after", each.after)] for each in judged.parts],
        },
        "history": [_line(each) for each in told.history],
        "steps": [dict(zip(("size", "gap", "wide", "responses", "changes", "is_whole"), step, strict=True)) for step in STEPS],
    }  # fmt: skip


def _chart(told: Stretches, problem: ProblemTold, many: int) -> dict[str, str]:
    width, height = CHART_IN
    marks = [(each.from_on, each.to_on, each.what) for each in problem.responses[-MOST_BANDS:]]
    svg = draw_stretches(
        told.starts,
        told.counts,
        told.days,
        marks=marks,
        agreed_on=problem.marked_on,
        width_in=width,
        height_in=height + 0.12 * len(marks) if many == 1 else height,
    )
    return {"label": told.label, "svg": svg, "alt": told.alt}


def _charts_note(told: ProblemTold) -> str:
    if not told.stretches:
        return ""
    first = told.stretches[0]
    said = f"Incidents in {first.days} days each"
    if told.responses:
        said += "; bands: what was done"
        more = len(told.responses) - MOST_BANDS
        if more > 0:
            said += f", the last {MOST_BANDS} of {len(told.responses)}"
    if told.marked_on and told.marked_on > first.starts[0]:
        said += f"; dashed: {told.marked_as} on {day_words(told.marked_on)}"
    return f"{said}."


def _row(done: Done) -> list[str]:
    until = day_words(done.to_on) if done.to_on else "goes on"
    end = f" ({done.end})" if done.end else ""
    return [
        done.what,
        day_words(done.from_on),
        f"{until}{end}",
        done.dose or "–",
        _breakable(done.partner) or "–",
    ]


def _line(changed: Changed) -> list[str]:
    return [changed.at, f"{_breakable(changed.who)} {changed.what}"]


def _breakable(text: str) -> str:
    """Let a word that is longer than a column break: whoever typed it may have typed no space."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(word[0]), text)
