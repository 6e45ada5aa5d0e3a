"""How do the pages' scripts come over the wire? Packed once, as small as they get, and only those that a page needs.

Flask-Compress packs each answer anew and quickly, which suits the numbers; scripts are megabytes that never change, so a better
packing pays. The grid's script is a third of a megabyte, and one page needs it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import brotli
import flask
from dash import Dash

from dashboard.once import Once

SCRIPTS = "/_dash-component-suites/"
LEAST_BYTES = 2_000
GRID_PAGE = "/incidents"
_GRID_SCRIPT = re.compile(r'<script src="[^"]*/dash_ag_grid/[^"]*"></script>')
# Quality 10 saves 8% more, and takes ten times as long.
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=9, lgwin=24),
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}


class PackedDash(Dash):
    """An app whose pages name the grid's script only where there is a grid."""

    def interpolate_index(self, **parts: Any) -> str:
        """Write the page that loads everything else."""
        if flask.request.path != GRID_PAGE:
            parts["scripts"] = _GRID_SCRIPT.sub("", parts["scripts"])
        return str(super().interpolate_index(**parts))


def register(app: Dash) -> None:
    """Pack the answers that are scripts."""
    packed = Once(256)

    def pack(response: flask.Response) -> flask.Response:
        request = flask.request
        if not request.path.startswith(SCRIPTS) or response.status_code != 200:
            return response
        if "Content-Encoding" in response.headers:
            return response
        how = request.accept_encodings.best_match(_PACKERS)
        response.headers.add("Vary", "Accept-Encoding")
        if how is None:
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < LEAST_BYTES:
            return response
        # A script's address changes with its version.
        key = (request.full_path, how)
        response.set_data(packed.get(key, lambda: _PACKERS[how](content)))
        response.headers["Content-Encoding"] = how
        return response

    app.server.after_request(pack)
