"""How many of each kind, and is that a change? Cards in two groups: what victims report, and what follows where officers look."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from analytics.coverage import day_words
from analytics.figures.sparklines import sparkline
from analytics.figures.theme import Mode
from dashboard.components.kpi_card import before_line, finding_group, kpi_card
from dashboard.context import Reader
from dashboard.days import IN_SHORT, compared_days, not_compared_words
from dashboard.tables.parts import Finding, group_findings
from dashboard.urlstate import View


def finding_cards(
    findings: Sequence[Finding],
    reader: Reader,
    view: View,
    mode: Mode,
    *,
    actions: Sequence[object] = (),
) -> list[html.Section]:
    """Draw a card for each part of a selection, grouped, with a small series of its weeks; `actions` stand over the last ones."""
    compared = compared_days(reader, view)

    def said(finding: Finding) -> str:
        if finding.change and compared:
            return before_line(finding.change, compared)
        if finding.ends_on:
            return f"after {day_words(finding.ends_on)}"
        return IN_SHORT[not_compared_words(reader, view)]

    groups = group_findings(list(findings))
    return [
        finding_group(
            title,
            warning,
            [
                kpi_card(_label(each), each.count, each.change, said(each), _series(each, mode))
                for each in members
            ],
            kind="kpis",
            actions=actions if number == len(groups) else (),
        )
        for number, (title, warning, members) in enumerate(groups, start=1)
    ]


def _label(finding: Finding) -> list[object]:
    return [finding.part.what, html.Span(f" {finding.part.side_words}")]


def _series(finding: Finding, mode: Mode) -> html.Img:
    return html.Img(
        src=sparkline(finding.weeks, mode=mode),
        alt="",
        title="Incidents a week, the last 52 settled weeks",
        className="spark",
    )
