"""How are the rows of a workbook read? From the sheet that has the feed's columns, below whatever title stands above them.

Cells are typed by whoever typed them: a date may be a date or a text. Dates become ISO text, so formats of the definition are
only for dates that are text. Two sheets with the columns are two halves of a feed, not one and a spare.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk, text_table
from etl.feeds.feed import Feed
from etl.feeds.sniff import find_header

ALL_SHEETS = "*"


def read_workbook(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read the one sheet that has the feed's columns, the one named, or with "*" all that have them.

    Raises FeedError where no sheet has them, or several do and none is named.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        wanted = feed.source.sheet
        names = [wanted] if wanted and wanted != ALL_SHEETS else workbook.sheet_names
        sheets = {
            sheet: [
                [_cell_text(cell) for cell in row]
                for row in workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            ]
            for sheet in names
        }
    except CalamineError as error:
        raise FeedError(f"not a workbook that can be read: {error}") from error
    headers = {sheet: find_header(rows, feed) for sheet, rows in sheets.items()}
    found = [(sheet, header) for sheet, header in headers.items() if header is not None]
    if not found:
        raise FeedError(
            f"no sheet of {', '.join(names)} has a row that names the columns of feed {feed.feed}"
        )
    if len(found) > 1 and wanted != ALL_SHEETS:
        raise FeedError(
            f'sheets {", ".join(sheet for sheet, _ in found)} all have the columns: name one as source.sheet, or "*" for all'
        )
    for sheet, (place, columns) in found:
        body = [row for row in sheets[sheet][place + 1 :] if any(row)]
        table, numbers = text_table(columns, body), np.arange(1, len(body) + 1)
        source_file = name if len(found) == 1 else f"{name}, sheet {sheet}"
        notes = (f"sheet {sheet}, header in row {place + 1}",)
        yield Chunk(table, numbers, source_file, "xlsx", notes=notes)


def _cell_text(cell: Any) -> str:
    """Write a workbook's cell as text; times in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
