"""How does the week look by hour, and how is one hour picked? A table of buttons, a row a weekday, a column an hour.

One of the buttons is reached with Tab, the others with the arrow keys (assets/hour_grid.js); a press writes the hour into the
link, pressed again it is let go. On a phone the table is turned: hours run down, so that a cell is wide enough for a finger.
The shade says how many times as many as an even spread, and the number is in each button's name.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from dash import html

from analytics.evenness import WEEKDAYS
from analytics.numbers import write
from analytics.rhythms import Rhythm
from dashboard.tables.rhythms import times_even
from dashboard.week_hours import clock, hours_text, hours_words

# So many incidents, and a share of them says something.
LEAST_FOR_SHARES = 30
# Upper ends of the classes, in multiples of an even spread; the last class is open.
CLASSES = (0.5, 1.0, 1.5, 2.0)
CLASS_WORDS = ("under ½", "½ to 1", "1 to 1½", "1½ to 2", "over 2")
NAMED_HOURS = 3
PROMPT = "Point at an hour, or move with the arrow keys. Pick one to see what happens then."
# One or two incidents are never shaded as if an hour stood out.
LEAST_FOR_DARK, LIGHT_CLASSES = 3, 3


def hour_grid(rhythm: Rhythm, chosen: Collection[int], *, label: str) -> html.Div:
    """Draw the week of a rhythm, with the totals of weekdays and hours as bars from zero."""
    weights = rhythm.hours["incidents"].to_numpy()
    classes = heat_classes(weights)
    words = [hour_name(n, weights[n], rhythm.incidents) for n in range(len(weights))]
    by_day, by_hour = weights.reshape(7, 24).sum(axis=1), weights.reshape(7, 24).sum(axis=0)
    first = min(chosen) if chosen else int(weights.argmax())
    rest = words[first] if len(chosen) == 1 else PROMPT
    head = html.Tr(
        [
            html.Th(html.Span("Weekday", className="unseen"), scope="col", role="columnheader"),
            *(
                html.Th(
                    html.Span(f"{hour}", className="" if hour % NAMED_HOURS == 0 else "is-between"),
                    scope="col",
                    role="columnheader",
                    **{"aria-label": clock(hour)},
                )
                for hour in range(24)
            ),
            html.Th("All hours", scope="col", role="columnheader", className="hour-all"),
        ],
        role="row",
    )
    rows = [
        html.Tr(
            [
                html.Th(name[:3], scope="row", role="rowheader", **{"aria-label": name}),
                *(
                    html.Td(
                        _button(n, words[n], classes[n], n in chosen, is_first=n == first),
                        role="gridcell",
                    )
                    for n in range(24 * day, 24 * day + 24)
                ),
                _bar(by_day[day], by_day.max(), f"{name}s", "day-bar"),
            ],
            role="row",
        )
        for day, name in enumerate(WEEKDAYS)
    ]
    foot = html.Tr(
        [
            html.Th("All days", scope="row", role="rowheader", className="day-all"),
            *(_bar(by_hour[hour], by_hour.max(), clock(hour), "hour-bar") for hour in range(24)),
            html.Td(f"{rhythm.incidents:,}", role="gridcell", className="hour-total"),
        ],
        role="row",
    )
    return html.Div(
        [
            html.Table(
                [
                    html.Thead(head, role="rowgroup"),
                    html.Tbody(rows, role="rowgroup"),
                    html.Tfoot(foot, role="rowgroup"),
                ],
                role="grid",
                className="hour-grid",
                **{
                    "aria-label": f"{label}, incidents by weekday and hour. Arrow keys move, Enter picks an hour."
                },
            ),
            html.P(
                rest,
                className="hour-readout no-picture",
                **{"aria-hidden": "true", "data-rest": rest},
            ),
        ],
        className="hour-frame",
    )


def heat_classes(incidents: np.ndarray) -> np.ndarray:
    """Give a class from 1 to 5 to each hour by multiples of an even spread, 0 where there is none.

    Fewer than three incidents get the middle class at most: where cells hold one or none, each would else stand out.
    """
    classes = np.digitize(times_even(incidents), CLASSES) + 1
    classes = np.where(incidents < LEAST_FOR_DARK, np.minimum(classes, LIGHT_CLASSES), classes)
    return np.where(incidents > 0.005, classes, 0)


def hour_name(hour: int, weight: float, incidents: int) -> str:
    """Say an hour, its incidents, and what share of all they are where there are enough."""
    shown = write("hour_weight", weight)
    said = f"{hours_words([hour])}: {shown} incident{'' if shown == '1' else 's'}"
    if incidents < LEAST_FOR_SHARES:
        return said
    return f"{said}, {write('hour_share', weight / incidents)} of {write('now', incidents)}"


def hour_legend() -> html.Div:
    """Explain the shades in words."""
    return html.Div(
        [
            html.Span("Times as many as an even spread:", className="legend-title"),
            *(
                html.Span([html.Span(className=f"swatch cell-{n}"), words], className="legend-item")
                for n, words in enumerate(("none", *CLASS_WORDS))
            ),
        ],
        className="legend",
    )


def day_strip(rhythm: Rhythm, label: str) -> html.Div:
    """Draw the 24 hours of a day of one rhythm as a strip of shades; its words stand beside it."""
    by_hour = rhythm.hours["incidents"].to_numpy().reshape(7, 24).sum(axis=0)
    return html.Div(
        [html.Span(className=f"cell-{n}") for n in heat_classes(by_hour)],
        className="day-strip",
        role="img",
        **{"aria-label": f"{label} by hour of the day, from midnight to midnight"},
    )


def _button(hour: int, words: str, heat: int, is_chosen: bool, *, is_first: bool) -> html.Button:
    return html.Button(
        className=f"hour cell-{heat}",
        type="button",
        tabIndex=0 if is_first else -1,
        **{
            "aria-label": words,
            "aria-pressed": "true" if is_chosen else "false",
            "data-hour": hours_text([hour]),
        },
    )


def _bar(weight: float, highest: float, name: str, kind: str) -> html.Td:
    share = weight / highest if highest > 0 else 0.0
    return html.Td(
        [
            html.Span(className="bar", style={"--share": f"{share:.3f}"}),
            html.Span(write("bar_weight", weight), className="bar-count"),
        ],
        role="gridcell",
        className=kind,
        title=f"{name}: {write('hour_weight', weight)} incidents",
    )
