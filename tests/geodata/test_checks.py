"""Checks of a layer: each fault is found and measured; what has one answer is repaired."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Polygon, box, orient_polygons
from shapely.affinity import translate

from analytics.errors import LayerError
from geodata.__main__ import main
from geodata.checks import Check, check_layer

CITIES = Path(__file__).parents[3] / "shared" / "data"
ZONE = "EPSG:26911"
WEST_SIDE = box(0, 0, 1000, 1000)
EAST_SIDE = box(1000, 0, 2000, 1000)


def write(tmp_path: Path, shapes: list, names: list[str | None] | None = None) -> Path:
    """Write outlines given in metres from a corner of downtown Palm Springs."""
    names = names or [f"Town {letter}" for letter in "ABCDEFGH"[: len(shapes)]]
    placed = [translate(shape, 541_000, 3_742_000) if shape else None for shape in shapes]
    path = tmp_path / "town.geojson"
    table = gpd.GeoDataFrame({"name": names}, geometry=placed, crs=ZONE)
    table.to_crs(4326).to_file(path, COORDINATE_PRECISION=12, engine="pyogrio")
    return path


def kinds(check: Check) -> dict[str, str]:
    return {finding.kind: finding.standing for finding in check.findings}


def only(check: Check, kind: str) -> tuple[tuple[str, ...], float | None]:
    (finding,) = [finding for finding in check.findings if finding.kind == kind]
    return finding.names, finding.area_m2


def test_neighbors_that_share_an_edge_are_clean(tmp_path: Path) -> None:
    check = check_layer(write(tmp_path, [WEST_SIDE, EAST_SIDE]))
    assert check.findings == []
    assert check.is_clean
    assert (check.features, check.crs, check.name_column) == (2, "EPSG:4326", "name")


def test_an_overlap_is_measured_in_square_metres_with_its_pair(tmp_path: Path) -> None:
    check = check_layer(write(tmp_path, [WEST_SIDE, box(990, 0, 2000, 1000)]))
    names, area = only(check, "overlap")
    assert names == ("Town A", "Town B")
    assert area == pytest.approx(10_000, rel=0.01)
    assert not check.is_clean


def test_a_sliver_between_neighbors_remains_and_a_park_is_a_note(tmp_path: Path) -> None:
    ring = [box(0, 0, 1000, 400), box(0, 400, 400, 1000), box(600, 400, 1000, 1000)]
    park = [*ring, box(400, 600, 600, 1000)]
    check = check_layer(write(tmp_path, park))
    names, area = only(check, "gap")
    assert names == ("Town A", "Town B", "Town C", "Town D")
    assert area == pytest.approx(40_000, rel=0.01)
    assert check.is_clean
    sliver = [*ring, box(400, 402, 600, 1000)]
    check = check_layer(write(tmp_path, sliver))
    assert only(check, "gap")[1] == pytest.approx(400, rel=0.01)
    assert not check.is_clean


def test_a_hole_inside_one_neighborhood_is_no_gap(tmp_path: Path) -> None:
    ring = orient_polygons(WEST_SIDE.difference(box(400, 400, 410, 410)))
    assert check_layer(write(tmp_path, [ring, EAST_SIDE])).findings == []


def test_an_outline_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    bow_tie = Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    check = check_layer(write(tmp_path, [bow_tie, box(1000, 0, 2000, 1000)]))
    assert kinds(check)["invalid ring"] == "repaired"
    assert check.repaired.is_valid.all()
    assert check.repaired.to_crs(ZONE).area.iloc[0] == pytest.approx(500_000, rel=0.01)


def test_names_that_are_empty_or_given_twice_remain(tmp_path: Path) -> None:
    shapes = [WEST_SIDE, EAST_SIDE, box(2000, 0, 3000, 1000), box(3000, 0, 4000, 1000)]
    check = check_layer(write(tmp_path, shapes, ["Town", "Town", None, " "]))
    assert only(check, "duplicate name")[0] == ("Town",)
    empty = [finding.names for finding in check.findings if finding.kind == "empty name"]
    assert empty == [("row 3",), ("row 4",)]
    assert not check.is_clean


def test_a_row_given_twice_is_dropped_once(tmp_path: Path) -> None:
    check = check_layer(write(tmp_path, [WEST_SIDE, EAST_SIDE, WEST_SIDE], ["A", "B", "A"]))
    assert kinds(check) == {"duplicate feature": "repaired"}
    assert check.repaired["name"].tolist() == ["A", "B"]


def test_the_same_outline_under_two_names_is_an_overlap_for_somebody_to_decide(
    tmp_path: Path,
) -> None:
    check = check_layer(write(tmp_path, [WEST_SIDE, WEST_SIDE], ["Warm Sands", "Warm Springs"]))
    assert kinds(check) == {"overlap": "remains"}


def test_repeated_points_and_clockwise_rings_are_repaired(tmp_path: Path) -> None:
    doubled = Polygon([(0, 0), (0, 1000), (0, 1000), (1000, 1000), (1000, 0)])
    check = check_layer(write(tmp_path, [doubled, EAST_SIDE]))
    assert kinds(check) == {"duplicate points": "repaired", "ring direction": "repaired"}
    assert only(check, "duplicate points")[0] == ("Town A",)
    assert all(shape.exterior.is_ccw for shape in check.repaired.geometry)
    assert len(check.repaired.geometry.iloc[0].exterior.coords) == 5


def test_clockwise_rings_are_right_in_a_shapefile(tmp_path: Path) -> None:
    gpd.read_file(write(tmp_path, [WEST_SIDE, EAST_SIDE])).to_file(tmp_path / "town.shp")
    assert check_layer(tmp_path / "town.shp").findings == []


def test_an_open_ring_and_a_missing_crs_are_repaired(tmp_path: Path) -> None:
    path = tmp_path / "open.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},'
        '"geometry":{"type":"Polygon","coordinates":[[[-90,38],[-89,38],[-89,39],[-90,39]]]}}]}'
    )
    assert kinds(check_layer(path)) == {"open ring": "repaired"}
    gpd.read_file(write(tmp_path, [WEST_SIDE])).to_file(tmp_path / "bare.shp")
    (tmp_path / "bare.prj").unlink()
    check = check_layer(tmp_path / "bare.shp")
    assert kinds(check) == {"crs missing": "repaired"}
    assert check.crs == "missing"


def test_ground_outside_the_city_is_measured(tmp_path: Path) -> None:
    path = write(tmp_path, [WEST_SIDE, EAST_SIDE])
    city = tmp_path / "city.geojson"
    inside = translate(box(-100, -100, 1500, 1100), 541_000, 3_742_000)
    gpd.GeoDataFrame(geometry=[inside], crs=ZONE).to_crs(4326).to_file(city)
    check = check_layer(path, city=city)
    names, area = only(check, "outside the city")
    assert names == ("Town B",)
    assert area == pytest.approx(500_000, rel=0.01)


def test_several_parts_are_worth_knowing_and_no_fault(tmp_path: Path) -> None:
    check = check_layer(write(tmp_path, [MultiPolygon([WEST_SIDE, box(3000, 0, 3100, 100)])]))
    assert only(check, "several parts")[1] == pytest.approx(10_000, rel=0.01)
    assert check.is_clean


def test_a_row_without_an_outline_remains(tmp_path: Path) -> None:
    check = check_layer(write(tmp_path, [WEST_SIDE, None]))
    assert only(check, "no outline")[0] == ("Town B",)
    assert len(check.repaired) == 1


def test_names_that_cannot_be_told_do_not_stop_the_check(tmp_path: Path) -> None:
    table = gpd.read_file(write(tmp_path, [WEST_SIDE, box(900, 0, 2000, 1000)]))
    table = table.rename(columns={"name": "who"}).assign(what=["this", "that"])
    table.to_file(tmp_path / "town.gpkg")
    check = check_layer(tmp_path / "town.gpkg")
    assert kinds(check)["no name column"] == "remains"
    assert only(check, "overlap")[0] == ("row 1", "row 2")
    with pytest.raises(LayerError, match="no column 'when'"):
        check_layer(tmp_path / "town.gpkg", name_column="when")


def test_the_repaired_layer_is_clean_and_keeps_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doubled = Polygon([(0, 0), (0, 1000), (0, 1000), (1000, 1000), (1000, 0)])
    path = write(tmp_path, [doubled, EAST_SIDE])
    out = tmp_path / "repaired.geojson"
    assert main(["check", str(path), "--out", str(out)]) == 0
    assert "Nothing is left for you to decide" in capsys.readouterr().out
    assert main(["check", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"] == []
    assert gpd.read_file(out)["name"].tolist() == ["Town A", "Town B"]


def test_exit_code_tells_what_remains_from_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, [WEST_SIDE, box(990, 0, 2000, 1000)])
    assert main(["check", str(path)]) == 1
    assert "Town A / Town B" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.geojson")]) == 2
    assert "no such file or folder" in capsys.readouterr().err
    assert main(["check", str(path), "--out", str(path)]) == 2
    assert "name another file" in capsys.readouterr().err


def test_our_own_neighborhoods_are_clean() -> None:
    layers = Path(__file__).parents[2] / "geodata"
    check = check_layer(layers / "neighborhoods.geojson", city=layers / "city.geojson")
    assert check.is_clean
    assert set(kinds(check)) == {"gap"}


@pytest.mark.skipif(not CITIES.is_dir(), reason="no ../shared/data beside the checkout")
class TestPublishedLayers:
    def test_palm_springs_2015_has_the_faults_that_were_counted_by_hand(self) -> None:
        folder = CITIES / "palm-springs"
        check = check_layer(
            folder / "neighborhoods_2015.geojson", city=folder / "city_boundary.json"
        )
        areas = [finding.area_m2 for finding in check.findings if finding.kind == "overlap"]
        assert len(areas) == 13
        assert sum(area or 0 for area in areas) == pytest.approx(2813, abs=1)
        assert sum(finding.kind == "gap" for finding in check.findings) == 16
        assert only(check, "outside the city")[0] == ("Andreas Hills",)
        assert kinds(check)["constant id"] == "note"
        assert kinds(check)["ring direction"] == "repaired"

    def test_san_francisco_has_three_invalid_rings_and_518_square_metres_of_overlap(self) -> None:
        check = check_layer(CITIES / "san-francisco" / "neighborhoods.geojson")
        assert sum(finding.kind == "invalid ring" for finding in check.findings) == 3
        areas = [finding.area_m2 for finding in check.findings if finding.kind == "overlap"]
        assert sum(area or 0 for area in areas) == pytest.approx(518, abs=1)

    @pytest.mark.parametrize(
        ("path", "rows"),
        [
            ("st-louis/neighborhoods", 88),
            ("chicago/community_areas", 77),
            ("chicago/neighborhoods.geojson", 98),
            ("sacramento/neighborhoods.geojson", 119),
        ],
    )
    def test_the_repaired_layer_needs_no_second_repair(
        self, path: str, rows: int, tmp_path: Path
    ) -> None:
        out = tmp_path / "repaired.geojson"
        assert main(["check", str(CITIES / path), "--out", str(out)]) in (0, 1)
        again = check_layer(out)
        assert again.features == rows
        assert "repaired" not in kinds(again).values()
