"""What is on the handout? The slides on paper: the same words and numbers, their pictures drawn for print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from analytics.report.handout import Picture, Section, typeset_handout
from analytics.report.handout_drawings import draw_circles, draw_hours, draw_stretches
from dashboard.context import Reader
from dashboard.present.pictures import map_width, symbol_size
from dashboard.present.scope import Scope
from dashboard.present.slides import Bars, Hours, Number, Places, Slide, Tally
from dashboard.urlstate import period_text

MAP_IN, WIDE_IN = 3.9, 7.0
LONGEST_NAME = 60


def handout_of(reader: Reader, scope: Scope, slides: Sequence[Slide]) -> bytes:
    """Give the handout of a deck as the bytes of a PDF."""
    coverage = reader.coverage_of(scope.counts.selection.everywhere())
    name = scope.name[:1].upper() + scope.name[1:]
    title = f"{name}: handout, {scope.counts.selection.period.label()}"
    return typeset_handout(title, [_section(slide) for slide in slides], coverage)


def handout_name(scope: Scope) -> str:
    """Name the file of a handout after its place and its days."""
    plain = unicodedata.normalize("NFKD", scope.name).encode("ascii", "ignore").decode()
    place = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_NAME].strip("-")
    parts = filter(None, ("handout", place, period_text(scope.counts.selection.period)))
    return f"{'_'.join(parts)}.pdf"


def _section(slide: Slide) -> Section:
    now, before = slide.heads
    heads = ("What", now, *([before] if before else []), "Is that a change?")
    is_map = any(isinstance(picture, Places) for picture in slide.pictures)
    return Section(
        slide.name,
        slide.title,
        slide.kicker,
        slide.lines,
        heads if slide.groups else (),
        tuple(
            (group.title, tuple(_cells(tally, has_before=bool(before)) for tally in group.tallies))
            for group in slide.groups
        ),
        tuple((each.number, each.words) for each in _numbers(slide)),
        tuple(
            (
                listing.title,
                tuple((item.name, item.remark, item.sentence) for item in listing.items),
                listing.empty,
                is_map,
            )
            for listing in slide.listings
        ),
        tuple(_picture(picture, is_alone=len(slide.pictures) == 1) for picture in slide.pictures),
        slide.note,
    )


def _numbers(slide: Slide) -> list[Number]:
    """Give the numbers of a slide; those beside one of several charts say which chart's they are."""
    charts = [picture for picture in slide.pictures if isinstance(picture, Bars)]
    beside = [
        replace(number, words=f"{chart.title}: {number.words}") if len(charts) > 1 else number
        for chart in charts
        for number in chart.numbers
    ]
    return [*slide.numbers, *beside]


def _cells(tally: Tally, *, has_before: bool) -> tuple[str, ...]:
    now = "–" if tally.now is None else f"{tally.now:,}"
    before = "" if tally.before is None else f"{tally.before:,}"
    return (tally.label, now, *([before] if has_before else []), tally.words)


def _picture(picture: Bars | Places | Hours, *, is_alone: bool) -> Picture:
    if isinstance(picture, Bars):
        marks = [(mark.from_on, mark.to_on, mark.label) for mark in picture.marks[-2:]]
        svg = draw_stretches(
            picture.starts, picture.counts, picture.days, marks=marks, agreed_on=picture.agreed_on
        )
        return Picture(svg, picture.alt, WIDE_IN, "" if is_alone else picture.title)
    if isinstance(picture, Hours):
        svg = draw_hours(
            picture.by_hour,
            picture.by_day,
            peak_hours=picture.peak_hours,
            peak_days=picture.peak_days,
        )
        return Picture(svg, picture.alt, WIDE_IN)
    symbols = [
        (
            each.x,
            each.y,
            symbol_size(each.count, picture) / map_width(picture.shape),
            each.rank,
            each.is_own,
        )
        for each in picture.symbols
    ]
    svg = draw_circles(
        picture.shape, picture.outlines, picture.own, picture.streets, symbols, width_in=MAP_IN
    )
    return Picture(svg, picture.alt, MAP_IN)
