"""Does a browser test that cannot run say so, and fail where it must not be left out?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_a_missing_one() -> Iterator[Path]:
        yield Path("missing-chromium")

    monkeypatch.setattr(browser, "_candidates", only_a_missing_one)
    monkeypatch.setattr(browser, "_install", lambda: None)


def test_browser_named_in_the_settings_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "chromium"
    named.touch()
    monkeypatch.setenv("CRIME_CHROMIUM", str(named))
    assert browser.find_chromium() == named


@pytest.mark.usefixtures("no_browser")
def test_missing_browser_skips_a_test_on_a_desk_and_fails_it_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception):
        browser.require_chromium()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        browser.require_chromium()


@pytest.mark.usefixtures("no_browser")
def test_missing_browser_is_named_in_one_line_and_is_an_error_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "")
    assert browser.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Leaving out the browser tests: {browser.MISSING}."
    ]
    monkeypatch.setenv("CI", "true")
    assert browser.main() == 1
