"""How does a ranking stand on a page? A row a concern: its place, why, its columns as bars, and the line of ranks it may have.

The line says more than the place: where two lines overlap, nobody knows which comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.numbers import write
from analytics.priorities.columns import draws_for
from analytics.priorities.wording import others_words
from dashboard.tables.priorities import SURE, Ranking, each_concern, interval_places, why
from dashboard.tables.weights import LABELS

ESTIMATED = ("volume", "concentration")
SHOWN = ("volume", "trend", "concentration", "community", "harm")


def rank_rows(
    ranking: Ranking, rows: pd.DataFrame, href: Callable[[str, str], str]
) -> html.Div | None:
    """Draw the rows; `href` gives the address of a neighborhood's page with a concern."""
    if ranking.found is None:
        return None
    n = len(ranking.found.table)
    columns = [name for name in SHOWN if name != "harm" or "harm" in ranking.found.weights]
    places = interval_places(rows, n)
    lines = [
        _row(ranking, row, columns, places[at], href)
        for at, row in enumerate(each_concern(rows))
    ]  # fmt: skip
    return html.Div(
        [
            html.Div(
                [
                    html.Span("Rank"),
                    html.Span("Neighborhood and concern"),
                    *(html.Span(_head(name)) for name in columns),
                    html.Span(
                        [html.Span("1"), html.Span("rank it may have"), html.Span(f"{n}")],
                        className="rank-ends",
                    ),
                    html.Span(["In the first 5", html.Small("whatever the weights")]),
                ],
                className="rank-row rank-head",
                **{"aria-hidden": "true"},
            ),
            html.Ol(lines, className="rank-list"),
        ],
        className="ranking",
        style={"--columns": len(columns)},
    )


def draws_words(ranking: Ranking) -> str:
    """Say what the share of draws counts, why the order may differ from it, and whom a score is measured by."""
    if ranking.found is None:
        return ""
    concerns = len(ranking.found.table)
    return (
        f"“In the first 5” says in how many of 100 draws, out of {draws_for(concerns):,} in which the counts vary as chance"
        " would have it and the weights are any; the order has your weights and the counts as they are, so that a concern"
        " with the better score may be among the first five less often."
        f" Surely is in {write('top_5_share', SURE)} of them or more. Scores say where a concern stands among the"
        f" {concerns:,} ranked here: with other offenses chosen it stands among others, and the order may change."
    )


def _row(
    ranking: Ranking,
    row: dict[Any, Any],
    columns: list[str],
    places: Any,
    href: Callable[[str, str], str],
) -> html.Li:
    what = ranking.topic.name_of(row["concern"])
    low, high = int(row["rank_low"]), int(row["rank_high"])
    said = why(ranking, row).partition(": ")[2]
    return html.Li(
        [
            html.Span([_unseen("Rank "), str(row["rank"])], className="rank-number"),
            html.Div(
                dcc.Link(
                    [html.Strong(row["name"]), html.Span(what)],
                    href=href(row["neighborhood_id"], row["concern"]),
                    title=f"{what} in {row['name']}: the neighborhood in full",
                    className="two-lines",
                ),
                className="rank-name",
            ),
            *(_score(name, row) for name in columns),
            html.Div(
                [
                    html.Div(_line(places), className="rank-axis", **{"aria-hidden": "true"}),
                    html.Small(
                        f"Not distinguishable from {others_words(int(row['rank']), low, high)}"
                        if low < high
                        else f"#{low} in 90 of 100 draws or more"
                    ),
                ],
                className="rank-interval",
            ),
            html.Div(
                [
                    html.Span("In the first 5, whatever the weights:", className="rank-label"),
                    html.Span(write("top_5_share", row["top_5_share"])),
                    html.Small("of 100 draws"),
                ],
                className="rank-top",
            ),
            html.P(f"{said[:1].upper()}{said[1:]}", className="rank-why"),
        ],
        className="rank-row",
    )


def _head(name: str) -> list[object]:
    """Name a column, and say whether the numbers below its scores are counts or estimates."""
    return [LABELS[name], html.Small("allowing for chance") if name in ESTIMATED else None]


def _score(name: str, row: dict[Any, Any]) -> html.Div:
    score = row.get(f"{name}_score", float("nan"))
    label = html.Span(_head(name), className="rank-label")
    if pd.isna(score):
        return html.Div([label, html.Span("–"), html.Small(_blank(name, row))], className="score")
    return html.Div(
        [
            label,
            html.Span(write(f"{name}_score", score)),
            html.Span(
                html.Span(style={"width": f"{score:.0f}%"}),
                className="score-bar",
                **{"aria-hidden": "true"},
            ),
            html.Small(_behind(name, row)),
        ],
        className="score",
    )


def _behind(name: str, row: dict[Any, Any]) -> str:
    """Say the number that a score is the percentile of."""
    if name == "volume":
        return f"{write('volume', row['volume'])} a year"
    if name == "trend":
        return f"chance {write('rise_chance', row['rise_chance'])}"
    if name == "concentration":
        return f"{write('top_share', row['top_share'])} in 5 blocks"
    if name == "community":
        return f"{write('votes', row['votes'])} vote{'' if row['votes'] == 1 else 's'}"
    return f"{write('harm', row['harm'] / 365)} prison years"


def _blank(name: str, row: dict[Any, Any]) -> str:
    """Say why a column has no score: nothing known, or no weight."""
    known: dict[str, str] = {"trend": "rise_chance", "concentration": "top_share"}
    if name == "community" and pd.isna(row["votes"]):
        return "can't tell"
    if name in known and pd.isna(row[known[name]]):
        return "not known"
    return "no weight"


def _line(places: Any) -> list[html.Span]:
    low, at, high = (round(100 * float(place), 1) for place in places)
    return [
        html.Span(className="rank-range", style={"left": f"{low}%", "width": f"{high - low:.1f}%"}),
        html.Span(className="rank-dot", style={"left": f"{at}%"}),
    ]


def _unseen(text: str) -> html.Span:
    return html.Span(text, className="unseen")
