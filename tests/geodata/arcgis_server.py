"""A feature server on the loopback interface that answers like ArcGIS, and misbehaves on order."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Ring = list[tuple[float, float]]


class ArcgisLayer:
    """One layer of the server: what it holds, and the ways in which it can lie."""

    def __init__(self, shapes: dict[str, Ring], name_field: str = "NeighborhoodName") -> None:
        self.name_field = name_field
        self.rows = {
            10 * number: {
                "attributes": {"OBJECTID": 10 * number, name_field: name, "Contact": "a@b.org"},
                "geometry": {"rings": [ring]},
            }
            for number, (name, ring) in enumerate(shapes.items(), start=1)
        }
        self.transfer_limit = 1000
        self.count_is_off_by = 0
        self.hides_rows = 0
        self.wkid = 4326
        self.unavailable = 0  # so many answers of 503 first
        self.replies: dict[str, tuple[int, bytes]] = {}  # by kind of question: status and body
        self.asked: list[str] = []

    def answer(self, kind: str, query: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(kind)
        if self.unavailable:
            self.unavailable -= 1
            return 503, b"<html>Service Unavailable</html>"
        if kind in self.replies:
            return self.replies[kind]
        body: dict[str, Any]
        if kind == "layer":
            body = {
                "type": "Feature Layer",
                "geometryType": "esriGeometryPolygon",
                "maxRecordCount": 2000,
                "fields": self._fields(),
            }
        elif kind == "ids":
            body = {"objectIdFieldName": "OBJECTID", "objectIds": sorted(self.rows, reverse=True)}
        elif kind == "count":
            body = {"count": len(self.rows) + self.count_is_off_by}
        else:
            body = self._page(query)
        return 200, json.dumps(body).encode()

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        assert query["outSR"] == "4326"
        first, last = (int(part.split("=")[1]) for part in query["where"].split(" AND "))
        rows = [row for key, row in sorted(self.rows.items()) if first <= key <= last]
        rows = rows[: len(rows) - self.hides_rows]
        page = {"spatialReference": {"wkid": self.wkid}, "fields": self._fields()}
        if len(rows) > self.transfer_limit:
            return page | {"features": rows[: self.transfer_limit], "exceededTransferLimit": True}
        return page | {"features": rows}

    def _fields(self) -> list[dict[str, str]]:
        text = {"type": "esriFieldTypeString"}
        return [
            {"name": "OBJECTID", "type": "esriFieldTypeOID"},
            {"name": self.name_field} | text,
            {"name": "Contact"} | text,
        ]


@contextmanager
def serve(layers: dict[str, ArcgisLayer]) -> Iterator[str]:
    """Serve layers by name; gives the address that they are under."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            kind = "page" if parts.path.endswith("/query") else "layer"
            kind = "ids" if "returnIdsOnly" in query else kind
            kind = "count" if "returnCountOnly" in query else kind
            status, body = layers[parts.path.split("/")[1]].answer(kind, query)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
