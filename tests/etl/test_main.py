"""The command line: what it prints for people and machines, and how it fails."""

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from analytics.store import current_snapshot, open_snapshot
from etl.__main__ import COMMANDS, main
from etl.operation import operation_of
from tests import town


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Give the arguments of a run of the town's feed on the town's outlines, one ring of which crosses itself."""
    town.write_feed(tmp_path / "in")
    squares = [shapely.box(*bounds) for bounds in town.NEIGHBORHOODS.values()]
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    names = [*town.NEIGHBORHOODS, "bow tie"]
    layer = gpd.GeoDataFrame({"name": names}, geometry=[*squares, bow_tie], crs="EPSG:4326")
    layer.to_file(tmp_path / "outlines.geojson", driver="GeoJSON")
    return [
        "run", str(tmp_path / "in" / "town.toml"), "--input", str(tmp_path / "in"),
        "--neighborhoods", str(tmp_path / "outlines.geojson"), "--as-of", "2025-12-28",
    ]  # fmt: skip


def test_summary_for_machines_reconciles_and_names_repairs(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--data-dir", str(tmp_path / "data"), "--json"]) == 0
    printed = capsys.readouterr()
    summary = json.loads(printed.out)
    assert summary["received"] == town.RECEIVED
    assert summary["accepted"] + summary["quarantined"] + summary["duplicates"] == town.RECEIVED
    assert Path(summary["snapshot"]).is_file()
    assert "bow tie" in next(f["message"] for f in summary["findings"] if f["code"] == "G01")
    assert printed.err == ""


def test_unknown_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_DATADIR", "elsewhere")
    assert main(["status"]) == 2
    assert "unknown setting CRIME_DATADIR" in capsys.readouterr().err


def test_status_says_how_far_the_data_reach(
    town_data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--data-dir", str(town_data_dir)]) == 0
    printed = capsys.readouterr().out
    assert "SIMULATED" in printed
    assert "Data as of 28 Dec 2025 · settled until 14 Dec 2025" in printed
    assert "the coordinates are 0, 0" in printed


def test_demo_leaves_a_snapshot_that_is_there(
    town_data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(town_data_dir.rglob("*"))
    assert main(["demo", "--data-dir", str(town_data_dir)]) == 0
    assert sorted(town_data_dir.rglob("*")) == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("changed", ["data", "feed", "neighborhoods"])
def test_failure_is_one_line_that_names_the_thing(
    arguments: list[str], tmp_path: Path, changed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "a_file"
    blocked.write_text("not a folder", encoding="utf-8")
    data_dir, wanted = tmp_path / "data", "a_file"
    if changed == "data":
        data_dir = blocked / "data"
    elif changed == "feed":
        arguments[1], wanted = str(tmp_path), str(tmp_path)
    else:
        arguments[5], wanted = str(tmp_path / "nowhere.geojson"), "nowhere.geojson"
    assert main([*arguments, "--data-dir", str(data_dir)]) == 2
    error = capsys.readouterr().err
    assert error.rstrip().splitlines()[-1].startswith("error: ")
    assert wanted in error
    assert "Traceback" not in error


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert COMMANDS[command].HELP.split()[0] in capsys.readouterr().out


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour pass whenever the clock is read."""
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in count())
    monkeypatch.setattr("etl.__main__.now", lambda: next(moments))


@pytest.fixture
def held(
    arguments: list[str], tmp_path: Path, hourly: None, capsys: pytest.CaptureFixture[str]
) -> tuple[Path, str, str]:
    """Give a data folder in which a run waits, as half of the rows are gone, the id of that run, and what it printed."""
    data_dir = tmp_path / "data"
    assert main([*arguments, "--data-dir", str(data_dir)]) == 0
    feed = tmp_path / "in" / "town.csv"
    lines = feed.read_text(encoding="utf-8").splitlines()
    feed.write_text("\n".join(lines[:100]) + "\n", encoding="utf-8")
    assert main([*arguments, "--data-dir", str(data_dir)]) == 3
    (run_id,) = (path.stem for path in (data_dir / "snapshots").glob("*") if path != current_snapshot(data_dir))  # fmt: skip
    return data_dir, run_id, " ".join(capsys.readouterr().out.split())


def test_held_run_says_why_and_what_lets_it_in(
    held: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir, run_id, printed = held
    assert f"Run {run_id} is held and not in service, because C12 town" in printed
    assert f"python -m etl approve {run_id}" in printed
    assert main(["status", "--json", "--data-dir", str(data_dir)]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["held"]["run_id"] == run_id
    assert status["run_id"] != run_id


def test_held_run_is_approved_and_rolled_back(
    held: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir, run_id, _ = held
    before = current_snapshot(data_dir)
    assert main(["approve", "20200101T000000Z", "--data-dir", str(data_dir)]) == 2
    assert main(["approve", run_id, "--data-dir", str(data_dir)]) == 0
    assert current_snapshot(data_dir) == data_dir / "snapshots" / f"{run_id}.duckdb"
    capsys.readouterr()
    assert main(["rollback", "--data-dir", str(data_dir)]) == 0
    assert current_snapshot(data_dir) == before
    assert main(["rollback", run_id, "--data-dir", str(data_dir)]) == 0
    assert main(["rollback", "20200101T000000Z", "--data-dir", str(data_dir)]) == 2
    assert "there is no snapshot of run 20200101T000000Z" in capsys.readouterr().err


def test_command_that_a_held_run_prints_lets_it_in_as_it_stands(
    held: tuple[Path, str, str],
) -> None:
    data_dir, run_id, printed = held
    (command,) = re.findall(r"If that is right: python -m etl (.*?);", printed)
    assert main(shlex.split(command)) == 0
    assert current_snapshot(data_dir) == data_dir / "snapshots" / f"{run_id}.duckdb"


@pytest.mark.parametrize("command", ["run", "rollback"])
def test_run_that_waits_no_more_is_said_to_be_dropped(
    held: tuple[Path, str, str],
    arguments: list[str],
    command: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data_dir, run_id, _ = held
    town.write_feed(data_dir.parent / "in")
    again = [*arguments, "--data-dir", str(data_dir)]
    if command == "rollback":
        assert main([*again, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["dropped"] == run_id
        held_again = data_dir.parent / "in" / "town.csv"
        lines = held_again.read_text(encoding="utf-8").splitlines()
        held_again.write_text("\n".join(lines[:100]) + "\n", encoding="utf-8")
        assert main([*again, "--json"]) == 3
        run_id = json.loads(capsys.readouterr().out)["run_id"]
        again = ["rollback", "--data-dir", str(data_dir)]
    assert main(again) == 0
    said = f"Run {run_id}, which waited for approval, is dropped"
    assert said in " ".join(capsys.readouterr().out.split())


def test_status_says_that_the_first_run_waits(
    arguments: list[str], tmp_path: Path, hourly: None, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "in" / "town.csv"
    lines = feed.read_text(encoding="utf-8").splitlines()
    more = [lines[1].replace("B1,", f"More{number},") for number in range(1_001 - len(lines))]
    feed.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    data_dir = ["--data-dir", str(tmp_path / "data")]
    assert main([*arguments, *data_dir]) == 3
    capsys.readouterr()
    assert main(["status", *data_dir]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "holds no snapshot in service yet" in printed
    assert "is held and not in service, because C14 town" in printed
    assert main(["status", "--json", *data_dir]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["run_id"], len(status["held"]["reasons"])) == (None, 1)


def test_interrupted_command_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(COMMANDS["status"], "execute", interrupted)
    assert main(["status"]) == 130
    said = capsys.readouterr().err
    assert said.startswith("error: interrupted")
    assert said.count("\n") == 1


def test_status_names_an_earlier_snapshot_that_cannot_be_read(
    held: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir, run_id, _ = held
    before = current_snapshot(data_dir)
    assert before is not None
    assert main(["approve", run_id, "--data-dir", str(data_dir)]) == 0
    before.write_bytes(b"damaged")
    capsys.readouterr()
    assert main(["status", "--data-dir", str(data_dir)]) == 0
    assert f"{before.stem}  cannot be read" in capsys.readouterr().out


def test_run_reads_the_kept_copies_when_the_input_is_gone(
    arguments: list[str], tmp_path: Path, hourly: None
) -> None:
    data_dir = ["--data-dir", str(tmp_path / "data")]
    assert main([*arguments, *data_dir]) == 0
    (tmp_path / "in" / "town.csv").unlink()
    assert main([*arguments, *data_dir]) == 2
    assert main([*arguments, "--replay", *data_dir]) == 0


def test_address_in_two_neighborhoods_is_said_and_the_others_are_used(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "addresses.csv"
    lines = ["address,neighborhood", "Strip,Northeast", "Edge,Northwest", "Edge,Northeast"]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ["--addresses", str(table), "--json", "--data-dir", str(tmp_path / "data")]
    assert main([*arguments, *options]) == 0
    summary = json.loads(capsys.readouterr().out)
    notes = [found["message"] for found in summary["findings"] if found["code"] == "G01"]
    assert any("has 1 addresses in two neighborhoods" in note for note in notes)
    assert summary["located"] == town.LOCATED + 1


@pytest.mark.parametrize(("day", "is_dark"), [(30, False), (31, True)])
def test_feed_is_dark_after_more_than_twice_its_cadence(
    town_data_dir: Path, day: int, is_dark: bool
) -> None:
    store = open_snapshot(town_data_dir, audience="police")
    noon = datetime(2025, 12, day, 20, tzinfo=UTC)
    (feed,) = operation_of(town_data_dir, store, noon)["feeds"]
    store.close()
    assert (feed["data_as_of"], feed["age_days"]) == ("2025-12-28", day - 28)
    assert feed["is_dark"] is is_dark


def test_erased_incident_is_said_to_be_where_files_are_dropped(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir = ["--data-dir", str(tmp_path / "data")]
    assert main([*arguments, *data_dir]) == 0
    capsys.readouterr()
    erase = ["erase", arguments[1], "--input", str(tmp_path / "in"), "--incident", "B50", *data_dir]
    assert main([*erase, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["copied_rows"]) == (1, 1)
    assert report["traces"] == [str(tmp_path / "in" / "town.csv")]
    assert main([*erase[:2], "--incident", "B51", *data_dir]) == 0
    assert "were not looked at: name them with --input" in capsys.readouterr().out
    assert main(["erase", arguments[1], "--incident", "nope", *data_dir]) == 2
    assert "no snapshot holds incident 'nope'" in capsys.readouterr().err
