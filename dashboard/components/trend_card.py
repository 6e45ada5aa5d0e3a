"""How does one category's change look? Its weeks, large; beside them its years and its months, small."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from analytics.coverage import day_words
from analytics.figures.series import DayMark
from analytics.figures.theme import Mode
from analytics.figures.years import year_lines
from analytics.law_changes import LawChange
from analytics.numbers import write
from dashboard.components.figure_card import chart, csv_link, how_link
from dashboard.components.icons import icon
from dashboard.components.tables import frame_table
from dashboard.tables.years import Months, YearLines, month_table, year_table


def trend_legend(has_range: bool, has_alarm: bool = False) -> html.Div:
    """Explain line, shades and signs in words."""
    items = [("line", "incidents a week")]
    if has_range:
        items += [
            ("band-80", "usual range of 8 in 10 weeks"),
            ("band-95", "of 19 in 20"),
            ("unusual", "outside it"),
        ]
    if has_alarm:
        items.append(("alarm", "above the alarm limit: look into it"))
    items.append(("unsettled", "not settled"))
    return html.Div(
        [
            html.Span([html.Span(className=f"swatch {kind}"), words], className="legend-item")
            for kind, words in items
        ],
        className="legend",
    )


def law_marks(laws: Sequence[LawChange]) -> list[DayMark]:
    """Mark the days on which laws took effect."""
    return [DayMark(law.effective_on, law.name) for law in laws]


def law_list(laws: Sequence[LawChange]) -> html.Ul | None:
    """Say what each law that is marked in the chart does to the counts."""
    if not laws:
        return None
    return html.Ul(
        [
            html.Li([html.Strong(f"{law.name}, {day_words(law.effective_on)}. "), law.effect])
            for law in laws
        ],
        className="law-list",
    )


def year_pane(label: str, lines: YearLines, *, csv_href: str, mode: Mode) -> html.Section:
    """Draw the year under way beside the years before; only words where the data hold no year from its first day on."""
    title = f"This year: {lines.sentence}"
    if not lines.lines:
        return _pane(title)
    return _pane(
        title,
        chart(
            year_lines(lines.lines, current=lines.until.year, mode=mode),
            label=f"{label}, incidents since 1 January. {lines.sentence}",
        ),
        html.P("Incidents since 1 January, a line a year.", className="card-note"),
        foot=_foot(
            frame_table(
                year_table(lines), caption=f"{label}, incidents since 1 January", each="this_year"
            ),
            csv_href,
            "year-over-year",
        ),
    )


def month_pane(label: str, months: Months, *, csv_href: str) -> html.Section:
    """Draw the months of an average year as bars from zero."""
    title = f"Season: {months.sentence[0].lower()}{months.sentence[1:]}"
    if months.days is None:
        return _pane(title)
    return _pane(
        title,
        _bars(months),
        html.P(
            f"Incidents in an average month, {months.days.label()}. {months.season}",
            className="card-note",
        ),
        foot=_foot(
            frame_table(month_table(months), caption=f"{label}, incidents in an average month"),
            csv_href,
            "seasons",
        ),
    )


def _bars(months: Months) -> html.Div:
    top = max(*months.a_month.values(), 1e-9)
    said = ", ".join(
        f"{name} {write('month_mean', count)}" for name, count in months.a_month.items()
    )
    return html.Div(
        [
            html.Div(
                [
                    html.Span(write("month_mean", count), className="month-count"),
                    html.Span(className="month-bar", style={"--share": f"{count / top:.3f}"}),
                    html.Span(name[0], className="month-name"),
                ],
                title=f"{name}: {write('month_mean', count)}",
            )
            for name, count in months.a_month.items()
        ],
        className="month-bars",
        role="img",
        **{"aria-label": f"Incidents in an average month: {said}"},
    )


def _pane(title: str, *body: object, foot: html.Div | None = None) -> html.Section:
    return html.Section([html.H3(title), *body, foot], className="trend-pane")


def _foot(table: html.Div, csv_href: str, how: str) -> html.Div:
    return html.Div(
        [
            html.Details(
                [html.Summary([icon("table"), "Table"]), table],
                className="table-behind",
            ),
            html.Div([csv_link(csv_href), how_link(how)], className="card-links"),
        ],
        className="card-foot",
    )
