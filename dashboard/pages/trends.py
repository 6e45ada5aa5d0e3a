"""Is it changing? Windows side by side, and each category's weeks beside the range that the years before lead one to expect.

A week outside the range is unusual, not bad: one week in twenty lies outside with nothing the matter. Weeks that are not
settled are shaded, because they are still filling up. Narcotics are split by who found them.
"""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, dcc, html, register_page

from analytics.coverage import day_words
from analytics.figures.series import trend_chart
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.trends import trend_sentence
from dashboard import ids
from dashboard.components.compstat_table import compstat_grid
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.kpi_card import change_line, finding_group
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import page_head, page_title, period_line
from dashboard.components.tables import frame_table
from dashboard.components.trend_card import law_list, law_marks, month_pane, trend_legend, year_pane
from dashboard.components.trend_words import (
    alarm_words,
    alarms_note,
    alarms_title,
    lead_sentence,
    windows_note,
    windows_title,
)
from dashboard.context import Reader, current
from dashboard.days import (
    IN_SHORT,
    compared_days,
    no_data_words,
    not_compared_words,
)
from dashboard.downloads import csv_href
from dashboard.tables.compstat import compstat, compstat_table
from dashboard.tables.parts import Finding, category_findings, group_findings
from dashboard.tables.weeks import (
    Recent,
    alarm_table,
    last_weeks,
    part_alarms,
    part_laws,
    part_trend,
    recent_alarms,
)
from dashboard.tables.years import months_of, year_lines_of
from dashboard.urlstate import View, change_search, period_text
from dashboard.wording import limit_words, where_words

PAGE = "/trends"
register_page(__name__, path=PAGE, title=page_title("Trends"), order=2)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("trends", "Is it changing?", has_report=True),
            html.Div(id="trends-windows"),
            html.Div(id="trends-alarms"),
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
@drawn
def show_trends(search: str | None, scheme: Mode | None) -> tuple[str, Any, list[object]]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    findings = category_findings(reader, view)
    return (
        lead_sentence(reader, view, findings),
        period_line(reader, view),
        [
            finding_group(
                title,
                warning,
                [trend_card(f, reader, view, search, scheme or "light") for f in members],
                kind="trend-list",
            )
            for title, warning, members in group_findings(findings)
        ],
    )


@callback(Output("trends-windows", "children"), Input(ids.URL, "search"))
@drawn
def show_windows(search: str | None) -> html.Section:
    reader = current().reader()
    view = reader.view(PAGE, search)
    found = compstat(reader, view)
    return figure_card(
        windows_title(found),
        compstat_grid(found, reader),
        note=windows_note(found),
        table=frame_table(compstat_table(reader, view), caption="Every comparison in words"),
        csv_href=csv_href("compstat", search),
        png="compstat",
        how="compstat",
    )


@callback(Output("trends-alarms", "children"), Input(ids.URL, "search"))
@drawn
def show_alarms(search: str | None) -> html.Section:
    reader = current().reader()
    view = reader.view(PAGE, search)
    recent = recent_alarms(reader, view)
    return figure_card(
        alarms_title(recent),
        alarm_list(recent, search),
        note=alarms_note(recent),
        table=frame_table(alarm_table(reader, view), caption="Every week that was judged"),
        csv_href=csv_href("alarms", search),
        how="alarms",
    )


def alarm_list(recent: Recent, search: str | None) -> html.Ul | None:
    """List the weeks to look into; each is a link to its days."""
    if not recent.alarms:
        return None
    return html.Ul(
        [
            html.Li(
                [
                    dcc.Link(
                        f"{alarm.label}, week of {day_words(alarm.monday)}",
                        href=change_search(search, period=period_text(alarm.days)),
                    ),
                    f": {limit_words(alarm.incidents, alarm.limit)}.",
                ]
            )
            for alarm in recent.alarms
        ],
        className="alarm-list",
    )


def trend_card(
    finding: Finding, reader: Reader, view: View, search: str | None, mode: Mode
) -> html.Section:
    """Draw one category: its weeks with their range, now against before, its years and its months."""
    part = finding.part
    trend = part_trend(reader, view, part)
    where = where_words(view.selection, reader.names, reader.block_names)
    alarms = part_alarms(reader, view, part)
    laws = part_laws(reader, view, part)
    compared = compared_days(reader, view)
    said: object = no_data_words(finding.ends_on) or IN_SHORT[not_compared_words(reader, view)]
    if finding.change and compared:
        said = change_line(finding.change, compared)
    sentence = trend_sentence(trend, part.label, where)
    lately = last_weeks(reader, view)["week_on"]
    alarmed = alarm_words(alarms, lately.min().date()) if len(lately) else None
    figure = trend_chart(
        trend,
        alarms=[alarm.monday for alarm in alarms],
        marks=law_marks(laws),
        mode=mode,
        height=None,
    )
    weeks = html.Div(
        [
            html.P(said, className="card-change"),
            html.P(alarmed, className="card-alarm") if alarmed else None,
            chart(
                figure,
                label=sentence,
                graph_id=ids.pick_chart(f"trends {part.label}", "period"),
            ),
            trend_legend(trend.reason is None, bool(alarms)),
            law_list(laws),
        ],
        className="trend-weeks",
    )
    return figure_card(
        sentence,
        html.Div(
            [
                weeks,
                html.Div(
                    [
                        year_pane(
                            part.label,
                            year_lines_of(reader, view, part),
                            csv_href=csv_href("years", search),
                            mode=mode,
                        ),
                        month_pane(
                            part.label,
                            months_of(reader, view, part),
                            csv_href=csv_href("months", search),
                        ),
                    ],
                    className="trend-side",
                ),
            ],
            className="trend-body",
        ),
        table=frame_table(trend_table(trend), caption=f"{part.label}, incidents a week"),
        csv_href=csv_href("weeks", search),
        png=f"weeks {part.label}".lower().replace(" ", "-"),
        how="trends",
        kind="trend-card",
    )
