"""How does a list of thousands of incidents stand on a page? A grid that asks for its rows as the reader scrolls.

On a phone it is one column of cards: assets/grid.js changes the columns with the width.
"""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import html

GRID = "incidents-grid"
# A column, its heading, and how wide it begins.
COLUMNS = {
    "case": ("Case number", 160),
    "when": ("When", 250),
    "offense": ("Offense", 196),
    "address": ("Address", 244),
    "neighborhood": ("Neighborhood", 176),
    "found": ("Found by", 108),
    "attempt": ("Attempt", 98),
    "block": ("Block", 200),
    "source": ("Source file and row", 290),
}
PINNED = "case"
ROW_PX = 36


def incident_grid(order: tuple[str, str] | None, *, has_blocks: bool) -> html.Div:
    """Draw the list, empty; the column that puts it in order shows an arrow."""
    column, direction = order or ("when", "desc")
    names = [name for name in COLUMNS if has_blocks or name != "block"]
    grid = dag.AgGrid(
        id=GRID,
        rowModelType="infinite",
        columnDefs=[_column(name, direction if name == column else None) for name in names]
        + [
            {
                "colId": "card",
                "headerName": "Incidents",
                "cellRenderer": "IncidentCard",
                "hide": True,
                "flex": 1,
                "sortable": False,
                "resizable": False,
            }
        ],
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressHeaderMenuButton": True,
            "suppressMovable": True,
            "sortingOrder": ["asc", "desc"],
        },
        dashGridOptions={
            "rowSelection": {
                "mode": "singleRow",
                "checkboxes": False,
                "enableClickSelection": True,
            },
            "rowHeight": ROW_PX,
            "headerHeight": ROW_PX,
            "cacheBlockSize": 100,
            "maxBlocksInCache": 20,
            # Each answer belongs to the one question that was asked last.
            "maxConcurrentDatasourceRequests": 1,
            "blockLoadDebounceMillis": 60,
            "suppressMultiSort": True,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "animateRows": False,
            "suppressColumnVirtualisation": True,
            "loadThemeGoogleFonts": False,
        },
        getRowId="params.data.row",
        eventListeners={
            "gridSizeChanged": ["crimeFit(params)"],
            "firstDataRendered": ["crimeFit(params)", "crimeName(params)"],
            "sortChanged": ["crimeSorted(params)"],
            "cellKeyDown": ["crimeKey(params)"],
            "selectionChanged": ["crimeSelected(params)"],
            "modelUpdated": ["crimeMark(params)"],
        },
        style={"height": "100%"},
    )
    return html.Div(grid, className="incident-grid")


def _column(name: str, direction: str | None) -> dict[str, Any]:
    heading, width = COLUMNS[name]
    return {
        "field": name,
        "headerName": heading,
        "width": width,
        "minWidth": width,
        # Wide screens are shared out among the columns; a column that stays in sight keeps its width.
        "flex": width if name != PINNED else None,
        "sort": direction,
        "pinned": "left" if name == PINNED else None,
    }
