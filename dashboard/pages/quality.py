"""Can these numbers be trusted? The run in service, the age of each feed, what became of each row, and what to look at.

The checks know what was delivered, not what happened: an export that leaves out a district adds up perfectly.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from dash import Input, Output, callback, html, register_page

from analytics.numbers import write
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import page_head, page_title
from dashboard.components.quality_cards import (
    commands_card,
    feeds_card,
    findings_card,
    places_card,
    rows_card,
    set_aside_card,
)
from dashboard.components.run_card import run_card
from dashboard.context import Reader, current
from dashboard.tables.quality import (
    DARK,
    feed_ages,
    finding_table,
    located_months,
    located_table,
    reconciliation_table,
    set_aside_table,
    short_titles,
)
from dashboard.wording import place_title

PAGE = "/quality"
FILE_COLUMNS = {
    "source_file": "File",
    "rows": "Rows",
    "bytes": "Bytes",
    "encoding": "Read as",
    "notes": "Unusual",
    "last_run_id": "Received by run",
}
register_page(__name__, path=PAGE, title=page_title("Data quality"), order=7)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the snapshot in service fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("quality", "Can these numbers be trusted?"),
            html.Div(id="quality-cards", className="quality-cards"),
        ],
        className="page",
    )


@callback(
    Output("quality-lead", "children"),
    Output("quality-period", "children"),
    Output("quality-cards", "children"),
    Input(ids.URL, "search"),
    Input(ids.RECHECK, "n_intervals"),
)
@drawn
def show_quality(search: str | None, _: int | None) -> tuple[str, Any, list[html.Section]]:
    reader = current().reader()
    ages = feed_ages(reader, current().today(reader))
    view = reader.view(PAGE, search)
    rows = reconciliation_table(reader, view)
    short = partial(short_titles, place=place_title(reader.coverage.place))
    months = located_months(reader)
    return (
        lead_sentence(reader, ages, rows),
        html.P("Of all data in service, whatever is selected on the other pages."),
        [
            feeds_card(short(ages), search),
            run_card(
                reader.store.read_summary(),
                short(reader.store.read_feeds()),
                received_files(reader),
                reader.coverage.time_zone,
            ),
            rows_card(short(rows), search),
            places_card(
                short(located_table(reader, view)), short(months), places_title(reader), search
            ),
            set_aside_card(
                short(set_aside_table(reader, view)), int(rows["Received"].sum()), search
            ),
            findings_card(short(finding_table(reader, view)), search),
            commands_card(reader),
        ],
    )


def lead_sentence(reader: Reader, ages: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Say in one sentence what speaks for the data, and what against them."""
    dark = int((ages["State"] == DARK).sum())
    many = len(ages)
    alive = (
        f"{'all ' if many > 1 else 'the '}{f'{many} feeds are' if many > 1 else 'feed is'} alive"
    )
    if dark:
        alive = (
            f"{dark} of {many} feed{'s' if many > 1 else ''} {'is' if dark == 1 else 'are'} dark"
        )
    placed = (
        f"{write('on_map_share', reader.coverage.on_map_share)} of the incidents are on the map"
    )
    missing = int(rows["Missing"].sum())
    received = int(rows["Received"].sum())
    whole = f"Each of {received:,} rows received is accounted for"
    if missing:
        whole = f"{missing:,} of {received:,} rows received are not accounted for"
    return f"{whole}, {alive}, and {placed}."


def places_title(reader: Reader) -> str:
    """Say how many incidents have a place, of all that are counted."""
    coverage = reader.coverage
    on_map, located = (
        write(name, getattr(coverage, name)) for name in ("on_map_share", "located_share")
    )
    return f"{on_map} are on the map, {located} in a neighborhood"


def received_files(reader: Reader) -> pd.DataFrame:
    """List the files that the feeds' last deliveries came in."""
    feeds = reader.store.read_feeds()
    parts = []
    for feed in feeds.to_dict("records"):
        files = reader.store.read_raw_files(feed["feed"])
        parts.append(files[files["last_run_id"] == feed["run_id"]])
    return pd.concat(parts)[list(FILE_COLUMNS)].rename(columns=FILE_COLUMNS)
