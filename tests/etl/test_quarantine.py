"""Rows that were set aside can be looked at, taken along and, after the definition was mended, accepted."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from etl.__main__ import main
from etl.quarantine import as_csv
from tests import town

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\ttab")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Publish the town's feed with a line for each way to start a formula and two starts in another format."""
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in count())
    monkeypatch.setattr("etl.__main__.now", lambda: next(moments))
    town.write_layers(tmp_path / "data" / "geodata")
    town.write_feed(tmp_path / "data" / "incoming")
    feed = tmp_path / "data" / "incoming" / "town.csv"
    lines = [f"{start},too short" for start in EVIL]
    lines += [f"L{n},459 PC BURGLARY RESIDENCE,2025-06-1{n} at noon,Here,-116.5475,33.8325,CALL" for n in (1, 2)]  # fmt: skip
    feed.write_text(feed.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    definition = str(tmp_path / "data" / "incoming" / "town.toml")
    options = [definition, "--data-dir", str(tmp_path / "data"), "--as-of", "2025-12-28"]
    assert main(["run", *options]) == 0
    return options


def test_reasons_are_listed_with_their_rows_and_an_example(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["quarantine", "list", "--json", *office[1:3]]) == 0
    found = {line["reason"]: line for line in json.loads(capsys.readouterr().out)}
    assert found["has 2 fields, 7 are expected"]["rows"] == len(EVIL)
    assert found["start time cannot be read"]["example"].startswith("2025-06-1")
    assert found["start time is empty"]["rows"] == 1


def test_nothing_set_aside_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir = ["--data-dir", str(tmp_path / "data")]
    town.write_layers(tmp_path / "data" / "geodata")
    town.write_feed(tmp_path / "in")
    feed = tmp_path / "in" / "town.csv"
    lines = feed.read_text(encoding="utf-8").splitlines()
    # One row of the town has no date.
    feed.write_text(
        "\n".join(line for line in lines if line.split(",")[2]) + "\n", encoding="utf-8"
    )
    assert main(["run", str(tmp_path / "in" / "town.toml"), "--input", str(feed), *data_dir]) == 0
    capsys.readouterr()
    assert main(["quarantine", "list", *data_dir]) == 0
    assert capsys.readouterr().out == "No row is set aside.\n"
    assert main(["quarantine", "list", "--json", *data_dir]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_no_exported_cell_starts_like_a_formula(
    office: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "set_aside.csv"
    assert main(["quarantine", "export", "--out", str(out), *office[1:3]]) == 0
    rows = [*csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline=""))]
    assert rows[0] == ["feed", "source_file", "source_row", "reason", "content"]
    assert len(rows) == 1 + len(EVIL) + 2 + 1
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    assert any('"Case": "L1"' in row[4] for row in rows)
    capsys.readouterr()
    main(["quarantine", "export", "--feed", "other", *office[1:3]])
    assert capsys.readouterr().out.splitlines() == ["feed,source_file,source_row,reason,content"]


def test_text_that_starts_like_a_formula_gets_an_apostrophe() -> None:
    rows = pd.DataFrame(
        {"feed": "a", "source_file": [f"{start}.csv" for start in EVIL], "source_row": 1, "reason": "r", "content": None}
    )  # fmt: skip
    cells = [row[1] for row in csv.reader(io.StringIO(as_csv(rows), newline=""))][1:]
    assert cells == [f"'{start}.csv" for start in EVIL]


def test_mended_definition_accepts_what_was_set_aside(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(office[0])
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("formats = [", 'formats = ["%Y-%m-%d at noon", '), encoding="utf-8"
    )
    capsys.readouterr()
    assert main(["quarantine", "replay", "--json", *office]) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert (outcome["quarantined_before"], outcome["accepted"]) == (8, 2)
    assert (outcome["duplicates"], outcome["still_quarantined"]) == (0, 6)
    capsys.readouterr()
    assert main(["quarantine", "replay", *office]) == 0
    assert "Of 6 rows that were set aside, 0 are accepted now" in capsys.readouterr().out
