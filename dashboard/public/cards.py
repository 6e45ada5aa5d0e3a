"""Which cards do the public's pages share? What may be chosen, counts of a kind, quarters, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
from dash import dcc, html

from analytics.coverage import dark_feeds
from analytics.figures.beside import stretch_bars
from analytics.figures.sparklines import sparkline
from analytics.figures.theme import Mode
from analytics.offenses import CATEGORIES, category_of
from analytics.report.wording import offenses_words
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.kpi_card import before_line, finding_group, kpi_card
from dashboard.components.notices import link_notices, notice
from dashboard.components.tables import Row, frame_table, plain_table
from dashboard.context import Reader, current
from dashboard.public.asked import PERIOD_WORDS, STEP_DAYS, Asked, kinds_held, link
from dashboard.public.counted import (
    CITY,
    change_of,
    comparison,
    cube_of,
    days_counted,
    now_steps,
    step_table,
)
from dashboard.public.quarters import BEWARE, HIDDEN, Quarters, quarter_words, quarters_of
from dashboard.stale import dark_sentences

SHOWN_STEPS = 26


def choices(reader: Reader, asked: Asked, path: str) -> html.Nav:
    """Offer the lengths of days and the kinds of offense, each as a link; the one that is shown is none."""
    held = kinds_held(reader)
    periods = [
        (words, link(path, asked, held, period=name), name == asked.period)
        for name, words in PERIOD_WORDS.items()
    ]
    kinds = [("Both", link(path, asked, held, offense=None), asked.kinds == held)] + [
        (CATEGORIES[kind].label, link(path, asked, held, offense=kind), asked.kinds == (kind,))
        for kind in held
    ]
    return html.Nav(
        [_choice("Days", periods), _choice("Offenses", kinds) if len(held) > 1 else None],
        className="public-choices",
        **{"aria-label": "What is counted"},
    )


def _choice(label: str, offered: Sequence[tuple[str, str, bool]]) -> html.Div:
    return html.Div(
        [
            html.Span(label, className="field-label"),
            html.Ul(
                [
                    html.Li(
                        html.Strong([words, html.Span(" (shown)", className="unseen")])
                        if is_shown
                        else dcc.Link(words, href=href)
                    )
                    for words, href, is_shown in offered
                ]
            ),
        ],
        className="public-choice",
    )


def page_head(
    question: str, lead: object, said: str, *below: object, actions: object = None
) -> html.Div:
    """Draw the question of a page, its finding, and the days and place that it speaks of."""
    return html.Div(
        [
            html.Div(
                [
                    html.H1(question),
                    html.P(lead, className="lead") if lead else None,
                    html.Div(html.P(said), className="period-line") if said else None,
                    *below,
                ]
            ),
            html.Div(actions, className="page-actions") if actions else None,
        ],
        className="page-head",
    )


def notices(reader: Reader, asked: Asked) -> html.Div:
    """Say what of the link cannot be shown, and which feeds bring nothing any more."""
    shown = set(kinds_held(reader))
    feeds = reader.coverage.feeds
    today = max(current().today(reader), *(feed.data_as_of for feed in feeds))
    dark = [feed for feed in dark_feeds(feeds, today) if shown.intersection(feed.categories)]
    said = (
        notice(
            html.Strong(" ".join(dark_sentences(dark, shown))),
            " Later days are shown as no data, not as zero.",
            tone="alert",
        )
        if dark
        else None
    )
    return html.Div([*link_notices(asked.notices), said], className="notices")


def days_line(reader: Reader, asked: Asked) -> str:
    """Name the place and the days counted, and those compared with."""
    cube = cube_of(reader)
    steps = now_steps(cube, asked)
    where = reader.names[asked.place] if asked.place else "Whole city"
    if not steps:
        return f"{where} · no 28 days are settled yet"
    compared = comparison(cube, steps)
    days = days_counted(cube, steps).label()
    return f"{where} · {days}" + (f" · compared with {compared.before.label()}" if compared else "")


def count_cards(reader: Reader, asked: Asked, mode: Mode) -> html.Div:
    """Draw a card for each kind, with its steps of the last two years as a line."""
    cube = cube_of(reader)
    steps, place = now_steps(cube, asked), asked.place or CITY
    compared = comparison(cube, steps)
    cards = []
    for kind in asked.kinds if steps else ():
        change = change_of(cube, (kind,), steps, place)
        series = cube.series((kind,), place)
        line = pd.DataFrame({"incidents": series[-SHOWN_STEPS:].astype("float64")})
        drawn = html.Img(
            src=sparkline(line.assign(is_complete=True, is_settled=True), mode=mode),
            alt="",
            title=f"Incidents in {STEP_DAYS} days each, two years",
            className="spark",
        )
        said = before_line(change, compared) if change and compared else "Nothing earlier to compare with"  # fmt: skip
        cards.append(
            kpi_card(CATEGORIES[kind].label, int(series[-steps:].sum()), change, said, drawn)
        )
    if not cards:
        return html.Div(className="kpi-groups")
    return html.Div(
        [finding_group("Reported by victims", "", cards, kind="kpis")], className="kpi-groups"
    )


def steps_card(reader: Reader, asked: Asked, mode: Mode) -> html.Section | None:
    """Draw two years of steps of what was asked for, in the place that was asked for."""
    cube = cube_of(reader)
    if not cube.starts:
        return None
    place = asked.place or CITY
    series = cube.series(asked.kinds, place)[-SHOWN_STEPS:]
    starts = pd.to_datetime(pd.Series(cube.starts[-SHOWN_STEPS:], dtype="object"))
    what = offenses_words(asked.kinds)
    where = reader.names[asked.place] if asked.place else "the whole city"
    low, high = int(series.min()), int(series.max())
    between = f"{low:,} to {high:,}" if low < high else f"{low:,}"
    title = f"{what} in {where}: {between} in 28 days"
    table = step_table(reader, asked, most=SHOWN_STEPS)
    named = table.rename(columns={kind: CATEGORIES[kind].label for kind in asked.kinds})
    named["start_on"] = named["start_on"].dt.strftime("%-d %b %Y")
    return figure_card(
        title,
        chart(
            stretch_bars(
                pd.DataFrame({"start_on": starts, "incidents": series}),
                top=float(high),
                days=STEP_DAYS,
                mode=mode,
                height=230,
            ),
            label=f"{title}. Bars from zero, one for every {STEP_DAYS} days.",
        ),
        note=f"Incidents in {STEP_DAYS} days each, from {starts.iloc[0]:%b %Y} on. Days that still fill up are not shown.",
        table=frame_table(
            named.rename(columns={"start_on": "28 days from"}),
            caption=f"{what} by 28 days",
            each="now",
        ),
        csv_href=link("/csv/steps", asked, kinds_held(reader)),
        png="by-28-days",
        how="public",
    )


def quarters_card(reader: Reader, place: str | None, search_free_csv: str) -> html.Section | None:
    """List what may be said of narcotics and quality of life: the last quarter of all places, or four quarters of one."""
    found = quarters_of(reader)
    if not found.categories:
        return None
    title = "Narcotics and quality of life, by quarter"
    if not found.starts:
        return figure_card(
            title, html.P("No quarter is over and settled yet.", className="card-note")
        )
    table = _of_one(found, place) if place else _of_all(reader, found)
    return figure_card(
        title,
        table,
        html.P(
            f"“{HIDDEN.capitalize()}” includes none. There are no totals, because they would give the small counts away.",
            className="card-note",
        ),
        note=f"{BEWARE} Told by neighborhood and quarter alone.",
        csv_href=search_free_csv,
        how="public",
        kind="quarters-card",
    )


def _of_one(found: Quarters, place: str) -> html.Div:
    labels = [CATEGORIES[name].label for name in found.categories]
    return plain_table(
        ["Quarter", *labels],
        [
            Row([quarter_words(start), *(found.words(name, place, start) for name in found.categories)])
            for start in reversed(found.starts)
        ],
        caption="Incidents by quarter",
        numbers=range(1, len(labels) + 1),
    )  # fmt: skip


def _of_all(reader: Reader, found: Quarters) -> html.Div:
    last = found.starts[-1]
    shown = [place for place in reader.names if found.is_shown(place, last)]
    rest = len(reader.names) - len(shown)
    labels = [CATEGORIES[name].label for name in found.categories]
    rows = [
        Row([reader.names[place], *(found.words(name, place, last) for name in found.categories)])
        for place in shown
    ]
    others = "All neighborhoods" if not shown else f"Each of the {rest} others"
    foot = [Row([others, *[HIDDEN] * len(labels)])] if rest else []
    return plain_table(
        [quarter_words(last), *labels],
        rows,
        foot=foot,
        caption=f"Incidents from {quarter_words(last)}",
        numbers=range(1, len(labels) + 1),
    )


def left_out_card(reader: Reader) -> html.Section:
    """Say what these pages leave out, and why."""
    brought = {
        category_of(name) for feed in reader.coverage.feeds for name in feed.categories
    } - set(kinds_held(reader))
    others = CATEGORIES["other"].label.lower()
    cube = cube_of(reader)
    last = cube.starts[-1] + timedelta(days=STEP_DAYS - 1) if cube.starts else None
    return figure_card(
        "What is left out here, and why",
        html.Ul(
            [
                html.Li("Single incidents, addresses and times of day: they could point to a person."),
                html.Li(
                    f"Days: everything is counted in {STEP_DAYS} days at a time, once these are settled"
                    + (f", now up to {last.day} {last:%b %Y}." if last else ".")
                ),
                html.Li(
                    "Blocks of fewer than 8 addresses, and where needed one or two more, so that what is"
                    " left of a neighborhood always stands for 8 addresses or more. A block is drawn at its middle."
                )
                if reader.blocks is not None
                else None,
                html.Li(
                    "Narcotics and quality of life by days or blocks: they are told by neighborhood and"
                    f" quarter, and {HIDDEN} is said where it is so."
                ),
                html.Li(
                    f"{others.capitalize()}, such as assaults: among them are those whose victims the law protects."
                )
                if "other" in brought
                else None,
            ],
            className="left-out",
        ),
        how="public",
        kind="left-out-card",
    )  # fmt: skip
