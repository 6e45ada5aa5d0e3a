"""How is the dashboard put together? One function makes the app: that of the police, or the other one that the public sees.

Every component is served from this machine: no script, font, tile or icon is fetched from anywhere, and the
content-security policy sent with each page would not let it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import dash_mantine_components as dmc
import flask
from dash import Dash, ctx, set_props

from analytics.figures.theme import FONT, PALETTES, Palette
from dashboard import downloads, gate, ids, linking, newer, packed, saved_views, shell, stale
from dashboard.components.notices import failed
from dashboard.context import EXTENSION, Context
from dashboard.forms import closing, saving
from dashboard.packed import PackedDash
from dashboard.public import site as public

log = logging.getLogger(__name__)

# Once per process: it adds to what every app of the process sends.
dmc.pre_render_color_scheme()

INDEX = """<!DOCTYPE html>
<html lang="en" data-mantine-color-scheme="loading">
<head>
{%metas%}
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
viewBox='0 0 28 28'%3E%3Crect width='28' height='28' rx='7' fill='%230f766e'/%3E%3Ccircle cx='18.5' cy='9.5' \
r='4.500' fill='%23ffd9a0'/%3E%3Cpath d='M0 28 9.500 15l5.600 7 4.500-4.500L28 28z' fill='%23fff'/%3E%3C/svg%3E">
{%css%}
<style>__PALETTES__</style>
</head>
<body>
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>"""


def create_app(context: Context) -> Dash:
    """Make the app of one context; several may live in one process."""
    is_public = context.audience == "public"
    app = PackedDash(
        "dashboard",
        use_pages=not is_public,
        serve_locally=True,
        suppress_callback_exceptions=True,
        compress=True,
        title="Crime statistics",
        update_title="",
        index_string=INDEX.replace("__PALETTES__", _palettes_css()),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        on_error=_answer_failure,
    )
    app.server.extensions[EXTENSION] = context
    gate.register(app)
    packed.register(app)
    app.server.after_request(_headers(context.tile_url))
    if is_public:
        public.register(app)
        return app
    app.layout = shell.layout
    shell.register(app)
    linking.register(app)
    downloads.register(app)
    stale.register(app)
    newer.register(app)
    saved_views.register(app)
    saving.register(app)
    closing.register(app)
    # Dash gives the callbacks of the pages to whichever app of the process is asked first: it must be this one.
    app.server.test_client().get("/_dash-dependencies")
    _keep_the_open_page(app)
    return app


def _keep_the_open_page(app: Dash) -> None:
    """Draw the frame of a page when it is opened, not again for each link that leads to the page that is open already.

    Dash does both, and asks for everything that stands on the frame a second time, which takes the focus from whoever has
    it there. What stands on our pages follows the link by itself.
    """
    router = next(each for each in app._callback_list if "_pages_content" in each["output"])
    path, search = router["inputs"]
    # Dash's function takes both one after the other, in this order.
    parts = {"inputs": [path], "state": [search]}
    router.update(parts)
    app.callback_map[router["output"]].update(parts)


def _answer_failure(error: Exception) -> None:
    """Log a failing callback, and tell the reader what to do instead of leaving old numbers unexplained."""
    reference = secrets.token_hex(3)
    log.error("error %s in the callback for %s", reference, ctx.outputs_list, exc_info=error)
    set_props(ids.ERROR_NOTICE, {"children": failed(reference)})


def _palettes_css() -> str:
    """Write font and colors of the figures as CSS variables, so that pages, charts and maps share them."""
    dark = ':root[data-mantine-color-scheme="dark"]'
    light = f"--font:{FONT};{_variables(PALETTES['light'])}"
    # Paper is light.
    return f":root {{{light}}} @media screen {{{dark} {{{_variables(PALETTES['dark'])}}}}}"


def _variables(palette: Palette) -> str:
    plain = {
        name.replace("_", "-"): color for name, color in vars(palette).items() if name != "heat"
    }
    heat = {f"heat-{rank}": color for rank, color in enumerate(palette.heat, start=1)}
    return "".join(f"--{name}:{color};" for name, color in (plain | heat).items())


def _headers(tile_url: str | None) -> Callable[[flask.Response], flask.Response]:
    tiles = ""
    if tile_url:
        parts = urlsplit(tile_url)
        tiles = f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"

    def add_headers(response: flask.Response) -> flask.Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        if response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = "; ".join(
                (
                    "default-src 'self'",
                    f"script-src 'self' {_script_hashes(response.get_data(as_text=True))}",
                    "style-src 'self' 'unsafe-inline'",
                    f"img-src 'self' data: blob:{tiles}",
                    "worker-src blob:",
                    "frame-ancestors 'none'",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            )
        return response

    return add_headers


def _script_hashes(page: str) -> str:
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
