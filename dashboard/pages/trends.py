"""Is it changing? Each category's weeks beside the range that the years before lead one to expect.

A week outside the range is unusual, not bad: one week in twenty lies outside with nothing the matter. Weeks that are not
settled are shaded, because they are still filling up. Narcotics are split by who found them.
"""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from analytics.figures.series import weekly_trend
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.report.wording import headline
from analytics.trends import trend_sentence
from dashboard import ids
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.kpi_card import change_line, finding_group
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import page_head, page_title, period_line
from dashboard.components.tables import frame_table
from dashboard.context import Reader, current
from dashboard.days import IN_SHORT, compared_days, no_data_words, not_compared_words
from dashboard.downloads import csv_href
from dashboard.tables.parts import Finding, category_findings, group_findings
from dashboard.tables.weeks import part_trend
from dashboard.urlstate import View
from dashboard.wording import where_words

PAGE = "/trends"
register_page(__name__, path=PAGE, title=page_title("Trends"), order=2)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("trends", "Is it changing?", has_pdf=True),
            html.Div(id="trends-cards", className="trend-groups"),
        ],
        className="page",
    )


@callback(
    Output("trends-lead", "children"),
    Output("trends-period", "children"),
    Output("trends-cards", "children"),
    Input(ids.URL, "search"),
    Input(ids.SCHEME, "data"),
)
def show_trends(search: str | None, scheme: Mode | None) -> tuple[str, Any, list[object]]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    findings = category_findings(reader, view)
    return (
        lead_sentence(findings, not_compared_words(reader, view)),
        period_line(reader, view),
        [
            finding_group(
                title,
                warning,
                [trend_card(f, reader, view, search, scheme or "light") for f in members],
                kind="trend-cards",
            )
            for title, warning, members in group_findings(findings)
        ],
    )


def lead_sentence(findings: list[Finding], not_compared: str) -> str:
    """Say which categories changed by more than chance explains, or why none can be compared."""
    changes = [(f.part.label, f.change.verdict) for f in findings if f.change]
    return headline(changes) if changes else not_compared


def trend_card(
    finding: Finding, reader: Reader, view: View, search: str | None, mode: Mode
) -> html.Section:
    """Draw one category: its last settled week, its weeks with their range, and now against before."""
    trend = part_trend(reader, view, finding.part)
    where = where_words(view.selection, reader.names, reader.block_names)
    sentence = trend_sentence(trend, finding.part.label, where)
    compared = compared_days(reader, view)
    said: object = no_data_words(finding.ends_on) or IN_SHORT[not_compared_words(reader, view)]
    if finding.change and compared:
        said = change_line(finding.change, compared)
    return figure_card(
        finding.part.label,
        html.P(sentence, className="card-finding"),
        html.P(said, className="card-change"),
        chart(weekly_trend(trend, mode=mode, height=250), label=sentence),
        trend_legend(trend.reason is None),
        table=frame_table(trend_table(trend), caption=f"{finding.part.label}, incidents a week"),
        csv_href=csv_href("weeks", search),
    )


def trend_legend(has_range: bool) -> html.Div:
    """Explain line, shades and signs in words."""
    items = [("line", "incidents a week")]
    if has_range:
        items += [
            ("band-80", "usual in 8 of 10 weeks"),
            ("band-95", "in 19 of 20"),
            ("unusual", "unusual"),
        ]
    items.append(("unsettled", "not settled"))
    return html.Div(
        [
            html.Span([html.Span(className=f"swatch {kind}"), words], className="legend-item")
            for kind, words in items
        ],
        className="legend",
    )
