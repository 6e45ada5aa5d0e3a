"""Which parts of a page only show something? They are sent as one component, that the browser draws as it draws the others.

Dash asks each component of its own after every change of a page: on the Trends half of all work was that. A part with an id may
be answered to, and stays a component, as do charts, maps and controls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, ParamSpec

from dash import dcc
from dash.development.base_component import Component

# Fewer elements are not worth a component of their own around them.
LEAST = 3
_HTML = "dash_html_components"
_ANSWERED = ("id", "n_clicks")
Asked = ParamSpec("Asked")


class Drawn(Component):
    """Elements of HTML and links, drawn by assets/drawn.js."""

    _namespace = "crime_stats"
    _type = "Drawn"
    _prop_names: ClassVar[list[str]] = ["tree"]
    _valid_wildcard_attributes: ClassVar[list[str]] = []
    available_properties: ClassVar[list[str]] = ["tree"]
    available_wildcard_properties: ClassVar[list[str]] = []

    def __init__(self, tree: Any) -> None:
        super().__init__(tree=tree)


def drawn(answer: Callable[Asked, Any]) -> Callable[Asked, Any]:
    """Let a callback answer with as few components as its parts need."""

    @wraps(answer)
    def draw(*given: Asked.args, **named: Asked.kwargs) -> Any:
        return as_drawn(answer(*given, **named))

    return draw


def as_drawn(part: Any) -> Any:
    """Make one component of each part that only shows something, however deep it lies; the rest is given as it is."""
    if isinstance(part, list | tuple):
        return type(part)(as_drawn(each) for each in part)
    if not isinstance(part, Component):
        return part
    elements = _elements(part)
    if elements is not None:
        return Drawn(_plain(part)) if elements >= LEAST else part
    if getattr(part, "children", None) is not None:
        part.children = as_drawn(part.children)
    return part


def _elements(part: Any) -> int | None:
    """Count the elements of what only shows something; None where something in it may be answered to."""
    if isinstance(part, list | tuple):
        total = 0
        for each in part:
            elements = _elements(each)
            if elements is None:
                return None
            total += elements
        return total
    if not isinstance(part, Component):
        return 0
    inside = _elements(getattr(part, "children", None)) if _only_shows(part) else None
    return None if inside is None else inside + 1


def _plain(part: Any) -> Any:
    """Give a part as the browser reads it: type and props."""
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    if not isinstance(part, Component):
        return part
    props = part.to_plotly_json()["props"]
    if "children" in props:
        props = props | {"children": _plain(props["children"])}
    return {"type": part._type, "props": props}


def _only_shows(part: Component) -> bool:
    if any(getattr(part, name, None) is not None for name in _ANSWERED):
        return False
    if isinstance(part, dcc.Link):
        return not any(hasattr(part, name) for name in ("refresh", "target"))
    return bool(part._namespace == _HTML)
