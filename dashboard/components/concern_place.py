"""Where is what somebody says at a meeting? Where the meeting is, on one of its blocks, or in what was drawn on the map."""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.context import Reader
from dashboard.decisions import Concern, Meeting
from dashboard.filters import LISTBOX
from dashboard.tables.ground import ground_words
from dashboard.tables.neighborhood import own_blocks
from dashboard.tables.problems import neighborhood_of
from dashboard.urlstate import change_search

PLACE, HERE = "concern-place", "here"


def concern_place(reader: Reader, meeting: Meeting, search: str | None) -> html.Div:
    """Draw the choice; what the link has drawn is the first place offered, and chosen."""
    here = ground_words(reader, meeting)
    drawn, why_not = _drawn(reader, meeting, search)
    offered = {**drawn, HERE: _upper(here), **_places(reader, meeting)}
    return html.Div(
        [
            dmc.Select(
                id=PLACE,
                label="Where",
                data=[{"value": key, "label": label} for key, label in offered.items()],
                value=next(iter(drawn), HERE),
                searchable=True,
                allowDeselect=False,
                nothingFoundMessage="No such place",
                size="sm",
                **LISTBOX,
            ),
            html.Small(
                [
                    f"{why_not} " if why_not else "",
                    _drawing(drawn, search, is_elsewhere=bool(why_not)),
                ],
                className="card-note",
            ),
        ],
        className="concern-where",
    )


def _drawing(drawn: Mapping[str, str], search: str | None, *, is_elsewhere: bool) -> dcc.Link:
    without = change_search(search, area=None)
    if drawn:
        return dcc.Link("Leave the drawn area", href=f"/meeting{without}")
    words = "Draw again" if is_elsewhere else "Draw it on the map"
    return dcc.Link(words, href=f"/hotspots{without}")


def _drawn(reader: Reader, meeting: Meeting, search: str | None) -> tuple[dict[str, str], str]:
    """Give the area that the link has drawn, or say why it is no place of this meeting."""
    area = reader.view("/meeting", search).selection.area
    if area is None or meeting.area or meeting.block_id:
        return {}, ""
    lies = Concern(neighborhood_id=None, block_id=None, area=area.text)
    words = _upper(ground_words(reader, lies).removeprefix("a "))
    if meeting.neighborhood_id and neighborhood_of(reader, lies) != meeting.neighborhood_id:
        return {}, "Drawn elsewhere."
    return {f"area:{area.text}": f"Drawn: {words}"}, ""


def _places(reader: Reader, meeting: Meeting) -> Mapping[str, str]:
    """Give the blocks of the meeting's neighborhood, or the neighborhoods of the city."""
    if meeting.neighborhood_id:
        blocks = own_blocks(reader, meeting.neighborhood_id)
        if blocks is None:
            return {}
        table = blocks.sort_values("name")
        return {
            f"block:{block}": name
            for block, name in zip(table["block_id"], table["name"], strict=True)
        }
    if meeting.block_id or meeting.area:
        return {}
    return {f"neighborhood:{place}": name for place, name in reader.names.items()}


def _upper(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
