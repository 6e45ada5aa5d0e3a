"""What every walk through the pages does: read the link, choose a period, open a page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.dashboard.served import settle


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose_period(page: Page, label: str) -> None:
    page.get_by_role("radiogroup", name="Period").get_by_text(label, exact=True).click()
    settle(page)


def open_page(page: Page, name: str) -> None:
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True)
    path = urlsplit(link.get_attribute("href") or "").path
    link.click()
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    settle(page)
