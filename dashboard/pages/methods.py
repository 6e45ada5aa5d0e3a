"""How is each number made? One entry a method, in words for somebody who decides by the number, with its source and its code.

The texts are in dashboard/methods/, where their numbers are filled from the code that they describe.
"""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from analytics.numbers import registry_table
from dashboard.components.drawn import as_drawn
from dashboard.components.method_list import method_page
from dashboard.components.page_head import page_title
from dashboard.downloads import csv_href

PAGE = "/methods"
register_page(__name__, path=PAGE, title=page_title("Methods"), order=8)


def layout(**_: object) -> Component:
    """Draw all entries."""
    return as_drawn(method_page(registry_table("police"), csv_href("numbers", None)))
