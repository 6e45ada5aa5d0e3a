"""Does one incident bring another nearby? A card that starts the test, and shows what it found when it is there.

The test shuffles a year's dates a thousand times and takes longer than a page may: it is run when a reader asks for it.
"""

from __future__ import annotations

from dash import html

from analytics.near_repeats import NearRepeats, near_repeats_sentence
from dashboard.components.figure_card import figure_card
from dashboard.components.icons import icon
from dashboard.components.job_panel import start_button, state_words
from dashboard.components.tables import frame_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.jobs import Job
from dashboard.jobs.near_repeat_file import near_repeat_selection
from dashboard.tables.near_repeats import band_table, near_repeat_job, near_repeats_found
from dashboard.urlstate import View
from dashboard.wording import offenses_words, where_words

TITLE = "Does one incident bring another nearby?"
WHAT = "Pairs of incidents by distance and days between them, beside the same pairs with their dates shuffled 999 times."


def near_repeat_panel(reader: Reader, view: View, search: str | None) -> html.Section:
    """Draw the card; the callback that does needs Input(job_panel.NEWS, "data"), so that it is drawn when the test ends."""
    job = near_repeat_job(reader, view)
    found = near_repeats_found(job)
    selection = near_repeat_selection(reader, view)
    where = where_words(selection, reader.names, reader.block_names)
    what = f"{offenses_words(selection.offenses)}{f' in {where}' if where else ''}"
    days = f"{what}, {selection.period.label()}."
    if found is None:
        return figure_card(
            TITLE,
            html.P(days, className="card-finding"),
            html.Div(_start(job), className="near-repeat-start"),
            note=WHAT,
            how="near-repeats",
        )
    table = band_table(found)
    return figure_card(
        _finding(found),
        html.P(near_repeats_sentence(found, what), className="card-finding"),
        html.P(
            f"{selection.period.label()}, {found.incidents:,} incidents on the map. A pattern of the past: it says of no"
            " house that it will be next.",
            className="card-note",
        ),
        note=WHAT,
        table=frame_table(table, caption="Near repeats by distance and days")
        if not table.empty
        else None,
        csv_href=csv_href("near-repeats", search) if not table.empty else None,
        how="near-repeats",
    )


def _finding(found: NearRepeats) -> str:
    if found.reason:
        return "Can't tell whether one incident brings another nearby"
    if found.pairs["is_more"].any():
        return "More came close together, in place and time, than chance explains"
    return "No more came close together, in place and time, than chance may explain"


def _start(job: Job | None) -> list[object]:
    if job is not None and not job.is_over:
        return [html.P("The test is under way; how far it is stands at the edge of the page.")]
    failed = html.P(state_words(job)) if job is not None and job.state == "failed" else None
    button = html.Button(
        [icon("play"), "Run the test"],
        id=start_button("near_repeats", "hotspots"),
        n_clicks=0,
        className="primary",
    )
    return [failed, button, html.P("It takes seconds to minutes.", className="card-note")]
