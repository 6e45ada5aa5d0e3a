"""Inspections of what four cities published: the definition written gives the counts of the one made by hand."""

import json
import shutil
from pathlib import Path

import pytest

from etl.__main__ import main

SHARED = Path("../shared/data")
EXAMPLES = Path("etl/feeds/examples")
EXPORTS = {
    "chicago": ("chicago/crimes_2014-03.csv", "chicago/community_areas", "America/Chicago"),
    "san_francisco": (
        "san-francisco/incidents_2018-12.csv", "san-francisco/neighborhoods.geojson", "America/Los_Angeles",
    ),
    "sacramento": (
        "sacramento/incidents_2006-01_pipe.csv", "sacramento/neighborhoods.geojson", "America/Los_Angeles",
    ),
    "sacramento_without_header": (
        "sacramento/incidents_2006-01_cr_noheader.csv", "sacramento/neighborhoods.geojson", "America/Los_Angeles",
    ),
}  # fmt: skip
ST_LOUIS = ("st-louis/monthly", "st-louis/neighborhoods", "America/Chicago")
SAME = ("received", "accepted", "quarantined", "duplicates", "located")

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real feeds of ../shared/data are absent"
)


def inspected(export: Path, layers: Path, zone: str, out: Path) -> Path:
    """Write the definition of an export."""
    arguments = ["--neighborhoods", str(layers), "--time-zone", zone, "--place", "Springfield"]
    assert main(["inspect", str(export), *arguments, "--out", str(out)]) == 0
    return out


def counts(
    definition: Path, source: Path, layers: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> dict:
    capsys.readouterr()
    arguments = ["--input", source, "--neighborhoods", layers, "--data-dir", data_dir, "--json"]
    assert main(["run", str(definition), *map(str, arguments)]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", EXPORTS)
def test_definition_written_counts_as_the_one_made_by_hand(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, outlines, zone = EXPORTS[name]
    source, layers = SHARED / file, SHARED / outlines
    written = inspected(source, layers, zone, tmp_path / "written.toml")
    ours = counts(written, source, layers, tmp_path / "ours", capsys)
    example = EXAMPLES / f"{name.removesuffix('_without_header')}.toml"
    theirs = counts(example, source, layers, tmp_path / "theirs", capsys)
    assert {key: ours[key] for key in SAME} == {key: theirs[key] for key in SAME}
    if name == "san_francisco":
        # The department's own words count as nothing before a person has said what they mean.
        assert set(ours["received_by_category"]) == {"other"}
        return
    for category in ("robbery", "burglary", "narcotics"):
        by_hand = theirs["received_by_category"][category]
        assert ours["received_by_category"][category] == by_hand


@pytest.mark.parametrize(
    "months", [["2009/January", "2009/June", "2010/March"], ["2016/january", "2016/may"]]
)
def test_months_of_st_louis_are_read_by_the_definition_written_from_the_first(
    months: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, outlines, zone = ST_LOUIS
    (tmp_path / "in").mkdir()
    files = [next((SHARED / folder).glob(f"{month}*.*")) for month in months]
    for file in files:
        shutil.copy(file, tmp_path / "in" / file.name)
    layers = SHARED / outlines
    written = inspected(files[0], layers, zone, tmp_path / "written.toml")
    ours = counts(written, tmp_path / "in", layers, tmp_path / "ours", capsys)
    theirs = counts(
        EXAMPLES / "st_louis.toml", tmp_path / "in", layers, tmp_path / "theirs", capsys
    )
    assert {key: ours[key] for key in SAME} == {key: theirs[key] for key in SAME}
    assert ours["received_by_category"] == theirs["received_by_category"]
    # By hand, a row that cancels needs only the house number of the row it takes back, here the street too.
    assert 0 <= ours["counted"] - theirs["counted"] < 0.01 * ours["accepted"]
