"""Points that are no places are counted and never plotted: 0, 0, a city hall, and the middle of a neighborhood."""

from datetime import UTC, datetime
from pathlib import Path

from analytics.selection import Selection
from analytics.store import open_snapshot
from etl.feeds.definition import load_feed
from etl.pipeline import run
from geodata.layers import Layers
from tests import town
from tests.etl.publish.drawn import DEFINITION

HOME, CITY_HALL, MIDDLE = (-116.5475, 33.8325), (-116.5325, 33.8225), (-116.535, 33.835)
# One at home in each of 60 meters: more than 20 rows of one point would be a stack.
POINTS = [
    *((round(HOME[0] + n * 1e-5, 5), HOME[1]) for n in range(60)), *[(0, 0)] * 3, *[CITY_HALL] * 2, *[MIDDLE] * 21,
]  # fmt: skip


def test_incidents_at_points_that_are_no_places_are_counted_and_on_no_map(
    tmp_path: Path, town_layers: Layers
) -> None:
    guards = f"[guards]\ndefault_points = [[{CITY_HALL[1]}, {CITY_HALL[0]}]]\n"
    (tmp_path / "a.toml").write_text(DEFINITION.format(brings="everything") + guards)
    rows = [
        f"{number},211 PC,2025-11-{number % 28 + 1:02},{lon},{lat}"
        for number, (lon, lat) in enumerate(POINTS)
    ]
    (tmp_path / "a.csv").write_text("\n".join(["Case,Charge,Occurred,X,Y", *rows]))
    result = run(
        [load_feed(tmp_path / "a.toml")], source=tmp_path / "a.csv", layers=town_layers, data_dir=tmp_path / "data",
        clock=lambda: datetime(2025, 12, 1, tzinfo=UTC), progress=lambda *_: None,
    )  # fmt: skip
    assert result.summary["unlocated"] == {"default_point": 23, "zero_coordinates": 3}
    for audience in ("police", "public"):
        store = open_snapshot(result.snapshot, audience=audience)  # type: ignore[arg-type]
        incidents, coverage = store.read_incidents(Selection(town.WHOLE)), store.coverage()
        store.close()
        assert len(incidents) == coverage.counted == len(POINTS)
        assert coverage.on_map == incidents["x_m"].notna().sum() == 60
        assert "located: 69.8% on the map" in coverage.sentence()
