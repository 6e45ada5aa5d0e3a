"""Small pictures beside words; never alone, because a picture alone says nothing to a screen reader."""

from __future__ import annotations

from typing import Literal

from dash import html

Name = Literal[
    "overview",
    "hotspots",
    "trends",
    "rhythms",
    "neighborhood",
    "priorities",
    "meeting",
    "problems",
    "present",
    "incidents",
    "quality",
    "methods",
    "menu",
    "star",
    "close",
    "play",
    "pause",
    "search",
    "draw",
    "image",
    "table",
    "filter",
    "link",
    "reset",
    "download",
    "info",
    "alert",
    "sun",
    "moon",
]


def icon(name: Name) -> html.Span:
    """Draw an icon in the color of the text beside it; the shapes are in assets/icons.css."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})
