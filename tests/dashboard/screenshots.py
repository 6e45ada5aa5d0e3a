"""Pictures of every page for people to look at: python -m tests.dashboard.screenshots DATA_DIR FOLDER.

Each page in three sizes, light and dark, to its full height; faults of the console are printed. Any other argument keeps
to the pages, sizes or schemes that it names, such as overview,trends; a day, such as 2026-12-31, is when the pages are looked at.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from dashboard.context import Context
from tests.browser import find_chromium
from tests.dashboard.served import chromium, open_context, serve, settle

SIZES = {"phone": (390, 844), "laptop": (1280, 720), "desk": (1920, 1080)}
PAGES = {
    "overview": "/",
    "hotspots": "/hotspots",
    "density": "/hotspots?layer=density",
    "incidents": "/hotspots?layer=incidents",
    "trends": "/trends",
    "empty": "/?period=2001-01-01..2001-01-02&neighborhood=nowhere",
    "missing": "/no-such-page",
}


def main(data_dir: str, folder: str, *only: str) -> None:
    """Take the pictures; `only` names pages, sizes or schemes to keep to, or the day it is."""
    days = [datetime.fromisoformat(f"{word}T20:00Z") for word in only if word[:1].isdigit()]
    only = tuple(word for word in only if not word[:1].isdigit())
    executable = find_chromium()
    if executable is None:
        raise SystemExit("no Chrome or Chromium found")
    Path(folder).mkdir(parents=True, exist_ok=True)
    context = Context(
        Path(data_dir), audience="police", clock=lambda: days[0] if days else datetime.now(UTC)
    )
    with serve(context) as address, chromium(executable) as browser:
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                for name, path in PAGES.items():
                    wanted = {name, size, scheme}
                    if not all(wanted & set(choice.split(",")) for choice in only):
                        continue
                    window, watch = open_context(browser, width=width, height=height, scheme=scheme)
                    page = window.new_page()
                    page.goto(address + path)
                    settle(page)
                    page.screenshot(
                        path=Path(folder, f"{name}_{size}_{scheme}.png"), full_page=True
                    )
                    for fault in watch.faults:
                        print(f"{name} {size} {scheme}: {fault}")
                    window.close()
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
