"""A web server on the loopback interface that answers as a program says, and misbehaves on order.

A service says what it holds; a fault takes its place for one answer, or for all. Only what a network really does is done here: a
body that ends before its length, one that ends without any, a page of HTML.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Question:
    """What was asked: the path, its parameters or those of a form, the JSON sent, the headers."""

    method: str
    path: str
    query: dict[str, str]
    json: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What is answered. `is_cut` sends half of the body; without `has_length` its end is the connection's."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    has_length: bool = True
    is_cut: bool = False

    @classmethod
    def of(cls, document: Any, status: int = 200) -> Reply:
        return cls(json.dumps(document).encode(), status)


@contextmanager
def serve(answer: Callable[[Question], Reply]) -> Iterator[str]:
    """Serve what a program answers; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_json = "json" in self.headers.get("Content-Type", "")
            given = parse_qs(parts.query) | ({} if is_json else parse_qs(sent))
            query = {key: values[0] for key, values in given.items()}
            document = json.loads(sent) if is_json else None
            headers = {key.lower(): value for key, value in self.headers.items()}
            reply = answer(Question(self.command, parts.path, query, document, headers))
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.has_length:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.is_cut else reply.body)
            self.close_connection = True

        do_POST = do_GET  # noqa: N815

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
