"""Is it changing? Windows side by side, and each category's weeks beside the range that the years before lead one to expect.

A week outside the range is unusual, not bad: one week in twenty lies outside with nothing the matter. Weeks that are not
settled are shaded, because they are still filling up. Narcotics are split by who found them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import Input, Output, callback, dcc, html, register_page

from analytics.coverage import day_words
from analytics.figures.series import trend_chart
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.report.wording import headline, joined
from analytics.trends import trend_sentence
from analytics.windows import LABELS
from dashboard import ids
from dashboard.components.compstat_table import compstat_grid
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.kpi_card import change_line, finding_group
from dashboard.components.notices import empty, no_snapshot
from dashboard.components.page_head import page_head, page_title, period_line
from dashboard.components.tables import frame_table
from dashboard.components.trend_card import law_list, month_pane, trend_legend, year_pane
from dashboard.context import Reader, current
from dashboard.days import IN_SHORT, compared_days, no_data_words, not_compared_words
from dashboard.downloads import csv_href
from dashboard.tables.compstat import Compstat, compstat, compstat_table
from dashboard.tables.parts import Finding, category_findings, group_findings
from dashboard.tables.weeks import (
    ALARM_WEEKS,
    Alarm,
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
from dashboard.wording import where_words

PAGE = "/trends"
NAMED = 3
register_page(__name__, path=PAGE, title=page_title("Trends"), order=2)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    if current().audience != "police":
        return html.Div(
            [html.H1("Is it changing?"), empty("Weeks and days are shown to the police only.")],
            className="page",
        )
    return html.Div(
        [
            page_head("trends", "Is it changing?", has_pdf=True),
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
                kind="trend-list",
            )
            for title, warning, members in group_findings(findings)
        ],
    )


def lead_sentence(findings: list[Finding], not_compared: str) -> str:
    """Say which categories changed by more than chance explains, or why none can be compared."""
    changes = [(f.part.label, f.change.verdict) for f in findings if f.change]
    return headline(changes) if changes else not_compared


@callback(Output("trends-windows", "children"), Input(ids.URL, "search"))
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


def windows_title(found: Compstat) -> str:
    """Say which comparisons chance does not explain, or that none stands out."""
    if found.compared.empty:
        return "There are no earlier days to compare any window with"
    if found.standing_out.empty:
        return f"None of {len(found.compared)} comparisons stands out from chance"
    said: dict[str, list[str]] = {}
    for row in found.standing_out.to_dict("records"):
        words = f"{row['verdict']} over {_window_words(row['window'])}"
        said.setdefault(row["label"], []).append(words)
    if len(said) > NAMED:
        many = len(found.standing_out)
        return f"{many} of {len(found.compared)} comparisons stand out from chance"
    return "; ".join(f"{label} is {joined(words)}" for label, words in said.items())


def _window_words(window: str) -> str:
    label = LABELS[window].lower()
    return {
        "year_to_date": "the year to date",
        "28_days_year_ago": "28 days against a year ago",
    }.get(window, label)


def windows_note(found: Compstat) -> str:
    """Say how windows mislead when they are read together."""
    return (
        f"All windows end on {day_words(found.windows[0].now.last_day)}, the last settled day of the period. They overlap:"
        " several that say “up” are not as many findings. Of 100 comparisons where nothing changed, up to 2 are called a change."
    )


@callback(Output("trends-alarms", "children"), Input(ids.URL, "search"))
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


def alarms_title(recent: Recent) -> str:
    """Say how many weeks of the last ones somebody should look into."""
    count = len(recent.alarms)
    if not recent.judged:
        return "Can't tell of any week whether it is an alarm: there are too few weeks before"
    if not count:
        return f"No alarm in the last {ALARM_WEEKS} settled weeks"
    return f"{count} alarm{'' if count == 1 else 's'} in the last {ALARM_WEEKS} settled weeks"


def alarms_note(recent: Recent) -> str:
    """Say how many alarms chance alone would raise."""
    few = recent.expected_false < 0.05
    many = "fewer than 0.1 alarms" if few else f"about {recent.expected_false:.1f} alarms"
    return (
        f"{recent.judged} weeks were judged, each category's own. With nothing the matter, chance alone raises {many} in so many."
        " Falls raise none."
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
                    f": {alarm.incidents:,}, at most {alarm.usual:,} usual.",
                ]
            )
            for alarm in recent.alarms
        ],
        className="alarm-list",
    )


def alarm_words(alarms: Sequence[Alarm], since: date) -> str | None:
    """Say which of one category's weeks were alarms lately; None where none was."""
    found = [
        f"in the week of {alarm.monday.day} {alarm.monday:%b}, {alarm.incidents:,} where at most {alarm.usual:,} are usual"
        for alarm in alarms
        if alarm.monday >= since
    ]
    return f"Alarm {'; '.join(found)}. Look into it." if found else None


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
        trend, alarms=[alarm.monday for alarm in alarms], laws=laws, mode=mode, height=None
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
