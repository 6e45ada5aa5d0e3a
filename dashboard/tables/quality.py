"""Can these numbers be trusted? What became of each row received, how old each feed is, and how much of it has a place.

Totals of feeds are of deliveries and of rows, not of incidents in a period. Why a row has no place is told of the feeds that the
last run read; of the others only how many have none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.coverage import Coverage, FeedDays, dark_feeds, day_words
from analytics.offenses import label_of
from analytics.periods import Period
from analytics.report.wording import joined, ordered
from analytics.schema import UNLOCATED
from analytics.selection import Selection
from dashboard.context import Reader, current
from dashboard.stale import CADENCES
from dashboard.urlstate import View

MONTHS = 12
SET_ASIDE = "set aside: "
SET_ASIDE_CODE = "C07"
SIMULATED = " (SIMULATED)"
ALIVE, DARK = "alive", "dark"


def feed_ages(reader: Reader, today: date) -> pd.DataFrame:
    """List each feed: what it brings, how far it reaches, when it is due, and whether it is dark on a day.

    Columns: Feed, Brings, Covers from, Last day known, Days ago, Settled until (last settled day), Due, State.
    """
    feeds = reader.coverage.feeds
    # A clock that runs late must not hide what the data themselves tell.
    latest = max(today, *(feed.data_as_of for feed in feeds))
    dark = dark_feeds(feeds, latest)
    return pd.DataFrame(
        [
            {
                "Feed": feed.title,
                "Brings": brings_words(feed),
                "Covers from": day_words(feed.first_on),
                "Last day known": day_words(feed.data_as_of),
                "Days ago": (latest - feed.data_as_of).days,
                "Settled until": day_words(feed.settled_until - timedelta(days=1)),
                "Due": CADENCES.get(feed.cadence_days, f"every {feed.cadence_days} days"),
                "State": DARK if feed in dark else ALIVE,
            }
            for feed in feeds
        ]
    )


def feed_age_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the ages of the feeds as of today."""
    return feed_ages(reader, current().today(reader))


def brings_words(feed: FeedDays) -> str:
    """Name the categories that a feed brings."""
    return joined([label_of(name) for name in ordered(feed.categories)])


def reconciliation_table(reader: Reader, view: View) -> pd.DataFrame:
    """Say of each feed's last delivery what became of the rows received: none may be missing.

    Columns: Feed, Received, Accepted, Set aside, Duplicates, Missing (0), Known (rows of this and earlier deliveries), Counted,
    Read by run.
    """
    feeds = reader.store.read_feeds()
    parts = feeds[["accepted", "quarantined", "duplicates"]].sum(axis=1)
    return pd.DataFrame(
        {
            "Feed": feeds["title"],
            "Received": feeds["received"],
            "Accepted": feeds["accepted"],
            "Set aside": feeds["quarantined"],
            "Duplicates": feeds["duplicates"],
            "Missing": feeds["received"] - parts,
            "Known": feeds["known"],
            "Counted": feeds["counted"],
            "Read by run": feeds["run_id"],
        }
    )


def set_aside_table(reader: Reader, view: View) -> pd.DataFrame:
    """Count the rows that were set aside by feed and reason, the most first: Feed, Reason, Rows.

    They add up to what the reconciliation says; what no finding tells of has a line of its own.
    """
    feeds, findings = reader.store.read_feeds(), reader.store.read_findings()
    told = findings[findings["code"] == SET_ASIDE_CODE]
    titles = dict(zip(feeds["feed"], feeds["title"], strict=True))
    known = told.groupby("feed")["rows"].sum()
    rows = [
        {
            "Feed": titles.get(line["feed"], line["feed"]),
            "Reason": line["message"].removeprefix(SET_ASIDE),
            "Rows": int(line["rows"]),
        }
        for line in told.to_dict("records")
    ]
    for line in feeds.to_dict("records"):
        untold = int(line["quarantined"]) - int(known.get(line["feed"], 0))
        if untold > 0:
            rows.append({"Feed": line["title"], "Reason": "reason not kept", "Rows": untold})
    table = pd.DataFrame(rows, columns=["Feed", "Reason", "Rows"])
    return table.sort_values(
        ["Feed", "Rows", "Reason"], ascending=[True, False, True], ignore_index=True
    )


def located_table(reader: Reader, view: View) -> pd.DataFrame:
    """Say of each feed how many of its known rows have a neighborhood, and why the others have none.

    Columns: Feed, Known, In a neighborhood, and one for each reason (missing where the last run did not read the feed).
    """
    summary = reader.store.read_summary()["feeds"]
    lines = []
    for feed in reader.store.read_feeds().to_dict("records"):
        reasons = summary.get(feed["feed"], {}).get("unlocated")
        lines.append(
            {
                "Feed": feed["title"],
                "Known": feed["known"],
                "In a neighborhood": feed["located"],
                **{
                    words[:1].upper() + words[1:]: None if reasons is None else reasons.get(name, 0)
                    for name, words in UNLOCATED.items()
                },
            }
        )
    table = pd.DataFrame(lines)
    counts = table.columns[1:]
    table[counts] = table[counts].astype("Int64")
    return table


def located_file(reader: Reader, view: View) -> pd.DataFrame:
    """Give the rows of `located_table` below each other: Feed, Place, Rows (missing where the last run did not read the feed)."""
    table = located_table(reader, view).drop(columns="Known")
    return table.melt("Feed", var_name="Place", value_name="Rows").astype({"Place": "string"})


def located_months(reader: Reader) -> pd.DataFrame:
    """Give the shares with a place by month and feed, of the last twelve whole months that are settled in each.

    Columns: feed (title), month_on, counted, on_map_share, located_share (0 to 1; missing where nothing was counted).
    """
    return reader.once("located months", make=lambda: _located_months(reader))


def _located_months(reader: Reader) -> pd.DataFrame:
    lines: list[dict[str, Any]] = []
    for feed in reader.coverage.feeds:
        for month in _months(feed):
            found: Coverage = reader.store.coverage(Selection(month, feed.categories))
            has_any = found.counted > 0
            lines.append(
                {
                    "feed": feed.title,
                    "month_on": pd.Timestamp(month.start),
                    "counted": found.counted,
                    "on_map_share": found.on_map_share if has_any else None,
                    "located_share": found.located_share if has_any else None,
                }
            )
    columns = ["feed", "month_on", "counted", "on_map_share", "located_share"]
    return pd.DataFrame(lines, columns=columns)


def _months(feed: FeedDays) -> list[Period]:
    months: list[Period] = []
    end = feed.settled_until.replace(day=1)
    while len(months) < MONTHS:
        start = (end - timedelta(days=1)).replace(day=1)
        if start < feed.first_on:
            break
        months.append(Period(start, end))
        end = start
    return months[::-1]


def located_month_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the shares by feed and month, as a file: Feed, Month, Counted, Share on the map, Share in a neighborhood (0 to 1)."""
    table = located_months(reader)
    return pd.DataFrame(
        {
            "Feed": table["feed"],
            "Month": table["month_on"].dt.strftime("%Y-%m"),
            "Counted": table["counted"],
            "Share on the map": table["on_map_share"].astype(float),
            "Share in a neighborhood": table["located_share"].astype(float),
        }
    )


def finding_table(reader: Reader, view: View) -> pd.DataFrame:
    """List what there is to look at in the data today, as `things_to_look_at` does."""
    return things_to_look_at(reader, current().today(reader))


def things_to_look_at(reader: Reader, today: date) -> pd.DataFrame:
    """List the feeds that are dark on a day, then what the checks of the run found, those that held it first.

    Columns: Feed, Check, Found, Rows (missing for a dark feed), Held the run. Every page counts these rows, and no others: rows
    that were set aside have a table of their own.
    """
    return pd.concat([_dark_rows(reader, today), _found(reader)], ignore_index=True)


def _found(reader: Reader) -> pd.DataFrame:
    return reader.once("findings", make=lambda: _found_rows(reader))


def _dark_rows(reader: Reader, today: date) -> pd.DataFrame:
    feeds = reader.coverage.feeds
    dark = dark_feeds(feeds, max(today, *(feed.data_as_of for feed in feeds)))
    return pd.DataFrame(
        {
            "Feed": [feed.title for feed in dark],
            "Check": DARK,
            "Found": [f"no news since {day_words(feed.data_as_of)}" for feed in dark],
            "Rows": pd.array([None] * len(dark), dtype="Int64"),
            "Held the run": "no",
        }
    )


def _found_rows(reader: Reader) -> pd.DataFrame:
    feeds, findings = reader.store.read_feeds(), reader.store.read_findings()
    findings = findings[findings["code"] != SET_ASIDE_CODE]
    titles = dict(zip(feeds["feed"], feeds["title"], strict=True)) | {"*": "All feeds"}
    order = findings.assign(is_hold=findings["action"] == "hold").sort_values(
        ["is_hold", "code", "feed", "rows"], ascending=[False, True, True, False]
    )
    return pd.DataFrame(
        {
            "Feed": order["feed"].map(lambda name: titles.get(name, name)),
            "Check": order["code"],
            "Found": order["message"],
            "Rows": order["rows"].astype("Int64"),
            "Held the run": order["is_hold"].map({True: "yes", False: "no"}),
        }
    ).reset_index(drop=True)


def short_titles(table: pd.DataFrame, *, place: str) -> pd.DataFrame:
    """Leave out of the feeds' titles what the page says already: the place, and that the data are simulated."""
    named = [name for name in ("Feed", "feed", "title") if name in table][-1:]
    return table.assign(
        **{
            name: table[name].str.replace(SIMULATED, "", regex=False).str.removesuffix(f", {place}")
            for name in named
        }
    )
