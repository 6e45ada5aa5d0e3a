"""Which incidents are these, one row an incident and offense, in the order that the reader chose?

An incident with two offenses has two rows, so rows are not incidents. The start of a window is when it began at the earliest, not
when it happened. A text is as its feed wrote it: two spellings of one address are two addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from analytics.counts import total_incidents
from analytics.offenses import label_of
from analytics.periods import Period
from analytics.report.wording import victim_reported
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.urlstate import View, to_search
from dashboard.week_hours import clock
from dashboard.wording import mapped_offenses

Direction = Literal["asc", "desc"]
Order = Sequence[tuple[str, Direction]]

# A column of the list, and the columns of the store that put it in order.
SORTED_BY = {
    "case": ("incident_id",),
    "when": ("occurred_from_local",),
    "offense": ("category", "offense"),
    "attempt": ("is_attempt",),
    "address": ("address",),
    "neighborhood": ("neighborhood_id",),
    "block": ("block_id",),
    "found": ("found_by",),
    "source": ("source_file", "source_row"),
}
DIRECTIONS: dict[str, Direction] = {"asc": "asc", "desc": "desc"}
NEWEST_FIRST: tuple[str, Direction] = ("when", "desc")
MOST_AT_ONCE = 500
AT_ONCE = 100
FOUND_BY = {"officer": "officers", "reported": "residents", "unknown": "not known"}


def read_order(text: str) -> tuple[str, Direction] | None:
    """Read an order as links write it, a column and a direction; None for anything else."""
    column, _, direction = text.partition(":")
    if column in SORTED_BY and direction in DIRECTIONS:
        return column, DIRECTIONS[direction]
    return None


def order_of(view: View) -> tuple[str, Direction]:
    """Give the column and the direction that a view is in the order of."""
    return read_order(view.key("sort")) or NEWEST_FIRST


def store_order(column: str, direction: Direction) -> list[tuple[str, Direction]]:
    """Give the order as the store is asked for it; among equal rows, the newest first."""
    keys: list[tuple[str, Direction]] = [(name, direction) for name in SORTED_BY[column]]
    return keys if column == "when" else [*keys, ("occurred_from_local", "desc")]


def asked_rows(request: object) -> tuple[int, int]:
    """Read which rows a list asks for: the first, and how many; the first page where that cannot be read."""
    asked = request if isinstance(request, dict) else {}
    first, end = asked.get("startRow"), asked.get("endRow")
    if type(first) is not int or type(end) is not int or not 0 <= first < end:
        return 0, AT_ONCE
    return first, min(end - first, MOST_AT_ONCE)


def asked_order(request: object, otherwise: tuple[str, Direction]) -> tuple[str, Direction]:
    """Read by which column a list wants its rows in order; `otherwise` where that cannot be read."""
    asked = request.get("sortModel") if isinstance(request, dict) else None
    first = asked[0] if isinstance(asked, list) and asked else None
    if not isinstance(first, dict):
        return otherwise
    column, direction = first.get("colId"), first.get("sort")
    if not isinstance(column, str) or not isinstance(direction, str):
        return otherwise
    if column in SORTED_BY and direction in DIRECTIONS:
        return column, DIRECTIONS[direction]
    return otherwise


def incident_page(
    reader: Reader, view: View, order: tuple[str, Direction], *, start: int, count: int
) -> tuple[pd.DataFrame, int]:
    """Read some of the rows that a view asks for, and how many there are."""
    return reader.store.read_page(
        view.selection,
        search=view.key("q"),
        order_by=store_order(*order),
        start=start,
        count=count,
    )


def incident_row(reader: Reader, view: View) -> dict[Any, Any] | None:
    """Give the row that a link opens, as the list shows it, whatever else the link asks for; None for none."""
    asked = view.key("incident")
    if not asked or not -(2**63) <= int(asked) < 2**63:
        return None
    rows = reader.once("row", asked, make=lambda: reader.store.read_row(int(asked)))
    return list_rows(reader, rows)[0] if len(rows) else None


@dataclass(frozen=True)
class Elsewhere:
    """What a search finds of all that any feed brought: a link's selection that shows it, empty where there is nothing else.

    `until` is that selection's last day, where a list of all days would leave out a feed that went dark before their end.
    """

    search: str
    until: date | None = None


def elsewhere(reader: Reader, view: View) -> Elsewhere | None:
    """Look for the text of a search in all places, offenses and days that any feed covers; None where that is not done.

    Looked for is only what reads like a case number, and what the view has nowhere: it is dear.
    """
    text = view.key("q").strip()
    here = sum(matching(reader, view)) if text else 0
    if not text or (here and not reads_like_case(text)):
        return None
    days = reader.coverage.widest().whole
    whole = Selection(days)
    found = _total(reader, replace(view, selection=whole))
    if found <= here:
        return Elsewhere("")
    ends = reader.coverage.ends_left_out(whole)
    kept = whole.of(*(name for name in reader.coverage.categories if name not in ends))
    if not ends or _total(reader, replace(view, selection=kept)) == found:
        return Elsewhere(to_search(whole, coverage=reader.coverage))
    until = min(ends.values())
    cut = whole.during(Period(days.start, until + timedelta(days=1)))
    return Elsewhere(to_search(cut, coverage=reader.coverage), until)


def reads_like_case(text: str) -> bool:
    """Tell whether a text may be a case number: one word, with at least four digits."""
    return not any(map(str.isspace, text)) and sum(map(str.isdigit, text)) >= 4


def matching(reader: Reader, view: View) -> tuple[int, int]:
    """Count the rows that match: what victims report, and what follows where officers look; never to be added."""
    selection = view.selection
    of_map, is_mixed = mapped_offenses(selection, reader.coverage.categories)
    total = _total(reader, view)
    if is_mixed:
        reported = _total(reader, replace(view, selection=selection.of(*of_map)))
        return reported, total - reported
    return (total, 0) if victim_reported(of_map) else (0, total)


def _total(reader: Reader, view: View) -> int:
    search, selection = view.key("q"), view.selection
    if not search.strip():
        return total_incidents(reader.count(selection, ("offense",)))
    return reader.once(
        "matching",
        selection,
        search,
        make=lambda: reader.store.read_page(selection, search=search, count=1)[1],
    )


def incident_table(reader: Reader, view: View) -> pd.DataFrame:
    """List every row that a view asks for, as a file; raises SelectionError where there are too many for one."""
    rows, _ = reader.store.read_page(
        view.selection,
        search=view.key("q"),
        order_by=store_order(*order_of(view)),
        count=None,
    )
    return pd.DataFrame(
        {
            "Case number": rows["incident_id"],
            "From": rows["occurred_from_local"],
            "To": rows["occurred_to_local"],
            "Offense": rows["offense"].map(label_of),
            "Category": rows["category"].map(label_of),
            "Attempt": rows["is_attempt"].map({True: "yes", False: "no"}),
            "Address": rows["address"],
            "Neighborhood": _named(rows["neighborhood_id"], reader.names),
            "Block": _named(rows["block_id"], reader.block_names),
            "Found by": rows["found_by"].map(FOUND_BY),
            "Source file": rows["source_file"],
            "Source row": rows["source_row"],
            "Longitude": rows["lon"],
            "Latitude": rows["lat"],
        }
    )


def list_rows(reader: Reader, rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Write rows as the list shows them: words, and the number of each row to know it by."""
    shown = pd.DataFrame(
        {
            "row": rows["row_id"].astype(str),
            "case": rows["incident_id"],
            "when": [
                when_words(start, end)
                for start, end in zip(
                    rows["occurred_from_local"], rows["occurred_to_local"], strict=True
                )
            ],
            "offense": rows["offense"].map(label_of),
            "attempt": rows["is_attempt"].map({True: "attempt", False: ""}),
            "address": rows["address"],
            "neighborhood": _named(rows["neighborhood_id"], reader.names),
            "neighborhood_id": rows["neighborhood_id"],
            "block": _named(rows["block_id"], reader.block_names),
            "block_id": rows["block_id"],
            "found": rows["found_by"].map(FOUND_BY),
            "source": [
                f"{name}, row {number:,}"
                for name, number in zip(rows["source_file"], rows["source_row"], strict=True)
            ],
            "lon": rows["lon"],
            "lat": rows["lat"],
        }
    )
    return shown.astype(object).where(shown.notna(), None).to_dict("records")


def _named(ids: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return ids.map(lambda name: names.get(name, name), na_action="ignore")


def when_words(start: pd.Timestamp, end: pd.Timestamp | None) -> str:
    """Say a moment, or the window that something happened in: "3 Nov 22:00 to 4 Nov 2026 7:30"."""
    if end is None or pd.isna(end) or end == start:
        return f"{_day(start)} {start.year} {_clock(start)}"
    if start.date() == end.date():
        return f"{_day(start)} {start.year} {_clock(start)} to {_clock(end)}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{_day(start)}{year} {_clock(start)} to {_day(end)} {end.year} {_clock(end)}"


def _day(moment: pd.Timestamp) -> str:
    return f"{moment.day} {moment:%b}"


def _clock(moment: pd.Timestamp) -> str:
    return clock(moment.hour, moment.minute)
