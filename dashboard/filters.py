"""How does a reader choose period, offenses and places, and see what else narrows them? The link fills the bar of filters.

What was drawn on a map or clicked in a chart stands below the bar, each with a way to let go of it. An offense that never
occurs in the data is not offered, because choosing it would show zeros that mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.offenses import CATEGORIES, OFFENSES, label_of
from analytics.report.wording import ordered, places_words
from analytics.selection import Selection
from dashboard import ids, saved_views
from dashboard.components.calendar import CALENDAR
from dashboard.components.icons import icon
from dashboard.context import Reader
from dashboard.urlstate import View, change_search
from dashboard.week_hours import hours_words
from dashboard.wording import blocks_words, offenses_words

# A list of choices that stays inside the page's landmarks, and scrolls by keyboard.
LISTBOX: dict[str, Any] = {
    "maxDropdownHeight": 380,
    "withScrollArea": False,
    "comboboxProps": {"withinPortal": False},
    "attributes": {"options": {"tabIndex": 0}},
}
OFFENSE_WORDS = "filter-offense-words"
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
                            allowSingleDateInRange=True,
                            size="sm",
                            className="filter-days",
                            **CALENDAR,
                            **{"aria-label": "First and last day"},
                        ),
                        kind="field-period",
                    ),
                    _field(
                        "Offenses",
                        html.Div(
                            [
                                dmc.MultiSelect(
                                    id=ids.OFFENSES,
                                    value=[],
                                    data=_offense_choices(reader),
                                    searchable=True,
                                    size="sm",
                                    placeholder="All offenses",
                                    nothingFoundMessage="No such offense",
                                    **LISTBOX,
                                    **{"aria-label": "Offenses"},
                                ),
                                html.Div(
                                    id=OFFENSE_WORDS,
                                    className="offense-words",
                                    **{"aria-hidden": "true"},
                                ),
                            ],
                            className="offense-box",
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
                            size="sm",
                            placeholder="Whole city",
                            nothingFoundMessage="No such neighborhood",
                            **LISTBOX,
                            **{"aria-label": "Neighborhoods"},
                        ),
                        kind="field-places",
                    ),
                    html.Div(
                        [
                            html.Button(
                                [icon("reset"), html.Span("Reset")],
                                id=ids.RESET,
                                n_clicks=0,
                                className="quiet",
                                title="Let go of all choices",
                            ),
                            saved_views.menu(),
                            html.Button(
                                [icon("link"), html.Span("Copy link", id="copy-label")],
                                id=ids.COPY_LINK,
                                n_clicks=0,
                                className="quiet",
                                title="Copy the link to what is shown",
                            ),
                        ],
                        className="filter-actions",
                    ),
                ],
                id=ids.PANEL,
                className="filters",
            ),
            html.Div(id="filter-chips", className="chips"),
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


def offenses_in_short(offenses: Sequence[str], held: Sequence[str]) -> str:
    """Name the offenses in the width of a control: two by name, of more the first and how many others.

    `held` are the categories of the data: all of them together are all offenses.
    """
    if set(held) <= set(offenses):
        return "All offenses"
    labels = [label_of(name) for name in ordered(offenses)]
    if len(labels) > 2:
        return f"{labels[0]} + {len(labels) - 1} more"
    return " and ".join(labels) or "All offenses"


def offense_words(offenses: Sequence[str], held: Sequence[str]) -> list[html.Span]:
    """Say what the control of offenses has chosen: in short, and in full where it is wide."""
    return [
        html.Span(offenses_in_short(offenses, held), className="in-short"),
        html.Span(offenses_words(offenses), className="in-full"),
    ]


def summary(view: View, reader: Reader) -> str:
    """Say what is chosen in the one line that a phone shows of the bar."""
    chosen = view.selection.neighborhoods
    where = places_words(chosen[:1], reader.names) or "Whole city"
    more = f" + {len(chosen) - 1} more" if len(chosen) > 1 else ""
    days = PRESET_LABELS.get(view.preset) or view.selection.period.label()
    offenses = offenses_in_short(view.asked.offenses, reader.coverage.categories)
    return " · ".join((days, offenses, f"{where}{more}"))


def chips(
    selection: Selection, block_names: Mapping[str, str], pathname: str, search: str | None
) -> list[html.Span]:
    """Say what narrows the selection beside the controls: a drawn area, hours, blocks; each a link that lets go of it."""
    narrowed = {
        "area": selection.area.label().capitalize() if selection.area else None,
        "hour": hours_words(selection.hours) if selection.hours else None,
        "block": blocks_words(selection.blocks, block_names),
    }
    return [
        html.Span(
            [
                html.Span(words),
                dcc.Link(
                    [icon("close"), html.Span(f"Let go of: {words}", className="unseen")],
                    href=change_search(search, **{key: None}) or pathname,
                    className="chip-drop",
                ),
            ],
            className="chip",
        )
        for key, words in narrowed.items()
        if words
    ]
