"""How does a place stand beside others? Block, neighborhood and city asked the same, and who has a problem like it.

A block hardly ever shows a change, and one picked because its count is high was partly picked by chance.
"""

from __future__ import annotations

import pandas as pd

from analytics.levels import Answer, Place, answer
from analytics.numbers import write
from analytics.report.alike import ALIKE_DAYS
from analytics.report.sheets.parts import times_words, verdict_words
from analytics.report.sheets.whole import Whole, within
from analytics.selection import Selection
from analytics.similar import nearest_profiles

PICKED = "The block was picked because its count is the highest, so partly by chance."
ASK_THEM = "Ask them what they tried. Alike is no sign of a common cause."


def level_answers(whole: Whole, place: str | None, block: tuple[str, str] | None) -> list[Answer]:
    """Answer for a block, given as id and name, for its neighborhood, unless it lies in none, and for the city."""
    told = whole.told
    city = Place("city", "", whole.city)
    above = city if place is None else Place("neighborhood", place, whole.names[place], city)
    answers = []
    if block:
        level = Place("block", *block, above)
        counts = [whole.block_counts(days) for days in (told.now, told.before)]
        answers.append(_answer(whole, level, counts, block_dispersion(whole, block[0])))
    reported = whole.reported(None)
    counts = [within(reported, days) for days in (told.now, told.before)]
    if place is not None:
        answers.append(_answer(whole, above, counts, whole.dispersions.get(place, 1.0)))
    answers.append(_answer(whole, city, counts, whole.city_dispersion))
    return answers


def _answer(whole: Whole, level: Place, counts: list[pd.DataFrame], dispersion: float) -> Answer:
    told = whole.told
    now, before = counts
    return answer(
        level,
        now,
        before,
        what=told.what,
        days=told.now.days,
        dispersion=dispersion,
        now_words=told.words.get("now_words"),
        before_words=told.words.get("before_words"),
    )


def block_dispersion(whole: Whole, block: str) -> float:
    """Say how much the weeks of a block vary."""
    told = whole.told
    asked = Selection(told.coverage.whole, told.reported, blocks=(block,))
    return whole.dispersion(whole.store.count_incidents(asked, ("occurred_on",)))


def level_table(whole: Whole, answers: list[Answer], block_words: str = "") -> dict[str, object]:
    """Give the levels as a template prints them: heads, and rows of texts; `block_words` stand for the block's name."""
    now, before = whole.told.heads
    rows = [
        [
            (found.place.level == "block" and block_words) or found.place.name,
            write("now", found.change.now),
            write("before", found.change.before),
            times_words(found.change),
            verdict_words(found.change),
        ]
        for found in answers
    ]
    return {"heads": ["", now, before, "Times as many", "Is that a change?"], "rows": rows}


def alike_content(whole: Whole, place: str) -> dict[str, object]:
    """Name the neighborhoods with a problem like a place's, with the reasons."""
    profiles, days = whole.profiles, whole.alike_days
    if profiles is None or days is None:
        return {"items": [], "sentence": "Nothing to compare neighborhoods by.", "note": ""}
    found = nearest_profiles(profiles, place)
    near = found.table[found.table["is_alike"]]
    items = [
        [str(name), _sentence(str(reasons))]
        for name, reasons in zip(near["name"], near["reasons"], strict=True)
    ]
    short = " It takes four years." if days.days < ALIKE_DAYS else ""
    return {
        "items": items,
        "sentence": ASK_THEM if items else found.sentence,
        "note": f"{whole.told.what}, {days.label()}, after allowing for chance.{short}",
    }


def _sentence(reasons: str) -> str:
    shorter = reasons.replace(" after allowing for chance", "")
    return f"{shorter[:1].upper()}{shorter[1:]}."
