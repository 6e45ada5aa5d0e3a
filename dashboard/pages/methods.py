"""How is each number made? One entry a method, in words for somebody who decides by the number, with its source and its code.

The texts are in dashboard/methods/, where their numbers are filled from the code that they describe.
"""

from __future__ import annotations

from dash import html, register_page

from dashboard.components.page_head import page_title
from dashboard.methods import GROUPS, METHODS
from dashboard.methods.method import Method

PAGE = "/methods"
register_page(__name__, path=PAGE, title=page_title("Methods"), order=8)


def layout(**_: object) -> html.Div:
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
