"""Neighborhoods that a user brings: any format, any CRS, named, repaired and joined by name."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from analytics.errors import LayerError
from geodata.neighborhoods import read_neighborhoods

CITIES = Path(__file__).parents[3] / "shared" / "data"
BOW_TIE = Polygon([(-90.2, 38.6), (-90.1, 38.7), (-90.1, 38.6), (-90.2, 38.7)])


def town(names: list[str | None], heading: str = "name") -> gpd.GeoDataFrame:
    squares = [box(-90.3 + i / 10, 38.6, -90.2 + i / 10, 38.7) for i in range(len(names))]
    return gpd.GeoDataFrame({heading: names}, geometry=squares, crs=4326)


def write(table: gpd.GeoDataFrame, path: Path) -> Path:
    table.to_file(path)
    return path


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "fgb"])
@pytest.mark.parametrize("crs", [4326, 26915, 2815])
def test_any_format_and_any_crs_gives_the_same_outlines(
    tmp_path: Path, ending: str, crs: int
) -> None:
    path = write(town(["West", "East"]).to_crs(crs), tmp_path / f"town.{ending}")
    found = read_neighborhoods(path)
    assert list(found.columns) == ["neighborhood_id", "name", "geometry"]
    assert found["neighborhood_id"].tolist() == ["east", "west"]
    assert found.crs == "EPSG:4326"
    assert found.geometry.iloc[1].symmetric_difference(box(-90.3, 38.6, -90.2, 38.7)).area < 1e-6


def test_a_folder_of_files_with_blanks_in_their_names_is_one_layer(tmp_path: Path) -> None:
    whole = town(["Old North", "The Hill", "Dutchtown"])
    for i, name in enumerate(whole["name"]):
        write(whole.iloc[[i]].to_crs(26915 if i == 1 else 4326), tmp_path / f"{name} 1.geojson")
    (tmp_path / "notes.txt").write_text("not a layer")
    assert read_neighborhoods(tmp_path)["name"].tolist() == ["Dutchtown", "Old North", "The Hill"]


def test_a_shapefile_with_its_parts_in_a_folder_is_one_layer(tmp_path: Path) -> None:
    write(town(["West", "East"]), tmp_path / "town.shp")
    assert len(list(tmp_path.iterdir())) > 3
    assert len(read_neighborhoods(tmp_path)) == 2


def test_a_missing_crs_is_taken_for_degrees_only_where_it_must_be(tmp_path: Path) -> None:
    path = write(town(["West", "East"]), tmp_path / "town.shp")
    path.with_suffix(".prj").unlink()
    with pytest.warns(UserWarning, match="no CRS given"):
        found = read_neighborhoods(path)
    assert any("no CRS given" in note for note in found.attrs["notes"])
    feet = write(town(["West", "East"]).to_crs(2815), tmp_path / "feet.shp")
    feet.with_suffix(".prj").unlink()
    with pytest.raises(LayerError, match=r"no coordinate reference system.*add the \.prj file"):
        read_neighborhoods(feet)


def test_projected_figures_in_a_geojson_are_not_taken_for_degrees(tmp_path: Path) -> None:
    path = tmp_path / "feet.geojson"
    town(["West"]).to_crs(26915).set_crs(4326, allow_override=True).to_file(path)
    with pytest.raises(LayerError, match="CRS is stated wrongly"):
        read_neighborhoods(path)


def test_swapped_latitude_and_longitude_are_recognized(tmp_path: Path) -> None:
    swapped = gpd.GeoDataFrame({"name": ["West"]}, geometry=[box(38.6, -119, 38.7, -118)], crs=4326)
    with pytest.raises(LayerError, match="latitude and longitude are swapped"):
        read_neighborhoods(write(swapped, tmp_path / "swapped.geojson"))


@pytest.mark.parametrize(
    "heading", ["NeighborhoodName", "NHD_NAME", "NAME", "Name", "community", "Neighborhood"]
)
def test_the_name_column_is_known_by_its_heading(tmp_path: Path, heading: str) -> None:
    table = town(["West", "East"], heading)
    table["COLOR"] = ["pink", "orange"]
    found = read_neighborhoods(write(table, tmp_path / "town.geojson"))
    assert found.attrs["name_column"] == heading
    assert found["name"].tolist() == ["East", "West"]


def test_a_column_with_the_citys_name_in_every_row_is_passed_over(tmp_path: Path) -> None:
    table = town(["West", "East"], "NAME")
    table["Neighborhood"] = "Palm Springs"
    assert len(read_neighborhoods(write(table, tmp_path / "town.geojson"))) == 2


def test_names_that_cannot_be_told_are_asked_for(tmp_path: Path) -> None:
    table = town(["West", "East"], "WHO")
    table["WHAT"] = ["this", "that"]
    path = write(table, tmp_path / "town.geojson")
    with pytest.raises(LayerError, match="name one of WHO, WHAT"):
        read_neighborhoods(path)
    assert read_neighborhoods(path, "WHAT")["name"].tolist() == ["that", "this"]
    with pytest.raises(LayerError, match="no column 'WHY'; there are WHO, WHAT"):
        read_neighborhoods(path, "WHY")


def test_an_explicit_name_column_may_hold_numbers(tmp_path: Path) -> None:
    table = town(["West", "East"])
    table["beat"] = [12, 11]
    found = read_neighborhoods(write(table, tmp_path / "town.geojson"), "beat")
    assert found["name"].tolist() == ["11", "12"]


def test_an_outline_that_crosses_itself_is_repaired_and_named(tmp_path: Path) -> None:
    table = town(["West", "East"])
    table.geometry = [BOW_TIE, box(-90.1, 38.6, -90.0, 38.7)]
    found = read_neighborhoods(write(table, tmp_path / "town.geojson"))
    assert found.is_valid.all()
    assert set(found.geom_type) <= {"Polygon", "MultiPolygon"}
    assert found.attrs["notes"] == ["invalid rings repaired: West"]
    assert found.geometry.iloc[1].area == pytest.approx(0.005)


def test_an_open_ring_is_closed_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "open.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"West"},'
        '"geometry":{"type":"Polygon","coordinates":[[[-90,38],[-89,38],[-89,39],[-90,39]]]}}]}'
    )
    found = read_neighborhoods(path)
    assert found.geometry.iloc[0].equals(box(-90, 38, -89, 39))
    assert found.attrs["notes"] == ["open.geojson: rings closed in 1 rows"]


def test_parts_of_one_name_become_one_neighborhood(tmp_path: Path) -> None:
    found = read_neighborhoods(write(town(["West", "East", " West "]), tmp_path / "town.geojson"))
    assert found["name"].tolist() == ["East", "West"]
    assert isinstance(found.geometry.iloc[1], MultiPolygon)
    assert found.attrs["notes"] == ["parts of one name joined: West"]


def test_names_with_the_same_letters_still_get_ids_of_their_own(tmp_path: Path) -> None:
    found = read_neighborhoods(write(town(["St. Paul", "St Paul"]), tmp_path / "town.geojson"))
    assert sorted(found["neighborhood_id"]) == ["st-paul", "st-paul-2"]


def test_outlines_without_a_name_are_kept_and_told_apart(tmp_path: Path) -> None:
    found = read_neighborhoods(write(town(["West", None, " "]), tmp_path / "town.geojson"))
    assert found["name"].tolist() == ["Unnamed area 1", "Unnamed area 2", "West"]
    assert "2 outlines have no name" in found.attrs["notes"][0]


def test_an_id_column_of_our_own_is_kept(tmp_path: Path) -> None:
    table = town(["West", "East"])
    table["neighborhood_id"] = ["w-1", "e-1"]
    found = read_neighborhoods(write(table, tmp_path / "town.geojson"))
    assert found["neighborhood_id"].tolist() == ["e-1", "w-1"]


def test_points_among_the_outlines_are_left_out_and_points_alone_refused(tmp_path: Path) -> None:
    mixed = town(["West", "Post office"])
    mixed.geometry = [box(-90.3, 38.6, -90.2, 38.7), Point(-90.25, 38.65)]
    found = read_neighborhoods(write(mixed, tmp_path / "mixed.geojson"))
    assert found["name"].tolist() == ["West"]
    assert found.attrs["notes"] == ["1 rows without an outline left out"]
    points = mixed.iloc[[1]]
    with pytest.raises(LayerError, match="no outlines in it"):
        read_neighborhoods(write(points, tmp_path / "points.geojson"))


@pytest.mark.parametrize("text", ["", "not a map", '{"error":{"code":400}}', '{"type":"Feature'])
def test_a_file_that_is_no_map_is_refused_with_advice(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(text)
    with pytest.raises(LayerError, match="cannot be read as a map layer"):
        read_neighborhoods(path)


def test_a_missing_file_and_an_empty_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="no such file or folder"):
        read_neighborhoods(tmp_path / "none.geojson")
    with pytest.raises(LayerError, match="no layer in this folder"):
        read_neighborhoods(tmp_path)


@pytest.mark.skipif(not CITIES.is_dir(), reason="no ../shared/data beside the checkout")
@pytest.mark.parametrize(
    ("path", "count", "column", "repaired"),
    [
        ("st-louis/neighborhoods", 88, "NHD_NAME", 0),
        ("san-francisco/neighborhoods.geojson", 37, "name", 3),
        ("chicago/community_areas", 77, "community", 0),
        ("chicago/neighborhoods.geojson", 98, "name", 4),
        ("sacramento/neighborhoods.geojson", 119, "NAME", 0),
        ("palm-springs/neighborhoods_2015.geojson", 35, "NAME", 0),
    ],
)
def test_published_layers_of_five_cities_are_read_without_losing_a_neighborhood(
    path: str, count: int, column: str, repaired: int
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read_neighborhoods(CITIES / path)
    assert len(found) == count
    assert found.attrs["name_column"] == column
    assert found["neighborhood_id"].is_unique
    assert found.is_valid.all()
    notes = [note for note in found.attrs["notes"] if note.startswith("invalid rings repaired")]
    assert sum(note.count(",") + 1 for note in notes) == repaired
