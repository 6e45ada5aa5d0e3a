"""How do the entries of the Methods page look? Contents beside them, and each entry where a link lands on it."""

from __future__ import annotations

from dash import html

from dashboard.methods import GROUPS, METHODS
from dashboard.methods.method import Method


def method_page() -> html.Div:
    """Draw all entries; a link to one lands on it."""
    return html.Div(
        [
            html.Div(
                html.Div(
                    [
                        html.H1("How is each number made?"),
                        html.P(
                            f"{len(METHODS)} entries in plain words: what a number is, how it is made, how it misleads, and who"
                            " published the method. Every figure links to its own.",
                            className="lead",
                        ),
                    ]
                ),
                className="page-head",
            ),
            html.Div(
                [_contents(), html.Div(_entries(), className="methods")], className="method-columns"
            ),
        ],
        className="page",
    )


def _contents() -> html.Nav:
    return html.Nav(
        [
            part
            for group, entries in GROUPS.items()
            for part in (
                html.Span(group, className="rail-title"),
                html.Ul(
                    [
                        html.Li(html.A(method.question, href=f"#{name}"))
                        for name, method in entries.items()
                    ]
                ),
            )
        ],
        className="method-contents",
        **{"aria-label": "Contents"},
    )


def _entries() -> list[html.Section]:
    return [
        html.Section(
            [html.H2(group), *(_entry(name, method) for name, method in entries.items())],
            className="method-group",
        )
        for group, entries in GROUPS.items()
    ]


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
