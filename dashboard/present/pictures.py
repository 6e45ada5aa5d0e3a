"""How are the pictures of a slide drawn on screen? As bars, circles and outlines of the page itself, in the page's own type.

They need no script, no network and no WebGL, follow light and dark by themselves, and are as sharp on a wall as on a phone. Each
is one image to a screen reader, which reads its `alt`. Bars start at zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

from dash import html

from analytics.evenness import WEEKDAYS
from analytics.numbers import write
from dashboard.present.slides import Bars, Hours, Mark, Places, Symbol

# The largest circle, by how many there are; on a crowded map they would hide each other.
LARGEST_U = {0: 5.4, 30: 4.4, 60: 3.4}
SMALLEST_U, READABLE_U = 0.9, 3.2
MAP_WIDTH_U, MAP_HEIGHT_U = 46.0, 29.0
# So few incidents have a small circle, however few the others have.
LEAST_LARGE = 8
LONGEST_LABEL = 999
MOST_BANDS = 2
HOUR_WORDS = {0: "midnight", 6: "6 a.m.", 12: "noon", 18: "6 p.m."}
Line = Sequence[tuple[float, float]]


def draw_picture(picture: Bars | Places | Hours) -> html.Div:
    """Draw a picture of a slide."""
    if isinstance(picture, Bars):
        return _bars(picture)
    return _hours(picture) if isinstance(picture, Hours) else _map(picture)


def _bars(bars: Bars) -> html.Div:
    known = [count for count in bars.counts if count is not None]
    top = bars.top
    is_labeled = max(known, default=0) <= LONGEST_LABEL
    columns = [
        html.Span(
            [
                html.Span(_bar_label(count, is_labeled), className="bar-label"),
                html.Span(className="bar", style={"height": _part((count or 0) / top)}),
            ],
            className="column" + (" is-last" if n == len(bars.counts) - 1 else ""),
        )
        for n, count in enumerate(bars.counts)
    ]
    return html.Div(
        [
            html.P(bars.title, className="bars-title"),
            html.Div(
                [_band(bars, mark) for mark in bars.marks[-MOST_BANDS:]], className="bars-bands"
            ),
            html.Div(
                [
                    *columns,
                    _agreed_line(bars),
                ],
                className="bars-plot",
                style={"--columns": str(len(columns))},
            ),
            html.Div(
                [html.Span(_day(day)) for day in _ticks(bars)],
                className="bars-days",
            ),
        ],
        className="bars",
        role="img",
        **{"aria-label": bars.alt},
    )


def _bar_label(count: int | None, is_labeled: bool) -> str:
    if count is None:
        return "–"
    return f"{count:,}" if is_labeled else ""


def _ticks(bars: Bars) -> list[date]:
    """Give the first day of the chart, one in the middle, and the last."""
    end = bars.starts[-1] + timedelta(days=bars.days - 1)
    return [bars.starts[0], bars.starts[len(bars.starts) // 2], end]


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def place_in(bars: Bars, day: date) -> float:
    """Give where a day lies on the chart, 0 to 1."""
    length = len(bars.starts) * bars.days
    return min(1.0, max(0.0, (day - bars.starts[0]).days / length))


def _band(bars: Bars, mark: Mark) -> html.Div:
    first = place_in(bars, mark.from_on)
    last = 1.0 if mark.to_on is None else place_in(bars, mark.to_on + timedelta(days=1))
    style = {"left": _part(first), "width": _part(max(last - first, 0.006))}
    # The words stand where there is room: after a band that begins early, before one that begins late.
    side = "is-before" if first > 0.5 else "is-after"
    words = {"right": _part(1 - first)} if first > 0.5 else {"left": _part(last)}
    if last - first > 0.6:
        side, words = "is-within", {"left": _part(first)}
    return html.Div(
        [
            html.Span(className="band", style=style),
            html.Span(mark.label, className=f"band-label {side}", style=words),
        ],
        className="band-row",
    )


def _agreed_line(bars: Bars) -> html.Span | None:
    if bars.agreed_on is None or bars.agreed_on <= bars.starts[0]:
        return None
    return html.Span(className="agreed", style={"left": _part(place_in(bars, bars.agreed_on))})


def _hours(hours: Hours) -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    html.P("By hour of the day, about", className="bars-title"),
                    _weights(hours.by_hour, hours.peak_hours, is_labeled=False),
                    html.Div(
                        [html.Span(words) for words in (*HOUR_WORDS.values(), "midnight")],
                        className="bars-days",
                    ),
                ],
                className="bars is-hours",
            ),
            html.Div(
                [
                    html.P("By weekday, about", className="bars-title"),
                    _weights(hours.by_day, hours.peak_days, is_labeled=True),
                    html.Div([html.Span(day[:3]) for day in WEEKDAYS], className="bars-days is-each"),
                ],
                className="bars is-days",
            ),
        ],
        className="slide-hours",
        role="img",
        **{"aria-label": hours.alt},
    )  # fmt: skip


def _weights(weights: Sequence[float], peak: Sequence[int], *, is_labeled: bool) -> html.Div:
    top = max(4.0, *weights)
    highest = max(range(len(weights)), key=lambda n: weights[n])
    return html.Div(
        [
            html.Span(
                [
                    html.Span(
                        write("bar_weight", weight)
                        if n == highest or (is_labeled and top <= LONGEST_LABEL)
                        else "",
                        className="bar-label",
                    ),
                    html.Span(className="bar", style={"height": _part(weight / top)}),
                ],
                className="column" + (" is-last" if n in peak else ""),
            )
            for n, weight in enumerate(weights)
        ],
        className="bars-plot",
        style={"--columns": str(len(weights))},
    )


def map_width(shape: float) -> float:
    """Give the width of a map in hundredths of the screen's width: as large as the slide has room for."""
    return min(MAP_WIDTH_U, MAP_HEIGHT_U * shape)


def _map(places: Places) -> html.Div:
    return html.Div(
        [
            _drawn(places.streets, places.shape, "map-streets", is_closed=False),
            _drawn(places.outlines, places.shape, "map-outlines"),
            _drawn(places.own, places.shape, "map-own"),
            # The busiest lie on top, and the numbers on all circles.
            *(_symbol(symbol, places) for symbol in reversed(places.symbols)),
            *(_rank(symbol, places) for symbol in places.symbols if symbol.rank),
        ],
        className="slide-map",
        role="img",
        style={"--shape": f"{places.shape}", "--wide": f"{map_width(places.shape):.2f}"},
        **{"aria-label": places.alt},
    )  # fmt: skip


def _drawn(lines: Sequence[Line], shape: float, kind: str, *, is_closed: bool = True) -> html.Div:
    """Draw lines as a mask, which takes its color from the page."""
    end = "Z" if is_closed else ""
    path = "".join(
        "M" + "L".join(f"{1000 * x:.0f} {1000 * y:.0f}" for x, y in line) + end for line in lines
    )
    width = {"map-streets": 2, "map-outlines": 2, "map-own": 6}[kind]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 {1000 / shape:.0f}'>"
        f"<path d='{path}' fill='none' stroke='black' stroke-width='{width}'/></svg>"
    )
    url = f'url("data:image/svg+xml,{quote(svg, safe=" =:/,.-")}")'
    return html.Div(className=f"map-layer {kind}", style={"maskImage": url, "WebkitMaskImage": url})


def symbol_size(count: int, places: Places) -> float:
    """Give the width of a symbol whose area stands for its count, in hundredths of the screen's width."""
    many = len(places.symbols)
    widest = next(size for least, size in reversed(LARGEST_U.items()) if many >= least)
    return max(SMALLEST_U, widest * math.sqrt(count / max(places.largest, LEAST_LARGE)))


def _at(symbol: Symbol, places: Places) -> dict[str, str]:
    return {"left": _part(symbol.x), "top": _part(symbol.y * places.shape)}


def _symbol(symbol: Symbol, places: Places) -> html.Span:
    own, ranked = " is-own" if symbol.is_own else "", " is-ranked" if symbol.rank else ""
    size = symbol_size(symbol.count, places)
    return html.Span(
        className=f"map-symbol{own}{ranked}",
        style={**_at(symbol, places), "--size": f"{size:.2f}"},
    )


def _rank(symbol: Symbol, places: Places) -> html.Span:
    is_large = symbol_size(symbol.count, places) >= READABLE_U
    return html.Span(
        f"{symbol.rank}",
        className=f"map-rank{' is-within' if is_large else ''}",
        style=_at(symbol, places),
    )


def _part(share: float) -> str:
    return f"{100 * share:.2f}%"
