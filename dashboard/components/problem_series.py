"""How did the weeks of a problem's place go, and when was something done? Weekly counts over their usual range, responses marked.

The range is learned from the years before, in the same place. A week that stays low after a mark shows when, never why: the
assessment holds it against other ground.
"""

from __future__ import annotations

from datetime import timedelta

from dash import html

from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.figures.series import DayMark, trend_chart
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.trends import trend_sentence
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.notices import empty
from dashboard.components.tables import frame_table
from dashboard.components.trend_card import law_list, law_marks, trend_legend
from dashboard.context import Reader
from dashboard.days import local_day
from dashboard.decisions.words import RESPONSE_KINDS
from dashboard.tables.came_of import response_words
from dashboard.tables.ground import check_counted, ground_selection, ground_words
from dashboard.tables.parts import parts_of
from dashboard.tables.problems import Case
from dashboard.tables.weeks import part_laws, part_trend
from dashboard.urlstate import View


def series_cards(reader: Reader, case: Case, mode: Mode) -> list[html.Section]:
    """Draw the weeks of each part of a problem's category; narcotics by who found them."""
    problem = case.problem
    place = (problem.neighborhood_id, problem.block_id, problem.area)
    opened, done = local_day(reader, problem.opened_at), tuple(map(response_words, case.responses))
    return reader.once(
        "problem weeks",
        *(place, problem.category, opened, case.plan, done, mode),
        make=lambda: _cards(reader, case, mode),
    )


def _cards(reader: Reader, case: Case, mode: Mode) -> list[html.Section]:
    problem = case.problem
    try:
        check_counted(reader, problem, problem.category)
    except SelectionError as error:
        return [figure_card("No weeks", empty(f"Nothing can be counted: {error}."))]
    coverage = reader.reach_of(problem.category)
    starts = [each.from_on for each in case.responses]
    if case.plan:
        starts.append(case.plan.before.start)
    first = min([*starts, local_day(reader, problem.opened_at)]) - YEAR_OF_WEEKS / 2
    start = max(coverage.first_on, min(first, coverage.settled_until - timedelta(days=1)))
    period = Period(start, coverage.settled_until)
    view = View(ground_selection(problem, period, problem.category), "")
    marks = [
        DayMark(each.from_on, RESPONSE_KINDS.get(each.kind, each.kind)) for each in case.responses
    ]
    cards = []
    for part in parts_of(reader, view.selection):
        trend, laws = part_trend(reader, view, part), part_laws(reader, view, part)
        sentence = trend_sentence(trend, part.label, ground_words(reader, problem))
        figure = trend_chart(trend, marks=[*marks, *law_marks(laws)], mode=mode, height=None)
        cards.append(
            figure_card(
                sentence,
                chart(figure, label=sentence),
                trend_legend(trend.reason is None),
                html.Ul(
                    [
                        html.Li([html.Strong(f"{day_words(each.from_on)}. "), response_words(each)])
                        for each in case.responses
                    ],
                    className="law-list",
                )
                if case.responses
                else None,
                law_list(laws),
                note=part.label if not case.responses else f"{part.label}. Dashed lines: what was done, from the day it began.",
                table=frame_table(trend_table(trend), caption=f"{part.label}, incidents a week"),
                png="problem-weeks",
                how="trends",
                kind="problem-weeks",
            )
        )  # fmt: skip
    return cards
