"""What does a reader need to see to trust the data, or not? The feeds, their rows, and which of them have a place."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from analytics.numbers import write
from dashboard.commands import served_command
from dashboard.components.figure_card import csv_link, figure_card
from dashboard.components.findings_list import findings_list
from dashboard.components.notices import empty
from dashboard.components.run_card import many
from dashboard.components.tables import Row, frame_table, plain_table
from dashboard.context import Reader
from dashboard.downloads import csv_href
from dashboard.tables.quality import DARK

COMMANDS = {
    "status": "the run, the age of each feed, findings, what waits for approval",
    "quarantine list": "rows set aside, by feed and reason",
    "quarantine export --out rows.csv": "the rows themselves, as received",
    "quarantine replay": "read them anew, once a definition is mended",
    "approve": "put a run into service that waited for a person",
    "rollback": "go back to the snapshot before",
}
STATE_SIGNS = {DARK: "○", "alive": "●"}
SHORT = {
    "The row has no coordinates": "No coordinates",
    "The coordinates are 0, 0": "At zero",
    "The coordinates cannot be a place on earth in the feed's CRS": "Impossible",
    "The point is where the agency puts what it cannot place": "Default point",
    "The point lies outside the city": "Outside the city",
    "The point lies in the city, but in no neighborhood": "Between neighborhoods",
}


def feeds_card(ages: pd.DataFrame, search: str | None) -> html.Section:
    """Say how old each feed is, and which are dark."""
    dark = ages.loc[ages["State"] == DARK, "Feed"].tolist()
    title = f"All {len(ages)} feeds are alive" if len(ages) > 1 else "The feed is alive"
    if dark:
        title = f"{len(dark)} of {many(len(ages), 'feed')} {'is' if len(dark) == 1 else 'are'} dark"
    rows = [
        Row(
            [
                html.Span([line["Feed"], html.Small(line["Brings"])], className="two-lines"),
                html.Span(
                    [
                        html.Span(
                            STATE_SIGNS[line["State"]],
                            className="verdict-sign",
                            **{"aria-hidden": "true"},
                        ),
                        line["State"],
                    ]
                ),
                html.Span(
                    [line["Last day known"], html.Small(ago_words(int(line["Days ago"])))],
                    className="two-lines",
                ),
                line["Due"],
                line["Settled until"],
                line["Covers from"],
            ]
        )
        for line in ages.to_dict("records")
    ]
    header = ["Feed", "State", "Last day known", "Due", "Settled until", "Covers from"]
    return figure_card(
        title,
        plain_table(header, rows, caption="Age of each feed"),
        note="A feed is dark once it brought nothing for more than twice the days from one export to the next. Days "
        "after “settled until” still fill up.",
        csv_href=csv_href("feeds", search),
        how="settling",
    )


def ago_words(days: int) -> str:
    """Say how long ago a day is."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def rows_card(table: pd.DataFrame, search: str | None) -> html.Section:
    """Show that what was received is what became of it, to the row."""
    missing = int(table["Missing"].sum())
    title = (
        "Every row received is accounted for"
        if missing == 0
        else f"{missing:,} rows are not accounted for"
    )
    columns = ["Received", "Accepted", "Set aside", "Duplicates"]
    signs = ["", "= ", "+ ", "+ "]
    rows = [
        Row(
            [
                line["Feed"],
                *(write("rows", line[name]) for name in columns),
                f"{write('counted', line['Counted'])} of {write('known', line['Known'])}",
            ]
        )
        for line in table.to_dict("records")
    ]
    return figure_card(
        title,
        plain_table(
            [
                "Feed",
                *(
                    sign + name.lower() if sign else name
                    for sign, name in zip(signs, columns, strict=True)
                ),
                "Counted, of all known",
            ],
            rows,
            caption="Rows received, and what became of them",
            numbers=range(1, len(columns) + 2),
        ),
        note="Of each feed's last delivery. A duplicate repeats a row that is known; a known row that is not counted "
        "cancels another, or is canceled.",
        csv_href=csv_href("reconciliation", search),
        how="data-quality",
    )


def set_aside_card(table: pd.DataFrame, received: int, search: str | None) -> html.Section:
    """Say how many rows were set aside, and why."""
    total = int(table["Rows"].sum())
    if not total:
        return figure_card(
            "No row was set aside",
            note="Every row of the last deliveries could be read.",
            how="data-quality",
        )
    return figure_card(
        f"{total:,} of {received:,} rows were set aside, each with its reason",
        frame_table(table, caption="Rows set aside by feed and reason"),
        note="They are in no count until they are corrected where they come from, or can be read. What they hold is "
        "not shown here, because it may name people.",
        csv_href=csv_href("set-aside", search),
        how="data-quality",
    )


def places_card(
    table: pd.DataFrame, months: pd.DataFrame, title: str, search: str | None
) -> html.Section:
    """Say how many rows have a place, why the others have none, and whether that became worse lately."""
    shown = table.rename(columns=SHORT)
    reasons = [name for name in SHORT.values() if shown[name].fillna(0).sum()]
    rows = [
        Row(
            [
                line["Feed"],
                write("known", line["Known"]),
                write("rows", line["In a neighborhood"]),
                *(number_words(line[name]) for name in reasons),
                *month_words(months[months["feed"] == line["Feed"]]),
            ]
        )
        for line in shown.to_dict("records")
    ]
    header = [
        "Feed",
        "Known rows",
        "= in a neighborhood",
        *(f"+ {name[:1].lower()}{name[1:]}" for name in reasons),
        "On the map, last month",
        "Lowest of 12 months",
    ]
    return figure_card(
        title,
        plain_table(
            header, rows, caption="Rows with a place, by feed", numbers=range(1, len(header))
        ),
        note="The shares are of the incidents that are counted; the rows are all that are known, canceled ones too. An "
        "incident between neighborhoods is on the map, and in the city's totals. The months are whole and settled.",
        actions=[csv_link(csv_href("located", search))],
        table=frame_table(_month_frame(months), caption="Share on the map by month and feed"),
        csv_href=csv_href("located-months", search),
        how="locating",
    )


def number_words(number: Any) -> str:
    """Write a count, or that it is not known."""
    return "not told" if pd.isna(number) else write("rows", number)


def month_words(months: pd.DataFrame) -> tuple[str, str]:
    """Say the share on the map in the last of some months, and in the lowest."""
    known = months.dropna(subset=["on_map_share"])
    if known.empty:
        return "", ""
    last = known.iloc[-1]
    lowest = known.sort_values("on_map_share", kind="stable").iloc[0]
    return (
        write("on_map_share", last["on_map_share"]),
        f"{write('on_map_share', lowest['on_map_share'])} in {lowest['month_on']:%b %Y}",
    )


def _month_frame(months: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Feed": months["feed"],
            "Month": months["month_on"].dt.strftime("%b %Y"),
            "Counted": months["counted"],
            "Share on the map": months["on_map_share"].astype(float),
            "Share in a neighborhood": months["located_share"].astype(float),
        }
    )


def findings_card(findings: pd.DataFrame, search: str | None) -> html.Section:
    """List what the checks found, and what to do about it."""
    if findings.empty:
        return figure_card(
            "The checks found nothing",
            empty("No check of this run found anything to look at."),
            how="data-quality",
        )
    held = int((findings["Held the run"] == "yes").sum())
    title = f"{many(len(findings), 'thing')} to look at"
    return figure_card(
        f"{title}, of which {held} held the run until a person looked" if held else title,
        html.Div(findings_list(findings, search), className="findings"),
        csv_href=csv_href("findings", search),
        how="data-quality",
    )


def commands_card(reader: Reader) -> html.Section:
    """Name the commands that say and do the same."""
    return figure_card(
        "For whoever looks after the data",
        html.Details(
            [
                html.Summary("The same on the command line"),
                html.Dl(
                    [
                        part
                        for command, words in COMMANDS.items()
                        for part in (
                            html.Dt(html.Code(served_command(command, reader))),
                            html.Dd(words),
                        )
                    ],
                    className="facts commands",
                ),
            ],
            className="commands-behind",
        ),
    )
