"""What is listed of one neighborhood? Blocks, levels of one question, places beside it, places like it, repeated addresses.

A card never shows a share of a handful of incidents without the counts themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dash import dcc, html

from analytics.changes import Change
from analytics.coverage import day_words
from analytics.figures.beside import stretch_bars
from analytics.figures.theme import Mode
from analytics.numbers import write
from analytics.repeats import Repeats
from dashboard.components.figure_card import chart
from dashboard.components.kpi_card import interval_words, verdict_sign
from dashboard.components.tables import Row, plain_table
from dashboard.page_keys import LONGEST_SEARCH
from dashboard.tables.beside import STRETCH_DAYS, Beside
from dashboard.tables.neighborhood import Levels
from dashboard.urlstate import change_search, own_search

PAGE = "/neighborhood"
LISTED = 12


def block_list(blocks: pd.DataFrame, chosen: Sequence[str], search: str | None) -> html.Div:
    """List the busiest blocks; a link chooses one, or lets go of it."""
    has_before = bool(blocks["before"].notna().any())
    shown = blocks[(blocks["incidents"] > 0) | blocks["block_id"].isin(chosen)]
    return plain_table(
        ["Block", "Now", *(["Before"] if has_before else [])],
        [
            Row(
                [
                    _block_link(row.block_id, row.name, row.block_id in chosen, search),
                    write("now", row.incidents),
                    *([write("before", row.before)] if has_before else []),
                ],
                kind="is-chosen" if row.block_id in chosen else "",
            )
            for row in shown.head(LISTED).itertuples()
        ],
        numbers=(1, 2),
        caption="Blocks with most incidents",
    )


def _block_link(block: object, name: object, is_chosen: bool, search: str | None) -> dcc.Link:
    href = change_search(search, block=None if is_chosen else str(block))
    title = "Let go of this block" if is_chosen else "Choose this block"
    return dcc.Link(str(name), href=href or PAGE, title=title)


def level_rows(levels: Levels) -> html.Div:
    """Draw the levels side by side: place, now, before, what may be said, and its part of the level above."""
    return html.Div(
        [
            html.Section(
                [
                    html.H3([html.Span(each.place.level.capitalize()), each.place.name]),
                    html.Div(
                        [
                            html.Strong(f"{each.change.now:,}"),
                            html.Span(f"{each.change.before:,} before"),
                        ],
                        className="level-counts",
                    ),
                    html.P(_verdict(each.change), className="level-verdict"),
                    html.P(each.above_sentence, className="card-note")
                    if each.above_sentence
                    else None,
                ],
                className="level",
            )
            for each in levels.answers
        ],
        className="levels",
    )


def _verdict(change: Change) -> list[object]:
    interval = interval_words(change)
    return [
        verdict_sign(change.verdict),
        write("verdict", change.verdict),
        html.Small(f" {interval}") if interval and change.verdict != "none" else "",
    ]


def beside_charts(places: Sequence[Beside], *, what: str, mode: Mode) -> html.Div:
    """Draw a small chart a place: the neighborhoods on one scale, the city on its own, and say so."""
    tops = [each.stretches["incidents"].max() for each in places if not each.is_city]
    top = max((float(each) for each in tops if each == each), default=0.0)
    return html.Div(
        [
            html.Section(
                [
                    html.H3(
                        [each.name, html.Span("own scale")] if each.is_city else each.name
                    ),
                    chart(
                        stretch_bars(
                            each.stretches,
                            top=_top(each) if each.is_city else top,
                            days=STRETCH_DAYS,
                            is_own=number == 0,
                            mode=mode,
                        ),
                        label=f"{what} in {each.name}, incidents in {STRETCH_DAYS} days each.",
                    ),
                ],
                className="beside-chart",
            )
            for number, each in enumerate(places)
        ],
        className="beside-charts",
    )  # fmt: skip


def _top(each: Beside) -> float:
    top = float(each.stretches["incidents"].max())
    return top if top == top else 0.0


def beside_counts(places: Sequence[Beside], search: str | None) -> html.Div:
    """List the places with counts, change and share of the city."""
    has_before = any(each.change for each in places)
    return plain_table(
        ["Place", "Now", *(["Before", "Change"] if has_before else []), "Of the city"],
        [
            Row(
                [
                    each.name
                    if number == 0 or each.is_city
                    else dcc.Link(each.name, href=place_href(search, each.place_id)),
                    write("now", each.incidents),
                    *(_compared(each.change) if has_before else []),
                    _share(each),
                ]
            )
            for number, each in enumerate(places)
        ],
        numbers=(1, 2, 4) if has_before else (1, 2),
        caption="The neighborhood beside others and the city",
    )


def _compared(change: Change | None) -> list[object]:
    if change is None:
        return ["", "Not compared"]
    words = write("verdict", change.verdict)
    return [write("before", change.before), html.Span([verdict_sign(change.verdict), words])]


def _share(each: Beside) -> str:
    if each.share is None or each.is_city:
        return ""
    return write("city_share", each.share)


def similar_list(table: pd.DataFrame, search: str | None, beside: Sequence[str]) -> html.Ol:
    """List the neighborhoods that are nearest, with the reasons in words."""
    return html.Ol(
        [
            html.Li(
                [
                    html.Div(
                        [
                            dcc.Link(row.name, href=place_href(search, str(row.neighborhood_id))),
                            html.Small("alike" if row.is_alike else "nearest, but not alike"),
                        ],
                        className="similar-name",
                    ),
                    html.P(_sentence(str(row.reasons)), className="card-note"),
                    _set_beside(str(row.neighborhood_id), beside, search),
                ]
            )
            for row in table.itertuples()
        ],
        className="similar-list",
    )


def _set_beside(place: str, beside: Sequence[str], search: str | None) -> dcc.Link | None:
    if place in beside:
        return None
    kept = [*beside[-1:], place]
    return dcc.Link("Set beside", href=change_search(search, beside=",".join(kept)))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def repeat_list(repeats: Repeats, search: str | None) -> html.Div:
    """List the addresses with most incidents; each links to its incidents."""
    return plain_table(
        ["Address", "Incidents", "Last"],
        [
            Row(
                [
                    dcc.Link(
                        address,
                        href=f"/incidents{own_search(change_search(search, q=address[:LONGEST_SEARCH]))}",
                        title="Its incidents",
                    ),
                    f"{incidents:,}",
                    day_words(last_on.date()),
                ]
            )
            for address, incidents, last_on in repeats.table.head(LISTED)[
                ["address", "incidents", "last_on"]
            ].itertuples(index=False, name=None)
        ],
        numbers=(1,),
        caption="Addresses with more than one incident, most first",
    )


def place_href(search: str | None, place: str) -> str:
    """Give the link to another neighborhood on this page; what was chosen within the former one is let go."""
    return change_search(search, neighborhood=place, block=None, area=None)
