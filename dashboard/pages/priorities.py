"""Which neighborhood and concern first? Four columns to argue about, weighed as the reader wants, and the doubt beside each rank.

A rank on a neighborhood's few incidents is mostly chance: it never stands without the ranks that it cannot be told from. Nothing
here looks ahead. What follows where officers look is ranked on its own: beside burglary it would show attention as a problem.
"""

from __future__ import annotations

from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    register_page,
)

from analytics.offenses import CATEGORIES
from analytics.priorities import MIDDLE_TERM_DAYS
from analytics.priorities.days import is_short, years_words
from analytics.report.wording import joined, places_words
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import figure_card, how_link
from dashboard.components.notices import empty, no_snapshot, notice
from dashboard.components.out_of_reach import out_of_reach
from dashboard.components.page_head import page_head, page_title
from dashboard.components.rank_rows import draws_words, rank_rows
from dashboard.components.tables import frame_table
from dashboard.components.weight_sliders import weight_sliders, weight_words
from dashboard.context import Reader, current
from dashboard.downloads import csv_href
from dashboard.page_keys import PAGE_KEYS
from dashboard.tables.priorities import (
    Ranking,
    known_share,
    listed,
    priority_table,
    rankings,
    sure_of_top,
    topics_of,
    why,
)
from dashboard.tables.votes import Votes, votes_now, votes_words
from dashboard.tables.weights import read_weights
from dashboard.urlstate import View, change_search, own_search
from dashboard.week_hours import hours_words
from dashboard.wording import incidents_words

PAGE = "/priorities"
QUESTION = "Which neighborhood and concern first?"
WITHOUT_VOTES = "The votes of residents are not in this ranking: they cannot be read right now. "
LISTED, LISTED_OF_SEVERAL = 15, 6
FEW = 50
register_page(__name__, path=PAGE, title=page_title("Priorities"), order=5)


def layout(weights: str | list[str] = "", **_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    # Of a key that a link names twice the last counts, as everywhere.
    text = weights[-1] if isinstance(weights, list) else weights
    asked = text if PAGE_KEYS["weights"].is_known(text) else ""
    return html.Div(
        [
            page_head("priorities", QUESTION),
            html.Div(id="priorities-notices", className="notices"),
            figure_card(
                "What should count?",
                weight_sliders(read_weights(asked)),
                html.Div(id="priorities-weights", className="weight-words"),
                note="The weights are an opinion, not a finding. The link keeps yours.",
                kind="weights-card",
            ),
            html.Div(id="priorities-rankings", className="rankings"),
        ],
        className="page",
    )


@callback(
    Output("priorities-lead", "children"),
    Output("priorities-period", "children"),
    Output("priorities-notices", "children"),
    Output("priorities-weights", "children"),
    Output("priorities-rankings", "children"),
    Input(ids.URL, "search"),
)
@drawn
def show_rankings(search: str | None) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    votes = votes_now(reader, view)
    found = rankings(reader, view, votes)
    return (
        lead_sentence(found),
        ranked_line(reader, view, found),
        ranking_notices(reader, view, found, votes, search),
        weights_line(reader, found, view, votes, search),
        [
            ranking_card(
                reader, view, ranking, votes, search,
                most=LISTED if len(found) == 1 else LISTED_OF_SEVERAL,
            )
            for ranking in found
        ],
    )  # fmt: skip


def lead_sentence(found: list[Ranking]) -> str:
    """Say what comes first in the first ranking, and from which ranks it cannot be told; or why nothing does."""
    ranking = found[0]
    if ranking.found is None:
        return ranking.why_not
    return why(ranking, ranking.found.table.iloc[0].to_dict())


def ranked_line(reader: Reader, view: View, found: list[Ranking]) -> html.P:
    """Name the places, hours and days that are ranked, and those that a rise is told by."""
    where = places_words(view.selection.neighborhoods, reader.names)
    parts = [f"{where}, ranked within the whole city" if where else "Whole city"]
    if view.selection.hours:
        parts.append(hours_words(view.selection.hours))
    days = found[0].days
    parts.append(days.now.label() if days else view.selection.period.label())
    if days:
        parts.append(years_words(days))
    return html.P(" · ".join(parts))


def ranking_notices(
    reader: Reader, view: View, found: list[Ranking], votes: Votes, search: str | None
) -> list[object]:
    """Say what is not in the ranking, and what the reader should not take from it."""
    said: list[object] = [notice(text) for text in read_weights(view.key("weights")).notices]
    _, alone = topics_of(reader, view.selection)
    if alone:
        names = joined([CATEGORIES[name].label for name in alone])
        follow = "follow" if len(alone) > 1 or names.endswith("s") else "follows"
        links: list[object] = []
        for name in alone:
            label = f"Rank {CATEGORIES[name].label.lower()} alone"
            links += [" ", dcc.Link(label, href=change_search(search, offense=name))]
        said.append(
            notice(f"{names} {follow} where officers look: never ranked with the rest.", *links)
        )
    if any(ranking.is_harm_left_out for ranking in found):
        terms = ",".join(name for name in MIDDLE_TERM_DAYS if name in reader.offenses_held)
        said.append(
            notice(
                "Harm is left out: the statutes set a term for single offenses, not for whole"
                " categories. ",
                dcc.Link(
                    "Rank the offenses that have one", href=change_search(search, offense=terms)
                ),
            )
        )
    days = found[0].days
    if days and is_short(days):
        said.append(
            notice(
                f"{days.now.days} {'day is' if days.now.days == 1 else 'days are'} little to rank by. ",
                dcc.Link("Rank the last 52 weeks", href=change_search(search, period="52w")),
            )
        )
    said += [
        notice(
            f"{ranking.topic.label}: with {incidents_words(ranking.incidents)} in"
            f" {len(reader.names)} neighborhoods the order is mostly chance."
        )
        for ranking in found
        if ranking.found is not None and ranking.incidents < FEW
    ]
    if votes.why_not:
        said.append(
            out_of_reach(votes.why_not, "The ranking goes on without votes.", first=WITHOUT_VOTES)
        )
    if view.selection.area or view.selection.blocks:
        said.append(notice("A drawn area or a block does not narrow a ranking of neighborhoods."))
    return said


def weights_line(
    reader: Reader, found: list[Ranking], view: View, votes: Votes, search: str | None
) -> list[object]:
    """Say how much each column counts in the end, and which votes; offer the usual weights."""
    shares = known_share(found[0])
    said: list[object] = []
    if shares:
        said.append(f"{weight_words(shares)} of the score.")
        said += [f" {note}" for note in found[0].found.notes] if found[0].found else []
    if view.key("weights"):
        usual = dcc.Link("Back to equal weights", href=change_search(search, weights=None) or PAGE)
        said += [" ", usual]
    if not votes.why_not:
        words = f"{votes_words(reader, votes)}{_of_offenses(found, votes)} "
        said.append(html.P([words, how_link("votes")]))
    return said


def _of_offenses(found: list[Ranking], votes: Votes) -> str:
    concerns = [name for ranking in found for name in ranking.topic.concerns]
    if not votes.places or all(name in CATEGORIES for name in concerns):
        return ""
    return " People vote on whole categories: a single offense has no votes."


def ranking_card(
    reader: Reader, view: View, ranking: Ranking, votes: Votes, search: str | None, *, most: int
) -> html.Section:
    """Draw one ranking, or why there is none."""
    if ranking.found is None:
        longer = dcc.Link(
            "Rank the last 52 weeks", href=change_search(search, period="52w") or PAGE
        )
        return figure_card(ranking.topic.label, empty(ranking.why_not, longer), how="priorities")
    rows = listed(ranking, view)
    everything = reader.once(
        "priority table", view, votes, make=lambda: priority_table(reader, view, votes)
    )
    labels = {ranking.topic.name_of(name) for name in ranking.topic.concerns}
    return figure_card(
        card_title(ranking),
        rank_rows(ranking, rows.head(most), lambda place, concern: place_href(search, place, concern)),
        html.P(
            f"The first {most} of {len(rows)}; all of them are in the table.",
            className="card-note",
        )
        if len(rows) > most
        else None,
        html.P(draws_words(ranking), className="card-note"),
        note=f"{ranking.topic.label}. Scores are percentiles, 0 to 100: of 100 concerns so many lie below."
        " The line spans the ranks it may as well have (90 of 100 draws); the dot is its rank. Numbers that allow for"
        " chance are no counts: the neighborhood's own page has those.",
        table=frame_table(everything[everything["Concern"].isin(labels)], caption=f"{ranking.topic.label}, ranked"),
        csv_href=csv_href("priorities", search),
        png="priorities",
        how="priorities",
        kind="ranking-card",
    )  # fmt: skip


def card_title(ranking: Ranking) -> str:
    """Say how many are surely among the first five."""
    n = len(ranking.found.table) if ranking.found is not None else 0
    sure = sure_of_top(ranking)
    if n <= 5:
        return f"{ranking.topic.label}: {n} to put in order"
    some, are = (f"{sure:,}", "is" if sure == 1 else "are") if sure else ("None", "is")
    said = f"{some} of {n} {are} surely among the first five"
    if ranking.topic.found_by:
        return f"{ranking.topic.label}: {said[0].lower()}{said[1:]}"
    return said


def place_href(search: str | None, place: str, concern: str) -> str:
    """Give the address of a neighborhood's page with one concern."""
    return f"/neighborhood{own_search(change_search(search, neighborhood=place, offense=concern, block=None, area=None))}"


clientside_callback(
    ClientsideFunction("crimeControls", "weights"),
    Output({"type": "weight", "column": ALL, "usual": ALL, "most": ALL}, "value"),
    Input(ids.URL, "search"),
    Input({"type": "weight", "column": ALL, "usual": ALL, "most": ALL}, "value"),
    State({"type": "weight", "column": ALL, "usual": ALL, "most": ALL}, "id"),
    State(ids.URL, "id"),
)
