"""A dashboard on this machine, and a browser page that notes whatever should not happen.

A page is clean if the console stays silent, no script fails and no request leaves the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Request,
    ViewportSize,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboard.app import create_app
from dashboard.context import Context

# Marks the page as quiet once no request was under way for a while, two frames were drawn since, for what waits for its size,
# and the browser has nothing left to do. A mark, not a script that asks: the pages' content-security policy forbids scripts made
# of text, in tests too. The browser's own timers are kept aside, for a test may hold the page's clock. On a busy machine frames
# and idle moments come late, while a page that asks each second must be taken as quiet between two questions.
MARK_QUIET = """
const QUIET_MS = 200;
const FRAME_MS = 50;
const IDLE_MS = 100;
const [later, draw, rest] = [setTimeout, requestAnimationFrame, requestIdleCallback].map((own) => own.bind(window));
const pause = (ms) => new Promise((done) => later(done, ms));
const frame = () => Promise.race([new Promise(draw), pause(FRAME_MS)]);
const idle = () => new Promise((done) => rest(done, { timeout: IDLE_MS }));
const steps = [() => pause(QUIET_MS), frame, frame, idle];
let pending = 0;
let turn = 0;
window.markWhenQuiet = async () => {
  turn += 1;
  const mine = turn;
  document.documentElement?.removeAttribute("data-quiet");
  for (const step of steps) {
    if (pending > 0 || mine !== turn) return;
    await step();
  }
  if (pending === 0 && mine === turn) document.documentElement.setAttribute("data-quiet", "");
};
const send = window.fetch;
window.fetch = (...request) => {
  pending += 1;
  window.markWhenQuiet();
  return send(...request).finally(() => { pending -= 1; window.markWhenQuiet(); });
};
document.addEventListener("DOMContentLoaded", window.markWhenQuiet);
"""
LOCAL = ("127.0.0.1", "localhost", "")


class QuietHandler(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_request(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def serve(context: Context) -> Iterator[str]:
    """Serve the dashboard on a free port; give its address."""
    app = create_app(context)
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@dataclass
class Watch:
    """What happened on the pages of one browser context that should not have."""

    faults: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        """Begin to watch every page of the context."""
        context.on("page", self._on_page)
        context.on("request", self._on_request)

    def take(self) -> list[str]:
        """Give the faults so far, and forget them."""
        taken, self.faults = self.faults, []
        return taken

    def _on_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._on_console)
        page.on("response", self._on_response)

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _on_response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL:
            self.faults.append(f"request leaves the machine: {request.url}")


def open_context(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 720,
    scheme: Literal["light", "dark"] = "light",
) -> tuple[BrowserContext, Watch]:
    """Open a browser context of a size and color scheme, watched."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        # What moves for ever costs a third of a processor while another test runs.
        reduced_motion="reduce",
        has_touch=width < 500,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(MARK_QUIET)
    watch = Watch()
    watch.on(context)
    return context, watch


def settle(page: Page) -> None:
    """Wait until the page has drawn itself and is quiet."""
    page.wait_for_selector("h1")
    try:
        page.evaluate("() => { window.markWhenQuiet(); }")
    except Error as error:
        # A link to Incidents loads a document, for the grid's script; the click does not wait for it.
        if "context was destroyed" not in error.message:
            raise
        page.wait_for_selector("h1")
        page.evaluate("() => { window.markWhenQuiet(); }")
    page.wait_for_selector("html[data-quiet]", state="attached")
    page.wait_for_selector(".dash-graph:not(:has(.main-svg))", state="detached")


def empty(page: Page, size: ViewportSize | None) -> None:
    """Make a tab as good as new: no page, nothing kept for the session, none of what a test arranged."""
    page.unroute_all()
    page.evaluate("() => sessionStorage.clear()")
    page.goto("about:blank")
    page.emulate_media(media="null")
    page.mouse.move(0, 0)
    if size is not None and page.viewport_size != size:
        page.set_viewport_size(size)
