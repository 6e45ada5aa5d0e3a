"""What does an address show that does not exist? Where to go instead."""

from __future__ import annotations

from dash import html, register_page

from dashboard.components.notices import not_found
from dashboard.components.page_head import page_title

register_page(__name__, title=page_title("No such page"))


def layout(**_: object) -> html.Div:
    """Say that there is no such page, and name those that there are."""
    return not_found()
