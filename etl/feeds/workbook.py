"""How are the rows of a workbook read? From the sheet that has the feed's columns, below whatever title stands above them.

Cells are typed by whoever typed them: a date may be a date or a text. Dates become ISO text, so formats of the definition are
only for dates that are text. Two sheets with the columns are two halves of a feed, not one and a spare. One cell in the last
corner of a sheet makes the library ask for memory it cannot get, which ends the process: read what is received in a sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineSheet, CalamineWorkbook

from etl.feeds.archives import check_declared_sizes
from etl.feeds.chunk import CHUNK_ROWS, Chunk, text_table
from etl.feeds.feed import Feed
from etl.feeds.sniff import ALL_PARTS, choose_parts, find_header


def read_workbook(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read the one sheet that has the feed's columns, the one named, or with "*" all that have them.

    Raises FeedError where no sheet has them, or several do and none is named.
    """
    check_declared_sizes(path)
    workbook = CalamineWorkbook.from_path(path)
    wanted = feed.source.sheet
    names = [wanted] if wanted and wanted != ALL_PARTS else workbook.sheet_names
    headers, sheets = {}, {}
    for sheet_name in names:
        sheet = workbook.get_sheet_by_name(sheet_name)
        headers[sheet_name] = find_header(_text_rows(sheet), feed)
        if headers[sheet_name]:
            sheets[sheet_name] = sheet
    chosen = choose_parts(headers, feed, "sheet")
    for sheet_name, (place, columns) in chosen.items():
        body = filter(any, islice(_text_rows(sheets[sheet_name]), place + 1, None))
        source_file = name if len(chosen) == 1 else f"{name}, sheet {sheet_name}"
        notes = (f"sheet {sheet_name}, header in row {place + 1}",)
        last, part = 0, list(islice(body, CHUNK_ROWS))
        while part or not last:
            rows = np.arange(last + 1, last + 1 + len(part))
            yield Chunk(text_table(columns, part), rows, source_file, "xlsx", notes=notes)
            last, part = last + max(len(part), 1), list(islice(body, CHUNK_ROWS))


def _text_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    return ([_cell_text(cell) for cell in row] for row in sheet.iter_rows())


def _cell_text(cell: Any) -> str:
    """Write a workbook's cell as text; times in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
