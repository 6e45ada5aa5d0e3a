"""Who can reach the dashboard? This machine only, until there are logins."""

from __future__ import annotations

import pytest

from dashboard.__main__ import is_loopback, main


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "192.168.1.20", "::", "police.example", "127.0.0.1.nip"]
)
def test_an_address_that_others_can_reach_is_refused_with_a_reason(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--host", host]) == 2
    said = capsys.readouterr().err
    assert host in said
    assert "logins" in said


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_addresses_of_this_machine_are_allowed(host: str) -> None:
    assert is_loopback(host)


def test_a_misspelled_setting_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_DATA_DIRR", "elsewhere")
    assert main([]) == 2
    assert "CRIME_DATA_DIRR" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["0", "17", "-1"])
def test_workers_that_no_machine_needs_are_refused(
    workers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--workers", workers]) == 2
    assert "choose 1 to 16" in capsys.readouterr().err


def test_several_workers_are_refused_on_windows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert main(["--workers", "2"]) == 2
    assert "on Windows a single process serves" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["none", "0", "17", "2.5", ""])
def test_a_setting_of_workers_that_is_no_number_from_1_to_16_stops_the_start(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_WORKERS", text)
    assert main([]) == 2
    assert "CRIME_WORKERS" in capsys.readouterr().err
