"""Shapefiles and GeoPackages of incidents: points as text, whatever their coordinate system is called."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPoint

from analytics.errors import FeedError
from etl.feeds import spatial
from tests.etl.feeds.feed_files import make_feed, read, values

# What a records system's export from Esri software says of its coordinates: no code, but the parameters of EPSG:2230.
ESRI_WKT = (
    'PROJCS["NAD_1983_StatePlane_California_VI_FIPS_0406_Feet",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",'
    'SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",6561666.667],PARAMETER["False_Northing",1640416.667],'
    'PARAMETER["Central_Meridian",-116.25],PARAMETER["Standard_Parallel_1",33.8833333333333],'
    'PARAMETER["Standard_Parallel_2",32.7833333333333],PARAMETER["Latitude_Of_Origin",32.1666666666667],'
    'UNIT["US survey foot",0.304800609601219]]'
)


def _incidents(crs: str | None = "EPSG:2230") -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([6500000.25, 6500001, 0], [1900000.5, 1900002, 0])
    table = gpd.GeoDataFrame(
        {
            "Case No": [1, 2, 3],
            "Charge": ["0211", "café", None],
            "Occurred From": ["2025-01-01 13:30", "2025-01-02", ""],
            "loss": [0.5, 20.0, None],
        },
        geometry=points,
        crs=crs,
    )
    table.loc[2, "geometry"] = None
    return table


def _shapefile(folder: Path, crs: str | None = "EPSG:2230") -> Path:
    path = folder / "in" / "robbery.shp"
    path.parent.mkdir()
    _incidents(crs).rename(columns={"Occurred From": "Occurred F"}).to_file(path)
    return path


def test_points_of_a_geopackage_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "f.gpkg"
    table = _incidents().assign(seen=pd.to_datetime(["2025-01-01T10:00Z", None, None]))
    table.to_file(path, layer="robbery")
    (chunk,) = read(make_feed(tmp_path, crs="EPSG:2230"), path)
    assert chunk.table.to_pylist()[:2] == [
        {"Case No": "1", "Charge": "0211", "Occurred From": "2025-01-01 13:30", "loss": "0.5",
         "seen": "2025-01-01 10:00:00.000Z", "geometry.x": "6500000.25", "geometry.y": "1900000.5"},
        {"Case No": "2", "Charge": "café", "Occurred From": "2025-01-02", "loss": "20",
         "seen": "", "geometry.x": "6500001", "geometry.y": "1900002"},
    ]  # fmt: skip
    assert [*chunk.table.to_pylist()[2].values()] == ["3", "", "", "", "", "", ""]
    assert [*chunk.rows] == [1, 2, 3]
    assert (chunk.crs, chunk.notes) == ("EPSG:2230", ("layer robbery",))


def test_shapefile_in_a_zip_file_is_read_with_its_table(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    with ZipFile(tmp_path / "f.zip", "w") as archive:
        for part in path.parent.iterdir():
            archive.write(part, f"export/{part.name.upper()}")
    (chunk,) = read(make_feed(tmp_path), tmp_path / "f.zip")
    assert chunk.source_file == "f.zip/export/ROBBERY.SHP"
    assert values([chunk])[1] == ["2", "café", "2025-01-02", "20", "6500001", "1900002"]


@pytest.mark.parametrize("ending", [".dbf", ".shx"])
def test_shapefile_without_its_other_files_is_refused_with_what_to_do(
    tmp_path: Path, ending: str
) -> None:
    path = _shapefile(tmp_path)
    path.with_suffix(ending).unlink()
    with pytest.raises(FeedError, match=rf"robbery\.shp: has no {ending} .* into one zip file"):
        read(make_feed(tmp_path), path)


@pytest.mark.parametrize(
    ("crs", "written", "said"),
    [
        ("EPSG:2230", ESRI_WKT, "EPSG:2230"),
        ("ESRI:102646", "EPSG:2230", "ESRI:102646"),
        ("EPSG:2226", "EPSG:2230", "EPSG:2230"),
    ],
)
def test_coordinate_systems_are_compared_by_what_they_mean(
    tmp_path: Path, crs: str, written: str, said: str
) -> None:
    path = _shapefile(tmp_path)
    if written == ESRI_WKT:
        path.with_suffix(".prj").write_text(ESRI_WKT, encoding="ascii")
    assert read(make_feed(tmp_path, crs=crs), path)[0].crs == said


def test_coordinate_system_without_a_code_is_told(tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    own = ESRI_WKT.replace("-116.25", "-116.5").replace("NAD_1983_StatePlane_California_VI", "Own")
    path.with_suffix(".prj").write_text(own, encoding="ascii")
    (chunk,) = read(make_feed(tmp_path), path)
    assert "+lon_0=-116.5" in str(chunk.crs)
    assert chunk.notes[1].startswith("coordinate system without a code: +proj=lcc")
    # The definition can give the same parameters, and agrees then.
    assert read(make_feed(tmp_path, crs=str(chunk.crs)), path)[0].crs == chunk.crs


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_shapefile_without_a_coordinate_system_says_so(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, crs=None)
    (chunk,) = read(make_feed(tmp_path), path)
    assert (chunk.crs, chunk.notes) == (None, ("layer robbery", "names no coordinate system"))


def test_two_layers_with_the_columns_are_never_read_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "f.gpkg"
    for layer in ("jan", "feb"):
        _incidents().to_file(path, layer=layer)
    with pytest.raises(FeedError, match="layers jan, feb all have the columns"):
        read(make_feed(tmp_path), path)
    assert len(values(read(make_feed(tmp_path, 'sheet = "feb"'), path))) == 3
    both = read(make_feed(tmp_path, 'sheet = "*"'), path)
    assert [chunk.source_file for chunk in both] == ["f.gpkg, layer jan", "f.gpkg, layer feb"]
    with pytest.raises(FeedError, match=r"no layer March among jan, feb"):
        read(make_feed(tmp_path, 'sheet = "March"'), path)


def test_long_layer_comes_in_chunks_and_an_empty_one_with_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatial, "_CHUNK_ROWS", 2)
    _incidents().to_file(tmp_path / "f.gpkg")
    chunks = read(make_feed(tmp_path), tmp_path / "f.gpkg")
    assert [[*chunk.rows] for chunk in chunks] == [[1, 2], [3]]
    _incidents().iloc[:0].to_file(tmp_path / "none.gpkg")
    (chunk,) = read(make_feed(tmp_path), tmp_path / "none.gpkg")
    assert chunk.table.column_names[:3] == ["Case No", "Charge", "Occurred From"]
    assert len(chunk.table) == 0


def test_only_points_are_places_of_incidents(tmp_path: Path) -> None:
    path = tmp_path / "f.gpkg"
    table = _incidents().iloc[:1]
    table.set_geometry([MultiPoint([(1, 2)])], crs="EPSG:2230").to_file(path)
    assert values(read(make_feed(tmp_path), path))[0][-2:] == ["1", "2"]
    for shape in (LineString([(0, 0), (1, 1)]), MultiPoint([(1, 2), (3, 4)])):
        path.unlink()
        table.set_geometry([shape], crs="EPSG:2230").to_file(path)
        with pytest.raises(FeedError, match="are not points"):
            read(make_feed(tmp_path), path)
