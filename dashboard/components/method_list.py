"""How do the entries of the Methods page look? Contents beside them, and each entry where a link lands on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from dash import html

from dashboard.components.figure_card import csv_link
from dashboard.components.tables import each_row
from dashboard.methods import GROUPS, METHODS
from dashboard.methods.method import Method

Groups = dict[str, dict[str, Method]]


PUBLISHED = "Every number, and how it is rounded"


def method_page(numbers: pd.DataFrame, csv: str, *, only: Collection[str] = METHODS) -> html.Div:
    """Draw all entries, or some of them by name, a link to one lands on it; then the numbers of the registry, with their file."""
    kept = {
        group: {name: method for name, method in entries.items() if name in only}
        for group, entries in GROUPS.items()
    }
    groups = {group: entries for group, entries in kept.items() if entries}
    return html.Div(
        [
            html.Div(
                html.Div(
                    [
                        html.H1("How is each number made?"),
                        html.P(
                            f"{len(only)} entries in plain words: what a number is, how it is made, how it misleads, and who"
                            " published the method. Every figure links to its own.",
                            className="lead",
                        ),
                    ]
                ),
                className="page-head",
            ),
            html.Div(
                [
                    _contents(groups),
                    html.Div([*_entries(groups), _published(numbers, csv)], className="methods"),
                ],
                className="method-columns",
            ),
        ],
        className="page",
    )


def _contents(groups: Groups) -> html.Nav:
    return html.Nav(
        [
            part
            for group, entries in groups.items()
            for part in (
                html.Span(group, className="rail-title"),
                html.Ul(
                    [
                        html.Li(html.A(method.question, href=f"#{name}"))
                        for name, method in entries.items()
                    ]
                ),
            )
        ]
        + [
            html.Span("What is published", className="rail-title"),
            html.Ul(html.Li(html.A(PUBLISHED, href="#published"))),
        ],
        className="method-contents",
        **{"aria-label": "Contents"},
    )


def _entries(groups: Groups) -> list[html.Section]:
    return [
        html.Section(
            [html.H2(group), *(_entry(name, method) for name, method in entries.items())],
            className="method-group",
        )
        for group, entries in groups.items()
    ]


def _published(numbers: pd.DataFrame, csv: str) -> html.Section:
    return html.Section(
        [
            html.H2("What is published"),
            html.Article(
                [
                    html.H3(PUBLISHED, tabIndex=-1),
                    html.P(
                        "Pages, files, reports, mails and notebooks write a number the same way. In a file, and in the table"
                        " behind a figure, a column of numbers is headed by the number that it holds."
                    ),
                    html.Dl(
                        [
                            part
                            for number in each_row(numbers)
                            for part in (html.Dt(number.Number), html.Dd(_of_number(number)))
                        ],
                        className="published",
                    ),
                    html.Div(csv_link(csv), className="card-links"),
                ],
                id="published",
                className="card method",
            ),
        ],
        className="method-group",
    )


def _of_number(number: Any) -> str:
    """Say over what a number is counted, how it is rounded, and how its column is headed."""
    column = f" In tables and files: “{number.Column}”." if number.Column else ""
    return f"{number.Over}. Rounded: {number.Rounded}.{column}"


def _entry(name: str, method: Method) -> html.Article:
    return html.Article(
        [
            html.H3(method.question, tabIndex=-1),
            html.P(method.made),
            html.P([html.Strong("Beware. "), method.beware]),
            html.Dl(
                [
                    part
                    for label, text in (
                        ("Rule", method.rule),
                        ("Source", method.source),
                        ("Code", html.Code(method.code)),
                    )
                    for part in (html.Dt(label), html.Dd(text))
                ],
                className="facts",
            ),
        ],
        id=name,
        className="card method",
    )
