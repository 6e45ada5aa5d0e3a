"""How is one count said? The sentence and its interval beside the number, never a bare percentage."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from analytics.changes import Change, Verdict
from analytics.numbers import write
from analytics.report.wording import VERDICT_SIGNS
from dashboard.days import Comparison

VERDICT_PHRASES: dict[Verdict, str] = {
    "up": "Up by more than chance explains",
    "new": "New: more than chance explains after none",
    "down": "Down by more than chance explains",
    "can't tell": "Can't tell whether that is a change",
    "none": "None in either",
}


def kpi_card(
    label: object, count: int | None, change: Change | None, said: str, series: object = None
) -> html.Article:
    """Show a count, or that there is none, what is said of the days before, whether that is a change, and its weeks."""
    return html.Article(
        [
            html.H3(label),
            html.Div(
                [
                    html.Span("No data", className="kpi-count is-missing")
                    if count is None
                    else html.Span(write("now", count), className="kpi-count"),
                    series,
                ],
                className="kpi-head",
            ),
            html.P(said, className="kpi-before"),
            html.P(
                [verdict_sign(change.verdict), VERDICT_PHRASES[change.verdict]],
                className="kpi-verdict",
            )
            if change
            else None,
        ],
        className="kpi",
    )


def finding_group(
    title: str,
    warning: str,
    cards: Sequence[Component],
    *,
    kind: str,
    actions: Sequence[object] = (),
) -> html.Section:
    """Hold the cards of one group under its title and what to beware of."""
    links = html.Div(list(actions), className="card-links") if actions else None
    return html.Section(
        [
            html.Div([html.H2(title), html.Span(warning), links], className="group-head"),
            html.Div(list(cards), className=kind),
        ],
        className="group",
        style={"--cards": len(cards)},
    )


def verdict_sign(verdict: Verdict) -> html.Span:
    """Draw the sign of a verdict; its words always stand beside it."""
    return html.Span(VERDICT_SIGNS[verdict], className="verdict-sign", **{"aria-hidden": "true"})


def interval_words(change: Change) -> str:
    """Say the ratio with its limits, "×1.5 (0.7 to 3.2)"; only the limits where one of the counts is zero."""
    limits = write("times", change)
    if change.before and change.now:
        return f"{write('ratio', change.ratio)} ({limits})"
    # After none, the lower limit says something only where it is above no change.
    return f"{limits} times as many" if change.before or change.verdict == "new" else ""


def before_line(change: Change, compared: Comparison) -> str:
    """Say what a count was before, and the interval: "22 in the 15 days before, ×1.4 (0.8 to 2.5)"."""
    earlier = write("before", change.before) if change.before else "None"
    interval = interval_words(change)
    return f"{earlier} in {compared.before_words}{', ' if interval else ''}{interval}"


def change_line(change: Change, compared: Comparison) -> list[object]:
    """Say now, before, interval and verdict in one line."""
    interval = interval_words(change)
    return [
        f"{write('now', change.now)} {compared.now_at}, {write('before', change.before)} in {compared.before_words}",
        f", {interval}" if interval else "",
        ". ",
        verdict_sign(change.verdict),
        VERDICT_PHRASES[change.verdict],
        ".",
    ]
