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
