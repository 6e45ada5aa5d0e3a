"""How does a reader choose period, offenses and neighborhoods? The bar of filters, empty: the link fills it.

An offense that never occurs in the data is not offered, because choosing it would show zeros that mean nothing.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.offenses import CATEGORIES, OFFENSES
from dashboard import ids
from dashboard.components.icons import icon
from dashboard.context import Reader

PRESET_LABELS = {"28d": "28 days", "90d": "90 days", "52w": "52 weeks", "custom": "Dates"}


def filter_bar(reader: Reader) -> html.Div:
    """Draw the controls, empty: the link fills them."""
    whole = reader.coverage.whole
    return html.Div(
        [
            dcc.Store(id=ids.PANEL_OPEN, data=False),
            dcc.Store(id=ids.FIXED_SEARCH),
            html.Button(
                [icon("filter"), html.Span("Filters"), html.Span(id="filter-summary")],
                id=ids.PANEL_TOGGLE,
                className="filter-toggle",
                n_clicks=0,
                **{"aria-controls": ids.PANEL, "aria-expanded": "false"},
            ),
            html.Div(
                [
                    _field(
                        "Period",
                        dmc.SegmentedControl(
                            id=ids.PERIOD,
                            data=[{"value": k, "label": v} for k, v in PRESET_LABELS.items()],
                            value="28d",
                            size="sm",
                            **{"aria-label": "Period"},
                        ),
                        dmc.DatePickerInput(
                            id=ids.DAYS,
                            type="range",
                            minDate=str(whole.start),
                            maxDate=str(whole.last_day),
                            valueFormat="D MMM YYYY",
                            firstDayOfWeek=0,
                            allowSingleDateInRange=True,
                            size="sm",
                            className="filter-days",
                            **{"aria-label": "First and last day"},
                        ),
                        kind="field-period",
                    ),
                    _field(
                        "Offenses",
                        dmc.MultiSelect(
                            id=ids.OFFENSES,
                            value=[],
                            data=_offense_choices(reader),
                            searchable=True,
                            clearable=True,
                            size="sm",
                            placeholder="All offenses",
                            maxDropdownHeight=380,
                            nothingFoundMessage="No such offense",
                            **{"aria-label": "Offenses"},
                        ),
                        kind="field-offenses",
                    ),
                    _field(
                        "Neighborhoods",
                        dmc.MultiSelect(
                            id=ids.NEIGHBORHOODS,
                            value=[],
                            data=[{"value": k, "label": v} for k, v in reader.names.items()],
                            searchable=True,
                            clearable=True,
                            size="sm",
                            placeholder="Whole city",
                            maxDropdownHeight=380,
                            nothingFoundMessage="No such neighborhood",
                            **{"aria-label": "Neighborhoods"},
                        ),
                    ),
                    html.Div(
                        [
                            html.Button(
                                [icon("reset"), "Reset"],
                                id=ids.RESET,
                                n_clicks=0,
                                className="quiet",
                            ),
                            html.Button(
                                [icon("link"), html.Span("Copy link", id="copy-label")],
                                id=ids.COPY_LINK,
                                n_clicks=0,
                                className="quiet",
                            ),
                        ],
                        className="filter-actions",
                    ),
                ],
                id=ids.PANEL,
                className="filters",
            ),
        ],
        className="filter-bar",
        role="search",
    )


def _field(label: str, *controls: object, kind: str = "") -> html.Div:
    return html.Div(
        [
            html.Span(label, className="field-label"),
            html.Div(list(controls), className="field-row"),
        ],
        className=f"field {kind}",
    )


def _offense_choices(reader: Reader) -> list[dict[str, Any]]:
    return [
        {
            "group": category.label,
            "items": [
                {"value": name, "label": category.label},
                *(
                    {"value": offense_id, "label": offense.label}
                    for offense_id, offense in OFFENSES.items()
                    if offense.category == name and offense_id in reader.offenses_held
                ),
            ],
        }
        for name, category in CATEGORIES.items()
        if name in reader.coverage.categories
    ]
