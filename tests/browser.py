"""Where is the Chrome or Chromium that the browser tests drive? Found, or else installed.

`python -m tests.browser` installs one where none is found: Debian's where apt and root are at hand,
else Playwright's own. A browser test that is left out is a gap in what was checked: locally it is
skipped and says so, with CI=true it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
# Playwright's own driver is linked against libatomic, which slim images leave out.
DEBIAN_PACKAGES = ("chromium", "fonts-liberation", "libatomic1")
MISSING = "no Chrome or Chromium found (CRIME_CHROMIUM names one), or Playwright does not start"

# No call home, and no sandbox: it cannot start as root in a container, and the pages are our own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> Path | None:
    """Find Chrome or Chromium: CRIME_CHROMIUM, then the system's, then Playwright's own.

    None as well where Playwright does not start: without it no browser can be driven.
    """
    if not _playwright_starts():
        return None
    return next((path for path in _candidates() if path.is_file()), None)


def require_chromium() -> Path:
    """Give the browser, or leave the calling test out: skipped locally, failed where CI=true."""
    found = find_chromium()
    if found is None and _is_ci():
        pytest.fail(f"{MISSING}; with CI=true no browser test may be left out")
    return found or pytest.skip(MISSING)


@contextmanager
def chromium(executable: Path) -> Iterator[Browser]:
    """Start the browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(executable), args=[*FLAGS, "--disable-quic"]
        )
        yield browser
        browser.close()


@cache
def _playwright_starts() -> bool:
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("CRIME_CHROMIUM"):
        yield Path(named)
    for command in COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    for app in MAC_APPS:
        yield Path("/Applications", app)
    for folder in WINDOWS_FOLDERS:
        if base := os.environ.get(folder):
            yield Path(base, "Google", "Chrome", "Application", "chrome.exe")
    yield _playwrights_own()


def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def _is_debian_root() -> bool:
    return shutil.which("apt-get") is not None and getattr(os, "geteuid", lambda: 1)() == 0


def _install() -> None:
    if _is_debian_root():
        _run("apt-get", "-qq", "update")
        _run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES)
    if find_chromium() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    print("The browser tests need:", " ".join(command), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    devnull = subprocess.DEVNULL
    subprocess.run(command, env=quiet, stdin=devnull, stdout=devnull, check=False)
    _playwright_starts.cache_clear()


def main() -> int:
    """Install a browser where none is found, and say what is left out where that fails."""
    if find_chromium() is None:
        _install()
    found = find_chromium()
    if found is None:
        print(f"Leaving out the browser tests: {MISSING}.")
        return int(_is_ci())
    print(f"Browser tests run in {found}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
