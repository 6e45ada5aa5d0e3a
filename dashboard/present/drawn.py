"""How does a slide look on the wall? Words, counts and lists in type that the last row can read.

Sizes are in `--u`, a hundredth of the screen's width (assets/present.css); colors are classes, so that light and dark halls share
one drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.present.pictures import draw_picture
from dashboard.present.slides import Bars, Group, Item, Listing, Number, Places, Slide, Tally

# More letters over numbers take two lines.
LONG_HEAD = 16
# From so many letters on, a statement is set smaller.
LONG_TITLES = {34: " is-long is-longer", 22: " is-long"}


def draw_deck(slides: Sequence[Slide]) -> list[html.Section]:
    """Draw all slides; assets/present.js shows one at a time."""
    return [draw_slide(slide, number, len(slides)) for number, slide in enumerate(slides, start=1)]


def draw_slide(slide: Slide, number: int, many: int) -> html.Section:
    """Draw one slide."""
    heading = f"slide-{number}-title"
    long = next((kind for least, kind in LONG_TITLES.items() if len(slide.title) > least), "")
    return html.Section(
        [
            html.P(slide.kicker, className="slide-kicker") if slide.kicker else None,
            html.H2(slide.title, id=heading, className=f"slide-statement{long}"),
            *_body(slide),
            html.P(slide.note, className="slide-note") if slide.note else None,
        ],
        className=f"slide for-{slide.name.partition('-')[0]}",
        **{"aria-labelledby": heading, "data-slide": str(number), "data-of": str(many)},
    )


def _body(slide: Slide) -> list[object]:
    lines = [html.P(line, className="slide-line") for line in slide.lines]
    numbers = _numbers(slide.numbers) if slide.numbers else None
    pictures = [draw_picture(picture) for picture in slide.pictures]
    bars = [picture for picture in slide.pictures if isinstance(picture, Bars)]
    if bars:
        charts = [
            html.Div([_numbers(each.numbers), drawn], className="slide-chart")
            for each, drawn in zip(bars, pictures, strict=True)
        ]
        return [
            html.Div(lines, className="slide-lines is-told"),
            html.Div(charts, className=f"slide-charts is-{len(charts)}"),
        ]
    if any(isinstance(picture, Places) for picture in slide.pictures):
        lists = [_listing(listing, is_ranked=True) for listing in slide.listings]
        return [*lines, html.Div([*pictures, *lists], className="slide-beside is-map")]
    parts: list[object] = [numbers, *pictures]
    if slide.groups:
        parts.append(_counts(slide))
    if slide.listings:
        many = len(slide.listings)
        parts.append(
            html.Div(
                [_listing(each) for each in slide.listings], className=f"slide-lists is-{many}"
            )
        )
    if lines:
        parts.append(html.Div(lines, className="slide-lines"))
    return [part for part in parts if part is not None]


def _numbers(numbers: Sequence[Number]) -> html.Div:
    return html.Div(
        [
            html.Div(
                [html.Strong(each.number), html.Span(each.words)],
                className=f"slide-number{' is-main' if each.is_main else ''}",
            )
            for each in numbers
        ],
        className=f"slide-numbers is-{len(numbers)}",
    )


def _counts(slide: Slide) -> html.Table:
    """Draw the rows of counts: what, now, before, and the sentence."""
    now, before = slide.heads
    has_before = bool(before)
    # The first group's title stands in the head of the table, which saves a row.
    first = slide.groups[0].title
    heads = [first, now, *([before] if has_before else []), "Is that a change?"]
    numbers = range(1, len(heads) - 1)
    is_long = max(len(now), len(before)) > LONG_HEAD
    return html.Table(
        [
            html.Caption(slide.kicker or slide.title),
            html.Thead(
                html.Tr(
                    [
                        html.Th(
                            _head(name) if n in numbers and is_long else name,
                            scope="col",
                            className="number" if n in numbers else "",
                        )
                        for n, name in enumerate(heads)
                    ]
                )
            ),
            *(
                _group(group, len(heads), has_before=has_before, is_titled=n > 0)
                for n, group in enumerate(slide.groups)
            ),
        ],
        className=f"slide-counts{' is-long' if is_long else ''}",
        style={"--rows": str(sum(1 + len(group.tallies) for group in slide.groups) - 1)},
    )


def _head(name: str) -> object:
    """Break a head over numbers in the middle: beside the others there is no room for it on one line."""
    spaces = [n for n, letter in enumerate(name) if letter == " "]
    if not spaces:
        return name
    middle = min(spaces, key=lambda n: abs(n - len(name) / 2))
    return [name[:middle], html.Br(), name[middle + 1 :]]


def _group(group: Group, columns: int, *, has_before: bool, is_titled: bool) -> html.Tbody:
    title = (
        html.Tr(html.Th(group.title, colSpan=columns, scope="rowgroup"), className="group-title")
        if is_titled
        else None
    )
    return html.Tbody([title, *(_tally(each, has_before=has_before) for each in group.tallies)])


def _tally(tally: Tally, *, has_before: bool) -> html.Tr:
    before = "" if tally.before is None else f"{tally.before:,}"
    return html.Tr(
        [
            html.Th(tally.label, scope="row"),
            html.Td("–" if tally.now is None else f"{tally.now:,}", className="number is-now"),
            html.Td(before, className="number") if has_before else None,
            html.Td(
                [
                    html.Span(tally.sign, className="sign", **{"aria-hidden": "true"}),
                    tally.words,
                ],
                className="words",
            ),
        ]
    )


def _listing(listing: Listing, *, is_ranked: bool = False) -> html.Div:
    heading = html.H3(listing.title) if listing.title else None
    if not listing.items:
        return html.Div([heading, html.P(listing.empty)], className="slide-list")
    kind = html.Ol if is_ranked else html.Ul
    return html.Div(
        [
            heading,
            kind(
                [_item(item, number if is_ranked else 0) for number, item in enumerate(listing.items, start=1)]
            ),
        ],
        className=f"slide-list{' is-ranked' if is_ranked else ''}",
    )  # fmt: skip


def _item(item: Item, rank: int) -> html.Li:
    return html.Li(
        [
            html.Span(f"{rank}", className="rank", **{"aria-hidden": "true"}) if rank else None,
            html.Span(item.name, className="item-name"),
            html.Strong(item.remark, className="item-remark") if item.remark else None,
            html.P(item.sentence) if item.sentence else None,
        ]
    )
