"""Which neighborhood and concern come first, by the reader's weights? Always ranked within the whole city.

A choice of neighborhoods only narrows what is listed: among two chosen places "first" would say nothing. What follows where
officers look is ranked alone, narcotics by who found them, and never beside what victims report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.counts import total_incidents
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, category_of, label_of
from analytics.periods import Period
from analytics.priorities import (
    Known,
    Priorities,
    hear_votes,
    know_concerns,
    priority_sentence,
    rank_known,
)
from analytics.priorities.days import SEED, RankedDays, ranked_days
from analytics.report.wording import ordered, side_label, victim_reported
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.once import Once
from dashboard.tables.parts import parts_of
from dashboard.tables.votes import NO_VOTES, Votes, votes_now
from dashboard.tables.weights import LABELS, Weights, have_terms, read_weights, without_harm
from dashboard.urlstate import View
from dashboard.wording import offenses_words

KEPT = 3
# Of all draws; what is among the first five in as many is called surely so.
SURE = 0.95


@dataclass(frozen=True)
class Topic:
    """Concerns that may stand in one ranking, and for narcotics who found them."""

    concerns: tuple[str, ...]
    found_by: str | None = None

    @property
    def label(self) -> str:
        """Name of the concerns together."""
        return side_label(offenses_words(self.concerns), self.found_by)

    def name_of(self, concern: str) -> str:
        """Name one of the concerns."""
        return side_label(label_of(concern), self.found_by)


@dataclass(frozen=True)
class Ranking:
    """One ranking, or the reason why there is none.

    `incidents` are those of the days ranked; `is_harm_left_out` where harm was asked for, and the statutes set no term.
    """

    topic: Topic
    days: RankedDays | None
    incidents: int
    found: Priorities | None
    why_not: str = ""
    is_harm_left_out: bool = False


def topics_of(reader: Reader, selection: Selection) -> tuple[list[Topic], tuple[str, ...]]:
    """Give what is ranked of a selection, each on its own, and which categories have to be asked for alone."""
    asked = ordered(selection.offenses or reader.coverage.categories)
    # An offense is in its category already.
    asked = tuple(name for name in asked if name in CATEGORIES or category_of(name) not in asked)
    reported = victim_reported(asked)
    if reported:
        alone = dict.fromkeys(category_of(name) for name in asked if name not in reported)
        return [Topic(reported)], tuple(alone)
    return [
        Topic(tuple(name for name in asked if category_of(name) == part.category), part.found_by)
        for part in parts_of(reader, selection)
    ], ()


def rankings(reader: Reader, view: View, votes: Votes = NO_VOTES) -> list[Ranking]:
    """Rank what the link asks for, each topic on its own, with what residents voted for where that is known."""
    weights = read_weights(view.key("weights"))
    selection = view.selection.everywhere()
    topics, _ = topics_of(reader, selection)
    return [
        reader.once(
            "ranking", selection, topic, weights.used, votes,
            make=lambda t=topic: _rank(reader, selection, t, weights, votes),  # type: ignore[misc]
        )
        for topic in topics
    ]  # fmt: skip


def _rank(
    reader: Reader, selection: Selection, topic: Topic, weights: Weights, votes: Votes
) -> Ranking:
    selection = selection.of(*topic.concerns)
    days = ranked_days(selection.period, reader.coverage_of(selection))
    if days is None:
        return Ranking(topic, None, 0, None, "These days are not settled yet: they still fill up.")
    incidents = total_incidents(count_topic(reader, selection.during(days.now), topic))
    if len(reader.names) * len(topic.concerns) < 2:
        why_not = "There is one neighborhood and one concern only: nothing to put in order."
        return Ranking(topic, days, incidents, None, why_not)
    if not incidents:
        why_not = f"No incident of this kind {days.now.label()}, so nothing can be ranked."
        return Ranking(topic, days, 0, None, why_not)
    is_harm_left_out = bool(weights.of("harm")) and not have_terms(topic.concerns)
    used = without_harm(weights) if is_harm_left_out else weights
    # The draws are large: only a few selections' are kept, to be weighed again as often as a weight is moved or a vote counted.
    kept: Once = reader.once("draws of concerns", make=lambda: Once(KEPT))
    known = kept.get((selection, topic), lambda: _know(reader, selection, topic, days))
    try:
        known = hear_votes(known, votes.on(topic.concerns))
        found = rank_known(known, weights=dict(used.used), seed=SEED)
    except SelectionError:
        named = " and ".join(LABELS[name] for name, weight in used.used if weight)
        why_not = f"Nothing is known yet of {named}, and nothing else has a weight."
        return Ranking(topic, days, incidents, None, why_not)
    return Ranking(topic, days, incidents, found, is_harm_left_out=is_harm_left_out)


def _know(reader: Reader, selection: Selection, topic: Topic, days: RankedDays) -> Known:
    before = [
        count_topic(reader, selection.during(period), topic)
        for period in _without_seams(days.before)
    ]
    on_blocks = None
    if reader.blocks is not None:
        # Counted by ground alone: by block and neighborhood at once takes twice as long.
        stretches = _without_seams((days.now, *days.before))
        on_blocks = pd.concat(
            [
                count_topic(reader, selection.during(period), topic, "block_id")
                for period in stretches
            ]
        )
    return know_concerns(
        count_topic(reader, selection.during(days.now), topic),
        pd.concat(before) if before else None,
        reader.neighborhoods,
        concerns=topic.concerns,
        days_now=days.now.days,
        days_before=days.days_before,
        seed=SEED,
        blocks=reader.blocks,
        on_blocks=on_blocks,
    )


def count_topic(
    reader: Reader, selection: Selection, topic: Topic, ground: str = "neighborhood_id"
) -> pd.DataFrame:
    """Count the concerns of a topic by neighborhood, or by block_id."""
    kinds = {"category" if name in CATEGORIES else "offense" for name in topic.concerns}
    by = [ground, *sorted(kinds)]
    if topic.found_by is None:
        return reader.count(selection, by)
    counts = reader.count(selection, [*by, "found_by"])
    return counts[counts["found_by"] == topic.found_by]


def _without_seams(periods: tuple[Period, ...]) -> list[Period]:
    """Join periods that follow each other without a gap: each stretch is then counted once."""
    joined: list[Period] = []
    for period in sorted(periods):
        if joined and joined[-1].end == period.start:
            joined[-1] = Period(joined[-1].start, period.end)
        else:
            joined.append(period)
    return joined


def listed(ranking: Ranking, view: View) -> pd.DataFrame:
    """Give the rows of a ranking that the page lists: those of the neighborhoods chosen, or all of them."""
    if ranking.found is None:
        return pd.DataFrame()
    table, chosen = ranking.found.table, view.selection.neighborhoods
    return table[table["neighborhood_id"].isin(chosen)] if chosen else table


def priority_table(reader: Reader, view: View, votes: Votes = NO_VOTES) -> pd.DataFrame:
    """List every row of the rankings with the numbers behind its scores."""
    tables = [_plain(ranking, view) for ranking in rankings(reader, view, votes)]
    # A table without rows has no types of numbers, and takes them from the others.
    return pd.concat([each for each in tables if len(each)] or tables[:1], ignore_index=True)


def priority_file(reader: Reader, view: View) -> pd.DataFrame:
    """Give the table as the page shows it now, votes and all."""
    return priority_table(reader, view, votes_now(reader, view))


def _plain(ranking: Ranking, view: View) -> pd.DataFrame:
    rows = listed(ranking, view)
    if ranking.found is None or ranking.days is None or rows.empty:
        return pd.DataFrame(
            columns=["Rank", "Rank from", "Rank to", "Neighborhood", "Concern", "Incidents"]
        )
    scores = {f"{LABELS[name]}, score": rows[f"{name}_score"] for name in ranking.found.weights}
    return pd.DataFrame(
        {
            "Rank": rows["rank"],
            "Rank from": rows["rank_low"],
            "Rank to": rows["rank_high"],
            "Neighborhood": rows["name"],
            "Concern": [ranking.topic.name_of(name) for name in rows["concern"]],
            "Incidents": rows["incidents"],
            "Years before": rows["before"].astype("Int64"),
            "A year, allowing for chance": rows["volume"],
            "A year, low": rows["volume_low"],
            "A year, high": rows["volume_high"],
            "Chance of a rise": rows["rise_chance"],
            "Share in five blocks, allowing for chance": rows["top_share"],
            "Votes": rows["votes"],
            **scores,
            "Score": rows["score"],
            "Share of draws in the first 5, any weights": rows["top_5_share"],
            "Why": [why(ranking, row) for row in each_concern(rows)],
        }
    )  # fmt: skip


def each_concern(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows as dictionaries; by columns, as pandas takes ten times as long."""
    names = list(rows.columns)
    columns = [rows[name].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def why(ranking: Ranking, row: dict[Any, Any]) -> str:
    """Say where a row ranks, from which ranks it cannot be told, and why."""
    n = 0 if ranking.found is None else len(ranking.found.table)
    return priority_sentence(row, n, what=ranking.topic.name_of(row["concern"]))


def sure_of_top(ranking: Ranking) -> int:
    """Count the concerns that are surely among the first five, by the share of draws that is listed beside each."""
    return 0 if ranking.found is None else int((ranking.found.table["top_5_share"] >= SURE).sum())


def known_share(ranking: Ranking) -> dict[str, float]:
    """Give how much each column counts, 0 to 1; none where nothing is ranked."""
    return {} if ranking.found is None else dict(ranking.found.weights)


def interval_places(rows: pd.DataFrame, n: int) -> np.ndarray:
    """Give where rank and interval lie on a line from the first (0) to the last rank (1): low, rank, high."""
    places = rows[["rank_low", "rank", "rank_high"]].to_numpy(dtype=float)
    return (places - 1) / max(n - 1, 1)
