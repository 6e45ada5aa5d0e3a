"""How is a map's accuracy said? Hits of the later incidents, and how many times as many as anywhere, beside the naive map."""

from __future__ import annotations

import pandas as pd
from dash import html

from analytics.coverage import day_words
from analytics.hotspots.evaluation import accuracy_sentence
from analytics.numbers import write
from analytics.periods import Period
from dashboard.components.figure_card import figure_card
from dashboard.components.notices import empty
from dashboard.components.tables import Row, each_row, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.tables.accuracy import TEST_DAYS, TIMES, accuracy_table, map_accuracy
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View
from dashboard.week_hours import hours_words
from dashboard.wording import offenses_words

TITLE = "How good was the city's map on the weeks after it?"
THIS = "density, last year"
NOTE = (
    "“Times as many” is beside squares chosen anywhere: at 10, as much ground held ten times as many incidents. Accuracy says"
    " that incidents were there, not that anything would have prevented them."
)


def accuracy_card(reader: Reader, view: View, search: str | None) -> html.Section:
    """Draw the card, or say why there is nothing to judge the map by."""
    found = map_accuracy(reader, view)
    if found is None:
        sentence = f"It takes a year of data before the map's last day, and {TEST_DAYS} settled days after it."
        return figure_card(TITLE, empty(sentence), how="map-accuracy")
    scores, after = found
    table = accuracy_table(reader, view)
    shares = sorted(table["Of the ground"].unique())
    header = [
        head for share in shares for head in (f"Held in {write('ground_share', share)}", TIMES)
    ]
    return figure_card(
        TITLE,
        html.P(accuracy_sentence(scores, THIS), className="card-finding"),
        html.P(whose_map(reader, view, after), className="card-note"),
        plain_table(
            ["Map", *header, f"Beside naive, {write('ground_share', shares[1])}"],
            [
                _row(str(name), own.sort_values("Of the ground"))
                for name, own in table.groupby("Map", sort=False)
            ],
            numbers=tuple(range(1, len(header) + 1)),
            caption=f"Maps made before {after.label()}, scored on the incidents of those days",
        ),
        html.P(
            f"Maps of the days before, scored on {after.label()}. {NOTE}", className="card-note"
        ),
        csv_href=csv_href("map-accuracy", search),
        kind="accuracy-card",
        png="map-accuracy",
        how="map-accuracy",
    )


def whose_map(reader: Reader, view: View, after: Period) -> str:
    """Say which map is judged: it stays the same for whatever else is chosen on the page."""
    what = offenses_words(mapped_selection(reader, view).offenses)
    hours = f", {hours_words(view.selection.hours)}" if view.selection.hours else ""
    return (
        f"Judged is the map of the whole city on {day_words(after.start)}: {what[:1].lower()}{what[1:]}{hours}. Another layer,"
        " neighborhood or drawn area, and more or fewer days up to the same last one, change nothing here."
    )


def _row(name: str, own: pd.DataFrame) -> Row:
    cells: list[object] = [name]
    for row in each_row(own.rename(columns={"Beside naive": "verdict", TIMES: "Times"})):
        cells += [
            write("held", row.Held),
            "" if pd.isna(row.Times) else write("times_as_many", row.Times),
        ]
    return Row([*cells, own["Beside naive"].iloc[1].capitalize()])
