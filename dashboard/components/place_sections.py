"""Which cards make up the page of one neighborhood? Each with its finding as title, its table, its file, and how it is made.

The cards draw what dashboard/tables/ measured, and say in words what a reader must not take from it.
"""

from __future__ import annotations

from dash import html

from analytics.figures.series import trend_chart
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.report.wording import joined
from analytics.trends import trend_sentence
from dashboard import ids
from dashboard.components.figure_card import chart, csv_link, figure_card
from dashboard.components.notices import empty
from dashboard.components.place_cards import (
    beside_charts,
    beside_counts,
    block_list,
    level_rows,
    repeat_list,
    similar_list,
)
from dashboard.components.tables import frame_table
from dashboard.components.trend_card import trend_legend
from dashboard.context import Reader
from dashboard.days import compared_days, counted_days, not_compared_words, period_at
from dashboard.downloads import csv_href
from dashboard.tables.alike import repeat_addresses, repeat_table, similar_places, similar_table
from dashboard.tables.beside import STRETCH_DAYS, besides, others_chosen, stretch_table
from dashboard.tables.neighborhood import (
    chosen_place,
    concentration_words,
    level_answers,
    level_table,
    place_blocks,
    place_trends,
    place_view,
    what_words,
)
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View, pinned_search


def blocks_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """List the busiest blocks, and say on how few half of the incidents fell."""
    blocks, here = place_blocks(reader, view), place_view(view)
    if not blocks["incidents"].sum():
        days = period_at(counted_days(reader, here))
        return figure_card("Blocks", empty(f"No incident on any block {days}."), kind="places-card")
    return figure_card(
        "Blocks with most incidents",
        block_list(blocks, view.selection.blocks, search),
        note=concentration_words(reader, view),
        actions=[csv_link(csv_href("place-blocks", search))],
        kind="places-card",
    )


def levels_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """Set block, neighborhood and city side by side."""
    levels = level_answers(reader, view)
    if not levels.answers:
        here = place_view(view)
        return figure_card("Block, neighborhood, city", empty(not_compared_words(reader, here)))
    compared = compared_days(reader, place_view(view))
    days = f"{compared.now.label()}, and {compared.before.label()} before." if compared else ""
    picked = (
        " This block was picked because its count is the highest: partly chance, so expect fewer next time."
        if levels.is_picked and len(levels.answers) > 2
        else ""
    )
    is_all = len(levels.answers) > 2
    return figure_card(
        "Block, neighborhood, city: the same question" if is_all else "Neighborhood and city",
        level_rows(levels),
        note=f"{what_words(reader, view)}, {days}{picked}",
        table=frame_table(level_table(reader, view), caption="The same question on each level"),
        csv_href=csv_href("levels", search),
        how="changes",
        kind="levels-card",
    )


def weeks_cards(reader: Reader, view: View, search: str | None, mode: Mode) -> list[html.Section]:
    """Draw the weeks of the neighborhood with their usual range; a click on a week chooses its days."""
    place = chosen_place(view)
    where = reader.names[place] if place else None
    cards = []
    for number, (label, trend) in enumerate(place_trends(reader, view)):
        sentence = trend_sentence(trend, label, where)
        cards.append(
            figure_card(
                sentence,
                chart(
                    trend_chart(trend, mode=mode, height=270),
                    label=sentence,
                    graph_id=ids.pick_chart(f"neighborhood-{number}", "period"),
                ),
                trend_legend(trend.reason is None),
                table=frame_table(trend_table(trend), caption=f"{label}, incidents a week"),
                csv_href=csv_href("place-weeks", search),
                png="neighborhood-weeks",
                how="trends",
                kind="place-trend",
            )
        )
    return cards  # fmt: skip


def beside_card(reader: Reader, view: View, search: str | None, mode: Mode) -> html.Section:
    """Set the neighborhood beside others and the city, each from zero."""
    places = besides(reader, view)
    own, city = places[0], places[-1]
    what = what_words(reader, view)
    title = f"{own.name} has {own.incidents:,} of the city's {city.incidents:,}"
    scale = (
        f"Incidents in {STRETCH_DAYS} days each, from zero. "
        + (
            "The neighborhoods share one scale; the city has its own."
            if len(places) > 2
            else "The city has its own scale."
        )
        + " No rates: how many people or homes a neighborhood has is not in these data."
    )
    return figure_card(
        title,
        beside_counts(places, search),
        beside_charts(places, what=what, mode=mode),
        note=f"{what}. {scale}",
        actions=[csv_link(csv_href("beside", search))],
        table=frame_table(stretch_table(reader, view), caption="Stretches of 28 days"),
        csv_href=csv_href("stretches", search),
        png="neighborhood-beside",
        how="counts",
        kind="beside-card",
    )


def alike_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """List the neighborhoods with a problem like this one."""
    title = "Neighborhoods with a problem like this"
    alike = similar_places(reader, view)
    if alike is None:
        return figure_card(title, empty(not_compared_words(reader, place_view(view))))
    days = alike.days.label()
    short = " It takes four years: on less it is often wrong." if alike.is_short else ""
    table = alike.found.table
    if table.empty:
        note = f"By {days}.{short}"
        return figure_card(title, empty(alike.found.sentence), note=note, how="similar")
    warning = (
        f"By {days}.{short} Alike means in {joined(alike.compared)}, beside how much this city's neighborhoods differ:"
        " one may have twice as many as the other. It is a reason to talk with each other, no sign of a common cause."
    )
    found = table["is_alike"].sum()
    return figure_card(
        title if found else "No neighborhood has a problem clearly like this",
        similar_list(table, search, others_chosen(reader, view)),
        note=warning,
        table=frame_table(similar_table(reader, view), caption="Neighborhoods most alike"),
        csv_href=csv_href("similar", search),
        how="similar",
    )  # fmt: skip


def repeats_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """List the addresses with more than one incident."""
    title = "Same address again"
    found, sentence = repeat_addresses(reader, view)
    if found is None:
        return figure_card(title, empty(sentence), how="repeats")
    counted = mapped_selection(reader, place_view(view)).during(found.period)
    days = f"{found.period.label()}. "
    note = f"{days}A large hotel is one address; one spelled in two ways is two."
    if found.table.empty:
        return figure_card(title, empty(sentence), note=days, how="repeats")
    return figure_card(
        sentence,
        repeat_list(found, pinned_search(search, counted, coverage=reader.coverage)),
        note=note,
        table=frame_table(repeat_table(reader, view), caption="Addresses with more than one"),
        csv_href=csv_href("repeats", search),
        how="repeats",
    )
