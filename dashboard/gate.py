"""Which requests does the server answer? Those from this machine, in the form that its own pages send.

A page of another site, open in the same browser, can point its own name at this machine and read along: the name in the request
gives it away. What a callback's own code raises is told to the reader (`app.py`); whatever else goes wrong in answering one is a
request that no page of ours sends.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import flask
from dash import Dash
from dash.exceptions import DashException
from werkzeug.exceptions import HTTPException

from dashboard import ids
from dashboard.packed import SCRIPTS

log = logging.getLogger(__name__)

CALLBACKS = "/_dash-update-component"
_LISTS = ("inputs", "state", "changedPropIds")


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_path(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.startswith("/"))


# What nearly every callback is told, and takes to be so.
_TOLD: dict[tuple[str, str], Callable[[Any], bool]] = {
    (ids.URL, "pathname"): _is_path,
    ("_pages_location", "search"): _is_text,
    ("_pages_location", "pathname"): _is_path,
    (ids.SCHEME, "data"): lambda value: value in (None, "light", "dark"),
}


def register(app: Dash) -> None:
    """Check each request before it is answered."""

    def check() -> flask.Response | None:
        if not is_loopback(urlsplit(f"//{flask.request.host}").hostname or ""):
            return _refused(
                "This server answers to its own machine only, as 127.0.0.1 or localhost.", 421
            )
        if flask.request.path == CALLBACKS and not _is_ours(
            flask.request.get_json(silent=True), app
        ):
            return _refused("This is no request of these pages.", 400)
        return None

    def answer_fault(error: Exception) -> flask.Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        if flask.request.path.startswith(SCRIPTS) and isinstance(error, DashException):
            return _refused("There is no such script.", 404)
        if flask.request.path != CALLBACKS:
            raise error
        # With its trace: a fault of our own, before or after the callback's code, looks the same from outside.
        log.warning("a callback request that no page sends", exc_info=error)
        return _refused("This is no request of these pages.", 400)

    @app.server.get("/alive")
    def alive() -> flask.Response:
        """Answer a page that asks whether the server is back."""
        return flask.Response("", 204)

    app.server.before_request(check)
    app.server.register_error_handler(Exception, answer_fault)


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_ours(body: Any, app: Dash) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("output"), str)
        and body["output"] in app.callback_map
        and isinstance(body.get("outputs"), dict | list)
        and all(isinstance(body.get(name, []), list) for name in _LISTS)
        and all(map(_is_told_well, [*body.get("inputs", []), *body.get("state", [])]))
    )


def _is_told_well(part: Any) -> bool:
    if not isinstance(part, dict):
        return isinstance(part, list)
    about = (part.get("id"), part.get("property"))
    if not all(isinstance(name, str) for name in about):
        # Ids that are patterns are looked at by the callbacks that know them.
        return isinstance(about[0], dict) and isinstance(about[1], str)
    return about not in _TOLD or _TOLD[about](part.get("value"))


def _refused(reason: str, status: int) -> flask.Response:
    return flask.Response(reason, status, mimetype="text/plain")
