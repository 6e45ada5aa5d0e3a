"""The feed definitions of four cities, run on what those cities published."""

import json
from pathlib import Path

import pytest

from etl.__main__ import main

SHARED = Path("../shared/data")
EXAMPLES = Path("etl/feeds/examples")
FILES = {
    "chicago": ("chicago/crimes_2014-03.csv", "chicago/community_areas"),
    "san_francisco": ("san-francisco/incidents_2018-12.csv", "san-francisco/neighborhoods.geojson"),
    "sacramento": ("sacramento/incidents_2006-01_pipe.csv", "sacramento/neighborhoods.geojson"),
    "sacramento_without_header": (
        "sacramento/incidents_2006-01_cr_noheader.csv", "sacramento/neighborhoods.geojson",
    ),
}  # fmt: skip
# Counted in the files themselves, by the codes that stand in them.
RECEIVED = {
    "chicago": {"rows": 6779, "robbery": 260, "burglary": 411, "narcotics": 649},
    "san_francisco": {"rows": 11220, "robbery": 353, "burglary": 488, "narcotics": 271},
    "sacramento": {"rows": 7473, "robbery": 184, "burglary": 497, "narcotics": 352},
    "sacramento_without_header": {"rows": 985, "robbery": 21, "burglary": 74, "narcotics": 40},
}

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real feeds of ../shared/data are absent"
)


def _run(
    city: str, source: Path, outlines: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> dict:
    definition = EXAMPLES / f"{city}.toml"
    arguments = ["--input", source, "--neighborhoods", outlines, "--data-dir", folder, "--json"]
    assert main(["run", str(definition), *map(str, arguments)]) == 0
    return json.loads(capsys.readouterr().out)


def _reconciles(summary: dict) -> None:
    accounted = summary["accepted"] + summary["quarantined"] + summary["duplicates"]
    assert summary["received"] == accounted
    assert summary["accepted"] == summary["located"] + sum(summary["unlocated"].values())
    assert sum(summary["received_by_category"].values()) == summary["received"]


@pytest.mark.parametrize("name", FILES)
def test_city_reconciles_and_agrees_with_the_codes_in_its_file(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, outlines = FILES[name]
    city = name.removesuffix("_without_header")
    summary = _run(city, SHARED / source, SHARED / outlines, tmp_path, capsys)
    _reconciles(summary)
    expected = dict(RECEIVED[name])
    assert summary["received"] == expected.pop("rows")
    assert {kind: summary["received_by_category"][kind] for kind in expected} == expected


def test_all_144_files_of_st_louis_in_one_run(stl_summary: dict) -> None:
    _reconciles(stl_summary)
    assert stl_summary["received"] == 636_151
    received = stl_summary["received_by_category"]
    assert (received["robbery"], received["burglary"], received["narcotics"]) == (
        24_037,
        59_435,
        24_840,
    )


def test_nearly_every_point_of_st_louis_is_in_a_neighborhood(stl_summary: dict) -> None:
    has_point = stl_summary["accepted"] - stl_summary["unlocated"]["zero_coordinates"]
    assert stl_summary["located"] > 0.998 * has_point


@pytest.fixture(scope="module")
def stl_summary(stl_data_dir: Path) -> dict:
    from analytics.store import open_snapshot

    store = open_snapshot(stl_data_dir, audience="police")
    summary = store.read_summary()
    store.close()
    return summary
