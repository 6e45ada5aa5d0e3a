"""How many of each kind, before and now, in a place? Rows of a table with a small series beside each.

What victims report stands apart from what follows where officers look, and in no sum with it. Narcotics found by officers and
reported by residents are two rows: their sum says neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.changes import Change
from analytics.counts import total_incidents
from analytics.figures.theme import PALETTES
from analytics.numbers import write
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.report.sheets.whole import Whole, within
from analytics.report.wording import STANDS_APART, STANDS_OUT, VERDICT_SIGNS, kind_words, side_label

REPORTED = "Reported by victims"
WIDTH, HEIGHT, MOST_BARS = 130, 22, 13


@dataclass(frozen=True)
class Part:
    """One kind of offense: what changed, and the counts of equally long stretches of days up to now."""

    label: str
    category: str
    rows: pd.DataFrame
    change: Change
    stretches: tuple[tuple[Period, int], ...]

    @property
    def is_victim_reported(self) -> bool:
        return CATEGORIES[self.category].is_victim_reported


def count_parts(whole: Whole, place: str | None, own: pd.DataFrame | None = None) -> list[Part]:
    """Count each kind of offense in a neighborhood, in the city for None, or in `own` rows; what victims report first."""
    asked: dict[str, list[str]] = {}
    for name in whole.told.offenses:
        asked.setdefault(category_of(name), []).append(name)
    parts = []
    for category, names in asked.items():
        for side in whole.sides if category == "narcotics" else (None,):
            rows = whole.rows(place if own is None else own, (category,), side)
            label = side_label(kind_words(category, names), side)
            change = whole.change(rows)
            parts.append(Part(label, category, rows, change, count_stretches(whole, rows)))
    return sorted(parts, key=lambda part: not part.is_victim_reported)


def count_stretches(
    whole: Whole, rows: pd.DataFrame, days: int | None = None
) -> tuple[tuple[Period, int], ...]:
    """Count equally long stretches of days up to now, a year of them or four, as far as the data reach."""
    now, first_on = whole.told.now, whole.told.coverage.first_on
    days = days or now.days
    most = min(MOST_BARS, max(4, YEAR_OF_WEEKS.days // days))
    number = max(1, min(most, (now.end - first_on).days // days))
    ends = [now.end - n * timedelta(days=days) for n in range(number, -1, -1)]
    periods = [Period(start, end) for start, end in pairwise(ends)]
    return tuple((each, total_incidents(within(rows, each))) for each in periods)


def table_of(whole: Whole, parts: list[Part]) -> dict[str, object]:
    """Give the table as a template prints it: heads, and groups of rows, each with its drawing."""
    now, before = whole.told.heads
    groups = []
    for title, is_victim_reported in ((REPORTED, True), (STANDS_APART, False)):
        listed = [part for part in parts if part.is_victim_reported == is_victim_reported]
        if listed:
            groups.append({"title": title, "rows": [_row(whole, part) for part in listed]})
    heads = ["", now, before, "Times as many", "Is that a change?", _bars_head(parts)]
    return {"heads": heads, "groups": groups}


def verdict_words(change: Change) -> str:
    """Answer whether it is a change, beside a column with the limits; a sign tells it without color."""
    words = write("verdict", change.verdict)
    if change.verdict not in STANDS_OUT:
        return words
    return f"{VERDICT_SIGNS[change.verdict]} {words}, {'after none' if change.verdict == 'new' else 'more than chance'}"


def times_words(change: Change) -> str:
    """Give the limits between which the true ratio lies; nothing is known of none after none."""
    if change.verdict == "none":
        return "–"
    words = write("times", change)
    return "any number" if words == "0.0 or more" else words


def _row(whole: Whole, part: Part) -> dict[str, object]:
    counts = [count for _, count in part.stretches]
    change = part.change
    return {
        "cells": [
            part.label,
            write("now", change.now),
            write("before", change.before),
            times_words(change),
            verdict_words(change),
        ],
        "is_change": change.verdict in STANDS_OUT,
        "svg": small_bars(counts),
        "alt": f"{whole.sentence(change, part.label, None)} In {len(counts)} stretches of {whole.told.now.days} days:"
        f" {', '.join(map(str, counts))}.",
    }


def _bars_head(parts: list[Part]) -> str:
    starts: list[date] = [part.stretches[0][0].start for part in parts]
    return f"Since {min(starts):%b %Y}" if starts else ""


def small_bars(counts: list[int]) -> str:
    """Draw counts as bars without axes, from zero, the last one in full color; give the SVG."""
    colors = PALETTES["light"]
    top = max(4, *counts) if counts else 4
    step = min(WIDTH / max(1, len(counts)), 2 * WIDTH / MOST_BARS)
    heights = np.round((HEIGHT - 2) * np.asarray(counts) / top, 2)
    bars = "".join(
        f'<rect x="{n * step + 1:.1f}" y="{HEIGHT - 1 - height:.2f}" width="{step - 2:.1f}" height="{height:.2f}"'
        f' fill="{colors.accent if n == len(counts) - 1 else colors.accent_soft}"/>'
        for n, height in enumerate(heights.tolist())
    )
    floor = f'<rect x="0" y="{HEIGHT - 1}" width="{step * len(counts):.1f}" height="0.6" fill="{colors.line}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{bars}{floor}</svg>'
