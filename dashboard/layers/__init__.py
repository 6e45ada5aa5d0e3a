"""What does each layer of the map of hotspots show? One module a layer, each answering its own question in its own words.

A layer says its finding in a sentence, draws cells, shapes or marks in classes that CSS colors, explains them in a legend, and
lists them beside the map: what is on the map can be read without it.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.context import Reader
from dashboard.layers import change, density, hot_blocks, incidents, lasting, near, owned, standing
from dashboard.layers.layer import MapLayer
from dashboard.urlstate import View

_LAYERS: dict[str, Callable[[Reader, View, str | None], MapLayer]] = {
    "cells": standing.draw,
    "density": density.draw,
    "owned": owned.draw,
    "blocks": hot_blocks.draw,
    "lasting": lasting.draw,
    "change": change.draw,
    "near": near.draw,
    "incidents": incidents.draw,
}


def draw_layer(reader: Reader, view: View, search: str | None) -> MapLayer:
    """Draw the layer that a link asks for."""
    return _LAYERS[view.key("layer")](reader, view, search)
