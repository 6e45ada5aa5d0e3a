"""The command line: what it prints for people and machines, and how it fails."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from etl.__main__ import main
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
