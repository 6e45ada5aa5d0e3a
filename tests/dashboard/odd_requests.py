"""Which requests can reach the server? Those of our pages with odd values, those of an odd form, and whatever else comes by.

Every page, table, address and callback comes up once before chance decides; the same seed gives the same requests. A request of
the right form may still hold values that no control gives: `is_fitting` tells where it does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from dash import Dash

from dashboard.context import EXTENSION
from dashboard.downloads import TABLES
from dashboard.gate import CALLBACKS
from dashboard.shell import PAGES
from tests.dashboard.odd_links import OddLinks
from tests.dashboard.odd_values import FITTING_IDS, NO_JOB, STORED, TYPED

# Of a hundred requests: so many callbacks with odd values, so many of an odd form, bodies that are hardly JSON, and addresses.
KINDS = {"values": 48, "form": 22, "body": 8, "csv": 8, "page": 7, "job": 3, "address": 4}
# Those that take longest; a quick run asks for some of them only.
DEAR = (
    *("hotspots-lead", "hotspots-accuracy", "trends-cards", "trends-windows", "priorities-lead"),
    *("rhythms-lead", "overview-morning", "overview-lead", "neighborhood-alike", "quality-lead"),
    *("trends-alarms", "overview-places", "rhythms-kinds", "neighborhood-lead"),
)
SCRIPTS = "/_dash-component-suites"
ADDRESSES = (
    *("/alive", "/no-such-page", "/hotspots/", "/HOTSPOTS", "/%00", "/%ff", "//evil.example/"),
    *("/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_favicon.ico", CALLBACKS),
    *("/csv/", "/csv/%00", "/jobs/", "/jobs//file", "/static/x"),
    *("/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py", "/assets/%00"),
    *(f"{SCRIPTS}/nothing/x.js", f"{SCRIPTS}/dash/nothing.js", f"{SCRIPTS}/dash/__init__.py"),
    f"{SCRIPTS}/dash/deps/../../../../etc/passwd",
)
METHODS = ("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")


@dataclass(frozen=True)
class Odd:
    """A request; `is_ours` where pages send this form, `is_fitting` where they send such values as well."""

    kind: str
    name: str
    method: str
    address: str
    body: bytes = b""
    is_ours: bool = False
    is_fitting: bool = False


class OddRequests:
    """Draws requests for an app; `dear_share` of the dearest callbacks are kept."""

    def __init__(self, app: Dash, seed: int, dear_share: float = 1.0) -> None:
        self._rng = Random(seed)
        self._links = OddLinks(app.server.extensions[EXTENSION].reader(), self._rng)
        self._callbacks = dict(sorted(app.callback_map.items()))
        self._dear_share, self._is_fitting = dear_share, True

    def draw(self, count: int) -> Iterator[Odd]:
        """Draw requests of every kind."""
        once = [
            *(Odd("address", path, "GET", path) for path in (*PAGES, *ADDRESSES)),
            *map(self._csv, TABLES),
            *map(self._callback, self._callbacks),
        ]
        yield from once
        for kind in self._rng.choices([*KINDS], [*KINDS.values()], k=count - len(once)):
            yield self._of(kind)

    def draw_of(self, name: str, count: int) -> Iterator[Odd]:
        """Draw requests of the callback whose outputs have a name."""
        key = next(key for key in self._callbacks if name in key)
        return (self._callback(key) for _ in range(count))

    def _of(self, kind: str) -> Odd:
        rng, links = self._rng, self._links
        if kind == "csv":
            return self._csv(rng.choice([*TABLES]) if rng.random() < 0.9 else links.text())
        if kind == "page":
            path = rng.choice([*PAGES, "/no-such-page"])
            return Odd(kind, path, "GET", path + _wire(links.search()))
        if kind == "job":
            job_id = rng.choice((links.text(), NO_JOB, "../" * 8, "f" * 63 + "é"))
            return Odd(kind, "file", "GET", f"/jobs/{_quoted(job_id)}/file")
        if kind == "address":
            address = rng.choice(ADDRESSES)
            return Odd(kind, address, rng.choice(METHODS), address, b"x" * rng.randint(0, 9))
        key = self._key()
        if kind == "values":
            return self._callback(key)
        body = _written(self._deformed(key) if kind == "form" else self._body(key))
        return Odd(kind, key, "POST", CALLBACKS, body if kind == "form" else self._broken(body))

    def _csv(self, name: str) -> Odd:
        address = f"/csv/{_quoted(name)}{_wire(self._links.search())}"
        return Odd("csv", name, "GET", address)

    def _callback(self, key: str) -> Odd:
        self._is_fitting = True
        body = _written(self._body(key))
        # The others run in the browser and are never sent.
        is_ours = self._callbacks[key].get("callback") is not None
        return Odd("values", key, "POST", CALLBACKS, body, is_ours, is_ours and self._is_fitting)

    def _key(self) -> str:
        while True:
            key = self._rng.choice([*self._callbacks])
            if any(name in key for name in DEAR) and self._rng.random() > self._dear_share:
                continue
            return key

    def _body(self, key: str) -> dict[str, Any]:
        told, rng, search = self._callbacks[key], self._rng, self._links.search()
        shown: dict[str, list[dict[str, Any]]] = {}
        inputs = [self._part(part, search, shown) for part in told["inputs"]]
        state = [self._part(part, search, shown) for part in told["state"]]
        names = [f"{_text(one['id'])}.{one['property']}" for one in _flat(inputs)]
        texts = key.strip(".").split("...") if "." in key else []
        outputs = [self._output(text, shown) for text in texts]
        return {
            "output": key,
            "outputs": outputs if key.startswith("..") or not outputs else outputs[0],
            "inputs": inputs,
            "state": state,
            "changedPropIds": rng.sample(names, min(len(names), rng.randint(0, 2))),
        }

    def _output(self, text: str, shown: dict[str, list[dict[str, Any]]]) -> Any:
        name, _, prop = text.rpartition(".")
        if not name.startswith("{"):
            return {"id": name, "property": prop}
        made = [{"id": one, "property": prop} for one in self._on_page(name, shown)]
        return made if '["ALL"]' in name else made[0]

    def _part(
        self, part: dict[str, str], search: str, shown: dict[str, list[dict[str, Any]]]
    ) -> Any:
        name, prop = part["id"], part["property"]
        if not name.startswith("{"):
            return {"id": name, "property": prop, "value": self._value(name, prop, search)}
        made = [
            {"id": one, "property": prop, "value": self._value(one, prop, search)}
            for one in self._on_page(name, shown)
        ]
        return made if '["ALL"]' in name else made[0]

    def _on_page(self, name: str, shown: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        """Draw which components of a pattern are on the page; the same ones for the whole request."""
        if name not in shown:
            pattern = json.loads(name)
            count = self._rng.randint(0, 3) if ["ALL"] in pattern.values() else 1
            shown[name] = [self._fit(pattern) for _ in range(count)]
        return shown[name]

    def _fit(self, pattern: dict[str, Any]) -> dict[str, Any]:
        return {
            key: value if isinstance(value, str) else self._or_odd(FITTING_IDS.get(key, ("x",)))
            for key, value in pattern.items()
        }

    def _or_odd(self, fitting: tuple[Any, ...]) -> Any:
        if self._rng.random() < 0.9:
            return self._rng.choice(fitting)
        self._is_fitting = False
        return self._links.garbage()

    def _value(self, name: Any, prop: str, search: str) -> Any:
        """Draw a value: mostly one that this property may have."""
        links = self._links
        place = {"properties": {"id": self._rng.choice(("midtown", "nowhere", links.text()))}}
        request = {
            "startRow": self._rng.choice((0, 100, -5, 10**9)),
            "endRow": self._rng.choice((50, 100, 10**12)),
            "sortModel": [{"colId": self._rng.choice(("case", "none")), "sort": "desc"}],
        }
        row = {"row": "1", "case": "25-1", "when": "3 Nov", "lon": -116.5, "lat": 33.8}
        fitting: dict[str, tuple[Any, ...]] = {
            "search": (search,),
            "pathname": (*PAGES, "/no-such-page"),
            "n_clicks": (0, 1, 7),
            "n_intervals": (0, 1),
            "clickData": (None, place),
            "getRowsRequest": (None, request),
            "selectedRows": (None, [], [row]),
            "data": ("light", "dark", None) if name == "color-scheme" else (None, [], [NO_JOB]),
            "disabled": (True, False),
            "value": (None, 3, "28d", "custom", ["2025-01-01", "2025-02-01"], ["burglary"]),
        }
        kind = name["type"] if isinstance(name, dict) else name
        own = {"data": STORED, "value": TYPED}.get(prop, {}).get(kind)
        return self._or_odd(own or fitting.get(prop, (name,)))

    def _deformed(self, key: str) -> Any:
        body, rng, links = self._body(key), self._rng, self._links
        for _ in range(rng.randint(1, 3)):
            name, way = rng.choice([*body]), rng.randrange(6)
            parts = [
                part for each in ("inputs", "state", "outputs") for part in _flat(body.get(each))
            ]
            if way == 0 and len(body) > 1:
                del body[name]
            elif way == 1:
                body[name] = links.garbage()
            elif way == 2 and isinstance(body[name], list):
                body[name] = [*body[name], links.garbage(), *body[name][:1]]
            elif way == 3 and isinstance(body[name], list):
                body[name] = rng.sample(body[name], rng.randint(0, len(body[name])))
            elif parts:
                part = rng.choice(parts)
                if part and rng.random() < 0.3:
                    part.pop(rng.choice([*part]))
                part[rng.choice(("id", "property", "value"))] = links.garbage()
        if rng.random() < 0.1:
            body[links.text()[:40]] = links.garbage()
        return body

    def _broken(self, body: bytes) -> bytes:
        rng = self._rng
        at, noise = rng.randint(0, len(body)), bytes(rng.randrange(256) for _ in range(4))
        ways = (
            body[:at],
            body[:at] + noise + body[at:],
            body.replace(b'"value"', b'"value": "twice", "value"'),
            body.replace(b"{", b'{"output": "nothing.children", ', 1),
            body.replace(b'"value": ', b'"value": 1' + b"0" * 5_000 + b', "x": ', 1),
            b"[" * 5_000,
            b'{"output": ' * 3_000 + b"1" + b"}" * 3_000,
            b"\xff\xfe" + body.decode("ascii").encode("utf-16-le"),
            *(b"", b"null", b"NaN", b"-Infinity", b'"\\ud800"'),
        )
        return rng.choice(ways)


def _flat(listed: Any) -> list[dict[str, Any]]:
    if isinstance(listed, dict):
        return [listed]
    return [one for part in listed for one in _flat(part)] if isinstance(listed, list) else []


def _text(name: Any) -> str:
    if isinstance(name, str):
        return name
    return json.dumps(name, sort_keys=True, separators=(",", ":"))


def _written(body: Any) -> bytes:
    return json.dumps(body).encode()


def _wire(search: str) -> str:
    """Write a query string as it goes over the wire: half characters as the three bytes that some clients make of them."""
    escaped = re.sub(r"[^\x21-\x7e]", lambda odd: _quoted(odd[0]), search)
    return escaped.replace("#", "%23")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
