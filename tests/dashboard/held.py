"""An answer of the server that comes late, or never."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from dashboard.gate import CALLBACKS


@dataclass
class Held:
    """Holds back the first answer to what a store of the page sends."""

    page: Page
    store: str
    is_lost: bool = False
    routes: list[Route] = field(default_factory=list)

    def __enter__(self) -> Held:
        self.page.route(f"**{CALLBACKS}*", self._hold)
        return self

    def __exit__(self, *_: object) -> None:
        self.page.unroute(f"**{CALLBACKS}*", self._hold)

    def release(self) -> None:
        self.routes[0].continue_()

    def _hold(self, route: Route) -> None:
        is_meant = f"{self.store}.data" in (route.request.post_data or "")
        if self.routes or not is_meant:
            route.continue_()
            return
        self.routes.append(route)
        if self.is_lost:
            # The server does its work, and the browser never hears of it.
            route.fetch()


def sends(page: Page, store: str) -> Any:
    """Wait for what a store of the page sends."""
    return page.expect_request(lambda request: f"{store}.data" in (request.post_data or ""))
